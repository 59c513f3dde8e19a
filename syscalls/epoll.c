// SPDX-License-Identifier: GPL-2.0-or-later
// The epoll calls (epoll_create(2), epoll_ctl(2), epoll_wait(2)). The sets themselves are vfs/epoll.c's.
#include "vfs/epoll.h"

#include "kernel/timespec.h"
#include "syscalls/internal.h"

#define EPOLL_EVENTS_MAX (INT32_MAX / (int)sizeof(struct abi_epoll_event))

static s64 do_epoll_create(struct task *t, u32 flags) {
    struct file *f;
    if (flags & ~(u32)EPOLL_CLOEXEC) return -EINVAL;
    int r = epoll_create_file(&t->sb->vfs, flags, t->cred, &f);
    if (r) return r;
    s32 fd = fd_install(t, f, 0, flags & EPOLL_CLOEXEC);
    if (fd < 0) file_put(f);
    return fd;
}

SYSCALL_HANDLER(epoll_create) {
    return arg_int(sc, 0) <= 0 ? -EINVAL : do_epoll_create(t, 0);
}

SYSCALL_HANDLER(epoll_create1) {
    return do_epoll_create(t, arg_uint(sc, 0));
}

SYSCALL_HANDLER(epoll_ctl) {
    s32 op = arg_int(sc, 1), fd = arg_int(sc, 2);
    struct abi_epoll_event event = {0, 0};
    if (op != EPOLL_CTL_DEL && GET_USER(t, &event, sc->args[3])) return -EFAULT;
    struct file *epoll = fd_file(t, arg_int(sc, 0));
    if (!epoll) return -EBADF;
    struct file *target = fd_file(t, fd);
    if (!target) return -EBADF;
    event.events &= ~(u32)EPOLLWAKEUP; // nothing here is ever suspended
    return epoll_control(epoll, op, target, fd, &event);
}

// --- Waiting
struct epoll_out {
    struct task *t;
    uaddr_t events;
};

static int epoll_put(void *ctx, size_t index, const struct abi_epoll_event *event) {
    const struct epoll_out *out = ctx;
    return PUT_USER(out->t, out->events + index * sizeof *event, event) ? -EFAULT : 0;
}

// `forever`, or until `timeout` ns from the first run of the call on; 0: only a look.
static s64 do_epoll_wait(struct task *t, struct syscall *sc, bool forever, u64 timeout) {
    s32 max = arg_int(sc, 2);
    struct epoll_out out = {t, sc->args[1]};
    if (max <= 0 || max > EPOLL_EVENTS_MAX) return -EINVAL;
    u64 size = (u64)max * sizeof(struct abi_epoll_event);
    if (out.events > TASK_SIZE || TASK_SIZE - out.events < size) return -EFAULT;
    struct file *epoll = fd_file(t, arg_int(sc, 0));
    if (!epoll) return -EBADF;
    if (!file_is_epoll(epoll)) return -EINVAL;
    s64 n = epoll_collect(epoll, (size_t)max, epoll_put, &out);
    if (n) return n;
    if (!forever && timeout == 0) return 0;
    if (!forever) {
        u64 deadline;
        int r = clock_deadline(t->sb, CLOCK_MONOTONIC, timeout, false, &deadline);
        if (r) return r;
        task_set_deadline(t, deadline); // that of the first run stays
    }
    s64 r = wait_on(t, epoll_waitq(epoll));
    if (r == -ETIMEDOUT) return 0;
    return r == -ERESTARTSYS ? -EINTR : r; // never started again: signal(7)
}

static s64 epoll_wait_ms(struct task *t, struct syscall *sc) {
    s32 ms = arg_int(sc, 3);
    return do_epoll_wait(t, sc, ms < 0, ms < 0 ? 0 : (u64)ms * 1000000);
}

SYSCALL_HANDLER(epoll_wait) {
    return epoll_wait_ms(t, sc);
}

SYSCALL_HANDLER(epoll_pwait) {
    s64 r = signal_set_user_mask(t, sc, sc->args[4], sc->args[5]);
    if (r) return r;
    r = epoll_wait_ms(t, sc);
    signal_restore_user_mask(t, r);
    return r;
}

SYSCALL_HANDLER(epoll_pwait2) {
    uaddr_t timeout = sc->args[3];
    struct abi_timespec ts = {0, 0};
    if (timeout && !sc->restarted) {
        if (GET_USER(t, &ts, timeout)) return -EFAULT;
        if (!timespec_valid(&ts)) return -EINVAL;
    }
    s64 r = signal_set_user_mask(t, sc, sc->args[4], sc->args[5]);
    if (r) return r;
    // Later runs wait for the deadline that the first one set.
    r = do_epoll_wait(t, sc, !timeout, sc->restarted ? 1 : timespec_ns(&ts));
    signal_restore_user_mask(t, r);
    return r;
}
