// SPDX-License-Identifier: GPL-2.0-or-later
// How large a file is, and what is set aside for it: truncate, ftruncate, fallocate (Linux: fs/open.c).
#include "abi/fcntl.h"
#include "abi/signal.h"
#include "syscalls/internal.h"

// A file that RLIMIT_FSIZE keeps from reaching `size` sends its signal.
static s64 answer(struct task *t, s64 result, u64 size) {
    if (result == -EFBIG && size <= INT64_MAX && size > task_rlimit(t, RLIMIT_FSIZE)) signal_raise(t, SIGXFSZ);
    return result;
}

SYSCALL_HANDLER(truncate) {
    u64 size = sc->args[1];
    if ((s64)size < 0) return -EINVAL;
    struct vfs_caller who = task_caller(t);
    struct path p;
    s64 result = at_lookup(t, AT_FDCWD, sc->args[0], LOOKUP_FOLLOW, &p);
    if (result < 0) return result;
    result = vfs_truncate(&who, &p, size, task_rlimit(t, RLIMIT_FSIZE));
    path_put(&p);
    return answer(t, result, size);
}

SYSCALL_HANDLER(ftruncate) {
    u64 size = sc->args[1];
    if ((s64)size < 0) return -EINVAL;
    struct file *f = fd_file(t, arg_int(sc, 0));
    return f ? answer(t, file_truncate(f, size, task_rlimit(t, RLIMIT_FSIZE)), size) : -EBADF;
}

SYSCALL_HANDLER(fallocate) {
    u64 offset = sc->args[2], len = sc->args[3];
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    return answer(t, vfs_fallocate(f, arg_int(sc, 1), offset, len, task_rlimit(t, RLIMIT_FSIZE)), offset + len);
}
