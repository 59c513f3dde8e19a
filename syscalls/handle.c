// SPDX-License-Identifier: GPL-2.0-or-later
// File handles: name_to_handle_at, open_by_handle_at (Linux: fs/fhandle.c). tmpfs has handles; opening one is for the
// privileged, and to them every handle is stale, as after a restart of the machine.
#include "abi/capability.h"
#include "abi/fcntl.h"
#include "syscalls/internal.h"

#define TMPFS_HANDLE_TYPE 1
#define HANDLE_KNOWN (AT_SYMLINK_FOLLOW | AT_EMPTY_PATH | AT_HANDLE_FID | AT_HANDLE_MNT_ID_UNIQUE)

static s64 put_mount_id(struct task *t, const struct path *p, uaddr_t to, u32 flags) {
    u64 unique = p->mnt->id;
    s32 id = (s32)p->mnt->id;
    if (flags & AT_HANDLE_MNT_ID_UNIQUE) return PUT_USER(t, to, &unique) ? -EFAULT : 0;
    return PUT_USER(t, to, &id) ? -EFAULT : 0;
}

static s64 encode(struct task *t, const struct path *p, uaddr_t to, uaddr_t mount_id, u32 flags) {
    const struct inode *inode = p->dentry->inode;
    const u32 words[3] = {0, (u32)inode->ino, (u32)(inode->ino >> 32)};
    struct abi_file_handle handle;
    if (!(inode->sb->features & SB_XATTR)) return -EOPNOTSUPP;
    if (GET_USER(t, &handle, to)) return -EFAULT;
    if (handle.handle_bytes > MAX_HANDLE_SZ) return -EINVAL;
    bool fits = handle.handle_bytes >= sizeof words;
    handle.handle_bytes = sizeof words;
    handle.handle_type = fits ? TMPFS_HANDLE_TYPE : 0xff;
    if (put_mount_id(t, p, mount_id, flags) < 0) return -EFAULT;
    if (PUT_USER(t, to, &handle)) return -EFAULT;
    if (!fits) return -EOVERFLOW;
    return user_write(t->mm, to + sizeof handle, words, sizeof words) ? -EFAULT : 0;
}

SYSCALL_HANDLER(name_to_handle_at) {
    u32 flags = arg_uint(sc, 4);
    struct path p;
    if (flags & ~(u32)HANDLE_KNOWN) return -EINVAL;
    u32 lookup = (flags & AT_SYMLINK_FOLLOW ? LOOKUP_FOLLOW : 0) | (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
    s64 result = at_lookup(t, arg_int(sc, 0), sc->args[1], lookup, &p);
    if (result < 0) return result;
    result = encode(t, &p, sc->args[2], sc->args[3], flags);
    path_put(&p);
    return result;
}

SYSCALL_HANDLER(open_by_handle_at) {
    s32 mount_fd = arg_int(sc, 0);
    struct abi_file_handle handle;
    if (mount_fd != AT_FDCWD && !fd_file_any(t, mount_fd)) return -EBADF;
    if (!task_capable(t, CAP_DAC_READ_SEARCH)) return -EPERM;
    if (GET_USER(t, &handle, sc->args[1])) return -EFAULT;
    return handle.handle_bytes > MAX_HANDLE_SZ || handle.handle_bytes == 0 ? -EINVAL : -ESTALE;
}
