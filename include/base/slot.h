// SPDX-License-Identifier: GPL-2.0-or-later
// Address space for machines: fixed, aligned slots (base/heap.h), reserved whole and made usable piece by piece.
// The implementation is the one file of base/ and emu/ that asks the host for memory mappings.
#ifndef BASE_SLOT_H
#define BASE_SLOT_H

#include "base/types.h"

// Reserves slot `slot`, or the lowest free one if < 0. Its address, or NULL. Nothing in it can be touched yet.
void *slot_reserve(int slot);
void slot_release(void *base);

// Makes [start, start + len) readable and writable; it reads as zero the first time. Page aligned. False: no memory.
// The memory is private to the process: after a host fork() both sides have a machine of their own.
bool slot_commit(void *start, size_t len);
// A hint that all of it will be written soon: one request of the host in place of a page fault for each page.
void slot_populate(void *start, size_t len);
// Gives the memory back to the host; the range stays usable and reads as zero.
void slot_discard(void *start, size_t len);

#endif
