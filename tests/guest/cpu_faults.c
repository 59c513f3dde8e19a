// SPDX-License-Identifier: GPL-2.0-or-later
// Every exception a program can raise: signal, code, trap number and address, and where the instruction pointer is.
#include "guest.h"
#include <setjmp.h>
#include <sys/mman.h>
#include <ucontext.h>

static sigjmp_buf back;
static char *at; // where the faulting code begins
static volatile int quiet, caught;
static void on_signal(int signo, siginfo_t *info, void *context) {
    greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;
    long distance = (char *)g[REG_RIP] - at;
    caught++;
    if (!quiet) {
        printf("signal %d code %d trap %lld error %lld, instruction +%ld, ", signo, info->si_code, g[REG_TRAPNO],
               g[REG_ERR], distance >= -64 && distance < 64 ? distance : 9999);
        if (info->si_addr == (char *)g[REG_RIP])
            printf("address is the instruction\n");
        else if ((uintptr_t)info->si_addr < 4096)
            printf("address %ld\n", (long)info->si_addr);
        else
            printf("address elsewhere\n");
    }
    siglongjmp(back, 1);
}
static char *code;
static void run(const char *what, const char *bytes, int size) {
    memset(code, 0x90, 64), memcpy(code, bytes, size), code[size] = (char)0xc3;
    at = code;
    if (!quiet) printf("%s: ", what);
    if (sigsetjmp(back, 1)) return;
    // rcx = 0 as a divisor, rax and rdx with values, rdi a good pointer, rsi a non-canonical one
    static char good[4096];
    long rax = 1, rdx = 0, rcx = 0;
    __asm__ volatile("call *%[code]"
                     : "+a"(rax), "+d"(rdx), "+c"(rcx)
                     : [code] "r"(code), "D"(good + 64), "S"(0x8000000000000000), "b"(0x1234)
                     : "r8", "r9", "r10", "r11", "memory", "cc");
    if (!quiet) printf("nothing, rax %ld\n", rax);
}
#define RUN(what, bytes) run(what, bytes, sizeof bytes - 1)

static void all(void) {
    RUN("div by 0, 64 bits", "\x48\xf7\xf1");
    RUN("div by 0, 32 bits", "\xf7\xf1");
    RUN("div by 0, 16 bits", "\x66\xf7\xf1");
    RUN("div by 0, 8 bits", "\xf6\xf1");
    RUN("idiv by 0", "\x48\xf7\xf9");
    RUN("quotient too large", "\xba\x02\0\0\0\xb9\x01\0\0\0\xf7\xf1");
    RUN("INT_MIN / -1", "\xb8\0\0\0\x80\x99\xb9\xff\xff\xff\xff\xf7\xf9");
    RUN("LONG_MIN / -1", "\x48\xb8\0\0\0\0\0\0\0\x80\x48\x99\x48\xc7\xc1\xff\xff\xff\xff\x48\xf7\xf9");
    RUN("ud2", "\x0f\x0b");
    RUN("ud2 after nops", "\x90\x90\x90\x0f\x0b");
    RUN("an invalid opcode of 64-bit mode", "\x06");
    RUN("another", "\x60");
    RUN("bad ModRM: lea of a register", "\x8d\xc0");
    RUN("lock on a register", "\xf0\x01\xc0");
    RUN("ud1", "\x0f\xb9\xc0");
    RUN("int3", "\xcc");
    RUN("int 3, two bytes", "\xcd\x03");
    RUN("hlt", "\xf4");
    RUN("cli", "\xfa");
    RUN("sti", "\xfb");
    RUN("in", "\xe4\x10");
    RUN("out", "\xe6\x80");
    RUN("rdmsr", "\x0f\x32");
    RUN("wrmsr", "\x0f\x30");
    RUN("mov from cr0", "\x0f\x20\xc0");
    RUN("mov to cr3", "\x0f\x22\xd8");
    RUN("mov from dr7", "\x0f\x21\xf8");
    RUN("lgdt", "\x0f\x01\x17");
    RUN("lidt", "\x0f\x01\x1f");
    RUN("ltr", "\x0f\x00\xd8");
    RUN("wbinvd", "\x0f\x09");
    RUN("invlpg", "\x0f\x01\x3f");
    RUN("clts", "\x0f\x06");
    RUN("swapgs", "\x0f\x01\xf8");
    RUN("sysret", "\x48\x0f\x07");
    RUN("int 0x20", "\xcd\x20");
    RUN("load, address 0", "\x8b\x04\x25\0\0\0\0");
    RUN("store, address 8", "\x89\x04\x25\x08\0\0\0");
    RUN("not canonical", "\x48\x8b\x06");
    RUN("not canonical, store", "\x48\x89\x06");
    RUN("call to an address not canonical", "\xff\xd6");
    RUN("jump to 0", "\x31\xc0\xff\xe0");
    RUN("call to 0", "\x31\xc0\xff\xd0");
    RUN("load of a kernel address", "\x48\xb8\0\x10\0\0\0\0\0\xff\x48\x8b\x00");
    RUN("bad selector", "\xb8\x43\0\0\0\x8e\xd8");
    RUN("mov to ss", "\x31\xc0\x8e\xd0");
    RUN("far return", "\x6a\x43\x6a\x00\x48\xcb");
    RUN("nothing at all", "\x90");
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};
    static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
    for (int i = 0; i < 5; i++) sigaction(signals[i], &sa, NULL);
    code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    all();
    printf("caught %d\n", caught);
    quiet = 1;
    for (int i = 0; i < 20; i++) all();
    printf("and again, twenty times: %d\n", caught);
    return 0;
}
