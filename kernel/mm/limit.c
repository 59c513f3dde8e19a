// SPDX-License-Identifier: GPL-2.0-or-later
// What an address space may still take, and the page counts behind the answer (getrlimit(2), proc(5) VmSize and its
// like). Linux: may_expand_vm, vm_stat_account, mlock_future_ok in mm/mmap.c, __vm_enough_memory in mm/util.c.
#include "kernel/mm/internal.h"

#include "abi/capability.h"
#include "kernel/sandbox.h"

static bool is_data(u32 prot, u32 flags) {
    return (prot & PROT_WRITE) && !(flags & (VMA_SHARED | VMA_GROWSDOWN));
}

void mm_account(struct mm *mm, u32 prot, u32 flags, s64 pages) {
    mm->total_vm += (u64)pages;
    if (flags & VMA_GROWSDOWN)
        mm->stack_vm += (u64)pages;
    else if (is_data(prot, flags))
        mm->data_vm += (u64)pages;
    else if ((prot & (PROT_EXEC | PROT_WRITE)) == PROT_EXEC)
        mm->exec_vm += (u64)pages;
    if (flags & VMA_LOCKED) mm->locked_vm += (u64)pages;
}

bool mm_may_expand(const struct mm *mm, u32 prot, u32 flags, u64 pages) {
    if (mm->total_vm + pages > mm->rlimit_as >> PAGE_SHIFT) return false;
    return !is_data(prot, flags) || mm->data_vm + pages <= mm->rlimit_data >> PAGE_SHIFT;
}

// The heuristic of vm.overcommit_memory 0: only what can never be had is refused.
bool mm_may_commit(const struct mm *mm, u64 pages) {
    return pages <= page_pool_total(mm->mmu.pool);
}

bool mm_may_lock(const struct mm *mm, u32 flags, u64 bytes) {
    if (!(flags & VMA_LOCKED) || mm_capable(mm, CAP_IPC_LOCK)) return true;
    return mm->locked_vm + (bytes >> PAGE_SHIFT) <= mm->rlimit_memlock >> PAGE_SHIFT;
}

bool mm_capable(const struct mm *mm, int cap) {
    const struct task *t = mm->sb->current;
    return t && t->cred && cred_capable(t->cred, cap);
}
