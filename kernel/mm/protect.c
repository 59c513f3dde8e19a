// SPDX-License-Identifier: GPL-2.0-or-later
// mprotect(2), mseal(2): other permissions for what is mapped, or none of that ever again. Linux: mm/mprotect.c.
#include "kernel/mm/internal.h"

struct protect_walk {
    struct page_pool *pool;
    const struct vma *vma;
    u64 grant;
};

// Write access comes back only where no copy is due: a frame nobody else refers to. Else the next write faults.
static int protect_entry(void *ctx, uaddr_t va, pte_t *pte) {
    const struct protect_walk *w = ctx;
    (void)va;
    u64 grant = w->grant;
    if (!vma_private(w->vma) || page_refs(w->pool, PTE_PFN(*pte)) > 1) grant &= ~PTE_WRITE | (*pte & PTE_WRITE);
    *pte = (*pte & ~(PTE_PRESENT | PTE_WRITE | PTE_EXEC)) | grant;
    return 0;
}

static void vma_protect_pages(struct vma *v) {
    struct protect_walk w = {.pool = v->mm->mmu.pool, .vma = v, .grant = vma_pte_flags(v)};
    mmu_walk(&v->mm->mmu, v->start, v->end, protect_entry, &w);
}

// Linux: mprotect_fixup. [start, end) lies inside *vma, which comes back as what covers it afterwards.
static int vma_protect(struct vma **vma, uaddr_t start, uaddr_t end, u32 prot) {
    struct vma *v = *vma;
    struct mm *mm = v->mm;
    u64 pages = (end - start) >> PAGE_SHIFT;
    if (v->flags & VMA_SEALED) return -EPERM;
    if (prot == v->prot) return 0;
    if ((prot & PROT_WRITE) && !(v->prot & PROT_WRITE)) {
        // What becomes data counts against RLIMIT_DATA; the address space does not grow.
        bool data = !(v->flags & (VMA_SHARED | VMA_GROWSDOWN));
        if (data && mm->data_vm + pages > mm->rlimit_data >> PAGE_SHIFT) return -ENOMEM;
        if (mm_accountable(prot, v->flags) && !mm_may_commit(mm, pages)) return -ENOMEM;
    }
    if ((start > v->start || end < v->end) && mm->map_count >= MAX_MAP_COUNT) return -ENOMEM;
    int err = vma_isolate(mm, start, end);
    if (err < 0) return err;
    v = mm_find(mm, start);
    vma_set_access(v, prot, v->flags);
    vma_protect_pages(v);
    // A locked mapping that becomes writable gets its private copies at once, as Linux does.
    if ((v->flags & VMA_LOCKED) && (prot & PROT_WRITE) && vma_private(v)) mm_populate(mm, start, end - start);
    *vma = vma_merge(v);
    return 0;
}

static bool may_have(const struct vma *v, u32 prot) {
    return !((prot & PROT_READ) && !(v->flags & VMA_MAYREAD)) &&
           !((prot & PROT_WRITE) && !(v->flags & VMA_MAYWRITE)) && !((prot & PROT_EXEC) && !(v->flags & VMA_MAYEXEC));
}

int mm_mprotect(struct mm *mm, uaddr_t addr, u64 len, u32 prot) {
    const u32 grows = prot & (PROT_GROWSDOWN | PROT_GROWSUP);
    const bool imply_exec = (prot & PROT_IMPLY_EXEC) && (prot & PROT_READ);
    prot &= ~(grows | PROT_IMPLY_EXEC);
    if (grows == (PROT_GROWSDOWN | PROT_GROWSUP) || addr & ~PAGE_MASK) return -EINVAL;
    if (len == 0) return 0;
    uaddr_t end = addr + PAGE_ALIGN(len);
    if (end <= addr) return -ENOMEM;
    if (prot & ~(u32)(PROT_ACCESS | PROT_SEM)) return -EINVAL;
    prot &= PROT_ACCESS;
    struct vma *v = mm_find_above(mm, addr);
    if (!v) return -ENOMEM;
    if (grows & PROT_GROWSDOWN) {
        if (v->start >= end) return -ENOMEM;
        if (!(v->flags & VMA_GROWSDOWN)) return -EINVAL;
        addr = v->start;
    } else {
        if (v->start > addr) return -ENOMEM;
        if (grows & PROT_GROWSUP) return -EINVAL; // no stack grows up here
    }
    for (uaddr_t at = addr; at < end;) {
        if (!v || v->start > at) return -ENOMEM;
        u32 want = prot | (imply_exec && (v->flags & VMA_MAYEXEC) ? PROT_EXEC : 0);
        uaddr_t stop = min_u64(end, v->end);
        if (!may_have(v, want)) return -EACCES;
        int err = vma_protect(&v, at, stop, want);
        if (err < 0) return err;
        at = stop;
        v = mm_find_above(mm, at);
    }
    return 0;
}

int mm_mseal(struct mm *mm, uaddr_t addr, u64 len) {
    if (addr & ~PAGE_MASK) return -EINVAL;
    u64 size = PAGE_ALIGN(len);
    if (len && !size) return -EINVAL;
    uaddr_t end = addr + size;
    if (end < addr) return -EINVAL;
    uaddr_t at = addr;
    for (const struct vma *v = mm_find(mm, at); v && at < end; v = mm_find(mm, at)) at = v->end;
    if (at < end) return -ENOMEM;
    if (size == 0) return 0;
    int err = vma_isolate(mm, addr, end);
    if (err < 0) return err;
    for (at = addr; at < end;) {
        struct vma *v = mm_find(mm, at);
        at = v->end;
        vma_set_access(v, v->prot, v->flags | VMA_SEALED);
        vma_merge(v);
    }
    return 0;
}
