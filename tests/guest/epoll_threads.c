// SPDX-License-Identifier: GPL-2.0-or-later
// Threads that wait on one epoll: each event goes to one of them; an edge-triggered one exactly once.
#include "guest.h"
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

static int ep, stop;
static volatile int got;

static void *run(void *arg) {
    struct epoll_event ev = {0};
    for (;;) {
        int n = epoll_wait(ep, &ev, 1, -1);
        if (n == 1 && ev.data.fd == stop) return NULL;
        if (n == 1) __sync_fetch_and_add(&got, 1);
    }
}

int main(void) {
    pthread_t t[4];
    struct epoll_event ev = {0};
    ep = epoll_create1(0);
    int e = eventfd(0, 0);
    stop = eventfd(0, 0);
    ev.events = EPOLLIN | EPOLLET, ev.data.fd = e;
    epoll_ctl(ep, EPOLL_CTL_ADD, e, &ev);
    ev.events = EPOLLIN, ev.data.fd = stop;
    epoll_ctl(ep, EPOLL_CTL_ADD, stop, &ev);
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, run, NULL);
    for (int i = 1; i <= 20; i++) {
        eventfd_write(e, 1);
        while (got < i) milliseconds(1);
    }
    milliseconds(20);
    printf("got %d\n", got);
    eventfd_write(stop, 1);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    return 0;
}
