// SPDX-License-Identifier: GPL-2.0-or-later
// Calls that an ordinary user is refused, with many flags and commands: modules, kexec, swap, quotas, io_uring, BPF, perf, ptrace.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
    if (!getuid()) return 1; // only of somebody who may do none of this
    static long z[20];
    static const long flags[] = {0,       1,       2,       3,       4,     8,       0x8005,
                                 0x10000, 0x20007, 0x40000, 0x80000, 0x800, 0x80801, 0x1000000};
    for (unsigned i = 0; i < 14; i++) {
        syscall(SYS_swapon, "/nowhere/at/all", flags[i]);
        syscall(SYS_finit_module, -1, "", flags[i]);
        syscall(SYS_userfaultfd, flags[i] | 0x40000000);
        syscall(SYS_perf_event_open, 8, 0, -1, -1, flags[i]);
        syscall(SYS_kexec_load, 0x1000, 0, 0, flags[i] | 0x40000000);
        syscall(SYS_kexec_file_load, -1, -1, 5, "cmd", flags[i]);
        syscall(SYS_io_uring_enter, -1, 1, 2, flags[i], 0, 8);
    }
    for (long i = 0; i < 40; i++) syscall(SYS_bpf, i, 8, 16), syscall(SYS_io_uring_register, -1, i, 8, 2);
    syscall(SYS_io_uring_setup, 4, 8), syscall(SYS_io_uring_setup, 0, z);
    for (long i = 0; i < 10; i++)
        syscall(SYS_quotactl, (0x800001 + i) << 8 | (i % 4), "/dev/nowhere", 5, 8),
            syscall(SYS_quotactl, (0x5801 + i) << 8 | (i % 4), "/dev/nowhere", 5, 8);
    for (long i = 0; i < 18; i++)
        syscall(SYS_shmctl, 99999, i, 8), syscall(SYS_msgctl, 99999, i, 8), syscall(SYS_semctl, 99999, 1, i, 8);
    for (long i = 0; i < 36; i++) syscall(SYS_ptrace, i, 99999999, 16, 24);
    for (long i = 0x4200; i < 0x4212; i++) syscall(SYS_ptrace, i, 99999999, 16, 24);
    syscall(SYS_iopl, 9), syscall(SYS_ioperm, 0x80, 5, 1), syscall(SYS_init_module, 8, 5, "x"),
        syscall(SYS_delete_module, "nowhere", 0x800), syscall(SYS_sysfs, 1, "x"), syscall(SYS_sysfs, 3),
        syscall(SYS_lookup_dcookie, 5, 8, 7), syscall(SYS_remap_file_pages, 8, 4096, 0, 0, 0);
    return 0;
}
