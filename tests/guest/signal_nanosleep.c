// SPDX-License-Identifier: GPL-2.0-or-later
// nanosleep interrupted by a handler: -EINTR even with SA_RESTART, the remaining time less than asked and not zero;
// stopped and continued it sleeps on.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void handler(int signo) {}
static void rest(long ms) {
    struct timespec ts = {0, ms * 1000000};
    nanosleep(&ts, NULL);
}

int main(void) {
    struct sigaction sa;
    struct timespec ask = {5, 0}, left = {-1, -1};
    setvbuf(stdout, NULL, _IONBF, 0);
    memset(&sa, 0, sizeof sa);
    sa.sa_handler = handler;
    sa.sa_flags = SA_RESTART;
    sigaction(SIGUSR1, &sa, NULL);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        rest(100);
        kill(parent, SIGUSR1);
        rest(100);
        kill(parent, SIGUSR1);
        _exit(0);
    }
    int r = nanosleep(&ask, &left);
    printf("%d errno %d left sane %d\n", r, errno, left.tv_sec == 4 && left.tv_nsec > 0 && left.tv_nsec < 999000000);
    left.tv_sec = left.tv_nsec = -1;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 5;
    r = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, &left);
    printf("%d left untouched %d\n", r, left.tv_sec == -1 && left.tv_nsec == -1);
    waitpid(child, NULL, 0);

    child = fork();
    if (child == 0) {
        struct timespec before, after;
        clock_gettime(CLOCK_MONOTONIC, &before);
        ask.tv_sec = 0, ask.tv_nsec = 300000000;
        r = nanosleep(&ask, NULL);
        clock_gettime(CLOCK_MONOTONIC, &after);
        long ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
        printf("child slept %d, long enough %d, not doubled %d\n", r, ms >= 299, ms < 550);
        _exit(0);
    }
    rest(100);
    kill(child, SIGSTOP);
    int status;
    waitpid(child, &status, WUNTRACED);
    printf("stopped %d\n", WIFSTOPPED(status));
    rest(50);
    kill(child, SIGCONT);
    waitpid(child, &status, 0);
    printf("exited %d\n", WIFEXITED(status));
    return 0;
}
