// SPDX-License-Identifier: GPL-2.0-or-later
// Copies of a machine's pages, kept by snapshots and shared among them. Host memory. NULL stands for a page of zeroes.
#ifndef BASE_PAGE_COPY_H
#define BASE_PAGE_COPY_H

#include "base/types.h"

struct page_copy; // with a reference count

struct page_copy *page_copy_make(const void *page);      // with one reference; NULL: no memory
struct page_copy *page_copy_get(struct page_copy *copy); // NULL is allowed, and is given back
void page_copy_put(struct page_copy *copy);              // NULL is allowed
bool page_copy_differs(const struct page_copy *copy, const void *page);
void page_copy_load(void *page, const struct page_copy *copy); // NULL: makes it zero

// A set of copies, each under a number: the pages that a snapshot keeps.
struct page_entry {
    u32 key;
    struct page_copy *copy; // held
};
struct page_set { // all zero: empty
    struct page_entry *entries;
    u32 count, capacity;
    u32 *slots; // hash table of index + 1
    u32 slot_count;
};

const struct page_entry *page_set_find(const struct page_set *set, u32 key); // NULL: not there
// Takes over the reference, also when it fails; if there is a copy under that number, that one stays. False: no memory.
bool page_set_add(struct page_set *set, u32 key, struct page_copy *copy) MUST_CHECK;
void page_set_clear(struct page_set *set);

#endif
