// SPDX-License-Identifier: GPL-2.0-or-later
// Interval timers of all three kinds: they repeat, count their own clock, and refuse bad values.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static volatile int count[65];
static void handler(int signo) {
    count[signo]++;
}

static void spin(int which, int signo) {
    struct itimerval set = {{0, 10000}, {0, 10000}}, now, old;
    int r = setitimer(which, &set, NULL);
    volatile unsigned long n = 0;
    while (count[signo] < 3) n++;
    getitimer(which, &now);
    memset(&set, 0, sizeof set);
    setitimer(which, &set, &old);
    printf("timer %d: %d interval %ld value in range %d, old interval %ld\n", which, r, now.it_interval.tv_usec,
           now.it_value.tv_sec == 0 && now.it_value.tv_usec > 0 && now.it_value.tv_usec <= 14000,
           old.it_interval.tv_usec);
    getitimer(which, &now);
    printf("off: %ld %ld\n", now.it_value.tv_usec, now.it_interval.tv_usec);
}

int main(void) {
    struct itimerval bad = {{0, 0}, {0, 1000000}};
    setvbuf(stdout, NULL, _IONBF, 0);
    signal(SIGALRM, handler);
    signal(SIGVTALRM, handler);
    signal(SIGPROF, handler);
    spin(ITIMER_REAL, SIGALRM);
    spin(ITIMER_VIRTUAL, SIGVTALRM);
    spin(ITIMER_PROF, SIGPROF);
    int r = setitimer(ITIMER_REAL, &bad, NULL);
    printf("bad %d errno %d\n", r, errno);
    bad.it_value.tv_usec = -1;
    r = setitimer(ITIMER_REAL, &bad, NULL);
    printf("negative %d errno %d\n", r, errno);
    r = setitimer(3, &bad, NULL);
    printf("which %d errno %d\n", r, errno);
    r = getitimer(ITIMER_REAL, (void *)8);
    printf("fault %d errno %d\n", r, errno);
    // Sleeping costs no CPU time: the virtual timer must not fire.
    struct itimerval virt = {{0, 0}, {0, 20000}};
    count[SIGVTALRM] = 0;
    setitimer(ITIMER_VIRTUAL, &virt, NULL);
    usleep(100000);
    printf("virtual during sleep %d\n", count[SIGVTALRM]);
    // One shot, real.
    struct itimerval once = {{0, 0}, {0, 20000}};
    count[SIGALRM] = 0;
    setitimer(ITIMER_REAL, &once, NULL);
    pause();
    usleep(60000);
    printf("once %d\n", count[SIGALRM]);
    return 0;
}
