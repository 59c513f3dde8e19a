// SPDX-License-Identifier: GPL-2.0-or-later
// guest: musl
// The mathematical functions of a library that has one version of each, plain C in double precision: bit for bit.
#include "guest.h"
#include <math.h>

typedef double (*unary)(double);
static const struct {
    const char *name;
    unary f;
} functions[] = {{"sin", sin},     {"cos", cos},     {"tan", tan},     {"asin", asin},     {"acos", acos},
                 {"atan", atan},   {"sinh", sinh},   {"cosh", cosh},   {"tanh", tanh},     {"asinh", asinh},
                 {"acosh", acosh}, {"atanh", atanh}, {"exp", exp},     {"exp2", exp2},     {"expm1", expm1},
                 {"log", log},     {"log2", log2},   {"log10", log10}, {"log1p", log1p},   {"sqrt", sqrt},
                 {"cbrt", cbrt},   {"erf", erf},     {"erfc", erfc},   {"lgamma", lgamma}, {"tgamma", tgamma},
                 {"j0", j0},       {"j1", j1},       {"y0", y0},       {"floor", floor},   {"ceil", ceil},
                 {"round", round}, {"rint", rint}};

int main(void) {
    for (unsigned i = 0; i < sizeof functions / sizeof *functions; i++) {
        uint64_t h = 1, seed = 42;
        for (int k = 0; k < 3000; k++) {
            seed = seed * 6364136223846793005 + 1442695040888963407;
            double x = (double)(int64_t)seed / (k % 3 == 0   ? 0x1p63
                                                : k % 3 == 1 ? 0x1p60
                                                             : 0x1p54),
                   y = functions[i].f(x);
            uint64_t bits;
            memcpy(&bits, &y, 8);
            h = (h ^ (y != y ? 0 : bits)) * 0x100000001b3;
        }
        printf("%-7s %016llx %a\n", functions[i].name, (unsigned long long)h, functions[i].f(0.7));
    }
    printf("%a %a %a %a %a\n", pow(1.1, 7.7), pow(-2, 3), atan2(1, -3), hypot(3e200, 4e200), fmod(1e20, 3.7));
    printf("%a %a %a %a\n", fma(1.1, 1.2, -1.32), remainder(10, 3.3), nextafter(1, 2), ldexp(0.7, -1070));
    printf("%a %a %a\n", (double)sinf(1.5f), (double)expf(2.5f), (double)powf(1.7f, 3.3f));
    printf("%.17g %.17g %g %e %f\n", M_PI, 1e22, 1e-7, 12345.678, 1e15 + 0.3);
    return 0;
}
