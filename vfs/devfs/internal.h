// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of vfs/devfs share.
#ifndef VFS_DEVFS_INTERNAL_H
#define VFS_DEVFS_INTERNAL_H

#include "vfs/vfs.h"

#define MEMORY_MAJOR 1
#define TTY_AUX_MAJOR 5 // /dev/tty, /dev/console, /dev/ptmx: what answers them is the terminal's to register

int memory_devices_register(struct vfs *vfs); // 0, -ENOMEM

#endif
