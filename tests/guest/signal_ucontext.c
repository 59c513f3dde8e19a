// SPDX-License-Identifier: GPL-2.0-or-later
// The saved context: registers as the interrupted code left them, and changes to it taken over on return.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

static void handler(int signo, siginfo_t *info, void *context) {
    ucontext_t *uc = context;
    greg_t *g = uc->uc_mcontext.gregs;
    unsigned short *selectors = (unsigned short *)&g[REG_CSGSFS];
    printf("rbx %llx rbp-free r12 %llx r13 %llx r14 %llx r15 %llx cs %x\n", g[REG_RBX], g[REG_R12], g[REG_R13],
           g[REG_R14], g[REG_R15], selectors[0]);
    printf("ss %x link %d stack size %lu flags %lx\n", selectors[3], uc->uc_link != 0, uc->uc_stack.ss_size,
           uc->uc_flags & 6);
    printf("carry %lld frame aligned %d fpstate aligned %d\n", g[REG_EFL] & 1, ((unsigned long)uc & 15) == 0,
           ((unsigned long)uc->uc_mcontext.fpregs & 63) == 0);
    printf("info above uc: %ld\n", (long)((char *)info - (char *)uc));
    g[REG_RBX] = 0x1111;
    g[REG_R12] = 0x2222;
    g[REG_EFL] |= 0x40; // ZF
    g[REG_EFL] &= ~1ll;
    sigaddset(&uc->uc_sigmask, SIGUSR2);
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigset_t now;
    setvbuf(stdout, NULL, _IONBF, 0);
    sigaction(SIGTRAP, &sa, NULL);
    unsigned long rbx = 0xb0b0b0b0b0b0b0b0, r12 = 0xc0c0c0c0c0c0c0c0, flags;
    register unsigned long r13 __asm__("r13") = 13, r14 __asm__("r14") = 14, r15 __asm__("r15") = 15;
    __asm__ volatile("mov %1, %%r12\n stc\n int3\n mov %%r12, %1\n pushfq\n popq %2"
                     : "+b"(rbx), "+a"(r12), "=d"(flags), "+r"(r13), "+r"(r14), "+r"(r15)
                     :
                     : "r12", "cc", "memory");
    printf("after: rbx %lx r12 %lx r13 %lx carry %lx zero %lx\n", rbx, r12, r13, flags & 1, flags >> 6 & 1);
    sigprocmask(SIG_BLOCK, NULL, &now);
    printf("usr2 blocked %d trap blocked %d\n", sigismember(&now, SIGUSR2), sigismember(&now, SIGTRAP));
    return 0;
}
