// SPDX-License-Identifier: GPL-2.0-or-later
// Level and edge triggering on a pipe and an eventfd: when an event is told again and when not; EPOLLONESHOT and rearming.
#include "guest.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

static int ep;
static void wait_now(const char *what) {
    struct epoll_event ev[4];
    int n = epoll_wait(ep, ev, 4, 0);
    printf("%s: %d", what, n);
    for (int i = 0; i < n; i++) printf(" [%x %llu]", ev[i].events, (unsigned long long)ev[i].data.u64);
    puts("");
}

int main(void) {
    int p[2], e;
    char c;
    struct epoll_event ev;
    ep = epoll_create1(EPOLL_CLOEXEC);
    pipe(p);
    ev.events = EPOLLIN, ev.data.u64 = 1;
    show("add", epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &ev));
    wait_now("empty");
    write(p[1], "ab", 2);
    wait_now("level");
    wait_now("level again");
    read(p[0], &c, 1);
    wait_now("one byte left");
    read(p[0], &c, 1);
    wait_now("drained");
    ev.events = EPOLLIN | EPOLLET, ev.data.u64 = 2;
    show("mod", epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &ev));
    write(p[1], "ab", 2);
    wait_now("edge");
    wait_now("edge again");
    write(p[1], "c", 1);
    wait_now("edge, more data");
    read(p[0], &c, 1);
    wait_now("edge after a read");
    show("mod", epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &ev));
    wait_now("mod tells again");
    ev.events = EPOLLIN | EPOLLONESHOT, ev.data.u64 = 3;
    epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &ev);
    wait_now("oneshot");
    write(p[1], "d", 1);
    wait_now("oneshot used up");
    epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &ev);
    wait_now("rearmed");
    ev.events = 0, ev.data.u64 = 4;
    epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &ev);
    wait_now("no events asked");
    close(p[1]);
    wait_now("hung up");
    show("del", epoll_ctl(ep, EPOLL_CTL_DEL, p[0], NULL));
    wait_now("deleted");
    e = eventfd(0, EFD_NONBLOCK);
    ev.events = EPOLLIN | EPOLLOUT | EPOLLET, ev.data.u64 = 5;
    epoll_ctl(ep, EPOLL_CTL_ADD, e, &ev);
    wait_now("eventfd");
    wait_now("eventfd again");
    eventfd_write(e, 1);
    wait_now("written");
    eventfd_write(e, 1);
    wait_now("written again");
    eventfd_t v;
    eventfd_read(e, &v);
    wait_now("read");
    printf("value %llu\n", (unsigned long long)v);
    return 0;
}
