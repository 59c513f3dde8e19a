// SPDX-License-Identifier: GPL-2.0-or-later
// timerfd: once, periodic, absolute, reading counts, gettime, poll and epoll, and every error.
#include "guest.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

static int ready(int fd, int ms) {
    struct pollfd p = {fd, POLLIN, 0};
    poll(&p, 1, ms);
    return p.revents;
}

int main(void) {
    struct itimerspec set = {{0, 0}, {0, 20000000}}, now;
    uint64_t n;
    int t = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    printf("flags %x %d\n", fcntl(t, F_GETFL), fcntl(t, F_GETFD));
    show("unarmed", read(t, &n, 8));
    show("set", timerfd_settime(t, 0, &set, NULL));
    show("not yet", read(t, &n, 8));
    show("gettime", timerfd_gettime(t, &now));
    printf("left %d\n", now.it_value.tv_sec == 0 && now.it_value.tv_nsec > 0 && now.it_value.tv_nsec <= 20000000);
    printf("poll %x\n", ready(t, 1000));
    show("read", read(t, &n, 8));
    printf("count %llu\n", (unsigned long long)n);
    show("once only", read(t, &n, 8));
    timerfd_gettime(t, &now);
    printf("off %ld %ld\n", now.it_value.tv_sec, now.it_value.tv_nsec);
    set.it_interval.tv_nsec = 5000000;
    timerfd_settime(t, 0, &set, NULL);
    milliseconds(100);
    show("periodic", read(t, &n, 8));
    printf("count plausible %d\n", n >= 10 && n <= 60);
    show("all taken", read(t, &n, 8));
    printf("again %x\n", ready(t, 1000));
    memset(&set, 0, sizeof set);
    show("disarm", timerfd_settime(t, 0, &set, &now));
    printf("old interval %ld\n", now.it_interval.tv_nsec);
    show("disarmed", read(t, &n, 8));
    fcntl(t, F_SETFL, 0);
    clock_gettime(CLOCK_MONOTONIC, &set.it_value);
    set.it_value.tv_nsec += 30000000;
    if (set.it_value.tv_nsec >= 1000000000) set.it_value.tv_nsec -= 1000000000, set.it_value.tv_sec++;
    show("absolute", timerfd_settime(t, TFD_TIMER_ABSTIME, &set, NULL));
    show("blocking read", read(t, &n, 8));
    printf("count %llu\n", (unsigned long long)n);
    set.it_value.tv_sec = 1, set.it_value.tv_nsec = 0;
    show("in the past", timerfd_settime(t, TFD_TIMER_ABSTIME, &set, NULL));
    show("fires at once", read(t, &n, 8));
    int r = timerfd_create(CLOCK_REALTIME, 0), ep = epoll_create1(0);
    struct epoll_event ev = {.events = EPOLLIN | EPOLLET, .data.u64 = 3};
    epoll_ctl(ep, EPOLL_CTL_ADD, r, &ev);
    set.it_value.tv_sec = 0, set.it_value.tv_nsec = 10000000;
    timerfd_settime(r, 0, &set, NULL);
    show("epoll", epoll_wait(ep, &ev, 1, 1000));
    show("edge", epoll_wait(ep, &ev, 1, 0));
    show("bad clock", timerfd_create(77, 0));
    show("cpu clock", timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0));
    show("raw clock", timerfd_create(CLOCK_MONOTONIC_RAW, 0));
    show("tai clock", timerfd_create(CLOCK_TAI, 0));
    show("alarm clock", timerfd_create(CLOCK_REALTIME_ALARM, 0));
    show("bad flags", timerfd_create(CLOCK_REALTIME, 1));
    show("bad settime flags", timerfd_settime(t, 4, &set, NULL));
    set.it_value.tv_nsec = 1000000000;
    show("bad value", timerfd_settime(t, 0, &set, NULL));
    set.it_value.tv_nsec = 1;
    set.it_interval.tv_nsec = -1;
    show("bad interval", timerfd_settime(t, 0, &set, NULL));
    show("bad fd", timerfd_settime(99, 0, &now, NULL));
    show("not a timer", timerfd_settime(ep, 0, &now, NULL));
    show("fault", timerfd_settime(t, 0, (void *)8, NULL));
    show("gettime fault", timerfd_gettime(t, (void *)8));
    show("gettime not a timer", timerfd_gettime(ep, &now));
    show("read short", read(r, &n, 4));
    show("write", write(r, &n, 8));
    return 0;
}
