// SPDX-License-Identifier: GPL-2.0-or-later
// Writing and reading a machine's memory page by page; pages of zeroes are only counted.
#include "emu/image.h"

#include "emu/frames.h"

#include <string.h>

struct image_header {
    u32 slot, heap_pages;
    u64 limit, pool; // bytes that the heap may hold; the pool's place in it
};

enum { LOAD_STEP = 1024 };
static const u8 zeroes[PAGE_SIZE];

// Word by word, so that no library routine is between: in a build with AddressSanitizer parts of the heap are out of bounds for
// everybody else.
__attribute__((no_sanitize("address"))) static void look_at(u64 *to, const void *page) {
    const volatile u64 *from = page;
    for (size_t i = 0; i < PAGE_SIZE / sizeof *to; i++) to[i] = from[i];
}

static void put_page(const struct image_io *io, const void *page) {
    u64 bytes[PAGE_SIZE / sizeof(u64)];
    look_at(bytes, page);
    const u8 full = memcmp(bytes, zeroes, PAGE_SIZE) != 0;
    io->put(io->ctx, &full, 1);
    if (full) io->put(io->ctx, bytes, PAGE_SIZE);
}

static void get_page(const struct image_io *io, void *page) { // which reads as zero
    u8 full = 0;
    io->get(io->ctx, &full, 1);
    if (full) io->get(io->ctx, page, PAGE_SIZE);
}

static u32 table_pages(u32 fresh) {
    return (u32)((fresh + TABLE_FRAMES - 1) / TABLE_FRAMES);
}

void memory_image_put(const struct page_pool *pool, const struct image_io *io) {
    const struct heap *heap = pool->heap;
    const struct image_header header = {.slot = (u32)heap_slot(heap),
                                        .heap_pages = heap_pages(heap),
                                        .limit = heap_limit(heap),
                                        .pool = (uintptr_t)pool - (uintptr_t)heap};
    io->put(io->ctx, &header, sizeof header);
    for (u32 n = 0; n < header.heap_pages; n++) put_page(io, heap_page(heap, n));
    for (u32 n = 0; n < table_pages(pool->fresh); n++) put_page(io, (const u8 *)pool->frames + (u64)n * PAGE_SIZE);
    for (pfn_t pfn = 1; pfn < pool->fresh; pfn++) // what a free frame holds nobody will see
        if (pool->frames[pfn].refs) put_page(io, frame_data(pool, pfn));
}

static void load_frames(const struct image_io *io, struct page_pool *pool) {
    for (u32 n = 0; n < table_pages(pool->fresh); n++) get_page(io, (u8 *)pool->frames + (u64)n * PAGE_SIZE);
    for (pfn_t pfn = 1; pfn < pool->fresh && io->ok(io->ctx); pfn++) {
        if (pool->frames[pfn].refs)
            get_page(io, frame_data(pool, pfn));
        else
            pool->frames[pfn].zero = 1;
    }
}

struct heap *memory_image_get(const struct image_io *io, struct page_pool **found, const char **why) {
    struct image_header header;
    io->get(io->ctx, &header, sizeof header);
    *why = "damaged";
    if (!io->ok(io->ctx) || header.slot >= SLOT_COUNT || header.pool % 16 || header.pool > HEAP_MAX) return NULL;
    struct heap *heap = heap_create((int)header.slot, header.limit);
    if (!heap) {
        *why = "its place in the address space is taken, or there is no memory";
        return NULL;
    }
    // The heap's own first page comes last: until then it is the new heap's, which knows what is usable.
    u64 fresh[PAGE_SIZE / sizeof(u64)], first[PAGE_SIZE / sizeof(u64)] = {0};
    memcpy(fresh, heap_page(heap, 0), sizeof fresh);
    get_page(io, first);
    for (u32 n = 1; n < header.heap_pages && io->ok(io->ctx); n++) { // no more than there is to fill
        if (n % LOAD_STEP == 1 &&
            !heap_load_begin(heap, n + LOAD_STEP < header.heap_pages ? n + LOAD_STEP : header.heap_pages))
            goto out_destroy;
        get_page(io, heap_page(heap, n));
    }
    if (!io->ok(io->ctx)) goto out_destroy;
    const u32 committed = heap_committed(heap);
    memcpy(heap_page(heap, 0), first, sizeof first);
    bool is_heap = heap_load_end(heap, header.heap_pages);
    heap_set_committed(heap, committed);
    struct page_pool *pool = (struct page_pool *)((u8 *)heap + header.pool);
    if (!is_heap || !heap_has(heap, pool, sizeof *pool) || !page_pool_revive(pool, heap)) goto out_restore;
    load_frames(io, pool);
    if (!io->ok(io->ctx) || !page_pool_is_sound(pool)) goto out_restore;
    *found = pool;
    return heap;
out_restore:
    memcpy(heap_page(heap, 0), fresh, sizeof fresh);
out_destroy:
    heap_destroy(heap);
    return NULL;
}
