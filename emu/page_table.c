// SPDX-License-Identifier: GPL-2.0-or-later
// Four-level page tables in heap pages: from a guest address to the entry that holds its frame. What is mapped where, and what a
// fault means, is kernel/mm's; who walks them is tlb.c and user_copy.c.
#include "abi/errno.h"
#include "emu/mmu.h"

#define ENTRIES 512u
#define LEVELS 4

// A table's entry at levels 4 to 2 is the heap address of the next table, or 0.
static u64 *next_table(u64 entry) {
    return (u64 *)(uintptr_t)entry;
}
static unsigned index_at(uaddr_t va, int level) {
    return (unsigned)(va >> (PAGE_SHIFT + 9 * (level - 1))) & (ENTRIES - 1);
}
static u64 span_of(int level) { // bytes that one entry of this level covers
    return 1ull << (PAGE_SHIFT + 9 * (level - 1));
}

void mmu_init(struct mmu *mmu, struct page_pool *pool, opref_t ops) {
    *mmu = (struct mmu){
        .pool = pool,
        .ops = ops,
        .tlb_stale = true, // the CPU may remember another address space that lay at this address
    };
}

pte_t *mmu_lookup(const struct mmu *mmu, uaddr_t va) {
    u64 *table = mmu->root;
    if (!table || va >= MMU_VA_END) return NULL;
    for (int level = LEVELS; level > 1; level--) {
        table = next_table(table[index_at(va, level)]);
        if (!table) return NULL;
    }
    return &table[index_at(va, 1)];
}

pte_t *mmu_ensure(struct mmu *mmu, uaddr_t va) {
    if (va >= MMU_VA_END) return NULL;
    struct heap *heap = heap_of(mmu->pool);
    if (!mmu->root && !(mmu->root = kzalloc(heap, ENTRIES * sizeof(u64)))) return NULL;
    u64 *table = mmu->root;
    for (int level = LEVELS; level > 1; level--) {
        u64 *entry = &table[index_at(va, level)];
        if (!*entry) *entry = (uintptr_t)kzalloc(heap, ENTRIES * sizeof(u64));
        table = next_table(*entry);
        if (!table) return NULL; // tables made so far stay; mmu_clear or mmu_destroy frees them
    }
    return &table[index_at(va, 1)];
}

static void mark_stale(struct mmu *mmu, uaddr_t va) {
    uaddr_t page = va & PAGE_MASK;
    if (mmu->tlb_stale || mmu->stale_page == page + 1) return;
    if (mmu->stale_page)
        mmu->tlb_stale = true;
    else
        mmu->stale_page = page + 1;
}

// May the CPU hold something that the change from `old` to `new` forbids? Entries that are not present are never cached.
static bool takes_back(pte_t old, pte_t new) {
    if (!(old & PTE_PRESENT)) return false;
    if (PTE_PFN(old) != PTE_PFN(new)) return true;
    return (old & ~new &(PTE_PRESENT | PTE_WRITE | PTE_EXEC | PTE_DIRTY)) != 0;
}

int mmu_set(struct mmu *mmu, uaddr_t va, pfn_t pfn, u64 flags) {
    pte_t *pte = mmu_ensure(mmu, va);
    if (!pte) {
        if (pfn) page_put(mmu->pool, pfn);
        return -ENOMEM;
    }
    pte_t old = *pte, new = pfn ? PTE_MAKE(pfn, flags) : 0;
    *pte = new;
    if (takes_back(old, new)) mark_stale(mmu, va);
    mmu->resident += (pfn != 0) - (PTE_PFN(old) != 0);
    if (PTE_PFN(old)) page_put(mmu->pool, PTE_PFN(old));
    return 0;
}

static bool table_is_empty(const u64 *table) {
    u64 any = 0;
    for (unsigned i = 0; i < ENTRIES; i++) any |= table[i];
    return any == 0;
}

static void clear_entry(struct mmu *mmu, uaddr_t va, pte_t *pte) {
    pte_t old = *pte;
    *pte = 0;
    if (takes_back(old, 0)) mark_stale(mmu, va);
    if (!PTE_PFN(old)) return;
    mmu->resident--;
    page_put(mmu->pool, PTE_PFN(old));
}

// Clears [start, end) within `table`, which covers addresses from `base`. Tables that become empty are freed.
static void clear_table(struct mmu *mmu, u64 *table, int level, uaddr_t base, uaddr_t start, uaddr_t end) {
    u64 span = span_of(level);
    for (unsigned i = start > base ? (unsigned)((start - base) / span) : 0; i < ENTRIES; i++) {
        uaddr_t at = base + i * span;
        if (at >= end) break;
        if (!table[i]) continue;
        if (level == 1) {
            clear_entry(mmu, at, &table[i]);
            continue;
        }
        u64 *below = next_table(table[i]);
        clear_table(mmu, below, level - 1, at, start, end);
        if ((start <= at && at + span <= end) || table_is_empty(below)) {
            table[i] = 0;
            kfree(below);
        }
    }
}

void mmu_clear(struct mmu *mmu, uaddr_t start, uaddr_t end) {
    if (end > MMU_VA_END) end = MMU_VA_END;
    if (mmu->root && start < end) clear_table(mmu, mmu->root, LEVELS, 0, start, end);
}

void mmu_destroy(struct mmu *mmu) {
    mmu_clear(mmu, 0, MMU_VA_END);
    kfree(mmu->root);
    mmu->root = NULL;
}

static int walk_table(struct mmu *mmu, u64 *table, int level, uaddr_t base, uaddr_t start, uaddr_t end,
                      mmu_walk_fn fn, void *ctx) {
    u64 span = span_of(level);
    for (unsigned i = start > base ? (unsigned)((start - base) / span) : 0; i < ENTRIES; i++) {
        uaddr_t at = base + i * span;
        if (at >= end) break;
        if (!table[i]) continue;
        int result = 0;
        if (level > 1) {
            result = walk_table(mmu, next_table(table[i]), level - 1, at, start, end, fn, ctx);
        } else if (PTE_PFN(table[i])) {
            pte_t old = table[i];
            result = fn(ctx, at, &table[i]);
            if (takes_back(old, table[i])) mark_stale(mmu, at);
        }
        if (result) return result;
    }
    return 0;
}

int mmu_walk(struct mmu *mmu, uaddr_t start, uaddr_t end, mmu_walk_fn fn, void *ctx) {
    if (end > MMU_VA_END) end = MMU_VA_END;
    return mmu->root && start < end ? walk_table(mmu, mmu->root, LEVELS, 0, start, end, fn, ctx) : 0;
}
