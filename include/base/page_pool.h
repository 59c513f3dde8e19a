// SPDX-License-Identifier: GPL-2.0-or-later
// Guest memory: 4 KiB frames with reference counts, shared by page tables, page cache and pipes.
//
// The CPU caches translations of frames it has executed, and a snapshot must know which frames changed, so nobody
// writes a frame but through this interface (and the CPU through its own page-table entries).
#ifndef BASE_PAGE_POOL_H
#define BASE_PAGE_POOL_H

#include "base/heap.h"
#include "base/types.h"

#define PAGE_SHIFT 12
#define PAGE_SIZE 4096u
#define PAGE_MASK (~(u64)(PAGE_SIZE - 1))
#define PAGE_ALIGN(x) (((u64)(x) + PAGE_SIZE - 1) & PAGE_MASK)

typedef u32 pfn_t; // a frame's number; 0 is never a frame

struct page_pool; // lives in the heap; the frames themselves lie in the heap's slot at SLOT_FRAMES

// `bytes` is the most memory the guest can ever hold. 0 or -ENOMEM.
struct page_pool *page_pool_create(struct heap *heap, u64 bytes);
void page_pool_destroy(struct page_pool *pool);

// A zeroed frame with one reference, or 0 when the pool is used up.
pfn_t page_alloc(struct page_pool *pool) MUST_CHECK;
pfn_t page_alloc_copy(struct page_pool *pool, pfn_t from) MUST_CHECK; // a private copy of `from`
void page_get(struct page_pool *pool, pfn_t pfn);
void page_put(struct page_pool *pool, pfn_t pfn); // drops a reference; the last one frees the frame
u32 page_refs(const struct page_pool *pool, pfn_t pfn);

const u8 *page_data(const struct page_pool *pool, pfn_t pfn); // for reading; valid while a reference is held
void page_write(struct page_pool *pool, pfn_t pfn, size_t offset, const void *src, size_t n);
// The frame's memory, counted as changed from here on, so that a copy from user memory can go straight into it; to be used
// before anything but user copy runs. NULL when the CPU has run code from the frame: then it is page_write's to tell it.
u8 *page_write_window(struct page_pool *pool, pfn_t pfn);
void page_zero(struct page_pool *pool, pfn_t pfn, size_t offset, size_t n);

u64 page_pool_total(const struct page_pool *pool); // frames in all
u64 page_pool_free(const struct page_pool *pool);  // frames that page_alloc could still give
u64 page_pool_peak(const struct page_pool *pool);  // most frames in use at once

#endif
