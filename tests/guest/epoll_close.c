// SPDX-License-Identifier: GPL-2.0-or-later
// A watched file goes with its last descriptor, not its first; a number used again is another file; fork shares the set.
#include "guest.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

static int ep;
static int count(void) {
    struct epoll_event ev[8];
    return epoll_wait(ep, ev, 8, 0);
}

int main(void) {
    struct epoll_event ev = {.events = EPOLLIN};
    ep = epoll_create1(0);
    int e = eventfd(1, 0);
    epoll_ctl(ep, EPOLL_CTL_ADD, e, &ev);
    int copy = dup(e);
    show("both", count());
    close(e);
    show("the copy keeps it", count());
    show("del by number", epoll_ctl(ep, EPOLL_CTL_DEL, copy, &ev));
    close(copy);
    show("gone", count());
    e = eventfd(1, 0);
    show("number is free", epoll_ctl(ep, EPOLL_CTL_ADD, e, &ev));
    show("new one", count());
    pid_t child = fork();
    if (child == 0) {
        show("child sees it", count());
        show("child deletes", epoll_ctl(ep, EPOLL_CTL_DEL, e, &ev));
        _exit(0);
    }
    reap("child", child);
    show("deleted for both", count());
    int p[2];
    pipe(p);
    epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &ev);
    close(p[1]);
    int n = epoll_wait(ep, &ev, 1, 0);
    printf("hangup %d %x\n", n, ev.events);
    ev.events = EPOLLOUT;
    int q[2];
    pipe(q);
    epoll_ctl(ep, EPOLL_CTL_DEL, p[0], &ev);
    epoll_ctl(ep, EPOLL_CTL_ADD, q[1], &ev);
    close(q[0]);
    n = epoll_wait(ep, &ev, 1, 0);
    printf("writer without readers %d %x\n", n, ev.events);
    return 0;
}
