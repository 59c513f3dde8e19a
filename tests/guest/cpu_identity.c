// SPDX-License-Identifier: GPL-2.0-or-later
// CPUID and the time stamp counter: their form, what every x86-64 processor has, and that what is offered works.
#include "guest.h"
#include <cpuid.h>
#include <ctype.h>
#include <setjmp.h>
#include <x86intrin.h>

static sigjmp_buf back;
static void on_ill(int signo) {
    siglongjmp(back, signo);
}

int main(void) {
    unsigned a, b, c, d, max = __get_cpuid_max(0, NULL), ext = __get_cpuid_max(0x80000000, NULL);
    char vendor[13] = "", brand[49] = "";
    __cpuid(0, a, b, c, d);
    memcpy(vendor, &b, 4), memcpy(vendor + 4, &d, 4), memcpy(vendor + 8, &c, 4);
    int printable = 1;
    for (int i = 0; i < 12; i++) printable &= isprint(vendor[i]) != 0;
    printf("leaves %d, vendor of twelve letters %d, extended leaves %d\n", max >= 1, printable, ext >= 0x80000001);
    __cpuid(1, a, b, c, d);
    printf("FPU %d TSC %d CX8 %d CMOV %d MMX %d FXSR %d SSE %d SSE2 %d\n", d & 1, d >> 4 & 1, d >> 8 & 1, d >> 15 & 1,
           d >> 23 & 1, d >> 24 & 1, d >> 25 & 1, d >> 26 & 1);
    printf("SSE3 %d SSSE3 %d CX16 %d SSE4.1 %d SSE4.2 %d POPCNT %d\n", c & 1, c >> 9 & 1, c >> 13 & 1, c >> 19 & 1,
           c >> 20 & 1, c >> 23 & 1);
    int osxsave = c >> 27 & 1, rdrand = c >> 30 & 1, movbe = c >> 22 & 1;
    printf("family is 6 or above: %d, the flush line is 64 bytes: %d\n", (a >> 8 & 15) >= 6, (b >> 8 & 255) == 8);
    __cpuid(0x80000001, a, b, c, d);
    printf("long mode %d SYSCALL %d NX %d LAHF %d\n", d >> 29 & 1, d >> 11 & 1, d >> 20 & 1, c & 1);
    if (ext >= 0x80000004) {
        for (int i = 0; i < 3; i++) {
            unsigned r[4];
            __cpuid(0x80000002 + i, r[0], r[1], r[2], r[3]);
            memcpy(brand + 16 * i, r, 16);
        }
        printable = 1;
        for (char *s = brand; *s; s++) printable &= isprint(*s) != 0;
        printf("brand is text: %d\n", printable && brand[0]);
    }
    if (ext >= 0x80000008) __cpuid(0x80000008, a, b, c, d);
    printf("virtual addresses have 48 bits or more: %d\n", (a >> 8 & 255) >= 48);
    unsigned first[4], second[4];
    __cpuid_count(1, 0, first[0], first[1], first[2], first[3]);
    __cpuid_count(1, 77, second[0], second[1], second[2], second[3]);
    printf("a second time the same: %d\n", first[0] == second[0] && first[2] == second[2] && first[3] == second[3]);
    __cpuid(0x40000000, a, b, c, d);
    __cpuid(0xffffffff, a, b, c, d);
    printf("leaves beyond the last do not fault\n");

    // what is offered works, what is not is an illegal instruction or does nothing else
    signal(SIGILL, on_ill);
    int ill;
    ill = sigsetjmp(back, 1);
    if (!ill) __asm__ volatile("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
    printf("XGETBV as CPUID says: %d\n", (ill == 0) == osxsave);
    if (rdrand) {
        ill = sigsetjmp(back, 1);
        if (!ill) __asm__ volatile("rdrand %%rax" : : : "rax", "cc");
        printf(ill ? "RDRAND is offered and does not work\n" : "");
    }
    if (movbe) {
        ill = sigsetjmp(back, 1);
        uint32_t v = 0x11223344, r = 0;
        if (!ill) __asm__ volatile("movbe %1, %0" : "=r"(r) : "m"(v));
        printf(r != 0x44332211 ? "MOVBE is offered and does not work\n" : "");
    }
    __cpuid_count(7, 0, a, b, c, d);
    if (max >= 7 && b & 1 << 3) { // BMI1
        uint64_t r = 0;
        ill = sigsetjmp(back, 1);
        if (!ill) __asm__ volatile("andn %1, %2, %0" : "=r"(r) : "r"(0xffull), "r"(0x0full) : "cc");
        printf(r != 0xf0 ? "BMI1 is offered and does not work\n" : "");
    }
    if (max >= 7 && b & 1 << 8) { // BMI2
        uint64_t r = 0;
        ill = sigsetjmp(back, 1);
        if (!ill) __asm__ volatile("pdep %1, %2, %0" : "=r"(r) : "r"(0xff00ull), "r"(0x5aull) : "cc");
        printf(r != 0x5a00 ? "BMI2 is offered and does not work\n" : "");
    }
    if (max >= 7 && b & 1) { // FSGSBASE: also needs the kernel's leave
        ill = sigsetjmp(back, 1);
        unsigned long fs = 0, self;
        if (!ill) __asm__ volatile("rdfsbase %0\n mov %%fs:0, %1" : "=r"(fs), "=r"(self));
        printf(!ill && fs != self ? "RDFSBASE is wrong\n" : "");
    }

    uint64_t before = __rdtsc();
    int backwards = 0, moved = 0;
    for (int i = 0; i < 100000; i++) {
        uint64_t now = __rdtsc();
        backwards += now<before, moved += now> before, before = now;
    }
    unsigned aux;
    printf("RDTSC: backwards %d, moves %d; RDTSCP %d\n", backwards, moved > 1000, __rdtscp(&aux) >= before);
    before = __rdtsc();
    milliseconds(20);
    printf("it goes on while sleeping: %d\n", __rdtsc() - before > 1000000);
    pid_t pid = fork();
    if (pid == 0) _exit(__rdtsc() > before ? 4 : 1);
    reap("in a child", pid);
    __asm__ volatile("pause\n nop\n .byte 0xf3, 0x0f, 0x1e, 0xfa\n nopl 0(%%rax,%%rax,1)\n .byte 0x66, 0x2e, 0x0f, "
                     "0x1f, 0x84, 0, 0, 0, 0, 0"
                     :
                     :
                     : "memory"); // endbr64 and long nops
    printf("hints do nothing\n");
    return 0;
}
