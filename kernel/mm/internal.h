// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of kernel/mm share: vmas as a set, accounting, placement.
#ifndef KERNEL_MM_INTERNAL_H
#define KERNEL_MM_INTERNAL_H

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/mman.h"
#include "kernel/mm/mm.h"

#define MAX_MAP_COUNT 65530u                 // vm.max_map_count
#define STACK_GUARD_GAP (256ull * PAGE_SIZE) // kept free below a growing stack
#define PROT_ACCESS (PROT_READ | PROT_WRITE | PROT_EXEC)

// --- vma.c: the tree, and what keeps it small.
// Describes a mapping to be; a value on the stack, without references of its own.
struct vma_spec {
    uaddr_t start, end;
    u32 prot, flags;
    struct file *file;
    struct inode *shared;
    struct address_space *mapping;
    u64 pgoff;
};
// Adds the mapping to a free range: enlarges a neighbour where it continues one, else makes a new vma and takes
// references. Accounts for it. NULL: no memory.
struct vma *vma_add(struct mm *mm, const struct vma_spec *spec);
struct vma *vma_copy(struct mm *to, const struct vma *from); // for fork; not yet accounted; NULL: no memory
// Cuts at `addr`, which lies inside: `v` keeps the lower part, the upper one is returned. NULL: no memory.
struct vma *vma_split(struct vma *v, uaddr_t addr);
// Joins `v` with neighbours that it continues; returns what `v` is part of now.
struct vma *vma_merge(struct vma *v);
void vma_remove(
    struct vma *v); // out of the tree, references put, accounting taken back; page tables are the caller's
void vma_set_range(struct vma *v, uaddr_t start, uaddr_t end); // growth and shrinking without reordering; accounts
void vma_set_access(struct vma *v, u32 prot, u32 flags);       // accounts
void vma_release_all(struct mm *mm);
struct vma *vma_prev(struct vma *v);
uaddr_t vma_start_gap(const struct vma *v);       // where the vma begins to keep others away
u64 vma_index(const struct vma *v, uaddr_t addr); // the page of the file at `addr`
// Cuts vmas so that none crosses `start` or `end`. 0 or -ENOMEM, with nothing changed but cuts.
int vma_isolate(struct mm *mm, uaddr_t start, uaddr_t end);
static inline u64 vma_pages(const struct vma *v) {
    return (v->end - v->start) >> PAGE_SHIFT;
}
static inline bool vma_is_anonymous(const struct vma *v) {
    return !v->mapping && !(v->flags & VMA_SPECIAL);
}
static inline bool vma_private(const struct vma *v) {
    return !(v->flags & VMA_SHARED);
}

// --- place.c
uaddr_t vma_gap_down(const struct mm *mm, u64 low, u64 high, u64 len); // 0: none
uaddr_t vma_gap_up(const struct mm *mm, u64 low, u64 high, u64 len);

// --- limit.c: what may still be mapped.
bool mm_may_expand(const struct mm *mm, u32 prot, u32 flags, u64 pages); // RLIMIT_AS, RLIMIT_DATA
bool mm_may_commit(const struct mm *mm, u64 pages);                      // vm.overcommit_memory 0
bool mm_may_lock(const struct mm *mm, u32 flags, u64 bytes);             // RLIMIT_MEMLOCK
bool mm_capable(const struct mm *mm, int cap);                           // of the task that is in a call on `mm`
void mm_account(struct mm *mm, u32 prot, u32 flags, s64 pages);
static inline bool mm_accountable(u32 prot, u32 flags) {
    return (prot & PROT_WRITE) && !(flags & (VMA_SHARED | VMA_NORESERVE));
}

// --- fault.c
extern const struct mmu_ops mm_mmu_ops;
u64 vma_pte_flags(const struct vma *v); // what an entry of `v` may grant at most
// Makes [start, end) present as mlock and MAP_POPULATE do. 0, -ENOMEM (a hole), -EFAULT, -EAGAIN (out of memory).
int mm_fault_in(struct mm *mm, uaddr_t start, uaddr_t end);

// --- mmap.c
extern const struct mapping_user_ops vma_user_ops;
int mm_unmap_range(struct mm *mm, uaddr_t start, uaddr_t end); // page aligned; 0, -ENOMEM, -EPERM (sealed), -EINVAL
bool mm_range_sealed(struct mm *mm, uaddr_t start, uaddr_t end);
// The object behind shared anonymous memory: "/dev/zero (deleted)". One reference, or -errno.
int shmem_create(struct mm *mm, u64 len, u32 flags, struct inode **out);

#endif
