// SPDX-License-Identifier: GPL-2.0-or-later
// Pending signals that go away: set to SIG_IGN, set to SIG_DFL when that ignores, SIGCONT against stops and back.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static int pending(int signo) {
    sigset_t set;
    sigpending(&set);
    return sigismember(&set, signo);
}
static void handler(int signo) {
    printf("handler %d\n", signo);
}

int main(void) {
    sigset_t set, none;
    setvbuf(stdout, NULL, _IONBF, 0);
    sigfillset(&set);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &set, NULL);
    raise(SIGUSR1);
    printf("usr1 %d", pending(SIGUSR1));
    signal(SIGUSR1, SIG_IGN);
    printf(" ignored %d\n", pending(SIGUSR1));
    raise(SIGUSR1);
    printf("ignored but blocked %d\n", pending(SIGUSR1));
    signal(SIGUSR1, handler);
    printf("kept %d\n", pending(SIGUSR1));
    signal(SIGCHLD, handler);
    raise(SIGCHLD);
    printf("chld %d", pending(SIGCHLD));
    signal(SIGCHLD, SIG_DFL);
    printf(" default %d\n", pending(SIGCHLD));
    raise(SIGURG);
    printf("urg default, blocked %d\n", pending(SIGURG));
    signal(SIGCONT, handler);
    raise(SIGTSTP);
    raise(SIGTTIN);
    printf("stops %d %d\n", pending(SIGTSTP), pending(SIGTTIN));
    raise(SIGCONT);
    printf("stops %d %d cont %d\n", pending(SIGTSTP), pending(SIGTTIN), pending(SIGCONT));
    raise(SIGTTOU);
    printf("ttou %d cont %d\n", pending(SIGTTOU), pending(SIGCONT));
    kill(getpid(), SIGCONT);
    sigprocmask(SIG_SETMASK, &none, NULL);
    return 0;
}
