// SPDX-License-Identifier: GPL-2.0-or-later
// epoll(7): a set of watched files, and the list of those that have something.
#ifndef VFS_EPOLL_H
#define VFS_EPOLL_H

#include "abi/poll.h"
#include "vfs/vfs.h"

int epoll_create_file(struct vfs *vfs, u32 flags, const struct cred *cred,
                      struct file **out); // flags: EPOLL_CLOEXEC or 0
bool file_is_epoll(const struct file *f);
// epoll_ctl(2) once both descriptors have become files; `fd` is the target's number. `event` may be NULL for EPOLL_CTL_DEL.
int epoll_control(struct file *epoll, int op, struct file *target, s32 fd, const struct abi_epoll_event *event);
// Hands out up to `max` events through `put`, which returns 0 or -EFAULT. How many, or -EFAULT if not even one.
typedef int (*epoll_put_fn)(void *ctx, size_t index, const struct abi_epoll_event *event);
s64 epoll_collect(struct file *epoll, size_t max, epoll_put_fn put, void *ctx);
struct waitq *epoll_waitq(struct file *epoll); // told when there may be events

#endif
