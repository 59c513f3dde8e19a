// SPDX-License-Identifier: GPL-2.0-or-later
// What is known of a file and of a file system: stat and its family, statx, statfs.
#include "abi/fcntl.h"
#include "abi/mount.h"
#include "abi/stat.h"
#include "syscalls/internal.h"

#include <string.h>

static s64 put_stat(struct task *t, uaddr_t to, const struct kstat *k) {
    const struct abi_stat st = {.st_dev = k->dev,
                                .st_ino = k->ino,
                                .st_nlink = k->nlink,
                                .st_mode = k->mode,
                                .st_uid = k->uid,
                                .st_gid = k->gid,
                                .st_rdev = k->rdev,
                                .st_size = (s64)k->size,
                                .st_blksize = k->blksize,
                                .st_blocks = (s64)k->blocks,
                                .st_atime = (u64)k->atime.sec,
                                .st_atime_nsec = k->atime.nsec,
                                .st_mtime = (u64)k->mtime.sec,
                                .st_mtime_nsec = k->mtime.nsec,
                                .st_ctime = (u64)k->ctime.sec,
                                .st_ctime_nsec = k->ctime.nsec};
    return PUT_USER(t, to, &st) ? -EFAULT : 0;
}

static int stat_at(struct task *t, s32 dfd, uaddr_t name, u32 flags, struct kstat *k) {
    u32 lookup = flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW;
    if (flags & AT_EMPTY_PATH) lookup |= LOOKUP_EMPTY;
    struct path p;
    int err = at_lookup(t, dfd, name, lookup, &p);
    if (err < 0) return err;
    err = vfs_getattr(&p, k);
    path_put(&p);
    return err;
}

SYSCALL_HANDLER(stat) {
    struct kstat k;
    int err = stat_at(t, AT_FDCWD, sc->args[0], 0, &k);
    return err < 0 ? err : put_stat(t, sc->args[1], &k);
}
SYSCALL_HANDLER(lstat) {
    struct kstat k;
    int err = stat_at(t, AT_FDCWD, sc->args[0], AT_SYMLINK_NOFOLLOW, &k);
    return err < 0 ? err : put_stat(t, sc->args[1], &k);
}

static int stat_fd(const struct task *t, s32 fd, struct kstat *k) {
    const struct file *f = fd_file_any(t, fd);
    if (!f) return -EBADF;
    // What is open may be behind the path's inode; times and sizes are the path's own.
    return vfs_getattr(&f->path, k);
}
SYSCALL_HANDLER(fstat) {
    struct kstat k;
    int err = stat_fd(t, arg_int(sc, 0), &k);
    return err < 0 ? err : put_stat(t, sc->args[1], &k);
}

// "" with AT_EMPTY_PATH, or no name at all, is fstat.
static int stat_maybe_fd(struct task *t, s32 dfd, uaddr_t name, u32 flags, struct kstat *k) {
    if ((flags & AT_EMPTY_PATH) && dfd >= 0) {
        char first = 0;
        if (!name) return stat_fd(t, dfd, k);
        if (user_read(t->mm, &first, name, 1)) return -EFAULT;
        if (!first) return stat_fd(t, dfd, k);
    }
    return stat_at(t, dfd, name, flags, k);
}

SYSCALL_HANDLER(newfstatat) {
    u32 flags = arg_uint(sc, 3);
    struct kstat k;
    if (flags & ~(u32)(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH)) return -EINVAL;
    int err = stat_maybe_fd(t, arg_int(sc, 0), sc->args[1], flags, &k);
    return err < 0 ? err : put_stat(t, sc->args[2], &k);
}

static struct abi_statx_timestamp statx_time(struct vfs_time v) {
    return (struct abi_statx_timestamp){.tv_sec = v.sec, .tv_nsec = v.nsec};
}

SYSCALL_HANDLER(statx) {
    u32 flags = arg_uint(sc, 2), mask = arg_uint(sc, 3);
    struct kstat k;
    if (mask & STATX__RESERVED) return -EINVAL;
    if ((flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE) return -EINVAL;
    if (flags & ~(u32)(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE)) return -EINVAL;
    int err = stat_maybe_fd(t, arg_int(sc, 0), sc->args[1], flags, &k);
    if (err < 0) return err;
    const struct abi_statx x = {.stx_mask = STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID,
                                .stx_blksize = k.blksize,
                                .stx_nlink = (u32)k.nlink,
                                .stx_uid = k.uid,
                                .stx_gid = k.gid,
                                .stx_mode = (u16)k.mode,
                                .stx_ino = k.ino,
                                .stx_size = k.size,
                                .stx_blocks = k.blocks,
                                .stx_atime = statx_time(k.atime),
                                .stx_btime = statx_time(k.btime),
                                .stx_ctime = statx_time(k.ctime),
                                .stx_mtime = statx_time(k.mtime),
                                .stx_rdev_major = abi_major(k.rdev),
                                .stx_rdev_minor = abi_minor(k.rdev),
                                .stx_dev_major = abi_major(k.dev),
                                .stx_dev_minor = abi_minor(k.dev),
                                .stx_mnt_id = k.mnt_id};
    return PUT_USER(t, sc->args[4], &x) ? -EFAULT : 0;
}

static s64 put_statfs(struct task *t, const struct path *p, uaddr_t to) {
    struct abi_statfs s;
    memset(&s, 0, sizeof s);
    int err = vfs_statfs(p, &s);
    if (err < 0) return err;
    return PUT_USER(t, to, &s) ? -EFAULT : 0;
}
SYSCALL_HANDLER(statfs) {
    struct path p;
    s64 result = at_lookup(t, AT_FDCWD, sc->args[0], LOOKUP_FOLLOW, &p);
    if (result < 0) return result;
    result = put_statfs(t, &p, sc->args[1]);
    path_put(&p);
    return result;
}
SYSCALL_HANDLER(fstatfs) {
    const struct file *f = fd_file_any(t, arg_int(sc, 0));
    return f ? put_statfs(t, &f->path, sc->args[1]) : -EBADF;
}
