// SPDX-License-Identifier: GPL-2.0-or-later
// printf: every conversion, flag, width and precision, on border values.
#include "guest.h"
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <wchar.h>

int main(void) {
    static char buffer[65536];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    static const char *const flags[] = {"", "-", "+", " ", "0", "#", "-+", "+0", " 0", "#0", "-#"},
                             *const sizes[] = {"", "5", "12", ".0", ".3", "12.4", ".12", "*", "*.*"};
    char format[32];
    static const long integers[] = {0, 1, -1, 42, INT_MAX, INT_MIN, LONG_MAX, LONG_MIN};
    for (unsigned f = 0; f < sizeof flags / sizeof *flags; f++)
        for (unsigned s = 0; s < 7; s++) {
            for (const char *c = "diuoxX"; *c; c++) {
                sprintf(format, "[%%%s%sl%c]", flags[f], sizes[s], *c);
                for (unsigned i = 0; i < 8; i++) printf(format, integers[i]);
            }
            printf("\n");
        }
    static const double doubles[] = {0,     -0.0,    1,       -1.5,     3.14159265358979, 1e-10, 123456789.125,
                                     1e100, 5e-324,  DBL_MAX, INFINITY, -INFINITY,        NAN,   0.5,
                                     2.5,   999999.5};
    for (unsigned f = 0; f < sizeof flags / sizeof *flags; f++)
        for (unsigned s = 0; s < 7; s++) {
            for (const char *c = "feEgGaA"; *c; c++) {
                sprintf(format, "[%%%s%s%c]", flags[f], sizes[s], *c);
                for (unsigned i = 0; i < 16; i++)
                    if (*c != 'f' || fabs(doubles[i]) < 1e50 || doubles[i] > DBL_MAX) printf(format, doubles[i]);
            }
            printf("\n");
        }
    printf("%.60f %.0f %f\n", 0.1, 0.5, DBL_MAX);
    printf("%hhd %hd %d %ld %lld %jd %zd %td\n", (char)200, (short)70000, -5, -5l, -5ll, (intmax_t)-5, (ssize_t)-5,
           (ptrdiff_t)-5);
    printf("%hhu %hu %u %lu %llu %ju %zu\n", (unsigned char)200, (unsigned short)70000, -5u, -5ul, -5ull,
           (uintmax_t)-5, (size_t)-5);
    printf("%hhx %#ho %#llX %" PRId64 " %" PRIu32 " %" PRIx8 "\n", 300, 0777777, 255ll, (int64_t)-1, (uint32_t)-1,
           (uint8_t)255);
    printf("[%s] [%10s] [%-10s] [%.2s] [%10.2s] [%.0s] [%*s] [%-*s] [%.*s]\n", "text", "text", "text", "text", "text",
           "text", 6, "text", 6, "text", 3, "text");
    printf("[%c] [%5c] [%-5c] %% [%5%] %s %p\n", 'x', 'y', 'z', (char *)NULL, NULL);
    printf("[%*d] [%-*d] [%*d] [%.*d] [%.*f]\n", 8, 42, 8, 42, -8, 42, 5, 42, -1, 3.5);
    printf("%2$s %1$s %3$d %2$s %1$*4$s\n", "first", "second", 3, 8);
    int n1, n2;
    printf("count%n and more%n\n", &n1, &n2), printf("%d %d\n", n1, n2);
    errno = ENOENT, printf("%m %#m\n");
    char small[10];
    int n = snprintf(small, sizeof small, "%s", "longer than ten"), k = snprintf(NULL, 0, "%d%s", 12345, "abc"),
        z = snprintf(small + 5, 0, "x");
    printf("%d %s %d %d\n", n, small, k, z);
    char *made;
    n = asprintf(&made, "%05d|%-8s|%8.3f", 42, "left", M_PI), printf("%d %s\n", n, made);
    printf("%ls %lc %.2ls [%5ls]\n", L"wide", L'w', L"wide", L"ab");
    return 0;
}
