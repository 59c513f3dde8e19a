// SPDX-License-Identifier: GPL-2.0-or-later
// String instructions: all sizes, both directions, over page borders, overlapping, stopped by a fault in the middle and
// continued after the handler has repaired the page.
#include "guest.h"
#include <sys/mman.h>
#include <ucontext.h>

enum { P = 4096, RW = PROT_READ | PROT_WRITE };
static char *m;
static volatile int faults;
static long rcx_seen, offset_seen;
static void repair(int signo, siginfo_t *info, void *context) {
    greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;
    faults++;
    rcx_seen = g[REG_RCX], offset_seen = (char *)info->si_addr - m;
    mprotect((void *)((uintptr_t)info->si_addr & -P), P, RW);
}
#define REP(insn, d, s, n)                                                                                           \
    do {                                                                                                             \
        void *d_ = (d), *s_ = (s);                                                                                   \
        long n_ = (n);                                                                                               \
        __asm__ volatile(insn : "+D"(d_), "+S"(s_), "+c"(n_) : "a"(0x4142434445464748) : "memory", "cc");            \
        printf("%-22s rdi %+ld rsi %+ld rcx %ld", insn, (long)((char *)d_ - (char *)(d)),                            \
               (long)((char *)s_ - (char *)(s)), n_);                                                                \
    } while (0)
static void fill(void) {
    for (int i = 0; i < 4 * P; i++) m[i] = i * 31 + i / 256;
}
static void sum(void) {
    printf("  %016lx\n", checksum(m, 4 * P));
}

int main(void) {
    m = mmap(NULL, 8 * P, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    fill();
    REP("rep movsb", m + P - 100, m + 3 * P - 50, 200);
    sum();
    fill();
    REP("rep movsw", m + P - 101, m + 3 * P - 51, 100);
    sum();
    fill();
    REP("rep movsl", m + P - 102, m + 3 * P - 53, 50);
    sum();
    fill();
    REP("rep movsq", m + P - 103, m + 3 * P - 55, 25);
    sum();
    fill();
    REP("std\n rep movsb\n cld", m + P + 100, m + 3 * P + 50, 200);
    sum();
    fill();
    REP("std\n rep movsq\n cld", m + P + 101, m + 3 * P + 53, 25);
    sum();
    fill();
    REP("rep movsb", m + 1, m, 5000);
    sum(); // overlapping: repeats the first byte
    fill();
    REP("rep movsq", m + 3, m, 500);
    sum();
    fill();
    REP("rep stosb", m + P - 7, m, 20);
    sum();
    fill();
    REP("rep stosw", m + P - 7, m, 20);
    sum();
    fill();
    REP("rep stosl", m + P - 7, m, 20);
    sum();
    fill();
    REP("rep stosq", m + P - 7, m, 2000 / 8);
    sum();
    fill();
    REP("std\n rep stosl\n cld", m + 2 * P, m, 600);
    sum();
    fill();
    REP("rep movsb", m, m + P, 0);
    sum();
    fill();
    REP("movsq", m + P - 4, m, 7);
    sum();
    fill(), memset(m, 'H', 100), m[100] = 'x';
    REP("repe scasb", m, m, 500);
    printf("\n");
    memset(m, 'x', 6000), m[5500] = 'H';
    REP("repne scasb", m, m, 7000);
    printf("\n");
    REP("repne scasb", m, m, 5000);
    printf("\n");
    REP("std\n repne scasb\n cld", m + 5600, m, 500);
    printf("\n");
    memset(m, 'a', 4 * P), m[9000] = 'b';
    REP("repe cmpsb", m, m + 2 * P, 5000);
    printf("\n");
    REP("repe cmpsq", m, m + 2 * P, 600);
    printf("\n");
    REP("repne cmpsb", m, m + 9000, 100);
    printf("\n");
    fill();
    REP("lodsb", m, m + 77, 3);
    printf("\n");
    REP("rep lodsq", m, m + 77, 3);
    printf("\n");

    struct sigaction sa = {.sa_sigaction = repair, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &sa, NULL);
    fill(), mprotect(m + P, P, PROT_NONE);
    REP("rep movsb", m + 10, m + 2 * P, 6000);
    sum();
    printf("faults %d, rcx then %ld, at %ld\n", faults, rcx_seen, offset_seen);
    fill(), mprotect(m + P, P, PROT_READ);
    REP("rep stosb", m + P - 10, m, 100);
    sum();
    printf("faults %d, rcx then %ld, at %ld\n", faults, rcx_seen, offset_seen);
    fill(), mprotect(m + 2 * P, P, PROT_NONE);
    REP("rep movsq", m, m + 2 * P - 32, 300);
    sum();
    printf("faults %d, rcx then %ld, at %ld\n", faults, rcx_seen, offset_seen);
    fill(), mprotect(m, P, PROT_NONE);
    REP("std\n rep movsb\n cld", m + P + 50, m + 3 * P, 100);
    sum();
    printf("faults %d, rcx then %ld, at %ld\n", faults, rcx_seen, offset_seen);
    fill(), mprotect(m + P, 2 * P, PROT_NONE);
    REP("rep stosq", m, m, 3 * P / 8);
    sum();
    printf("faults %d\n", faults);
    // demand zero and copy on write under one instruction
    char *fresh = mmap(NULL, 64 * P, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    fill();
    REP("rep movsb", fresh + 5, m, 4 * P);
    printf("\n");
    REP("rep stosb", fresh + 10 * P, m, 50 * P);
    printf("  %016lx\n", checksum(fresh, 64 * P));
    pid_t pid = fork();
    if (pid == 0) {
        void *d = fresh;
        long n = 64 * P;
        __asm__ volatile("rep stosb" : "+D"(d), "+c"(n) : "a"(1) : "memory");
        _exit(fresh[64 * P - 1] == 1 && fresh[0] == 1 ? 3 : 1);
    }
    reap("child", pid), printf("  %016lx\n", checksum(fresh, 64 * P));
    return 0;
}
