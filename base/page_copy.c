// SPDX-License-Identifier: GPL-2.0-or-later
// Copies of pages, and sets of them. In a build with AddressSanitizer a copy has the sanitizer's notes on the page, too:
// which bytes of the kernel heap are in use is part of what it holds.
#include "base/page_copy.h"
#include "base/asan.h"

#include <stdlib.h>
#include <string.h>

#define BYTES 4096u

struct page_copy {
    u32 refs;
    u32 unused[3]; // the page begins at a multiple of 16
    u8 data[BYTES];
#ifdef BASE_ASAN
    u8 notes[BYTES / 8];
#endif
};

#ifdef BASE_ASAN
#include <sanitizer/asan_interface.h>

static u8 *notes_of(const void *page) {
    size_t scale, offset;
    __asan_get_shadow_mapping(&scale, &offset);
    return (u8 *)(((uintptr_t)page >> scale) + offset);
}
// The page's bytes are not looked at by the sanitizer here: some of them are out of bounds for everybody else.
__attribute__((no_sanitize("address"))) static void copy_notes(u8 *to, const u8 *from) {
    for (size_t i = 0; i < BYTES / 8; i++) ((volatile u8 *)to)[i] = from[i];
}
static void page_save(struct page_copy *copy, const void *page) {
    u8 *notes = notes_of(page);
    copy_notes(copy->notes, notes);
    __asan_unpoison_memory_region(page, BYTES);
    memcpy(copy->data, page, BYTES);
    copy_notes(notes, copy->notes);
}
static bool page_differs(const struct page_copy *copy, const void *page) {
    u8 now[BYTES / 8], *notes = notes_of(page);
    copy_notes(now, notes);
    __asan_unpoison_memory_region(page, BYTES);
    bool differs = memcmp(now, copy->notes, sizeof now) != 0 || memcmp(copy->data, page, BYTES) != 0;
    copy_notes(notes, now);
    return differs;
}
static void page_load(void *page, const struct page_copy *copy) {
    __asan_unpoison_memory_region(page, BYTES);
    memcpy(page, copy->data, BYTES);
    copy_notes(notes_of(page), copy->notes);
}
static void page_clear(void *page) {
    __asan_unpoison_memory_region(page, BYTES);
    memset(page, 0, BYTES);
}
#else
static void page_save(struct page_copy *copy, const void *page) {
    memcpy(copy->data, page, BYTES);
}
static bool page_differs(const struct page_copy *copy, const void *page) {
    return memcmp(copy->data, page, BYTES) != 0;
}
static void page_load(void *page, const struct page_copy *copy) {
    memcpy(page, copy->data, BYTES);
}
static void page_clear(void *page) {
    memset(page, 0, BYTES);
}
#endif

struct page_copy *page_copy_make(const void *page) {
    struct page_copy *copy = malloc(sizeof *copy);
    if (!copy) return NULL;
    copy->refs = 1;
    page_save(copy, page);
    return copy;
}

struct page_copy *page_copy_get(struct page_copy *copy) {
    if (copy) copy->refs++;
    return copy;
}

void page_copy_put(struct page_copy *copy) {
    if (copy && --copy->refs == 0) free(copy);
}

bool page_copy_differs(const struct page_copy *copy, const void *page) {
    return !copy || page_differs(copy, page);
}

void page_copy_load(void *page, const struct page_copy *copy) {
    if (copy)
        page_load(page, copy);
    else
        page_clear(page);
}

// --- Sets: entries in the order of their coming, found through a hash table with linear probing.
static u32 *slot_for(const struct page_set *set, u32 key) {
    u32 mask = set->slot_count - 1;
    for (u32 at = key * 2654435761u >> 7 & mask;; at = (at + 1) & mask) {
        u32 *slot = &set->slots[at];
        if (*slot == 0 || set->entries[*slot - 1].key == key) return slot;
    }
}

const struct page_entry *page_set_find(const struct page_set *set, u32 key) {
    if (!set->slots) return NULL;
    const u32 *slot = slot_for(set, key);
    return *slot ? &set->entries[*slot - 1] : NULL;
}

static bool page_set_grow(struct page_set *set) {
    u32 capacity = set->capacity ? set->capacity * 2 : 64, filled = set->count;
    struct page_entry *entries = realloc(set->entries, capacity * sizeof *entries);
    if (!entries) return false;
    set->entries = entries;
    u32 *slots = calloc((size_t)capacity * 2, sizeof *slots);
    if (!slots) return false;
    free(set->slots);
    set->slots = slots;
    set->slot_count = capacity * 2;
    set->capacity = capacity;
    // NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): all that are filled were there before realloc
    for (u32 i = 0; i < filled; i++) *slot_for(set, entries[i].key) = i + 1;
    return true;
}

bool page_set_add(struct page_set *set, u32 key, struct page_copy *copy) {
    if (page_set_find(set, key)) {
        page_copy_put(copy);
        return true;
    }
    if ((!set->entries || !set->slots || set->count == set->capacity) && !page_set_grow(set)) {
        page_copy_put(copy);
        return false;
    }
    u32 *slot = slot_for(set, key);
    set->entries[set->count] = (struct page_entry){.key = key, .copy = copy};
    *slot = ++set->count;
    return true;
}

void page_set_clear(struct page_set *set) {
    for (u32 i = 0; i < set->count; i++) page_copy_put(set->entries[i].copy);
    free(set->entries);
    free(set->slots);
    *set = (struct page_set){0};
}
