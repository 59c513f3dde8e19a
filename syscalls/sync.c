// SPDX-License-Identifier: GPL-2.0-or-later
// Writing back. What is in memory is as safe as it will ever be; only a file type that writes elsewhere has work to do.
#include "abi/fcntl.h"
#include "syscalls/internal.h"

static s64 sync_file(struct task *t, s32 fd) {
    struct file *f = fd_file(t, fd);
    if (!f) return -EBADF;
    const struct file_operations *ops = file_ops(f);
    if (ops->fsync) return ops->fsync(f);
    return ops->flags & FOP_STREAM ? -EINVAL : 0;
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
    s64 offset = (s64)sc->args[1], bytes = (s64)sc->args[2];
    u32 known = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    if (!f) return -EBADF;
    if (arg_uint(sc, 3) & ~known) return -EINVAL;
    if (offset < 0 || bytes < 0 || (s64)((u64)offset + (u64)bytes) < offset) return -EINVAL;
    return file_ops(f)->flags & FOP_STREAM ? -ESPIPE : 0;
}
