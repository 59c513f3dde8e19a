// SPDX-License-Identifier: GPL-2.0-or-later
// Sines, logarithms and their like, by GNU MPFR. The engine has them done by the host's libm, in double precision and to another last bit on
// another processor. Here the 64 bits of the x87 are right in whichever direction they are rounded, and the same everywhere; processors come
// within one unit in the last place of them.
#include "emu/x87.h"
#include "emu/x87_real.h"

#include <mpfr.h>

// Whoever has embedded belljar may use MPFR, too: its settings are put back.
struct settings {
    mpfr_exp_t least, largest;
    mpfr_flags_t flags;
};
static struct settings enter(void) {
    struct settings s = {mpfr_get_emin(), mpfr_get_emax(), mpfr_flags_save()};
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
    return s;
}
static void leave(struct settings s) {
    mpfr_set_emin(s.least);
    mpfr_set_emax(s.largest);
    mpfr_flags_restore(s.flags, MPFR_FLAGS_ALL);
}

void x87_forget(void) {
    mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
}

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

// --- Logarithms and powers
// What is not one function of MPFR: computed with more and more bits until they decide. `approximate` says whether its value is exact; else
// it is off by less than 2^3 units in the last place.
typedef bool approximation(mpfr_t out, const mpfr_t x, const mpfr_t y, mpfr_prec_t bits);

static struct exact compute_closer(approximation *f, const struct real *x, const struct real *y) {
    struct settings settings = enter();
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
    leave(settings);
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
    bool sum_is_exact = mpfr_add_ui(t, x, 1, MPFR_RNDN) == 0;
    bool power_of_two = sum_is_exact && mpfr_log2(out, t, MPFR_RNDN) == 0;
    if (!sum_is_exact) {
        mpfr_log1p(out, x, MPFR_RNDN);
        mpfr_const_log2(t, MPFR_RNDN);
        mpfr_div(out, out, t, MPFR_RNDN);
    }
    mpfr_mul(out, out, y, MPFR_RNDN);
    mpfr_clear(t);
    return power_of_two;
}

struct exact x87_2xm1(const struct real *x) {
    return compute_closer(approximate_2xm1, x, x);
}
struct exact x87_yl2x(const struct real *x, const struct real *y) {
    return compute_closer(approximate_yl2x, x, y);
}
struct exact x87_yl2xp1(const struct real *x, const struct real *y) {
    return compute_closer(approximate_yl2xp1, x, y);
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

// The function belongs to even quadrants, the other one to odd ones; in those whose bit is set in `negative` the sign is the opposite.
typedef int mpfr_function(mpfr_t out, const mpfr_t in, mpfr_rnd_t rounding);
static struct exact of_angle(const struct real *x, unsigned ahead, mpfr_function *even, mpfr_function *odd,
                             unsigned negative) {
    struct settings settings = enter();
    mpfr_t angle, v;
    mpfr_init2(angle, REDUCED_BITS);
    mpfr_init2(v, BITS);
    unsigned quadrant = (reduce(angle, x) + ahead) & 3;
    bool more = (quadrant & 1 ? odd : even)(v, angle, MPFR_RNDZ) != 0;
    struct exact out = from_mpfr(v, more);
    if (negative >> quadrant & 1) out.negative = !out.negative;
    mpfr_clears(angle, v, (mpfr_ptr)NULL);
    leave(settings);
    return out;
}

struct exact x87_sine(const struct real *x) {
    return of_angle(x, 0, mpfr_sin, mpfr_cos, 0xc);
}
struct exact x87_cosine(const struct real *x) {
    return of_angle(x, 1, mpfr_sin, mpfr_cos, 0xc);
}
struct exact x87_tangent(const struct real *x) {
    return of_angle(x, 0, mpfr_tan, mpfr_cot, 0xa);
}

static void to_mpfr_or_infinity(mpfr_t out, const struct real *r) {
    if (r->exponent == EXPONENT_MAX)
        mpfr_set_inf(out, r->negative ? -1 : 1);
    else
        to_mpfr(out, r);
}

struct exact x87_atan2(const struct real *y, const struct real *x) {
    struct settings settings = enter();
    mpfr_t mx, my, v;
    mpfr_inits2(64, mx, my, (mpfr_ptr)NULL);
    mpfr_init2(v, BITS);
    to_mpfr_or_infinity(mx, x);
    to_mpfr_or_infinity(my, y);
    bool more = mpfr_atan2(v, my, mx, MPFR_RNDZ) != 0;
    struct exact out = from_mpfr(v, more);
    mpfr_clears(mx, my, v, (mpfr_ptr)NULL);
    leave(settings);
    return out;
}
