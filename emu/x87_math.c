// SPDX-License-Identifier: GPL-2.0-or-later
// Sines, logarithms and their like, by the C library's functions of binary128. The engine has them done by those of double, which have eleven
// bits too few, and another last bit on another processor. binary128 is software on every x86, and has 49 bits more than the x87: what is
// not exact is within some units of the 113th bit, and so the 64 bits are right in whichever direction they are rounded, but for one operand
// in 2^46 or so. Processors come within one unit in the last place of them.
#include "emu/x87.h"
#include "emu/x87_real.h"

#include <string.h>

typedef __float128 binary128;
typedef unsigned __int128 u128;

// <math.h> of glibc (2.26 or newer) has them under a type that not every compiler knows.
extern binary128 sinf128(binary128 x), cosf128(binary128 x), tanf128(binary128 x),
    atan2f128(binary128 y, binary128 x);
extern binary128 log2f128(binary128 x), log1pf128(binary128 x), expm1f128(binary128 x);
extern binary128 remquof128(binary128 x, binary128 y, int *quotient);

enum { FRACTION_BITS = 112, LEAST_EXPONENT = 1 - EXPONENT_BIAS };

static binary128 from_bits(u128 bits) {
    binary128 v;
    memcpy(&v, &bits, sizeof v);
    return v;
}
static u128 to_bits(binary128 v) {
    u128 bits;
    memcpy(&bits, &v, sizeof bits);
    return bits;
}

// 2^e, for exponents of normal numbers.
static binary128 power_of_two(int e) {
    return from_bits((u128)(e + EXPONENT_BIAS) << FRACTION_BITS);
}

// The significand, 1 to 2 and at its sign; *exponent is what it is to be multiplied by. Denormals are made like all others.
static binary128 significand(const struct real *r, int *exponent) {
    const int shift = __builtin_clzll(r->mantissa);
    const binary128 value = (binary128)(r->mantissa << shift) * power_of_two(-63);
    *exponent = exponent_of(r) - shift;
    return r->negative ? -value : value;
}

static binary128 value_of(const struct real *r) {
    if (r->exponent == EXPONENT_MAX) return r->negative ? -__builtin_inff() : __builtin_inff();
    if (!r->mantissa) return r->negative ? -(binary128)0 : 0;
    int exponent;
    binary128 v = significand(r, &exponent);
    if (exponent >= LEAST_EXPONENT) return v * power_of_two(exponent);
    return v * power_of_two(LEAST_EXPONENT) *
           power_of_two(exponent - LEAST_EXPONENT); // a denormal there, too, and still exact
}

// `v` times 2^exponent; `more`: it is not exact. Zero, as a result, is less than any number.
static struct exact exact_of(binary128 v, int exponent, bool more) {
    const u128 bits = to_bits(v), fraction = bits & (((u128)1 << FRACTION_BITS) - 1);
    const int biased = (int)(bits >> FRACTION_BITS) & EXPONENT_MAX;
    struct exact out = {.negative = bits >> 127 != 0, .more = more};
    if (v == 0) {
        out.bits = INTEGER_BIT;
        out.exponent = -2 * EXPONENT_BIAS;
        return out;
    }
    u128 whole = biased ? fraction | (u128)1 << FRACTION_BITS : fraction;
    out.exponent = exponent + (biased ? biased : 1) - EXPONENT_BIAS;
    for (; !(whole >> FRACTION_BITS); whole <<= 1) out.exponent--;
    const int dropped = FRACTION_BITS - 63;
    out.bits = (u64)(whole >> dropped);
    out.half = whole >> (dropped - 1) & 1;
    out.more = more || (whole & (((u128)1 << (dropped - 1)) - 1)) != 0;
    return out;
}

// --- Logarithms and powers
static const binary128 ln_2 = 0x1.62e42fefa39ef35793c7673007e6p-1q, log2_e = 0x1.71547652b82fe1777d0ffda0d23ap+0q;

// 2^x - 1, which is rational for integers only.
struct exact x87_2xm1(const struct real *x) {
    int exponent;
    const binary128 s = significand(x, &exponent);
    if (exponent < -120) return exact_of(s * ln_2, exponent, true); // the next term is out of sight
    return exact_of(expm1f128(value_of(x) * ln_2), 0, true);
}

static bool is_power_of_two(binary128 v) {
    return v > 0 && !(to_bits(v) & (((u128)1 << FRACTION_BITS) - 1));
}

struct exact x87_yl2x(const struct real *x, const struct real *y) {
    int exponent, y_exponent;
    const binary128 s = significand(x, &exponent), t = significand(y, &y_exponent);
    const bool rational = is_power_of_two(s);
    // Near 1 the sum of exponent and logarithm would lose the bits that tell.
    const binary128 log = rational                          ? exponent
                          : exponent == 0 || exponent == -1 ? log2f128(s * power_of_two(exponent))
                                                            : exponent + log2f128(s);
    return exact_of(t * log, y_exponent, !rational);
}

struct exact x87_yl2xp1(const struct real *x, const struct real *y) {
    int exponent, y_exponent;
    const binary128 s = significand(x, &exponent), t = significand(y, &y_exponent);
    if (exponent < -120) return exact_of(t * (s * log2_e), exponent + y_exponent, true);
    const binary128 v = value_of(x), sum = 1 + v;
    const bool rational = sum - 1 == v && is_power_of_two(sum);
    return exact_of(t * (rational ? log2f128(sum) : log1pf128(v) * log2_e), y_exponent, !rational);
}

// --- Angles
// Processors take pi for 66 bits long (Intel SDM volume 1, 8.3.8). The angle's distance to the nearest multiple of a half of that, exactly;
// *quadrant says which multiple, modulo 4.
static binary128 reduce(const struct real *x, unsigned *quadrant) {
    const binary128 half_pi = ((binary128)0xc90fdaa22168c234 * 4 + 3) / ((binary128)(1ull << 33) * (1ull << 32));
    int quotient;
    const binary128 rest = remquof128(value_of(x), half_pi, &quotient);
    *quadrant = (unsigned)quotient & 3;
    return rest;
}

struct exact x87_sine(const struct real *x) {
    unsigned quadrant;
    const binary128 angle = reduce(x, &quadrant), v = quadrant & 1 ? cosf128(angle) : sinf128(angle);
    return exact_of(quadrant & 2 ? -v : v, 0, true);
}

struct exact x87_cosine(const struct real *x) {
    unsigned quadrant;
    const binary128 angle = reduce(x, &quadrant), v = quadrant & 1 ? sinf128(angle) : cosf128(angle);
    return exact_of(quadrant == 1 || quadrant == 2 ? -v : v, 0, true);
}

struct exact x87_tangent(const struct real *x) {
    unsigned quadrant;
    const binary128 angle = reduce(x, &quadrant), v = tanf128(angle);
    return exact_of(quadrant & 1 ? -1 / v : v, 0, true);
}

struct exact x87_atan2(const struct real *y, const struct real *x) {
    if (x->exponent != EXPONENT_MAX && y->exponent != EXPONENT_MAX && x->mantissa && y->mantissa && !x->negative) {
        int x_exponent, y_exponent;
        const binary128 s = significand(x, &x_exponent), t = significand(y, &y_exponent);
        const int ratio = y_exponent - x_exponent;
        if (ratio < -120) return exact_of(t / s, ratio, true); // may be less than binary128 has
    }
    return exact_of(atan2f128(value_of(y), value_of(x)), 0, true);
}
