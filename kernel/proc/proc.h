// SPDX-License-Identifier: GPL-2.0-or-later
// /proc as a file system: what is in it is described in kernel/proc/, how such files behave in vfs/procfs.
#ifndef KERNEL_PROC_PROC_H
#define KERNEL_PROC_PROC_H

#include "kernel/sandbox.h"

struct super_block *procfs_create_machine(struct sandbox *sb); // one reference; NULL: no memory

#endif
