// SPDX-License-Identifier: GPL-2.0-or-later
// What splice.c lends to copy.c.
#ifndef SYSCALLS_SPLICE_H
#define SYSCALLS_SPLICE_H

#include "abi/fcntl.h"
#include "syscalls/internal.h"

bool file_can_be_spliced(const struct file *f, bool writing);
// From `*pos` on (NULL: a file without positions) into a pipe, as far as there are slots. Bytes, -errno, SYS_PARKED.
s64 splice_to_pipe(struct task *t, struct file *in, u64 *pos, struct file *pipe, u64 len, bool nonblock);

// After a transfer from or to a position that was taken from the file itself. A stream of the host keeps its position there.
static inline void file_moved_to(struct file *f, u64 pos) {
    if (!file_ops(f)->llseek || vfs_llseek(f, (s64)pos, SEEK_SET) < 0) f->pos = pos;
}

#endif
