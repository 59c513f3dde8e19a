// SPDX-License-Identifier: GPL-2.0-or-later
// The inside of the page pool, for the rest of emu/: the TLB fill and user copy look at frames on every miss and copy.
#ifndef EMU_FRAMES_H
#define EMU_FRAMES_H

#include "base/page_pool.h"

struct frame { // in the frame table, which lies in the slot at SLOT_FRAME_TABLE
    u32 refs;
    u32 next : 31; // while free: the next free frame
    u32 zero : 1;  // while free: the contents are known to be zero
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

// Who wants to know of the first write to a page, before it happens (a snapshot keeps the old contents). Frames have their own
// numbers, and the pages of the frame table the numbers after them. Host memory.
struct frame_watch {
    u64 *dirty;                                          // a bit for each page: its first write was told
    void (*first_write)(void *ctx, u32 page, bool zero); // zero: it is a frame known to hold nothing but zeroes
    void *ctx;
};

#define TABLE_FRAMES (PAGE_SIZE / sizeof(struct frame)) // described by one page of the frame table
#define BLOCK_FRAMES 512u // frames whose memory is given back to the host together: 2 MiB

struct page_pool {
    struct heap *heap;
    u8 *data;             // frame n lies at data + n * PAGE_SIZE
    struct frame *frames; // fresh of them
    u16 *block_used;      // frames in use, per block
    u32 end;              // frames are 1 .. end - 1
    u32 fresh;            // frames from here on were never given out
    u32 committed;        // frames from here on are not usable yet
    u32 free_head;        // freed frames, last in first out
    u32 used, peak;
    u32 idle;                       // freed frames whose memory the host still holds
    const struct code_frames *code; // attachments: set anew by who owns them
    const struct frame_watch *watch;
};

static inline u8 *frame_data(const struct page_pool *pool, pfn_t pfn) {
    return pool->data + (u64)pfn * PAGE_SIZE;
}
static inline bool frame_has_code(const struct page_pool *pool, pfn_t pfn) {
    return pool->code && (pool->code->bits[pfn / 64] >> (pfn % 64) & 1) != 0;
}
// Pages that can be watched.
static inline u32 table_page(const struct page_pool *pool, pfn_t pfn) {
    return pool->end + pfn / TABLE_FRAMES;
}
static inline u32 watched_pages(const struct page_pool *pool) {
    return table_page(pool, pool->end) + 1;
}
static inline u8 *watched_page_data(const struct page_pool *pool, u32 page) {
    return page < pool->end ? frame_data(pool, page) : (u8 *)pool->frames + (u64)(page - pool->end) * PAGE_SIZE;
}
static inline bool page_is_dirty(const struct page_pool *pool, u32 page) {
    return !pool->watch || (pool->watch->dirty[page / 64] >> (page % 64) & 1) != 0;
}
static inline void page_make_dirty(struct page_pool *pool, u32 page, bool zero) {
    if (!page_is_dirty(pool, page)) pool->watch->first_write(pool->watch->ctx, page, zero);
}
static inline bool frame_is_dirty(const struct page_pool *pool, pfn_t pfn) {
    return page_is_dirty(pool, pfn);
}
// Must come before any write to a frame, and before the CPU is granted write access to it.
static inline void frame_make_dirty(struct page_pool *pool, pfn_t pfn) {
    page_make_dirty(pool, pfn, false);
}
// Who sets the watch, or clears its bits, has the CPU's write grants taken back as well (cpu_memory_changed).
void page_pool_watch(struct page_pool *pool, const struct frame_watch *watch); // NULL: nobody
// A pool that came with its heap from a copy: looks whether it can be one, forgets what was attached to it, and makes its
// frames and their table usable; they read as zero. False: it is none; no memory.
bool page_pool_revive(struct page_pool *pool, struct heap *heap) MUST_CHECK;
bool page_pool_is_sound(const struct page_pool *pool); // do its counts and its list of free frames fit the table?

// Writes without any check: the frame is dirty already.
static inline void frame_store(struct page_pool *pool, pfn_t pfn, size_t offset, const void *src, size_t n) {
    if (frame_has_code(pool, pfn))
        pool->code->write(pool->code->ctx, (u64)pfn * PAGE_SIZE + offset, src, n);
    else
        __builtin_memmove(frame_data(pool, pfn) + offset, src, n); // a file may be read into its own mapping
}

#endif
