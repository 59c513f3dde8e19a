// SPDX-License-Identifier: GPL-2.0-or-later
// The vmas of an address space as an ordered set: insertion, cutting, joining, look-up, and the free gaps between
// them. Every change of the set goes through here, so that accounting and the mappings' user lists stay true.
// Page tables are left to the callers.
#include "kernel/mm/internal.h"

#include "kernel/sandbox.h"

#include <stdio.h>
#include <string.h>

// --- The tree, with the largest free gap of each subtree kept beside it for placement.

static int vma_compare(const struct vma *a, const struct vma *b) {
    return a->start < b->start ? -1 : a->start > b->start;
}

static void vma_augment(struct vma *v) {
    u64 max = v->gap;
    if (RB_LEFT(v, node)) max = max_u64(max, RB_LEFT(v, node)->max_gap);
    if (RB_RIGHT(v, node)) max = max_u64(max, RB_RIGHT(v, node)->max_gap);
    v->max_gap = max;
}
#undef RB_AUGMENT
#define RB_AUGMENT(v) vma_augment(v)
RB_GENERATE_STATIC(vma_tree, vma, node, vma_compare)

static void vma_augment_up(struct vma *v) {
    for (; v; v = RB_PARENT(v, node)) vma_augment(v);
}

struct vma *vma_next(struct vma *v) {
    return RB_NEXT(vma_tree, NULL, v);
}
struct vma *vma_prev(struct vma *v) {
    return RB_PREV(vma_tree, NULL, v);
}
struct vma *mm_first(struct mm *mm) {
    return RB_MIN(vma_tree, &mm->vmas);
}

struct vma *mm_find_above(struct mm *mm, uaddr_t addr) {
    struct vma *v = mm->last_hit;
    if (v && v->start <= addr && addr < v->end) return v;
    struct vma *best = NULL;
    for (v = RB_ROOT(&mm->vmas); v;) {
        if (v->end > addr) {
            best = v;
            if (v->start <= addr) break;
            v = RB_LEFT(v, node);
        } else {
            v = RB_RIGHT(v, node);
        }
    }
    if (best) mm->last_hit = best;
    return best;
}

struct vma *mm_find(struct mm *mm, uaddr_t addr) {
    struct vma *v = mm_find_above(mm, addr);
    return v && v->start <= addr ? v : NULL;
}

uaddr_t vma_start_gap(const struct vma *v) {
    if (!(v->flags & VMA_GROWSDOWN)) return v->start;
    return v->start > STACK_GUARD_GAP ? v->start - STACK_GUARD_GAP : 0;
}

u64 vma_index(const struct vma *v, uaddr_t addr) {
    return v->pgoff + ((addr - v->start) >> PAGE_SHIFT);
}

static void vma_update_gap(struct vma *v) {
    if (!v) return;
    struct vma *prev = vma_prev(v);
    uaddr_t from = prev ? prev->end : 0, to = vma_start_gap(v);
    v->gap = to > from ? to - from : 0;
    vma_augment_up(v);
}

// --- Membership: the tree and the list of users of what is mapped.

static void vma_attach(struct vma *v) {
    struct mm *mm = v->mm;
    RB_INSERT(vma_tree, &mm->vmas, v);
    vma_update_gap(v);
    vma_update_gap(vma_next(v));
    mm->map_count++;
    list_init(&v->user.link);
    v->user.ops = OPREF(&vma_user_ops);
    if (!v->mapping) return;
    list_push_back(&v->mapping->users, &v->user.link);
    if ((v->flags & (VMA_SHARED | VMA_MAYWRITE)) == (VMA_SHARED | VMA_MAYWRITE)) v->mapping->writable_maps++;
}

static void vma_free(struct vma *v) {
    if (v->mapping) {
        list_del(&v->user.link);
        if ((v->flags & (VMA_SHARED | VMA_MAYWRITE)) == (VMA_SHARED | VMA_MAYWRITE)) v->mapping->writable_maps--;
    }
    if (v->file) file_put(v->file);
    if (v->shared) inode_put(v->shared);
    kfree(v);
}

static void vma_detach(struct vma *v) {
    struct mm *mm = v->mm;
    struct vma *next = vma_next(v);
    v->gap = 0;
    vma_augment_up(v);
    RB_REMOVE(vma_tree, &mm->vmas, v);
    vma_update_gap(next);
    mm->map_count--;
    if (mm->last_hit == v) mm->last_hit = NULL;
}

void vma_remove(struct vma *v) {
    mm_account(v->mm, v->prot, v->flags, -(s64)vma_pages(v));
    vma_detach(v);
    vma_free(v);
}

void vma_release_all(struct mm *mm) {
    // From the leaves up, without keeping the tree in shape: nobody looks at it any more.
    struct vma *v = RB_ROOT(&mm->vmas);
    while (v) {
        if (RB_LEFT(v, node)) {
            v = RB_LEFT(v, node);
        } else if (RB_RIGHT(v, node)) {
            v = RB_RIGHT(v, node);
        } else {
            struct vma *parent = RB_PARENT(v, node);
            if (parent && RB_LEFT(parent, node) == v)
                RB_LEFT(parent, node) = NULL;
            else if (parent)
                RB_RIGHT(parent, node) = NULL;
            vma_free(v);
            v = parent;
        }
    }
    RB_INIT(&mm->vmas);
    mm->map_count = 0;
    mm->last_hit = NULL;
}

static struct vma *vma_create(struct mm *mm, const struct vma_spec *s) {
    struct vma *v = knew(mm->sb->heap, struct vma);
    if (!v) return NULL;
    v->mm = mm;
    v->start = s->start;
    v->end = s->end;
    v->prot = s->prot;
    v->flags = s->flags;
    v->pgoff = s->pgoff;
    v->mapping = s->mapping;
    v->file = s->file ? file_get(s->file) : NULL;
    v->shared = s->shared ? inode_get(s->shared) : NULL;
    vma_attach(v);
    return v;
}

static struct vma_spec vma_spec_of(const struct vma *v) {
    return (struct vma_spec){.start = v->start,
                             .end = v->end,
                             .prot = v->prot,
                             .flags = v->flags,
                             .file = v->file,
                             .shared = v->shared,
                             .mapping = v->mapping,
                             .pgoff = v->pgoff};
}

struct vma *vma_copy(struct mm *to, const struct vma *from) {
    struct vma_spec spec = vma_spec_of(from);
    struct vma *v = vma_create(to, &spec);
    if (v) memcpy(v->name, from->name, sizeof v->name);
    return v;
}

// --- Joining. Linux: can_vma_merge_before, can_vma_merge_after in mm/vma.c.

static bool vma_continues(const struct vma *v, const struct vma_spec *s) {
    return v->end == s->start && v->prot == s->prot && v->flags == s->flags && v->file == s->file &&
           v->shared == s->shared && v->pgoff + vma_pages(v) == s->pgoff && !(v->flags & VMA_SPECIAL);
}

struct vma *vma_add(struct mm *mm, const struct vma_spec *spec) {
    struct vma *next = mm_find_above(mm, spec->start);
    struct vma *prev = next ? vma_prev(next) : RB_MAX(vma_tree, &mm->vmas);
    mm_account(mm, spec->prot, spec->flags, (s64)((spec->end - spec->start) >> PAGE_SHIFT));
    if (prev && vma_continues(prev, spec)) {
        prev->end = spec->end;
        vma_update_gap(next);
        return vma_merge(prev);
    }
    if (next) {
        struct vma_spec above = vma_spec_of(next);
        struct vma probe = {.end = spec->end,
                            .start = spec->start,
                            .prot = spec->prot,
                            .flags = spec->flags,
                            .file = spec->file,
                            .shared = spec->shared,
                            .pgoff = spec->pgoff};
        if (vma_continues(&probe, &above)) {
            next->start = spec->start;
            next->pgoff = spec->pgoff;
            vma_update_gap(next);
            return next;
        }
    }
    struct vma *v = vma_create(mm, spec);
    if (!v) mm_account(mm, spec->prot, spec->flags, -(s64)((spec->end - spec->start) >> PAGE_SHIFT));
    return v;
}

struct vma *vma_merge(struct vma *v) {
    struct vma *prev = vma_prev(v), *next = vma_next(v);
    struct vma_spec spec = vma_spec_of(v);
    if (prev && vma_continues(prev, &spec)) {
        uaddr_t end = v->end;
        vma_detach(v);
        vma_free(v);
        prev->end = end;
        vma_update_gap(next);
        v = prev;
    }
    if (!next) return v;
    spec = vma_spec_of(next);
    if (vma_continues(v, &spec)) {
        uaddr_t end = next->end;
        vma_detach(next);
        vma_free(next);
        v->end = end;
        vma_update_gap(vma_next(v));
    }
    return v;
}

// --- Cutting and changing.

struct vma *vma_split(struct vma *v, uaddr_t addr) {
    struct vma_spec upper = vma_spec_of(v);
    upper.start = addr;
    upper.pgoff = vma_index(v, addr);
    uaddr_t end = v->end;
    v->end = addr;
    struct vma *u = vma_create(v->mm, &upper);
    if (!u) {
        v->end = end;
        return NULL;
    }
    memcpy(u->name, v->name, sizeof u->name);
    return u;
}

int vma_isolate(struct mm *mm, uaddr_t start, uaddr_t end) {
    struct vma *v = mm_find_above(mm, start);
    if (v && v->start < start) {
        if (v->flags & VMA_SPECIAL) return -EINVAL; // Linux: special_mapping_split
        struct vma *upper = vma_split(v, start);
        if (!upper) return -ENOMEM;
    }
    v = mm_find_above(mm, end - 1);
    if (v && v->start < end && v->end > end) {
        if (v->flags & VMA_SPECIAL) return -EINVAL;
        if (!vma_split(v, end)) return -ENOMEM;
    }
    return 0;
}

void vma_set_range(struct vma *v, uaddr_t start, uaddr_t end) {
    mm_account(v->mm, v->prot, v->flags, (s64)((end - start) >> PAGE_SHIFT) - (s64)vma_pages(v));
    if (start < v->start)
        v->pgoff -= (v->start - start) >> PAGE_SHIFT;
    else
        v->pgoff += (start - v->start) >> PAGE_SHIFT;
    v->start = start;
    v->end = end;
    vma_update_gap(v);
    vma_update_gap(vma_next(v));
}

void vma_set_access(struct vma *v, u32 prot, u32 flags) {
    s64 pages = (s64)vma_pages(v);
    mm_account(v->mm, v->prot, v->flags, -pages);
    v->prot = prot;
    v->flags = flags;
    mm_account(v->mm, v->prot, v->flags, pages);
}

// Linux names the heap and the stack by where they are: fs/proc/task_mmu.c.
const char *vma_name(const struct vma *v, char *buf, size_t size) {
    const struct mm *mm = v->mm;
    const char *name = v->name;
    if (size == 0) return buf;
    if (v->file) {
        char *p = path_name(&v->file->path, NULL, buf, size);
        if (!p) p = buf + size - 1, *p = 0;
        memmove(buf, p, strlen(p) + 1);
        return buf;
    }
    if (v->shared) { // who maps a SysV segment names it
        snprintf(buf, size, "%s (deleted)", name[0] ? name : "/dev/zero");
        return buf;
    }
    if (!name[0] && v->start <= mm->brk && v->end >= mm->start_brk && mm->brk > mm->start_brk)
        name = "[heap]";
    else if (!name[0] && v->start <= mm->start_stack && v->end >= mm->start_stack)
        name = "[stack]";
    snprintf(buf, size, "%s", name);
    return buf;
}
