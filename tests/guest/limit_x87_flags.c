// SPDX-License-Identifier: GPL-2.0-or-later
// The exception flags of x87: raised by operations. One of KNOWN_DIFFERENCES: all but division by zero.
#include "guest.h"
#include <fenv.h>
#include <float.h>
#include <math.h>

static void print(const char *what) {
    int f = fetestexcept(FE_ALL_EXCEPT);
    printf("%-22s%s%s%s%s%s\n", what, f & FE_INVALID ? " invalid" : "", f & FE_DIVBYZERO ? " divbyzero" : "",
           f & FE_OVERFLOW ? " overflow" : "", f & FE_UNDERFLOW ? " underflow" : "",
           f & FE_INEXACT ? " inexact" : "");
    feclearexcept(FE_ALL_EXCEPT);
}
#define TRY(type, what, expression)                                                                                  \
    do {                                                                                                             \
        volatile type r_ = (expression);                                                                             \
        print(#type " " what);                                                                                       \
    } while (0)
#define ALL(type, max, min)                                                                                          \
    do {                                                                                                             \
        volatile type zero = 0, one = 1, three = 3, huge = max, tiny = min, inf = INFINITY, nan_ = NAN;              \
        TRY(type, "1 + 1", one + one);                                                                               \
        TRY(type, "1 / 3", one / three);                                                                             \
        TRY(type, "1 / 0", one / zero);                                                                              \
        TRY(type, "0 / 0", zero / zero);                                                                             \
        TRY(type, "inf - inf", inf - inf);                                                                           \
        TRY(type, "0 * inf", zero *inf);                                                                             \
        TRY(type, "max * 2", huge * 2);                                                                              \
        TRY(type, "min / 3", tiny / three);                                                                          \
        TRY(type, "min / 2", tiny / 2);                                                                              \
        TRY(type, "nan + 1", nan_ + one);                                                                            \
        TRY(type, "nan == 1", nan_ == one);                                                                          \
        TRY(type, "nan < 1", nan_ < one);                                                                            \
        TRY(type, "sqrt", sizeof(type) == 16 ? sqrtl(-one) : sizeof(type) == 8 ? sqrt(-one) : sqrtf(-one));          \
        TRY(long, "of " #type " 2.5", (long)(one * 5 / 2));                                                          \
        TRY(long, "of " #type " inf", (long)inf);                                                                    \
    } while (0)

int main(void) {
    feclearexcept(FE_ALL_EXCEPT);
    ALL(long double, LDBL_MAX, LDBL_MIN);
    return 0;
}
