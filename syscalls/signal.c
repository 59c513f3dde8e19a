// SPDX-License-Identifier: GPL-2.0-or-later
// Signal calls: kill and its kind, dispositions and masks, waiting for signals. The rules are kernel/signal*.c's.
#include <string.h>

#include "kernel/timespec.h"
#include "syscalls/internal.h"

// --- Dispositions and masks
SYSCALL_HANDLER(rt_sigaction) {
    s32 signo = arg_int(sc, 0);
    uaddr_t act = sc->args[1], old = sc->args[2];
    struct abi_sigaction action, before;
    if (sc->args[3] != sizeof(sigset)) return -EINVAL;
    if (act && GET_USER(t, &action, act)) return -EFAULT;
    int r = signal_action(t, signo, act ? &action : NULL, &before);
    if (!r && old && PUT_USER(t, old, &before)) return -EFAULT;
    return r;
}

SYSCALL_HANDLER(rt_sigprocmask) {
    uaddr_t set = sc->args[1], old = sc->args[2];
    const sigset before = t->blocked;
    sigset mask;
    if (sc->args[3] != sizeof mask) return -EINVAL;
    if (set) {
        if (GET_USER(t, &mask, set)) return -EFAULT;
        switch (arg_int(sc, 0)) {
        case SIG_BLOCK: mask |= before; break;
        case SIG_UNBLOCK: mask = before & ~mask; break;
        case SIG_SETMASK: break;
        default: return -EINVAL;
        }
        signal_set_mask(t, mask);
    }
    return old && PUT_USER(t, old, &before) ? -EFAULT : 0;
}

SYSCALL_HANDLER(rt_sigpending) {
    u64 size = sc->args[1];
    if (size > sizeof(sigset)) return -EINVAL; // less is allowed, and writes less
    sigset pending = (t->pending.set | t->process->pending.set) & t->blocked;
    return user_write(t->mm, sc->args[0], &pending, size) ? -EFAULT : 0;
}

SYSCALL_HANDLER(rt_sigreturn) {
    (void)sc;
    return sigframe_return(t);
}

SYSCALL_HANDLER(sigaltstack) {
    uaddr_t new = sc->args[0], old = sc->args[1];
    const u64 sp = task_regs(t)->gpr[REG_RSP];
    struct abi_stack stack, before;
    if (new &&GET_USER(t, &stack, new)) return -EFAULT;
    altstack_get(t, &before, sp);
    if (new) {
        int r = altstack_set(t, &stack, sp);
        if (r) return r;
    }
    return old && PUT_USER(t, old, &before) ? -EFAULT : 0;
}

// --- Sending
SYSCALL_HANDLER(kill) {
    s32 signo = arg_int(sc, 1);
    struct abi_siginfo info;
    siginfo_kill(&info, t, signo, SI_USER);
    return signal_kill(t, arg_int(sc, 0), signo, &info);
}

// To the thread `tid`, which must be of process `tgid` if that is positive.
static s64 signal_thread(struct task *t, s32 tgid, s32 tid, s32 signo, const struct abi_siginfo *info) {
    struct task *target = task_find(t->sb, tid);
    if (!target || (tgid > 0 && target->process->pid != tgid)) return -ESRCH;
    if (signo < 0 || signo > NSIG) return -EINVAL;
    if (!task_may_signal(t, target->process, signo)) return -EPERM;
    return signal_send_task(target, signo, info);
}

SYSCALL_HANDLER(tkill) {
    s32 tid = arg_int(sc, 0), signo = arg_int(sc, 1);
    if (tid <= 0) return -EINVAL;
    struct abi_siginfo info;
    siginfo_kill(&info, t, signo, SI_TKILL);
    return signal_thread(t, 0, tid, signo, &info);
}

SYSCALL_HANDLER(tgkill) {
    s32 tgid = arg_int(sc, 0), tid = arg_int(sc, 1), signo = arg_int(sc, 2);
    if (tgid <= 0 || tid <= 0) return -EINVAL;
    struct abi_siginfo info;
    siginfo_kill(&info, t, signo, SI_TKILL);
    return signal_thread(t, tgid, tid, signo, &info);
}

// A siginfo of the caller's making. It may not look as if the kernel or kill(2) had made it, but for the caller itself.
#define SIGINFO_KNOWN 48 // bytes that any layout uses; the rest is zeroed
static int siginfo_copy_in(struct task *t, uaddr_t from, s32 signo, s32 target, struct abi_siginfo *info) {
    if (GET_USER(t, info, from)) return -EFAULT;
    info->si_signo = signo;
    u8 *tail = (u8 *)info + SIGINFO_KNOWN;
    size_t size = sizeof *info - SIGINFO_KNOWN;
    if (info->si_code < SI_DETHREAD && info->si_code != SI_ASYNCNL) {
        for (size_t i = 0; i < size; i++)
            if (tail[i]) return -E2BIG; // of a layout nobody knows
    }
    memset(tail, 0, size);
    if ((info->si_code >= 0 || info->si_code == SI_TKILL) && t->process->pid != target) return -EPERM;
    return 0;
}

SYSCALL_HANDLER(rt_sigqueueinfo) {
    s32 pid = arg_int(sc, 0), signo = arg_int(sc, 1);
    struct abi_siginfo info;
    int r = siginfo_copy_in(t, sc->args[2], signo, pid, &info);
    if (r) return r;
    return pid > 0 ? signal_kill(t, pid, signo, &info) : -ESRCH;
}

SYSCALL_HANDLER(rt_tgsigqueueinfo) {
    s32 tgid = arg_int(sc, 0), tid = arg_int(sc, 1), signo = arg_int(sc, 2);
    struct abi_siginfo info;
    if (tgid <= 0 || tid <= 0) {
        return GET_USER(t, &info, sc->args[3]) ? -EFAULT : -EINVAL;
    }
    int r = siginfo_copy_in(t, sc->args[3], signo, tid, &info);
    return r ? r : signal_thread(t, tgid, tid, signo, &info);
}

// --- Waiting
SYSCALL_HANDLER(pause) {
    (void)sc;
    return signal_pending(t) ? -ERESTARTNOHAND : SYS_PARKED;
}

SYSCALL_HANDLER(rt_sigsuspend) {
    if (sc->args[1] != sizeof(sigset)) return -EINVAL;
    if (!sc->restarted) {
        sigset mask;
        if (GET_USER(t, &mask, sc->args[0])) return -EFAULT;
        t->saved_mask = t->blocked;
        t->restore_mask = true;
        signal_set_mask(t, mask);
    }
    return signal_pending(t) ? -ERESTARTNOHAND : SYS_PARKED;
}

// sigtimedwait(2). While it waits the signals it wants are unblocked, so that they wake it; real_blocked keeps
// that from giving them to a handler, or from being thrown away.
static void sigtimedwait_unblock(struct task *t, sigset set) {
    t->real_blocked = t->blocked;
    signal_set_mask(t, t->blocked & ~set);
}
static void sigtimedwait_block(struct task *t) {
    sigset before = t->real_blocked;
    t->real_blocked = 0;
    signal_set_mask(t, before);
}

SYSCALL_HANDLER(rt_sigtimedwait) {
    uaddr_t timeout = sc->args[2];
    const bool waited = sc->progress[0];
    sigset set;
    struct abi_timespec ts = {0, 0};
    if (waited) {
        sigtimedwait_block(t);
        sc->progress[0] = 0;
    }
    if (sc->args[3] != sizeof set) return -EINVAL;
    if (GET_USER(t, &set, sc->args[0])) return -EFAULT;
    set &= ~SIG_KERNEL_ONLY;
    if (timeout && !waited) {
        if (GET_USER(t, &ts, timeout)) return -EFAULT;
        if (!timespec_valid(&ts)) return -EINVAL;
    }
    struct abi_siginfo info;
    int signo = signal_dequeue(t, set, &info);
    if (signo) return sc->args[1] && PUT_USER(t, sc->args[1], &info) ? -EFAULT : signo;
    if (sc->timed_out) return -EAGAIN;
    if (waited) return -EINTR;
    if (timeout) {
        if (!ts.tv_sec && !ts.tv_nsec) return -EAGAIN;
        u64 deadline;
        int r = clock_deadline(t->sb, CLOCK_MONOTONIC, timespec_ns(&ts), false, &deadline);
        if (r) return r;
        task_set_deadline(t, deadline);
        if (sc->timed_out) return -EAGAIN;
    }
    sigtimedwait_unblock(t, set);
    if (signal_pending(t)) {
        sigtimedwait_block(t);
        return -EINTR;
    }
    sc->progress[0] = 1;
    return SYS_PARKED;
}
