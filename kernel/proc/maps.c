// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/PID/maps, smaps and smaps_rollup (proc_pid_maps(5), proc_pid_smaps(5); Linux: fs/proc/task_mmu.c).
#include "kernel/proc/internal.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/magic.h"
#include "abi/mman.h"
#include "abi/stat.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NAME_COLUMN 73
#define PSS_SHIFT 12 // shares of a page are counted in fractions

// --- What is behind the pages of a mapping.
struct page_counts { // bytes; pss in fractions of them
    u64 rss, pss, pss_dirty, pss_anonymous, pss_file, pss_shared;
    u64 shared_clean, shared_dirty, private_clean, private_dirty, referenced, anonymous, locked;
    u64 file_pages, shared_pages;
};

struct counting {
    struct page_counts *counts;
    const struct vma *vma;
};

static int count_page(void *ctx, uaddr_t va, pte_t *pte) {
    struct counting *c = ctx;
    struct page_counts *n = c->counts;
    const struct vma *v = c->vma;
    pfn_t pfn = PTE_PFN(*pte);
    bool cached = v->mapping && page_cache_peek(v->mapping, v->pgoff + ((va - v->start) >> PAGE_SHIFT)) == pfn;
    bool memory = cached && v->mapping->host->sb->magic == TMPFS_MAGIC;
    u32 refs = page_refs(v->mm->sb->pool, pfn), users = refs > cached ? refs - cached : 1;
    bool dirty = (*pte & PTE_DIRTY) || !cached;
    u64 share = ((u64)PAGE_SIZE << PSS_SHIFT) / users;
    n->rss += PAGE_SIZE;
    n->pss += share;
    if (dirty) n->pss_dirty += share;
    *(!cached ? &n->pss_anonymous : memory ? &n->pss_shared : &n->pss_file) += share;
    *(users > 1 ? dirty ? &n->shared_dirty : &n->shared_clean
      : dirty   ? &n->private_dirty
                : &n->private_clean) += PAGE_SIZE;
    if (*pte & PTE_ACCESSED) n->referenced += PAGE_SIZE;
    if (!cached)
        n->anonymous += PAGE_SIZE;
    else if (memory)
        n->shared_pages++;
    else
        n->file_pages++;
    if (v->flags & VMA_LOCKED) n->locked += share;
    return 0;
}

static void count_vma(const struct vma *v, struct page_counts *counts) {
    mmu_walk(&v->mm->mmu, v->start, v->end, count_page, &(struct counting){counts, v});
}

void proc_mm_usage(struct mm *mm, struct mm_usage *out) {
    struct page_counts counts = {0};
    for (const struct vma *v = mm_first(mm); v; v = vma_next((struct vma *)v)) count_vma(v, &counts);
    *out = (struct mm_usage){counts.anonymous / PAGE_SIZE, counts.file_pages, counts.shared_pages};
}

// --- maps
static const struct inode *vma_inode(const struct vma *v) {
    return v->file ? v->file->inode : v->shared;
}

static void put_vma(struct proc_text *out, const struct vma *v) {
    char name[PATH_MAX];
    size_t start = out->len;
    const struct inode *inode = vma_inode(v);
    u64 dev = inode ? inode->sb->dev : 0;
    proc_printf(out, "%08" PRIx64 "-%08" PRIx64 " %c%c%c%c ", v->start, v->end, v->prot & PROT_READ ? 'r' : '-',
                v->prot & PROT_WRITE ? 'w' : '-', v->prot & PROT_EXEC ? 'x' : '-', v->flags & VMA_SHARED ? 's' : 'p');
    proc_printf(out, "%08" PRIx64 " %02x:%02x %" PRIu64 " ", inode ? v->pgoff << PAGE_SHIFT : 0, abi_major(dev),
                abi_minor(dev), inode ? inode->ino : 0);
    vma_name(v, name, sizeof name);
    if (name[0]) {
        size_t width = out->len - start;
        if (width < NAME_COLUMN) proc_printf(out, "%*s", (int)(NAME_COLUMN - width), "");
        proc_put_escaped(out, name, "\n");
    }
    proc_puts(out, "\n");
}

static int show_maps(struct inode *inode, struct proc_text *out) {
    struct mm *mm;
    int err = proc_task_mm(inode, &mm);
    if (err < 0 || !mm) return err;
    for (struct vma *v = mm_first(mm); v; v = vma_next(v)) put_vma(out, v);
    return 0;
}

const struct proc_type proc_pid_maps = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_memory, .show = show_maps};

// --- smaps
static void put_kib(struct proc_text *out, const char *name, u64 bytes) {
    char label[32];
    snprintf(label, sizeof label, "%s:", name);
    proc_printf(out, "%-16s%8" PRIu64 " kB\n", label, bytes >> 10);
}

static void put_counts(struct proc_text *out, const struct page_counts *n, bool rollup) {
    put_kib(out, "Rss", n->rss);
    put_kib(out, "Pss", n->pss >> PSS_SHIFT);
    put_kib(out, "Pss_Dirty", n->pss_dirty >> PSS_SHIFT);
    if (rollup) {
        put_kib(out, "Pss_Anon", n->pss_anonymous >> PSS_SHIFT);
        put_kib(out, "Pss_File", n->pss_file >> PSS_SHIFT);
        put_kib(out, "Pss_Shmem", n->pss_shared >> PSS_SHIFT);
    }
    put_kib(out, "Shared_Clean", n->shared_clean);
    put_kib(out, "Shared_Dirty", n->shared_dirty);
    put_kib(out, "Private_Clean", n->private_clean);
    put_kib(out, "Private_Dirty", n->private_dirty);
    put_kib(out, "Referenced", n->referenced);
    put_kib(out, "Anonymous", n->anonymous);
    static const char *const never[] = {"KSM",           "LazyFree",       "AnonHugePages",   "ShmemPmdMapped",
                                        "FilePmdMapped", "Shared_Hugetlb", "Private_Hugetlb", "Swap",
                                        "SwapPss"};
    for (size_t i = 0; i < ARRAY_SIZE(never); i++) put_kib(out, never[i], 0);
    put_kib(out, "Locked", n->locked >> PSS_SHIFT);
}

static void put_flags(struct proc_text *out, const struct vma *v) {
    bool shared = v->flags & VMA_SHARED;
    const struct {
        bool set;
        const char *name;
    } flags[] = {
        {v->prot & PROT_READ, "rd"},
        {v->prot & PROT_WRITE, "wr"},
        {v->prot & PROT_EXEC, "ex"},
        {shared && (v->flags & VMA_MAYWRITE), "sh"},
        {v->flags & VMA_MAYREAD, "mr"},
        {v->flags & VMA_MAYWRITE, "mw"},
        {v->flags & VMA_MAYEXEC, "me"},
        {shared, "ms"},
        {v->flags & VMA_GROWSDOWN, "gd"},
        {v->flags & VMA_LOCKED, "lo"},
        {v->flags & VMA_DONTFORK, "dc"},
        {v->flags & (VMA_DONTEXPAND | VMA_SPECIAL), "de"},
        {!shared && (v->prot & PROT_WRITE) && !(v->flags & VMA_NORESERVE), "ac"},
        {v->flags & VMA_NORESERVE, "nr"},
        {v->flags & VMA_LOCKONFAULT, "lf"},
        {v->flags & VMA_WIPEONFORK, "wf"},
        {v->flags & VMA_DONTDUMP, "dd"},
        {v->flags & VMA_SEALED, "sl"},
    };
    proc_puts(out, "VmFlags: ");
    for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
        if (flags[i].set) proc_printf(out, "%s ", flags[i].name);
    proc_puts(out, "\n");
}

static int show_smaps(struct inode *inode, struct proc_text *out) {
    struct mm *mm;
    int err = proc_task_mm(inode, &mm);
    if (err < 0 || !mm) return err;
    for (struct vma *v = mm_first(mm); v; v = vma_next(v)) {
        struct page_counts counts = {0};
        count_vma(v, &counts);
        put_vma(out, v);
        put_kib(out, "Size", v->end - v->start);
        put_kib(out, "KernelPageSize", PAGE_SIZE);
        put_kib(out, "MMUPageSize", PAGE_SIZE);
        put_counts(out, &counts, false);
        proc_puts(out, "THPeligible:           0\n");
        put_flags(out, v);
    }
    return 0;
}

const struct proc_type proc_pid_smaps = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_memory, .show = show_smaps};

static int show_rollup(struct inode *inode, struct proc_text *out) {
    struct mm *mm;
    struct page_counts counts = {0};
    int err = proc_task_mm(inode, &mm);
    if (err < 0 || !mm) return err < 0 ? err : -ESRCH;
    uaddr_t start = mm_first(mm) ? mm_first(mm)->start : 0, end = 0;
    for (struct vma *v = mm_first(mm); v; v = vma_next(v)) {
        count_vma(v, &counts);
        end = v->end;
    }
    size_t at = out->len;
    proc_printf(out, "%08" PRIx64 "-%08" PRIx64 " ---p 00000000 00:00 0 ", start, end);
    proc_printf(out, "%*s[rollup]\n", (int)(NAME_COLUMN - (out->len - at)), "");
    put_counts(out, &counts, true);
    return 0;
}

const struct proc_type proc_pid_smaps_rollup = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_memory, .show = show_rollup};
