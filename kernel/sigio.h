// SPDX-License-Identifier: GPL-2.0-or-later
// SIGIO, and the signals that F_SETSIG puts in its place: from files (vfs/async.h) to their owners.
#ifndef KERNEL_SIGIO_H
#define KERNEL_SIGIO_H

#include "vfs/vfs.h"

void sigio_send(struct vfs *vfs, struct file *f, s32 fd, u32 events); // struct vfs_ops, sigio

#endif
