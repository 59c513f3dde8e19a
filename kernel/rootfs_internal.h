// SPDX-License-Identifier: GPL-2.0-or-later
// What rootfs.c and rootfs_archive.c share.
#ifndef KERNEL_ROOTFS_INTERNAL_H
#define KERNEL_ROOTFS_INTERNAL_H

#include "kernel/rootfs.h"

// Makes the directories that lead to `path`, as far as they are missing.
int make_parents(const struct vfs_caller *who, const char *path);
int make_directory(const struct vfs_caller *who, const char *path, u32 mode, u32 uid,
                   u32 gid); // 0 also if it is there
// The file that open(2) would give to the superuser; `mode` with O_CREAT, without regard to any umask.
int open_by_root(const struct vfs_caller *who, const char *path, u32 flags, u32 mode, struct file **out);
int write_all(struct file *f, const void *data, size_t size, u64 offset);
int set_owner_and_mode(const struct vfs_caller *who, const struct path *p, u32 uid, u32 gid, u32 mode);
int mount_system(struct sandbox *sb, const struct vfs_caller *who); // /proc, /dev, /dev/shm

#endif
