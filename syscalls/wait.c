// SPDX-License-Identifier: GPL-2.0-or-later
// wait4 and waitid: options in, results out. Which child it is decides kernel/wait.c.
#include "abi/wait.h"
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "kernel/fd/pidfd.h"
#include "kernel/wait.h"
#include "syscalls/internal.h"

#define WAIT_COMMON ((u32)(WNOHANG | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL))

SYSCALL_HANDLER(wait4) {
    const s32 pid = arg_int(sc, 0);
    const u32 options = arg_uint(sc, 2);
    if (options & ~(WAIT_COMMON | WUNTRACED)) return -EINVAL;
    if (pid == INT32_MIN) return -ESRCH;
    struct wait_request r = {.which = P_ALL, .options = options | WEXITED};
    if (pid > 0)
        r.which = P_PID, r.id = pid;
    else if (pid != -1)
        r.which = P_PGID, r.id = pid ? -pid : t->process->pgid;
    struct wait_result got;
    s64 result = process_wait(t, &r, &got);
    if (result <= 0) return result;
    if (sc->args[1] && PUT_USER(t, sc->args[1], &got.status)) return -EFAULT;
    if (sc->args[3] && PUT_USER(t, sc->args[3], &got.usage)) return -EFAULT;
    return got.pid;
}

static int waitid_target(struct task *t, struct wait_request *r, s32 id, bool *nonblock) {
    const struct file *f;
    r->id = id;
    switch (r->which) {
    case P_ALL: return 0;
    case P_PID: return id <= 0 ? -EINVAL : 0;
    case P_PGID:
        if (id < 0) return -EINVAL;
        if (id == 0) r->id = t->process->pgid;
        return 0;
    case P_PIDFD:
        if (id < 0) return -EINVAL;
        f = fd_file(t, id);
        r->process = f ? pidfd_process(f) : NULL;
        if (!r->process) return -EBADF;
        *nonblock = f->flags & O_NONBLOCK;
        return 0;
    default: return -EINVAL;
    }
}

// Linux writes the six fields that tell of a child and nothing else, zeroes if there is none.
static int put_child_info(struct task *t, uaddr_t to, bool any, const struct wait_result *got) {
    struct abi_siginfo info = {0};
    if (any) {
        info.si_signo = SIGCHLD;
        info.si_code = got->code;
        info.chld.pid = got->pid;
        info.chld.uid = got->uid;
        info.chld.status = got->value;
    }
    return user_write(t->mm, to, &info, offsetof(struct abi_siginfo, chld.status) + sizeof info.chld.status) ? -EFAULT
                                                                                                             : 0;
}

static s64 do_waitid(struct task *t, const struct syscall *sc, struct wait_result *got) {
    struct wait_request r = {.which = arg_int(sc, 0), .options = arg_uint(sc, 3)};
    bool nonblock = false;
    if (r.options & ~(WAIT_COMMON | WNOWAIT | WEXITED | WSTOPPED)) return -EINVAL;
    if (!(r.options & (WEXITED | WSTOPPED | WCONTINUED))) return -EINVAL;
    int err = waitid_target(t, &r, arg_int(sc, 1), &nonblock);
    if (err < 0) return err;
    bool hang = !(r.options & WNOHANG);
    if (nonblock) r.options |= WNOHANG;
    s64 result = process_wait(t, &r, got);
    return result == 0 && nonblock && hang ? -EAGAIN : result;
}

SYSCALL_HANDLER(waitid) {
    struct wait_result got;
    s64 result = do_waitid(t, sc, &got);
    if (result == SYS_PARKED) return result;
    if (result > 0 && sc->args[4] && PUT_USER(t, sc->args[4], &got.usage)) return -EFAULT;
    if (sc->args[2] && put_child_info(t, sc->args[2], result > 0, &got)) return -EFAULT; // also after an error
    return result > 0 ? 0 : result;
}
