// SPDX-License-Identifier: GPL-2.0-or-later
// Every bit of results that an emulator might leave to the host's libm, whose functions differ by processor in the last one.
#include <fenv.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t hash = 1, seed = 88172645463325252;

static double next(double below) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return (double)(seed >> 11) / 0x1p53 * below;
}
static void add(long double v) {
    uint64_t bits[2] = {0};
    memcpy(bits, &v, 10);
    hash = (hash ^ bits[0]) * 0x100000001b3 + bits[1];
}
static void add_double(double v) {
    uint64_t bits;
    memcpy(&bits, &v, 8);
    hash = (hash ^ bits) * 0x100000001b3;
}

static void instructions(long double x) {
    long double v, w;
    __asm__ volatile("fsin" : "=t"(v) : "0"(x));
    add(v);
    __asm__ volatile("fcos" : "=t"(v) : "0"(x));
    add(v);
    __asm__ volatile("fsincos" : "=t"(v), "=u"(w) : "0"(x));
    add(v), add(w);
    __asm__ volatile("fptan\n fstp %%st(0)" : "=t"(v) : "0"(x));
    add(v);
    __asm__ volatile("fpatan" : "=t"(v) : "0"(x), "u"(1.5L) : "st(1)");
    add(v);
    __asm__ volatile("fyl2x" : "=t"(v) : "0"(x + 1e-3L), "u"(1.5L) : "st(1)");
    add(v);
    __asm__ volatile("fyl2xp1" : "=t"(v) : "0"(x / 32), "u"(1.5L) : "st(1)");
    add(v);
    __asm__ volatile("f2xm1" : "=t"(v) : "0"(x / 8));
    add(v);
    __asm__ volatile("fsqrt" : "=t"(v) : "0"(x));
    add(v);
    __asm__ volatile("fscale" : "=t"(v) : "0"(x), "u"(next(20)));
    add(v);
    __asm__ volatile("fxtract" : "=t"(v), "=u"(w) : "0"(x));
    add(v), add(w);
    __asm__ volatile("fprem" : "=t"(v) : "0"(x * 100), "u"(0.7L));
    add(v);
    __asm__ volatile("fprem1" : "=t"(v) : "0"(x * 100), "u"(0.7L));
    add(v);
}

static void vectors(double a, double b) {
    typedef double pair __attribute__((vector_size(16)));
    typedef float four __attribute__((vector_size(16)));
    pair p = {a, b}, q;
    four f = {(float)a, (float)b, (float)(a * b), (float)(a + b)}, g;
    __asm__("sqrtpd %1, %0" : "=x"(q) : "x"(p));
    add_double(q[0]), add_double(q[1]);
    __asm__("roundpd $4, %1, %0" : "=x"(q) : "x"(p));
    add_double(q[0]), add_double(q[1]);
    q = p;
    __asm__("dppd $0x33, %1, %0" : "+x"(q) : "x"(p));
    add_double(q[0]), add_double(q[1]);
#define SINGLE(instruction)                                                                                          \
    __asm__(instruction " %1, %0" : "=x"(g) : "x"(f));                                                               \
    for (int i = 0; i < 4; i++) add_double(g[i])
    g = f;
    SINGLE("sqrtps");
    SINGLE("rsqrtps");
    SINGLE("rcpps");
    SINGLE("sqrtss");
    SINGLE("rsqrtss");
    SINGLE("rcpss");
    g = f;
    __asm__("dpps $0xf3, %1, %0" : "+x"(g) : "x"(f));
    for (int i = 0; i < 4; i++) add_double(g[i]);
}

static void library(double x) {
    add(logl(x)), add(expl(x)), add(powl(x, 1.7L)), add(log1pl(x)), add(expm1l(x)), add(atanl(x)), add(sinl(x)),
        add(tanl(x)), add(log2l(x)), add(log10l(x)), add(exp2l(x)), add(cbrtl(x)), add(tgammal(x));
    add_double(log(x)), add_double(exp(x)), add_double(pow(x, 1.7)), add_double(sin(x)), add_double(atan2(x, 3)),
        add_double(fma(x, x, -x));
    add_double(sinf((float)x)), add_double(expf((float)x)), add_double(fmaf((float)x, (float)x, 1));
}

int main(void) {
    static const int roundings[] = {FE_TONEAREST, FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO};
    for (int i = 0; i < 4; i++) {
        fesetround(roundings[i]);
        for (int n = 0; n < 5000; n++) instructions(next(6));
        printf("instructions %016lx\n", hash);
        for (int n = 0; n < 5000; n++) vectors(next(100), next(0.1));
        printf("vectors      %016lx\n", hash);
    }
    fesetround(FE_TONEAREST);
    for (int n = 0; n < 2000; n++) library(next(9) + 0.01);
    printf("library      %016lx\n%La %La %La\n", hash, logl(3), powl(3, 0.3L), expl(0.7L));
    return 0;
}
