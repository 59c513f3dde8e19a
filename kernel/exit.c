// SPDX-License-Identifier: GPL-2.0-or-later
// The end of tasks and processes, and who inherits what they leave (Linux: kernel/exit.c).
#include "abi/errno.h"
#include "abi/futex.h"
#include "abi/wait.h"
#include "kernel/futex.h"
#include "kernel/internal.h"
#include "kernel/run_hash.h"

// --- What a thread owes to the memory it leaves
void task_mm_release(struct task *t) {
    if (t->mm) {
        robust_list_exit(t);
        futex_pi_exit(t);
        uaddr_t tid_word = t->clear_child_tid;
        t->clear_child_tid = 0;
        // Nobody is left to look at it in memory that goes with the task.
        if (tid_word && t->mm->refs > 1 && !put_user_u32(&t->mm->mmu, tid_word, 0))
            futex_wake(t, tid_word, true, 1, FUTEX_BITSET_MATCH_ANY);
    }
    if (t->vfork_parent) {
        t->vfork_parent = NULL;
        waitq_wake(&t->vfork_done, 0);
        // The parent has waited long enough; with several CPUs it would be first, too.
        if (t->sb->current == t) sched_yield(t->sb);
    }
}

// --- Families
// Tells a process that the one who made it ended, if it asked for that (PR_SET_PDEATHSIG).
static void tell_parent_death(struct process *child, struct task *leaving) {
    struct task *t;
    list_for_each(t, &child->threads, thread_link) {
        if (!t->pdeath_signal) continue;
        struct abi_siginfo info;
        siginfo_kill(&info, leaving, (int)t->pdeath_signal, SI_USER);
        signal_send_process(child, (int)t->pdeath_signal, &info);
    }
}

// A group without anybody who could continue it is told, if some of it is stopped: SIGHUP, and SIGCONT so that it can be heard.
static void tell_orphaned_group(struct process *leaving, s32 pgid) {
    struct sandbox *sb = leaving->sb;
    const struct process *p;
    bool stopped = false;
    if (!pgrp_orphaned(sb, pgid, leaving)) return;
    list_for_each(p, &sb->processes, all_link) {
        if (p->pgid == pgid && p->stopped && p != leaving) stopped = true;
    }
    if (!stopped) return;
    signal_send_pgrp(sb, pgid, SIGHUP, NULL);
    signal_send_pgrp(sb, pgid, SIGCONT, NULL);
}

// True: the dead child is to be reaped at once.
static bool notify_end(struct process *p) {
    s32 status = p->leader->exit_code;
    bool killed = WIFSIGNALED(status);
    return signal_notify_parent(p, killed ? CLD_KILLED : CLD_EXITED, killed ? WTERMSIG(status) : WEXITSTATUS(status));
}

static struct process *new_parent(struct process *p) {
    for (struct process *up = p->parent; up; up = up->parent)
        if (up->is_subreaper && up->thread_count) return up;
    return p->sb->reaper;
}

static s32 living_thread(const struct process *p) {
    const struct task *t;
    list_for_each(t, &p->threads, thread_link) {
        if (t->state != TASK_ZOMBIE) return t->tid;
    }
    return p->pid;
}

static void adopt(struct process *child, struct process *parent, struct process *leaving) {
    list_del(&child->sibling);
    child->parent = parent;
    list_push_back(&parent->children, &child->sibling);
    child->exit_signal = SIGCHLD; // whatever was agreed with the one before
    if (child->zombie && notify_end(child)) {
        process_reap(child);
        return;
    }
    if (child->pgid != leaving->pgid && child->sid == leaving->sid) tell_orphaned_group(leaving, child->pgid);
}

// Children of a thread that ends pass to another thread of the process, or to another process with the last one.
static void children_pass_on(struct task *t, bool last) {
    struct process *p = t->process, *child, *next, *parent = last ? new_parent(p) : p;
    s32 tid = living_thread(parent);
    list_for_each_safe(child, next, &p->children, sibling) {
        if (!last && child->parent_tid != t->tid) continue;
        child->parent_tid = tid;
        tell_parent_death(child, t);
        if (last) adopt(child, parent, p);
    }
}

// The first program ended, and with it the run: everybody else is killed, as when process 1 of a namespace ends.
static void end_everybody(struct sandbox *sb, s32 status) {
    struct process *p;
    sb->ending = true;
    sb->exit_status = status;
    list_for_each(p, &sb->processes, all_link) {
        if (p != sb->reaper && p != sb->init) process_exit(p, SIGKILL);
    }
}

// --- The last thread is gone
static void process_become_zombie(struct process *p) {
    struct sandbox *sb = p->sb;
    p->leader->exit_code = p->group_exit_code;
    signal_process_exit(p);
    if (p->parent->pgid != p->pgid && p->parent->sid == p->sid) tell_orphaned_group(p, p->pgid);
    p->zombie = true;
    p->stopped = p->continued = false;
    if (p == sb->init) end_everybody(sb, p->leader->exit_code);
    if (notify_end(p)) process_reap(p);
}

void process_reap(struct process *p) {
    process_get(p);
    p->reaped = true;
    if (p == p->sb->init) p->sb->init = NULL;
    list_del(&p->sibling);
    list_del(&p->all_link);
    p->parent = NULL;
    while (!list_empty(&p->threads)) task_free(list_first(&p->threads, struct task, thread_link));
    waitq_wake(&p->exit_wait, 0);
    process_put(p);
}

static void task_leave_sharing(struct task *t) {
    struct mm *mm = t->mm;
    if (mm) {
        t->process->maxrss = max_u64(t->process->maxrss, mm->hiwater_rss);
        if (t->sb->opt.hash && mm->refs == 1) run_hash_process(t);
        t->mm = NULL;
        mm_put(mm);
    }
    fd_table_put(t->files);
    t->files = NULL;
    fs_put(t->fs);
    t->fs = NULL;
    sighand_put(t->sighand);
    t->sighand = NULL;
}

void process_discard(struct process *p) {
    struct sandbox *sb = p->sb;
    struct task *t = p->leader;
    task_leave_sharing(t);
    signal_process_exit(p);
    if (sb->current == t) sb->current = NULL;
    t->state = TASK_ZOMBIE;
    p->thread_count--;
    sb->nr_living--;
    sb->last_pid = p->pid - 1;
    process_reap(p);
}

// A handler that was parked when its task is to die sees once more that a signal is pending, so that it lets go of what it
// holds.
static void call_abandon(struct task *t) {
    struct sandbox *sb = t->sb;
    struct task *current = sb->current;
    task_wait_finish(t);
    if (!t->syscall.active) return;
    t->signal_flag = true;
    sb->current = t;
    (void)sb->calls->dispatch(t);
    sb->current = current;
    task_wait_finish(t);
    t->syscall.active = false;
}

void task_exit(struct task *t, s32 status) {
    struct sandbox *sb = t->sb;
    struct process *p = t->process;
    const bool last = p->thread_count == 1;
    for_each_watcher (w, sb)
        if (w->task_exit) w->task_exit(w->ctx, t, status);
    task_regs(t); // the CPU is free for others
    if (t->on_cpu) t->utime_ticks += sb->ticks.now - t->stime_ticks - t->switched_in;
    t->on_cpu = false;
    t->syscall.active = false;
    task_wait_finish(t);
    list_del(&t->futex.link);
    task_mm_release(t);
    signal_task_exit(t);
    task_leave_sharing(t);
    sched_dequeue(t);
    if (sb->current == t) sb->current = NULL;
    t->exit_code = status;
    t->state = TASK_ZOMBIE;
    usage_add_dead(p, t);
    p->thread_count--;
    sb->nr_living--;
    children_pass_on(t, last);
    waitq_wake(&p->exit_wait, 0);
    if (t != p->leader) task_free(t);
    if (last && !p->group_exit) { // whoever goes last decides
        p->group_exit = true;
        p->group_exit_code = status;
    }
    if (last) process_become_zombie(p);
    sb->done = sb->ending && sb->nr_living == 0;
}

void process_exit(struct process *p, s32 status) {
    if (p->group_exit) return;
    p->group_exit = true;
    p->group_exit_code = status;
    signal_wake_threads(p, NULL);
}

// The number of the leader goes to the thread that stays.
static void become_leader(struct task *t) {
    struct process *p = t->process;
    struct task *leader = p->leader;
    const s32 tid = t->tid;
    pid_detach(leader);
    pid_detach(t);
    t->tid = p->pid;
    leader->tid = tid;
    pid_attach(leader);
    pid_attach(t);
    p->leader = t;
    task_free(leader);
    struct process *child;
    list_for_each(child, &p->children, sibling) child->parent_tid = t->tid;
    for_each_watcher (w, t->sb)
        if (w->renumbered) w->renumbered(w->ctx, t, tid);
}

void process_kill_other_threads(struct task *t) {
    struct process *p = t->process;
    struct task *other, *next;
    list_for_each_safe(other, next, &p->threads, thread_link) {
        if (other == t || other->state == TASK_ZOMBIE) continue;
        other->group_exiting = true;
        call_abandon(other);
        task_exit(other, 0); // so Linux tells a tracer, though it kills them
    }
    if (p->leader != t) become_leader(t);
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
