// SPDX-License-Identifier: GPL-2.0-or-later
// Breakpoints for watchers (trace/ltrace.c): addresses at which the CPU asks before it goes on. Nothing is planted in the program's
// memory and no translation changes; while there are any, every block that begins is looked up. So they must lie where
// blocks begin: where a call, a jump or a return goes to.
#include "emu/engine.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

// Multiplied so that the upper bits depend on all; addresses of functions are multiples of 16.
static u64 hash_of(u64 address) {
    return address * 0x9e3779b97f4a7c15ull;
}

static struct breakpoint *slot_of(const struct breakpoints *b, u64 address) {
    u32 at = (u32)(hash_of(address) >> 32) & (b->capacity - 1);
    while (b->slots[at].users && b->slots[at].address != address) at = (at + 1) & (b->capacity - 1);
    return &b->slots[at];
}

static void filter_add(struct breakpoints *b, u64 address) {
    u64 bit = hash_of(address) >> (64 - BREAKPOINT_FILTER_BITS);
    b->filter[bit / 64] |= 1ull << (bit % 64);
}

// Puts every slot in its place anew: the table has grown, or one has gone. False: no memory, nothing has changed.
static bool rebuild(struct breakpoints *b, u32 capacity) {
    struct breakpoint *old = b->slots;
    u32 count = b->capacity;
    struct breakpoint *fresh = calloc(capacity, sizeof *fresh);
    if (!fresh) return false;
    b->slots = fresh;
    b->capacity = capacity;
    memset(b->filter, 0, sizeof b->filter);
    for (u32 i = 0; i < count; i++) {
        if (!old[i].users) continue;
        *slot_of(b, old[i].address) = old[i];
        filter_add(b, old[i].address);
    }
    free(old);
    return true;
}

bool cpu_breakpoint_set(struct cpu *cpu, u64 address) {
    struct breakpoints *b = &cpu->breakpoints;
    if (b->count * 2 >= b->capacity && !rebuild(b, b->capacity ? b->capacity * 2 : FIRST_CAPACITY)) return false;
    struct breakpoint *slot = slot_of(b, address);
    if (!slot->users++) {
        slot->address = address;
        b->count++;
        filter_add(b, address);
    }
    cpu_attention(cpu);
    return true;
}

void cpu_breakpoint_clear(struct cpu *cpu, u64 address) {
    struct breakpoints *b = &cpu->breakpoints;
    struct breakpoint *slot = b->capacity ? slot_of(b, address) : NULL;
    if (!slot || !slot->users || --slot->users) return;
    b->count--;
    // Those behind it may be reached through its slot. Without memory it stays a dead end that is asked about in vain.
    if (!rebuild(b, b->capacity)) {
        slot->users = 1;
        b->count++;
    }
}

bool breakpoint_stops(struct cpu *cpu) {
    const struct breakpoints *b = &cpu->breakpoints;
    u64 bit = hash_of(cpu->block_pc) >> (64 - BREAKPOINT_FILTER_BITS);
    if (!(b->filter[bit / 64] >> (bit % 64) & 1) || !slot_of(b, cpu->block_pc)->users) return false;
    return cpu->ops->breakpoint && cpu->ops->breakpoint(cpu->ctx, cpu->block_pc);
}

void breakpoints_destroy(struct cpu *cpu) {
    free(cpu->breakpoints.slots);
}
