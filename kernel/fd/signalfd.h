// SPDX-License-Identifier: GPL-2.0-or-later
// signalfd(2): pending signals, read from a descriptor.
#ifndef KERNEL_FD_SIGNALFD_H
#define KERNEL_FD_SIGNALFD_H

#include "kernel/signal.h"
#include "vfs/vfs.h"

// `flags`: SFD_NONBLOCK. 0 or -errno.
int signalfd_create_file(struct sandbox *sb, sigset mask, u32 flags, const struct cred *cred, struct file **out);
bool file_is_signalfd(const struct file *f);
void signalfd_set_mask(struct file *f, struct task *t, sigset mask);

#endif
