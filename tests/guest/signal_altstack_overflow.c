// SPDX-License-Identifier: GPL-2.0-or-later
// A stack overflow is survived on an alternate stack: SIGSEGV arrives there and siglongjmp leads out, twice.
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static sigjmp_buf back;
static char stack[65536];
static char *start;

static void handler(int signo, siginfo_t *info, void *context) {
    char here;
    printf("signal %d code %d below the stack's start %d on alternate stack %d\n", signo, info->si_code,
           (char *)info->si_addr < start, &here >= stack && &here < stack + sizeof stack);
    siglongjmp(back, 1);
}

__attribute__((noinline)) static int recurse(volatile char *p) {
    volatile char block[4096];
    block[0] = *p;
    return recurse(block) + block[0];
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    stack_t s = {.ss_sp = stack, .ss_size = sizeof stack};
    char here = 0;
    start = &here;
    setvbuf(stdout, NULL, _IONBF, 0);
    sigaltstack(&s, NULL);
    sigaction(SIGSEGV, &sa, NULL);
    for (int i = 0; i < 2; i++)
        if (!sigsetjmp(back, 1))
            recurse(&here);
        else
            puts("recovered");
    return 0;
}
