// SPDX-License-Identifier: GPL-2.0-or-later
// Epolls that watch epolls: events come through, loops and deep nests are refused, poll sees an epoll as readable.
#include "guest.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

static int add(int ep, int fd, int events) {
    struct epoll_event ev = {.events = events, .data.fd = fd};
    return epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
}

int main(void) {
    int ep[8], e = eventfd(0, 0);
    struct epoll_event ev;
    for (int i = 0; i < 8; i++) ep[i] = epoll_create1(0);
    show("0 watches e", add(ep[0], e, EPOLLIN));
    for (int i = 1; i < 7; i++) {
        printf("%d ", i);
        show("watches the one before", add(ep[i], ep[i - 1], EPOLLIN));
    }
    show("loop 0-1", add(ep[0], ep[1], EPOLLIN));
    show("loop 0-2", add(ep[0], ep[2], EPOLLIN));
    struct pollfd p[5];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 5; i++) p[i].fd = ep[i], p[i].events = POLLIN | POLLOUT;
        printf("poll %d:", poll(p, 5, 0));
        for (int i = 0; i < 5; i++) printf(" %x", p[i].revents);
        puts("");
        if (round == 0) eventfd_write(e, 1);
        if (round == 1) {
            for (int i = 4; i >= 0; i--) printf("wait %d: %d\n", i, epoll_wait(ep[i], &ev, 1, 0));
            eventfd_t v;
            eventfd_read(e, &v);
        }
    }
    // An edge on the outer one for each event of the inner one.
    int inner = epoll_create1(0), outer = epoll_create1(0), f = eventfd(0, 0);
    add(inner, f, EPOLLIN);
    add(outer, inner, EPOLLIN | EPOLLET);
    for (int i = 0; i < 3; i++) {
        eventfd_write(f, 1);
        printf("outer %d", epoll_wait(outer, &ev, 1, 0));
        printf(" again %d\n", epoll_wait(outer, &ev, 1, 0));
    }
    // A loop appears only when the last link closes it.
    int a = epoll_create1(0), b = epoll_create1(0), c = epoll_create1(0);
    show("a-b", add(a, b, EPOLLIN));
    show("b-c", add(b, c, EPOLLIN));
    show("c-a", add(c, a, EPOLLIN));
    show("del b", epoll_ctl(a, EPOLL_CTL_DEL, b, &ev));
    show("c-a", add(c, a, EPOLLIN));
    return 0;
}
