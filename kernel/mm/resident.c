// SPDX-License-Identifier: GPL-2.0-or-later
// msync(2) and mincore(2): what is in memory, and getting it to where it is kept. Linux: mm/msync.c, mm/mincore.c.
#include "kernel/mm/internal.h"

#include "vfs/vfs.h"

int mm_msync(struct mm *mm, uaddr_t addr, u64 len, int flags) {
    if (flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC) || addr & ~PAGE_MASK) return -EINVAL;
    if ((flags & MS_ASYNC) && (flags & MS_SYNC)) return -EINVAL;
    uaddr_t end = addr + PAGE_ALIGN(len);
    if (end < addr) return -ENOMEM;
    int result = 0;
    while (addr < end) {
        struct vma *v = mm_find_above(mm, addr);
        if (!v) return -ENOMEM;
        if (addr < v->start) {
            if (flags == MS_ASYNC) return -ENOMEM;
            addr = v->start;
            if (addr >= end) return -ENOMEM;
            result = -ENOMEM;
        }
        if ((flags & MS_INVALIDATE) && (v->flags & VMA_LOCKED)) return -EBUSY;
        addr = v->end;
        if (!(flags & MS_SYNC) || !v->file || vma_private(v) || !file_ops(v->file)->fsync) continue;
        int err = file_ops(v->file)->fsync(v->file);
        if (err < 0) return err;
    }
    return result;
}

// Of files only who may write them is told what the cache holds (Linux: can_do_mincore); others see what they mapped.
static bool page_resident(const struct vma *v, uaddr_t va, bool cache_visible) {
    const pte_t *pte = mmu_lookup(&v->mm->mmu, va);
    if (pte && PTE_PFN(*pte)) return true;
    return v->mapping && (!cache_visible || page_cache_peek(v->mapping, vma_index(v, va)));
}

int mm_mincore(struct mm *mm, uaddr_t addr, u64 len, uaddr_t vec) {
    if (addr & ~PAGE_MASK) return -EINVAL;
    if (addr > TASK_SIZE || len > TASK_SIZE - addr) return -ENOMEM;
    u64 pages = PAGE_ALIGN(len) >> PAGE_SHIFT;
    if (vec > TASK_SIZE || pages > TASK_SIZE - vec) return -EFAULT;
    while (pages > 0) {
        u8 chunk[256];
        u64 n = 0;
        const struct vma *v = mm_find(mm, addr);
        if (!v) return -ENOMEM;
        bool visible = !v->file || (v->file->mode & FMODE_WRITE) ||
                       inode_permission(v->file->inode, v->file->cred, MAY_WRITE) == 0;
        for (; n < sizeof chunk && n < pages && addr < v->end; n++, addr += PAGE_SIZE)
            chunk[n] = page_resident(v, addr, visible);
        if (user_write(mm, vec, chunk, n) < 0) return -EFAULT;
        vec += n;
        pages -= n;
    }
    return 0;
}
