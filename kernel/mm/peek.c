// SPDX-License-Identifier: GPL-2.0-or-later
// Reading a program's memory as it would find it, for watchers: pages that nobody has touched yet are looked up where they would
// come from, and nothing is faulted in. So what is watched runs as if it were not.
#include "kernel/mm/internal.h"

#include <string.h>

// A page that has no entry. False: the program could not read it either.
static bool peek_untouched(struct mm *mm, uaddr_t va, u8 *to, size_t n) {
    const struct vma *v = va < TASK_SIZE ? mm_find(mm, va) : NULL;
    if (!v) return false;
    if (v->mapping) return inode_peek(v->mapping->host, (v->pgoff << PAGE_SHIFT) + (va - v->start), to, n) > 0;
    memset(to, 0, n);
    return true;
}

size_t mm_peek(struct mm *mm, uaddr_t from, void *to, size_t n) {
    size_t done = 0;
    while (done < n) {
        uaddr_t va = from + done;
        size_t part = (size_t)min_u64(n - done, PAGE_SIZE - (va & (PAGE_SIZE - 1)));
        memset((u8 *)to + done, 0, part); // a file's last page goes on with zeros
        if (mmu_peek(&mm->mmu, va, (u8 *)to + done, part) != part && !peek_untouched(mm, va, (u8 *)to + done, part))
            break;
        done += part;
    }
    return done;
}
