// SPDX-License-Identifier: GPL-2.0-or-later
// Breakpoints for watchers (trace/ltrace.c, debuggers): addresses at which the CPU asks before it goes on. Nothing is planted in the
// program's memory, and no tick is added or lost.
//
// From the first one on, every block that begins is looked up, first in a filter that fits into the cache. That finds addresses
// at which blocks begin: where a call, a jump or a return goes to. An address in the middle of a block is found when the engine has
// translated the block: its start is marked, and it is run instruction by instruction from then on.
#include "emu/engine.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256 };

static bool is_free(const struct breakpoint *slot) {
    return !slot->users && !slot->holds_some;
}

static struct breakpoint *slot_of(const struct breakpoints *b, u64 address) {
    u32 at = (u32)(breakpoint_hash(address) >> 32) & (b->capacity - 1);
    while (!is_free(&b->slots[at]) && b->slots[at].address != address) at = (at + 1) & (b->capacity - 1);
    return &b->slots[at];
}

static bool is_set(const struct breakpoints *b, u64 address) {
    return breakpoint_possible(b, address) && slot_of(b, address)->users;
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
        if (!is_free(&old.slots[i])) *slot_of(b, old.slots[i].address) = old.slots[i];
    free(old.slots);
    return true;
}

static struct breakpoint *slot_add(struct breakpoints *b, u64 address) {
    if (b->count * 2 >= b->capacity && !grow(b)) return NULL;
    struct breakpoint *slot = slot_of(b, address);
    if (is_free(slot)) {
        slot->address = address;
        b->count++;
        filter_add(b, address);
    }
    return slot;
}

// A slot that has become free. Those behind it that were put off because of it move up; bits of the filter stay, which costs a
// look now and then.
static void slot_remove(struct breakpoints *b, const struct breakpoint *slot) {
    u32 mask = b->capacity - 1, hole = (u32)(slot - b->slots);
    for (u32 at = (hole + 1) & mask; !is_free(&b->slots[at]); at = (at + 1) & mask) {
        u32 home = (u32)(breakpoint_hash(b->slots[at].address) >> 32) & mask;
        if (((at - home) & mask) < ((at - hole) & mask)) continue;
        b->slots[hole] = b->slots[at];
        b->slots[at] = (struct breakpoint){.address = 0};
        hole = at;
    }
    if (--b->count == 0) memset(b->filter, 0, sizeof b->filter);
}

bool cpu_breakpoint_set(struct cpu *cpu, u64 address) {
    struct breakpoints *b = &cpu->breakpoints;
    if (!b->watched && !(b->watched = cpu_watch_blocks(cpu))) return false;
    struct breakpoint *slot = slot_add(b, address);
    if (slot) slot->users++;
    return slot != NULL;
}

void cpu_breakpoint_clear(struct cpu *cpu, u64 address) {
    struct breakpoints *b = &cpu->breakpoints;
    struct breakpoint *slot = b->capacity ? slot_of(b, address) : NULL;
    if (!slot || !slot->users) return;
    slot->users--;
    if (is_free(slot)) slot_remove(b, slot);
}

// --- In the middle of a block
bool cpu_breakpoint_set_anywhere(struct cpu *cpu, u64 address) {
    if (!cpu_breakpoint_set(cpu, address)) return false;
    cpu->breakpoints.anywhere++;
    cpu_forget_blocks(cpu); // so that the block it lies in is seen again
    return true;
}

void cpu_breakpoint_clear_anywhere(struct cpu *cpu, u64 address) {
    struct breakpoints *b = &cpu->breakpoints;
    cpu_breakpoint_clear(cpu, address);
    if (b->anywhere) b->anywhere--;
    for (u32 i = 0; i < b->capacity;) { // what moves up into a slot is looked at, too
        struct breakpoint *slot = &b->slots[i];
        bool marked = slot->holds_some;
        slot->holds_some = false;
        if (marked && is_free(slot))
            slot_remove(b, slot);
        else
            i++;
    }
    cpu_forget_blocks(cpu);
}

void breakpoint_new_block(struct cpu *cpu, u64 pc, u64 size) {
    struct breakpoints *b = &cpu->breakpoints;
    for (u64 at = pc + 1; at < pc + size; at++) {
        if (!is_set(b, at)) continue;
        struct breakpoint *slot = slot_add(b, pc);
        if (slot) slot->holds_some = true; // without memory it is not found
        return;
    }
}

// --- Asking
static bool ask(struct cpu *cpu, u64 address) {
    return cpu->ops->breakpoint && cpu->ops->breakpoint(cpu->ctx, address);
}

bool breakpoint_stops(struct cpu *cpu) {
    if (!breakpoint_possible(&cpu->breakpoints, cpu->block_pc)) return false;
    const struct breakpoint *slot = slot_of(&cpu->breakpoints, cpu->block_pc);
    if (slot->users && ask(cpu, cpu->block_pc)) { // which may move the slots
        cpu->stop = true;
        return true;
    }
    cpu->walk = slot_of(&cpu->breakpoints, cpu->block_pc)->holds_some;
    return cpu->walk;
}

bool breakpoint_stops_inside(struct cpu *cpu) {
    if (!is_set(&cpu->breakpoints, cpu->rip) || !ask(cpu, cpu->rip)) return false;
    cpu->stop = true;
    return true;
}

void breakpoints_destroy(struct cpu *cpu) {
    free(cpu->breakpoints.slots);
}
