// SPDX-License-Identifier: GPL-2.0-or-later
// 80-bit arithmetic: every operation bit for bit, printed and read back, conversions, comparisons, the x87 stack.
#include "guest.h"
#include <float.h>
#include <math.h>

static void print(const char *what, long double v) {
    printf("%-14s %La %.21Lg\n", what, v, v);
}

int main(void) {
    volatile long double a = 1.0L, b = 3.0L, tiny = LDBL_MIN, huge = LDBL_MAX, zero = 0;
    print("1/3", a / b), print("sqrt 2", sqrtl(a + a)), print("2/3*3", a * 2 / b * b), print("epsilon", LDBL_EPSILON),
        print("1+epsilon", a + LDBL_EPSILON), print("1+epsilon/2", a + LDBL_EPSILON / 2);
    print("max", huge), print("max*2", huge * 2), print("min", tiny), print("min/2", tiny / 2),
        print("denormal", tiny / 1e15L), print("smallest", tiny * LDBL_EPSILON),
        print("underflow", tiny * LDBL_EPSILON / 2);
    print("1/0", a / zero), print("-1/0", -a / zero), print("0*-1", zero * -1), print("huge-huge", huge - huge);
    volatile long double n = zero / zero, inf = a / zero;
    printf("nan %d %d %d %d; inf %d %d\n", n == n, n != n, n<a, !(n >= a), inf> huge, -inf < -huge);
    long double sum = 0, product = 1;
    for (int i = 1; i <= 1000; i++) sum += 1.0L / i, product *= 1 + 1.0L / (i * (long double)i);
    print("harmonic", sum), print("product", product);
    long double x = 0.5L;
    for (int i = 0; i < 200; i++) x = 3.9L * x * (1 - x);
    print("logistic", x);
    print("fmod", fmodl(1e30L, 7.3L)), print("remainder", remainderl(1e18L + 0.3L, 0.7L)),
        print("floor", floorl(-2.5L)), print("ceil", ceill(-2.5L)), print("trunc", truncl(-2.5L)),
        print("rint", rintl(2.5L)), print("round", roundl(2.5L));
    int e;
    print("frexp", frexpl(12345.678L, &e)), printf("%d\n", e), print("ldexp", ldexpl(0.75L, -16000)),
        print("scalbn", scalbnl(1.5L, 16000)), print("logb", logbl(1e-4000L)),
        print("nextafter", nextafterl(1.0L, 2)), print("modf", modfl(-12.75L, &x)), print("", x),
        print("fma", fmal(1.1L, 1.2L, -1.32L));
    printf("%lld %d %llu %lld\n", (long long)(a * 1e18L / b), (int)(-b * 1000.9L), (unsigned long long)1.8e19L,
           llrintl(2.5L));
    printf("%a %a %a\n", (double)(a / b), (float)(a / b), (double)LDBL_MIN);
    print("from double", 0.1), print("from float", 0.1f), print("from long", (long)0x7fffffffffffffff),
        print("from unsigned", 0xffffffffffffffffu * 1.0L);
    static const char *const texts[] = {"0.1",
                                        "3.14159265358979323846264338327950288",
                                        "1e-4950",
                                        "1e4932",
                                        "1e4933",
                                        "0x1.8p-16445",
                                        "-0",
                                        "inf",
                                        "nan",
                                        "1.00000000000000000005421010862427522170037264004349708557128906250001",
                                        "123456789012345678901234567890"};
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) print(texts[i], strtold(texts[i], NULL));
    printf("%.3Lf %10.2Le %Lg %.0Lf %.40Lg %020.5Lf %+Lf\n", 1234.5678L, 1e-100L, 1e21L, 0.5L, 0.1L, -1.5L, 2.0L);
    // the raw bits, and constants the processor has
    long double c[7];
    __asm__("fld1\n fstpt %0" : "=m"(c[0]));
    __asm__("fldpi\n fstpt %0" : "=m"(c[1]));
    __asm__("fldl2e\n fstpt %0" : "=m"(c[2]));
    __asm__("fldl2t\n fstpt %0" : "=m"(c[3]));
    __asm__("fldlg2\n fstpt %0" : "=m"(c[4]));
    __asm__("fldln2\n fstpt %0" : "=m"(c[5]));
    __asm__("fldz\n fstpt %0" : "=m"(c[6]));
    for (int i = 0; i < 7; i++) {
        for (int k = 9; k >= 0; k--) printf("%02x", ((unsigned char *)&c[i])[k]);
        printf(" ");
    }
    printf("\n");
    // stack: exchange, duplicate, tags, integer and decimal stores, precision control
    double d;
    long l;
    unsigned char bcd[10];
    __asm__("fld1\n fldpi\n fxch\n fadd %%st(1), %%st\n fmulp\n fstpl %0" : "=m"(d));
    printf("%a\n", d);
    __asm__("fldl %1\n fistpll %0" : "=m"(l) : "m"((double){-1234567890123.5}));
    printf("%ld\n", l);
    __asm__("fldl %1\n fisttpll %0" : "=m"(l) : "m"((double){-1234567890123.9}));
    printf("%ld\n", l);
    __asm__("fldl %1\n fbstp %0" : "=m"(bcd) : "m"((double){-987654321012}));
    for (int k = 9; k >= 0; k--) printf("%02x", bcd[k]);
    __asm__("fbld %1\n fstpl %0" : "=m"(d) : "m"(bcd));
    printf(" %.0f\n", d);
    for (int pc = 0; pc < 4; pc++) {
        uint16_t cw = 0x7f | pc << 8, old;
        long double r;
        __asm__ volatile("fnstcw %1\n fldcw %2\n fld1\n fldt %3\n fdivrp\n fstpt %0\n fldcw %1"
                         : "=m"(r), "=m"(old)
                         : "m"(cw), "m"(b));
        if (pc != 1) print("precision", r);
    }
    uint16_t sw, tags[14];
    __asm__ volatile("fninit\n fld1\n fldz\n fnstenv %0\n fninit" : "=m"(tags));
    printf("control %#x status %#x tags %#x\n", tags[0], tags[2], tags[4]);
    for (int i = 0; i < 6; i++) {
        static const double operands[] = {1, -1, 0, INFINITY, NAN, 1e-310};
        __asm__ volatile("fldl %1\n fxam\n fnstsw %0\n fstp %%st(0)" : "=a"(sw) : "m"(operands[i]));
        long double dn = LDBL_MIN / 4;
        printf("%#x ", sw & 0x4700);
        if (i == 5) {
            __asm__ volatile("fldt %1\n fxam\n fnstsw %0\n fstp %%st(0)" : "=a"(sw) : "m"(dn));
            printf("%#x\n", sw & 0x4700);
        }
    }
    return 0;
}
