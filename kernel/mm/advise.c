// SPDX-License-Identifier: GPL-2.0-or-later
// madvise(2). Advice about caching changes nothing here and is only checked; the rest frees, marks or fills pages.
// Linux: mm/madvise.c.
#include "kernel/mm/internal.h"

#include "abi/fcntl.h"
#include "abi/signal.h"

#define FLAG_NONE 0u

static bool reclaimable(const struct vma *v) {
    return !(v->flags & VMA_LOCKED);
}

// Marks [start, end) inside `v`: clears the flags of `off`, sets those of `on`.
static int vma_mark(struct vma *v, uaddr_t start, uaddr_t end, u32 off, u32 on) {
    u32 flags = (v->flags & ~off) | on;
    struct mm *mm = v->mm;
    if (flags == v->flags) return 0;
    if ((start > v->start || end < v->end) && mm->map_count >= MAX_MAP_COUNT) return -ENOMEM;
    int err = vma_isolate(mm, start, end);
    if (err < 0) return err;
    v = mm_find(mm, start);
    vma_set_access(v, v->prot, flags);
    vma_merge(v);
    return 0;
}

static int vma_drop(struct vma *v, uaddr_t start, uaddr_t end) {
    // A sealed private mapping that cannot be written must keep its contents (mseal(2)).
    if ((v->flags & VMA_SEALED) && vma_is_anonymous(v) && vma_private(v) && !(v->prot & PROT_WRITE)) return -EPERM;
    mmu_clear(&v->mm->mmu, start, end);
    return 0;
}

static int vma_remove_pages(struct vma *v, uaddr_t start, uaddr_t end) {
    if ((v->flags & VMA_LOCKED) || !v->mapping) return -EINVAL;
    if ((v->flags & (VMA_SHARED | VMA_MAYWRITE)) != (VMA_SHARED | VMA_MAYWRITE)) return -EACCES;
    u64 first = vma_index(v, start), last = vma_index(v, end) - 1;
    if (!v->file) {
        page_cache_punch(v->mapping, first, last);
        return 0;
    }
    struct file *f = file_get(v->file); // punching unmaps, and whoever watches may do more
    int err =
        vfs_fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, first << PAGE_SHIFT, end - start, UINT64_MAX);
    file_put(f);
    return err;
}

static int vma_advise(struct vma *v, uaddr_t start, uaddr_t end, int advice) {
    switch (advice) {
    case MADV_NORMAL:
    case MADV_RANDOM:
    case MADV_SEQUENTIAL:
    case MADV_WILLNEED:
    case MADV_MERGEABLE:
    case MADV_UNMERGEABLE:
    case MADV_NOHUGEPAGE: return 0;
    case MADV_HUGEPAGE: return v->flags & VMA_SPECIAL ? -EINVAL : 0;
    case MADV_COLD:
    case MADV_PAGEOUT: return reclaimable(v) ? 0 : -EINVAL;
    case MADV_DONTNEED: return reclaimable(v) ? vma_drop(v, start, end) : -EINVAL;
    case MADV_DONTNEED_LOCKED: return vma_drop(v, start, end);
    case MADV_FREE: // "at any time": now, so that a small machine has the memory back
        return vma_is_anonymous(v) && reclaimable(v) ? vma_drop(v, start, end) : -EINVAL;
    case MADV_REMOVE: return vma_remove_pages(v, start, end);
    case MADV_DONTFORK: return vma_mark(v, start, end, FLAG_NONE, VMA_DONTFORK);
    case MADV_DOFORK: return vma_mark(v, start, end, VMA_DONTFORK, FLAG_NONE);
    case MADV_DONTDUMP: return vma_mark(v, start, end, FLAG_NONE, VMA_DONTDUMP);
    case MADV_DODUMP: return v->flags & VMA_SPECIAL ? -EINVAL : vma_mark(v, start, end, VMA_DONTDUMP, FLAG_NONE);
    case MADV_WIPEONFORK: // private anonymous memory only
        return v->mapping || !vma_private(v) ? -EINVAL : vma_mark(v, start, end, FLAG_NONE, VMA_WIPEONFORK);
    case MADV_KEEPONFORK: return vma_mark(v, start, end, VMA_WIPEONFORK, FLAG_NONE);
    default: // MADV_COLLAPSE: there are no huge pages
        return -EINVAL;
    }
}

// Those for memory that fails (MADV_HWPOISON) are an option of the kernel that this one is built without.
static bool advice_known(int advice) {
    return (advice >= MADV_NORMAL && advice <= MADV_DONTNEED) || (advice >= MADV_FREE && advice <= MADV_COLLAPSE);
}

// MADV_POPULATE_READ and _WRITE: unlike mlock, with the permissions of the mapping as they are.
static int advise_populate(struct mm *mm, uaddr_t start, uaddr_t end, bool write) {
    while (start < end) {
        const struct vma *v = mm_find(mm, start);
        if (!v) return -ENOMEM;
        if (!(v->prot & (write ? PROT_WRITE : PROT_ACCESS))) return -EINVAL;
        for (uaddr_t stop = min_u64(end, v->end); start < stop; start += PAGE_SIZE) {
            pfn_t pfn;
            if (mmu_pin(&mm->mmu, start, write ? ACCESS_WRITE : ACCESS_READ, &pfn) == 0) continue;
            return mm->fault.signo == SIGKILL ? -ENOMEM : -EFAULT;
        }
    }
    return 0;
}

int mm_madvise(struct mm *mm, uaddr_t addr, u64 len, int advice) {
    if (!advice_known(advice) || addr & ~PAGE_MASK) return -EINVAL;
    u64 size = PAGE_ALIGN(len);
    if (len && !size) return -EINVAL;
    uaddr_t end = addr + size;
    if (end < addr) return -EINVAL;
    if (end == addr) return 0;
    if (advice == MADV_POPULATE_READ || advice == MADV_POPULATE_WRITE)
        return advise_populate(mm, addr, end, advice == MADV_POPULATE_WRITE);
    int hole = 0;
    while (addr < end) {
        struct vma *v = mm_find_above(mm, addr);
        if (!v) return -ENOMEM;
        if (addr < v->start) {
            hole = -ENOMEM; // what is mapped is still advised
            addr = v->start;
            if (addr >= end) break;
        }
        uaddr_t stop = min_u64(v->end, end);
        int err = vma_advise(v, addr, stop, advice);
        if (err < 0) return err;
        addr = stop;
    }
    return hole;
}
