// SPDX-License-Identifier: GPL-2.0-or-later
// The inside of the page pool, for the rest of emu/: the TLB fill and user copy look at frames on every miss and copy.
#ifndef EMU_FRAMES_H
#define EMU_FRAMES_H

#include "base/page_pool.h"

struct frame {
    u32 refs;
    u32 next;  // while free: the next free frame
    u32 epoch; // pool->epoch when it was last made dirty
    u32 zero;  // while free: the contents are known to be zero
};

// The CPU's record of frames it has translated code from. The engine does not see stores made through the host's
// mapping, so those frames are written through `write`, and `forget` comes before a frame is overwritten as a whole. Both
// drop translations. Host memory: not part of a snapshot.
struct code_frames {
    u64 *bits;
    void (*write)(void *ctx, u64 physical, const void *src, size_t n);
    void (*forget)(void *ctx, pfn_t pfn);
    void *ctx;
};

// Who wants to know of the first write to a frame since the last epoch, before it happens (a snapshot keeps the old
// contents). Host memory.
struct frame_watch {
    void (*first_write)(void *ctx, pfn_t pfn);
    void *ctx;
};

#define BLOCK_FRAMES 512u // frames whose memory is given back to the host together: 2 MiB

struct page_pool {
    struct heap *heap;
    u8 *data; // frame n lies at data + n * PAGE_SIZE
    struct frame *frames;
    u16 *block_used; // frames in use, per block
    u32 end;         // frames are 1 .. end - 1
    u32 fresh;       // frames from here on were never given out
    u32 committed;   // frames from here on are not usable yet
    u32 free_head;   // freed frames, last in first out
    u32 used, peak;
    u32 idle;                       // freed frames whose memory the host still holds
    u32 epoch;                      // counts snapshots
    const struct code_frames *code; // attachments: set anew by who owns them
    const struct frame_watch *watch;
};

static inline u8 *frame_data(const struct page_pool *pool, pfn_t pfn) {
    return pool->data + (u64)pfn * PAGE_SIZE;
}
static inline bool frame_has_code(const struct page_pool *pool, pfn_t pfn) {
    return pool->code && (pool->code->bits[pfn / 64] >> (pfn % 64) & 1) != 0;
}
static inline bool frame_is_dirty(const struct page_pool *pool, pfn_t pfn) {
    return pool->frames[pfn].epoch == pool->epoch;
}
void frame_first_write(struct page_pool *pool, pfn_t pfn);
// Must come before any write to a frame, and before the CPU is granted write access to it.
static inline void frame_make_dirty(struct page_pool *pool, pfn_t pfn) {
    if (!frame_is_dirty(pool, pfn)) frame_first_write(pool, pfn);
}
// Starts a new epoch: from now on every frame counts as clean. The CPU's write grants must be taken back as well.
void page_pool_new_epoch(struct page_pool *pool, const struct frame_watch *watch);

// Writes without any check: the frame is dirty already.
static inline void frame_store(struct page_pool *pool, pfn_t pfn, size_t offset, const void *src, size_t n) {
    if (frame_has_code(pool, pfn))
        pool->code->write(pool->code->ctx, (u64)pfn * PAGE_SIZE + offset, src, n);
    else
        __builtin_memmove(frame_data(pool, pfn) + offset, src, n); // a file may be read into its own mapping
}

#endif
