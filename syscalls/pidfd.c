// SPDX-License-Identifier: GPL-2.0-or-later
// Calls on process descriptors: pidfd_open, pidfd_send_signal, pidfd_getfd.
#include "abi/pidfd.h"
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "kernel/fd/pidfd.h"
#include "syscalls/internal.h"

SYSCALL_HANDLER(pidfd_open) {
    const s32 pid = arg_int(sc, 0);
    const u32 flags = arg_uint(sc, 1);
    if (flags & ~(u32)(PIDFD_NONBLOCK | PIDFD_THREAD) || pid <= 0) return -EINVAL;
    const struct task *target = task_find(t->sb, pid);
    if (!target) return -ESRCH;
    struct process *p = target->process;
    const bool thread = flags & PIDFD_THREAD;
    if (!thread && p->pid != pid) return -ENOENT; // until 6.15: EINVAL
    struct file *f;
    int err = pidfd_create(t, p, thread ? pid : 0, flags & PIDFD_NONBLOCK, &f);
    if (err < 0) return err;
    s32 fd = fd_install(t, f, 0, true);
    if (fd < 0) file_put(f);
    return fd;
}

// What `fd` means; NULL: no pidfd.
static struct process *process_of(const struct task *t, s32 fd, const struct file **f) {
    *f = fd_file(t, fd);
    return *f ? pidfd_process(*f) : NULL;
}

// Whom a signal is meant for: by default what the descriptor was opened for.
enum scope { SCOPE_THREAD, SCOPE_PROCESS, SCOPE_GROUP };

static int scope_from_flags(u32 flags, bool thread_fd, enum scope *scope) {
    switch (flags) {
    case 0: *scope = thread_fd ? SCOPE_THREAD : SCOPE_PROCESS; return 0;
    case PIDFD_SIGNAL_THREAD: *scope = SCOPE_THREAD; return 0;
    case PIDFD_SIGNAL_THREAD_GROUP: *scope = SCOPE_PROCESS; return 0;
    case PIDFD_SIGNAL_PROCESS_GROUP: *scope = SCOPE_GROUP; return 0;
    default: return -EINVAL;
    }
}

// A siginfo of the caller's making may look like the kernel's own only to the caller itself.
static int info_from_user(struct task *t, uaddr_t from, s32 signo, bool to_self, struct abi_siginfo *info) {
    if (GET_USER(t, info, from)) return -EFAULT;
    if (info->si_signo != signo) return -EINVAL;
    return !to_self && (info->si_code >= 0 || info->si_code == SI_TKILL) ? -EPERM : 0;
}

SYSCALL_HANDLER(pidfd_send_signal) {
    const s32 signo = arg_int(sc, 1);
    const struct file *f;
    struct abi_siginfo info;
    enum scope scope;
    if (arg_uint(sc, 3) & (arg_uint(sc, 3) - 1)) return -EINVAL;
    if (arg_uint(sc, 3) & ~(u32)(PIDFD_SIGNAL_THREAD | PIDFD_SIGNAL_THREAD_GROUP | PIDFD_SIGNAL_PROCESS_GROUP))
        return -EINVAL;
    struct process *p = process_of(t, arg_int(sc, 0), &f);
    if (!p) return -EBADF;
    const s32 tid = pidfd_thread(f) ? pidfd_thread(f) : p->pid;
    int err = scope_from_flags(arg_uint(sc, 3), pidfd_thread(f) != 0, &scope);
    if (err < 0) return err;
    siginfo_kill(&info, t, signo, scope == SCOPE_THREAD ? SI_TKILL : SI_USER);
    if (sc->args[2]) err = info_from_user(t, sc->args[2], signo, tid == t->tid && scope != SCOPE_GROUP, &info);
    if (err < 0) return err;
    if (signo < 0 || signo > NSIG) return -EINVAL;
    if (p->reaped) return -ESRCH;
    if (scope == SCOPE_GROUP) return signal_kill(t, -tid, signo, &info);
    if (scope == SCOPE_PROCESS) return signal_kill(t, p->pid, signo, &info);
    struct task *target = task_find(t->sb, tid);
    if (!target || target->process != p) return -ESRCH;
    if (!task_may_signal(t, p, signo)) return -EPERM;
    return signal_send_task(target, signo, &info);
}

SYSCALL_HANDLER(pidfd_getfd) {
    const struct file *f;
    if (arg_uint(sc, 2)) return -EINVAL;
    const struct process *p = process_of(t, arg_int(sc, 0), &f);
    if (!p) return -EBADF;
    const s32 tid = pidfd_thread(f) ? pidfd_thread(f) : p->pid;
    const struct task *target = p->reaped ? NULL : task_find(t->sb, tid);
    if (!target || target->process != p) return -ESRCH;
    if (!task_may_access(t, target)) return -EPERM;
    if (!target->files) return -ESRCH; // it has ended
    struct file *wanted = fd_file_any(target, arg_int(sc, 1));
    if (!wanted) return -EBADF;
    s32 fd = fd_install(t, file_get(wanted), 0, true);
    if (fd < 0) file_put(wanted);
    return fd;
}
