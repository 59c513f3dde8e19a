// SPDX-License-Identifier: GPL-2.0-or-later
// eventfd, timerfd and signalfd: descriptors for things that happen. What they are is in vfs/eventfd.c and kernel/fd/.
#include "vfs/eventfd.h"

#include "abi/capability.h"
#include "abi/poll.h"
#include "kernel/fd/signalfd.h"
#include "kernel/fd/timerfd.h"
#include "kernel/timespec.h"
#include "syscalls/internal.h"

// Gives a new file its descriptor, or drops it.
static s64 install(struct task *t, struct file *f, bool cloexec) {
    s32 fd = fd_install(t, f, 0, cloexec);
    if (fd < 0) file_put(f);
    return fd;
}

// --- eventfd(2)
static s64 do_eventfd(struct task *t, u32 count, u32 flags) {
    struct file *f;
    if (flags & ~(u32)(EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK)) return -EINVAL;
    int r = eventfd_create(&t->sb->vfs, count, flags, t->cred, &f);
    return r ? r : install(t, f, flags & EFD_CLOEXEC);
}

SYSCALL_HANDLER(eventfd) {
    return do_eventfd(t, arg_uint(sc, 0), 0);
}

SYSCALL_HANDLER(eventfd2) {
    return do_eventfd(t, arg_uint(sc, 0), arg_uint(sc, 1));
}

// --- timerfd_create(2)
SYSCALL_HANDLER(timerfd_create) {
    s32 clock = arg_int(sc, 0);
    u32 flags = arg_uint(sc, 1);
    struct file *f;
    if (flags & ~(u32)(TFD_CLOEXEC | TFD_NONBLOCK)) return -EINVAL;
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_MONOTONIC:
    case CLOCK_BOOTTIME: break;
    case CLOCK_REALTIME_ALARM:
    case CLOCK_BOOTTIME_ALARM:
        if (!task_capable(t, CAP_WAKE_ALARM)) return -EPERM;
        break;
    default: return -EINVAL;
    }
    int r = timerfd_create_file(t->sb, clock, flags, t->cred, &f);
    return r ? r : install(t, f, flags & TFD_CLOEXEC);
}

static s64 itimerspec_put(struct task *t, uaddr_t to, u64 value, u64 interval) {
    const struct abi_itimerspec it = {.it_interval = timespec_from_ns(interval), .it_value = timespec_from_ns(value)};
    return PUT_USER(t, to, &it) ? -EFAULT : 0;
}

SYSCALL_HANDLER(timerfd_settime) {
    u32 flags = arg_uint(sc, 1);
    uaddr_t old = sc->args[3];
    struct abi_itimerspec it;
    u64 value, interval;
    if (GET_USER(t, &it, sc->args[2])) return -EFAULT;
    if (flags & ~(u32)(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) return -EINVAL;
    if (!timespec_valid(&it.it_interval) || !timespec_valid(&it.it_value)) return -EINVAL;
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    if (!file_is_timerfd(f)) return -EINVAL;
    int r = timerfd_set(f, flags, timespec_ns(&it.it_value), timespec_ns(&it.it_interval), &value, &interval);
    return r || !old ? r : itimerspec_put(t, old, value, interval);
}

SYSCALL_HANDLER(timerfd_gettime) {
    struct file *f = fd_file(t, arg_int(sc, 0));
    u64 value, interval;
    if (!f) return -EBADF;
    if (!file_is_timerfd(f)) return -EINVAL;
    timerfd_get(f, &value, &interval);
    return itimerspec_put(t, sc->args[1], value, interval);
}

// --- signalfd(2)
static s64 do_signalfd(struct task *t, const struct syscall *sc, u32 flags) {
    s32 fd = arg_int(sc, 0);
    sigset mask;
    struct file *f;
    if (sc->args[2] != sizeof mask) return -EINVAL;
    if (GET_USER(t, &mask, sc->args[1])) return -EFAULT;
    if (flags & ~(u32)(SFD_CLOEXEC | SFD_NONBLOCK)) return -EINVAL;
    mask &= ~SIG_KERNEL_ONLY;
    if (fd == -1) {
        int r = signalfd_create_file(t->sb, mask, flags, t->cred, &f);
        return r ? r : install(t, f, flags & SFD_CLOEXEC);
    }
    f = fd_file(t, fd);
    if (!f) return -EBADF;
    if (!file_is_signalfd(f)) return -EINVAL;
    signalfd_set_mask(f, t, mask);
    return fd;
}

SYSCALL_HANDLER(signalfd) {
    return do_signalfd(t, sc, 0);
}

SYSCALL_HANDLER(signalfd4) {
    return do_signalfd(t, sc, arg_uint(sc, 3));
}
