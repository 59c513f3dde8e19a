// SPDX-License-Identifier: GPL-2.0-or-later
// What is known of a file and of a file system: stat and its family, statx, statfs.
#include "abi/stat.h"
#include "abi/fcntl.h"
#include "abi/mount.h"
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

#define STAT_FLAGS (AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE)

static int stat_fd(const struct task *t, s32 fd, struct kstat *k) {
    const struct file *f = fd_file_any(t, fd);
    return f ? vfs_getattr(&f->path, k) : -EBADF;
}

// "" with AT_EMPTY_PATH, or no name at all, is fstat, whatever other flags say.
static int stat_name(struct task *t, s32 dfd, const char *name, u32 flags, struct kstat *k) {
    const struct path *base;
    struct path p;
    struct vfs_caller who = task_caller(t);
    u32 lookup = (flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW) | (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
    if (!name[0] && (flags & AT_EMPTY_PATH) && dfd >= 0) return stat_fd(t, dfd, k);
    if (flags & ~(u32)STAT_FLAGS) return -EINVAL;
    int err = name[0] || (flags & AT_EMPTY_PATH) ? at_base(t, dfd, name, &base) : -ENOENT;
    if (err == 0) err = path_lookup(&who, base, name, lookup, &p);
    if (err < 0) return err;
    err = vfs_getattr(&p, k);
    path_put(&p);
    return err;
}

static int stat_at(struct task *t, s32 dfd, uaddr_t user_name, u32 flags, struct kstat *k) {
    struct user_name name;
    if (!user_name && (flags & AT_EMPTY_PATH)) return stat_name(t, dfd, "", flags, k);
    int err = user_name_get(t, user_name, &name);
    if (err < 0) return err;
    err = stat_name(t, dfd, name.text, flags, k);
    user_name_put(&name);
    return err;
}

static s64 answer(struct task *t, int err, const struct kstat *k, uaddr_t to) {
    return err < 0 ? err : put_stat(t, to, k);
}

SYSCALL_HANDLER(stat) {
    struct kstat k;
    return answer(t, stat_at(t, AT_FDCWD, sc->args[0], 0, &k), &k, sc->args[1]);
}
SYSCALL_HANDLER(lstat) {
    struct kstat k;
    return answer(t, stat_at(t, AT_FDCWD, sc->args[0], AT_SYMLINK_NOFOLLOW, &k), &k, sc->args[1]);
}
SYSCALL_HANDLER(fstat) {
    struct kstat k;
    return answer(t, stat_fd(t, arg_int(sc, 0), &k), &k, sc->args[1]);
}
SYSCALL_HANDLER(newfstatat) {
    struct kstat k;
    return answer(t, stat_at(t, arg_int(sc, 0), sc->args[1], arg_uint(sc, 3), &k), &k, sc->args[2]);
}

static struct abi_statx_timestamp statx_time(struct vfs_time v) {
    return (struct abi_statx_timestamp){.tv_sec = v.sec, .tv_nsec = v.nsec};
}

SYSCALL_HANDLER(statx) {
    u32 flags = arg_uint(sc, 2), mask = arg_uint(sc, 3);
    struct kstat k;
    if (mask & STATX__RESERVED) return -EINVAL;
    if ((flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE) return -EINVAL;
    int err = stat_at(t, arg_int(sc, 0), sc->args[1], flags, &k);
    if (err < 0) return err;
    struct abi_statx x = {.stx_mask =
                              STATX_BASIC_STATS | (mask & STATX_MNT_ID_UNIQUE ? STATX_MNT_ID_UNIQUE : STATX_MNT_ID),
                          .stx_blksize = k.blksize,
                          .stx_attributes = k.attributes,
                          .stx_nlink = (u32)k.nlink,
                          .stx_uid = k.uid,
                          .stx_gid = k.gid,
                          .stx_mode = (u16)k.mode,
                          .stx_ino = k.ino,
                          .stx_size = k.size,
                          .stx_blocks = k.blocks,
                          .stx_attributes_mask = k.attributes_mask,
                          .stx_atime = statx_time(k.atime),
                          .stx_ctime = statx_time(k.ctime),
                          .stx_mtime = statx_time(k.mtime),
                          .stx_rdev_major = abi_major(k.rdev),
                          .stx_rdev_minor = abi_minor(k.rdev),
                          .stx_dev_major = abi_major(k.dev),
                          .stx_dev_minor = abi_minor(k.dev),
                          .stx_mnt_id = k.mnt_id};
    if (k.has_btime && (mask & STATX_BTIME)) {
        x.stx_mask |= STATX_BTIME;
        x.stx_btime = statx_time(k.btime);
    }
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

// The file system on a device, if it is mounted.
static const struct mount *find_device(struct vfs *vfs, u64 dev) {
    const struct mount *mnt;
    list_for_each(mnt, &vfs->mounts, link) {
        if (mnt->sb->dev == dev) return mnt;
    }
    return NULL;
}

SYSCALL_HANDLER(ustat) {
    const struct mount *mnt = find_device(&t->sb->vfs, arg_uint(sc, 0));
    struct abi_statfs s;
    if (!mnt) return -EINVAL;
    const struct path root = {(struct mount *)(uintptr_t)mnt, mnt->root};
    int err = vfs_statfs(&root, &s);
    if (err < 0) return err;
    const struct abi_ustat u = {.f_tfree = (s32)s.f_bfree, .f_tinode = s.f_ffree};
    return PUT_USER(t, sc->args[1], &u) ? -EFAULT : 0;
}
