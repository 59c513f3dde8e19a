// SPDX-License-Identifier: GPL-2.0-or-later
// Handlers interrupted by handlers: several frames are stacked at once, lowest number set up first and so run last.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>

static int depth;
static void handler(int signo) {
    depth++;
    printf("%*senter %d\n", depth * 2, "", signo);
    if (signo == SIGUSR2) raise(SIGHUP);
    printf("%*sleave %d\n", depth * 2, "", signo);
    depth--;
}

int main(void) {
    sigset_t set, old;
    struct sigaction sa;
    setvbuf(stdout, NULL, _IONBF, 0);
    memset(&sa, 0, sizeof sa);
    sa.sa_handler = handler;
    int signals[] = {SIGHUP, SIGUSR1, SIGUSR2, SIGTERM, SIGRTMIN, SIGRTMIN + 1};
    sigemptyset(&set);
    for (int i = 0; i < 6; i++) {
        sigaction(signals[i], &sa, NULL);
        sigaddset(&set, signals[i]);
    }
    sigprocmask(SIG_BLOCK, &set, &old);
    for (int i = 5; i >= 1; i--) raise(signals[i]);
    sigprocmask(SIG_SETMASK, &old, NULL);
    puts("one at a time");
    sa.sa_mask = set;
    for (int i = 0; i < 6; i++) sigaction(signals[i], &sa, NULL);
    sigprocmask(SIG_BLOCK, &set, &old);
    for (int i = 5; i >= 1; i--) raise(signals[i]);
    sigprocmask(SIG_SETMASK, &old, NULL);
    return 0;
}
