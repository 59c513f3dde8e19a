// SPDX-License-Identifier: GPL-2.0-or-later
// A handler starts with DF clear and other flags kept in the frame; they are back afterwards, the red zone untouched.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

static volatile unsigned long inside, saved;

static void handler(int signo, siginfo_t *info, void *context) {
    unsigned long f;
    __asm__ volatile("pushfq\n popq %0" : "=r"(f));
    inside = f;
    saved = ((ucontext_t *)context)->uc_mcontext.gregs[REG_EFL];
    char burn[512];
    memset(burn, 0x5a, sizeof burn);
    __asm__ volatile("" : : "r"(burn) : "memory");
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGTRAP, &sa, NULL);
    unsigned long flags, redzone, deep;
    __asm__ volatile("movq $0x1234567, -8(%%rsp)\n"
                     "movq $0x7654321, -128(%%rsp)\n"
                     "std\n int3\n"
                     "movq -8(%%rsp), %1\n"
                     "movq -128(%%rsp), %2\n"
                     "subq $256, %%rsp\n pushfq\n popq %0\n addq $256, %%rsp\n cld\n"
                     : "=&r"(flags), "=&r"(redzone), "=&r"(deep)
                     :
                     : "cc", "memory");
    printf("DF inside %lu saved %lu after %lu\n", inside >> 10 & 1, saved >> 10 & 1, flags >> 10 & 1);
    printf("red zone %lx %lx\n", redzone, deep);
    printf("IF %lu reserved %lu\n", saved >> 9 & 1, saved >> 1 & 1);
    return 0;
}
