// SPDX-License-Identifier: GPL-2.0-or-later
// Who owns a file, what its mode is, and what one may do with it: chmod, chown, access, umask (Linux: fs/open.c).
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "syscalls/internal.h"

static s64 chmod_at(struct task *t, s32 dfd, uaddr_t name, u32 mode, u32 flags) {
    u32 lookup = (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) | (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
    struct vfs_caller who = task_caller(t);
    struct path p;
    int err = at_lookup(t, dfd, name, lookup, &p);
    if (err < 0) return err;
    err = vfs_chmod(&who, &p, mode & 07777);
    path_put(&p);
    return err;
}
SYSCALL_HANDLER(chmod) {
    return chmod_at(t, AT_FDCWD, sc->args[0], arg_uint(sc, 1), 0);
}
SYSCALL_HANDLER(fchmodat) {
    return chmod_at(t, arg_int(sc, 0), sc->args[1], arg_uint(sc, 2), 0);
}
SYSCALL_HANDLER(fchmodat2) {
    u32 flags = arg_uint(sc, 3);
    if (flags & ~(u32)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -EINVAL;
    return chmod_at(t, arg_int(sc, 0), sc->args[1], arg_uint(sc, 2), flags);
}
SYSCALL_HANDLER(fchmod) {
    struct vfs_caller who = task_caller(t);
    const struct file *f = fd_file(t, arg_int(sc, 0));
    return f ? vfs_chmod(&who, &f->path, arg_uint(sc, 1) & 07777) : -EBADF;
}

static s64 chown_at(struct task *t, s32 dfd, uaddr_t name, u32 uid, u32 gid, u32 flags) {
    if (flags & ~(u32)(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -EINVAL;
    u32 lookup = (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) | (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
    struct vfs_caller who = task_caller(t);
    struct path p;
    int err = at_lookup(t, dfd, name, lookup, &p);
    if (err < 0) return err;
    err = vfs_chown(&who, &p, uid, gid);
    path_put(&p);
    return err;
}
SYSCALL_HANDLER(chown) {
    return chown_at(t, AT_FDCWD, sc->args[0], arg_uint(sc, 1), arg_uint(sc, 2), 0);
}
SYSCALL_HANDLER(lchown) {
    return chown_at(t, AT_FDCWD, sc->args[0], arg_uint(sc, 1), arg_uint(sc, 2), AT_SYMLINK_NOFOLLOW);
}
SYSCALL_HANDLER(fchownat) {
    return chown_at(t, arg_int(sc, 0), sc->args[1], arg_uint(sc, 2), arg_uint(sc, 3), arg_uint(sc, 4));
}
SYSCALL_HANDLER(fchown) {
    struct vfs_caller who = task_caller(t);
    const struct file *f = fd_file(t, arg_int(sc, 0));
    return f ? vfs_chown(&who, &f->path, arg_uint(sc, 1), arg_uint(sc, 2)) : -EBADF;
}

// --- May I? With the real ids, unless AT_EACCESS (access(2)).
static s64 access_at(struct task *t, s32 dfd, uaddr_t name, u32 mode, u32 flags) {
    if (mode & ~7u) return -EINVAL;
    if (flags & ~(u32)(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH)) return -EINVAL;
    struct cred *as = NULL, *own = t->cred;
    if (!(flags & AT_EACCESS) && (own->fsuid != own->uid || own->fsgid != own->gid)) {
        as = cred_copy(own);
        if (!as) return -ENOMEM;
        as->fsuid = as->uid;
        as->fsgid = as->gid;
        as->cap_effective = as->uid ? 0 : as->cap_permitted;
        t->cred = as;
    }
    u32 lookup = (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) | (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
    struct vfs_caller who = task_caller(t);
    struct path p;
    int err = at_lookup(t, dfd, name, lookup, &p);
    if (err == 0) {
        err = vfs_access(&who, &p, (int)mode);
        path_put(&p);
    }
    t->cred = own;
    cred_put(as);
    return err;
}
SYSCALL_HANDLER(access) {
    return access_at(t, AT_FDCWD, sc->args[0], arg_uint(sc, 1), 0);
}
SYSCALL_HANDLER(faccessat) {
    return access_at(t, arg_int(sc, 0), sc->args[1], arg_uint(sc, 2), 0);
}
SYSCALL_HANDLER(faccessat2) {
    return access_at(t, arg_int(sc, 0), sc->args[1], arg_uint(sc, 2), arg_uint(sc, 3));
}

SYSCALL_HANDLER(umask) {
    u32 old = t->fs->umask;
    t->fs->umask = arg_uint(sc, 0) & 0777;
    return old;
}
