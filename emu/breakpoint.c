// SPDX-License-Identifier: GPL-2.0-or-later
// Breakpoints for watchers (trace/ltrace.c): addresses at which the CPU asks before it goes on. Nothing is planted in the program's
// memory; from the first one on every block that begins is looked up, first in a filter that fits into the cache. So they must lie
// where blocks begin: where a call, a jump or a return goes to.
#include "emu/engine.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

static struct breakpoint *slot_of(const struct breakpoints *b, u64 address) {
    u32 at = (u32)(breakpoint_hash(address) >> 32) & (b->capacity - 1);
    while (b->slots[at].users && b->slots[at].address != address) at = (at + 1) & (b->capacity - 1);
    return &b->slots[at];
}

static void filter_add(struct breakpoints *b, u64 address) {
    u64 bit = breakpoint_hash(address) >> (64 - BREAKPOINT_FILTER_BITS);
    b->filter[bit / 64] |= 1ull << (bit % 64);
}

// False: no memory, nothing has changed.
static bool grow(struct breakpoints *b) {
    struct breakpoints old = *b;
    u32 capacity = old.capacity ? old.capacity * 2 : FIRST_CAPACITY;
    struct breakpoint *fresh = calloc(capacity, sizeof *fresh);
    if (!fresh) return false;
    b->slots = fresh;
    b->capacity = capacity;
    for (u32 i = 0; i < old.capacity; i++)
        if (old.slots[i].users) *slot_of(b, old.slots[i].address) = old.slots[i];
    free(old.slots);
    return true;
}

bool cpu_breakpoint_set(struct cpu *cpu, u64 address) {
    struct breakpoints *b = &cpu->breakpoints;
    if (!b->watched && !(b->watched = cpu_watch_blocks(cpu, true))) return false;
    if (b->count * 2 >= b->capacity && !grow(b)) return false;
    struct breakpoint *slot = slot_of(b, address);
    if (!slot->users++) {
        slot->address = address;
        b->count++;
        filter_add(b, address);
    }
    return true;
}

void cpu_breakpoint_clear(struct cpu *cpu, u64 address) {
    struct breakpoints *b = &cpu->breakpoints;
    struct breakpoint *slot = b->capacity ? slot_of(b, address) : NULL;
    if (!slot || !slot->users || --slot->users) return;
    // Those behind it that were put off because of it move up; bits of the filter stay, which costs a look now and then.
    u32 mask = b->capacity - 1, hole = (u32)(slot - b->slots);
    for (u32 at = (hole + 1) & mask; b->slots[at].users; at = (at + 1) & mask) {
        u32 home = (u32)(breakpoint_hash(b->slots[at].address) >> 32) & mask;
        if (((at - home) & mask) < ((at - hole) & mask)) continue;
        b->slots[hole] = b->slots[at];
        b->slots[at].users = 0;
        hole = at;
    }
    if (--b->count == 0) memset(b->filter, 0, sizeof b->filter);
}

bool breakpoint_stops(struct cpu *cpu) {
    const struct breakpoints *b = &cpu->breakpoints;
    if (!breakpoint_possible(b, cpu->block_pc) || !slot_of(b, cpu->block_pc)->users) return false;
    return cpu->ops->breakpoint && cpu->ops->breakpoint(cpu->ctx, cpu->block_pc);
}

void breakpoints_destroy(struct cpu *cpu) {
    free(cpu->breakpoints.slots);
}
