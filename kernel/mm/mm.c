// SPDX-License-Identifier: GPL-2.0-or-later
// Address spaces: made, copied by fork, dropped. What they hold is the business of the other files here.
#include "kernel/mm/internal.h"

#include "kernel/sandbox.h"

#include <string.h>

struct mm *mm_create(struct sandbox *sb) {
    struct mm *mm = knew(sb->heap, struct mm);
    if (!mm) return NULL;
    mm->refs = 1;
    mm->sb = sb;
    mmu_init(&mm->mmu, sb->pool, OPREF(&mm_mmu_ops));
    RB_INIT(&mm->vmas);
    mm->mmap_base = TASK_SIZE;
    mm->rlimit_as = mm->rlimit_data = mm->rlimit_stack = mm->rlimit_memlock = UINT64_MAX;
    return mm;
}

struct mm *mm_get(struct mm *mm) {
    mm->refs++;
    return mm;
}

static void exe_file_drop(struct mm *mm) {
    if (!mm->exe_file) return;
    inode_allow_write(mm->exe_file->inode);
    file_put(mm->exe_file);
    mm->exe_file = NULL;
}

void mm_set_exe_file(struct mm *mm, struct file *file) {
    exe_file_drop(mm);
    mm->exe_file = file;
}

void mm_put(struct mm *mm) {
    if (!mm || --mm->refs > 0) return;
    mmu_destroy(&mm->mmu);
    vma_release_all(mm);
    exe_file_drop(mm);
    kfree(mm);
}

u64 mm_rss(const struct mm *mm) {
    return mm->mmu.resident;
}

// --- Fork. Only entries that hold a frame are visited, a leaf table of the copy is looked up once per 2 MiB, and
// nothing is allocated per page: both sides refer to the same frames, private ones read-only until written.

struct fork_walk {
    struct mm *to;
    struct page_pool *pool;
    u64 *leaf;         // the copy's leaf table ...
    uaddr_t leaf_base; // ... for this 2 MiB
    u64 keep;          // flags both sides keep
    u64 copied;
};

#define LEAF_SPAN (512ull * PAGE_SIZE)

static int fork_entry(void *ctx, uaddr_t va, pte_t *pte) {
    struct fork_walk *w = ctx;
    uaddr_t base = va & ~(LEAF_SPAN - 1);
    if (!w->leaf || base != w->leaf_base) {
        w->leaf = mmu_ensure(&w->to->mmu, base);
        if (!w->leaf) return -ENOMEM;
        w->leaf_base = base;
    }
    *pte &= w->keep;
    page_get(w->pool, PTE_PFN(*pte));
    w->leaf[(va - base) >> PAGE_SHIFT] = *pte;
    w->copied++;
    return 0;
}

static int fork_pages(struct mm *to, struct mm *from, const struct vma *v) {
    struct fork_walk w = {.to = to, .pool = from->mmu.pool};
    w.keep = vma_private(v) ? ~PTE_WRITE : ~0ull;
    int err = mmu_walk(&from->mmu, v->start, v->end, fork_entry, &w);
    to->mmu.resident += w.copied;
    return err;
}

static int fork_vmas(struct mm *to, struct mm *from) {
    for (struct vma *v = mm_first(from); v; v = vma_next(v)) {
        if (v->flags & VMA_DONTFORK) continue;
        struct vma *copy = vma_copy(to, v);
        if (!copy) return -ENOMEM;
        copy->flags &= ~(u32)(VMA_LOCKED | VMA_LOCKONFAULT); // mlock(2): not inherited
        mm_account(to, copy->prot, copy->flags, (s64)vma_pages(copy));
        if (v->flags & VMA_WIPEONFORK) continue;
        int err = fork_pages(to, from, v);
        if (err < 0) return err;
    }
    return 0;
}

struct mm *mm_fork(struct mm *old) {
    struct mm *mm = mm_create(old->sb);
    if (!mm) return NULL;
    mm->mmap_base = old->mmap_base;
    mm->legacy_layout = old->legacy_layout;
    mm->membarrier = old->membarrier;
    mm->start_code = old->start_code, mm->end_code = old->end_code;
    mm->start_data = old->start_data, mm->end_data = old->end_data;
    mm->start_brk = old->start_brk, mm->brk = old->brk, mm->start_stack = old->start_stack;
    mm->arg_start = old->arg_start, mm->arg_end = old->arg_end;
    mm->env_start = old->env_start, mm->env_end = old->env_end;
    mm->vdso = old->vdso;
    mm->rlimit_as = old->rlimit_as, mm->rlimit_data = old->rlimit_data;
    mm->rlimit_stack = old->rlimit_stack, mm->rlimit_memlock = old->rlimit_memlock;
    memcpy(mm->auxv, old->auxv, sizeof mm->auxv);
    mm->auxv_count = old->auxv_count;
    // Being executed already, it cannot be open for writing.
    if (old->exe_file && inode_deny_write(old->exe_file->inode) == 0) mm->exe_file = file_get(old->exe_file);
    if (fork_vmas(mm, old) < 0) {
        mm_put(mm);
        return NULL;
    }
    mm->hiwater_rss = mm->mmu.resident;
    return mm;
}
