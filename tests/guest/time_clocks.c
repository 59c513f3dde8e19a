// SPDX-License-Identifier: GPL-2.0-or-later
// Every clock id with every call that takes one: what it answers, not what time it is.
#include "guest.h"
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>

static void handler(int signo) {}

int main(void) {
    struct sigaction sa = {.sa_handler = handler};
    sigaction(SIGALRM, &sa, NULL);
    for (int c = -8; c < 14; c++) {
        if (c == 8 || c == 9) continue; // depend on a real-time clock in hardware
        struct timespec r = {-1, -1}, now = {-1, -1}, brief = {0, 1000}, set = {1, 0};
        int id;
        char name[64];
        printf("clock %d\n", c);
        if (show("  getres", syscall(SYS_clock_getres, c, &r)) == 0)
            printf("  resolution %s\n", r.tv_sec == 0 && r.tv_nsec == 1 ? "1 ns" : "a tick");
        show("  gettime", syscall(SYS_clock_gettime, c, &now));
        show("  settime", syscall(SYS_clock_settime, c, &set));
        show("  timer", syscall(SYS_timer_create, c, NULL, &id));
        if (c != 2 && c != -6 && c != -7 && c != -8)
            show("  nanosleep", syscall(SYS_clock_nanosleep, c, 0, &brief, NULL));
        struct timex tx;
        memset(&tx, 0, sizeof tx);
        if (c != 0) show("  adjtime", syscall(SYS_clock_adjtime, c, &tx));
    }
    struct timespec a, b;
    struct timeval tv;
    clock_gettime(CLOCK_REALTIME, &a);
    syscall(SYS_gettimeofday, &tv, NULL);
    clock_gettime(CLOCK_REALTIME, &b);
    printf("gettimeofday between: %d\n", tv.tv_sec >= a.tv_sec && tv.tv_sec <= b.tv_sec);
    long s = syscall(SYS_time, NULL);
    printf("time near: %d\n", s >= a.tv_sec && s <= b.tv_sec + 1);
    long out = 0;
    s = syscall(SYS_time, &out);
    printf("time stored: %d\n", s == out);
    show("time fault", syscall(SYS_time, 8));
    show("gettimeofday fault", syscall(SYS_gettimeofday, 8, NULL));
    struct timezone tz = {7, 7};
    show("timezone", syscall(SYS_gettimeofday, NULL, &tz));
    show("settimeofday", syscall(SYS_settimeofday, &tv, NULL));
    show("settimeofday zone", syscall(SYS_settimeofday, NULL, &tz));
    show("settimeofday nothing", syscall(SYS_settimeofday, NULL, NULL));
    tv.tv_usec = 2000000;
    show("settimeofday invalid", syscall(SYS_settimeofday, &tv, NULL));
    show("settimeofday fault", syscall(SYS_settimeofday, 8, NULL));
    show("clock_gettime fault", syscall(SYS_clock_gettime, 0, 8));
    show("clock_getres null", syscall(SYS_clock_getres, 0, NULL));
    struct timex tx;
    tx.modes = ADJ_OFFSET;
    show("adjtimex", syscall(SYS_adjtimex, &tx));
    tx.modes = 0x8000;
    show("adjtimex single", syscall(SYS_adjtimex, &tx));
    show("adjtimex fault", syscall(SYS_adjtimex, 8));
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int i = 0; i < 1000; i++) {
        clock_gettime(CLOCK_MONOTONIC, &b);
        if (b.tv_sec < a.tv_sec || (b.tv_sec == a.tv_sec && b.tv_nsec < a.tv_nsec)) puts("went backwards");
        a = b;
    }
    return 0;
}
