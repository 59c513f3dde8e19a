// SPDX-License-Identifier: GPL-2.0-or-later
// What an access needs of a page-table entry, for the TLB fill and user copy alike.
#ifndef EMU_WALK_H
#define EMU_WALK_H

#include "emu/mmu.h"

static inline bool pte_allows(pte_t pte, enum mmu_access access) {
    u64 need = PTE_PRESENT | (access == ACCESS_WRITE ? PTE_WRITE : access == ACCESS_EXEC ? PTE_EXEC : 0);
    return (pte & need) == need;
}

// The entry of `va` once it allows `access`, asking the fault op if it does not yet. 0, or what the fault op said.
int mmu_fault_in(struct mmu *mmu, uaddr_t va, enum mmu_access access, pte_t **out);

#endif
