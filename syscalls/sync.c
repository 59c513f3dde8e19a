// SPDX-License-Identifier: GPL-2.0-or-later
// Writing back and reading ahead (Linux: fs/sync.c, mm/fadvise.c, mm/readahead.c). What is in memory is as safe and as near as it
// will ever be; only a file type that writes elsewhere has work to do.
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "syscalls/internal.h"

static s64 sync_file(struct task *t, s32 fd) {
    struct file *f = fd_file(t, fd);
    if (!f) return -EBADF;
    if (file_ops(f)->fsync) return file_ops(f)->fsync(f);
    return S_ISREG(f->inode->mode) || S_ISDIR(f->inode->mode) ? 0 : -EINVAL;
}
SYSCALL_HANDLER(fsync) {
    return sync_file(t, arg_int(sc, 0));
}
SYSCALL_HANDLER(fdatasync) {
    return sync_file(t, arg_int(sc, 0));
}

SYSCALL_HANDLER(sync) {
    (void)t, (void)sc;
    return 0;
}
SYSCALL_HANDLER(syncfs) {
    return fd_file(t, arg_int(sc, 0)) ? 0 : -EBADF;
}

SYSCALL_HANDLER(sync_file_range) {
    const struct file *f = fd_file(t, arg_int(sc, 0));
    u64 offset = sc->args[1], end = offset + sc->args[2];
    if (!f) return -EBADF;
    if (arg_uint(sc, 3) & ~(u32)SYNC_FILE_RANGE_WRITE_AND_WAIT) return -EINVAL;
    if (offset > INT64_MAX || end > INT64_MAX || end < offset) return -EINVAL;
    u32 mode = f->inode->mode;
    return S_ISREG(mode) || S_ISBLK(mode) || S_ISDIR(mode) || S_ISLNK(mode) ? 0 : -ESPIPE;
}

SYSCALL_HANDLER(fadvise64) {
    const struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    if (S_ISFIFO(f->inode->mode)) return -ESPIPE;
    return (s64)sc->args[2] < 0 || arg_uint(sc, 3) > POSIX_FADV_NOREUSE ? -EINVAL : 0;
}

SYSCALL_HANDLER(readahead) {
    const struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f || !(f->mode & FMODE_READ)) return -EBADF;
    return S_ISREG(f->inode->mode) || S_ISBLK(f->inode->mode) ? 0 : -EINVAL;
}
