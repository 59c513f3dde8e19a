// SPDX-License-Identifier: GPL-2.0-or-later
// arch_prctl(2): the bases of FS and GS, and what else x86-64 has of its own (arch/x86/kernel/process_64.c).
#include "abi/prctl.h"
#include "syscalls/internal.h"

#define XFEATURES 3 // x87 and SSE

static s64 put_u64(struct task *t, uaddr_t to, u64 value) {
    return PUT_USER(t, to, &value) ? -EFAULT : 0;
}

SYSCALL_HANDLER(arch_prctl) {
    const u64 value = sc->args[1];
    switch (arg_int(sc, 0)) {
    case ARCH_SET_FS:
        if (value >= TASK_SIZE) return -EPERM;
        if (t->cpu_live)
            cpu_set_fs_base(t->sb->cpu, value);
        else
            t->cpu.fs_base = value;
        return 0;
    case ARCH_SET_GS:
        if (value >= TASK_SIZE) return -EPERM;
        if (t->cpu_live)
            cpu_set_gs_base(t->sb->cpu, value);
        else
            t->cpu.gs_base = value;
        return 0;
    case ARCH_GET_FS: return put_u64(t, value, task_regs(t)->fs_base);
    case ARCH_GET_GS: return put_u64(t, value, task_regs(t)->gs_base);
    case ARCH_GET_CPUID: return 1;
    case ARCH_SET_CPUID: return -ENODEV; // CPUID cannot be made to fault
    case ARCH_GET_XCOMP_SUPP:
    case ARCH_GET_XCOMP_PERM: return put_u64(t, value, XFEATURES);
    case ARCH_REQ_XCOMP_PERM: return value < 64 ? -EOPNOTSUPP : -EINVAL;
    default: return -EINVAL;
    }
}
