// SPDX-License-Identifier: GPL-2.0-or-later
// Signals and threads: pthread_kill reaches one, kill(2) whoever does not block it, a fatal one ends all.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_t main_thread, helper;
static volatile int on_main, on_helper;
static pthread_barrier_t barrier;

static void handler(int signo) {
    if (pthread_equal(pthread_self(), main_thread))
        on_main++;
    else
        on_helper++;
}

static void *run(void *arg) {
    sigset_t all, some;
    sigfillset(&all);
    sigemptyset(&some);
    pthread_barrier_wait(&barrier);
    while (on_helper < 1) sigsuspend(&some);
    usleep(20000); // main waits by then
    pthread_barrier_wait(&barrier);
    while (on_helper < 2) sigsuspend(&some);
    usleep(20000);
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier); // main has printed
    stack_t alt;
    sigaltstack(NULL, &alt);
    printf("helper altstack flags %d\n", alt.ss_flags);
    int got;
    sigaddset(&some, SIGUSR2);
    sigwait(&some, &got);
    printf("helper waited for %d\n", got);
    return NULL;
}

static pid_t waiting;
static void *waits(void *arg) {
    waiting = syscall(SYS_gettid);
    for (;;) pause();
}

int main(void) {
    sigset_t all;
    setvbuf(stdout, NULL, _IONBF, 0);
    main_thread = pthread_self();
    static char space[16384];
    stack_t alt = {.ss_sp = space, .ss_size = sizeof space};
    sigaltstack(&alt, NULL);
    signal(SIGUSR1, handler);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    pthread_barrier_init(&barrier, NULL, 2);
    pthread_create(&helper, NULL, run, NULL);
    pthread_barrier_wait(&barrier);
    pthread_kill(helper, SIGUSR1);
    pthread_barrier_wait(&barrier);
    printf("pthread_kill: main %d helper %d\n", on_main, on_helper);
    kill(getpid(), SIGUSR1);
    pthread_barrier_wait(&barrier);
    printf("kill: main %d helper %d\n", on_main, on_helper);
    pthread_barrier_wait(&barrier);
    usleep(20000);
    kill(getpid(), SIGUSR2);
    pthread_join(helper, NULL);
    sigset_t pending;
    pthread_kill(main_thread, SIGUSR1);
    sigpending(&pending);
    printf("own pending %d\n", sigismember(&pending, SIGUSR1));
    pid_t child = fork();
    if (child == 0) {
        signal(SIGTERM, SIG_DFL);
        sigemptyset(&all);
        pthread_sigmask(SIG_SETMASK, &all, NULL);
        pthread_t t;
        pthread_create(&t, NULL, waits, NULL);
        usleep(20000);
        syscall(SYS_tgkill, getpid(), waiting, SIGTERM);
        for (;;) {}
    }
    int status;
    waitpid(child, &status, 0);
    printf("child killed by %d\n", WTERMSIG(status));
    return 0;
}
