// SPDX-License-Identifier: GPL-2.0-or-later
// Several ready files and few slots: they take turns, so that none starves; the order is that of becoming ready.
#include "guest.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

int main(void) {
    struct epoll_event ev[8];
    int ep = epoll_create(1), e[5];
    for (int i = 0; i < 5; i++) {
        e[i] = eventfd(0, 0);
        ev[0].events = EPOLLIN | (i == 3 ? EPOLLET : 0), ev[0].data.u64 = i;
        epoll_ctl(ep, EPOLL_CTL_ADD, e[i], &ev[0]);
    }
    int order[] = {2, 0, 3, 4, 1};
    for (int i = 0; i < 5; i++) eventfd_write(e[order[i]], 1);
    for (int round = 0; round < 6; round++) {
        int n = epoll_wait(ep, ev, 2, 0);
        printf("round %d:", round);
        for (int i = 0; i < n; i++) printf(" %d", (int)ev[i].data.u64);
        puts("");
    }
    int n = epoll_wait(ep, ev, 8, 0);
    printf("all:");
    for (int i = 0; i < n; i++) printf(" %d", (int)ev[i].data.u64);
    puts("");
    return 0;
}
