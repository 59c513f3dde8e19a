// SPDX-License-Identifier: GPL-2.0-or-later
// POSIX timers: ignored signals come back with the handler, arming again takes a pending signal away, threads and CPU time.
#include "guest.h"
#include <pthread.h>
#include <sys/syscall.h>

static volatile int hits;
static volatile pid_t tid_seen;
static void handler(int signo, siginfo_t *info, void *context) {
    tid_seen = syscall(SYS_gettid);
    hits++; // who waits looks at this
}
static pid_t helper_tid;
static struct gate ready, done;

static void *helper(void *arg) {
    helper_tid = syscall(SYS_gettid);
    gate_open(&ready);
    gate_pass(&done);
    return NULL;
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART};
    struct sigevent ev;
    struct itimerspec spec = {{0, 5000000}, {0, 5000000}}, off = {{0, 0}, {0, 0}}, now;
    timer_t timer;
    memset(&ev, 0, sizeof ev);
    ev.sigev_notify = SIGEV_SIGNAL;
    ev.sigev_signo = SIGUSR1;
    signal(SIGUSR1, SIG_IGN);
    timer_create(CLOCK_MONOTONIC, &ev, &timer);
    timer_settime(timer, 0, &spec, NULL);
    milliseconds(30);
    sigaction(SIGUSR1, &sa, NULL);
    milliseconds(30);
    printf("after being ignored it hits %d\n", hits > 0);
    timer_settime(timer, 0, &off, &now);
    printf("interval %ld\n", now.it_interval.tv_nsec);

    sigset_t block, pending;
    sigemptyset(&block);
    sigaddset(&block, SIGUSR1);
    sigprocmask(SIG_BLOCK, &block, NULL);
    timer_settime(timer, 0, &spec, NULL);
    milliseconds(20);
    sigpending(&pending);
    printf("pending %d\n", sigismember(&pending, SIGUSR1));
    timer_settime(timer, 0, &off, NULL);
    hits = 0;
    timer_delete(timer);
    sigprocmask(SIG_UNBLOCK, &block, NULL);

    ready = gate_new(), done = gate_new();
    pthread_t t;
    pthread_create(&t, NULL, helper, NULL);
    gate_pass(&ready);
    ev.sigev_notify = SIGEV_THREAD_ID;
    ev._sigev_un._tid = helper_tid;
    timer_create(CLOCK_MONOTONIC, &ev, &timer);
    spec.it_interval.tv_nsec = 0;
    hits = 0;
    timer_settime(timer, 0, &spec, NULL);
    while (!hits) milliseconds(1);
    printf("to the thread %d\n", tid_seen == helper_tid);
    gate_open(&done);
    pthread_join(t, NULL);
    timer_delete(timer);

    ev.sigev_notify = SIGEV_SIGNAL;
    timer_create(CLOCK_THREAD_CPUTIME_ID, &ev, &timer);
    hits = 0;
    spec.it_value.tv_nsec = 10000000;
    timer_settime(timer, 0, &spec, NULL);
    milliseconds(50);
    printf("asleep %d\n", hits);
    while (!hits) {}
    puts("awake it fires");
    struct timespec cpu;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &cpu);
    printf("thread time plausible %d\n", cpu.tv_sec < 5);
    printf("overrun %d\n", timer_getoverrun(timer));

    // Many timers, and their numbers.
    timer_t many[40];
    int ids = 0;
    for (int i = 0; i < 40; i++) ids += timer_create(CLOCK_REALTIME, NULL, &many[i]) == 0;
    printf("made %d\n", ids);
    for (int i = 0; i < 40; i++) ids -= timer_delete(many[i]) == 0;
    printf("left %d\n", ids);
    return 0;
}
