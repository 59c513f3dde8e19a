// SPDX-License-Identifier: GPL-2.0-or-later
// glibc's mathematical functions choose versions by what the processor has (with or without FMA), and those of long
// double use the x87's own: what every version must get right, to twelve digits, and what is exact by definition.
#include "guest.h"
#include <complex.h>
#include <math.h>

static void p(const char *name, double v) {
    printf("%s %.12g\n", name, v);
}
static void pl(const char *name, long double v) {
    printf("%s %.12Lg\n", name, v);
}

int main(void) {
    for (double x = 0.1; x < 100; x *= 3.7) {
        printf("x %.12g\n", x);
        p("sin", sin(x)), p("cos", cos(x)), p("tan", tan(x)), p("atan", atan(x)), p("exp", exp(-x)), p("log", log(x)),
            p("log2", log2(x)), p("log10", log10(x)), p("pow", pow(x, 1.7)), p("sinh", sinh(x / 10)),
            p("tanh", tanh(x)), p("cbrt", cbrt(x)), p("erf", erf(x / 4)), p("lgamma", lgamma(x)),
            p("tgamma", tgamma(x / 9)), p("asinh", asinh(x)), p("expm1", expm1(x / 20)), p("log1p", log1p(x)),
            p("j0", j0(x)), p("exp10", exp10(x / 7));
        pl("sinl", sinl(x)), pl("cosl", cosl(x)), pl("tanl", tanl(x)), pl("atanl", atanl(x)), pl("expl", expl(-x)),
            pl("logl", logl(x)), pl("log2l", log2l(x)), pl("log10l", log10l(x)), pl("powl", powl(x, 1.7L)),
            pl("sinhl", sinhl(x / 10)), pl("exp2l", exp2l(x / 3)), pl("expm1l", expm1l(x / 20)),
            pl("log1pl", log1pl(x)), pl("atan2l", atan2l(x, 3)), pl("cbrtl", cbrtl(x)), pl("hypotl", hypotl(x, 3));
        p("sinf", roundf(sinf(x) * 1e5f)), p("expf", roundf(expf(-x) * 1e5f)), p("logf", roundf(logf(x) * 1e5f));
    }
    printf("exact: %a %a %a %a\n", sqrt(2), fma(0x1.000001p0, 0x1.000001p0, -1), fmod(1e300, 7), remainder(-7, 2));
    printf("%a %a %a %a %a\n", floor(-0.5), ceil(-0.5), trunc(1e17 + 0.5), round(-0.5), rint(4503599627370497.5));
    printf("%a %a %ld %d %a\n", nextafter(0, 1), scalbn(1, -1074), lround(-2.5), ilogb(1e-310), logb(1e-310));
    printf("special: %g %g %g %g %g %g\n", pow(0, -1), pow(-8, 1.0 / 3), log(-1), exp(1000), exp(-1000),
           atan2(-0.0, -1));
    printf("%d %d %d %d\n", errno == ERANGE || errno == EDOM, signbit(-0.0) != 0, isinf(HUGE_VAL),
           fpclassify(1e-310) == FP_SUBNORMAL);
    double complex z = csqrt(-3 + 4 * I), w = cexp(I * 1.5);
    printf("%.12g %.12g %.12g %.12g %.12g\n", creal(z), cimag(z), creal(w), cimag(w), cabs(3 + 4 * I));
    long double q;
    int n;
    printf("%.12Lg %.12Lg", frexpl(1e300L, &n), modfl(-3.75L, &q));
    printf(" %d %.12Lg %.12Lg\n", n, q, fmodl(1e19L, 7));
    return 0;
}
