// SPDX-License-Identifier: GPL-2.0-or-later
// Scheduling policies and their parameters (sched(7); Linux: kernel/sched/syscalls.c), and which CPU: the only one.
#include "abi/sched.h"
#include "abi/capability.h"
#include "abi/time.h"
#include "kernel/timespec.h"
#include "syscalls/internal.h"

#define PRIORITY_MAX 99
#define RR_INTERVAL_NS 100000000
#define FAIR_SLICE_NS 750000 // what Linux gives with one CPU
#define POLICY_KEEP (-1)

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

static bool same_owner(const struct task *t, const struct task *target) {
    return t->cred->euid == target->cred->euid || t->cred->euid == target->cred->uid;
}

static bool may_schedule(const struct task *t, const struct task *target) {
    return same_owner(t, target) || task_capable(t, CAP_SYS_NICE);
}

static bool is_real_time(s32 policy) {
    return policy == SCHED_FIFO || policy == SCHED_RR;
}

static bool is_fair(s32 policy) {
    return policy == SCHED_NORMAL || policy == SCHED_BATCH;
}

static bool nice_allowed(const struct task *target, s32 nice) {
    return (u64)(20 - nice) <= task_rlimit(target, RLIMIT_NICE);
}

// --- Policies
struct sched_change {
    s32 policy; // POLICY_KEEP
    s32 priority, nice;
    bool reset_on_fork, deadline_valid;
};

static bool needs_privilege(const struct task *t, const struct task *target, const struct sched_change *c) {
    const u64 most = task_rlimit(target, RLIMIT_RTPRIO);
    if (is_fair(c->policy) && c->nice < target->nice && !nice_allowed(target, c->nice)) return true;
    if (is_real_time(c->policy)) {
        if (c->policy != target->policy && !most) return true;
        if (c->priority > target->rt_priority && (u64)c->priority > most) return true;
    }
    if (c->policy == SCHED_DEADLINE) return true;
    if (target->policy == SCHED_IDLE && c->policy != SCHED_IDLE && !nice_allowed(target, target->nice)) return true;
    if (!same_owner(t, target)) return true;
    return target->reset_on_fork && !c->reset_on_fork;
}

static s64 sched_change(struct task *t, struct task *target, struct sched_change c) {
    if (c.policy == POLICY_KEEP) c.policy = target->policy, c.reset_on_fork = target->reset_on_fork;
    const bool dead_line = c.policy == SCHED_DEADLINE;
    if (!is_fair(c.policy) && !is_real_time(c.policy) && c.policy != SCHED_IDLE && !dead_line) return -EINVAL;
    if (c.priority < 0 || c.priority > PRIORITY_MAX || is_real_time(c.policy) != (c.priority != 0)) return -EINVAL;
    if (dead_line && !c.deadline_valid) return -EINVAL;
    if (needs_privilege(t, target, &c) && !task_capable(t, CAP_SYS_NICE)) return -EPERM;
    if (dead_line) return -EBUSY; // no bandwidth is set aside for it
    target->policy = c.policy;
    target->rt_priority = c.priority;
    target->reset_on_fork = c.reset_on_fork;
    if (is_fair(c.policy)) target->nice = c.nice;
    sched_changed(target);
    return 0;
}

static s64 set_scheduler(struct task *t, s32 pid, s32 policy, uaddr_t user_param) {
    struct abi_sched_param param;
    if (!user_param || pid < 0) return -EINVAL;
    if (GET_USER(t, &param, user_param)) return -EFAULT;
    struct task *target = target_of(t, pid);
    if (!target) return -ESRCH;
    struct sched_change c = {.policy = policy, .priority = param.sched_priority, .nice = target->nice};
    if (policy != POLICY_KEEP) {
        c.reset_on_fork = policy & SCHED_RESET_ON_FORK;
        c.policy &= ~SCHED_RESET_ON_FORK;
    }
    return sched_change(t, target, c);
}

SYSCALL_HANDLER(sched_setscheduler) {
    return arg_int(sc, 1) < 0 ? -EINVAL : set_scheduler(t, arg_int(sc, 0), arg_int(sc, 1), sc->args[2]);
}

SYSCALL_HANDLER(sched_setparam) {
    return set_scheduler(t, arg_int(sc, 0), POLICY_KEEP, sc->args[1]);
}

SYSCALL_HANDLER(sched_getscheduler) {
    if (arg_int(sc, 0) < 0) return -EINVAL;
    const struct task *target = target_of(t, arg_int(sc, 0));
    if (!target) return -ESRCH;
    return target->policy | (target->reset_on_fork ? SCHED_RESET_ON_FORK : 0);
}

SYSCALL_HANDLER(sched_getparam) {
    if (!sc->args[1] || arg_int(sc, 0) < 0) return -EINVAL;
    const struct task *target = target_of(t, arg_int(sc, 0));
    if (!target) return -ESRCH;
    const struct abi_sched_param param = {target->rt_priority};
    return PUT_USER(t, sc->args[1], &param) ? -EFAULT : 0;
}

// --- sched_setattr, sched_getattr: a struct that carries its own size.
static int attr_from_user(struct task *t, uaddr_t from, struct abi_sched_attr *attr) {
    u32 size;
    if (GET_USER(t, &size, from)) return -EFAULT;
    if (!size) size = SCHED_ATTR_SIZE_VER0;
    if (size < SCHED_ATTR_SIZE_VER0 || size > PAGE_SIZE) goto too_big;
    for (u64 at = sizeof *attr; at < size; at++) { // what is not known here must be zero
        u8 byte;
        if (user_read(t->mm, &byte, from + at, 1)) return -EFAULT;
        if (byte) goto too_big;
    }
    *attr = (struct abi_sched_attr){0};
    if (user_read(t->mm, attr, from, min_u64(size, sizeof *attr))) return -EFAULT;
    const u64 clamp = SCHED_FLAG_UTIL_CLAMP_MIN | SCHED_FLAG_UTIL_CLAMP_MAX;
    if ((attr->sched_flags & clamp) && size < SCHED_ATTR_SIZE_VER1) return -EINVAL;
    return 0;
too_big:
    size = sizeof *attr;
    (void)!PUT_USER(t, from, &size);
    return -E2BIG;
}

SYSCALL_HANDLER(sched_setattr) {
    struct abi_sched_attr attr;
    const s32 pid = arg_int(sc, 0);
    if (!sc->args[1] || pid < 0 || arg_uint(sc, 2)) return -EINVAL;
    int err = attr_from_user(t, sc->args[1], &attr);
    if (err < 0) return err;
    if ((s32)attr.sched_policy < 0) return -EINVAL;
    struct task *target = target_of(t, pid);
    if (!target) return -ESRCH;
    struct sched_change c = {.policy = (s32)attr.sched_policy,
                             .priority = (s32)attr.sched_priority,
                             .nice = attr.sched_nice < PRIO_MIN ? PRIO_MIN
                                     : attr.sched_nice > 19     ? 19
                                                                : attr.sched_nice,
                             .reset_on_fork = attr.sched_flags & SCHED_FLAG_RESET_ON_FORK,
                             .deadline_valid = attr.sched_deadline && attr.sched_runtime >= 1024 &&
                                               attr.sched_runtime <= attr.sched_deadline};
    if (attr.sched_flags & SCHED_FLAG_KEEP_POLICY) c.policy = POLICY_KEEP;
    if (attr.sched_flags & SCHED_FLAG_KEEP_PARAMS) { // those that its policy has
        if (is_real_time(target->policy))
            c.priority = target->rt_priority;
        else
            c.nice = target->nice;
    }
    if (attr.sched_flags & ~(u64)SCHED_FLAG_ALL) return -EINVAL;
    // Clamps are of a CPU that changes its speed.
    if (attr.sched_flags & (SCHED_FLAG_UTIL_CLAMP_MIN | SCHED_FLAG_UTIL_CLAMP_MAX)) return -EOPNOTSUPP;
    return sched_change(t, target, c);
}

SYSCALL_HANDLER(sched_getattr) {
    const s32 pid = arg_int(sc, 0);
    const u32 size = arg_uint(sc, 2);
    if (!sc->args[1] || pid < 0 || size > PAGE_SIZE || size < SCHED_ATTR_SIZE_VER0 || arg_uint(sc, 3)) return -EINVAL;
    const struct task *target = target_of(t, pid);
    if (!target) return -ESRCH;
    struct abi_sched_attr attr = {.size = (u32)min_u64(size, sizeof attr),
                                  .sched_policy = (u32)target->policy,
                                  .sched_flags = target->reset_on_fork ? SCHED_FLAG_RESET_ON_FORK : 0};
    if (is_real_time(target->policy)) {
        attr.sched_priority = (u32)target->rt_priority;
    } else {
        attr.sched_nice = target->nice;
        attr.sched_runtime = FAIR_SLICE_NS;
    }
    return user_write(t->mm, sc->args[1], &attr, attr.size) ? -EFAULT : 0;
}

SYSCALL_HANDLER(sched_get_priority_max) {
    (void)t;
    const s32 policy = arg_int(sc, 0);
    if (is_real_time(policy)) return PRIORITY_MAX;
    return is_fair(policy) || policy == SCHED_IDLE || policy == SCHED_DEADLINE ? 0 : -EINVAL;
}

SYSCALL_HANDLER(sched_get_priority_min) {
    (void)t;
    const s32 policy = arg_int(sc, 0);
    if (is_real_time(policy)) return 1;
    return is_fair(policy) || policy == SCHED_IDLE || policy == SCHED_DEADLINE ? 0 : -EINVAL;
}

SYSCALL_HANDLER(sched_rr_get_interval) {
    if (arg_int(sc, 0) < 0) return -EINVAL;
    const struct task *target = target_of(t, arg_int(sc, 0));
    if (!target) return -ESRCH;
    u64 ns = target->policy == SCHED_RR ? RR_INTERVAL_NS : target->policy == SCHED_FIFO ? 0 : NSEC_PER_SEC / 250;
    const struct abi_timespec ts = timespec_from_ns(ns);
    return PUT_USER(t, sc->args[1], &ts) ? -EFAULT : 0;
}

// --- Affinity: a mask as wide as a kernel for up to 64 CPUs has it.
SYSCALL_HANDLER(sched_getaffinity) {
    const u64 mask = 1;
    const u32 len = arg_uint(sc, 1);
    if (!len || len % sizeof mask) return -EINVAL;
    if (!target_of(t, arg_int(sc, 0))) return -ESRCH;
    return PUT_USER(t, sc->args[2], &mask) ? -EFAULT : (s64)sizeof mask;
}

SYSCALL_HANDLER(sched_setaffinity) {
    u64 mask = 0;
    if (user_read(t->mm, &mask, sc->args[2], min_u64(arg_uint(sc, 1), sizeof mask))) return -EFAULT;
    const struct task *target = target_of(t, arg_int(sc, 0));
    if (!target) return -ESRCH;
    if (!may_schedule(t, target)) return -EPERM;
    return mask & 1 ? 0 : -EINVAL;
}
