// SPDX-License-Identifier: GPL-2.0-or-later
// The four rounding modes in SSE and x87: arithmetic, conversions, rint, square roots, and the C library's printing.
#include "guest.h"
#include <fenv.h>
#include <math.h>

int main(void) {
    static const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    static const char *const names[] = {"nearest", "up", "down", "to zero"};
    volatile double one = 1, three = 3, tenth = 0.1, big = 1e308, tiny = 1e-308,
                    halves[] = {0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49999999999999994, 4503599627370497.5};
    volatile float fone = 1, fthree = 3;
    volatile long double lone = 1, lthree = 3;
    volatile long integer = 9007199254740993, large = 0x7fffffffffffffff;
    for (int m = 0; m < 4; m++) {
        printf("%s: %d", names[m], fesetround(modes[m]));
        printf(" %d\n", fegetround() == modes[m]);
        printf("  %a %a %a %a %a\n", one / three, -one / three, tenth * tenth, tenth + 0.2, sqrt(three));
        printf("  %a %a %a\n", fone / fthree, -fone / fthree, sqrtf(fthree));
        printf("  %La %La %La\n", lone / lthree, -lone / lthree, sqrtl(lthree));
        printf("  overflow %a %a underflow %a %a\n", big * 10, -big * 10, tiny * 1e-20, -tiny * 1e-300);
        printf("  %a %a %a %a\n", (double)integer, (double)large, (double)-large, (double)(float)tenth);
        printf(" ");
        for (int i = 0; i < 8; i++) printf(" %a %ld", rint(halves[i]), lrint(halves[i]));
        printf("\n ");
        for (int i = 0; i < 8; i++) printf(" %.0f", halves[i]);
        printf(" %.1f %.2f %.3e %.0Lf\n", 0.25, 1.005, 12345.5, 2.5L);
        printf("  strtod %a %a %a\n", strtod("0.1", NULL), strtod("1e23", NULL), strtod("-0.3", NULL));
        printf("  truncating conversions do not care: %d %ld %lld\n", (int)2.9, (long)-2.9, (long long)(2.9L * lone));
        printf("  nearbyint %a floor %a ceil %a trunc %a round %a\n", nearbyint(2.5), floor(-2.5), ceil(2.5),
               trunc(-2.5), round(2.5));
        printf("  exact sums stay exact: %a %a\n", one + 2, one - one);
    }
    fesetround(FE_TONEAREST);
    show("bad mode", fesetround(0x123) ? 1 : 0);
    // interval arithmetic: the truth lies between
    volatile double lo = 0, hi = 0;
    for (int i = 1; i <= 2000; i++) fesetround(FE_DOWNWARD), lo += 1.0 / i, fesetround(FE_UPWARD), hi += 1.0 / i;
    printf("%a %a\n", lo, hi);
    fenv_t env;
    fesetround(FE_DOWNWARD), feholdexcept(&env), fesetround(FE_UPWARD), fesetenv(&env),
        printf("environment restored: %d\n", fegetround() == FE_DOWNWARD);
    fesetenv(FE_DFL_ENV), printf("default: %d\n", fegetround() == FE_TONEAREST);
    return 0;
}
