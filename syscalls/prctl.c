// SPDX-License-Identifier: GPL-2.0-or-later
// prctl and arch_prctl: what a process may change about itself.
#include "abi/capability.h"
#include "abi/prctl.h"
#include "abi/seccomp.h"
#include "syscalls/internal.h"
#include "syscalls/table.h"

#include <string.h>

SYSCALL_HANDLER(arch_prctl) {
    u64 addr = sc->args[1];
    u64 value;
    switch (arg_int(sc, 0)) {
    case ARCH_SET_FS:
        if (addr >= TASK_SIZE) return -EPERM;
        if (t->cpu_live) cpu_set_fs_base(t->sb->cpu, addr);
        else t->cpu.fs_base = addr;
        return 0;
    case ARCH_SET_GS:
        if (addr >= TASK_SIZE) return -EPERM;
        if (t->cpu_live) cpu_set_gs_base(t->sb->cpu, addr);
        else t->cpu.gs_base = addr;
        return 0;
    case ARCH_GET_FS:
        value = task_regs(t)->fs_base;
        return PUT_USER(t, addr, &value) ? -EFAULT : 0;
    case ARCH_GET_GS:
        value = task_regs(t)->gs_base;
        return PUT_USER(t, addr, &value) ? -EFAULT : 0;
    case ARCH_GET_CPUID: return 1;
    case ARCH_SET_CPUID: return -ENODEV;
    default: return -EINVAL;
    }
}

static s64 put_int(struct task *t, uaddr_t to, s32 value) {
    return PUT_USER(t, to, &value) ? -EFAULT : 0;
}

static s64 set_name(struct task *t, uaddr_t from) {
    char name[16] = "";
    s64 n = strncpy_from_user(&t->mm->mmu, name, from, sizeof name - 1);
    if (n < 0) return n;
    name[sizeof name - 1] = 0;
    if ((size_t)n < sizeof name) name[n] = 0;
    task_set_comm(t, name);
    return 0;
}

static s64 bounding_drop(struct task *t, u64 cap) {
    if (!task_capable(t, CAP_SETPCAP)) return -EPERM;
    if (cap > CAP_LAST_CAP) return -EINVAL;
    struct cred *c = cred_copy(t->cred);
    if (!c) return -ENOMEM;
    c->cap_bounding &= ~(1ull << cap);
    cred_put(t->cred);
    t->cred = c;
    return 0;
}

SYSCALL_HANDLER(prctl) {
    u64 a = sc->args[1], b = sc->args[2], c = sc->args[3], d = sc->args[4];
    struct process *p = t->process;
    switch (arg_int(sc, 0)) {
    case PR_SET_NAME: return set_name(t, a);
    case PR_GET_NAME: return user_write(t->mm, a, t->comm, sizeof t->comm) ? -EFAULT : 0;
    case PR_SET_PDEATHSIG:
        if (a > NSIG) return -EINVAL;
        t->pdeath_signal = (u32)a;
        return 0;
    case PR_GET_PDEATHSIG: return put_int(t, a, (s32)t->pdeath_signal);
    case PR_GET_DUMPABLE: return p->dumpable ? 1 : (s64)p->suid_dumpable == 2 ? 2 : 0;
    case PR_SET_DUMPABLE:
        if (a > 1) return -EINVAL;
        p->dumpable = a;
        p->suid_dumpable = (u32)a;
        return 0;
    case PR_SET_KEEPCAPS:
        if (a > 1) return -EINVAL;
        t->keep_caps = a;
        return 0;
    case PR_GET_KEEPCAPS: return t->keep_caps;
    case PR_SET_NO_NEW_PRIVS: {
        if (a != 1 || b || c || d) return -EINVAL;
        struct cred *cred = cred_copy(t->cred);
        if (!cred) return -ENOMEM;
        cred->no_new_privs = true;
        cred_put(t->cred);
        t->cred = cred;
        return 0;
    }
    case PR_GET_NO_NEW_PRIVS: return a || b || c || d ? -EINVAL : t->cred->no_new_privs;
    case PR_SET_CHILD_SUBREAPER: p->is_subreaper = a != 0; return 0;
    case PR_GET_CHILD_SUBREAPER: return put_int(t, a, p->is_subreaper);
    case PR_SET_TIMERSLACK: t->timer_slack = (s64)a <= 0 ? 50000 : a; return 0;
    case PR_GET_TIMERSLACK: return (s64)t->timer_slack;
    case PR_SET_TIMING: return a ? -EINVAL : 0;
    case PR_GET_TIMING: return 0;
    case PR_CAPBSET_READ: return a > CAP_LAST_CAP ? -EINVAL : (s64)(t->cred->cap_bounding >> a & 1);
    case PR_CAPBSET_DROP: return bounding_drop(t, a);
    case PR_GET_SECUREBITS: return t->cred->securebits;
    case PR_GET_SECCOMP: return 0;
    case PR_SET_SECCOMP: return -EINVAL; // as a kernel without it
    case PR_GET_TSC: return put_int(t, a, PR_TSC_ENABLE);
    case PR_SET_TSC: return a == PR_TSC_ENABLE ? 0 : -EINVAL;
    case PR_GET_THP_DISABLE: return a || b || c || d ? -EINVAL : 0;
    case PR_SET_THP_DISABLE: return b || c || d ? -EINVAL : 0;
    case PR_GET_TID_ADDRESS: return PUT_USER(t, a, &t->clear_child_tid) ? -EFAULT : 0;
    case PR_MCE_KILL_GET: return b || c || d || a ? -EINVAL : PR_MCE_KILL_DEFAULT;
    case PR_CAP_AMBIENT:
        if (a == PR_CAP_AMBIENT_CLEAR_ALL) return b || c || d ? -EINVAL : 0;
        if (c || d || b > CAP_LAST_CAP) return -EINVAL;
        if (a == PR_CAP_AMBIENT_IS_SET) return (s64)(t->cred->cap_ambient >> b & 1);
        return a == PR_CAP_AMBIENT_LOWER ? 0 : a == PR_CAP_AMBIENT_RAISE ? -EPERM : -EINVAL;
    default: return -EINVAL;
    }
}

SYSCALL_HANDLER(personality) {
    u32 old = t->personality;
    if (arg_uint(sc, 0) != 0xffffffff) t->personality = arg_uint(sc, 0);
    return old;
}
