// SPDX-License-Identifier: GPL-2.0-or-later
// Frames with translated code, and stores to them.
//
// The engine notices only some stores to code it has translated: not those through another mapping or by the host, and not the
// second one to a page. So it is done here, by the frame: in the TLB a frame can be written or executed, never both.
// - A fetch marks the frame. If it may be writable at another address, the TLB is flushed first.
// - A store to a marked frame drops its translations first, and the TLB, so that the next fetch is noticed again.
// - A store by code of that very frame is executed alone (single step), and then only what it changed is dropped, because
//   the rest of the running block must be fetched again, and loops that keep their data beside them should not crawl.
#include "emu/engine.h"

#include <stdlib.h>
#include <string.h>

// The engine drops translations by virtual address, so while it does, physical memory is mapped here (where Linux has
// it). The flush afterwards takes it away before the program runs on.
#define PHYSICAL_VA 0xffff888000000000ull

static void drop(struct cpu *cpu, u64 physical, size_t n) {
    cpu->dropping = true;
    uc_ctl_remove_cache(cpu->uc, PHYSICAL_VA + physical, PHYSICAL_VA + physical + n);
    cpu->dropping = false;
    cpu->tlb_mmu = NULL;
}

bool code_physical(const struct cpu *cpu, u64 va, u64 *physical) {
    *physical = (va & PAGE_MASK) - PHYSICAL_VA;
    return cpu->dropping && *physical < (u64)cpu->pool->end * PAGE_SIZE;
}

void code_drop(struct cpu *cpu, u64 va) {
    const pte_t *pte = mmu_lookup(cpu->mmu, va);
    if (pte && PTE_PFN(*pte)) drop(cpu, (u64)PTE_PFN(*pte) * PAGE_SIZE + va % PAGE_SIZE, 1);
}

static void mark(struct cpu *cpu, pfn_t pfn, bool on) {
    u64 bit = 1ull << (pfn % 64);
    if (on)
        cpu->code.bits[pfn / 64] |= bit;
    else
        cpu->code.bits[pfn / 64] &= ~bit;
}

// What is in the frame is new.
static void look(struct cpu *cpu, pfn_t pfn) {
    u64 bit = 1ull << (pfn % 64);
    if (code_is_crowded(cpu, pfn))
        cpu->crowded[pfn / 64] |= bit;
    else
        cpu->crowded[pfn / 64] &= ~bit;
}

// --- The kernel's own stores
static void code_write(void *ctx, u64 physical, const void *src, size_t n) {
    struct cpu *cpu = ctx;
    memcpy(cpu->pool->data + physical, src, n);
    drop(cpu, physical, n);
    for (u64 at = physical / PAGE_SIZE; n && at <= (physical + n - 1) / PAGE_SIZE; at++)
        if (frame_has_code(cpu->pool, (pfn_t)at)) look(cpu, (pfn_t)at);
}

static void code_forget(void *ctx, pfn_t pfn) {
    struct cpu *cpu = ctx;
    drop(cpu, (u64)pfn * PAGE_SIZE, PAGE_SIZE);
    mark(cpu, pfn, false);
}

// --- The program's
bool code_fetch(struct cpu *cpu, pfn_t pfn) {
    // With one reference there is one address, and its entry in the TLB is replaced by the one being filled.
    if (cpu->write_epoch[pfn] == cpu->flush_epoch && page_refs(cpu->pool, pfn) > 1) {
        cpu->tlb_mmu = NULL;
        return false;
    }
    if (!frame_has_code(cpu->pool, pfn)) look(cpu, pfn);
    mark(cpu, pfn, true);
    return true;
}

static bool runs_in(const struct cpu *cpu, pfn_t pfn) {
    const pte_t *first = mmu_lookup(cpu->mmu, cpu->block_pc);
    const pte_t *last = mmu_lookup(cpu->mmu, cpu->block_pc + cpu->block_size - 1);
    return (first && PTE_PFN(*first) == pfn) || (last && PTE_PFN(*last) == pfn);
}

bool code_store(struct cpu *cpu, pfn_t pfn) {
    cpu->write_epoch[pfn] = cpu->flush_epoch;
    if (!frame_has_code(cpu->pool, pfn)) return true;
    if (cpu->stepping) {
        if (cpu->step_frames == ARRAY_SIZE(cpu->step_pfn)) { // more than any instruction stores to
            code_forget(cpu, pfn);
            return false;
        }
        for (u32 i = 0; i < cpu->step_frames; i++)
            if (cpu->step_pfn[i] == pfn) return true;
        memcpy(cpu->step_before[cpu->step_frames], frame_data(cpu->pool, pfn), PAGE_SIZE);
        cpu->step_pfn[cpu->step_frames++] = pfn;
        return true;
    }
    if (runs_in(cpu, pfn))
        cpu->step = true;
    else
        code_forget(cpu, pfn);
    return false;
}

// Drops what the stepped instruction has changed.
static void drop_changes(struct cpu *cpu) {
    for (u32 i = 0; i < cpu->step_frames; i++) {
        const u8 *now = frame_data(cpu->pool, cpu->step_pfn[i]), *before = cpu->step_before[i];
        size_t first = 0, end = PAGE_SIZE;
        while (first < end && now[first] == before[first]) first++;
        while (end > first && now[end - 1] == before[end - 1]) end--;
        if (first == end) continue;
        drop(cpu, (u64)cpu->step_pfn[i] * PAGE_SIZE + first, end - first);
        look(cpu, cpu->step_pfn[i]);
    }
    cpu->step_frames = 0;
    cpu->tlb_mmu = NULL; // the frames are not writable any more
}

static void set_trap_flag(struct cpu *cpu, bool on) {
    u64 flags = 0;
    uc_reg_read(cpu->uc, UC_X86_REG_EFLAGS, &flags);
    flags = on ? flags | TRAP_FLAG : flags & ~TRAP_FLAG;
    uc_reg_write(cpu->uc, UC_X86_REG_EFLAGS, &flags);
}

// An instruction that the engine is not to run. False: it may.
static bool step_foreign(struct cpu *cpu) {
    u8 size = 0;
    enum isa_kind kind = isa_at(cpu, cpu->rip, &size);
    cpu->stepped_ours = kind == ISA_OURS;
    if (kind == ISA_PLAIN) return false;
    engine_prepare(cpu);
    cpu->step = false;
    cpu->block_pc = cpu->rip;
    cpu->block_size = size;
    if (kind == ISA_ABSENT) {
        cpu->vector = VECTOR_UD;
        return true;
    }
    cpu->rip += size;
    uc_reg_write(cpu->uc, UC_X86_REG_RIP, &cpu->rip);
    isa_carry_out(cpu);
    return true;
}

uc_err code_step(struct cpu *cpu) {
    u64 flags = 0;
    uc_err err;
    if (step_foreign(cpu)) return UC_ERR_OK;
    uc_reg_read(cpu->uc, UC_X86_REG_EFLAGS, &flags);
    bool traced = (flags & TRAP_FLAG) != 0; // by the program itself
    cpu->hidden_flags = traced ? 0 : TRAP_FLAG;
    set_trap_flag(cpu, true);
    cpu->step = false;
    cpu->stepping = true;
    cpu_attention(cpu);
    do {
        if (tlb_is_stale(cpu)) tlb_flush(cpu);
        err = engine_start(cpu);
    } while (err == UC_ERR_EXCEPTION && cpu->flush && !cpu->fault.valid);
    cpu->stepping = false;
    cpu->hidden_flags = 0;
    if (!traced) set_trap_flag(cpu, false);
    drop_changes(cpu);
    if (err == UC_ERR_OK && cpu->vector == 1 && !traced) cpu->vector = -1; // our own trap
    return err;
}

const char *code_init(struct cpu *cpu) {
    cpu->code.bits = calloc(cpu->pool->end / 64 + 1, sizeof *cpu->code.bits);
    cpu->write_epoch = calloc(cpu->pool->end, sizeof *cpu->write_epoch);
    cpu->crowded = calloc(cpu->pool->end / 64 + 1, sizeof *cpu->crowded);
    if (!cpu->code.bits || !cpu->write_epoch || !cpu->crowded) return "out of memory";
    cpu->flush_epoch = 1;
    cpu->code.write = code_write;
    cpu->code.forget = code_forget;
    cpu->code.ctx = cpu;
    cpu->pool->code = &cpu->code;
    return NULL;
}

void code_destroy(struct cpu *cpu) {
    if (cpu->pool->code == &cpu->code) cpu->pool->code = NULL;
    free(cpu->code.bits);
    free(cpu->write_epoch);
    free(cpu->crowded);
}
