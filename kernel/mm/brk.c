// SPDX-License-Identifier: GPL-2.0-or-later
// brk(2): the heap behind the program's data. It fails silently, by answering the old break. Linux: mm/mmap.c.
#include "kernel/mm/internal.h"

static bool brk_shrink(struct mm *mm, uaddr_t start, uaddr_t end) {
    const struct vma *v = mm_find_above(mm, start);
    return v && v->start < end && mm_unmap_range(mm, start, end) == 0;
}

static bool brk_grow(struct mm *mm, uaddr_t start, uaddr_t end) {
    struct vma_spec spec = {.start = start, .end = end, .prot = PROT_READ | PROT_WRITE};
    spec.flags = VMA_MAYREAD | VMA_MAYWRITE | VMA_MAYEXEC | (u32)mm->def_flags;
    spec.pgoff = start >> PAGE_SHIFT;
    u64 pages = (end - start) >> PAGE_SHIFT;
    const struct vma *next = mm_find_above(mm, start);
    if (end > TASK_SIZE || mm->map_count > MAX_MAP_COUNT) return false;
    if (next && end + PAGE_SIZE > vma_start_gap(next)) return false;
    if (!mm_may_lock(mm, spec.flags, end - start) || !mm_may_expand(mm, spec.prot, spec.flags, pages) ||
        !mm_may_commit(mm, pages))
        return false;
    if (!vma_add(mm, &spec)) return false;
    if ((spec.flags & (VMA_LOCKED | VMA_LOCKONFAULT)) == VMA_LOCKED) mm_populate(mm, start, end - start);
    return true;
}

uaddr_t mm_brk(struct mm *mm, uaddr_t brk) {
    if (brk < mm->start_brk || brk > TASK_SIZE) return mm->brk;
    u64 data = (brk - mm->start_brk) + (mm->end_data - mm->start_data);
    if (mm->rlimit_data != UINT64_MAX && data > mm->rlimit_data) return mm->brk;
    uaddr_t old_end = PAGE_ALIGN(mm->brk), new_end = PAGE_ALIGN(brk);
    bool done = true;
    if (new_end < old_end)
        done = brk_shrink(mm, new_end, old_end);
    else if (new_end > old_end)
        done = brk_grow(mm, old_end, new_end);
    if (done) mm->brk = brk;
    return mm->brk;
}
