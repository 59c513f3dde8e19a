// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of vfs/procfs share.
#ifndef VFS_PROCFS_INTERNAL_H
#define VFS_PROCFS_INTERNAL_H

#include "vfs/procfs/procfs.h"

extern const struct file_operations proc_file_operations; // text.c

#endif
