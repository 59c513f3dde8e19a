// SPDX-License-Identifier: GPL-2.0-or-later
// Delivery: which pending signal is next, what its disposition does to the task, and what becomes of the system call it
// interrupted (signal(7); kernel/signal.c: get_signal, arch/x86/kernel/signal.c: handle_signal).
#include "abi/errno.h"
#include "abi/syscall_nr.h"
#include "kernel/posix_timer.h"
#include "kernel/sandbox.h"

// --- The queues.

// The lowest number, but signals caused by the running instruction come before all others, so that the
// frame still points at it.
static int signal_next(const struct sigpending *p, sigset blocked) {
    sigset ready = p->set & ~blocked;
    if (!ready) return 0;
    if (ready & SIG_SYNCHRONOUS) ready &= SIG_SYNCHRONOUS;
    return __builtin_ctzll(ready) + 1;
}

// Takes the first entry of `signo` out of the queue.
static void sigpending_take(struct sigpending *p, int signo, struct abi_siginfo *info) {
    struct sigqueue *q, *first = NULL;
    bool more = false;
    list_for_each(q, &p->queue, link) {
        if (q->info.si_signo != signo) continue;
        if (first) {
            more = true;
            break;
        }
        first = q;
    }
    if (!more) p->set &= ~SIGBIT(signo);
    if (!first) { // it was sent when no entry was to be had
        *info = (struct abi_siginfo){.si_signo = signo, .si_code = SI_USER};
        return;
    }
    *info = first->info;
    if (first->timer) {
        list_del(&first->link);
        posix_timer_delivered(first->timer, info);
    } else {
        sigqueue_free(first);
    }
}

static int signal_take(struct task *t, sigset blocked, struct abi_siginfo *info) {
    int signo = signal_next(&t->pending, blocked);
    if (signo) {
        sigpending_take(&t->pending, signo, info);
    } else {
        signo = signal_next(&t->process->pending, blocked);
        if (!signo) return 0;
        sigpending_take(&t->process->pending, signo, info);
        if (signo == SIGALRM) itimer_rearm(t->process);
    }
    return signo;
}

// A fault of the instruction that just ran: the first of the kernel's own in the thread's queue.
static int signal_take_synchronous(struct task *t, struct abi_siginfo *info) {
    if (!(t->pending.set & ~t->blocked & SIG_SYNCHRONOUS)) return 0;
    struct sigqueue *q;
    list_for_each(q, &t->pending.queue, link) {
        int signo = q->info.si_signo;
        if (q->info.si_code > SI_USER && (SIGBIT(signo) & SIG_SYNCHRONOUS & ~t->blocked)) {
            sigpending_take(&t->pending, signo, info);
            return signo;
        }
    }
    return 0;
}

int signal_dequeue(struct task *t, sigset set, struct abi_siginfo *info) {
    int signo = signal_take(t, ~set, info);
    if (signo) signal_recalc(t);
    return signo;
}

// --- Masks and the flag.
bool signal_pending(const struct task *t) {
    return t->signal_flag;
}

bool signal_fatal_pending(const struct task *t) {
    return t->process->group_exit || t->group_exiting;
}

void signal_recalc(struct task *t) {
    const struct process *p = t->process;
    t->signal_flag =
        ((t->pending.set | p->pending.set) & ~t->blocked) || p->group_exit || p->stopped || t->group_exiting;
}

// Another thread may take the shared signals that `t` no longer will.
static void signal_retarget(struct task *t, sigset which) {
    which &= t->process->pending.set;
    if (!which) return;
    struct task *other;
    list_for_each(other, &t->process->threads, thread_link) {
        if (other == t || other->state == TASK_ZOMBIE) continue;
        if (!(which & ~other->blocked)) continue;
        which &= other->blocked;
        if (!other->signal_flag) {
            other->signal_flag = true;
            if (other->state == TASK_WAITING) task_wake(other);
        }
        if (!which) break;
    }
}

void signal_set_mask(struct task *t, sigset mask) {
    mask &= ~SIG_KERNEL_ONLY;
    if (mask == t->blocked) return;
    sigset newly = mask & ~t->blocked;
    t->blocked = mask;
    if (newly && t->signal_flag && t->process->thread_count > 1) signal_retarget(t, newly);
    signal_recalc(t);
}

int signal_set_user_mask(struct task *t, const struct syscall *sc, uaddr_t mask, u64 size) {
    if (!mask || sc->restarted) return 0;
    sigset set;
    if (size != sizeof set) return -EINVAL;
    if (user_read(t->mm, &set, mask, sizeof set)) return -EFAULT;
    t->saved_mask = t->blocked;
    t->restore_mask = true;
    signal_set_mask(t, set);
    return 0;
}

void signal_restore_user_mask(struct task *t, s64 result) {
    if (!t->restore_mask || result == SYS_PARKED) return;
    if (result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK) return;
    if (result == -EINTR && t->signal_flag) return;
    t->restore_mask = false;
    signal_set_mask(t, t->saved_mask);
}

void signal_task_exit(struct task *t) {
    if (t->process->thread_count > 1) signal_retarget(t, ~t->blocked);
    sigpending_flush(&t->pending);
}

void signal_process_exit(struct process *p) {
    process_timers_exit(p);
    sigpending_flush(&p->pending);
}

// --- What a system call returns that a signal broke off.

// `again`: the number of the call to make instead. The instruction SYSCALL is two bytes long.
static void syscall_again(struct task *t, u64 nr) {
    struct cpu_state *regs = task_regs(t);
    regs->gpr[REG_RAX] = nr;
    regs->rip -= 2;
}

static void restart_for_handler(struct task *t, u64 action_flags) {
    s64 result = t->restart_result;
    t->restart_result = 0;
    if (result == -ERESTARTNOINTR || (result == -ERESTARTSYS && (action_flags & SA_RESTART)))
        syscall_again(t, t->syscall.nr);
    else if (result)
        task_regs(t)->gpr[REG_RAX] = (u64)(s64)-EINTR;
}

static void restart_without_handler(struct task *t) {
    s64 result = t->restart_result;
    t->restart_result = 0;
    if (result) syscall_again(t, result == -ERESTART_RESTARTBLOCK ? (u64)NR_restart_syscall : t->syscall.nr);
}

// --- Dispositions.
static void signal_tell(struct task *t, int signo, const struct abi_siginfo *info) {
    struct sandbox *sb = t->sb;
    sb->stats.signals++;
    for_each_watcher (w, sb)
        if (w->signal) w->signal(w->ctx, t, signo, info);
}

static void signal_run_handler(struct task *t, int signo, const struct abi_siginfo *info) {
    struct abi_sigaction *action = &t->sighand->action[signo - 1];
    const struct abi_sigaction taken = *action;
    if (taken.flags & SA_RESETHAND) action->handler = SIG_DFL;
    restart_for_handler(t, taken.flags);
    if (sigframe_setup(t, signo, &taken, info)) {
        // Without a stack to run a handler on there is SIGSEGV, and if that is what had no stack, the end.
        if (signo == SIGSEGV)
            signal_force_fatal(t, SIGSEGV);
        else
            signal_force(t, SIGSEGV, SI_KERNEL, 0);
        return;
    }
    t->restore_mask = false; // the frame holds the saved mask now
    sigset mask = t->blocked | taken.mask;
    if (!(taken.flags & SA_NODEFER)) mask |= SIGBIT(signo);
    signal_set_mask(t, mask);
    if ((u32)t->altstack.ss_flags & SS_AUTODISARM) altstack_reset(t);
}

static void signal_default(struct task *t, int signo) {
    struct process *p = t->process;
    if (SIGBIT(signo) & SIG_DEFAULT_IGNORED) return;
    if (SIGBIT(signo) & SIG_STOPS) {
        // Nobody could continue an orphaned group, so only SIGSTOP stops it.
        if (signo != SIGSTOP && pgrp_orphaned(t->sb, p->pgid, NULL)) return;
        process_set_stopped(p, signo);
        signal_wake_threads(p, t);
    } else {
        // No core is ever written, so the status has no WCOREFLAG, as on a machine with a core limit of 0.
        process_exit(p, signo);
    }
}

// Everything that is pending now. False: the task does not run on.
static bool signal_deliver_pending(struct task *t) {
    struct process *p = t->process;
    for (;;) {
        if (p->group_exit) {
            task_exit(t, p->group_exit_code);
            return false;
        }
        if (t->group_exiting) { // another thread's execve: only this one goes
            task_exit(t, SIGKILL);
            return false;
        }
        if (p->stopped) {
            t->signal_flag = true; // so that it comes back here
            sched_dequeue(t);
            t->state = TASK_STOPPED;
            for_each_watcher (w, t->sb)
                if (w->stopped) w->stopped(w->ctx, t, p->stop_signal);
            return false;
        }
        struct abi_siginfo info;
        int signo = signal_take_synchronous(t, &info);
        if (!signo) signo = signal_take(t, t->blocked, &info);
        if (!signo) return true;
        uaddr_t handler = t->sighand->action[signo - 1].handler;
        signal_tell(t, signo, &info);
        if (handler == SIG_DFL)
            signal_default(t, signo);
        else if (handler != SIG_IGN)
            signal_run_handler(t, signo, &info);
    }
}

bool signal_deliver(struct task *t) {
    do {
        if (!signal_deliver_pending(t)) return false;
        restart_without_handler(t);
        if (t->restore_mask) { // which may unblock more
            t->restore_mask = false;
            signal_set_mask(t, t->saved_mask);
        }
        signal_recalc(t);
    } while (t->signal_flag);
    return true;
}
