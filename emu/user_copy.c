// SPDX-License-Identifier: GPL-2.0-or-later
// Copies between kernel and user memory: the same walk, demand paging and copy on write as the CPU's own accesses
// (Linux: lib/usercopy.c, mm/gup.c). The only place that turns a guest address into memory for the kernel.
#include "abi/errno.h"
#include "abi/limits.h"
#include "emu/frames.h"
#include "emu/walk.h"

#include <string.h>

#define FAULT_TRIES 4 // a fault op that claims success in vain must not hang the machine

int mmu_fault_in(struct mmu *mmu, uaddr_t va, enum mmu_access access, pte_t **out) {
    for (int i = 0; i < FAULT_TRIES; i++) {
        pte_t *pte = mmu_lookup(mmu, va);
        if (pte && pte_allows(*pte, access)) {
            *out = pte;
            return 0;
        }
        int err = OPS(struct mmu_ops, mmu->ops)->fault(mmu, va, access);
        if (err) return err;
    }
    return -EFAULT;
}

static bool in_user_range(uaddr_t start, size_t n) {
    return n <= TASK_SIZE && start <= TASK_SIZE - n;
}

// The memory of the page at `va` for reading, or NULL.
static const u8 *page_for_read(struct mmu *mmu, uaddr_t va) {
    pte_t *pte;
    if (mmu_fault_in(mmu, va, ACCESS_READ, &pte) != 0) return NULL;
    *pte |= PTE_ACCESSED;
    return frame_data(mmu->pool, PTE_PFN(*pte));
}

// The frame of the page at `va`, ready to be written; 0: refused.
static pfn_t page_for_write(struct mmu *mmu, uaddr_t va) {
    pte_t *pte;
    if (mmu_fault_in(mmu, va, ACCESS_WRITE, &pte) != 0) return 0;
    *pte |= PTE_ACCESSED | PTE_DIRTY;
    pfn_t pfn = PTE_PFN(*pte);
    frame_make_dirty(mmu->pool, pfn);
    return pfn;
}

static size_t to_page_end(uaddr_t va, size_t n) {
    size_t room = PAGE_SIZE - (va & (PAGE_SIZE - 1));
    return n < room ? n : room;
}

size_t copy_to_user_partial(struct mmu *mmu, uaddr_t to, const void *from, size_t n) {
    const u8 *src = from;
    if (!in_user_range(to, n)) return n; // as Linux: access_ok refuses the whole range at once
    while (n > 0) {
        size_t part = to_page_end(to, n);
        pfn_t pfn = page_for_write(mmu, to);
        if (!pfn) break;
        frame_store(mmu->pool, pfn, to & (PAGE_SIZE - 1), src, part);
        to += part;
        src += part;
        n -= part;
    }
    return n;
}

size_t copy_from_user_partial(struct mmu *mmu, void *to, uaddr_t from, size_t n) {
    u8 *dst = to;
    if (!in_user_range(from, n)) return n;
    while (n > 0) {
        size_t part = to_page_end(from, n);
        const u8 *page = page_for_read(mmu, from);
        if (!page) break;
        memmove(dst, page + (from & (PAGE_SIZE - 1)), part);
        from += part;
        dst += part;
        n -= part;
    }
    return n;
}

int copy_to_user(struct mmu *mmu, uaddr_t to, const void *from, size_t n) {
    return copy_to_user_partial(mmu, to, from, n) ? -EFAULT : 0;
}

int copy_from_user(struct mmu *mmu, void *to, uaddr_t from, size_t n) {
    return copy_from_user_partial(mmu, to, from, n) ? -EFAULT : 0;
}

int clear_user(struct mmu *mmu, uaddr_t to, size_t n) {
    static const u8 zeroes[PAGE_SIZE];
    if (!in_user_range(to, n)) return -EFAULT;
    while (n > 0) {
        size_t part = to_page_end(to, n);
        if (copy_to_user_partial(mmu, to, zeroes, part)) return -EFAULT;
        to += part;
        n -= part;
    }
    return 0;
}

// Scans for the end of a string, copying it to `to` unless that is NULL.
static s64 scan_string(struct mmu *mmu, char *to, uaddr_t from, size_t size) {
    size_t done = 0;
    while (done < size) {
        if (from >= TASK_SIZE) return -EFAULT;
        size_t part = to_page_end(from, size - done);
        const u8 *page = page_for_read(mmu, from);
        if (!page) return -EFAULT;
        const u8 *start = page + (from & (PAGE_SIZE - 1));
        const u8 *end = memchr(start, 0, part);
        size_t length = end ? (size_t)(end - start) : part;
        if (to) memmove(to + done, start, length + (end != NULL));
        done += length;
        if (end) return (s64)done;
        from += part;
    }
    return (s64)size;
}

s64 strncpy_from_user(struct mmu *mmu, char *to, uaddr_t from, size_t size) {
    return scan_string(mmu, to, from, size);
}

s64 strnlen_user(struct mmu *mmu, uaddr_t s, size_t max) {
    return scan_string(mmu, NULL, s, max);
}

int get_user_u32(struct mmu *mmu, uaddr_t from, u32 *out) {
    return copy_from_user(mmu, out, from, sizeof *out);
}

int put_user_u32(struct mmu *mmu, uaddr_t to, u32 value) {
    return copy_to_user(mmu, to, &value, sizeof value);
}

int mmu_pin(struct mmu *mmu, uaddr_t va, enum mmu_access access, pfn_t *out) {
    if (!in_user_range(va, 1)) return -EFAULT;
    if (access == ACCESS_WRITE) {
        *out = page_for_write(mmu, va);
        return *out ? 0 : -EFAULT;
    }
    pte_t *pte;
    if (mmu_fault_in(mmu, va, access, &pte) != 0) return -EFAULT;
    *pte |= PTE_ACCESSED;
    *out = PTE_PFN(*pte);
    return 0;
}

size_t mmu_peek(struct mmu *mmu, uaddr_t from, void *to, size_t n) {
    size_t done = 0;
    while (done < n) {
        size_t part = to_page_end(from + done, n - done);
        const pte_t *pte = mmu_lookup(mmu, from + done);
        if (!pte || !PTE_PFN(*pte)) break;
        memmove((u8 *)to + done, frame_data(mmu->pool, PTE_PFN(*pte)) + ((from + done) & (PAGE_SIZE - 1)), part);
        done += part;
    }
    return done;
}

// A frame of its own behind `va`, whatever the mapping permits; 0: nothing is mapped there, or no memory.
static pfn_t private_page(struct mmu *mmu, uaddr_t va) {
    pte_t *pte;
    if (mmu_fault_in(mmu, va, ACCESS_WRITE, &pte) == 0) return page_for_write(mmu, va);
    pte = mmu_lookup(mmu, va);
    if (!pte || !PTE_PFN(*pte)) return 0;
    // Read-only: the frame may be a file's, or another process's too.
    if (page_refs(mmu->pool, PTE_PFN(*pte)) > 1) {
        pfn_t copy = page_alloc_copy(mmu->pool, PTE_PFN(*pte));
        if (!copy || mmu_set(mmu, va, copy, *pte & (PAGE_SIZE - 1)) != 0) return 0;
    }
    frame_make_dirty(mmu->pool, PTE_PFN(*pte));
    return PTE_PFN(*pte);
}

size_t mmu_poke(struct mmu *mmu, uaddr_t to, const void *from, size_t n) {
    size_t done = 0;
    while (done < n) {
        size_t part = to_page_end(to + done, n - done);
        pfn_t pfn = private_page(mmu, to + done);
        if (!pfn) break;
        frame_store(mmu->pool, pfn, (to + done) & (PAGE_SIZE - 1), (const u8 *)from + done, part);
        done += part;
    }
    return done;
}

static size_t access_copy_to(void *ctx, uaddr_t to, const void *from, size_t n) {
    return copy_to_user_partial(ctx, to, from, n);
}
static size_t access_copy_from(void *ctx, void *to, uaddr_t from, size_t n) {
    return copy_from_user_partial(ctx, to, from, n);
}
const struct user_access mmu_user_access = {.copy_to_user = access_copy_to, .copy_from_user = access_copy_from};
