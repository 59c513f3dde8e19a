// SPDX-License-Identifier: GPL-2.0-or-later
// Making tasks, ending them, waiting for them, and their numbers, groups and sessions.
#include "abi/capability.h"
#include "abi/sched.h"
#include "abi/signal.h"
#include "abi/wait.h"
#include "kernel/wait.h"
#include "syscalls/internal.h"
#include "syscalls/table.h"

// vfork's parent stands still until the child execs or exits; only death ends that wait (vfork(2)).
static s64 vfork_wait(struct task *t, struct syscall *sc) {
    s32 tid = (s32)sc->progress[0];
    struct task *child = task_find(t->sb, tid);
    if (!child || child->vfork_parent != t || signal_fatal_pending(t)) return tid;
    task_wait_on(t, &child->vfork_done, 0);
    return SYS_PARKED;
}

static s64 do_clone(struct task *t, struct syscall *sc, const struct clone_request *req) {
    if (sc->restarted) return vfork_wait(t, sc);
    s64 tid = task_clone(t, req);
    if (tid < 0 || !(req->flags & CLONE_VFORK)) return tid;
    sc->progress[0] = (u64)tid;
    return vfork_wait(t, sc);
}

SYSCALL_HANDLER(fork) {
    return do_clone(t, sc, &(struct clone_request){.exit_signal = SIGCHLD});
}

SYSCALL_HANDLER(vfork) {
    return do_clone(t, sc, &(struct clone_request){.flags = CLONE_VFORK | CLONE_VM, .exit_signal = SIGCHLD});
}

SYSCALL_HANDLER(clone) {
    u64 flags = (u32)sc->args[0];
    struct clone_request req = {.flags = flags & ~(u64)CSIGNAL,
                                .exit_signal = flags & CSIGNAL,
                                .stack = sc->args[1],
                                .parent_tid = sc->args[2],
                                .child_tid = sc->args[3],
                                .tls = sc->args[4],
                                .pidfd = sc->args[2]};
    if ((req.flags & CLONE_PIDFD) && (req.flags & CLONE_PARENT_SETTID)) return -EINVAL;
    return do_clone(t, sc, &req);
}

SYSCALL_HANDLER(clone3) {
    u64 size = sc->args[1];
    struct abi_clone_args args = {0};
    if (sc->restarted) return vfork_wait(t, sc);
    if (size > PAGE_SIZE) return -E2BIG;
    if (size < CLONE_ARGS_SIZE_VER0) return -EINVAL;
    if (user_read(t->mm, &args, sc->args[0], min_u64(size, sizeof args))) return -EFAULT;
    for (u64 at = sizeof args; at < size; at++) { // what a newer program may want must be zero
        u8 byte;
        if (user_read(t->mm, &byte, sc->args[0] + at, 1)) return -EFAULT;
        if (byte) return -E2BIG;
    }
    if (args.flags & (CLONE_DETACHED | CSIGNAL)) return -EINVAL;
    if ((args.flags & (CLONE_THREAD | CLONE_PARENT)) && args.exit_signal) return -EINVAL;
    if (args.exit_signal & ~(u64)CSIGNAL || args.exit_signal > NSIG) return -EINVAL;
    if (args.set_tid_size > 32 || (!args.set_tid && args.set_tid_size) || (args.set_tid && !args.set_tid_size)) return -EINVAL;
    if (args.set_tid_size) return task_capable(t, CAP_SYS_ADMIN) ? -EINVAL : -EPERM;
    if (!args.stack != !args.stack_size) return -EINVAL;
    if (args.stack && (args.stack >= TASK_SIZE || args.stack_size > TASK_SIZE - args.stack)) return -EINVAL;
    struct clone_request req = {.flags = args.flags,
                                .exit_signal = (u32)args.exit_signal,
                                .stack = args.stack ? args.stack + args.stack_size : 0,
                                .parent_tid = args.parent_tid,
                                .child_tid = args.child_tid,
                                .tls = args.tls,
                                .pidfd = args.pidfd};
    return do_clone(t, sc, &req);
}

SYSCALL_HANDLER(exit) {
    struct process *p = t->process;
    s32 status = (arg_int(sc, 0) & 0xff) << 8;
    if (p->thread_count == 1 && !p->group_exit) p->group_exit_code = status;
    task_exit(t, status);
    return 0;
}

SYSCALL_HANDLER(exit_group) {
    struct process *p = t->process;
    process_exit(p, (arg_int(sc, 0) & 0xff) << 8);
    task_exit(t, p->group_exit_code);
    return 0;
}

// --- Waiting
SYSCALL_HANDLER(wait4) {
    s32 pid = arg_int(sc, 0);
    u32 options = arg_uint(sc, 2);
    if (options & ~(u32)(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL)) return -EINVAL;
    if (pid == INT32_MIN) return -ESRCH;
    struct wait_request r = {.options = options | WEXITED};
    if (pid == -1) r.which = P_ALL;
    else if (pid < 0) r.which = P_PGID, r.id = -pid;
    else if (pid == 0) r.which = P_PGID, r.id = t->process->pgid;
    else r.which = P_PID, r.id = pid;
    struct wait_result got;
    s64 result = process_wait(t, &r, &got);
    if (result <= 0) return result;
    if (sc->args[1] && PUT_USER(t, sc->args[1], &got.status)) return -EFAULT;
    if (sc->args[3] && PUT_USER(t, sc->args[3], &got.usage)) return -EFAULT;
    return got.pid;
}

SYSCALL_HANDLER(waitid) {
    u32 options = arg_uint(sc, 3);
    struct wait_request r = {.which = arg_int(sc, 0), .id = arg_int(sc, 1), .options = options};
    if (options & ~(u32)(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL)) return -EINVAL;
    if (!(options & (WEXITED | WSTOPPED | WCONTINUED))) return -EINVAL;
    switch (r.which) {
    case P_ALL: break;
    case P_PID:
        if (r.id <= 0) return -EINVAL;
        break;
    case P_PGID:
        if (r.id < 0) return -EINVAL;
        if (r.id == 0) r.id = t->process->pgid;
        break;
    case P_PIDFD: return r.id < 0 ? -EINVAL : -EBADF;
    default: return -EINVAL;
    }
    struct wait_result got;
    s64 result = process_wait(t, &r, &got);
    if (result < 0) return result;
    if (result && sc->args[4] && PUT_USER(t, sc->args[4], &got.usage)) return -EFAULT;
    if (!sc->args[2]) return 0;
    struct abi_siginfo info = {0};
    if (result) {
        info.si_signo = SIGCHLD;
        info.si_code = got.code;
        info.chld.pid = got.pid;
        info.chld.uid = got.uid;
        info.chld.status = got.value;
    }
    // Linux writes these six fields and nothing else.
    if (user_write(t->mm, sc->args[2], &info, 28)) return -EFAULT;
    return 0;
}

// --- Numbers
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
SYSCALL_HANDLER(getpgrp) {
    (void)sc;
    return t->process->pgid;
}

static struct process *process_or_self(struct task *t, s32 pid) {
    if (!pid) return t->process;
    struct task *other = task_find(t->sb, pid);
    return other ? other->process : NULL;
}
SYSCALL_HANDLER(getpgid) {
    const struct process *p = process_or_self(t, arg_int(sc, 0));
    return p ? p->pgid : -ESRCH;
}
SYSCALL_HANDLER(getsid) {
    const struct process *p = process_or_self(t, arg_int(sc, 0));
    return p ? p->sid : -ESRCH;
}

SYSCALL_HANDLER(setpgid) {
    s32 pid = arg_int(sc, 0), pgid = arg_int(sc, 1);
    struct process *self = t->process;
    if (!pid) pid = self->pid;
    if (!pgid) pgid = pid;
    if (pgid < 0) return -EINVAL;
    struct process *p = process_find(t->sb, pid);
    if (!p) return -ESRCH;
    if (p != self) {
        if (p->parent != self) return -ESRCH;
        if (p->sid != self->sid) return -EPERM;
        if (p->did_exec) return -EACCES;
    }
    if (p->sid == p->pid) return -EPERM; // a session leader stays where it is
    if (pgid != pid) {
        const struct process *other;
        bool found = false;
        list_for_each(other, &t->sb->processes, all_link) {
            if (other->pgid == pgid && other->sid == self->sid) found = true;
        }
        if (!found) return -EPERM;
    }
    p->pgid = pgid;
    return 0;
}

SYSCALL_HANDLER(setsid) {
    (void)sc;
    struct process *p = t->process;
    const struct process *other;
    list_for_each(other, &t->sb->processes, all_link) {
        if (other->pgid == p->pid) return -EPERM;
    }
    p->sid = p->pgid = p->pid;
    p->tty = NULL;
    return p->sid;
}

SYSCALL_HANDLER(set_tid_address) {
    t->clear_child_tid = sc->args[0];
    return t->tid;
}
