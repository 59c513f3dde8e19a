// SPDX-License-Identifier: GPL-2.0-or-later
// Segments in 64-bit mode: selectors as Linux gives them, null ones, FS and GS with all addressing forms.
#include "guest.h"
#include <asm/prctl.h>
#include <sched.h>
#include <sys/syscall.h>

int main(void) {
    uint16_t cs, ds, es, ss, fs, gs;
    __asm__("mov %%cs, %0" : "=r"(cs));
    __asm__("mov %%ds, %0" : "=r"(ds));
    __asm__("mov %%es, %0" : "=r"(es));
    __asm__("mov %%ss, %0" : "=r"(ss));
    __asm__("mov %%fs, %0" : "=r"(fs));
    __asm__("mov %%gs, %0" : "=r"(gs));
    printf("cs %#x ds %#x es %#x ss %#x fs %#x gs %#x\n", cs, ds, es, ss, fs, gs);
    static uint64_t area[64];
    for (int i = 0; i < 64; i++) area[i] = i * 0x0101010101010101;
    syscall(SYS_arch_prctl, ARCH_SET_GS, area);
    uint64_t a, b, c, d;
    __asm__("mov %%gs:16, %0\n mov $3, %%ecx\n mov %%gs:(,%%rcx,8), %1\n lea 8(%%rcx), %%edx\n mov %%gs:5(%%rdx), "
            "%2\n mov %%gs:-8(%%rcx,%%rcx,4), %3"
            : "=&r"(a), "=&r"(b), "=&r"(c), "=&r"(d)
            :
            : "rcx", "rdx", "memory");
    printf("%lx %lx %lx %lx\n", a, b, c, d);
    __asm__ volatile(
        "movq $77, %%gs:80\n lock incq %%gs:80\n addl $5, %%gs:88\n mov $24, %%eax\n push %%gs:(%%rax)\n pop %%gs:96"
        :
        :
        : "rax", "memory", "cc");
    printf("%ld %lx %lx\n", area[10], area[11], area[12]);
    // string instructions: the source may have a segment, the destination not
    static char to[16];
    void *si = (void *)8, *di = to;
    long n = 16;
    __asm__ volatile("rep movsb %%gs:(%%rsi), (%%rdi)" : "+S"(si), "+D"(di), "+c"(n) : : "memory");
    printf("%d %d\n", to[0], to[15]);
    // 32-bit addresses wrap at 4 GB
    char *low = (char *)(uintptr_t)(uint32_t)(uintptr_t)to;
    if (low == to) {
        uint8_t v;
        __asm__("movl %k1, %%eax\n movb 0x0(%%eax), %0" : "=q"(v) : "r"((uint32_t)(uintptr_t)to) : "rax");
        printf("address-size override: %d\n", v);
    }
    // null selectors may be loaded, and GS's base survives a call and a fork
    __asm__ volatile("xor %%eax, %%eax\n mov %%eax, %%ds\n mov %%eax, %%es" : : : "rax");
    __asm__("mov %%ds, %0" : "=r"(ds));
    printf("ds is null now: %d, memory works: %d\n", ds == 0, to[1]);
    sched_yield();
    pid_t pid = fork();
    if (pid == 0) {
        __asm__ volatile("mov %%gs:16, %0" : "=r"(a));
        _exit(a == 0x0202020202020202 ? 6 : 1);
    }
    reap("child", pid);
    __asm__ volatile("mov %%gs:24, %0" : "=r"(a));
    printf("%lx\n", a);
    return 0;
}
