// SPDX-License-Identifier: GPL-2.0-or-later
// The page pool: guest memory as 4 KiB frames with reference counts, in the frames' part of the heap's slot.
//
// What a frame holds (a page of a file, of a process, of a pipe) is its owners' business. Freed frames are given out again
// last in first out, so that they are still in the host's cache; their memory goes back to the host by whole blocks,
// once a good deal of it lies idle.
#include "emu/frames.h"
#include "base/slot.h"

#include <stdlib.h>
#include <string.h>

#define COMMIT_FRAMES 4096u // made usable at once: 16 MiB
#define POPULATE_FRAMES 32u // backed by memory at once: 128 KiB
#define IDLE_FRAMES 8192u   // idle frames that are kept: 32 MiB

struct page_pool *page_pool_create(struct heap *heap, u64 bytes) {
    u64 frames = bytes / PAGE_SIZE;
    if (frames == 0 || frames > (SLOT_FRAME_TABLE - SLOT_FRAMES) / PAGE_SIZE - COMMIT_FRAMES) return NULL;
    struct page_pool *pool = knew(heap, struct page_pool);
    if (!pool) return NULL;
    pool->heap = heap;
    pool->data = (u8 *)heap + SLOT_FRAMES;
    pool->end = (u32)frames + 1;
    pool->fresh = 1;
    pool->frames = (struct frame *)((u8 *)heap + SLOT_FRAME_TABLE);
    pool->block_used = kzalloc(heap, (pool->end / BLOCK_FRAMES + 1) * sizeof *pool->block_used);
    if (!pool->block_used) {
        page_pool_destroy(pool);
        return NULL;
    }
    return pool;
}

void page_pool_destroy(struct page_pool *pool) {
    if (!pool) return;
    if (pool->committed) {
        slot_discard(pool->data, (size_t)pool->committed * PAGE_SIZE);
        slot_discard(pool->frames, pool->committed * sizeof *pool->frames);
    }
    kfree(pool->block_used);
    kfree(pool);
}

void page_pool_watch(struct page_pool *pool, const struct frame_watch *watch) {
    pool->watch = watch;
}

// The frame's entry, to be changed.
static struct frame *frame_entry(struct page_pool *pool, pfn_t pfn) {
    page_make_dirty(pool, table_page(pool, pfn), false);
    return &pool->frames[pfn];
}

static bool commit_step(struct page_pool *pool) {
    if (!slot_commit(frame_data(pool, pool->committed), (size_t)COMMIT_FRAMES * PAGE_SIZE)) return false;
    if (!slot_commit(&pool->frames[pool->committed], COMMIT_FRAMES * sizeof *pool->frames)) return false;
    pool->committed += COMMIT_FRAMES;
    return true;
}

static bool commit_one_more(struct page_pool *pool) {
    if (pool->fresh >= pool->committed && !commit_step(pool)) return false;
    if (pool->fresh % POPULATE_FRAMES == 0)
        slot_populate(frame_data(pool, pool->fresh), (size_t)POPULATE_FRAMES * PAGE_SIZE);
    return true;
}

bool page_pool_revive(struct page_pool *pool, struct heap *heap) {
    const u32 blocks = pool->end / BLOCK_FRAMES + 1;
    if (pool->heap != heap || pool->data != (u8 *)heap + SLOT_FRAMES ||
        (u8 *)pool->frames != (u8 *)heap + SLOT_FRAME_TABLE ||
        pool->end > (SLOT_FRAME_TABLE - SLOT_FRAMES) / PAGE_SIZE - COMMIT_FRAMES || pool->fresh > pool->end ||
        !pool->fresh || (uintptr_t)pool->block_used % sizeof *pool->block_used ||
        !heap_has(heap, pool->block_used, blocks * sizeof *pool->block_used))
        return false;
    pool->committed = 0;
    pool->idle = 0;
    pool->code = NULL;
    pool->watch = NULL;
    while (pool->committed < pool->fresh)
        if (!commit_step(pool)) return false;
    return true;
}

bool page_pool_is_sound(const struct page_pool *pool) {
    u32 used = 0, chained = 0;
    for (pfn_t pfn = 1, block_used = 0; pfn < pool->fresh; pfn++) {
        block_used += pool->frames[pfn].refs != 0;
        used += pool->frames[pfn].refs != 0;
        if (pfn + 1 < pool->fresh && (pfn + 1) % BLOCK_FRAMES) continue;
        if (pool->block_used[pfn / BLOCK_FRAMES] != block_used) return false;
        block_used = 0;
    }
    for (pfn_t pfn = pool->free_head; pfn; pfn = pool->frames[pfn].next)
        if (pfn >= pool->fresh || pool->frames[pfn].refs || chained++ == pool->fresh) return false;
    return used == pool->used && used + chained == pool->fresh - 1;
}

// A frame with one reference and undefined contents, which are zero if *zero says so.
static pfn_t frame_take(struct page_pool *pool, bool *zero) {
    pfn_t pfn = pool->free_head;
    if (pfn) {
        pool->free_head = pool->frames[pfn].next;
        *zero = pool->frames[pfn].zero;
        if (!*zero) pool->idle--;
    } else {
        if (pool->fresh == pool->end || !commit_one_more(pool)) return 0;
        pfn = pool->fresh++;
        *zero = true;
    }
    struct frame *f = frame_entry(pool, pfn);
    f->refs = 1;
    f->next = 0;
    f->zero = 0;
    pool->block_used[pfn / BLOCK_FRAMES]++;
    if (++pool->used > pool->peak) pool->peak = pool->used;
    page_make_dirty(pool, pfn, *zero);
    return pfn;
}

// A frame about to get new contents as a whole: what the CPU knows of its code is void.
static void frame_forget_code(struct page_pool *pool, pfn_t pfn) {
    if (frame_has_code(pool, pfn)) pool->code->forget(pool->code->ctx, pfn);
}

pfn_t page_alloc(struct page_pool *pool) {
    bool zero;
    pfn_t pfn = frame_take(pool, &zero);
    if (!pfn) return 0;
    frame_forget_code(pool, pfn);
    if (!zero) memset(frame_data(pool, pfn), 0, PAGE_SIZE);
    return pfn;
}

pfn_t page_alloc_copy(struct page_pool *pool, pfn_t from) {
    bool zero;
    pfn_t pfn = frame_take(pool, &zero);
    if (!pfn) return 0;
    frame_forget_code(pool, pfn);
    memcpy(frame_data(pool, pfn), frame_data(pool, from), PAGE_SIZE);
    return pfn;
}

static void check_in_use(const struct page_pool *pool, pfn_t pfn) {
    // A wrong count would hand one process the memory of another: better to end here.
    if (pfn == 0 || pfn >= pool->fresh || pool->frames[pfn].refs == 0) abort();
}

void page_get(struct page_pool *pool, pfn_t pfn) {
    check_in_use(pool, pfn);
    if (++frame_entry(pool, pfn)->refs == 0) abort();
}

// Gives an unused block's memory back. Its frames stay on the free list, now known to be zero.
static void block_discard(struct page_pool *pool, u32 block) {
    u32 first = block * BLOCK_FRAMES, end = first + BLOCK_FRAMES;
    if (end > pool->fresh) return;
    slot_discard(frame_data(pool, first), (size_t)BLOCK_FRAMES * PAGE_SIZE);
    for (u32 i = first ? first : 1; i < end; i++) {
        if (!pool->frames[i].zero) pool->idle--;
        pool->frames[i].zero = 1;
    }
}

void page_put(struct page_pool *pool, pfn_t pfn) {
    check_in_use(pool, pfn);
    struct frame *f = frame_entry(pool, pfn);
    if (--f->refs) return;
    f->next = pool->free_head & 0x7fffffff;
    pool->free_head = pfn;
    pool->used--;
    pool->idle++;
    u32 block = pfn / BLOCK_FRAMES;
    // Not while somebody watches: the contents may belong to a snapshot.
    if (--pool->block_used[block] == 0 && pool->idle > IDLE_FRAMES && !pool->watch) block_discard(pool, block);
}

u32 page_refs(const struct page_pool *pool, pfn_t pfn) {
    return pool->frames[pfn].refs;
}

const u8 *page_data(const struct page_pool *pool, pfn_t pfn) {
    return frame_data(pool, pfn);
}

void page_write(struct page_pool *pool, pfn_t pfn, size_t offset, const void *src, size_t n) {
    frame_make_dirty(pool, pfn);
    frame_store(pool, pfn, offset, src, n);
}

u8 *page_write_window(struct page_pool *pool, pfn_t pfn) {
    if (frame_has_code(pool, pfn)) return NULL;
    frame_make_dirty(pool, pfn);
    return frame_data(pool, pfn);
}

void page_zero(struct page_pool *pool, pfn_t pfn, size_t offset, size_t n) {
    static const u8 zeroes[PAGE_SIZE];
    page_write(pool, pfn, offset, zeroes, n);
}

u64 page_pool_total(const struct page_pool *pool) {
    return pool->end - 1;
}
u64 page_pool_free(const struct page_pool *pool) {
    return pool->end - 1 - pool->used;
}
u64 page_pool_peak(const struct page_pool *pool) {
    return pool->peak;
}
