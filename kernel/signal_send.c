// SPDX-License-Identifier: GPL-2.0-or-later
// Generation of signals: who gets one, whether it is queued, and which thread it wakes (signal(7); kernel/signal.c: the
// functions around send_signal). What a woken thread does with it is signal_deliver.c's.
#include "abi/errno.h"
#include "abi/poll.h"
#include "kernel/posix_timer.h"
#include "kernel/sandbox.h"

static const struct abi_sigaction *signal_disposition(const struct task *t, int signo) {
    return &t->sighand->action[signo - 1];
}

// Would be thrown away. Never while blocked: the disposition may change before it is unblocked.
static bool signal_ignored(const struct task *t, int signo) {
    if ((t->blocked | t->real_blocked) & SIGBIT(signo)) return false;
    uaddr_t handler = signal_disposition(t, signo)->handler;
    return handler == SIG_IGN || (handler == SIG_DFL && (SIGBIT(signo) & SIG_DEFAULT_IGNORED));
}

static bool task_is_alive(const struct task *t) {
    return t->state != TASK_ZOMBIE && t->sighand;
}

static void signal_wake(struct task *t, bool stopped_too) {
    t->signal_flag = true;
    if (t->state == TASK_WAITING) {
        task_wake(t);
    } else if (t->state == TASK_STOPPED && stopped_too) {
        t->state = TASK_RUNNABLE;
        sched_enqueue(t);
    }
}

void signal_wake_threads(struct process *p, const struct task *self) {
    struct task *t;
    list_for_each(t, &p->threads, thread_link) {
        if (t != self && task_is_alive(t)) signal_wake(t, p->group_exit || !p->stopped);
    }
}

static void signal_remove_everywhere(struct process *p, sigset mask) {
    sigpending_remove(&p->pending, mask);
    struct task *t;
    list_for_each(t, &p->threads, thread_link) sigpending_remove(&t->pending, mask);
}

// Effects that a signal has however it is disposed of, and whether it is to be queued at all.
static bool signal_prepare(struct task *t, int signo) {
    struct process *p = t->process;
    if (p->group_exit) return false;
    if (SIGBIT(signo) & SIG_STOPS) {
        signal_remove_everywhere(p, SIGBIT(SIGCONT));
    } else if (signo == SIGCONT) {
        signal_remove_everywhere(p, SIG_STOPS);
        if (p->stopped) process_set_continued(p);
    }
    return !signal_ignored(t, signo);
}

// A thread that could take the signal at once.
static bool signal_wanted(const struct task *t, int signo) {
    if (!task_is_alive(t) || (t->blocked & SIGBIT(signo))) return false;
    if (signo == SIGKILL) return true;
    if (t->state == TASK_STOPPED) return false;
    return t == t->sb->current || !t->signal_flag;
}

static bool signal_is_fatal(const struct task *t, int signo) {
    sigset kept = SIG_DEFAULT_IGNORED | SIG_STOPS;
    return signal_disposition(t, signo)->handler == SIG_DFL && !(SIGBIT(signo) & kept);
}

static void signal_tell_early(struct task *t, int signo, const struct abi_siginfo *info) {
    struct abi_siginfo whole = {.si_code = SI_KERNEL};
    if (info) whole = *info;
    whole.si_signo = signo;
    for_each_watcher (w, t->sb)
        if (w->signal_early && signo != SIGKILL) w->signal_early(w->ctx, t, signo, &whole);
}

// Chooses a thread for a signal that is now pending, and wakes it.
static void signal_complete(struct task *t, int signo, const struct abi_siginfo *info, bool group) {
    struct process *p = t->process;
    struct task *target = NULL;
    if (signal_wanted(t, signo)) {
        target = t;
    } else if (group) {
        struct task *other;
        list_for_each(other, &p->threads, thread_link) {
            if (signal_wanted(other, signo)) {
                target = other;
                break;
            }
        }
    }
    if (!target) return;
    // A signal that kills without a core ends the whole process now, before any handler that waits to run.
    if (signal_is_fatal(target, signo) && !(target->real_blocked & SIGBIT(signo)) &&
        (signo == SIGKILL || !(SIGBIT(signo) & SIG_COREDUMPS))) {
        signal_tell_early(target, signo, info);
        process_exit(p, signo);
        return;
    }
    signal_wake(target, signo == SIGKILL);
}

static int signal_send(struct task *t, int signo, const struct abi_siginfo *info, bool group) {
    if (!signo || !task_is_alive(t) || t->process == t->sb->reaper) return 0;
    if (!signal_prepare(t, signo)) {
        if (!t->process->group_exit) signal_tell_early(t, signo, info);
        return 0;
    }
    struct sigpending *pending = group ? &t->process->pending : &t->pending;
    if (signo < SIGRTMIN && (pending->set & SIGBIT(signo))) return 0;
    if (signo != SIGKILL) {
        bool override_limit = signo < SIGRTMIN && (!info || info->si_code >= 0);
        struct sigqueue *q = sigqueue_alloc(t, override_limit);
        if (q) {
            if (info)
                q->info = *info;
            else
                q->info = (struct abi_siginfo){.si_code = SI_KERNEL};
            q->info.si_signo = signo;
            list_push_back(&pending->queue, &q->link);
        } else if (info && signo >= SIGRTMIN && info->si_code != SI_USER) {
            return -EAGAIN;
        }
        // Otherwise only the fact that it was sent is kept.
    }
    waitq_wake(&t->sighand->signalfd_wait, POLLIN);
    pending->set |= SIGBIT(signo);
    signal_complete(t, signo, info, group);
    return 0;
}

int signal_send_task(struct task *t, int signo, const struct abi_siginfo *info) {
    return signal_send(t, signo, info, false);
}

// The thread through which a process is addressed: its leader, or any other while the leader is a zombie.
static struct task *process_receiver(struct process *p) {
    if (p->leader && task_is_alive(p->leader)) return p->leader;
    struct task *t;
    list_for_each(t, &p->threads, thread_link) {
        if (task_is_alive(t)) return t;
    }
    return NULL;
}

int signal_send_process(struct process *p, int signo, const struct abi_siginfo *info) {
    struct task *t = process_receiver(p);
    return t ? signal_send(t, signo, info, true) : 0; // zombies take everything
}

int signal_send_process_at(struct process *p, s32 tid, int signo, const struct abi_siginfo *info) {
    struct task *t = task_find(p->sb, tid);
    if (!t || t->process != p || !task_is_alive(t)) return signal_send_process(p, signo, info);
    return signal_send(t, signo, info, true);
}

int signal_send_pgrp(struct sandbox *sb, s32 pgid, int signo, const struct abi_siginfo *info) {
    int result = -ESRCH;
    struct process *p;
    list_for_each(p, &sb->processes, all_link) {
        if (p->pgid != pgid || p->reaped) continue;
        int r = signal_send_process(p, signo, info);
        if (result) result = r;
    }
    return result;
}

// A signal that its timer brings along, so that no memory is needed. False: it was pending already.
bool signal_send_timer(struct task *t, struct sigqueue *q, bool group) {
    int signo = q->info.si_signo;
    if (!list_empty(&q->link)) return false;
    struct sigpending *pending = group ? &t->process->pending : &t->pending;
    list_push_back(&pending->queue, &q->link);
    waitq_wake(&t->sighand->signalfd_wait, POLLIN);
    pending->set |= SIGBIT(signo);
    signal_complete(t, signo, &q->info, group);
    return true;
}

bool signal_timer_ignored(struct task *t, int signo) {
    return !signal_prepare(t, signo);
}

// --- Signals that cannot be refused.
enum force_how { FORCE_CURRENT, FORCE_DEFAULT };

static void signal_force_info(struct task *t, struct abi_siginfo *info, enum force_how how) {
    int signo = info->si_signo;
    struct abi_sigaction *action = &t->sighand->action[signo - 1];
    bool blocked = t->blocked & SIGBIT(signo);
    if (blocked || action->handler == SIG_IGN || how == FORCE_DEFAULT) {
        action->handler = SIG_DFL;
        if (how == FORCE_DEFAULT) t->sighand->immutable |= SIGBIT(signo);
        t->blocked &= ~SIGBIT(signo);
    }
    signal_send_task(t, signo, info);
    // It may have been pending, blocked until now.
    signal_recalc(t);
}

void signal_force(struct task *t, int signo, int code, uaddr_t address) {
    struct abi_siginfo info = {.si_signo = signo, .si_code = code};
    if (code != SI_KERNEL) info.fault.addr = address;
    signal_force_info(t, &info, FORCE_CURRENT);
}

void signal_force_trap(struct task *t, int signo, int code, uaddr_t address, u32 vector, u64 error) {
    t->trap.vector = vector;
    t->trap.error = error;
    if (vector == 14) t->trap.cr2 = address;
    signal_force(t, signo, code, address);
}

void signal_force_fatal(struct task *t, int signo) {
    struct abi_siginfo info = {.si_signo = signo, .si_code = SI_KERNEL};
    signal_force_info(t, &info, FORCE_DEFAULT);
}

// --- kill(2)
void siginfo_kill(struct abi_siginfo *info, struct task *from, int signo, int code) {
    *info = (struct abi_siginfo){.si_signo = signo, .si_code = code};
    info->kill.pid = from->process->pid;
    info->kill.uid = from->cred->uid;
}

void signal_raise(struct task *t, int signo) {
    struct abi_siginfo info;
    siginfo_kill(&info, t, signo, SI_USER);
    signal_send_task(t, signo, &info);
}

static int signal_kill_one(struct task *from, struct process *p, int signo, const struct abi_siginfo *info) {
    if (signo < 0 || signo > NSIG) return -EINVAL;
    if (!task_may_signal(from, p, signo)) return -EPERM;
    return signal_send_process(p, signo, info);
}

static int signal_kill_pgrp(struct task *from, s32 pgid, int signo, const struct abi_siginfo *info) {
    // Success if any member could be signalled; the list may not be walked on after one's own death, which only marks.
    int result = -ESRCH;
    struct process *p;
    list_for_each(p, &from->sb->processes, all_link) {
        if (p->pgid != pgid || p->reaped) continue;
        int r = signal_kill_one(from, p, signo, info);
        if (result) result = r;
    }
    return result;
}

static int signal_kill_all(struct task *from, int signo, const struct abi_siginfo *info) {
    // Those it may not signal are passed over without a word; kill(2), BUGS.
    int result = -ESRCH;
    struct process *p;
    list_for_each(p, &from->sb->processes, all_link) {
        if (p == from->process || p == p->sb->reaper || p->reaped) continue;
        int r = signal_kill_one(from, p, signo, info);
        if (result == -ESRCH || r != -EPERM) result = r == -EPERM ? 0 : r;
    }
    return result;
}

int signal_kill(struct task *from, s32 pid, int signo, const struct abi_siginfo *info) {
    if (pid > 0) {
        struct process *p = process_find(from->sb, pid);
        if (!p) {
            struct task *thread = task_find(from->sb, pid); // any thread's number will do
            if (!thread) return -ESRCH;
            p = thread->process;
        }
        return signal_kill_one(from, p, signo, info);
    }
    if (pid == INT32_MIN) return -ESRCH;
    if (pid == -1) return signal_kill_all(from, signo, info);
    return signal_kill_pgrp(from, pid ? -pid : from->process->pgid, signo, info);
}
