// SPDX-License-Identifier: GPL-2.0-or-later
// Setting the times of a file: utime, utimes, futimesat, utimensat (Linux: fs/utimes.c).
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "abi/time.h"
#include "kernel/timespec.h"
#include "syscalls/internal.h"

// NULL for both means now, which needs less permission than a time of one's own.
struct times {
    struct vfs_time value[2];
    bool omit[2];
    bool explicit;
    bool invalid; // found out once the file is known
};

static void times_now(struct task *t, struct times *out) {
    u64 ns = clock_realtime(t->sb);
    *out = (struct times){.explicit = false};
    out->value[0] = out->value[1] =
        (struct vfs_time){.sec = (s64)(ns / NSEC_PER_SEC), .nsec = (u32)(ns % NSEC_PER_SEC)};
}

static int times_from_specs(struct task *t, uaddr_t from, struct times *out) {
    times_now(t, out);
    if (!from) return 0;
    struct abi_timespec ts[2];
    if (user_read(t->mm, ts, from, sizeof ts)) return -EFAULT;
    bool both_now = ts[0].tv_nsec == UTIME_NOW && ts[1].tv_nsec == UTIME_NOW;
    for (int i = 0; i < 2; i++) {
        if (ts[i].tv_nsec == UTIME_NOW) continue;
        out->omit[i] = ts[i].tv_nsec == UTIME_OMIT;
        if (out->omit[i]) continue;
        if ((u64)ts[i].tv_nsec >= NSEC_PER_SEC) out->invalid = true;
        out->value[i] = (struct vfs_time){.sec = ts[i].tv_sec, .nsec = (u32)ts[i].tv_nsec};
    }
    out->explicit = !both_now;
    return 0;
}

static int times_from_vals(struct task *t, uaddr_t from, struct times *out) {
    times_now(t, out);
    if (!from) return 0;
    struct abi_timeval tv[2];
    if (user_read(t->mm, tv, from, sizeof tv)) return -EFAULT;
    for (int i = 0; i < 2; i++) {
        if ((u64)tv[i].tv_usec >= 1000000) return -EINVAL;
        out->value[i] = (struct vfs_time){.sec = tv[i].tv_sec, .nsec = (u32)tv[i].tv_usec * 1000};
    }
    out->explicit = true;
    return 0;
}

static s64 set_times(struct task *t, const struct path *p, const struct times *v) {
    if (v->invalid) return -EINVAL;
    struct vfs_caller who = task_caller(t);
    return vfs_utimes(&who, p, v->omit[0] ? NULL : &v->value[0], v->omit[1] ? NULL : &v->value[1], v->explicit);
}

static s64 times_at(struct task *t, s32 dfd, uaddr_t name, u32 flags, const struct times *v) {
    if (v->omit[0] && v->omit[1]) return 0;
    if (!name && dfd != AT_FDCWD) {
        const struct file *f = fd_file(t, dfd);
        if (flags) return -EINVAL;
        return f ? set_times(t, &f->path, v) : -EBADF;
    }
    if (flags & ~(u32)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -EINVAL;
    u32 lookup = (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) | (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
    struct path p;
    s64 err = at_lookup(t, dfd, name, lookup, &p);
    if (err < 0) return err;
    err = set_times(t, &p, v);
    path_put(&p);
    return err;
}

SYSCALL_HANDLER(utimensat) {
    struct times v;
    int err = times_from_specs(t, sc->args[2], &v);
    return err < 0 ? err : times_at(t, arg_int(sc, 0), sc->args[1], arg_uint(sc, 3), &v);
}
SYSCALL_HANDLER(futimesat) {
    struct times v;
    int err = times_from_vals(t, sc->args[2], &v);
    return err < 0 ? err : times_at(t, arg_int(sc, 0), sc->args[1], 0, &v);
}
SYSCALL_HANDLER(utimes) {
    struct times v;
    int err = times_from_vals(t, sc->args[1], &v);
    return err < 0 ? err : times_at(t, AT_FDCWD, sc->args[0], 0, &v);
}
SYSCALL_HANDLER(utime) {
    struct times v;
    times_now(t, &v);
    if (sc->args[1]) {
        s64 sec[2];
        if (user_read(t->mm, sec, sc->args[1], sizeof sec)) return -EFAULT;
        v.value[0] = (struct vfs_time){.sec = sec[0]};
        v.value[1] = (struct vfs_time){.sec = sec[1]};
        v.explicit = true;
    }
    return times_at(t, AT_FDCWD, sc->args[0], 0, &v);
}
