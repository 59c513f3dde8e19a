// SPDX-License-Identifier: GPL-2.0-or-later
// The end of tasks and processes, and who inherits what they leave (Linux: kernel/exit.c).
#include "abi/errno.h"
#include "abi/futex.h"
#include "abi/wait.h"
#include "kernel/futex.h"
#include "kernel/internal.h"
#include "kernel/posix_timer.h"

// --- What a thread owes to the memory it leaves
static void robust_entry_release(struct task *t, uaddr_t entry, s64 offset) {
    uaddr_t addr = entry + (u64)offset;
    u32 value;
    if ((addr & 3) || get_user_u32(&t->mm->mmu, addr, &value) || (value & FUTEX_TID_MASK) != (u32)t->tid) return;
    if (put_user_u32(&t->mm->mmu, addr, (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED)) return;
    if (value & FUTEX_WAITERS) futex_wake(t->sb, t->mm, addr, 1, FUTEX_BITSET_MATCH_ANY);
}

// The list of held locks that set_robust_list named; it is the program's, so it may be anything (get_robust_list(2)).
static void robust_list_release(struct task *t) {
    struct abi_robust_list_head head;
    if (!t->robust_list || user_read(t->mm, &head, t->robust_list, sizeof head)) return;
    uaddr_t entry = head.list.next;
    for (int limit = 2048; limit && (entry & ~1ull) != t->robust_list; limit--) {
        u64 next;
        bool readable = !user_read(t->mm, &next, entry & ~1ull, sizeof next);
        if ((entry & ~1ull) != head.list_op_pending) robust_entry_release(t, entry & ~1ull, head.futex_offset);
        if (!readable) break;
        entry = next;
    }
    if (head.list_op_pending) robust_entry_release(t, head.list_op_pending & ~1ull, head.futex_offset);
}

void task_mm_release(struct task *t) {
    if (t->mm) {
        robust_list_release(t);
        t->robust_list = 0;
        if (t->clear_child_tid) {
            uaddr_t addr = t->clear_child_tid;
            t->clear_child_tid = 0;
            if (t->mm->refs > 1 && !put_user_u32(&t->mm->mmu, addr, 0))
                futex_wake(t->sb, t->mm, addr, 1, FUTEX_BITSET_MATCH_ANY);
        }
    }
    if (t->vfork_parent) {
        t->vfork_parent = NULL;
        waitq_wake(&t->vfork_done, 0);
    }
}

// --- Families
static struct process *new_parent(struct process *p) {
    for (struct process *up = p->parent; up; up = up->parent)
        if (up->is_subreaper && !up->zombie) return up;
    return p->sb->reaper;
}

static void group_orphaned_by(struct process *leaving, s32 pgid, s32 sid) {
    struct sandbox *sb = leaving->sb;
    struct process *p;
    bool stopped = false;
    if (!pgrp_orphaned(sb, pgid, leaving)) return;
    list_for_each(p, &sb->processes, all_link) {
        if (p->pgid == pgid && p->sid == sid && p->stopped && p != leaving) stopped = true;
    }
    if (!stopped) return;
    signal_send_pgrp(sb, pgid, SIGHUP, NULL);
    signal_send_pgrp(sb, pgid, SIGCONT, NULL);
}

static void children_reparent(struct process *p) {
    struct process *child, *next, *parent = new_parent(p);
    list_for_each_safe(child, next, &p->children, sibling) {
        list_del(&child->sibling);
        child->parent = parent;
        list_push_back(&parent->children, &child->sibling);
        if (child->pgid != p->pgid && child->sid == p->sid) group_orphaned_by(p, child->pgid, child->sid);
        if (child->leader && child->leader->pdeath_signal)
            signal_send_process(child, (int)child->leader->pdeath_signal, NULL);
        if (child->zombie && signal_notify_parent(child, CLD_EXITED, 0)) process_reap(child);
    }
}

// --- The last thread is gone
static void process_become_zombie(struct process *p) {
    struct sandbox *sb = p->sb;
    s32 status = p->group_exit ? p->group_exit_code : p->leader->exit_code;
    p->leader->exit_code = status;
    signal_process_exit(p);
    children_reparent(p);
    if (p->parent && p->parent->pgid != p->pgid && p->parent->sid == p->sid) group_orphaned_by(p, p->pgid, p->sid);
    p->zombie = true;
    waitq_wake(&p->exit_wait, 0);
    if (p == sb->init) {
        sb->done = true;
        sb->exit_status = status;
        return;
    }
    bool killed = WIFSIGNALED(status);
    if (signal_notify_parent(p, killed ? CLD_KILLED : CLD_EXITED, killed ? WTERMSIG(status) : WEXITSTATUS(status)))
        process_reap(p);
}

void process_reap(struct process *p) {
    p->reaped = true;
    list_del(&p->sibling);
    process_get(p); // its tasks hold it
    list_del(&p->all_link);
    while (!list_empty(&p->threads)) task_free(list_first(&p->threads, struct task, thread_link));
    process_put(p);
}

static void task_leave_sharing(struct task *t) {
    struct mm *mm = t->mm;
    if (mm) {
        t->process->maxrss = max_u64(t->process->maxrss, mm->hiwater_rss);
        t->mm = NULL;
        mm_put(mm);
    }
    struct fd_table *files = t->files;
    t->files = NULL;
    fd_table_put(files);
    fs_put(t->fs);
    t->fs = NULL;
    sighand_put(t->sighand);
    t->sighand = NULL;
}

void task_exit(struct task *t, s32 status) {
    struct sandbox *sb = t->sb;
    struct process *p = t->process;
    if (sb->probes && sb->probes->task_exit) sb->probes->task_exit(sb->probes->ctx, t, status);
    task_regs(t); // the CPU is free for others
    task_wait_finish(t);
    t->syscall.active = false;
    task_mm_release(t);
    signal_task_exit(t);
    task_leave_sharing(t);
    sched_dequeue(t);
    if (sb->current == t) sb->current = NULL;
    t->exit_code = status;
    if (t->on_cpu) t->utime_ticks += sb->ticks.now - t->stime_ticks - t->switched_in;
    t->on_cpu = false;
    t->state = TASK_ZOMBIE;
    p->utime_dead += t->utime_ticks;
    p->stime_dead += t->stime_ticks;
    p->nvcsw_dead += t->nvcsw;
    p->nivcsw_dead += t->nivcsw;
    bool last = --p->thread_count == 0;
    if (t != p->leader) task_free(t);
    if (last) process_become_zombie(p);
    else if (p->thread_count == 1) waitq_wake(&p->exit_wait, 0); // an execve may wait for the others to be gone
}

void process_exit(struct process *p, s32 status) {
    if (p->group_exit) return;
    p->group_exit = true;
    p->group_exit_code = status;
    signal_wake_threads(p, NULL);
}

void process_kill_other_threads(struct task *t) {
    struct process *p = t->process;
    struct task *other, *next;
    list_for_each_safe(other, next, &p->threads, thread_link) {
        if (other == t) continue;
        if (other->state != TASK_ZOMBIE) {
            bool was_leader = other == p->leader;
            struct task *current = t->sb->current;
            task_exit(other, SIGKILL);
            t->sb->current = current;
            if (!was_leader) continue;
        }
        // The leader's number goes to the one that stays.
        pid_detach(other);
        pid_detach(t);
        s32 tid = t->tid;
        t->tid = other->tid;
        other->tid = tid;
        pid_attach(other);
        pid_attach(t);
        p->leader = t;
        task_free(other);
    }
}

// --- Job control
void process_set_stopped(struct process *p, int signo) {
    p->stopped = true;
    p->stop_signal = signo;
    p->stop_reported = false;
    p->continued = false;
    signal_notify_parent(p, CLD_STOPPED, signo);
}

void process_set_continued(struct process *p) {
    struct task *t;
    if (!p->stopped) return;
    p->stopped = false;
    p->continued = true;
    p->continue_reported = false;
    list_for_each(t, &p->threads, thread_link) {
        if (t->state != TASK_STOPPED) continue;
        t->state = TASK_RUNNABLE;
        sched_enqueue(t);
    }
    signal_notify_parent(p, CLD_CONTINUED, SIGCONT);
}
