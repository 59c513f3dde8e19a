// SPDX-License-Identifier: GPL-2.0-or-later
// The numbers of tasks and processes, and the groups and sessions that processes are in (credentials(7), setpgid(2), setsid(2)).
#include "syscalls/internal.h"

SYSCALL_HANDLER(getpid) {
    (void)sc;
    return t->process->pid;
}

SYSCALL_HANDLER(gettid) {
    (void)sc;
    return t->tid;
}

SYSCALL_HANDLER(getppid) {
    (void)sc;
    return t->process->parent ? t->process->parent->pid : 0;
}

SYSCALL_HANDLER(set_tid_address) {
    t->clear_child_tid = sc->args[0];
    return t->tid;
}

// --- Groups and sessions. Any thread's number stands for its process.
static const struct process *process_of(struct task *t, s32 tid) {
    if (!tid) return t->process;
    const struct task *other = task_find(t->sb, tid);
    return other ? other->process : NULL;
}

SYSCALL_HANDLER(getpgrp) {
    (void)sc;
    return t->process->pgid;
}

SYSCALL_HANDLER(getpgid) {
    const struct process *p = process_of(t, arg_int(sc, 0));
    return p ? p->pgid : -ESRCH;
}

SYSCALL_HANDLER(getsid) {
    const struct process *p = process_of(t, arg_int(sc, 0));
    return p ? p->sid : -ESRCH;
}

static bool group_in_session(const struct sandbox *sb, s32 pgid, s32 sid) {
    const struct process *p;
    list_for_each(p, &sb->processes, all_link) {
        if (p->pgid == pgid) return p->sid == sid;
    }
    return false;
}

SYSCALL_HANDLER(setpgid) {
    struct process *self = t->process;
    const s32 pid = arg_int(sc, 0) ? arg_int(sc, 0) : self->pid;
    const s32 pgid = arg_int(sc, 1) ? arg_int(sc, 1) : pid;
    if (pgid < 0) return -EINVAL;
    const struct task *target = task_find(t->sb, pid);
    if (!target) return -ESRCH;
    struct process *p = target->process;
    if (p->pid != pid) return -EINVAL; // a thread
    if (p->parent == self) {
        if (p->sid != self->sid) return -EPERM;
        if (p->did_exec) return -EACCES;
    } else if (p != self) {
        return -ESRCH;
    }
    if (p->sid == p->pid) return -EPERM; // a session leader stays where it is
    if (pgid != pid && !group_in_session(t->sb, pgid, self->sid)) return -EPERM;
    p->pgid = pgid;
    return 0;
}

SYSCALL_HANDLER(setsid) {
    (void)sc;
    struct process *p = t->process;
    const struct process *other;
    if (p->sid == p->pid) return -EPERM;
    list_for_each(other, &t->sb->processes, all_link) {
        if (other->pgid == p->pid) return -EPERM; // somebody could not be told from its members
    }
    p->sid = p->pgid = p->pid;
    p->tty = NULL;
    return p->sid;
}
