// SPDX-License-Identifier: GPL-2.0-or-later
// The page-fault path: the engine asks here on every TLB miss, and our page tables answer. What a missing entry means is
// decided by the address space's fault op.
#include "abi/errno.h"
#include "emu/engine.h"
#include "emu/walk.h"

// The engine's TLB starts small and is resized only by a flush, to twice its size if it was well used. So a program that misses
// often is flushed for its own good. Each time that must take longer, or a large TLB would never fill up.
enum { GROW_MIN = 2048, GROW_MAX = 1 << 20 };

void tlb_flush(struct cpu *cpu) {
    if (cpu->misses > cpu->grow_at)
        cpu->grow_at *= cpu->grow_at < GROW_MAX ? 2 : 1;
    else if (cpu->misses < cpu->grow_at / 8 && cpu->grow_at > GROW_MIN)
        cpu->grow_at /= 2;
    if (cpu->grow_at < GROW_MIN) cpu->grow_at = GROW_MIN;
    uc_ctl_flush_tlb(cpu->uc);
    cpu->misses = 0;
    cpu->flush_epoch++;
    cpu->tlb_mmu = cpu->mmu;
    if (cpu->mmu) {
        cpu->mmu->tlb_stale = false;
        cpu->mmu->stale_page = 0;
    }
}

// Has the fault op make `va` accessible. NULL: the instruction is abandoned, and cpu->fault or cpu->flush say why.
static pte_t *resolve(struct cpu *cpu, uaddr_t va, enum mmu_access access) {
    struct mmu *mmu = cpu->mmu;
    pte_t *pte;
    int error = is_canonical(va) ? mmu_fault_in(mmu, va, access, &pte) : -EFAULT;
    if (error) {
        cpu->fault.valid = true;
        cpu->fault.page = va & PAGE_MASK;
        cpu->fault.access = access;
        cpu->fault.error = error;
        return NULL;
    }
    // The entry about to be filled replaces whatever the TLB held for this page. Other pages need a flush, which
    // cannot be done from here: give up the instruction and try it again after it.
    if (mmu->stale_page == (va & PAGE_MASK) + 1) mmu->stale_page = 0;
    if (tlb_is_stale(cpu)) {
        cpu->flush = true;
        return NULL;
    }
    return pte;
}

bool tlb_fill(uc_engine *uc, u64 va, uc_mem_type type, uc_tlb_entry *out, void *ctx) {
    struct cpu *cpu = ctx;
    (void)uc;
    enum mmu_access access = type == UC_MEM_FETCH ? ACCESS_EXEC : type == UC_MEM_WRITE ? ACCESS_WRITE : ACCESS_READ;

    if (cpu->trapped) return false;
    if (cpu->rehooking || ((va & PAGE_MASK) == BOOT_VA && (cpu->booting || access == ACCESS_READ))) {
        // Loading a segment register reads the descriptor table. The engine's search for what a hook has touched wants anything.
        out->paddr = (u64)cpu->pool->end * PAGE_SIZE;
        out->perms = cpu->booting || cpu->rehooking ? UC_PROT_ALL : UC_PROT_READ;
        return true;
    }
    if (code_physical(cpu, va, &out->paddr)) {
        out->perms = UC_PROT_EXEC;
        return true;
    }
    if (++cpu->misses > cpu->grow_at) cpu_attention(cpu);
    cpu->fetching = access == ACCESS_EXEC;
    pte_t *pte = mmu_lookup(cpu->mmu, va);
    if (!pte || !pte_allows(*pte, access)) {
        pte = resolve(cpu, va, access);
        if (!pte) return false;
    }

    pfn_t pfn = PTE_PFN(*pte);
    if ((access == ACCESS_EXEC && !code_fetch(cpu, pfn)) || (access == ACCESS_WRITE && !code_store(cpu, pfn))) {
        cpu->flush = true;
        return false;
    }
    if (access == ACCESS_EXEC && !cpu->stepping && (cpu->crowded[pfn / 64] >> (pfn % 64) & 1)) {
        cpu->alone = cpu->flush = true;
        return false;
    }
    out->paddr = (u64)pfn * PAGE_SIZE;
    switch (access) {
    case ACCESS_EXEC:
        *pte |= PTE_ACCESSED;
        out->perms = UC_PROT_READ | UC_PROT_EXEC;
        break;
    case ACCESS_WRITE:
        *pte |= PTE_ACCESSED | PTE_DIRTY;
        frame_make_dirty(cpu->pool, pfn);
        out->perms = UC_PROT_READ | UC_PROT_WRITE;
        break;
    default:
        *pte |= PTE_ACCESSED;
        out->perms = UC_PROT_READ;
        // Saves the second miss where nobody needs to hear of a first write any more.
        if ((*pte & (PTE_WRITE | PTE_DIRTY)) == (PTE_WRITE | PTE_DIRTY) && frame_is_dirty(cpu->pool, pfn) &&
            !frame_has_code(cpu->pool, pfn)) {
            cpu->write_epoch[pfn] = cpu->flush_epoch;
            out->perms |= UC_PROT_WRITE;
        }
    }
    return true;
}
