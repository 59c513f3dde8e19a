// SPDX-License-Identifier: GPL-2.0-or-later
// The whole machine as a stream of bytes. Between runs only.
#ifndef KERNEL_CHECKPOINT_H
#define KERNEL_CHECKPOINT_H

#include "emu/image.h"
#include "kernel/sandbox.h"

void sandbox_put(struct sandbox *sb, const struct image_io *io);
// The machine in memory that memory_image_get has read, written by the very same build: objects name constant tables by their distance in
// it. It has no watchers and no snapshots. NULL: `why` says what is wrong, and the memory is given back.
struct sandbox *sandbox_revive(struct heap *heap, struct page_pool *pool, const struct syscall_layer *calls,
                               const struct host_door *door, void *door_ctx, const char **why);

#endif
