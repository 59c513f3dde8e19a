// SPDX-License-Identifier: GPL-2.0-or-later
// scanf and the number readers: conversions, assignments, limits, end of input, errors.
#include "guest.h"
#include <inttypes.h>
#include <limits.h>
#include <math.h>

int main(void) {
    int a = -1, b = -1, c = -1, n;
    long l;
    double d;
    float f;
    long double ld;
    char s[50] = "", t[50] = "", ch;
    printf("%d", sscanf("12 -34 0x1f", "%d%d%i", &a, &b, &c)), printf(" %d %d %d\n", a, b, c);
    printf("%d", sscanf("077 077 ff", "%i %o %x", &a, &b, &c)), printf(" %d %d %d\n", a, b, c);
    printf("%d", sscanf("1.5 -2e3 0x1.8p1 inf", "%lf%f%Lf%lf", &d, &f, &ld, &(double){0})),
        printf(" %g %g %Lg\n", d, f, ld);
    printf("%d", sscanf("word another", "%s %4s", s, t)), printf(" [%s] [%s]\n", s, t);
    printf("%d", sscanf("abc123", "%[a-z]%[0-9]", s, t)), printf(" [%s] [%s]\n", s, t);
    printf("%d", sscanf("a,b;c", "%[^,],%[^;];%c", s, t, &ch)), printf(" [%s] [%s] %c\n", s, t, ch);
    printf("%d", sscanf("]x-y", "%[]x-]", s)), printf(" [%s]\n", s);
    printf("%d", sscanf("  x", "%c%c", &ch, t)), printf(" [%c] [%c]\n", ch, t[0]);
    printf("%d", sscanf("12345678", "%3d%2d%*d%n", &a, &b, &n)), printf(" %d %d %d\n", a, b, n);
    printf("%d %d %d %d\n", sscanf("", "%d", &a), sscanf("x", "%d", &a), sscanf("12x", "%dx%d", &a, &b),
           sscanf("50%", "%d%%", &a));
    printf("%d", sscanf("99999999999", "%d", &a)), printf(" %d\n", a == -1 || a == INT_MAX || 1);
    char *made = NULL;
    printf("%d", sscanf("allocated text", "%ms", &made)), printf(" [%s]\n", made);
    printf("%d", sscanf("2024-02-29T12:34:56", "%d-%d-%dT%d", &a, &b, &c, &n)), printf(" %d %d %d %d\n", a, b, c, n);
    static const struct {
        const char *text;
        int base;
    } longs[] = {{"0", 0},
                 {"  -42abc", 10},
                 {"0x7fffffffffffffff", 0},
                 {"9223372036854775808", 10},
                 {"-9223372036854775809", 10},
                 {"zz", 36},
                 {"0b11", 0},
                 {"08", 0},
                 {"", 10},
                 {"+", 10},
                 {"1", 1},
                 {"1", 37},
                 {"0x", 16},
                 {"18446744073709551616", 10}};
    for (unsigned i = 0; i < sizeof longs / sizeof *longs; i++) {
        char *end = NULL;
        errno = 0, l = strtol(longs[i].text, &end, longs[i].base);
        printf("%ld %s %ld", l, errno ? errno_name(errno) : "-", end ? (long)(end - longs[i].text) : -1);
        errno = 0;
        unsigned long u = strtoul(longs[i].text, NULL, longs[i].base);
        printf(" %lu %s\n", u, errno ? errno_name(errno) : "-");
    }
    static const char *const doubles[] = {"1",
                                          "1.",
                                          ".5",
                                          "1e5",
                                          "1e+5",
                                          "1e",
                                          "0x1p-3",
                                          "inf",
                                          "-INFINITY",
                                          "nan",
                                          "nan(123)",
                                          "1e400",
                                          "1e-400",
                                          "4.9e-324",
                                          "2.4703282292062328e-324",
                                          "1.7976931348623159e308",
                                          "0.1e1x",
                                          "-",
                                          "  7",
                                          "123456789012345678901234567890",
                                          "9007199254740993",
                                          "1e23",
                                          "8.5"};
    for (unsigned i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        char *end;
        errno = 0, d = strtod(doubles[i], &end);
        printf("%a %s %ld %a %La\n", d, errno ? errno_name(errno) : "-", (long)(end - doubles[i]),
               strtof(doubles[i], NULL), strtold(doubles[i], NULL));
    }
    printf("%d %ld %g %lld %" PRIdMAX "\n", atoi("-17x"), atol("123456789012"), atof("2.5e-3"), atoll("-1"),
           strtoimax("777", NULL, 8));
    printf("%d %ld\n", abs(-5), labs(LONG_MIN + 1));
    ldiv_t q = ldiv(-17, 5);
    printf("%ld %ld\n", q.quot, q.rem);
    // through a pipe, in pieces: in packets, that none is read together with the next one
    int p[2];
    pipe2(p, O_DIRECT);
    static const char text[] = "10 20\n30 word 4.25\nrest of the line\n";
    for (const char *at = text; *at; at += 3) write(p[1], at, 3);
    close(p[1]);
    FILE *in = fdopen(p[0], "r");
    printf("%d", fscanf(in, "%d %d %d", &a, &b, &c)), printf(" %d %d %d\n", a, b, c);
    printf("%d", fscanf(in, "%s %lf\n", s, &d)), printf(" %s %g\n", s, d);
    char *line = NULL;
    size_t size = 0;
    printf("%zd", getline(&line, &size, in)), printf(" %s", line), printf("%zd", getline(&line, &size, in)),
        printf(" %d\n", feof(in));
    return 0;
}
