// SPDX-License-Identifier: GPL-2.0-or-later
// Address space for machines, from the host's mmap. What lies in a slot is the business of heap.c and emu/frames.c.
#define _GNU_SOURCE // MAP_ANONYMOUS, MAP_NORESERVE, madvise
#include "base/slot.h"
#include "base/heap.h"

#include <sys/mman.h>

#ifndef MAP_FIXED_NOREPLACE // kernels without it take the address as a hint, which is checked below
#define MAP_FIXED_NOREPLACE 0x100000
#endif

static void *slot_try(int slot) {
    void *want = (void *)(uintptr_t)(SLOT_BASE + (u64)slot * SLOT_SIZE);
    void *got =
        mmap(want, SLOT_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (got == MAP_FAILED) return NULL;
    if (got == want) return got;
    munmap(got, SLOT_SIZE);
    return NULL;
}

void *slot_reserve(int slot) {
    if (slot >= SLOT_COUNT) return NULL;
    if (slot >= 0) return slot_try(slot);
    for (slot = 0; slot < SLOT_COUNT; slot++) {
        void *base = slot_try(slot);
        if (base) return base;
    }
    return NULL;
}

void slot_release(void *base) {
    munmap(base, SLOT_SIZE);
}

// Reserved and committed apart, so that a host that does not overcommit is only charged for what a machine really uses.
bool slot_commit(void *start, size_t len) {
    return mprotect(start, len, PROT_READ | PROT_WRITE) == 0;
}

void slot_populate(void *start, size_t len) {
#ifdef MADV_POPULATE_WRITE // Linux 5.14; without it each page is a fault of its own
    (void)madvise(start, len, MADV_POPULATE_WRITE);
#else
    (void)start, (void)len;
#endif
}

void slot_discard(void *start, size_t len) {
    // MADV_DONTNEED cannot fail on a private anonymous mapping of ours, and callers rely on the zeroes.
    if (madvise(start, len, MADV_DONTNEED) != 0) __builtin_trap();
}
