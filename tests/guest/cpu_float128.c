// SPDX-License-Identifier: GPL-2.0-or-later
// 128-bit floating point in software, 128-bit integers, and _Float16-like conversions by hand: long chains of adc,
// shld, mul and bit scans as compilers emit them.
#include "guest.h"

typedef unsigned __int128 u128;
static void print(const char *what, __float128 v) {
    uint64_t w[2];
    memcpy(w, &v, 16);
    printf("%-10s %016lx%016lx %.17g\n", what, w[1], w[0], (double)v);
}
static void print_integer(const char *what, u128 v) {
    char text[50], *p = text + 49;
    *p = 0;
    do *--p = '0' + (int)(v % 10);
    while (v /= 10);
    printf("%-10s %s\n", what, p);
}

int main(void) {
    volatile __float128 one = 1, three = 3, seven = 7;
    print("1/3", one / three), print("22/7", 22 / seven), print("1/3*3", one / three * three);
    __float128 e = 1, term = 1, pi = 0, x = 2;
    for (int i = 1; i < 40; i++) term /= i, e += term;
    for (int i = 0, sign = 1; i < 60; i++, sign = -sign) {
        __float128 p5 = 1, p239 = 1;
        for (int k = 0; k < 2 * i + 1; k++) p5 /= 5, p239 /= 239;
        pi += sign * (16 * p5 - 4 * p239) / (2 * i + 1);
    }
    for (int i = 0; i < 8; i++) x = (x + 2 / x) / 2;
    print("e", e), print("pi", pi), print("sqrt 2", x);
    __float128 r = 0.5Q;
    for (int i = 0; i < 300; i++) r = 3.97Q * r * (1 - r);
    print("logistic", r);
    volatile __float128 huge = 1;
    for (int i = 0; i < 16400; i++) huge *= 2;
    print("overflow", huge), print("inf-inf", huge - huge);
    huge = 1;
    for (int i = 0; i < 16490; i++) huge /= 2;
    print("denormal", huge);
    printf("%d %d %d %ld %d\n", one<three, one / 0> huge, one == one + huge, (long)(pi * 1e15Q), (int)-seven);
    print("from long", (__float128)0x7fffffffffffffff), print("from ld", (__float128)(1.0L / 3));
    printf("%La %a %a\n", (long double)(one / three), (double)(one / three), (float)(one / three));

    u128 f = 1;
    for (int i = 2; i <= 34; i++) f *= i;
    print_integer("34!", f), print_integer("/ 10^9", f / 1000000007), print_integer("mod", f % 998244353),
        print_integer("wide mod", f % (((u128)1 << 70) + 9));
    u128 a = 0, b = 1;
    for (int i = 0; i < 186; i++) {
        u128 t = a + b;
        a = b, b = t;
    }
    print_integer("fib 186", a);
    __int128 s = -(__int128)f;
    print_integer("negative", (u128)(s / -3)), print_integer("shift", (u128)(s >> 17) & (((u128)1 << 100) - 1)),
        print_integer("product", (u128)0x123456789abcdef0 * 0xfedcba9876543210);
    uint64_t h = 1;
    for (int i = 0; i < 128; i++) h = h * 31 + (uint64_t)((f << i) >> 64) + (uint64_t)(f >> i);
    printf("%016lx %a %a\n", h, (double)f, (float)f);
    return 0;
}
