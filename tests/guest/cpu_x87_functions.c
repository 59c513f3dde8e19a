// SPDX-License-Identifier: GPL-2.0-or-later
// The x87's transcendental instructions and remainders: special operands, what they do to stack, tags and flags, and results to fourteen digits, within which
// every processor agrees. Operands for which the manual leaves the result open are left out, and so is whether a result was rounded up.
#include "guest.h"
#include <fenv.h>
#include <float.h>
#include <setjmp.h>
#include <ucontext.h>

struct outcome {
    long double st[3];
    uint16_t environment[14]; // FNSTENV's: control, status, tags in every other word
};

#define INSTRUCTIONS(X)                                                                                              \
    X(f2xm1, 1)                                                                                                      \
    X(fsin, 1) X(fcos, 1) X(fsincos, 1) X(fptan, 1) X(fyl2x, 2) X(fyl2xp1, 2) X(fpatan, 2) X(fprem, 2) X(fprem1, 2)

// What is in the registers afterwards is stored by FXSAVE, which neither waits nor looks at tags.
#define DEFINE(name, operands)                                                                                       \
    static void run_##name(struct outcome *out, long double a, long double b, uint16_t control, int empty) {         \
        static unsigned char image[512] __attribute__((aligned(16)));                                                \
        __asm__ volatile("fninit\n fldcw %3\n fldt %1\n fldt %2\n" : "+m"(*out) : "m"(b), "m"(a), "m"(control));     \
        if (empty & 1) __asm__ volatile("ffree %st(0)");                                                             \
        if (empty & 2) __asm__ volatile("ffree %st(1)");                                                             \
        if (empty & 4)                                                                                               \
            __asm__ volatile("fldz\n fldz\n fldz\n fldz\n fldz\n fldz\n fincstp\n fincstp\n fincstp\n"               \
                             "fincstp\n fincstp\n fincstp");                                                         \
        __asm__ volatile("fnclex\n" #name "\n fxsave64 %0\n fnstenv %1\n fninit"                                     \
                         : "=m"(image), "=m"(out->environment));                                                     \
        memset(out->st, 0, sizeof out->st);                                                                          \
        for (int i = 0; i < 3; i++) memcpy(&out->st[i], image + 32 + 16 * i, 10);                                    \
    }
INSTRUCTIONS(DEFINE)

static const struct {
    const char *name;
    int operands;
    void (*run)(struct outcome *, long double, long double, uint16_t, int);
} instructions[] = {
#define ROW(name, operands) {#name, operands, run_##name},
    INSTRUCTIONS(ROW)};
enum { COUNT = sizeof instructions / sizeof *instructions };

static void show_flags(const struct outcome *o) {
    uint16_t status = o->environment[2], tags = o->environment[4];
    int inexact = status & 0x20;
    printf(" top %d tags %04x%s%s%s%s%s%s%s%s%s%s%s%s\n", status >> 11 & 7, tags, status & 1 ? " I" : "",
           status & 2 ? " D" : "", status & 4 ? " Z" : "", status & 8 ? " O" : "", status & 16 ? " U" : "",
           inexact ? " P" : "", status & 0x40 ? " SF" : "", status & 0x80 ? " ES" : "", status & 0x400 ? " C2" : "",
           status & 0x200 && !inexact ? " C1" : "", status & 0x100 ? " C0" : "", status & 0x4000 ? " C3" : "");
}

static void show_bits(long double v) {
    uint64_t mantissa;
    uint16_t top;
    memcpy(&mantissa, &v, 8);
    memcpy(&top, (char *)&v + 8, 2);
    printf(" %04x.%016lx", top, mantissa);
}

static void
show_outcome(const struct outcome *o) { // inexact results by their digits, of which denormals have too few
    int inexact = o->environment[2] & 0x20;
    for (int i = 0; i < 2; i++) {
        if (inexact && o->st[i] && o->st[i] > -LDBL_MIN && o->st[i] < LDBL_MIN)
            printf(" %stiny", o->st[i] < 0 ? "-" : "");
        else if (inexact && o->st[i] == o->st[i] && o->st[i])
            printf(" %.14Lg", o->st[i]);
        else
            show_bits(o->st[i]);
    }
    show_flags(o);
}

static long double raw(uint16_t top, uint64_t mantissa) {
    long double v = 0;
    memcpy(&v, &mantissa, 8);
    memcpy((char *)&v + 8, &top, 2);
    return v;
}

static int exponent_of(long double v) {
    uint16_t top;
    memcpy(&top, (char *)&v + 8, 2);
    return top & 0x7fff;
}

// Or, for remainders, how much is done in one step.
static int is_open(const char *name, long double a, long double b) {
    if (!strncmp(name, "fprem", 5)) return b && exponent_of(a) < 0x7fff && exponent_of(a) - exponent_of(b) > 60;
    if (!strcmp(name, "f2xm1")) return a > 1 || a < -1;
    if (!strcmp(name, "fyl2xp1")) return a > 0.29L || a < -0.29L;
    return 0;
}

static sigjmp_buf back;
static void on_signal(int signo, siginfo_t *info, void *context) {
    printf("signal %d code %d trap %lld\n", signo, info->si_code,
           ((ucontext_t *)context)->uc_mcontext.gregs[REG_TRAPNO]);
    siglongjmp(back, 1);
}
#define TRY(what, unmasked, code)                                                                                    \
    do {                                                                                                             \
        printf("%s: ", what);                                                                                        \
        feclearexcept(FE_ALL_EXCEPT);                                                                                \
        feenableexcept(unmasked);                                                                                    \
        if (!sigsetjmp(back, 1)) {                                                                                   \
            __asm__ volatile(code "\n fwait" ::: "memory");                                                          \
            printf("nothing\n");                                                                                     \
        }                                                                                                            \
        __asm__ volatile("fninit");                                                                                  \
        fesetenv(FE_DFL_ENV);                                                                                        \
    } while (0)

int main(void) {
    const long double special[] = {0.0L,
                                   -0.0L,
                                   1,
                                   -1,
                                   2,
                                   0.5L,
                                   -0.5L,
                                   __builtin_infl(),
                                   -__builtin_infl(),
                                   LDBL_MIN / 4,
                                   -LDBL_MIN / 3,
                                   0x1p100L,
                                   -0x1p63L,
                                   0x1.8p62L,
                                   raw(0x7fff, 0xc000000000000001),
                                   raw(0xffff, 0xc000000000000002),
                                   raw(0x7fff, 0x8000000000000001),
                                   raw(0xffff, 0x8000000000000009),
                                   raw(0x7fff, 0x4000000000000001),
                                   raw(0x7fff, 0),
                                   raw(0x4000, 0x4000000000000000),
                                   raw(0, 0xc000000000000000)};
    enum { SPECIAL = sizeof special / sizeof *special };
    struct outcome o;
    static const uint16_t controls[] = {0x37f, 0x340, 0x77f, 0xb7f, 0xf7f, 0x7f};
    for (int k = 0; k < COUNT; k++)
        for (int w = 0; w < 6; w++)
            for (int i = 0; i < SPECIAL; i++)
                for (int j = 0; j < (instructions[k].operands == 2 ? SPECIAL : 1); j++) {
                    if (is_open(instructions[k].name, special[i], special[j])) continue;
                    printf("%s control %x", instructions[k].name, controls[w]);
                    show_bits(special[i]), show_bits(special[j]);
                    printf(":");
                    instructions[k].run(&o, special[i], special[j], controls[w], 0);
                    show_outcome(&o);
                }
    for (int k = 0; k < COUNT; k++)
        for (int empty = 0; empty < 8; empty++)
            for (int w = 0; w < 2; w++) {
                printf("%s control %x, empty %d:", instructions[k].name, controls[w], empty);
                instructions[k].run(&o, 0.25L, 0.75L, controls[w], empty);
                show_outcome(&o);
            }
    uint64_t x = 88172645463325252;
    for (int n = 0; n < 400; n++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        long double a = (long double)(x >> 32) / 0x1p32L, b = (long double)(x & 0xffffffff) / 0x1p32L - 0.5L;
        for (int k = 0; k < COUNT; k++) {
            int angle = k >= 1 && k <= 4;
            instructions[k].run(&o, angle ? a * 1000 : k == 6 ? a / 4 : a, b * 100, controls[2 + n % 3], 0);
            printf("%s", instructions[k].name);
            show_outcome(&o);
        }
    }
    struct sigaction sa = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    sigaction(SIGFPE, &sa, NULL);
    TRY("logarithm of 0", FE_DIVBYZERO, "fld1\n fldz\n fyl2x");
    TRY("logarithm of -1", FE_INVALID, "fld1\n fld1\n fchs\n fyl2x");
    TRY("sine of an empty register", FE_INVALID, "fsin");
    TRY("sine", FE_INEXACT, "fld1\n fsin");
    TRY("sine, then cosine", FE_INEXACT, "fld1\n fsin\n fcos");
    return 0;
}
