// SPDX-License-Identifier: GPL-2.0-or-later
// The memory that the arguments of a system call stand for, by the kinds of its row.
#ifndef REPLAY_ARGUMENT_MEMORY_H
#define REPLAY_ARGUMENT_MEMORY_H

#include "kernel/task.h"

struct memory_piece {
    u32 arg;    // which argument, from 0
    uaddr_t at; // in the caller's memory; not all of it need be there
    u64 size;   // bytes, at most ARGUMENT_MEMORY_MAX
};
#define ARGUMENT_MEMORY_MAX (16u << 20)

// Calls `piece` for what the call in t->syscall reads (written = false, before it is made) or has written (written = true, with
// its result; nothing after an error). What depends on a command (ioctl, fcntl, prctl and their like) is left out.
void argument_memory(struct task *t, bool written, s64 result, void (*piece)(void *ctx, const struct memory_piece *p),
                     void *ctx);

#endif
