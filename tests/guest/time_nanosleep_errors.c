// SPDX-License-Identifier: GPL-2.0-or-later
// What the sleeping calls refuse, and that they sleep at least as long as asked.
#include "guest.h"
#include <sys/syscall.h>

static long since(struct timespec *a) {
    struct timespec b;
    clock_gettime(CLOCK_MONOTONIC, &b);
    return (b.tv_sec - a->tv_sec) * 1000000000L + b.tv_nsec - a->tv_nsec;
}

int main(void) {
    struct timespec ts[] = {{0, -1}, {0, 1000000000}, {-1, 0}, {0, 0}, {0, 1}};
    char name[32];
    for (int i = 0; i < 5; i++) {
        sprintf(name, "nanosleep %d", i);
        show(name, syscall(SYS_nanosleep, &ts[i], NULL));
        sprintf(name, "clock_nanosleep %d", i);
        show(name, syscall(SYS_clock_nanosleep, CLOCK_REALTIME, 0, &ts[i], NULL));
        sprintf(name, "absolute %d", i);
        show(name, syscall(SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, &ts[i], NULL));
    }
    show("fault", syscall(SYS_nanosleep, 8, NULL));
    show("null", syscall(SYS_nanosleep, NULL, NULL));
    struct timespec start, sleep = {0, 30000000};
    int clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_TAI};
    for (int i = 0; i < 4; i++) {
        clock_gettime(CLOCK_MONOTONIC, &start);
        int r = syscall(SYS_clock_nanosleep, clocks[i], 0, &sleep, NULL);
        long ns = since(&start);
        printf("clock %d: %d enough %d sane %d\n", clocks[i], r, ns >= 30000000, ns < 2000000000);
    }
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 30000000;
    if (until.tv_nsec >= 1000000000) until.tv_nsec -= 1000000000, until.tv_sec++;
    clock_gettime(CLOCK_MONOTONIC, &start);
    int r = syscall(SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL);
    printf("absolute: %d enough %d\n", r, since(&start) >= 25000000);
    return 0;
}
