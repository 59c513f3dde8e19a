// SPDX-License-Identifier: GPL-2.0-or-later
// ptrace's data, of a process that there is not, and quotas of a device that there is not.
#define _GNU_SOURCE
#include <linux/ptrace.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#define PTRACE(request, address, data) syscall(SYS_ptrace, (long)(request), 99999999, (long)(address), data)
#define NOWHERE "/dev/nowhere"
static char b[1025];

static void registers(void) {
    struct {
        void *base;
        long size;
    } set = {b, 216};
    static const long sizes[] = {0,   4,   8,   16,  24,  32,  40,  100, 152, 160,
                                 168, 212, 216, 224, 416, 424, 512, 520, 576, -8};
    PTRACE(PTRACE_GETREGSET, 1, &set), PTRACE(PTRACE_SETREGSET, 1, &set);
    PTRACE(PTRACE_GETREGSET, 1, 8), PTRACE(PTRACE_SETREGSET, 1, 8);
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (long note = 1; note < 4; note++)
            set.size = sizes[i], PTRACE(PTRACE_SETREGSET, note, &set), set.size = sizes[i],
            PTRACE(PTRACE_GETREGSET, note, &set);
    for (long note = 0; note < 0xb00; note += note % 16 < 15 ? 1 : 0xf1) PTRACE(PTRACE_SETREGSET, note, 0);
    PTRACE(PTRACE_SETREGSET, 0x46e62b7f, 0);
    for (long word = 0; word < 940; word += 4) PTRACE(3, word, 7), PTRACE(6, word, 7);
}

static void information(void) {
    static struct ptrace_syscall_info info;
    static struct {
        unsigned short code;
        unsigned char jt, jf;
        unsigned k;
    } filter[88] = {{0x20, 0, 0, 4}, {0x15, 0, 1, 5}, {6, 0, 0, 0x7fff0000}};
    for (int op = 0; op < 5; op++) {
        info.op = op;
        info.arch = op ? 0xc000003e : 5;
        info.instruction_pointer = 0x1234, info.stack_pointer = 0x5678;
        info.entry.nr = op == 1 ? 1 : 99999, info.entry.args[0] = 7, info.entry.args[1] = 8;
        if (op == 2) info.exit.rval = -5, info.exit.is_error = 1;
        if (op == 3) info.seccomp.ret_data = 9;
        for (long size = 0; size < 100; size += 4) PTRACE(PTRACE_GET_SYSCALL_INFO, size, &info);
    }
    info.op = 2, info.exit.is_error = 0, info.exit.rval = 77, PTRACE(PTRACE_GET_SYSCALL_INFO, 88, &info);
    info.exit.is_error = 1, info.exit.rval = -7777, PTRACE(PTRACE_GET_SYSCALL_INFO, 88, &info);
    long metadata[] = {3, 5, 6};
    for (long size = 4; size < 28; size += 4) PTRACE(PTRACE_SECCOMP_GET_METADATA, size, metadata);
    PTRACE(PTRACE_SECCOMP_GET_METADATA, 16, 8), PTRACE(PTRACE_SECCOMP_GET_METADATA, 16, 0);
    PTRACE(PTRACE_SECCOMP_GET_FILTER, 0, filter), PTRACE(PTRACE_SECCOMP_GET_FILTER, 0, 0),
        PTRACE(PTRACE_SECCOMP_GET_FILTER, 1, 8);
}

static void quotas(void) {
    for (long filled = 0; filled < 3; filled++) {
        if (filled == 1) memset(b, 0xff, sizeof b - 1);
        if (filled == 2) memset(b, 0x80, sizeof b - 1);
        for (long type = 0; type < 4; type++)
            for (long i = 1; i < 11; i++)
                syscall(SYS_quotactl, (0x800000 + i) << 8 | type, NOWHERE, 5, b),
                    syscall(SYS_quotactl, (0x800000 + i) << 8 | type, NOWHERE, 5, 8),
                    syscall(SYS_quotactl, (0x5800 + i) << 8 | type, NOWHERE, 5, b),
                    syscall(SYS_quotactl, (0x5800 + i) << 8, NOWHERE, -1, 8),
                    syscall(SYS_quotactl_fd, -1, (0x800000 + i) << 8, 5, b),
                    syscall(SYS_quotactl_fd, -1, (0x5800 + i) << 8, 5, b);
    }
}

int main(void) {
    if (!getuid()) return 1;
    static const long requests[] = {1,      2,      3,      4,      5,      6,      12,     13,     14,     15,
                                    0x4200, 0x4201, 0x4202, 0x4203, 0x4206, 0x4209, 0x420a, 0x420b, 0x420e, 0x420f};
    for (int i = 0; i < 1024; i += 4) *(int *)(b + i) = 0x10 + i;
    for (unsigned i = 0; i < sizeof requests / sizeof *requests; i++)
        PTRACE(requests[i], 16, b), PTRACE(requests[i], 8, 8), PTRACE(requests[i], 8, 0);
    long set = 6;
    PTRACE(PTRACE_GETSIGMASK, 8, &set), PTRACE(PTRACE_SETSIGMASK, 8, &set);
    registers(), information(), quotas();
    return 0;
}
