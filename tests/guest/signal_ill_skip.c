// SPDX-License-Identifier: GPL-2.0-or-later
// Illegal instructions: SIGILL with ILL_ILLOPN at UD2, SIGSEGV from a privileged instruction, SIGTRAP from INT3; all stepped over.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <ucontext.h>

static void handler(int signo, siginfo_t *info, void *context) {
    ucontext_t *uc = context;
    unsigned char *rip = (unsigned char *)uc->uc_mcontext.gregs[REG_RIP];
    printf("signal %d code %d addr %s trapno %lld err %lld\n", signo, info->si_code,
           info->si_addr == rip ? "rip"
           : info->si_addr == 0 ? "0"
                                : "other",
           uc->uc_mcontext.gregs[REG_TRAPNO], uc->uc_mcontext.gregs[REG_ERR]);
    if (signo == SIGTRAP) {
        printf("  before rip: %02x\n", rip[-1]);
        return;
    }
    printf("  at rip: %02x\n", rip[0]);
    uc->uc_mcontext.gregs[REG_RIP] += rip[0] == 0x0f ? 2 : 1;
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    setvbuf(stdout, NULL, _IONBF, 0);
    sigaction(SIGILL, &sa, NULL);
    sigaction(SIGSEGV, &sa, NULL);
    sigaction(SIGTRAP, &sa, NULL);
    for (int i = 0; i < 3; i++) {
        __asm__ volatile("ud2");
        __asm__ volatile("hlt");
        __asm__ volatile("cli");
        __asm__ volatile("int3");
    }
    puts("done");
    return 0;
}
