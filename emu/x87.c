// SPDX-License-Identifier: GPL-2.0-or-later
// FSIN, FCOS, FSINCOS, FPTAN, FPATAN, F2XM1, FYL2X and FYL2XP1, by GNU MPFR. The engine has them done by the host's libm, in double
// precision and to another last bit on another processor. Here results have the 64 bits of the x87, are rounded correctly in the direction
// that the control word says, and are the same everywhere; processors come within one unit in the last place of them.
//
// Special operands, flags and stack are as Intel's manual has them, and where it says "undefined", as an Intel processor behaves: an
// operand of F2XM1 beyond 1 is left as it is; every finite result but zero counts as inexact.
#include "emu/x87.h"

#include <mpfr.h>
#include <string.h>

enum { FX_FCW = 0, FX_FSW = 2, FX_FTW = 4, FX_ST = 32, ST_SIZE = 16, ST_BYTES = 10 };
enum { // exception flags of the status word, and in the same places the masks of the control word
    FLAG_INVALID = 0x01,
    FLAG_DENORMAL = 0x02,
    FLAG_ZERO_DIVIDE = 0x04,
    FLAG_OVERFLOW = 0x08,
    FLAG_UNDERFLOW = 0x10,
    FLAG_PRECISION = 0x20,
    FLAGS_MASKED = 0x3f,
    FLAG_STACK = 0x40,
    FLAG_SUMMARY = 0x80,
    FLAG_C1 = 0x200,
    FLAG_C2 = 0x400,
    FLAG_BUSY = 0x8000,
};
enum { ROUND_NEAREST, ROUND_DOWN, ROUND_UP, ROUND_ZERO }; // bits 10 and 11 of the control word

#define INTEGER_BIT (1ull << 63)
#define QUIET_BIT (1ull << 62)
enum { EXPONENT_MAX = 0x7fff, EXPONENT_BIAS = 16383, EXPONENT_WRAP = 24576 };

struct real { // as the register has it
    u64 mantissa;
    u16 exponent;
    bool negative;
};
static const struct real zero = {0}, one = {INTEGER_BIT, EXPONENT_BIAS, false};
static const struct real infinity = {INTEGER_BIT, EXPONENT_MAX, false};
static const struct real default_nan = {INTEGER_BIT | QUIET_BIT, EXPONENT_MAX, true};

struct x87 {
    u8 *image;
    u16 control, status;
    bool stack_fault; // operand empty, or no room
    bool unmasked;    // an exception that the program wants to hear of came before there was a result
};

static struct real with_sign(struct real r, bool negative) {
    r.negative = negative;
    return r;
}

// --- Kinds of operands
static bool is_zero(const struct real *r) {
    return !r->exponent && !r->mantissa;
}
static bool is_denormal(const struct real *r) {
    return !r->exponent && r->mantissa;
}
static bool is_infinite(const struct real *r) {
    return r->exponent == EXPONENT_MAX && r->mantissa == INTEGER_BIT;
}
static bool is_nan(const struct real *r) {
    return r->exponent == EXPONENT_MAX && r->mantissa > INTEGER_BIT;
}
static bool is_signalling(const struct real *r) {
    return is_nan(r) && !(r->mantissa & QUIET_BIT);
}
static bool is_unsupported(const struct real *r) { // formats of the 8087
    return r->exponent && !(r->mantissa & INTEGER_BIT);
}
static int exponent_of(const struct real *r) {
    return (r->exponent ? r->exponent : 1) - EXPONENT_BIAS;
}

// --- Stack, tags, flags
static struct real get(const struct x87 *x, int i) {
    struct real r;
    u16 top;
    const u8 *at = x->image + FX_ST + ST_SIZE * i;
    memcpy(&r.mantissa, at, 8);
    memcpy(&top, at + 8, 2);
    r.exponent = top & EXPONENT_MAX;
    r.negative = top >> 15;
    return r;
}

static void put(struct x87 *x, int i, struct real r) {
    u16 top = (u16)(r.exponent | (r.negative ? 0x8000 : 0));
    u8 *at = x->image + FX_ST + ST_SIZE * i;
    memcpy(at, &r.mantissa, 8);
    memcpy(at + 8, &top, 2);
}

static u8 tag_bit(const struct x87 *x, int i) {
    return (u8)(1u << (((x->status >> 11) + i) & 7));
}
static bool is_empty(const struct x87 *x, int i) {
    return !(x->image[FX_FTW] & tag_bit(x, i));
}
static void set_top(struct x87 *x, int by) {
    x->status = (u16)((x->status & ~0x3800) | (((x->status >> 11) + by) & 7) << 11);
}

static void push(struct x87 *x, struct real r) {
    u8 last[ST_SIZE], *st = x->image + FX_ST;
    memcpy(last, st + 7 * ST_SIZE, ST_SIZE);
    memmove(st + ST_SIZE, st, 7 * ST_SIZE);
    memcpy(st, last, ST_SIZE);
    set_top(x, -1);
    x->image[FX_FTW] |= tag_bit(x, 0);
    put(x, 0, r);
}

static void pop(struct x87 *x) {
    u8 first[ST_SIZE], *st = x->image + FX_ST;
    x->image[FX_FTW] &= (u8)~tag_bit(x, 0);
    memcpy(first, st, ST_SIZE);
    memmove(st, st + ST_SIZE, 7 * ST_SIZE);
    memcpy(st + 7 * ST_SIZE, first, ST_SIZE);
    set_top(x, 1);
}

// Exceptions before there is a result: with one of them unmasked, there will be none.
static void raise_before(struct x87 *x, u16 flags) {
    x->status |= flags;
    if (flags & FLAGS_MASKED & ~x->control) x->unmasked = true;
}

// --- Rounding
// A finite result other than zero: 64 bits, the integer bit first, then two more, and whether anything follows.
struct exact {
    u64 bits;
    int exponent; // of the integer bit
    bool negative;
    bool half, more;
};

static bool rounds_up(const struct x87 *x, const struct exact *v) {
    switch (x->control >> 10 & 3) {
    case ROUND_NEAREST: return v->half && (v->more || (v->bits & 1));
    case ROUND_DOWN: return v->negative && (v->half || v->more);
    case ROUND_UP: return !v->negative && (v->half || v->more);
    default: return false;
    }
}

// Adds one in the last place; true: that carried out of the 64 bits.
static bool round_once(struct x87 *x, struct exact *v) {
    x->status &= (u16)~FLAG_C1;
    if (!rounds_up(x, v)) return false;
    x->status |= FLAG_C1;
    return ++v->bits == 0;
}

static struct real round_denormal(struct x87 *x, struct exact v) {
    int shift = 1 - EXPONENT_BIAS - v.exponent;
    if (shift > 64) {
        v.more = true;
        v.half = false;
        v.bits = 0;
    } else if (shift > 0) {
        u64 lost = shift == 64 ? v.bits : v.bits & ((1ull << shift) - 1), middle = 1ull << (shift - 1);
        v.more = v.more || v.half || (lost & (middle - 1));
        v.half = lost & middle;
        v.bits = shift == 64 ? 0 : v.bits >> shift;
    }
    round_once(x, &v);
    return (struct real){v.bits, v.bits & INTEGER_BIT ? 1 : 0, v.negative}; // it may have become normal
}

static struct real round_overflow(struct x87 *x, bool negative) {
    int mode = x->control >> 10 & 3;
    bool largest = mode == ROUND_ZERO || mode == (negative ? ROUND_UP : ROUND_DOWN);
    x->status &= (u16)~FLAG_C1;
    if (largest) return (struct real){~0ull, EXPONENT_MAX - 1, negative};
    x->status |= FLAG_C1;
    return with_sign(infinity, negative);
}

static struct real round_result(struct x87 *x, struct exact v) {
    struct exact full = v;
    x->status |= FLAG_PRECISION;
    if (round_once(x, &full)) {
        full.bits = INTEGER_BIT;
        full.exponent++;
    }
    if (full.exponent > EXPONENT_MAX - 1 - EXPONENT_BIAS) {
        x->status |= FLAG_OVERFLOW;
        if (x->control & FLAG_OVERFLOW) return round_overflow(x, v.negative);
        full.exponent -= EXPONENT_WRAP;
    } else if (full.exponent < 1 - EXPONENT_BIAS) { // tiny, as it would be with any exponent
        x->status |= FLAG_UNDERFLOW;
        if (x->control & FLAG_UNDERFLOW) return round_denormal(x, v);
        full.exponent += EXPONENT_WRAP;
    }
    return (struct real){full.bits, (u16)(full.exponent + EXPONENT_BIAS), full.negative};
}

// An operand, or a result that is one, as it is.
static struct real unchanged(struct x87 *x, struct real r) {
    struct exact v = {r.mantissa, exponent_of(&r), r.negative, false, false};
    while (!(v.bits & INTEGER_BIT)) {
        v.bits <<= 1;
        v.exponent--;
    }
    return round_result(x, v);
}

// --- Numbers of MPFR
// Everything is computed towards zero, with two bits more than the x87 keeps: with what MPFR says of the rest, that decides every rounding.
enum { BITS = 66, REDUCED_BITS = 192 };

static void to_mpfr(mpfr_t out, const struct real *r) {
    mpfr_set_uj_2exp(out, r->mantissa, exponent_of(r) - 63, MPFR_RNDN);
    if (r->negative) mpfr_neg(out, out, MPFR_RNDN);
}

static struct exact from_mpfr(mpfr_t v, bool more) {
    struct exact out = {.exponent = (int)mpfr_get_exp(v) - 1, .negative = mpfr_signbit(v) != 0};
    mpfr_abs(v, v, MPFR_RNDN);
    mpfr_set_exp(v, BITS);
    mpfr_t whole;
    mpfr_init2(whole, BITS);
    mpfr_div_2ui(whole, v, BITS - 64, MPFR_RNDZ);
    out.bits = mpfr_get_uj(whole, MPFR_RNDZ);
    mpfr_set_uj_2exp(whole, out.bits, BITS - 64, MPFR_RNDN);
    mpfr_sub(v, v, whole, MPFR_RNDN);
    unsigned long rest = mpfr_get_ui(v, MPFR_RNDZ);
    mpfr_clear(whole);
    out.half = rest >> 1;
    out.more = (rest & 1) || more;
    return out;
}

typedef int unary(mpfr_t out, const mpfr_t in, mpfr_rnd_t rounding);

static struct exact compute(unary *f, mpfr_t operand) {
    mpfr_t v;
    mpfr_init2(v, BITS);
    bool more = f(v, operand, MPFR_RNDZ) != 0;
    struct exact out = from_mpfr(v, more);
    mpfr_clear(v);
    return out;
}

// What is not one function of MPFR: computed with more and more bits until they decide. `approximate` says whether its value is exact; else
// it is off by less than 2^3 units in the last place.
typedef bool approximation(mpfr_t out, const mpfr_t x, const mpfr_t y, mpfr_prec_t bits);

static struct exact compute_closer(approximation *f, const struct real *x, const struct real *y) {
    mpfr_t mx, my, v;
    mpfr_inits2(64, mx, my, (mpfr_ptr)NULL);
    to_mpfr(mx, x);
    to_mpfr(my, y);
    mpfr_init(v);
    bool exact = false;
    for (mpfr_prec_t bits = 96;; bits += bits / 2) {
        mpfr_set_prec(v, bits);
        exact = f(v, mx, my, bits);
        if (exact || mpfr_can_round(v, bits - 4, MPFR_RNDN, MPFR_RNDZ, BITS)) break;
    }
    int rest = mpfr_prec_round(v, BITS, MPFR_RNDZ);
    struct exact out = from_mpfr(v, !exact || rest != 0);
    mpfr_clears(mx, my, v, (mpfr_ptr)NULL);
    return out;
}

// 2^x - 1, which is rational for integers only.
static bool approximate_2xm1(mpfr_t out, const mpfr_t x, const mpfr_t unused, mpfr_prec_t bits) {
    (void)unused, (void)bits;
    mpfr_const_log2(out, MPFR_RNDN);
    mpfr_mul(out, out, x, MPFR_RNDN);
    mpfr_expm1(out, out, MPFR_RNDN);
    return false;
}

static bool approximate_yl2x(mpfr_t out, const mpfr_t x, const mpfr_t y, mpfr_prec_t bits) {
    (void)bits;
    bool power_of_two = mpfr_log2(out, x, MPFR_RNDN) == 0;
    mpfr_mul(out, out, y, MPFR_RNDN);
    return power_of_two;
}

static bool approximate_yl2xp1(mpfr_t out, const mpfr_t x, const mpfr_t y, mpfr_prec_t bits) {
    mpfr_t t;
    mpfr_init2(t, bits);
    bool power_of_two = mpfr_add_ui(t, x, 1, MPFR_RNDN) == 0 && mpfr_log2(out, t, MPFR_RNDN) == 0;
    if (!power_of_two) {
        mpfr_log1p(out, x, MPFR_RNDN);
        mpfr_const_log2(t, MPFR_RNDN);
        mpfr_div(out, out, t, MPFR_RNDN);
    }
    mpfr_mul(out, out, y, MPFR_RNDN);
    mpfr_clear(t);
    return power_of_two;
}

// --- Angles
// Processors take pi for 66 bits long (Intel SDM volume 1, 8.3.8). Leaves the angle's distance to the nearest multiple of a half of that,
// exactly, and says which multiple, modulo 4.
static unsigned reduce(mpfr_t out, const struct real *x) {
    mpfr_t half_pi, times;
    to_mpfr(out, x);
    if (exponent_of(x) < -1) return 0;
    mpfr_inits2(REDUCED_BITS, half_pi, times, (mpfr_ptr)NULL);
    mpfr_set_uj_2exp(half_pi, 0xc90fdaa22168c234, 2, MPFR_RNDN);
    mpfr_add_ui(half_pi, half_pi, 3, MPFR_RNDN);
    mpfr_div_2ui(half_pi, half_pi, 65, MPFR_RNDN);
    mpfr_div(times, out, half_pi, MPFR_RNDN);
    mpfr_rint(times, times, MPFR_RNDN);
    intmax_t quadrant = mpfr_get_sj(times, MPFR_RNDN);
    mpfr_mul(times, times, half_pi, MPFR_RNDN);
    mpfr_sub(out, out, times, MPFR_RNDN);
    mpfr_clears(half_pi, times, (mpfr_ptr)NULL);
    return (unsigned)quadrant & 3;
}

static struct exact negated_if(struct exact v, bool negate) {
    v.negative = v.negative != negate;
    return v;
}

static struct real sine(struct x87 *x, mpfr_t angle, unsigned quadrant) {
    return round_result(x, negated_if(compute(quadrant & 1 ? mpfr_cos : mpfr_sin, angle), quadrant & 2));
}
static struct real cosine(struct x87 *x, mpfr_t angle, unsigned quadrant) {
    return sine(x, angle, (quadrant + 1) & 3);
}
static struct real tangent(struct x87 *x, mpfr_t angle, unsigned quadrant) {
    return round_result(x, negated_if(compute(quadrant & 1 ? mpfr_cot : mpfr_tan, angle), quadrant & 1));
}

// --- NaNs: of two the larger one, but a quiet one before a signalling one
static struct real quieted(struct real r) {
    r.mantissa |= QUIET_BIT;
    return r;
}

static struct real choose_nan(const struct real *a, const struct real *b) {
    if (!is_nan(b)) return quieted(*a);
    if (!is_nan(a)) return quieted(*b);
    if (is_signalling(a) != is_signalling(b)) return is_signalling(a) ? *b : *a;
    if (a->mantissa == b->mantissa) return quieted(a->negative ? *b : *a);
    return quieted(a->mantissa > b->mantissa ? *a : *b);
}

// True: one of the operands decides the result, *out.
static bool nan_result(struct x87 *x, const struct real *a, const struct real *b, struct real *out) {
    if (is_unsupported(a) || is_unsupported(b)) {
        raise_before(x, FLAG_INVALID);
        *out = default_nan;
        return true;
    }
    if (!is_nan(a) && !is_nan(b)) return false;
    if (is_signalling(a) || is_signalling(b)) raise_before(x, FLAG_INVALID);
    *out = choose_nan(a, b);
    return true;
}

static struct real invalid(struct x87 *x) {
    raise_before(x, FLAG_INVALID);
    return default_nan;
}

// --- The instructions: results of operands
static struct real f2xm1(struct x87 *x, struct real a) {
    struct real out;
    if (nan_result(x, &a, &a, &out) || is_zero(&a)) return is_zero(&a) ? a : out;
    if (is_infinite(&a)) return a.negative ? with_sign(one, true) : a;
    if (is_denormal(&a)) raise_before(x, FLAG_DENORMAL);
    if (x->unmasked) return a;
    if (a.exponent >= EXPONENT_BIAS) { // from 1 on, where it is undefined, but for -1
        struct real minus_half = {INTEGER_BIT, EXPONENT_BIAS - 1, true};
        bool minus_one = a.negative && a.exponent == EXPONENT_BIAS && a.mantissa == INTEGER_BIT;
        return unchanged(x, minus_one ? minus_half : a);
    }
    return round_result(x, compute_closer(approximate_2xm1, &a, &a));
}

// An infinity by a logarithm that is positive, negative or none at all.
static struct real infinite_product(const struct real *y, bool negative) {
    return with_sign(infinity, y->negative != negative);
}

static struct real fyl2x(struct x87 *x, struct real a, struct real y) {
    struct real out;
    if (nan_result(x, &a, &y, &out)) return out;
    bool below_one = a.exponent < EXPONENT_BIAS;
    bool is_one = a.exponent == EXPONENT_BIAS && a.mantissa == INTEGER_BIT;
    if (is_zero(&a)) {
        if (is_zero(&y)) return invalid(x);
        if (!is_infinite(&y)) raise_before(x, FLAG_ZERO_DIVIDE);
        return infinite_product(&y, true);
    }
    if (a.negative) return invalid(x);
    if (is_zero(&y) ? is_infinite(&a) : is_infinite(&y) && is_one) return invalid(x);
    if (is_denormal(&a) || is_denormal(&y)) raise_before(x, FLAG_DENORMAL);
    if (is_infinite(&a) || is_infinite(&y)) return infinite_product(&y, below_one);
    if (is_zero(&y) || is_one) return with_sign(zero, y.negative != below_one);
    if (x->unmasked) return y;
    return round_result(x, compute_closer(approximate_yl2x, &a, &y));
}

static struct real fyl2xp1(struct x87 *x, struct real a, struct real y) {
    struct real out;
    if (nan_result(x, &a, &y, &out)) return out;
    if (is_infinite(&a) && (a.negative || is_zero(&y))) return invalid(x);
    if (is_zero(&a) && is_infinite(&y)) return invalid(x);
    if (is_denormal(&a) || is_denormal(&y)) raise_before(x, FLAG_DENORMAL);
    if (is_infinite(&a) || is_infinite(&y)) return infinite_product(&y, a.negative);
    if (is_zero(&a) || is_zero(&y)) return with_sign(zero, a.negative != y.negative);
    if (x->unmasked) return y;
    if (a.negative && a.exponent >= EXPONENT_BIAS) return unchanged(x, a); // up to -1, where it is undefined
    return round_result(x, compute_closer(approximate_yl2xp1, &a, &y));
}

static struct real fpatan(struct x87 *x, struct real a, struct real y) {
    struct real out;
    if (nan_result(x, &a, &y, &out)) return out;
    if (is_denormal(&a) || is_denormal(&y)) raise_before(x, FLAG_DENORMAL);
    if (!a.negative && (is_zero(&y) || (is_infinite(&a) && !is_infinite(&y)))) return with_sign(zero, y.negative);
    if (x->unmasked) return y;
    mpfr_t ma, my, v;
    mpfr_inits2(64, ma, my, (mpfr_ptr)NULL);
    mpfr_init2(v, BITS);
    if (is_infinite(&a))
        mpfr_set_inf(ma, a.negative ? -1 : 1);
    else
        to_mpfr(ma, &a);
    if (is_infinite(&y))
        mpfr_set_inf(my, y.negative ? -1 : 1);
    else
        to_mpfr(my, &y);
    bool more = mpfr_atan2(v, my, ma, MPFR_RNDZ) != 0;
    out = round_result(x, from_mpfr(v, more));
    mpfr_clears(ma, my, v, (mpfr_ptr)NULL);
    return out;
}

// --- The instructions on the stack
static void run_unary(struct x87 *x) {
    struct real out = x->stack_fault ? default_nan : f2xm1(x, get(x, 0));
    if (x->unmasked) return;
    put(x, 0, out);
    x->image[FX_FTW] |= tag_bit(x, 0);
}

static void run_binary(struct x87 *x, u8 opcode) {
    struct real a = get(x, 0), y = get(x, 1), out = default_nan;
    if (!x->stack_fault)
        out = opcode == X87_FYL2X ? fyl2x(x, a, y) : opcode == X87_FYL2XP1 ? fyl2xp1(x, a, y) : fpatan(x, a, y);
    if (x->unmasked) return;
    put(x, 1, out);
    x->image[FX_FTW] |= tag_bit(x, 1);
    pop(x);
}

static void run_angle(struct x87 *x, u8 opcode) {
    struct real a = get(x, 0), first, second;
    x->status &= (u16)~FLAG_C2;
    if (x->stack_fault) {
        first = second = default_nan;
    } else if (nan_result(x, &a, &a, &first)) {
        second = first;
    } else if (is_infinite(&a)) {
        first = second = invalid(x);
    } else if (is_zero(&a)) {
        first = opcode == X87_FCOS ? one : a;
        second = one;
    } else if (a.exponent >= EXPONENT_BIAS + 63) {
        x->status |= FLAG_C2;
        return;
    } else {
        if (is_denormal(&a)) raise_before(x, FLAG_DENORMAL);
        if (x->unmasked) return;
        mpfr_t angle;
        mpfr_init2(angle, REDUCED_BITS);
        unsigned quadrant = reduce(angle, &a);
        first = opcode == X87_FCOS    ? cosine(x, angle, quadrant)
                : opcode == X87_FPTAN ? tangent(x, angle, quadrant)
                                      : sine(x, angle, quadrant);
        second = opcode == X87_FSINCOS ? cosine(x, angle, quadrant) : one;
        mpfr_clear(angle);
    }
    if (x->unmasked) return;
    put(x, 0, first);
    x->image[FX_FTW] |= tag_bit(x, 0);
    if (opcode == X87_FSINCOS || opcode == X87_FPTAN) push(x, second);
}

static void check_stack(struct x87 *x, u8 opcode) {
    bool binary = opcode == X87_FYL2X || opcode == X87_FYL2XP1 || opcode == X87_FPATAN;
    bool pushes = opcode == X87_FSINCOS || opcode == X87_FPTAN;
    bool underflow = is_empty(x, 0) || (binary && is_empty(x, 1)), overflow = pushes && !is_empty(x, 7);
    x->stack_fault = underflow || overflow;
    if (!x->stack_fault) return;
    raise_before(x, FLAG_INVALID | FLAG_STACK);
    if (!underflow) x->status |= FLAG_C1;
}

static void run(struct x87 *x, u8 opcode) {
    check_stack(x, opcode);
    switch (opcode) {
    case X87_F2XM1: run_unary(x); break;
    case X87_FYL2X:
    case X87_FYL2XP1:
    case X87_FPATAN: run_binary(x, opcode); break;
    default: run_angle(x, opcode);
    }
}

bool x87_execute(u8 fxsave[512], u8 opcode) {
    struct x87 x = {.image = fxsave};
    memcpy(&x.control, fxsave + FX_FCW, 2);
    memcpy(&x.status, fxsave + FX_FSW, 2);
    if (x.status & FLAG_SUMMARY) return false;
    x.status &= (u16)~FLAG_C1;
    // Whoever has embedded belljar may use MPFR, too: its settings are put back.
    mpfr_exp_t least = mpfr_get_emin(), largest = mpfr_get_emax();
    mpfr_flags_t flags = mpfr_flags_save();
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
    run(&x, opcode);
    mpfr_set_emin(least);
    mpfr_set_emax(largest);
    mpfr_flags_restore(flags, MPFR_FLAGS_ALL);
    if (x.status & ~x.control & FLAGS_MASKED) x.status |= FLAG_SUMMARY | FLAG_BUSY;
    memcpy(fxsave + FX_FSW, &x.status, 2);
    return true;
}

void x87_forget(void) {
    mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
}
