// SPDX-License-Identifier: GPL-2.0-or-later
// A timer's signals in the middle of everything: computation, floating point, string operations and calls come out unharmed.
#include "guest.h"
#include <math.h>
#include <sys/time.h>

static volatile unsigned long hits;
static void handler(int signo) {
    volatile double d = hits * 1.5;
    char burn[300];
    memset(burn, (int)hits, sizeof burn);
    d = sqrt(d) + burn[7];
    hits++;
}

int main(void) {
    struct sigaction sa = {.sa_handler = handler, .sa_flags = SA_RESTART};
    struct itimerval every = {{0, 1000}, {0, 1000}}, off = {{0, 0}, {0, 0}};
    sigaction(SIGALRM, &sa, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
    int rounds = 0, p[2];
    uint64_t sum = 0;
    double x = 0, worst = 0;
    char a[4096], b[4096];
    pipe(p);
    while (hits < 100) {
        uint64_t h = checksum("the same bytes every time", 25);
        sum |= h ^ 0;
        if (h != checksum("the same bytes every time", 25)) puts("integers differ");
        x = 0;
        for (int i = 1; i < 2000; i++) x += 1.0 / i / i;
        if (fabs(x - 1.64443394182739) > 1e-9) puts("doubles differ");
        long double l = 0;
        for (int i = 1; i < 200; i++) l += 1.0L / i;
        if (fabsl(l - 5.873030948121444L) > 1e-9) printf("long doubles differ %Lg\n", l);
        memset(a, rounds, sizeof a);
        memcpy(b, a, sizeof a);
        if (memcmp(a, b, sizeof a)) puts("bytes differ");
        if (write(p[1], a, 100) != 100 || read(p[0], b, 100) != 100) puts("calls differ");
        rounds++;
    }
    setitimer(ITIMER_REAL, &off, NULL);
    printf("hits enough %d, rounds enough %d\n", hits >= 100, rounds > 10);
    return 0;
}
