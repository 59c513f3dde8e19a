// SPDX-License-Identifier: GPL-2.0-or-later
// Pipes beyond what every file does, for splice(2), tee(2) and vmsplice(2). pipe_create and its like are in vfs/vfs.h.
#ifndef VFS_PIPE_H
#define VFS_PIPE_H

#include "vfs/file.h"

u64 pipe_used(const struct file *f); // bytes that can be read
u64 pipe_room(const struct file *f); // bytes that a write would take without waiting, at least: whole free pages
bool pipe_has_readers(const struct file *f);
bool pipe_has_writers(const struct file *f);
// Puts part of a frame into the pipe, which takes a reference of its own. 0, -EPIPE, -EAGAIN: there is no free slot.
int pipe_push_page(struct file *f, pfn_t pfn, u32 offset, u32 len);
// The first bytes in it that lie in one piece, valid until the pipe changes; 0: it is empty. Then pipe_consume takes some away.
u32 pipe_peek(const struct file *f, const u8 **data);
void pipe_consume(struct file *f, u32 n);
// Takes up to `len` bytes from one pipe to another without copying. 0 at the end, -EAGAIN: nothing to take, or no room; -EPIPE.
s64 pipe_move(struct file *in, struct file *out, u64 len);
// Another name for up to `len` bytes of `in`, put into `out`; both keep them. As tee(2): -EINVAL for the same pipe, 0 at the
// end, -EAGAIN, -EPIPE.
s64 pipe_tee(struct file *in, struct file *out, u64 len);

#endif
