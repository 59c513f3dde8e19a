// SPDX-License-Identifier: GPL-2.0-or-later
// Scheduling parameters, as far as a machine with one CPU and one queue can honour them: they are kept and reported.
#include "abi/capability.h"
#include "abi/sched.h"
#include "abi/time.h"
#include "syscalls/internal.h"
#include "syscalls/table.h"

SYSCALL_HANDLER(sched_yield) {
    (void)sc;
    sched_yield(t->sb);
    return 0;
}

SYSCALL_HANDLER(getcpu) {
    const u32 zero = 0;
    if (sc->args[0] && PUT_USER(t, sc->args[0], &zero)) return -EFAULT;
    if (sc->args[1] && PUT_USER(t, sc->args[1], &zero)) return -EFAULT;
    return 0;
}

static struct task *target_of(struct task *t, s32 pid) {
    return pid ? task_find(t->sb, pid) : t;
}

static bool may_schedule(const struct task *t, const struct task *target) {
    const struct cred *a = t->cred, *b = target->cred;
    return a->euid == b->euid || a->euid == b->uid || task_capable(t, CAP_SYS_NICE);
}

static bool policy_is_real_time(s32 policy) {
    return policy == SCHED_FIFO || policy == SCHED_RR;
}

static bool policy_is_known(s32 policy) {
    return policy_is_real_time(policy) || policy == SCHED_NORMAL || policy == SCHED_BATCH || policy == SCHED_IDLE;
}

static s64 set_policy(struct task *t, s32 pid, s32 policy, s32 priority) {
    bool reset = policy & SCHED_RESET_ON_FORK;
    policy &= ~SCHED_RESET_ON_FORK;
    struct task *target = target_of(t, pid);
    if (!target) return -ESRCH;
    if (!policy_is_known(policy)) return -EINVAL;
    if (policy_is_real_time(policy) ? priority < 1 || priority > 99 : priority != 0) return -EINVAL;
    if (policy_is_real_time(policy) && !task_capable(t, CAP_SYS_NICE) &&
        (u64)priority > task_rlimit(target, RLIMIT_RTPRIO) && (policy != target->policy || priority > target->rt_priority))
        return -EPERM;
    if (!may_schedule(t, target)) return -EPERM;
    (void)reset;
    target->policy = policy;
    target->rt_priority = priority;
    return 0;
}

SYSCALL_HANDLER(sched_setscheduler) {
    struct abi_sched_param param;
    s32 policy = arg_int(sc, 1);
    if (policy < 0 || !sc->args[2] || arg_int(sc, 0) < 0) return -EINVAL;
    if (GET_USER(t, &param, sc->args[2])) return -EFAULT;
    return set_policy(t, arg_int(sc, 0), policy, param.sched_priority);
}

SYSCALL_HANDLER(sched_setparam) {
    struct abi_sched_param param;
    if (!sc->args[1] || arg_int(sc, 0) < 0) return -EINVAL;
    if (GET_USER(t, &param, sc->args[1])) return -EFAULT;
    const struct task *target = target_of(t, arg_int(sc, 0));
    return target ? set_policy(t, arg_int(sc, 0), target->policy, param.sched_priority) : -ESRCH;
}

SYSCALL_HANDLER(sched_getscheduler) {
    if (arg_int(sc, 0) < 0) return -EINVAL;
    const struct task *target = target_of(t, arg_int(sc, 0));
    return target ? target->policy : -ESRCH;
}

SYSCALL_HANDLER(sched_getparam) {
    if (!sc->args[1] || arg_int(sc, 0) < 0) return -EINVAL;
    const struct task *target = target_of(t, arg_int(sc, 0));
    if (!target) return -ESRCH;
    struct abi_sched_param param = {target->rt_priority};
    return PUT_USER(t, sc->args[1], &param) ? -EFAULT : 0;
}

SYSCALL_HANDLER(sched_get_priority_max) {
    (void)t;
    s32 policy = arg_int(sc, 0);
    if (policy == SCHED_DEADLINE) return 0;
    return policy_is_known(policy) ? policy_is_real_time(policy) ? 99 : 0 : -EINVAL;
}
SYSCALL_HANDLER(sched_get_priority_min) {
    (void)t;
    s32 policy = arg_int(sc, 0);
    if (policy == SCHED_DEADLINE) return 0;
    return policy_is_known(policy) ? policy_is_real_time(policy) : -EINVAL;
}

SYSCALL_HANDLER(sched_rr_get_interval) {
    if (arg_int(sc, 0) < 0) return -EINVAL;
    const struct task *target = target_of(t, arg_int(sc, 0));
    if (!target) return -ESRCH;
    struct abi_timespec ts = {.tv_nsec = target->policy == SCHED_FIFO ? 0 : target->policy == SCHED_RR ? 100000000 : 4000000};
    return PUT_USER(t, sc->args[1], &ts) ? -EFAULT : 0;
}

// One CPU, in a mask as wide as a kernel for 64 CPUs has it.
SYSCALL_HANDLER(sched_getaffinity) {
    const u64 mask = 1;
    u32 len = arg_uint(sc, 1);
    if (len * 8 < 1 || len & 7) return -EINVAL;
    const struct task *target = target_of(t, arg_int(sc, 0));
    if (!target) return -ESRCH;
    return PUT_USER(t, sc->args[2], &mask) ? -EFAULT : (s64)sizeof mask;
}

SYSCALL_HANDLER(sched_setaffinity) {
    u64 mask = 0;
    u64 len = min_u64(arg_uint(sc, 1), sizeof mask);
    if (user_read(t->mm, &mask, sc->args[2], len)) return -EFAULT;
    const struct task *target = target_of(t, arg_int(sc, 0));
    if (!target) return -ESRCH;
    if (!may_schedule(t, target)) return -EPERM;
    return mask & 1 ? 0 : -EINVAL;
}

// --- nice. Linux reports 20 - nice, so that a result is never negative.
enum { WHICH_PROCESS, WHICH_GROUP, WHICH_USER };

static bool priority_matches(const struct task *t, const struct task *other, s32 which, s32 who) {
    if (!other->cred || !other->process->parent) return false; // process 1 of the machine
    switch (which) {
    case WHICH_PROCESS: return other->tid == (who ? who : t->tid);
    case WHICH_GROUP: return other->process->pgid == (who ? who : t->process->pgid);
    default: return other->cred->uid == (who ? (u32)who : t->cred->uid);
    }
}

SYSCALL_HANDLER(getpriority) {
    s32 which = arg_int(sc, 0), who = arg_int(sc, 1);
    if (which < WHICH_PROCESS || which > WHICH_USER) return -EINVAL;
    s64 best = -ESRCH;
    const struct task *other;
    list_for_each(other, &t->sb->tasks, all_link) {
        if (priority_matches(t, other, which, who) && 20 - other->nice > best) best = 20 - other->nice;
    }
    return best;
}

SYSCALL_HANDLER(setpriority) {
    s32 which = arg_int(sc, 0), who = arg_int(sc, 1), nice = arg_int(sc, 2);
    if (which < WHICH_PROCESS || which > WHICH_USER) return -EINVAL;
    nice = nice < -20 ? -20 : nice > 19 ? 19 : nice;
    s64 result = -ESRCH;
    struct task *other;
    list_for_each(other, &t->sb->tasks, all_link) {
        if (!priority_matches(t, other, which, who)) continue;
        if (!may_schedule(t, other)) {
            result = -EPERM;
        } else if (nice < other->nice && !task_capable(t, CAP_SYS_NICE) &&
                   (u64)(20 - nice) > task_rlimit(other, RLIMIT_NICE)) {
            result = -EACCES;
        } else {
            other->nice = nice;
            if (result == -ESRCH) result = 0;
        }
    }
    return result;
}
