// SPDX-License-Identifier: GPL-2.0-or-later
// Denormal numbers, signed zeros, infinities and NaN in SSE; denormals are zero; comparisons; min, max.
#include "guest.h"
#include <float.h>
#include <math.h>
#include <xmmintrin.h>

static uint64_t bits(double d) {
    uint64_t u;
    memcpy(&u, &d, 8);
    return u;
}
static uint32_t bitsf(float f) {
    uint32_t u;
    memcpy(&u, &f, 4);
    return u;
}
static const double values[] = {0.0,     -0.0,     1,         -1,  5e-324, -5e-324, 1e-310, DBL_MIN, -DBL_MIN,
                                DBL_MAX, INFINITY, -INFINITY, NAN, 0.1,    1e-200,  1e200,  3};
enum { N = sizeof values / sizeof *values };

static void table(const char *what, int operations) {
    uint64_t h = 1;
    int nans = 0, denormals = 0, zeros = 0;
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++) {
            volatile double a = values[i], b = values[k];
            double r[] = {a + b, a - b, a * b, a / b, sqrt(fabs(a)), fmin(a, b), fmax(a, b)};
            for (int n = 0; n < operations; n++) {
                nans += r[n] != r[n], denormals += fpclassify(r[n]) == FP_SUBNORMAL, zeros += bits(r[n]) << 1 == 0;
                h = (h ^ (r[n] != r[n] ? 0 : bits(r[n]))) * 0x100000001b3; // the sign of a NaN says nothing
            }
            volatile float fa = values[i], fb = values[k];
            float f[] = {fa + fb, fa - fb, fa * fb, fa / fb};
            for (int n = 0; n < 4; n++) h = (h ^ (f[n] != f[n] ? 0 : bitsf(f[n]))) * 0x100000001b3;
            h = (h ^ (a < b) ^ (a <= b) << 1 ^ (a == b) << 2 ^ (a != b) << 3 ^ isgreater(a, b) << 4 ^
                 isunordered(a, b) << 5) *
                0x100000001b3;
        }
    printf("%-12s %016lx nans %d denormals %d zeros %d\n", what, h, nans, denormals, zeros);
}

int main(void) {
    table("default", 7);
    unsigned csr = _mm_getcsr();
    volatile double one = 1, denormal = 1e-310;
    _mm_setcsr(csr | 0x40), table("as zero", 5);
    printf("denormal as zero: %a, equal to zero %d, 1/x %a\n", denormal * 1e300, denormal == 0, 1 / denormal);
    _mm_setcsr(csr), table("default", 7);
    // NaNs keep their payload, signalling ones become quiet
    uint64_t raw[] = {0x7ff8000000001234, 0x7ff0000000005678, 0xfff8000000009abc};
    double n[3];
    memcpy(n, raw, sizeof n);
    volatile double a = n[0], b = n[1], c = n[2];
    printf("%lx %lx %lx %lx\n", bits(a + one), bits(one + a), bits(b + one), bits(c * one));
    printf("%lx %lx %lx\n", bits(sqrt(-one)), bits(INFINITY - (one / 0.0)), bits(0 * (one / 0.0)));
    volatile float f = a;
    printf("%x %lx\n", bitsf(f), bits(f));
    // min and max of SSE return the second operand when unordered or equal zeros
    __m128 x = _mm_set_ss(NAN), y = _mm_set_ss(5), z = _mm_set_ss(0.0f), mz = _mm_set_ss(-0.0f);
    printf("%x %x %x %x %x %x\n", bitsf(_mm_cvtss_f32(_mm_min_ss(x, y))), bitsf(_mm_cvtss_f32(_mm_min_ss(y, x))),
           bitsf(_mm_cvtss_f32(_mm_max_ss(z, mz))), bitsf(_mm_cvtss_f32(_mm_max_ss(mz, z))),
           bitsf(_mm_cvtss_f32(_mm_min_ss(z, mz))), bitsf(_mm_cvtss_f32(_mm_sqrt_ss(mz))));
    // conversions out of range give the indefinite integer
    volatile double big = 1e30, nan_ = NAN, neg = -1e30, half = 2147483648.0;
    printf("%d %ld %d %d %ld\n", _mm_cvttsd_si32(_mm_set_sd(big)), (long)_mm_cvttsd_si64(_mm_set_sd(nan_)),
           _mm_cvtsd_si32(_mm_set_sd(neg)), _mm_cvtsd_si32(_mm_set_sd(half)), (long)_mm_cvtsd_si64(_mm_set_sd(half)));
    printf("%.17g %.17g %a\n", 5e-324, DBL_MIN - 5e-324, strtod("2.4703282292062327209e-324", NULL));
    return 0;
}
