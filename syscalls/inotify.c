// SPDX-License-Identifier: GPL-2.0-or-later
// The inotify calls (inotify(7)). Watches and their queue are vfs/inotify.c's.
#include "vfs/inotify.h"

#include "abi/fcntl.h"
#include "syscalls/internal.h"

#define MASK_KNOWN                                                                                                   \
    (IN_ALL_EVENTS | IN_UNMOUNT | IN_Q_OVERFLOW | IN_IGNORED | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK |        \
     IN_MASK_ADD | IN_MASK_CREATE | IN_ISDIR | IN_ONESHOT)

static s64 do_inotify_init(struct task *t, u32 flags) {
    struct file *f;
    if (flags & ~(u32)(IN_CLOEXEC | IN_NONBLOCK)) return -EINVAL;
    int r = inotify_create_file(&t->sb->vfs, flags, t->cred, &f);
    if (r) return r;
    s32 fd = fd_install(t, f, 0, flags & IN_CLOEXEC);
    if (fd < 0) file_put(f);
    return fd;
}

SYSCALL_HANDLER(inotify_init) {
    (void)sc;
    return do_inotify_init(t, 0);
}

SYSCALL_HANDLER(inotify_init1) {
    return do_inotify_init(t, arg_uint(sc, 0));
}

SYSCALL_HANDLER(inotify_add_watch) {
    u32 mask = arg_uint(sc, 2);
    struct path path;
    if ((mask & ~(u32)MASK_KNOWN) || !mask) return -EINVAL;
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    if ((mask & IN_MASK_ADD) && (mask & IN_MASK_CREATE)) return -EINVAL;
    if (!file_is_inotify(f)) return -EINVAL;
    u32 lookup = (mask & IN_DONT_FOLLOW ? 0 : LOOKUP_FOLLOW) | (mask & IN_ONLYDIR ? LOOKUP_DIRECTORY : 0);
    int err = at_lookup(t, AT_FDCWD, sc->args[1], lookup, &path);
    if (err) return err;
    s64 r = path_permission(&path, t->cred, MAY_READ);
    if (!r) r = inotify_watch(f, &path, mask);
    path_put(&path);
    return r;
}

SYSCALL_HANDLER(inotify_rm_watch) {
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    return file_is_inotify(f) ? inotify_unwatch(f, arg_int(sc, 1)) : -EINVAL;
}
