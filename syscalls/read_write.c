// SPDX-License-Identifier: GPL-2.0-or-later
// read, write and their vector and positioned forms; lseek.
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "abi/uio.h"
#include "syscalls/internal.h"

static bool seekable(const struct file *f) {
    return !(file_ops(f)->flags & FOP_STREAM);
}

// A user range that wraps, or reaches beyond user memory, is refused before anything is moved (access_ok).
static bool range_ok(uaddr_t base, u64 len) {
    return len <= TASK_SIZE && base <= TASK_SIZE - len;
}

SYSCALL_HANDLER(read) {
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f || !(f->mode & FMODE_READ)) return -EBADF;
    if (!range_ok(sc->args[1], sc->args[2])) return (s64)sc->args[2] < 0 ? -EINVAL : -EFAULT;
    struct iov_iter it;
    user_buf(t, &it, sc->args[1], sc->args[2]);
    return io_read(t, sc, f, &it, NULL, false);
}

SYSCALL_HANDLER(write) {
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f || !(f->mode & FMODE_WRITE)) return -EBADF;
    if (!range_ok(sc->args[1], sc->args[2])) return (s64)sc->args[2] < 0 ? -EINVAL : -EFAULT;
    struct iov_iter it;
    user_buf(t, &it, sc->args[1], sc->args[2]);
    return io_write(t, sc, f, &it, NULL, false);
}

SYSCALL_HANDLER(pread64) {
    u64 pos = sc->args[3];
    if ((s64)pos < 0) return -EINVAL;
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    if (!seekable(f)) return -ESPIPE;
    if (!(f->mode & FMODE_READ)) return -EBADF;
    if (!range_ok(sc->args[1], sc->args[2])) return (s64)sc->args[2] < 0 ? -EINVAL : -EFAULT;
    struct iov_iter it;
    user_buf(t, &it, sc->args[1], sc->args[2]);
    return io_read(t, sc, f, &it, &pos, false);
}

SYSCALL_HANDLER(pwrite64) {
    u64 pos = sc->args[3];
    if ((s64)pos < 0) return -EINVAL;
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    if (!seekable(f)) return -ESPIPE;
    if (!(f->mode & FMODE_WRITE)) return -EBADF;
    if (!range_ok(sc->args[1], sc->args[2])) return (s64)sc->args[2] < 0 ? -EINVAL : -EFAULT;
    struct iov_iter it;
    user_buf(t, &it, sc->args[1], sc->args[2]);
    return io_write(t, sc, f, &it, &pos, false);
}

static s64 vector(struct task *t, struct syscall *sc, u64 *pos, u32 flags, bool writing) {
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    if (pos && !seekable(f)) return -ESPIPE;
    if (!(f->mode & (writing ? FMODE_WRITE : FMODE_READ))) return -EBADF;
    struct iov_segment *seg;
    struct iov_iter it;
    s64 result = user_iov(t, sc->args[1], sc->args[2], &seg, &it);
    if (result < 0) return result;
    bool nowait = flags & RWF_NOWAIT;
    if (writing) {
        u32 old = f->flags;
        u64 end = f->inode->size;
        if (flags & RWF_APPEND) {
            f->flags |= O_APPEND;
            if (pos) pos = &end;
        }
        result = io_write(t, sc, f, &it, pos, nowait);
        f->flags = old;
    } else {
        result = io_read(t, sc, f, &it, pos, nowait);
    }
    kfree(seg);
    return result;
}

SYSCALL_HANDLER(readv) {
    return vector(t, sc, NULL, 0, false);
}
SYSCALL_HANDLER(writev) {
    return vector(t, sc, NULL, 0, true);
}
SYSCALL_HANDLER(preadv) {
    u64 pos = sc->args[3];
    return (s64)pos < 0 ? -EINVAL : vector(t, sc, &pos, 0, false);
}
SYSCALL_HANDLER(pwritev) {
    u64 pos = sc->args[3];
    return (s64)pos < 0 ? -EINVAL : vector(t, sc, &pos, 0, true);
}

#define RWF_KNOWN (RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT | RWF_APPEND)

static s64 vector2(struct task *t, struct syscall *sc, bool writing) {
    u64 pos = sc->args[3];
    u32 flags = arg_uint(sc, 5);
    if (flags & ~(u32)RWF_KNOWN) return -EOPNOTSUPP;
    if (!writing && (flags & RWF_APPEND)) return -EOPNOTSUPP;
    if (pos == UINT64_MAX) return vector(t, sc, NULL, flags, writing); // the file's own position
    return (s64)pos < 0 ? -EINVAL : vector(t, sc, &pos, flags, writing);
}
SYSCALL_HANDLER(preadv2) {
    return vector2(t, sc, false);
}
SYSCALL_HANDLER(pwritev2) {
    return vector2(t, sc, true);
}

SYSCALL_HANDLER(lseek) {
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    if (arg_uint(sc, 2) > SEEK_HOLE) return -EINVAL;
    return vfs_llseek(f, (s64)sc->args[1], arg_int(sc, 2));
}
