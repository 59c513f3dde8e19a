// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of vfs/procfs share.
#ifndef VFS_PROCFS_INTERNAL_H
#define VFS_PROCFS_INTERNAL_H

#include "vfs/procfs/procfs.h"

// --- text.c
extern const struct file_operations proc_file_operations;
int proc_fsync(struct file *f); // -EINVAL: nothing here is kept

#endif
