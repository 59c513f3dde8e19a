// SPDX-License-Identifier: GPL-2.0-or-later
// A stack pointer that is not canonical: the stack's own exception, which is SIGBUS; the handler has its own stack.
#include "guest.h"
#include <setjmp.h>
#include <ucontext.h>

static sigjmp_buf back;
static void on_signal(int signo, siginfo_t *info, void *context) {
    greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;
    printf("signal %d code %d trap %lld error %lld address %ld, stack pointer %s\n", signo, info->si_code,
           g[REG_TRAPNO], g[REG_ERR], (long)info->si_addr,
           g[REG_RSP] == 4096 || g[REG_RSP] == (greg_t)(1ul << 63) ? "the bad one" : "good");
    siglongjmp(back, 1);
}

int main(void) {
    static char alt[65536];
    stack_t ss = {.ss_sp = alt, .ss_size = sizeof alt};
    sigaltstack(&ss, NULL);
    struct sigaction sa = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(SIGBUS, &sa, NULL), sigaction(SIGSEGV, &sa, NULL);
    if (!sigsetjmp(back, 1)) __asm__ volatile("movabs $0x8000000000000000, %%rsp\n push %%rax" : : : "memory");
    if (!sigsetjmp(back, 1))
        __asm__ volatile("movabs $0x8000000000000000, %%rsp\n mov (%%rsp), %%rax" : : : "memory", "rax");
    if (!sigsetjmp(back, 1)) __asm__ volatile("movabs $0x8000000000000000, %%rsp\n call 1f\n 1:" : : : "memory");
    if (!sigsetjmp(back, 1))
        __asm__ volatile(
            "mov %%rbp, %%rdx\n movabs $0x8000000000000000, %%rbp\n mov 8(%%rbp), %%rax\n mov %%rdx, %%rbp"
            :
            :
            : "memory", "rax", "rdx");
    if (!sigsetjmp(back, 1)) __asm__ volatile("mov $4096, %%rsp\n push %%rax" : : : "memory");
    pid_t pid = fork();
    if (pid == 0)
        signal(SIGBUS, SIG_DFL), ({
            __asm__ volatile("movabs $0x8000000000000000, %%rsp\n push %%rax" : : : "memory");
        });
    reap("by default", pid);
    return 0;
}
