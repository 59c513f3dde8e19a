// SPDX-License-Identifier: GPL-2.0-or-later
// All registers across system calls, blocking ones and task switches included: only RAX, RCX and R11 change.
#include "guest.h"
#include <sys/syscall.h>

struct all {
    uint64_t gpr[16]; // rax rbx rcx rdx rsi rdi rbp r8-r15, flags
    uint8_t xmm[16][16];
    uint32_t mxcsr;
    uint16_t fcw;
    long double st0;
};
static struct all before, after;

// Loads the registers from `before`, makes the call in rax, stores them in `after`.
__attribute__((noinline)) static void call(void) {
    __asm__ volatile("push %%rbx\n push %%rbp\n push %%r12\n push %%r13\n push %%r14\n push %%r15\n"
                     "sub $136, %%rsp\n fnstenv (%%rsp)\n stmxcsr 64(%%rsp)\n"
                     "lea before(%%rip), %%rax\n"
                     ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n movups 128+16*\\n(%%rax), %%xmm\\n\n .endr\n"
                     "ldmxcsr 384(%%rax)\n fninit\n fldcw 388(%%rax)\n fldt 400(%%rax)\n"
                     "mov 8(%%rax), %%rbx\n mov 24(%%rax), %%rdx\n mov 32(%%rax), %%rsi\n mov 40(%%rax), %%rdi\n mov "
                     "48(%%rax), %%rbp\n"
                     "mov 56(%%rax), %%r8\n mov 64(%%rax), %%r9\n mov 72(%%rax), %%r10\n mov 88(%%rax), %%r12\n mov "
                     "96(%%rax), %%r13\n mov 104(%%rax), %%r14\n mov 112(%%rax), %%r15\n"
                     "pushq 120(%%rax)\n popfq\n mov (%%rax), %%rax\n"
                     "syscall\n"
                     ".globl after_syscall\n after_syscall:\n"
                     "pushfq\n push %%rax\n lea after(%%rip), %%rax\n"
                     "mov %%rbx, 8(%%rax)\n mov %%rcx, 16(%%rax)\n mov %%rdx, 24(%%rax)\n mov %%rsi, 32(%%rax)\n mov "
                     "%%rdi, 40(%%rax)\n mov %%rbp, 48(%%rax)\n"
                     "mov %%r8, 56(%%rax)\n mov %%r9, 64(%%rax)\n mov %%r10, 72(%%rax)\n mov %%r11, 80(%%rax)\n mov "
                     "%%r12, 88(%%rax)\n mov %%r13, 96(%%rax)\n mov %%r14, 104(%%rax)\n mov %%r15, 112(%%rax)\n"
                     "popq (%%rax)\n popq 120(%%rax)\n"
                     ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n movups %%xmm\\n, 128+16*\\n(%%rax)\n .endr\n"
                     "stmxcsr 384(%%rax)\n fnstcw 388(%%rax)\n fstpt 400(%%rax)\n"
                     "cld\n fldenv (%%rsp)\n ldmxcsr 64(%%rsp)\n add $136, %%rsp\n"
                     "pop %%r15\n pop %%r14\n pop %%r13\n pop %%r12\n pop %%rbp\n pop %%rbx\n"
                     :
                     :
                     : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
}
extern char after_syscall[];

static void try(const char *what, long number, long a, long b, long c, long d, uint64_t flags) {
    static const char *const names[] = {"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "r8",
                                        "r9",  "r10", "r11", "r12", "r13", "r14", "r15", "flags"};
    for (int i = 0; i < 16; i++) before.gpr[i] = 0x1111111111111111ull * (i + 1);
    before.gpr[0] = number, before.gpr[5] = a, before.gpr[4] = b, before.gpr[3] = c, before.gpr[9] = d,
    before.gpr[15] = flags;
    for (int i = 0; i < 256; i++) before.xmm[i / 16][i % 16] = i * 7 + 3;
    before.mxcsr = 0x5fa0, before.fcw = 0x0b7f, before.st0 = 3.14159265358979L;
    call();
    printf("%s:", what);
    for (int i = 0; i < 16; i++)
        if (after.gpr[i] != before.gpr[i]) printf(" %s", names[i]);
    printf("; rcx is the next instruction %d, r11 the flags %#lx", after.gpr[2] == (uint64_t)after_syscall,
           (long)after.gpr[10]);
    printf("; flags after %#lx", (long)after.gpr[15]);
    printf("; xmm %d mxcsr %d fcw %d st0 %d\n", !memcmp(before.xmm, after.xmm, 256), after.mxcsr == before.mxcsr,
           after.fcw == before.fcw, after.st0 == before.st0);
}

int main(void) {
    _Static_assert(sizeof before.xmm == 256 && __builtin_offsetof(struct all, xmm) == 128 &&
                       __builtin_offsetof(struct all, mxcsr) == 384 && __builtin_offsetof(struct all, fcw) == 388 &&
                       __builtin_offsetof(struct all, st0) == 400,
                   "");
    int p[2];
    pipe(p);
    struct timespec ts = {0, 5000000};
    try("getppid", SYS_getppid, 0, 0, 0, 0, 0x202);
    try("all flags set", SYS_getppid, 0, 0, 0, 0, 0xad7);
    try("direction flag", SYS_getppid, 0, 0, 0, 0, 0x602);
    try("unknown call", 100000, 0, 0, 0, 0, 0x246);
    try("error", SYS_close, 999, 0, 0, 0, 0x203);
    try("nanosleep", SYS_nanosleep, (long)&ts, 0, 0, 0, 0x293);
    try("sched_yield", SYS_sched_yield, 0, 0, 0, 0, 0x202);
    pid_t pid = fork();
    if (pid == 0) {
        milliseconds(10);
        for (int i = 0; i < 16; i++)
            __asm__ volatile("pcmpeqd %%xmm0, %%xmm0\n pcmpeqd %%xmm9, %%xmm9\n fld1\n" : : : "xmm0", "xmm9");
        write(p[1], "x", 1);
        _exit(0);
    }
    char c;
    try("a read that waits for another process", SYS_read, p[0], (long)&c, 1, 0, 0x202);
    reap("child", pid);
    try("a clock", SYS_clock_gettime, CLOCK_MONOTONIC, (long)&ts, 0, 0, 0x202);
    try("bad pointer", SYS_read, 0, 8, 8, 0, 0x202);
    // the upper half of the number is not looked at, a negative one is unknown
    errno = 0;
    long r;
    __asm__ volatile("syscall" : "=a"(r) : "a"(SYS_getppid | 1ul << 32) : "rcx", "r11", "memory");
    printf("bits above 31 set: %d\n", r == getppid());
    __asm__ volatile("syscall" : "=a"(r) : "a"(-1l) : "rcx", "r11", "memory");
    printf("number -1: %ld\n", r);
    __asm__ volatile("syscall" : "=a"(r) : "a"(0xffffl) : "rcx", "r11", "memory");
    printf("number 65535: %ld\n", r);
    return 0;
}
