// SPDX-License-Identifier: GPL-2.0-or-later
// What happens at an access that the page tables do not allow: demand zero, file pages from the page cache, copy on
// write, stack growth, or the reason for a signal. Linux: do_user_addr_fault in arch/x86/mm/fault.c, mm/memory.c.
//
// The CPU and user copy come here alike. Only the entry of the faulting page is changed.
#include "kernel/mm/internal.h"

#include "abi/signal.h"
#include "kernel/sandbox.h"

u64 vma_pte_flags(const struct vma *v) {
    // On x86 whatever is accessible at all is readable.
    u64 flags = v->prot & PROT_ACCESS ? PTE_PRESENT : 0;
    if (v->prot & PROT_WRITE) flags |= PTE_WRITE;
    if (v->prot & PROT_EXEC) flags |= PTE_EXEC;
    return flags;
}

static int fault_refuse(struct mm *mm, uaddr_t va, enum mmu_access access, s32 signo, s32 code) {
    mm->fault = (struct mm_fault){.address = va, .access = access, .signo = signo, .code = code};
    return signo == SIGBUS ? -EIO : -EFAULT;
}

// As Linux's OOM killer, were the task that asks always the one it chose. The signal is queued here because an
// access made on the program's behalf by a system call ends in -EFAULT, which says nothing of memory.
static int fault_out_of_memory(struct mm *mm, uaddr_t va, enum mmu_access access) {
    struct task *t = mm->sb->current;
    fault_refuse(mm, va, access, SIGKILL, 0);
    if (t && t->mm == mm) signal_send_process(t->process, SIGKILL, NULL);
    return -ENOMEM;
}

static void mapping_dirtied(const struct vma *v, u64 index) {
    struct address_space *as = v->mapping;
    if (as->ops && OPS(struct address_space_operations, as->ops)->dirty_page)
        OPS(struct address_space_operations, as->ops)->dirty_page(as->host, index);
    if (v->file) inode_touch(as->host, ATTR_MTIME | ATTR_CTIME);
}

// Puts a frame, whose reference is passed on, behind `va`.
static int install(struct vma *v, uaddr_t va, enum mmu_access access, pfn_t pfn, u64 flags) {
    struct mm *mm = v->mm;
    flags |= PTE_ACCESSED;
    if (access == ACCESS_WRITE) flags |= PTE_DIRTY;
    if (mmu_set(&mm->mmu, va, pfn, flags) < 0) return fault_out_of_memory(mm, va, access);
    if (mm->mmu.resident > mm->hiwater_rss) mm->hiwater_rss = mm->mmu.resident;
    return 0;
}

static int install_private(struct vma *v, uaddr_t va, enum mmu_access access, pfn_t pfn) {
    if (!pfn) return fault_out_of_memory(v->mm, va, access);
    return install(v, va, access, pfn, vma_pte_flags(v));
}

static int fault_file(struct vma *v, uaddr_t va, enum mmu_access access) {
    struct page_pool *pool = v->mm->mmu.pool;
    u64 index = vma_index(v, va);
    if (index >= PAGE_ALIGN(v->mapping->host->size) >> PAGE_SHIFT)
        return fault_refuse(v->mm, va, access, SIGBUS, BUS_ADRERR);
    pfn_t cached;
    int err = page_cache_get(v->mapping, index, &cached);
    if (err == -ENOMEM) return fault_out_of_memory(v->mm, va, access);
    if (err < 0) return fault_refuse(v->mm, va, access, SIGBUS, BUS_ADRERR);
    if (access == ACCESS_WRITE && vma_private(v)) {
        v->mm->sb->stats.cow_copies++;
        return install_private(v, va, access, page_alloc_copy(pool, cached));
    }
    page_get(pool, cached);
    if (access == ACCESS_WRITE) {
        mapping_dirtied(v, index);
        return install(v, va, access, cached, vma_pte_flags(v));
    }
    return install(v, va, access, cached, vma_pte_flags(v) & ~PTE_WRITE);
}

static int fault_special(struct vma *v, uaddr_t va, enum mmu_access access) {
    const struct sandbox *sb = v->mm->sb;
    u64 index = vma_index(v, va);
    if (index >= sb->vdso_pages) return fault_refuse(v->mm, va, access, SIGBUS, BUS_ADRERR);
    pfn_t pfn = sb->vdso_frames[index];
    if (access == ACCESS_WRITE) return install_private(v, va, access, page_alloc_copy(v->mm->mmu.pool, pfn));
    page_get(v->mm->mmu.pool, pfn);
    return install(v, va, access, pfn, vma_pte_flags(v) & ~PTE_WRITE);
}

// A write to a frame that is there, but not to be written through this entry yet.
static int fault_write_protected(struct vma *v, uaddr_t va, pte_t *pte) {
    struct page_pool *pool = v->mm->mmu.pool;
    pfn_t pfn = PTE_PFN(*pte);
    if (vma_private(v) && page_refs(pool, pfn) > 1) {
        v->mm->sb->stats.cow_copies++;
        return install_private(v, va, ACCESS_WRITE, page_alloc_copy(pool, pfn));
    }
    if (!vma_private(v)) mapping_dirtied(v, vma_index(v, va));
    *pte |= vma_pte_flags(v) | PTE_ACCESSED | PTE_DIRTY;
    return 0;
}

static int fault_page(struct vma *v, uaddr_t va, enum mmu_access access) {
    va &= PAGE_MASK;
    pte_t *pte = mmu_lookup(&v->mm->mmu, va);
    if (pte && PTE_PFN(*pte)) {
        if (access == ACCESS_WRITE && !(*pte & PTE_WRITE)) return fault_write_protected(v, va, pte);
        *pte |= (vma_pte_flags(v) & ~PTE_WRITE) | PTE_ACCESSED;
        return 0;
    }
    if (v->mapping) return fault_file(v, va, access);
    if (v->flags & VMA_SPECIAL) return fault_special(v, va, access);
    return install_private(v, va, access, page_alloc(v->mm->mmu.pool));
}

// Linux: expand_downwards. A stack keeps its distance from what lies below it.
static bool stack_grow(struct vma *v, uaddr_t va) {
    struct mm *mm = v->mm;
    uaddr_t start = va & PAGE_MASK;
    u64 pages = (v->start - start) >> PAGE_SHIFT;
    const struct vma *prev = vma_prev(v);
    if (!(v->flags & VMA_GROWSDOWN) || (v->flags & VMA_SEALED) || start < MMAP_MIN_ADDR) return false;
    if (prev && !(prev->flags & VMA_GROWSDOWN) && (prev->prot & PROT_ACCESS) && start - prev->end < STACK_GUARD_GAP)
        return false;
    if (v->end - start > mm->rlimit_stack || !mm_may_expand(mm, v->prot, v->flags, pages)) return false;
    if (!mm_may_lock(mm, v->flags, pages << PAGE_SHIFT) || !mm_may_commit(mm, pages)) return false;
    vma_set_range(v, start, v->end);
    return true;
}

static bool access_allowed(const struct vma *v, enum mmu_access access) {
    if (access == ACCESS_WRITE) return v->prot & PROT_WRITE;
    if (access == ACCESS_EXEC) return v->prot & PROT_EXEC;
    return v->prot & PROT_ACCESS;
}

static int mm_fault(struct mmu *mmu, uaddr_t va, enum mmu_access access) {
    struct mm *mm = container_of(mmu, struct mm, mmu);
    struct sandbox *sb = mm->sb;
    struct vma *v = va < TASK_SIZE ? mm_find_above(mm, va) : NULL;
    const pte_t *pte = sb->probes ? mmu_lookup(mmu, va) : NULL;
    const pte_t before = pte ? *pte : 0;
    int result;
    mm->min_flt++;
    sb->stats.faults++;
    if (!v || (va < v->start && !stack_grow(v, va)))
        result = fault_refuse(mm, va, access, SIGSEGV, SEGV_MAPERR);
    else if (!access_allowed(v, access))
        result = fault_refuse(mm, va, access, SIGSEGV, SEGV_ACCERR);
    else
        result = fault_page(v, va, access);
    struct task *t = sb->current;
    if (t && t->mm == mm) {
        t->min_flt++;
        for_each_watcher (w, sb) // what ends in a signal the run loop tells
            if (w->page_fault && result == 0) w->page_fault(w->ctx, t, va, access, before, result);
    }
    return result;
}
const struct mmu_ops mm_mmu_ops = {.fault = mm_fault};

int mm_fault_in(struct mm *mm, uaddr_t start, uaddr_t end) {
    while (start < end) {
        struct vma *v = mm_find(mm, start);
        if (!v) return -ENOMEM;
        if (!(v->prot & PROT_ACCESS)) return -EFAULT;
        enum mmu_access access = (v->prot & PROT_WRITE) && vma_private(v) ? ACCESS_WRITE : ACCESS_READ;
        u64 need = PTE_PRESENT | (access == ACCESS_WRITE ? PTE_WRITE : 0);
        for (uaddr_t stop = min_u64(end, v->end); start < stop; start += PAGE_SIZE) {
            const pte_t *pte = mmu_lookup(&mm->mmu, start);
            if (pte && PTE_PFN(*pte) && (*pte & need) == need) continue;
            int err = fault_page(v, start, access);
            if (err) return err == -ENOMEM ? -EAGAIN : -EFAULT;
        }
    }
    return 0;
}
