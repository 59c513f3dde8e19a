// SPDX-License-Identifier: GPL-2.0-or-later
// Descriptors of processes and threads (pidfd_open(2)): they mean this one, whoever gets its number later.
#ifndef KERNEL_FD_PIDFD_H
#define KERNEL_FD_PIDFD_H

#include "kernel/task.h"

// `tid` 0: the process; otherwise that thread of it. `flags`: O_NONBLOCK or 0. 0, -ENOMEM, -ENFILE.
int pidfd_create(struct task *t, struct process *p, s32 tid, u32 flags, struct file **out);
// Valid as long as `f` is. NULL: not such a descriptor.
struct process *pidfd_process(const struct file *f);
s32 pidfd_thread(const struct file *f); // 0: the process as a whole

#endif
