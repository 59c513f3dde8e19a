// SPDX-License-Identifier: GPL-2.0-or-later
// POSIX timers: signal with value, overruns while blocked, no signal, a thread's, reading, arming again, deleting, errors.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile int count;
static void handler(int signo, siginfo_t *info, void *context) {
    if (count++ == 0)
        printf("signal %d code %d value %d errno %d\n", signo, info->si_code, info->si_value.sival_int,
               info->si_errno);
}

static void check(const char *what, int r) {
    printf("%s: %d errno %d\n", what, r, r < 0 ? errno : 0);
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    struct sigevent ev;
    struct itimerspec set = {{0, 0}, {0, 20000000}}, now, old;
    timer_t timer;
    sigset_t block;
    siginfo_t info;
    struct timespec second = {5, 0};
    setvbuf(stdout, NULL, _IONBF, 0);
    sigaction(SIGRTMIN, &sa, NULL);
    memset(&ev, 0, sizeof ev);
    ev.sigev_notify = SIGEV_SIGNAL;
    ev.sigev_signo = SIGRTMIN;
    ev.sigev_value.sival_int = 1234;
    check("create", timer_create(CLOCK_MONOTONIC, &ev, &timer));
    check("get", timer_gettime(timer, &now));
    printf("off %ld %ld\n", now.it_value.tv_sec, now.it_value.tv_nsec);
    check("set", timer_settime(timer, 0, &set, NULL));
    while (!count) pause();
    check("get", timer_gettime(timer, &now));
    printf("off again %ld %ld\n", now.it_value.tv_sec, now.it_value.tv_nsec);

    sigemptyset(&block);
    sigaddset(&block, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &block, NULL);
    set.it_interval.tv_nsec = 5000000;
    check("periodic", timer_settime(timer, 0, &set, NULL));
    usleep(100000);
    int n = sigtimedwait(&block, &info, &second);
    printf("waited %d code %d value %d overrun %d\n", n, info.si_code, info.si_value.sival_int,
           info.si_overrun >= 10);
    printf("getoverrun %d\n", timer_getoverrun(timer) == info.si_overrun);
    set.it_interval.tv_nsec = set.it_value.tv_nsec = 0;
    check("disarm", timer_settime(timer, 0, &set, &old));
    printf("old interval %ld\n", old.it_interval.tv_nsec);
    check("delete", timer_delete(timer));
    check("delete again", syscall(SYS_timer_delete, 5));
    check("get deleted", syscall(SYS_timer_gettime, 5, &now));

    ev.sigev_notify = SIGEV_NONE;
    check("create none", timer_create(CLOCK_REALTIME, &ev, &timer));
    set.it_value.tv_sec = 100;
    check("set", timer_settime(timer, 0, &set, NULL));
    timer_gettime(timer, &now);
    printf("running %d\n", now.it_value.tv_sec == 99 || now.it_value.tv_sec == 100);
    clock_gettime(CLOCK_REALTIME, &set.it_value);
    set.it_value.tv_sec -= 10;
    check("absolute in the past", timer_settime(timer, TIMER_ABSTIME, &set, NULL));
    timer_delete(timer);

    int id;
    ev.sigev_notify = SIGEV_SIGNAL;
    ev.sigev_signo = 65;
    check("bad signal", syscall(SYS_timer_create, CLOCK_REALTIME, &ev, &id));
    ev.sigev_signo = 0;
    check("signal 0", syscall(SYS_timer_create, CLOCK_REALTIME, &ev, &id));
    ev.sigev_signo = SIGUSR1;
    ev.sigev_notify = 77;
    check("bad notify", syscall(SYS_timer_create, CLOCK_REALTIME, &ev, &id));
    ev.sigev_notify = SIGEV_THREAD_ID | SIGEV_SIGNAL;
    ((int *)&ev.sigev_value)[4] = 999999;
    check("bad thread", syscall(SYS_timer_create, CLOCK_REALTIME, &ev, &id));
    check("bad clock", syscall(SYS_timer_create, 77, NULL, &id));
    check("raw clock", syscall(SYS_timer_create, CLOCK_MONOTONIC_RAW, NULL, &id));
    check("coarse clock", syscall(SYS_timer_create, CLOCK_REALTIME_COARSE, NULL, &id));
    check("bad pointer", syscall(SYS_timer_create, CLOCK_REALTIME, (void *)8, &id));
    check("bad id pointer", syscall(SYS_timer_create, CLOCK_REALTIME, NULL, (void *)8));
    check("defaults", timer_create(CLOCK_REALTIME, NULL, &timer));
    set.it_value.tv_sec = 0, set.it_value.tv_nsec = 1000000000;
    check("bad value", timer_settime(timer, 0, &set, NULL));
    sigemptyset(&block);
    sigaddset(&block, SIGALRM);
    sigprocmask(SIG_BLOCK, &block, NULL);
    set.it_value.tv_nsec = 1000000;
    check("set", timer_settime(timer, 0, &set, NULL));
    n = sigtimedwait(&block, &info, &second);
    printf("waited %d code %d timer id %d overrun %d\n", n, info.si_code, info.si_timerid == (int)(long)timer,
           info.si_overrun);

    timer_t cpu;
    count = 0;
    sigemptyset(&block);
    sigaddset(&block, SIGRTMIN);
    sigprocmask(SIG_UNBLOCK, &block, NULL);
    ev.sigev_notify = SIGEV_SIGNAL;
    ev.sigev_signo = SIGRTMIN;
    check("cpu clock", timer_create(CLOCK_PROCESS_CPUTIME_ID, &ev, &cpu));
    set.it_value.tv_nsec = 20000000;
    check("set", timer_settime(cpu, 0, &set, NULL));
    for (volatile unsigned long i = 0; !count; i++) {}
    puts("cpu timer fired");
    return 0;
}
