// SPDX-License-Identifier: GPL-2.0-or-later
// mlock(2) and its family. Frames are never swapped: to lock is to make present, to count, and to be remembered.
// Linux: mm/mlock.c.
#include "kernel/mm/internal.h"

int mm_populate(struct mm *mm, uaddr_t addr, u64 len) {
    return mm_fault_in(mm, addr & PAGE_MASK, PAGE_ALIGN(addr + len));
}

static u64 locked_pages(struct mm *mm, uaddr_t start, uaddr_t end) {
    u64 pages = 0;
    for (struct vma *v = mm_find_above(mm, start); v && v->start < end; v = vma_next(v))
        if (v->flags & VMA_LOCKED) pages += (min_u64(v->end, end) - max_u64(v->start, start)) >> PAGE_SHIFT;
    return pages;
}

// Sets the lock flags of [start, end) inside `v`; returns what covers it afterwards through *vma.
static int vma_lock(struct vma **vma, uaddr_t start, uaddr_t end, u32 lock_flags) {
    struct vma *v = *vma;
    u32 flags = (v->flags & ~(u32)(VMA_LOCKED | VMA_LOCKONFAULT)) | lock_flags;
    if (flags == v->flags || (v->flags & VMA_SPECIAL)) return 0;
    if ((start > v->start || end < v->end) && v->mm->map_count >= MAX_MAP_COUNT) return -ENOMEM;
    int err = vma_isolate(v->mm, start, end);
    if (err < 0) return err;
    v = mm_find(v->mm, start);
    vma_set_access(v, v->prot, flags);
    *vma = vma_merge(v);
    return 0;
}

static int lock_range(struct mm *mm, uaddr_t start, uaddr_t end, u32 lock_flags) {
    while (start < end) {
        struct vma *v = mm_find(mm, start);
        if (!v) return -ENOMEM;
        uaddr_t stop = min_u64(v->end, end);
        int err = vma_lock(&v, start, stop, lock_flags);
        if (err < 0) return err;
        start = stop;
    }
    return 0;
}

int mm_mlock(struct mm *mm, uaddr_t addr, u64 len, bool lock, bool onfault, bool privileged) {
    len = PAGE_ALIGN(len + (addr & ~PAGE_MASK));
    addr &= PAGE_MASK;
    uaddr_t end = addr + len;
    if (!lock) return end < addr ? -EINVAL : lock_range(mm, addr, end, 0);
    if (mm->rlimit_memlock == 0 && !privileged) return -EPERM;
    if (!privileged) {
        u64 limit = mm->rlimit_memlock >> PAGE_SHIFT, total = mm->locked_vm + (len >> PAGE_SHIFT);
        if (total > limit) total -= locked_pages(mm, addr, end);
        if (total > limit) return -ENOMEM;
    }
    if (end < addr) return -EINVAL;
    int err = lock_range(mm, addr, end, VMA_LOCKED | (onfault ? VMA_LOCKONFAULT : 0));
    if (err < 0 || onfault) return err;
    err = mm_fault_in(mm, addr, end);
    return err == -EFAULT ? -ENOMEM : err;
}

int mm_mlockall(struct mm *mm, int flags, bool privileged) {
    if (flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) || flags == MCL_ONFAULT) return -EINVAL;
    if (flags && mm->rlimit_memlock == 0 && !privileged) return -EPERM;
    if ((flags & MCL_CURRENT) && !privileged && mm->total_vm > mm->rlimit_memlock >> PAGE_SHIFT) return -ENOMEM;
    u32 lock_flags = VMA_LOCKED | (flags & MCL_ONFAULT ? VMA_LOCKONFAULT : 0);
    mm->def_flags = flags & MCL_FUTURE ? lock_flags : 0;
    if (flags && !(flags & MCL_CURRENT)) return 0;
    for (struct vma *v = mm_first(mm); v; v = vma_next(v)) {
        uaddr_t start = v->start, end = v->end;
        vma_lock(&v, start, end, flags ? lock_flags : 0);
        if (flags && !(flags & MCL_ONFAULT) && (v->prot & PROT_ACCESS)) mm_fault_in(mm, start, end);
    }
    return 0;
}
