// SPDX-License-Identifier: GPL-2.0-or-later
// Address translation: four-level page tables (Linux's x86-64 shape, 47 usable bits) over the frames of a page pool, and
// copies between kernel and user memory through them. One struct mmu belongs to each address space (kernel/mm).
//
// Only a missing or insufficient entry calls out: ops->fault decides (demand zero, copy on write, file page, SIGSEGV).
#ifndef EMU_MMU_H
#define EMU_MMU_H

#include "base/iov_iter.h"
#include "base/opref.h"
#include "base/page_pool.h"
#include "base/types.h"

enum mmu_access { ACCESS_READ = 1, ACCESS_WRITE = 2, ACCESS_EXEC = 4 };

// A leaf entry: frame number << 12 | flags. A frame without PTE_PRESENT belongs to a PROT_NONE page.
typedef u64 pte_t;
#define PTE_PRESENT 1ull // readable
#define PTE_WRITE 2ull
#define PTE_EXEC 4ull
#define PTE_DIRTY 8ull // written through this entry
#define PTE_ACCESSED 16ull
#define PTE_PFN(pte) ((pfn_t)((pte) >> PAGE_SHIFT))
#define PTE_MAKE(pfn, flags) (((pte_t)(pfn) << PAGE_SHIFT) | (flags))

#define MMU_VA_END 0x800000000000ull // the tables cover the lower half; the guest's TASK_SIZE is a page less

struct mmu;
struct mmu_ops {
    // Makes `va` accessible, or says why not: 0, or a negative errno (-EFAULT: no such mapping or no permission, -ENOMEM,
    // -EIO: beyond the end of the file). The reason for a signal is the kernel's to remember.
    int (*fault)(struct mmu *mmu, uaddr_t va, enum mmu_access access);
};

struct mmu {
    struct page_pool *pool;
    u64 *root;          // level 4 table: heap pages; NULL until the first mapping
    opref_t ops;        // struct mmu_ops
    bool tlb_stale;     // entries were taken back: the CPU's TLB is flushed before the guest runs on
    uaddr_t stale_page; // only the entry of the page at this address - 1 was; 0: none (kept by page_table.c)
    u64 resident;       // entries that hold a frame
};

void mmu_init(struct mmu *mmu, struct page_pool *pool, opref_t ops);
void mmu_destroy(struct mmu *mmu); // puts every frame and frees the tables

// The entry of `va`, NULL when no table covers it. Valid until the next mmu call that may free tables.
pte_t *mmu_lookup(const struct mmu *mmu, uaddr_t va);
pte_t *mmu_ensure(struct mmu *mmu, uaddr_t va); // creates the tables; NULL when the heap is used up
// Sets the entry; takes over the caller's reference to the frame and puts the frame that was there.
// Marks the TLB stale when an entry that the CPU may have cached changes.
int mmu_set(struct mmu *mmu, uaddr_t va, pfn_t pfn, u64 flags); // 0 or -ENOMEM (the reference is then put)
void mmu_clear(struct mmu *mmu, uaddr_t start, uaddr_t end);    // drops all entries in [start, end), page aligned
// Calls fn for every entry in [start, end) that holds a frame; fn may change the entry in place (not its frame).
// A non-zero return ends the walk and is passed on.
typedef int (*mmu_walk_fn)(void *ctx, uaddr_t va, pte_t *pte);
int mmu_walk(struct mmu *mmu, uaddr_t start, uaddr_t end, mmu_walk_fn fn, void *ctx);

// --- User copy: page walk, demand paging and copy on write as for the CPU. Addresses beyond TASK_SIZE fail.
// 0 or -EFAULT; what was copied before a fault stays copied.
int copy_to_user(struct mmu *mmu, uaddr_t to, const void *from, size_t n) MUST_CHECK;
int copy_from_user(struct mmu *mmu, void *to, uaddr_t from, size_t n) MUST_CHECK;
size_t copy_to_user_partial(struct mmu *mmu, uaddr_t to, const void *from, size_t n); // returns bytes NOT copied
size_t copy_from_user_partial(struct mmu *mmu, void *to, uaddr_t from, size_t n);     // returns bytes NOT copied
int clear_user(struct mmu *mmu, uaddr_t to, size_t n) MUST_CHECK;
// Length without NUL; -EFAULT; `size` when no NUL came within `size` bytes (nothing is then terminated).
s64 strncpy_from_user(struct mmu *mmu, char *to, uaddr_t from, size_t size) MUST_CHECK;
s64 strnlen_user(struct mmu *mmu, uaddr_t s, size_t max) MUST_CHECK;
// For debuggers and watchers: reads and writes whatever is mapped, permissions aside, without side effects on a read.
size_t mmu_peek(struct mmu *mmu, uaddr_t from, void *to, size_t n); // bytes read
size_t mmu_poke(struct mmu *mmu, uaddr_t to, const void *from, size_t n);
// An atomic 32-bit access for futexes: 0 or -EFAULT.
int get_user_u32(struct mmu *mmu, uaddr_t from, u32 *out) MUST_CHECK;
int put_user_u32(struct mmu *mmu, uaddr_t to, u32 value) MUST_CHECK;
// The frame behind `va` after a fault-in for `access`; no reference is taken. 0 or -EFAULT.
int mmu_pin(struct mmu *mmu, uaddr_t va, enum mmu_access access, pfn_t *out) MUST_CHECK;

// The struct user_access for iov_iter: its ctx is a struct mmu *.
extern const struct user_access mmu_user_access;

#endif
