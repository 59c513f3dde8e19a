// SPDX-License-Identifier: GPL-2.0-or-later
// Making tasks and ending them: fork, vfork, clone, clone3, exit, exit_group. What is checked and what is copied is kernel/clone.c's.
#include "abi/sched.h"
#include "abi/signal.h"
#include "syscalls/internal.h"

// vfork's parent stands still until the child execs or exits; only death ends that wait (vfork(2)).
static s64 vfork_wait(struct task *t, struct syscall *sc) {
    const s32 tid = (s32)sc->progress[0];
    struct task *child = task_find(t->sb, tid);
    if (!child || child->vfork_parent != t) return tid;
    if (signal_fatal_pending(t)) {
        child->vfork_parent = NULL;
        return tid;
    }
    task_wait_on(t, &child->vfork_done, 0);
    return SYS_PARKED;
}

static s64 do_clone(struct task *t, struct syscall *sc, const struct clone_request *req) {
    s64 tid = task_clone(t, req);
    if (tid < 0 || !(req->flags & CLONE_VFORK)) return tid;
    sc->progress[0] = (u64)tid;
    return vfork_wait(t, sc);
}

SYSCALL_HANDLER(fork) {
    return do_clone(t, sc, &(struct clone_request){.exit_signal = SIGCHLD});
}

SYSCALL_HANDLER(vfork) {
    if (sc->restarted) return vfork_wait(t, sc);
    return do_clone(t, sc, &(struct clone_request){.flags = CLONE_VFORK | CLONE_VM, .exit_signal = SIGCHLD});
}

SYSCALL_HANDLER(clone) {
    const u32 flags = arg_uint(sc, 0);
    const struct clone_request req = {.flags = flags & ~(u32)CSIGNAL,
                                      .exit_signal = flags & CSIGNAL,
                                      .stack = sc->args[1],
                                      .parent_tid = sc->args[2],
                                      .pidfd = sc->args[2],
                                      .child_tid = sc->args[3],
                                      .tls = sc->args[4]};
    if (sc->restarted) return vfork_wait(t, sc);
    return do_clone(t, sc, &req);
}

// A struct that may grow: what this kernel does not know must be zero (clone3(2), openat2(2) "Extensibility").
static int clone_args_from_user(struct task *t, uaddr_t from, u64 size, struct abi_clone_args *args) {
    if (size > PAGE_SIZE) return -E2BIG;
    if (size < CLONE_ARGS_SIZE_VER0) return -EINVAL;
    *args = (struct abi_clone_args){0};
    for (u64 at = sizeof *args; at < size; at++) {
        u8 byte;
        if (user_read(t->mm, &byte, from + at, 1)) return -EFAULT;
        if (byte) return -E2BIG;
    }
    return user_read(t->mm, args, from, min_u64(size, sizeof *args)) ? -EFAULT : 0;
}

static int clone_args_check(const struct abi_clone_args *a, u64 size) {
    const u64 known = UINT32_MAX | CLONE_CLEAR_SIGHAND | CLONE_INTO_CGROUP;
    if (a->set_tid_size > MAX_PID_NS_LEVEL || !a->set_tid != !a->set_tid_size) return -EINVAL;
    if (a->exit_signal & ~(u64)CSIGNAL || a->exit_signal > NSIG) return -EINVAL;
    if ((a->flags & CLONE_INTO_CGROUP) && (a->cgroup > INT32_MAX || size < CLONE_ARGS_SIZE_VER2)) return -EINVAL;
    if (a->flags & ~known || a->flags & (CLONE_DETACHED | (CSIGNAL & ~CLONE_NEWTIME))) return -EINVAL;
    if ((a->flags & CLONE_SIGHAND) && (a->flags & CLONE_CLEAR_SIGHAND)) return -EINVAL;
    if ((a->flags & (CLONE_THREAD | CLONE_PARENT)) && a->exit_signal) return -EINVAL;
    if (!a->stack != !a->stack_size) return -EINVAL;
    if (a->stack >= TASK_SIZE || a->stack_size > TASK_SIZE - a->stack) return -EINVAL;
    return 0;
}

SYSCALL_HANDLER(clone3) {
    struct abi_clone_args args;
    s32 set_tid = 0;
    if (sc->restarted) return vfork_wait(t, sc);
    int err = clone_args_from_user(t, sc->args[0], sc->args[1], &args);
    if (err == 0) err = clone_args_check(&args, sc->args[1]);
    if (err < 0) return err;
    if (args.set_tid_size) {
        if (GET_USER(t, &set_tid, args.set_tid)) return -EFAULT;
        // One number for each namespace that the task will be in, from the innermost; there is one.
        if (args.set_tid_size > 1 || set_tid < 1) return -EINVAL;
    }
    if (args.flags & CLONE_INTO_CGROUP) return -EBADF; // no descriptor is one of a cgroup
    const struct clone_request req = {.flags = args.flags,
                                      .exit_signal = (u32)args.exit_signal,
                                      .stack = args.stack + args.stack_size,
                                      .parent_tid = args.parent_tid,
                                      .child_tid = args.child_tid,
                                      .tls = args.tls,
                                      .pidfd = args.pidfd,
                                      .set_tid = set_tid};
    return do_clone(t, sc, &req);
}

SYSCALL_HANDLER(exit) {
    task_exit(t, (arg_int(sc, 0) & 0xff) << 8);
    return 0;
}

SYSCALL_HANDLER(exit_group) {
    struct process *p = t->process;
    process_exit(p, (arg_int(sc, 0) & 0xff) << 8);
    task_exit(t, p->group_exit_code);
    return 0;
}
