// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers of tasks, processes, groups and sessions: one number space, upwards from 1, and over again at the end.
#include "abi/errno.h"
#include "abi/limits.h"
#include "kernel/internal.h"

#define PID_HASH_SIZE 1024u
#define PID_RESERVED 300 // after the first round, small numbers are left out (Linux: RESERVED_PIDS)

static struct task **pid_bucket(struct sandbox *sb, s32 tid) {
    return &sb->tid_hash[(u32)tid & (PID_HASH_SIZE - 1)];
}

int pid_init(struct sandbox *sb) {
    sb->tid_hash = kzalloc(sb->heap, PID_HASH_SIZE * sizeof *sb->tid_hash);
    return sb->tid_hash ? 0 : -ENOMEM;
}

struct task *task_find(struct sandbox *sb, s32 tid) {
    struct task *t = *pid_bucket(sb, tid);
    while (t && t->tid != tid) t = t->tid_next;
    return t;
}

struct process *process_find(struct sandbox *sb, s32 pid) {
    const struct task *t = task_find(sb, pid);
    return t && t->process->pid == pid ? t->process : NULL;
}

// A number is taken as long as a group or session of that name lives on, too.
bool pid_is_free(struct sandbox *sb, s32 pid) {
    const struct process *p;
    if (task_find(sb, pid)) return false;
    list_for_each(p, &sb->processes, all_link) {
        if (p->pgid == pid || p->sid == pid) return false;
    }
    return true;
}

s32 pid_alloc(struct sandbox *sb) {
    s32 pid = sb->last_pid;
    for (s32 tries = 0; tries < PID_MAX_DEFAULT; tries++) {
        if (++pid >= PID_MAX_DEFAULT) {
            pid = PID_RESERVED;
            sb->pids_wrapped = 1;
        }
        // Before the first round is over only clone3 can have taken it.
        bool free = sb->pids_wrapped ? pid_is_free(sb, pid) : !task_find(sb, pid);
        if (free) return sb->last_pid = pid;
    }
    return -EAGAIN;
}

void pid_attach(struct task *t) {
    struct task **bucket = pid_bucket(t->sb, t->tid);
    t->tid_next = *bucket;
    *bucket = t;
}

void pid_detach(struct task *t) {
    for (struct task **at = pid_bucket(t->sb, t->tid); *at; at = &(*at)->tid_next)
        if (*at == t) {
            *at = t->tid_next;
            return;
        }
}
