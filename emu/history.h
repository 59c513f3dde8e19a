// SPDX-License-Identifier: GPL-2.0-or-later
// Snapshots of a machine's memory: the kernel heap, the frames and their table. They form a tree of any depth; whichever of
// them is alive can be put back at any time, in any order. What a snapshot costs is what changed since the one before.
//
// Registers in the CPU, its TLB and whatever else lies outside the slot are the caller's (kernel/snapshot.c).
#ifndef EMU_HISTORY_H
#define EMU_HISTORY_H

#include "base/page_pool.h"

struct memory_history;  // of one machine; host memory, malloc'ed
struct memory_snapshot; // in it

struct memory_history *memory_history_create(struct page_pool *pool); // NULL: no memory
void memory_history_destroy(struct memory_history *h);                // with its snapshots; NULL is allowed

// Write access that the CPU has been granted must be taken back after each of these two (cpu_memory_changed).
// NULL: no memory on the host; nothing else has changed.
struct memory_snapshot *memory_take(struct memory_history *h);
// 0; -ENOMEM: nothing has changed; -EIO: no memory half-way, the machine's memory is that of another snapshot. Where there was no memory to
// keep what was written over, while the machine ran, all snapshots are lost: then it is -ENOMEM until all are dropped, and so is taking one.
int memory_restore(struct memory_history *h, struct memory_snapshot *s);
void memory_drop(struct memory_history *h, struct memory_snapshot *s);

#endif
