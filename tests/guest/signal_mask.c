// SPDX-License-Identifier: GPL-2.0-or-later
// Masks: what sigprocmask keeps, sa_mask while a handler runs, delivery on unblocking in order, SIGKILL never blocked.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>

static void print_mask(const char *what) {
    sigset_t now;
    sigprocmask(SIG_SETMASK, NULL, &now);
    printf("%s:", what);
    for (int i = 1; i < 65; i++)
        if (sigismember(&now, i) == 1) printf(" %d", i);
    puts("");
}

static void handler(int signo) {
    printf("handler %d\n", signo);
    print_mask("  mask");
}

int main(void) {
    struct sigaction sa;
    sigset_t set;
    setvbuf(stdout, NULL, _IONBF, 0);
    memset(&sa, 0, sizeof sa);
    sa.sa_handler = handler;
    sigaddset(&sa.sa_mask, SIGHUP);
    sigaddset(&sa.sa_mask, SIGKILL);
    sigaddset(&sa.sa_mask, SIGSTOP);
    sigaddset(&sa.sa_mask, SIGRTMAX);
    sigaction(SIGUSR1, &sa, NULL);
    sigemptyset(&sa.sa_mask);
    sigaction(SIGUSR2, &sa, NULL);
    sigaction(SIGHUP, &sa, NULL);
    struct sigaction back;
    sigaction(SIGUSR1, NULL, &back);
    printf("kept mask: hup %d kill %d stop %d\n", sigismember(&back.sa_mask, SIGHUP),
           sigismember(&back.sa_mask, SIGKILL), sigismember(&back.sa_mask, SIGSTOP));
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGKILL);
    sigprocmask(SIG_BLOCK, &set, NULL);
    print_mask("blocked");
    raise(SIGUSR2);
    raise(SIGUSR1);
    raise(SIGHUP);
    raise(SIGUSR1);
    sigset_t pending;
    sigpending(&pending);
    printf("pending %d %d %d %d\n", sigismember(&pending, SIGUSR1), sigismember(&pending, SIGUSR2),
           sigismember(&pending, SIGHUP), sigismember(&pending, SIGTERM));
    sigdelset(&set, SIGHUP);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    print_mask("after users");
    sigemptyset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    print_mask("after all");
    return 0;
}
