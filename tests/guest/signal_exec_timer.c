// SPDX-License-Identifier: GPL-2.0-or-later
// Through exec: an alarm goes on, POSIX timers are gone, the alternate stack too; a handler's mask stays in force.
#include "guest.h"
#include <sys/syscall.h>
#include <sys/time.h>

static char stack[65536];
static void handler(int signo) {
    char *argv[] = {"again", "again", NULL};
    execv("/proc/self/exe", argv);
    _exit(9);
}

int main(int argc, char **argv) {
    timer_t timer;
    if (argc > 1) {
        struct itimerval left;
        struct itimerspec spec;
        sigset_t mask;
        stack_t s;
        getitimer(ITIMER_REAL, &left);
        printf("alarm goes on %d\n", left.it_value.tv_sec > 90);
        show("timer", syscall(SYS_timer_gettime, 0, &spec));
        sigaltstack(NULL, &s);
        printf("stack flags %d size %zu\n", s.ss_flags, s.ss_size);
        sigprocmask(SIG_BLOCK, NULL, &mask);
        printf("usr1 blocked %d\n", sigismember(&mask, SIGUSR1));
        show("new timer", syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, &timer));
        return 0;
    }
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
    struct itimerspec spec = {{0, 0}, {100, 0}};
    stack_t s = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction sa = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    alarm(100);
    timer_create(CLOCK_MONOTONIC, &ev, &timer);
    timer_settime(timer, 0, &spec, NULL);
    sigaltstack(&s, NULL);
    sigaction(SIGUSR1, &sa, NULL);
    raise(SIGUSR1);
    return 1;
}
