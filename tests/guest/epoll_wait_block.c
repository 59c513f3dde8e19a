// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting: until a child writes, until the time is up, broken off by a handler, and with another mask (epoll_pwait).
#include "guest.h"
#include <sys/epoll.h>

static void handler(int signo) {
    printf("handler %d\n", signo);
}

int main(void) {
    struct epoll_event ev = {.events = EPOLLIN};
    struct sigaction sa = {.sa_handler = handler, .sa_flags = SA_RESTART};
    struct timespec before, after;
    sigset_t block, none;
    int p[2], ep = epoll_create1(0);
    pipe(p);
    epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &ev);
    sigaction(SIGUSR1, &sa, NULL);
    clock_gettime(CLOCK_MONOTONIC, &before);
    show("timeout", epoll_wait(ep, &ev, 1, 50));
    clock_gettime(CLOCK_MONOTONIC, &after);
    long ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
    printf("took long enough %d, not too long %d\n", ms >= 49, ms < 1000);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        milliseconds(50);
        kill(parent, SIGUSR1);
        milliseconds(50);
        write(p[1], "x", 1);
        _exit(0);
    }
    show("interrupted", epoll_wait(ep, &ev, 1, -1));
    show("data", epoll_wait(ep, &ev, 1, -1));
    reap("child", child);
    char c;
    read(p[0], &c, 1);
    sigemptyset(&none);
    sigemptyset(&block);
    sigaddset(&block, SIGUSR1);
    sigprocmask(SIG_BLOCK, &block, NULL);
    raise(SIGUSR1);
    puts("pending");
    show("wait", epoll_wait(ep, &ev, 1, 20));
    show("pwait", epoll_pwait(ep, &ev, 1, 20, &none));
    show("pwait again", epoll_pwait(ep, &ev, 1, 20, &none));
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    printf("mask back %d\n", sigismember(&now, SIGUSR1));
    raise(SIGUSR1);
    write(p[1], "x", 1);
    show("data comes first", epoll_pwait(ep, &ev, 1, 20, &none));
    sigpending(&now);
    printf("still pending %d\n", sigismember(&now, SIGUSR1));
    sigprocmask(SIG_SETMASK, &none, NULL);
    return 0;
}
