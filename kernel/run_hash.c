// SPDX-License-Identifier: GPL-2.0-or-later
// The run hash. Nothing goes into it that a host decides: no times of files, no numbers of its inodes; and no names or contents of
// /proc, which are made when asked for.
#include "kernel/run_hash.h"

#include "abi/limits.h"
#include "abi/magic.h"
#include "abi/stat.h"
#include "base/hash.h"
#include "kernel/mm/mm.h"
#include "kernel/sandbox.h"
#include "vfs/inode.h"

// What comes next, so that different stories cannot read alike.
enum record { RECORD_CALL = 1, RECORD_RESULT, RECORD_MEMORY, RECORD_PAGE, RECORD_MOUNT, RECORD_FILE, RECORD_DATA };

struct hashing {
    u64 hash;
    struct page_pool *pool;
};

static void put(u64 *hash, enum record kind, const u64 *values, size_t count) {
    const u64 head = kind;
    *hash = hash_bytes(*hash ^ head, values, count * sizeof *values);
}

void run_hash_call(struct task *t) {
    const struct syscall *sc = &t->syscall;
    const u64 values[] = {(u64)t->tid, sc->nr,      sc->args[0], sc->args[1],
                          sc->args[2], sc->args[3], sc->args[4], sc->args[5]};
    put(&t->sb->run_hash, RECORD_CALL, values, ARRAY_SIZE(values));
}

void run_hash_result(struct task *t, s64 result) {
    const u64 values[] = {(u64)t->tid, (u64)result};
    put(&t->sb->run_hash, RECORD_RESULT, values, ARRAY_SIZE(values));
}

// --- Memory
static int hash_page(void *ctx, uaddr_t va, pte_t *pte) {
    struct hashing *h = ctx;
    put(&h->hash, RECORD_PAGE, &va, 1);
    h->hash = hash_bytes(h->hash, page_data(h->pool, PTE_PFN(*pte)), PAGE_SIZE);
    return 0;
}

static void hash_memory(struct hashing *h, struct task *t) {
    const u64 values[] = {(u64)t->process->pid, t->mm->total_vm};
    put(&h->hash, RECORD_MEMORY, values, ARRAY_SIZE(values));
    mmu_walk(&t->mm->mmu, 0, MMU_VA_END, hash_page, h);
}

void run_hash_process(struct task *t) {
    struct hashing h = {.hash = t->sb->run_hash, .pool = t->sb->pool};
    hash_memory(&h, t);
    t->sb->run_hash = h.hash;
}

// --- Files: what the kernel holds of them, name by name. Of a tree of the host that is what the program has looked at.
static void hash_file(struct hashing *h, const struct dentry *d) {
    struct inode *inode = d->inode;
    h->hash = hash_bytes(h->hash ^ RECORD_FILE, d->name, d->name_len);
    if (!inode) return;
    const u64 values[] = {inode->mode, inode->uid, inode->gid, inode->rdev, S_ISREG(inode->mode) ? inode->size : 0};
    put(&h->hash, RECORD_FILE, values, ARRAY_SIZE(values));
    if (S_ISLNK(inode->mode) && inode->sb->magic == TMPFS_MAGIC) { // others would have to ask the host
        char target[PATH_MAX];
        int n = inode_ops(inode)->readlink(inode, target, sizeof target, NULL);
        if (n > 0) h->hash = hash_bytes(h->hash, target, (size_t)n);
    }
    const struct address_space *as = &inode->mapping;
    for (u64 i = page_cache_next(as, 0); i != UINT64_MAX; i = page_cache_next(as, i + 1)) {
        put(&h->hash, RECORD_DATA, &i, 1);
        h->hash = hash_bytes(h->hash, page_data(h->pool, page_cache_peek(as, i)), PAGE_SIZE);
    }
}

// Depth first without recursion: a program may make a tree as deep as it likes.
static void hash_tree(struct hashing *h, const struct dentry *root) {
    const struct dentry *d = root;
    for (;;) {
        hash_file(h, d);
        if (!list_empty(&d->children)) {
            d = list_first(&d->children, struct dentry, sibling);
            continue;
        }
        while (d != root && d->sibling.next == &d->parent->children) d = d->parent;
        if (d == root) return;
        d = list_entry(d->sibling.next, struct dentry, sibling);
    }
}

static bool hashed_before(struct sandbox *sb, const struct mount *mnt) {
    struct mount *m;
    list_for_each(m, &sb->vfs.mounts, link) {
        if (m == mnt) return false;
        if (m->sb == mnt->sb) return true;
    }
    return false;
}

u64 run_hash_now(struct sandbox *sb) {
    struct hashing h = {.hash = sb->run_hash, .pool = sb->pool};
    struct task *t;
    list_for_each(t, &sb->tasks, all_link) if (t->mm && t == t->process->leader) hash_memory(&h, t);
    struct mount *mnt;
    list_for_each(mnt, &sb->vfs.mounts, link) {
        if (mnt->sb->magic == PROC_SUPER_MAGIC || hashed_before(sb, mnt)) continue;
        const u64 magic = mnt->sb->magic;
        put(&h.hash, RECORD_MOUNT, &magic, 1);
        hash_tree(&h, mnt->sb->root);
    }
    const u64 end[] = {sb->ticks.now, (u64)(s64)sb->exit_status};
    return hash_bytes(h.hash, end, sizeof end);
}
