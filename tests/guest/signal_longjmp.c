// SPDX-License-Identifier: GPL-2.0-or-later
// Out of a handler by siglongjmp, many times: the mask is restored with savemask, and not without.
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static sigjmp_buf back;
static void handler(int signo) {
    siglongjmp(back, signo);
}

int main(void) {
    sigset_t now;
    signal(SIGUSR1, handler);
    signal(SIGSEGV, handler);
    int rounds = 0;
    for (volatile int i = 0; i < 1000; i++) {
        int r = sigsetjmp(back, 1);
        if (r == 0) raise(SIGUSR1);
        rounds += r == SIGUSR1;
    }
    sigprocmask(SIG_BLOCK, NULL, &now);
    printf("rounds %d blocked %d\n", rounds, sigismember(&now, SIGUSR1));
    rounds = 0;
    for (volatile int i = 0; i < 100; i++) {
        int r = sigsetjmp(back, 1);
        if (r == 0) *(volatile int *)(long)(i * 8) = 1;
        rounds += r == SIGSEGV;
    }
    printf("rounds %d\n", rounds);
    if (sigsetjmp(back, 0) == 0) raise(SIGUSR1);
    sigprocmask(SIG_BLOCK, NULL, &now);
    printf("not saved: blocked %d\n", sigismember(&now, SIGUSR1));
    return 0;
}
