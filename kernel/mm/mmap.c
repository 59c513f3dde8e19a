// SPDX-License-Identifier: GPL-2.0-or-later
// mmap(2) and munmap(2): what may be mapped, the mapping made, and mappings taken back, also when a file loses pages
// under them. Linux: do_mmap and mmap_region in mm/mmap.c.
#include "kernel/mm/internal.h"

#include "abi/capability.h"
#include "abi/fcntl.h"
#include "abi/ioctl.h"
#include "abi/mount.h"
#include "abi/stat.h"
#include "kernel/sandbox.h"

#include <stdio.h>

#define STACK_RESERVE 0x20000ull // what execve maps below the start image of the stack

// Flags that plain MAP_SHARED has always ignored when unknown; MAP_SHARED_VALIDATE refuses all others.
#define MAP_LEGACY                                                                                                   \
    (MAP_SHARED | MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS | MAP_DENYWRITE | MAP_EXECUTABLE | MAP_UNINITIALIZED |     \
     MAP_GROWSDOWN | MAP_LOCKED | MAP_NORESERVE | MAP_POPULATE | MAP_NONBLOCK | MAP_STACK | MAP_HUGETLB |            \
     MAP_32BIT | MAP_ABOVE4G | MAP_HUGE_2MB | MAP_HUGE_1GB)

// --- Taking back.

// A hole punched into a file leaves private copies alone; truncation, which ends at the last index of all, does not
// (Linux: unmap_mapping_range with and without even_cows).
struct zap {
    const struct vma *vma;
    uaddr_t found[32];
    size_t count;
};
static int zap_collect(void *ctx, uaddr_t va, pte_t *pte) {
    struct zap *z = ctx;
    if (PTE_PFN(*pte) != page_cache_peek(z->vma->mapping, vma_index(z->vma, va))) return 0;
    z->found[z->count++] = va;
    return z->count == ARRAY_SIZE(z->found);
}

static void vma_zap(struct mapping_user *user, u64 first, u64 last) {
    struct vma *v = container_of(user, struct vma, user);
    u64 from = max_u64(first, v->pgoff), to = min_u64(last, v->pgoff + vma_pages(v) - 1);
    if (from > to) return;
    struct mmu *mmu = &v->mm->mmu;
    uaddr_t start = v->start + ((from - v->pgoff) << PAGE_SHIFT),
            end = v->start + ((to - v->pgoff + 1) << PAGE_SHIFT);
    if (!vma_private(v) || last == UINT64_MAX) {
        mmu_clear(mmu, start, end);
        return;
    }
    int more;
    do {
        struct zap z = {.vma = v};
        more = mmu_walk(mmu, start, end, zap_collect, &z);
        for (size_t i = 0; i < z.count; i++) mmu_clear(mmu, z.found[i], z.found[i] + PAGE_SIZE);
        if (z.count) start = z.found[z.count - 1] + PAGE_SIZE;
    } while (more && start < end);
}
const struct mapping_user_ops vma_user_ops = {.unmap = vma_zap};

bool mm_range_sealed(struct mm *mm, uaddr_t start, uaddr_t end) {
    for (struct vma *v = mm_find_above(mm, start); v && v->start < end; v = vma_next(v))
        if (v->flags & VMA_SEALED) return true;
    return false;
}

int mm_unmap_range(struct mm *mm, uaddr_t start, uaddr_t end) {
    struct vma *v = mm_find_above(mm, start);
    if (!v || v->start >= end) return 0;
    if (mm_range_sealed(mm, start, end)) return -EPERM;
    if (v->start < start && end < v->end && mm->map_count >= MAX_MAP_COUNT) return -ENOMEM;
    int err = vma_isolate(mm, start, end);
    if (err < 0) return err;
    for (v = mm_find_above(mm, start); v && v->start < end;) {
        struct vma *next = vma_next(v);
        mmu_clear(&mm->mmu, v->start, v->end);
        if (mm->vdso && v->start <= mm->vdso && mm->vdso < v->end) mm->vdso = 0;
        vma_remove(v);
        v = next;
    }
    return 0;
}

int mm_munmap(struct mm *mm, uaddr_t addr, u64 len) {
    if (addr & ~PAGE_MASK || addr > TASK_SIZE || len > TASK_SIZE - addr) return -EINVAL;
    len = PAGE_ALIGN(len);
    return len ? mm_unmap_range(mm, addr, addr + len) : -EINVAL;
}

// --- Mapping.

static u64 mapped_pages(struct mm *mm, uaddr_t start, uaddr_t end) {
    u64 pages = 0;
    for (const struct vma *v = mm_find_above(mm, start); v && v->start < end; v = vma_next((struct vma *)v))
        pages += (min_u64(v->end, end) - max_u64(v->start, start)) >> PAGE_SHIFT;
    return pages;
}

int shmem_create(struct mm *mm, u64 len, u32 flags, struct inode **out) {
    if (!(flags & VMA_NORESERVE) && !mm_may_commit(mm, len >> PAGE_SHIFT)) return -ENOMEM;
    struct inode *inode = inode_create(mm->sb->vfs.shm_mount->sb, S_IFREG | 0777, 0, 0);
    if (!inode) return -ENOMEM;
    inode->size = len;
    inode->nlink = 0;
    *out = inode;
    return 0;
}

// Puts `spec`, complete but for the object of shared anonymous memory, in place of what its range holds.
static s64 map_region(struct mm *mm, struct vma_spec *spec, u32 map_flags) {
    u64 len = spec->end - spec->start, pages = len >> PAGE_SHIFT;
    struct inode *made = NULL;
    s64 result = -ENOMEM;
    if (!mm_may_expand(mm, spec->prot, spec->flags, pages) &&
        !mm_may_expand(mm, spec->prot, spec->flags, pages - mapped_pages(mm, spec->start, spec->end)))
        return -ENOMEM;
    if (mm_accountable(spec->prot, spec->flags) && !mm_may_commit(mm, pages)) return -ENOMEM;
    if ((spec->flags & VMA_SHARED) && !spec->mapping) {
        int err = shmem_create(mm, len, spec->flags, &made);
        if (err < 0) return err;
        spec->shared = made;
        spec->mapping = &made->mapping;
    }
    int err = mm_unmap_range(mm, spec->start, spec->end);
    if (err < 0) {
        result = err == -EPERM ? -EPERM : -ENOMEM;
        goto out;
    }
    if (!vma_add(mm, spec)) goto out;
    result = (s64)spec->start;
    bool locked = (spec->flags & (VMA_LOCKED | VMA_LOCKONFAULT)) == VMA_LOCKED;
    if (locked || (map_flags & (MAP_POPULATE | MAP_NONBLOCK)) == MAP_POPULATE) mm_populate(mm, spec->start, len);
out:
    if (made) inode_put(made); // the vma holds its own
    return result;
}

// MAP_HUGETLB on a machine that knows 2 MiB and 1 GiB pages and has set none aside.
static s64 map_huge(u32 map_flags) {
    u32 shift = (map_flags >> MAP_HUGE_SHIFT) & MAP_HUGE_MASK;
    return shift == 0 || shift == 21 || shift == 30 ? -ENOMEM : -EINVAL;
}

static int file_check_private(const struct file *f, u32 prot, struct vma_spec *spec) {
    if (!(f->mode & FMODE_READ)) return -EACCES;
    if (f->path.mnt && (f->path.mnt->flags & MS_NOEXEC)) {
        if (prot & PROT_EXEC) return -EPERM;
        spec->flags &= ~VMA_MAYEXEC;
    }
    return 0;
}

static int file_check_shared(const struct file *f, u32 prot, struct vma_spec *spec) {
    bool writable = f->mode & FMODE_WRITE;
    if ((prot & PROT_WRITE) && !writable) return -EACCES;
    if ((f->inode->flags & FS_APPEND_FL) && writable) return -EACCES;
    spec->flags |= VMA_SHARED;
    if (!writable) spec->flags &= ~VMA_MAYWRITE;
    if (f->inode->seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) {
        if (prot & PROT_WRITE) return -EPERM;
        spec->flags &= ~VMA_MAYWRITE;
    }
    return 0;
}

static int check_file(struct file *f, u32 prot, u32 map_flags, u64 offset, u64 len, struct vma_spec *spec) {
    int err = 0;
    if (len > INT64_MAX || offset > INT64_MAX - len) return -EOVERFLOW;
    switch (map_flags & MAP_TYPE) {
    case MAP_SHARED_VALIDATE:
        if (map_flags & ~(MAP_LEGACY)) return -EOPNOTSUPP;
        // fall through
    case MAP_SHARED:
        err = file_check_shared(f, prot, spec);
        if (err < 0) return err;
        // fall through
    case MAP_PRIVATE: err = file_check_private(f, prot, spec); break;
    default: return -EINVAL;
    }
    if (err < 0) return err;
    const struct file_operations *ops = file_ops(f);
    bool zero = ops->flags & FOP_MMAP_ZERO;
    spec->mapping = !zero && ops->mapping ? ops->mapping(f) : NULL;
    if (!zero && !spec->mapping) return -ENODEV;
    if (spec->flags & VMA_GROWSDOWN) return -EINVAL;
    spec->pgoff = offset >> PAGE_SHIFT;
    if (!zero)
        spec->file = f;
    else
        spec->pgoff = spec->flags & VMA_SHARED ? 0 : spec->start >> PAGE_SHIFT;
    return 0;
}

static int check_anonymous(u32 map_flags, struct vma_spec *spec) {
    switch (map_flags & MAP_TYPE) {
    case MAP_SHARED:
        if (spec->flags & VMA_GROWSDOWN) return -EINVAL;
        spec->flags |= VMA_SHARED;
        return 0;
    case MAP_DROPPABLE:
        if (spec->flags & (VMA_GROWSDOWN | VMA_LOCKED)) return -EINVAL;
        spec->flags |= VMA_WIPEONFORK | VMA_NORESERVE | VMA_DONTDUMP;
        // fall through
    case MAP_PRIVATE: spec->pgoff = spec->start >> PAGE_SHIFT; return 0;
    default: return -EINVAL;
    }
}

static int check_locked(const struct mm *mm, u32 map_flags, u64 len, struct vma_spec *spec) {
    if (map_flags & MAP_LOCKED) {
        if (mm->rlimit_memlock == 0 && !mm_capable(mm, CAP_IPC_LOCK)) return -EPERM;
        spec->flags |= VMA_LOCKED;
    }
    return mm_may_lock(mm, spec->flags, len) ? 0 : -EAGAIN;
}

s64 mm_mmap(struct mm *mm, uaddr_t addr, u64 len, u32 prot, u32 map_flags, struct file *file, u64 offset) {
    if (map_flags & MAP_HUGETLB && file) return -EINVAL;
    if (len == 0 || offset & ~PAGE_MASK) return -EINVAL;
    if (map_flags & MAP_FIXED_NOREPLACE) map_flags |= MAP_FIXED;
    len = PAGE_ALIGN(len);
    if (len == 0) return -ENOMEM;
    if (mm->map_count > MAX_MAP_COUNT) return -ENOMEM;
    s64 place = mm_place(mm, addr, len, map_flags);
    if (place < 0) return place;
    struct vma_spec spec = {.start = (uaddr_t)place, .end = (uaddr_t)place + len, .prot = prot & PROT_ACCESS};
    spec.flags = VMA_MAYREAD | VMA_MAYWRITE | VMA_MAYEXEC | (u32)mm->def_flags;
    if (map_flags & MAP_FIXED_NOREPLACE) {
        const struct vma *v = mm_find_above(mm, spec.start);
        if (v && v->start < spec.end) return -EEXIST;
    }
    if (map_flags & MAP_GROWSDOWN) spec.flags |= VMA_GROWSDOWN;
    int err = check_locked(mm, map_flags, len, &spec);
    if (err == 0)
        err = file ? check_file(file, prot, map_flags, offset, len, &spec) : check_anonymous(map_flags, &spec);
    if (err < 0) return err;
    if (map_flags & MAP_NORESERVE) spec.flags |= VMA_NORESERVE;
    if (map_flags & MAP_HUGETLB) return map_huge(map_flags);
    return map_region(mm, &spec, map_flags);
}

s64 mm_map_shared(struct mm *mm, uaddr_t addr, u64 len, u32 prot, u32 map_flags, struct inode *inode, u64 pgoff) {
    len = PAGE_ALIGN(len);
    if (len == 0) return -EINVAL;
    if (mm->map_count > MAX_MAP_COUNT) return -ENOMEM;
    s64 place = mm_place(mm, addr, len, map_flags);
    if (place < 0) return place;
    struct vma_spec spec = {.start = (uaddr_t)place,
                            .end = (uaddr_t)place + len,
                            .prot = prot & PROT_ACCESS,
                            .shared = inode,
                            .mapping = &inode->mapping,
                            .pgoff = pgoff};
    spec.flags = VMA_SHARED | VMA_MAYREAD | VMA_MAYEXEC | (u32)mm->def_flags;
    if (prot & PROT_WRITE) spec.flags |= VMA_MAYWRITE;
    return map_region(mm, &spec, map_flags);
}

// --- Mappings of the kernel's own making.

int mm_map_special(struct mm *mm, uaddr_t addr, const pfn_t *frames, size_t n, u32 prot, const char *name) {
    struct vma_spec spec = {.start = addr, .end = addr + ((u64)n << PAGE_SHIFT), .prot = prot};
    spec.flags = VMA_SPECIAL | VMA_DONTEXPAND | VMA_MAYREAD | VMA_MAYWRITE | VMA_MAYEXEC;
    const struct vma *above = mm_find_above(mm, addr);
    if (above && above->start < spec.end) return -EEXIST;
    struct vma *v = vma_add(mm, &spec);
    if (!v) return -ENOMEM;
    snprintf(v->name, sizeof v->name, "%s", name);
    for (size_t i = 0; i < n; i++) {
        page_get(mm->mmu.pool, frames[i]);
        int err = mmu_set(&mm->mmu, addr + ((u64)i << PAGE_SHIFT), frames[i], vma_pte_flags(v) & ~PTE_WRITE);
        if (err == 0) continue;
        mmu_clear(&mm->mmu, v->start, v->end);
        vma_remove(v);
        return err;
    }
    return 0;
}

int mm_setup_stack(struct mm *mm, uaddr_t top, u64 bytes, u32 prot) {
    u64 size = PAGE_ALIGN(bytes), limit = mm->rlimit_stack & PAGE_MASK;
    if (size + STACK_RESERVE <= limit)
        size += STACK_RESERVE; // Linux: setup_arg_pages
    else
        size = max_u64(size, limit);
    struct vma_spec spec = {.start = top - size, .end = top, .prot = prot, .pgoff = (top - size) >> PAGE_SHIFT};
    spec.flags = VMA_GROWSDOWN | VMA_MAYREAD | VMA_MAYWRITE | VMA_MAYEXEC | (u32)mm->def_flags;
    if (!mm_may_expand(mm, spec.prot, spec.flags, size >> PAGE_SHIFT)) return -ENOMEM;
    return vma_add(mm, &spec) ? 0 : -ENOMEM;
}
