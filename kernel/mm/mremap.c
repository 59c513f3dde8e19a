// SPDX-License-Identifier: GPL-2.0-or-later
// mremap(2), remap_file_pages(2): mappings that grow, shrink and move with their pages. Linux: mm/mremap.c.
#include "kernel/mm/internal.h"

#include <string.h>

// Moving needs room for two cuts and the new vma.
static bool map_count_near_limit(const struct mm *mm) {
    return mm->map_count >= MAX_MAP_COUNT - 3;
}

// The vma of [addr, addr + old_len), if it may become `new_len` long. Linux: vma_to_resize.
static int resize_check(struct mm *mm, uaddr_t addr, u64 old_len, u64 new_len, u32 flags, struct vma **out) {
    struct vma *v = mm_find(mm, addr);
    if (!v) return -EFAULT;
    *out = v;
    if (!old_len && vma_private(v)) return -EINVAL; // only shared pages can be mapped twice
    if ((flags & MREMAP_DONTUNMAP) && (v->flags & VMA_DONTEXPAND)) return -EINVAL;
    if (old_len > v->end - addr) return -EFAULT;
    if (new_len == old_len) return 0;
    if (vma_index(v, addr) + (new_len >> PAGE_SHIFT) < vma_index(v, addr)) return -EINVAL;
    if (v->flags & VMA_DONTEXPAND) return -EFAULT;
    if (new_len < old_len) return 0;
    if (!mm_may_lock(mm, v->flags, new_len - old_len)) return -EAGAIN;
    return mm_may_expand(mm, v->prot, v->flags, (new_len - old_len) >> PAGE_SHIFT) ? 0 : -ENOMEM;
}

struct move_walk {
    struct mmu *mmu;
    s64 distance;
};
static int move_entry(void *ctx, uaddr_t va, pte_t *pte) {
    const struct move_walk *w = ctx;
    pte_t entry = *pte;
    page_get(w->mmu->pool, PTE_PFN(entry));
    return mmu_set(w->mmu, va + (u64)w->distance, PTE_PFN(entry), entry & ~PAGE_MASK);
}

// Maps [to, to + new_len) like `v` at `from`, moves the pages of [from, from + old_len) there and unmaps these.
static s64 move(struct vma *v, uaddr_t from, u64 old_len, u64 new_len, uaddr_t to, u32 flags) {
    struct mm *mm = v->mm;
    if (map_count_near_limit(mm)) return -ENOMEM;
    if (v->flags & VMA_SEALED) return -EPERM;
    if ((v->flags & VMA_SPECIAL) && (from != v->start || old_len != v->end - v->start)) return -EINVAL;
    if (mm_accountable(v->prot, v->flags) && !mm_may_commit(mm, new_len >> PAGE_SHIFT)) return -ENOMEM;
    struct vma_spec spec = {.start = to,
                            .end = to + new_len,
                            .prot = v->prot,
                            .flags = v->flags,
                            .file = v->file,
                            .shared = v->shared,
                            .mapping = v->mapping,
                            .pgoff = vma_index(v, from)};
    if (vma_is_anonymous(v)) spec.pgoff = to >> PAGE_SHIFT;
    char name[sizeof v->name];
    memcpy(name, v->name, sizeof name);
    bool special = v->flags & VMA_SPECIAL, vdso = mm->vdso && from <= mm->vdso && mm->vdso < from + old_len;
    uaddr_t vdso_at = to + (mm->vdso - from);
    struct vma *made = vma_add(mm, &spec);
    if (!made) return -ENOMEM;
    if (special) memcpy(made->name, name, sizeof name);
    struct move_walk w = {.mmu = &mm->mmu, .distance = (s64)(to - from)};
    // With an old length of 0 the new mapping finds the shared pages by itself.
    int err = old_len ? mmu_walk(&mm->mmu, from, from + old_len, move_entry, &w) : 0;
    if (err == 0 && old_len && !(flags & MREMAP_DONTUNMAP)) err = mm_unmap_range(mm, from, from + old_len);
    if (err < 0) {
        mm_unmap_range(mm, to, to + new_len);
        return err;
    }
    if (vdso) mm->vdso = vdso_at;
    if (flags & MREMAP_DONTUNMAP) {
        mmu_clear(&mm->mmu, from, from + old_len);
        struct vma *old = mm_find(mm, from);
        if (old && (old->flags & VMA_LOCKED) && vma_isolate(mm, from, from + old_len) == 0) {
            old = mm_find(mm, from);
            vma_set_access(old, old->prot, old->flags & ~(u32)(VMA_LOCKED | VMA_LOCKONFAULT));
        }
    }
    if ((spec.flags & (VMA_LOCKED | VMA_LOCKONFAULT)) == VMA_LOCKED && new_len > old_len)
        mm_populate(mm, to + old_len, new_len - old_len);
    return (s64)to;
}

// MREMAP_FIXED and MREMAP_DONTUNMAP. Linux: mremap_to.
static s64 remap_to(struct mm *mm, uaddr_t addr, u64 old_len, u64 new_len, u32 flags, uaddr_t to) {
    if (to & ~PAGE_MASK || new_len > TASK_SIZE || to > TASK_SIZE - new_len) return -EINVAL;
    if (addr + old_len > to && to + new_len > addr) return -EINVAL;
    if (mm->map_count + 2 >= MAX_MAP_COUNT - 3) return -ENOMEM;
    if (mm_range_sealed(mm, addr, addr + old_len)) return -EPERM;
    int err = 0;
    if (flags & MREMAP_FIXED) {
        s64 place = mm_place(mm, to, new_len, MAP_FIXED);
        if (place < 0) return place;
        err = mm_unmap_range(mm, to, to + new_len);
        if (err < 0) return err;
    }
    if (old_len > new_len) {
        err = mm_unmap_range(mm, addr + new_len, addr + old_len);
        if (err < 0) return err;
        old_len = new_len;
    }
    struct vma *v;
    err = resize_check(mm, addr, old_len, new_len, flags, &v);
    if (err < 0) return err;
    if ((flags & MREMAP_DONTUNMAP) && !mm_may_expand(mm, v->prot, v->flags, old_len >> PAGE_SHIFT)) return -ENOMEM;
    s64 place = mm_place(mm, to, new_len, flags & MREMAP_FIXED ? MAP_FIXED : 0);
    if (place < 0) return place;
    return move(v, addr, old_len, new_len, (uaddr_t)place, flags);
}

// Linux: vma_expandable.
static bool room_above(struct vma *v, u64 delta) {
    uaddr_t end = v->end + delta;
    const struct vma *next = vma_next(v);
    if (end < v->end || end > TASK_SIZE) return false;
    return !next || end <= next->start;
}

static s64 grow_in_place(struct vma *v, uaddr_t addr, u64 delta) {
    struct mm *mm = v->mm;
    uaddr_t old_end = v->end;
    if (mm_accountable(v->prot, v->flags) && !mm_may_commit(mm, delta >> PAGE_SHIFT)) return -ENOMEM;
    bool populate = (v->flags & (VMA_LOCKED | VMA_LOCKONFAULT)) == VMA_LOCKED;
    vma_set_range(v, v->start, old_end + delta);
    vma_merge(v);
    if (populate) mm_populate(mm, old_end, delta);
    return (s64)addr;
}

s64 mm_mremap(struct mm *mm, uaddr_t old, u64 old_len, u64 new_len, u32 flags, uaddr_t new_addr) {
    if (flags & ~(u32)(MREMAP_FIXED | MREMAP_MAYMOVE | MREMAP_DONTUNMAP)) return -EINVAL;
    if ((flags & MREMAP_FIXED) && !(flags & MREMAP_MAYMOVE)) return -EINVAL;
    if ((flags & MREMAP_DONTUNMAP) && (!(flags & MREMAP_MAYMOVE) || old_len != new_len)) return -EINVAL;
    if (old & ~PAGE_MASK) return -EINVAL;
    old_len = PAGE_ALIGN(old_len);
    new_len = PAGE_ALIGN(new_len);
    if (!new_len || new_len > TASK_SIZE) return -EINVAL;
    struct vma *v = mm_find(mm, old);
    if (!v) return -EFAULT;
    if (old + old_len < old || old + old_len > TASK_SIZE) return -EFAULT;
    if (flags & (MREMAP_FIXED | MREMAP_DONTUNMAP)) return remap_to(mm, old, old_len, new_len, flags, new_addr);
    if (old_len >= new_len) {
        int err = old_len > new_len ? mm_unmap_range(mm, old + new_len, old + old_len) : 0;
        return err < 0 ? err : (s64)old;
    }
    int err = resize_check(mm, old, old_len, new_len, flags, &v);
    if (err < 0) return err;
    if (v->flags & VMA_SEALED) return -EPERM;
    if (old_len == v->end - old && room_above(v, new_len - old_len)) return grow_in_place(v, old, new_len - old_len);
    if (!(flags & MREMAP_MAYMOVE)) return -ENOMEM;
    s64 place = mm_place(mm, 0, new_len, 0);
    if (place < 0) return place;
    return move(v, old, old_len, new_len, (uaddr_t)place, flags);
}

// Kept by Linux as an emulation: maps the wanted pages of the file over the range. (mm/mmap.c)
int mm_remap_file_pages(struct mm *mm, uaddr_t addr, u64 len, u64 pgoff, u32 map_flags) {
    addr &= PAGE_MASK;
    len &= PAGE_MASK;
    if (addr + len <= addr) return -EINVAL;
    if (pgoff + (len >> PAGE_SHIFT) < pgoff) return -EINVAL;
    struct vma *v = mm_find(mm, addr);
    if (!v || vma_private(v) || !v->mapping) return -EINVAL;
    for (const struct vma *w = v; w->end < addr + len;) {
        const struct vma *next = vma_next((struct vma *)w);
        if (!next || next->start != w->end || next->mapping != v->mapping || next->flags != v->flags) return -EINVAL;
        w = next;
    }
    u32 flags = MAP_SHARED | MAP_FIXED | MAP_POPULATE | (map_flags & MAP_NONBLOCK);
    if (v->flags & VMA_LOCKED) flags |= MAP_LOCKED;
    s64 result;
    if (v->file) {
        struct file *f = file_get(v->file);
        result = mm_mmap(mm, addr, len, v->prot, flags, f, pgoff << PAGE_SHIFT);
        file_put(f);
    } else {
        struct inode *inode = inode_get(v->shared);
        result = mm_map_shared(mm, addr, len, v->prot, flags, inode, pgoff);
        inode_put(inode);
    }
    return result < 0 ? (int)result : 0;
}
