// SPDX-License-Identifier: GPL-2.0-or-later
// alarm(2): what is left, the signal, cancelling, inheritance by exec but not by fork.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int signo, siginfo_t *info, void *context) {
    printf("signal %d code %d\n", signo, info->si_code);
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    setvbuf(stdout, NULL, _IONBF, 0);
    sigaction(SIGALRM, &sa, NULL);
    printf("first %u\n", alarm(100));
    printf("left %u\n", alarm(50));
    struct itimerval now;
    getitimer(ITIMER_REAL, &now);
    printf("itimer sees it %d\n", now.it_value.tv_sec == 49 || now.it_value.tv_sec == 50);
    pid_t child = fork();
    if (child == 0) {
        printf("child has %u\n", alarm(0));
        _exit(0);
    }
    waitpid(child, NULL, 0);
    printf("left %u\n", alarm(0));
    printf("none %u\n", alarm(0));
    alarm(1);
    int r = pause();
    printf("pause %d errno %d left %u\n", r, errno, alarm(0));
    child = fork();
    if (child == 0) {
        signal(SIGALRM, SIG_DFL);
        ualarm(20000, 0);
        for (;;) pause();
    }
    int status;
    waitpid(child, &status, 0);
    printf("killed by %d\n", WTERMSIG(status));
    return 0;
}
