// SPDX-License-Identifier: GPL-2.0-or-later
// Files that exist in memory only, and their seals: memfd_create(2), fcntl(2) F_ADD_SEALS. memfd_create_file
// is in vfs/vfs.h.
#ifndef VFS_MEMFD_H
#define VFS_MEMFD_H

#include "vfs/file.h"

// 0, -EINVAL (no such file type, bits), -EPERM, -EBUSY (mapped for writing)
int file_add_seals(struct file *f, u32 seals);
int file_get_seals(const struct file *f); // F_SEAL_* or -EINVAL

#endif
