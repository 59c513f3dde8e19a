// SPDX-License-Identifier: GPL-2.0-or-later
// prctl and arch_prctl with every option and many values, most of them wrong. Nothing that would end this program.
#define _GNU_SOURCE
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
static long buf[64];
static int word = 3;
int main(void) {
    static const long values[] = {0, 1, 2, 3, 4, 8, 16, 99, -1};
    memset(buf, 0, sizeof buf);
    for (long op = 1; op <= 64; op++) {
        if (op == 15 || op == 22 || op == 31 || op == 4 || op == 59 || op == 38 || op == 24) continue;
        for (unsigned i = 0; i < sizeof values / sizeof *values; i++) syscall(SYS_prctl, op, values[i], 2L, 3L, 4L);
        syscall(SYS_prctl, op, &word, 0L, 0L, 0L);
        syscall(SYS_prctl, op, 8L, 8L, buf, 12L);
        for (long k = 1; k < 4; k++) syscall(SYS_prctl, op, k, k, k, k);
    }
    static const long special[] = {0x59616d61, 0x53564d41, 1000};
    for (unsigned k = 0; k < 3; k++)
        for (unsigned i = 0; i < sizeof values / sizeof *values; i++)
            syscall(SYS_prctl, special[k], values[i], 2L, 3L, "name");
    for (long i = 0; i < 18; i++) syscall(SYS_prctl, 35L, i, buf, 104L, 0L), syscall(SYS_prctl, 35L, i, 5L, 6L, 0L);
    for (long i = 0; i < 6; i++) syscall(SYS_prctl, 47L, i, 5L, 6L, 7L);
    for (long i = 0; i < 5; i++)
        for (long j = 0; j < 20; j = j * 2 + 1)
            syscall(SYS_prctl, 52L, i, j, 6L, 7L), syscall(SYS_prctl, 53L, i, j, 6L, 7L);
    for (long i = 0; i < 5; i++) syscall(SYS_prctl, 62L, i, 0L, i, buf);
    for (long i = 0; i < 4; i++)
        for (long j = 0; j < 4; j++) syscall(SYS_prctl, 33L, i, j, 0L, 0L);
    syscall(SYS_prctl, 24L, 0L), syscall(SYS_prctl, 24L, 77L), syscall(SYS_prctl, 38L, 0L, 0L, 0L, 1L),
        syscall(SYS_prctl, 4L, 7L, 1L, 2L, 3L);
    for (long i = 0; i < 70; i++) syscall(SYS_prctl, 23L, i, 1L, 2L, 3L);
    syscall(SYS_prctl, 22L, 0L, 1L), syscall(SYS_prctl, 22L, 9L, 1L), syscall(SYS_prctl, 22L, 2L, 8L),
        syscall(SYS_prctl, 28L, 0x3fL), syscall(SYS_prctl, 28L, 0x15L), syscall(SYS_prctl, 28L, 0xff0L);
    syscall(SYS_arch_prctl, 0x1000L, 0x55L), syscall(SYS_arch_prctl, 0x1003L, buf),
        syscall(SYS_arch_prctl, 0x1003L, 8L), syscall(SYS_arch_prctl, 0x1004L, 0L);
    for (long i = 0x1011; i < 0x1013; i++) syscall(SYS_arch_prctl, i, 1L), syscall(SYS_arch_prctl, i, buf);
    for (long i = 0x2001; i < 0x2004; i++) syscall(SYS_arch_prctl, i, 5L);
    syscall(SYS_arch_prctl, 0x9999L, 0L);
    for (long i = 0x1021; i < 0x1026; i++) syscall(SYS_arch_prctl, i, 8L);
    for (long i = 0x1021; i < 0x1026; i++) syscall(SYS_arch_prctl, i, 0L);
    for (long i = 0; i < 70; i++)
        if (i != 18) syscall(SYS_arch_prctl, 0x1023L, i), syscall(SYS_arch_prctl, 0x1025L, i);
    return 0;
}
