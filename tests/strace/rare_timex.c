// SPDX-License-Identifier: GPL-2.0-or-later
// adjtimex and clock_adjtime, only asking.
#define _GNU_SOURCE
#include <string.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>
int main(void) { // only asks: nothing here changes a clock, whoever runs it
    struct timex t;
    memset(&t, 0, sizeof t);
    syscall(SYS_adjtimex, &t);
    syscall(SYS_adjtimex, 0);
    syscall(SYS_adjtimex, 8);
    memset(&t, 0, sizeof t);
    t.modes = ADJ_OFFSET_SS_READ;
    syscall(SYS_adjtimex, &t);
    for (long c = -1; c < 13; c++)
        if (c < 4 || c > 5) {
            memset(&t, 0, sizeof t);
            syscall(SYS_clock_adjtime, c, &t);
        }
    syscall(SYS_clock_adjtime, 0, 8);
    return 0;
}
