// SPDX-License-Identifier: GPL-2.0-or-later
// Resource limits and usage (getrlimit(2), getrusage(2), times(2)).
#include "abi/capability.h"
#include "abi/time.h"
#include "kernel/posix_timer.h"
#include "syscalls/internal.h"

SYSCALL_HANDLER(getrlimit) {
    u32 which = arg_uint(sc, 0);
    if (which >= RLIM_NLIMITS) return -EINVAL;
    return PUT_USER(t, sc->args[1], &t->process->rlimit[which]) ? -EFAULT : 0;
}

SYSCALL_HANDLER(setrlimit) {
    struct abi_rlimit64 want;
    u32 which = arg_uint(sc, 0);
    if (GET_USER(t, &want, sc->args[1])) return -EFAULT;
    if (which >= RLIM_NLIMITS) return -EINVAL;
    return rlimit_set(t, t->process, which, &want);
}

SYSCALL_HANDLER(prlimit64) {
    s32 pid = arg_int(sc, 0);
    u32 which = arg_uint(sc, 1);
    struct abi_rlimit64 want, old;
    if (sc->args[2] && GET_USER(t, &want, sc->args[2])) return -EFAULT;
    const struct task *target = pid ? task_find(t->sb, pid) : t;
    if (!target) return -ESRCH;
    const struct cred *a = t->cred, *b = target->cred;
    if (target->process != t->process && !task_capable(t, CAP_SYS_RESOURCE) &&
        (a->uid != b->euid || a->uid != b->suid || a->uid != b->uid || a->gid != b->egid || a->gid != b->sgid ||
         a->gid != b->gid))
        return -EPERM;
    if (which >= RLIM_NLIMITS) return -EINVAL;
    old = target->process->rlimit[which];
    if (sc->args[2]) {
        s64 result = rlimit_set(t, target->process, which, &want);
        if (result < 0) return result;
    }
    return sc->args[3] && PUT_USER(t, sc->args[3], &old) ? -EFAULT : 0;
}

SYSCALL_HANDLER(getrusage) {
    struct abi_rusage usage;
    switch (arg_int(sc, 0)) {
    case RUSAGE_SELF: process_usage(t->process, true, false, &usage); break;
    case RUSAGE_CHILDREN: process_usage(t->process, false, true, &usage); break;
    case RUSAGE_THREAD: task_usage(t, &usage); break;
    default: return -EINVAL;
    }
    return PUT_USER(t, sc->args[1], &usage) ? -EFAULT : 0;
}

SYSCALL_HANDLER(times) {
    const struct process *p = t->process;
    const u64 tick = NSEC_PER_SEC / USER_HZ;
    if (sc->args[0]) {
        u64 user, system;
        process_cpu_times(p, &user, &system);
        struct abi_tms tms = {(s64)(user / tick), (s64)(system / tick), (s64)(p->cutime * TICK_NS / tick),
                              (s64)(p->cstime * TICK_NS / tick)};
        if (PUT_USER(t, sc->args[0], &tms)) return -EFAULT;
    }
    return (s64)(clock_monotonic(t->sb) / tick);
}
