// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel heap of one machine: every object that a guest program could notice lives in it.
//
// It lies at a fixed address (one slot per machine), so that its pages can be saved and brought back, in this process
// or another. It grows upwards from the start of the slot, is given out in size classes, and never moves.
// Given the same calls in the same order it hands out the same addresses.
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include "base/types.h"

// A slot holds a heap and, above it, the guest's frames and a table of them (base/page_pool.h). Slots are aligned to their size,
// so any address inside one names its machine. The range is free under Linux's default layout and under ASan.
#define SLOT_BASE 0x200000000000ull
#define SLOT_SIZE 0x4000000000ull // 256 GiB of address space, not of memory
#define SLOT_COUNT 128
#define HEAP_MAX 0x1000000000ull                        // 64 GiB: the part of a slot that is heap
#define SLOT_FRAMES HEAP_MAX                            // offset of the frames inside a slot
#define SLOT_FRAME_TABLE (SLOT_SIZE - (SLOT_SIZE >> 9)) // and of their table, 8 bytes for each page of the slot

struct heap; // lies at the very start of its slot

// Takes the lowest free slot, or slot `slot` if >= 0. `limit` bounds the bytes in use (0: HEAP_MAX).
// NULL when no slot or no memory is to be had. Not thread-safe against itself; callers hold the library's lock.
struct heap *heap_create(int slot, u64 limit);
void heap_destroy(struct heap *heap);

// Memory aligned to 16 bytes (to 4096 for sizes of 4096 and more), zeroed. NULL when the limit is reached;
// system calls answer that with -ENOMEM. A size of 0 gives a unique pointer.
void *kzalloc(struct heap *heap, size_t size) MUST_CHECK;
// The first min(old, size) bytes are kept, new ones are zero. On failure NULL, and `p` stays valid. `p` may be NULL.
void *krealloc(struct heap *heap, void *p, size_t size) MUST_CHECK;
void kfree(void *p);                                                   // NULL is allowed
char *kstrndup(struct heap *heap, const char *s, size_t n) MUST_CHECK; // always ends in NUL

#define knew(heap, type) ((type *)kzalloc(heap, sizeof(type)))

// The heap that holds `p`, from the address alone.
static inline struct heap *heap_of(const void *p) {
    return (struct heap *)((uintptr_t)p & ~(uintptr_t)(SLOT_SIZE - 1));
}
int heap_slot(const struct heap *heap);
// The machine's root object: what heap_set_root was given. The kernel keeps its struct sandbox there.
void heap_set_root(struct heap *heap, void *root);
void *heap_root(const struct heap *heap);
u64 heap_used(const struct heap *heap); // bytes handed out, rounded up to their size classes

// What a copy of the heap must hold, in two pieces: the bookkeeping and the pages.
struct heap_region {
    u8 *start;
    u64 size;
};
void heap_regions(const struct heap *heap, struct heap_region out[2]);

// The same page by page, for who keeps only what changes. Page `number` < heap_pages is always at the same place; there may
// be more of them later, never fewer but by a restore. A page that is not there yet reads as zero once it comes.
u32 heap_pages(const struct heap *heap);
u8 *heap_page(const struct heap *heap, u32 number);
// How much memory the host has made usable for the heap: true of the process, whatever state is put back into it.
u32 heap_committed(const struct heap *heap);
void heap_set_committed(struct heap *heap, u32 committed);

// For who brings back a heap from a copy into one just created: makes the first `pages` pages usable; and, once they are written, looks
// whether they are a heap, of this slot and with so many pages. False: no memory; not so.
bool heap_load_begin(struct heap *heap, u32 pages) MUST_CHECK;
bool heap_load_end(struct heap *heap, u32 pages) MUST_CHECK;
u64 heap_limit(const struct heap *heap);
bool heap_has(const struct heap *heap, const void *p, size_t n); // does it lie in the pages given out?

#endif
