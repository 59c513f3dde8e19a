// SPDX-License-Identifier: GPL-2.0-or-later
// Hundreds of instructions in a row without a branch, of kinds that an emulator's translator may find hard: in the program itself, over the
// border of a page, in a page that was written while it ran, and many times.
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

typedef double row(double x);

#define X87(name, count, instruction)                                                                                \
    static double name(double x) {                                                                                   \
        double y;                                                                                                    \
        __asm__ volatile("fldl %1\n fld1\n .rept " #count "\n " instruction "\n .endr\n fstpl %0\n fstp %%st(0)"     \
                         : "=m"(y)                                                                                   \
                         : "m"(x));                                                                                  \
        return y;                                                                                                    \
    }
X87(exchanged, 241, "fxch")
X87(negated, 601, "fchs")
X87(added, 500, "fadd %%st(1), %%st")
X87(moved, 300, "fcmove %%st(1), %%st")
X87(compared, 300, "fcomi %%st(1), %%st")
X87(sines, 480, "fsin")

static unsigned long shuffled(void) {
    unsigned long out[2];
    __asm__ volatile("movd %1, %%xmm0\n .rept 700\n pshufhw $0x39, %%xmm0, %%xmm0\n pshuflw $0x1b, %%xmm0, %%xmm0\n "
                     "shufps $0x93, %%xmm0, %%xmm0\n .endr\n movups %%xmm0, %0"
                     : "=m"(out)
                     : "r"(0x12345678)
                     : "xmm0");
    return out[0] ^ out[1];
}

// fldl (%rdi); fld1; `count` times fxch; fstp %st(1); fstpl (%rdi); ret
static void write_row(uint8_t *at, int count) {
    memcpy(at, "\xdd\x07\xd9\xe8", 4);
    for (int i = 0; i < count; i++) memcpy(at + 4 + 2 * i, "\xd9\xc9", 2);
    memcpy(at + 4 + 2 * count, "\xdd\xd9\xdd\x1f\xc3", 5);
}

int main(void) {
    printf("%g %g %g %g %g\n", exchanged(7), negated(7), added(0.5), moved(7), compared(7));
    printf("%d\n", sines(0.25) < 0.2);
    printf("%lx\n", shuffled());
    uint8_t *page = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int count = 1; count < 1500; count += 151)
        for (int from = 0; from < 4096;
             from += 1365) { // some end where the page does not, and others begin in the middle
            double x = 3;
            write_row(page + from, count);
            ((void (*)(double *))(page + from))(&x);
            printf("%d %d %g\n", count, from, x);
        }
    memset(page, 0x90, 4 * 4096);
    double z = 5;
    write_row(page + 4090, 3);
    ((void (*)(double *))page)(&z);
    printf("%g\n", z);
    double sum = 0;
    for (int i = 0; i < 100; i++) sum += exchanged(i);
    printf("%g\n", sum);
    return 0;
}
