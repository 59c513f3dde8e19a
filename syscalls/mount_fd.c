// SPDX-License-Identifier: GPL-2.0-or-later
// Mounting by descriptors: open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr (Linux: fs/fsopen.c,
// fs/namespace.c). Who may not mount is told so; who may is referred to mount(2) by -ENOSYS, which mount(8) understands.
// open_tree without OPEN_TREE_CLONE needs no privilege: it is open(2) with O_PATH.
#include "abi/capability.h"
#include "abi/fcntl.h"
#include "abi/mount.h"
#include "syscalls/internal.h"

static s64 refuse(const struct task *t) {
    return task_capable(t, CAP_SYS_ADMIN) ? -ENOSYS : -EPERM;
}

#define OPEN_TREE_KNOWN                                                                                              \
    (AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC)

SYSCALL_HANDLER(open_tree) {
    u32 flags = arg_uint(sc, 2);
    struct path p;
    struct file *f;
    struct vfs_caller who = task_caller(t);
    if (flags & ~(u32)OPEN_TREE_KNOWN) return -EINVAL;
    if ((flags & (AT_RECURSIVE | OPEN_TREE_CLONE)) == AT_RECURSIVE) return -EINVAL;
    if (flags & OPEN_TREE_CLONE) return refuse(t);
    int err = fd_available(t);
    u32 lookup = (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) | (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
    if (err == 0) err = at_lookup(t, arg_int(sc, 0), sc->args[1], lookup, &p);
    if (err < 0) return err;
    err = vfs_open_path(&who, &p, O_PATH, &f);
    path_put(&p);
    if (err < 0) return err;
    s32 fd = fd_install(t, f, 0, flags & OPEN_TREE_CLOEXEC);
    if (fd < 0) file_put(f);
    return fd;
}

SYSCALL_HANDLER(move_mount) {
    (void)sc;
    return refuse(t);
}
SYSCALL_HANDLER(fsopen) {
    (void)sc;
    return refuse(t);
}
SYSCALL_HANDLER(fsmount) {
    (void)sc;
    return refuse(t);
}
SYSCALL_HANDLER(fspick) {
    (void)sc;
    return refuse(t);
}

// No descriptor of those it takes can exist.
SYSCALL_HANDLER(fsconfig) {
    s32 fd = arg_int(sc, 0), aux = arg_int(sc, 4);
    uaddr_t key = sc->args[2], value = sc->args[3];
    if (fd < 0) return -EINVAL;
    bool ok;
    switch (arg_uint(sc, 1)) {
    case FSCONFIG_SET_FLAG: ok = key && !value && !aux; break;
    case FSCONFIG_SET_STRING: ok = key && value && !aux; break;
    case FSCONFIG_SET_BINARY: ok = key && value && aux > 0 && aux <= 1024 * 1024; break;
    case FSCONFIG_SET_PATH:
    case FSCONFIG_SET_PATH_EMPTY: ok = key && value && (aux == AT_FDCWD || aux >= 0); break;
    case FSCONFIG_SET_FD: ok = key && !value && aux >= 0; break;
    case FSCONFIG_CMD_CREATE:
    case FSCONFIG_CMD_CREATE_EXCL:
    case FSCONFIG_CMD_RECONFIGURE: ok = !key && !value && !aux; break;
    default: return -EOPNOTSUPP;
    }
    if (!ok) return -EINVAL;
    return fd_file(t, fd) ? -EINVAL : -EBADF;
}

SYSCALL_HANDLER(mount_setattr) {
    u32 flags = arg_uint(sc, 2);
    u64 size = sc->args[4];
    if (flags & ~(u32)(AT_EMPTY_PATH | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT)) return -EINVAL;
    if (size > PAGE_SIZE) return -E2BIG;
    return size < MOUNT_ATTR_SIZE_VER0 ? -EINVAL : refuse(t);
}
