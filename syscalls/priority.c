// SPDX-License-Identifier: GPL-2.0-or-later
// Nice values and I/O priorities, of a task, a process group or all that a user has (getpriority(2), ioprio_set(2)). The
// latter are kept and reported: there is no disk whose queue they could order.
#include "abi/capability.h"
#include "abi/resource.h"
#include "syscalls/internal.h"

#define NICE_MAX 19

// Whom a call means: the two families count their kinds from 0 and from 1. `who` 0: the caller's own.
enum whose { WHOSE_TASK, WHOSE_GROUP, WHOSE_USER };

static bool is_meant(const struct task *t, const struct task *other, enum whose whose, s32 who) {
    switch (whose) {
    case WHOSE_TASK: return other->tid == (who ? who : t->tid);
    case WHOSE_GROUP: return other->process->pgid == (who ? who : t->process->pgid);
    default: return other->cred->uid == (who ? (u32)who : t->cred->uid);
    }
}

static bool may_change(const struct task *t, const struct task *other) {
    const struct cred *c = other->cred;
    return c->uid == t->cred->euid || c->euid == t->cred->euid || task_capable(t, CAP_SYS_NICE);
}

// --- nice. The call reports 20 - nice, so that a result is never negative.
SYSCALL_HANDLER(getpriority) {
    const s32 which = arg_int(sc, 0), who = arg_int(sc, 1);
    if (which < PRIO_PROCESS || which > PRIO_USER) return -EINVAL;
    s64 best = -ESRCH;
    const struct task *other;
    list_for_each(other, &t->sb->tasks, all_link) {
        if (is_meant(t, other, (enum whose)which, who) && 20 - other->nice > best) best = 20 - other->nice;
    }
    return best;
}

static s64 set_nice(const struct task *t, struct task *other, s32 nice) {
    if (!may_change(t, other)) return -EPERM;
    if (nice < other->nice && (u64)(20 - nice) > task_rlimit(other, RLIMIT_NICE) && !task_capable(t, CAP_SYS_NICE))
        return -EACCES;
    other->nice = nice;
    return 0;
}

SYSCALL_HANDLER(setpriority) {
    const s32 which = arg_int(sc, 0), who = arg_int(sc, 1);
    const s32 nice = arg_int(sc, 2) < PRIO_MIN ? PRIO_MIN : arg_int(sc, 2) > NICE_MAX ? NICE_MAX : arg_int(sc, 2);
    if (which < PRIO_PROCESS || which > PRIO_USER) return -EINVAL;
    s64 result = -ESRCH;
    struct task *other;
    list_for_each(other, &t->sb->tasks, all_link) {
        if (!is_meant(t, other, (enum whose)which, who)) continue;
        s64 r = set_nice(t, other, nice);
        if (r < 0 || result == -ESRCH) result = r;
    }
    return result;
}

// --- I/O priorities
static s64 ioprio_check(const struct task *t, s32 ioprio) {
    const s32 level = IOPRIO_PRIO_DATA(ioprio) & (IOPRIO_NR_LEVELS - 1);
    switch (IOPRIO_PRIO_CLASS(ioprio)) {
    case IOPRIO_CLASS_RT: return task_capable(t, CAP_SYS_NICE) || task_capable(t, CAP_SYS_ADMIN) ? 0 : -EPERM;
    case IOPRIO_CLASS_BE:
    case IOPRIO_CLASS_IDLE: return 0;
    case IOPRIO_CLASS_NONE: return level ? -EINVAL : 0;
    default: return -EINVAL;
    }
}

SYSCALL_HANDLER(ioprio_set) {
    const s32 which = arg_int(sc, 0), who = arg_int(sc, 1), ioprio = arg_int(sc, 2);
    s64 result = ioprio_check(t, ioprio);
    if (result < 0) return result;
    if (which < IOPRIO_WHO_PROCESS || which > IOPRIO_WHO_USER) return -EINVAL;
    result = -ESRCH;
    struct task *other;
    list_for_each(other, &t->sb->tasks, all_link) {
        if (!is_meant(t, other, (enum whose)(which - IOPRIO_WHO_PROCESS), who)) continue;
        if (!may_change(t, other)) return -EPERM;
        other->ioprio = ioprio;
        result = 0;
    }
    return result;
}

// Where none was set the nice value makes one.
static s32 ioprio_effective(const struct task *t) {
    if (IOPRIO_PRIO_CLASS(t->ioprio) != IOPRIO_CLASS_NONE) return t->ioprio;
    return IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, (t->nice + 20) / 5);
}

SYSCALL_HANDLER(ioprio_get) {
    const s32 which = arg_int(sc, 0), who = arg_int(sc, 1);
    if (which < IOPRIO_WHO_PROCESS || which > IOPRIO_WHO_USER) return -EINVAL;
    s64 best = -ESRCH;
    const struct task *other;
    list_for_each(other, &t->sb->tasks, all_link) {
        if (!is_meant(t, other, (enum whose)(which - IOPRIO_WHO_PROCESS), who)) continue;
        if (which == IOPRIO_WHO_PROCESS) return other->ioprio; // as it was set
        if (best < 0 || ioprio_effective(other) < best) best = ioprio_effective(other);
    }
    return best;
}
