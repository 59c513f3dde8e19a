// SPDX-License-Identifier: GPL-2.0-or-later
// timerfd_create(2): a timer behind a descriptor.
#ifndef KERNEL_FD_TIMERFD_H
#define KERNEL_FD_TIMERFD_H

#include "vfs/vfs.h"

struct sandbox;

// `flags`: TFD_NONBLOCK; `clock` has been checked. 0 or -errno.
int timerfd_create_file(struct sandbox *sb, s32 clock, u32 flags, const struct cred *cred, struct file **out);
bool file_is_timerfd(const struct file *f);
// Times in ns; `flags`: TFD_TIMER_*. The old ones come back.
int timerfd_set(struct file *f, u32 flags, u64 value, u64 interval, u64 *old_value, u64 *old_interval);
void timerfd_get(struct file *f, u64 *value, u64 *interval);

#endif
