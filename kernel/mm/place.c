// SPDX-License-Identifier: GPL-2.0-or-later
// Where a new mapping goes when the program leaves it to the kernel: as Linux on x86-64, the highest gap below
// mmap_base, else the lowest above the legacy base; stacks keep a guard gap. (arch/x86/kernel/sys_x86_64.c)
#include "kernel/mm/internal.h"

#include "abi/capability.h"

#define LEGACY_BASE PAGE_ALIGN(TASK_SIZE / 3)
#define LOW_2G_START 0x40000000ull // MAP_32BIT: the second gigabyte
#define LOW_2G_END 0x80000000ull
#define SIZE_4G 0x100000000ull

// The highest start of a gap of `len` inside [low, high) that lies right below some vma of the subtree.
static uaddr_t gap_down(const struct vma *v, u64 low, u64 high, u64 len) {
    if (!v || v->max_gap < len) return 0;
    if (v->end < high) {
        uaddr_t found = gap_down(RB_RIGHT(v, node), low, high, len);
        if (found) return found;
    }
    uaddr_t top = vma_start_gap(v), bottom = top - v->gap;
    u64 from = max_u64(bottom, low), to = min_u64(top, high);
    if (to > from && to - from >= len) return to - len;
    return v->start > low ? gap_down(RB_LEFT(v, node), low, high, len) : 0;
}

static uaddr_t gap_up(const struct vma *v, u64 low, u64 high, u64 len) {
    if (!v || v->max_gap < len) return 0;
    if (v->start > low) {
        uaddr_t found = gap_up(RB_LEFT(v, node), low, high, len);
        if (found) return found;
    }
    uaddr_t top = vma_start_gap(v), bottom = top - v->gap;
    u64 from = max_u64(bottom, low), to = min_u64(top, high);
    if (to > from && to - from >= len) return from;
    return v->end < high ? gap_up(RB_RIGHT(v, node), low, high, len) : 0;
}

static u64 highest_end(const struct mm *mm) {
    const struct vma *v = RB_ROOT(&mm->vmas);
    while (v && RB_RIGHT(v, node)) v = RB_RIGHT(v, node);
    return v ? v->end : 0;
}

uaddr_t vma_gap_down(const struct mm *mm, u64 low, u64 high, u64 len) {
    u64 from = max_u64(highest_end(mm), low);
    if (high > from && high - from >= len) return high - len;
    return gap_down(RB_ROOT(&mm->vmas), low, high, len);
}

uaddr_t vma_gap_up(const struct mm *mm, u64 low, u64 high, u64 len) {
    uaddr_t found = gap_up(RB_ROOT(&mm->vmas), low, high, len);
    if (found) return found;
    u64 from = max_u64(highest_end(mm), low);
    return high > from && high - from >= len ? from : 0;
}

static bool range_free(struct mm *mm, uaddr_t addr, u64 len) {
    const struct vma *v = mm_find_above(mm, addr);
    return !v || addr + len <= vma_start_gap(v);
}

static s64 place_anywhere(struct mm *mm, uaddr_t hint, u64 len, u32 map_flags) {
    bool low_2g = map_flags & MAP_32BIT;
    u64 end = low_2g ? LOW_2G_END : TASK_SIZE;
    if (len > end) return -ENOMEM;
    if (hint && end - len >= hint && range_free(mm, hint, len)) return (s64)hint;
    uaddr_t found = 0;
    if (!low_2g && !mm->legacy_layout)
        found = vma_gap_down(mm, map_flags & MAP_ABOVE4G ? SIZE_4G : MMAP_MIN_ADDR, mm->mmap_base, len);
    if (!found) found = vma_gap_up(mm, low_2g ? LOW_2G_START : LEGACY_BASE, end, len);
    return found ? (s64)found : -ENOMEM;
}

s64 mm_place(struct mm *mm, uaddr_t hint, u64 len, u32 map_flags) {
    if (len > TASK_SIZE) return -ENOMEM;
    if (!(map_flags & MAP_FIXED)) {
        hint &= PAGE_MASK;
        if (hint && hint < MMAP_MIN_ADDR) hint = MMAP_MIN_ADDR; // Linux: round_hint_to_min
        return place_anywhere(mm, hint, len, map_flags);
    }
    if (hint > TASK_SIZE - len) return -ENOMEM;
    if (hint & ~PAGE_MASK) return -EINVAL;
    if (hint < MMAP_MIN_ADDR && !mm_capable(mm, CAP_SYS_RAWIO)) return -EPERM;
    return (s64)hint;
}
