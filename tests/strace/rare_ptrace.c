// SPDX-License-Identifier: GPL-2.0-or-later
// ptrace's data, of a process that there is not, and quotas of a device that there is not.
#define _GNU_SOURCE
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
    if (!getuid()) return 1;
    static char b[400];
    static const long requests[] = {1,      2,      3,      4,      5,      6,      12,     13,     0x4200,
                                    0x4201, 0x4202, 0x4203, 0x4206, 0x4209, 0x420a, 0x420b, 0x420e, 0x420f};
    for (int i = 0; i < 400; i += 4) *(int *)(b + i) = 0x10 + i;
    for (unsigned i = 0; i < sizeof requests / sizeof *requests; i++)
        syscall(SYS_ptrace, requests[i], 99999999, 16, b), syscall(SYS_ptrace, requests[i], 99999999, 8, 8),
            syscall(SYS_ptrace, requests[i], 99999999, 8, 0);
    struct {
        void *p;
        long n;
    } v = {b, 216};
    long set = 6;
    syscall(SYS_ptrace, 0x4204, 99999999, 1, &v), syscall(SYS_ptrace, 0x4205, 99999999, 1, &v);
    syscall(SYS_ptrace, 0x4204, 99999999, 1, 8), syscall(SYS_ptrace, 0x4205, 99999999, 1, 8);
    syscall(SYS_ptrace, 0x420a, 99999999, 8, &set), syscall(SYS_ptrace, 0x420b, 99999999, 8, &set);
    for (long i = 7; i < 10; i++)
        syscall(SYS_quotactl, (0x800000 + i) << 8, "/dev/nowhere", 5, b),
            syscall(SYS_quotactl, (0x800000 + i) << 8, "/dev/nowhere", 5, 8);
    return 0;
}
