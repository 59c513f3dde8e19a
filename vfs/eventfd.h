// SPDX-License-Identifier: GPL-2.0-or-later
// eventfd(2): a counter behind a descriptor.
#ifndef VFS_EVENTFD_H
#define VFS_EVENTFD_H

#include "vfs/vfs.h"

// `flags`: EFD_SEMAPHORE and EFD_NONBLOCK, already checked. 0, -ENOMEM, -ENFILE.
int eventfd_create(struct vfs *vfs, u32 count, u32 flags, const struct cred *cred, struct file **out);

// For descriptors that have no position but take lseek and stay where they are.
s64 noop_llseek(struct file *f, s64 offset, int whence);

#endif
