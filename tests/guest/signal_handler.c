// SPDX-License-Identifier: GPL-2.0-or-later
// A plain handler: its argument, the order of two raises, errno kept by the program, and what signal() returned.
#include <signal.h>
#include <stdio.h>

static volatile int seen[65];

static void handler(int signo) {
    seen[signo]++;
    printf("handler %d\n", signo);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    printf("old %s\n", signal(SIGUSR1, handler) == SIG_DFL ? "default" : "other");
    printf("old %s\n", signal(SIGUSR1, handler) == handler ? "handler" : "other");
    printf("raise %d\n", raise(SIGUSR1));
    printf("raise %d\n", raise(SIGUSR1));
    signal(SIGUSR2, SIG_IGN);
    printf("ignored raise %d\n", raise(SIGUSR2));
    printf("seen %d %d\n", seen[SIGUSR1], seen[SIGUSR2]);
    signal(SIGRTMAX, handler);
    raise(SIGRTMAX);
    printf("seen %d\n", seen[SIGRTMAX]);
    return 0;
}
