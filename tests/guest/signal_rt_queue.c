// SPDX-License-Identifier: GPL-2.0-or-later
// Real-time signals queue with their values; standard signals coalesce; handlers run lowest number last-in-first-run.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void handler(int signo, siginfo_t *info, void *context) {
    printf("%d value %d\n", signo - SIGRTMIN, info->si_value.sival_int);
}
static volatile int usr;
static void count(int signo) {
    usr++;
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigset_t set;
    setvbuf(stdout, NULL, _IONBF, 0);
    sigfillset(&set);
    sa.sa_mask = set; // one handler at a time: the order is the order of delivery
    for (int i = 0; i < 4; i++) sigaction(SIGRTMIN + i, &sa, NULL);
    signal(SIGUSR1, count);
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (int i = 0; i < 12; i++) {
        sigqueue(getpid(), SIGRTMIN + (i * 7) % 4, (union sigval){.sival_int = i});
        kill(getpid(), SIGUSR1);
    }
    sigemptyset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    printf("usr1 %d\n", usr);
    return 0;
}
