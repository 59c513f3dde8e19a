// SPDX-License-Identifier: GPL-2.0-or-later
// The errors of the epoll calls.
#include "guest.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>

int main(void) {
    struct epoll_event ev = {.events = EPOLLIN}, *bad = (void *)8;
    int p[2], ep = epoll_create1(0), e = eventfd(0, 0);
    pipe(p);
    int file = open("/proc/self/exe", O_RDONLY), dir = open("/", O_RDONLY | O_DIRECTORY);
    show("create 0", syscall(SYS_epoll_create, 0));
    show("create -1", syscall(SYS_epoll_create, -1));
    show("create1 flags", epoll_create1(1));
    show("add file", epoll_ctl(ep, EPOLL_CTL_ADD, file, &ev));
    show("add directory", epoll_ctl(ep, EPOLL_CTL_ADD, dir, &ev));
    show("add self", epoll_ctl(ep, EPOLL_CTL_ADD, ep, &ev));
    show("add bad fd", epoll_ctl(ep, EPOLL_CTL_ADD, 99, &ev));
    show("bad epoll fd", epoll_ctl(99, EPOLL_CTL_ADD, e, &ev));
    show("not epoll", epoll_ctl(p[0], EPOLL_CTL_ADD, e, &ev));
    show("null event", epoll_ctl(ep, EPOLL_CTL_ADD, e, NULL));
    show("fault", epoll_ctl(ep, EPOLL_CTL_ADD, e, bad));
    show("op", epoll_ctl(ep, 9, e, &ev));
    show("mod missing", epoll_ctl(ep, EPOLL_CTL_MOD, e, &ev));
    show("del missing", epoll_ctl(ep, EPOLL_CTL_DEL, e, &ev));
    show("add", epoll_ctl(ep, EPOLL_CTL_ADD, e, &ev));
    show("add twice", epoll_ctl(ep, EPOLL_CTL_ADD, e, &ev));
    int again = dup(e);
    show("add duplicate", epoll_ctl(ep, EPOLL_CTL_ADD, again, &ev));
    ev.events = EPOLLIN | EPOLLEXCLUSIVE;
    show("exclusive", epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &ev));
    show("exclusive mod", epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &ev));
    ev.events = EPOLLIN;
    show("mod of exclusive", epoll_ctl(ep, EPOLL_CTL_MOD, p[0], &ev));
    ev.events = EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT;
    show("exclusive oneshot", epoll_ctl(ep, EPOLL_CTL_ADD, p[1], &ev));
    int inner = epoll_create1(0);
    ev.events = EPOLLIN | EPOLLEXCLUSIVE;
    show("exclusive epoll", epoll_ctl(ep, EPOLL_CTL_ADD, inner, &ev));
    show("wait 0", epoll_wait(ep, &ev, 0, 0));
    show("wait -1", epoll_wait(ep, &ev, -1, 0));
    show("wait too many", epoll_wait(ep, &ev, 0x7fffffff, 0));
    show("wait bad fd", epoll_wait(99, &ev, 1, 0));
    show("wait not epoll", epoll_wait(e, &ev, 1, 0));
    eventfd_write(e, 1);
    show("wait fault", epoll_wait(ep, bad, 1, 0));
    show("wait still there", epoll_wait(ep, &ev, 1, 0));
    show("pwait size", syscall(SYS_epoll_pwait, ep, &ev, 1, 0, &ev, 4));
    show("pwait no mask, size", syscall(SYS_epoll_pwait, ep, &ev, 1, 0, NULL, 4));
    struct timespec ts = {0, 1000000000};
    show("pwait2 timespec", syscall(SYS_epoll_pwait2, ep, &ev, 1, &ts, NULL, 8));
    char c[16];
    show("read epoll", read(ep, c, 16));
    show("write epoll", write(ep, c, 16));
    show("lseek epoll", lseek(ep, 3, SEEK_SET));
    show("pread epoll", pread(ep, c, 8, 0));
    return 0;
}
