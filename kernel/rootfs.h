// SPDX-License-Identifier: GPL-2.0-or-later
// What a machine finds on its disks: the root file system, /proc, /dev and /tmp, files and directories of the host. All
// before sandbox_start; guest paths are absolute, and missing directories on the way are made (root's, 0755).
//
// Functions return 0 or -errno.
#ifndef KERNEL_ROOTFS_H
#define KERNEL_ROOTFS_H

#include "kernel/sandbox.h"
#include "vfs/vfs.h"

// One of these comes first, and once. /proc and /dev are mounted in each.
int rootfs_builtin(struct sandbox *sb);             // the small root of belljar itself
int rootfs_from_tree(struct sandbox *sb, int tree); // a directory of the host; changes stay in memory
// An archive. `why` (one line, without the file's name) is set on failure.
int rootfs_from_archive(struct sandbox *sb, const char *host_path, char *why, size_t why_size);

// Shows a tree of the door at a place; the mount point is made if it is missing.
int rootfs_mount_tree(struct sandbox *sb, int tree, const char *guest_path, enum hostfs_mode mode);

// Makes or replaces a regular file, owned by root.
int rootfs_put_file(struct sandbox *sb, const char *guest_path, const void *data, size_t size, u32 mode);
// The same with the contents of a tree that is a single file. `mode` 0: the permission bits it has on the host.
int rootfs_put_host_file(struct sandbox *sb, const char *guest_path, int tree, u32 mode);

// Who looks from outside: the superuser at "/", for the functions of vfs/vfs.h.
struct vfs_caller rootfs_caller(struct sandbox *sb);
int rootfs_open(struct sandbox *sb, const char *guest_path, u32 flags, struct file **out); // the caller's to file_put

// Descriptors 0, 1 and 2 of the first task, as far as the host has them.
int sandbox_open_stdio(struct sandbox *sb, struct task *t);

#endif
