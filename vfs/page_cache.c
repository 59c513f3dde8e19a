// SPDX-License-Identifier: GPL-2.0-or-later
// The page cache of a file: a radix tree from page index to frame (Linux: mm/filemap.c, lib/xarray.c).
//
// as->pages is 0, or one frame for a file that only has page 0 (most files), or the root of the tree. Bounds
// and times are the callers' business, and so is the part of the last page that lies beyond the end of the
// file.
#include "abi/errno.h"
#include "vfs/vfs.h"

#include <string.h>

#define NODE_BITS 6
#define NODE_SLOTS (1u << NODE_BITS)
#define SLOT_RESERVED 0x80000000u // made by fallocate and never asked for since: reads as a hole

struct cache_node {
    u32 height; // 0: a leaf, which holds frames
    u32 count;  // slots in use
    union {
        pfn_t frame[NODE_SLOTS];
        struct cache_node *child[NODE_SLOTS];
    };
};
#define LEAF_SIZE (offsetof(struct cache_node, frame) + NODE_SLOTS * sizeof(pfn_t))

// --- as->pages: a single frame is marked by its lowest bit.
static bool holds_single(const struct address_space *as) {
    return (uintptr_t)as->pages & 1;
}
static pfn_t single(const struct address_space *as) {
    return (pfn_t)((uintptr_t)as->pages >> 1);
}
static void *single_mark(pfn_t slot) {
    return (void *)(((uintptr_t)slot << 1) | 1);
}
static struct cache_node *tree(const struct address_space *as) {
    return as->pages;
}

static struct page_pool *pool_of(const struct address_space *as) {
    return as->host->sb->vfs->pool;
}
static u64 slot_of(const struct cache_node *n, u64 index) {
    return (index >> (n->height * NODE_BITS)) & (NODE_SLOTS - 1);
}
static bool covers(const struct cache_node *n, u64 index) {
    u32 bits = (n->height + 1) * NODE_BITS;
    return bits >= 64 || index >> bits == 0;
}

static struct cache_node *node_create(struct address_space *as, u32 height) {
    struct cache_node *n = kzalloc(as->host->sb->vfs->heap, height ? sizeof *n : LEAF_SIZE);
    if (n) n->height = height;
    return n;
}

// The slot as it is stored, with its mark; 0: none.
static pfn_t slot_peek(const struct address_space *as, u64 index) {
    if (holds_single(as)) return index == 0 ? single(as) : 0;
    const struct cache_node *n = tree(as);
    if (!n || !covers(n, index)) return 0;
    while (n && n->height > 0) n = n->child[slot_of(n, index)];
    return n ? n->frame[slot_of(n, index)] : 0;
}

// Changes a slot that is in use.
static void slot_replace(struct address_space *as, u64 index, pfn_t slot) {
    if (holds_single(as)) {
        as->pages = single_mark(slot);
        return;
    }
    struct cache_node *n = tree(as);
    while (n->height > 0) n = n->child[slot_of(n, index)];
    n->frame[slot_of(n, index)] = slot;
}

// Removes nodes that hold nothing on the way to `index`: what is left of an insertion that ran out of memory.
static void prune(struct address_space *as, u64 index) {
    struct cache_node *path[64 / NODE_BITS + 1];
    u32 depth = 0;
    for (struct cache_node *n = tree(as); n; n = n->height ? n->child[slot_of(n, index)] : NULL) path[depth++] = n;
    while (depth > 0 && path[depth - 1]->count == 0) {
        kfree(path[--depth]);
        if (depth == 0) {
            as->pages = NULL;
            break;
        }
        path[depth - 1]->child[slot_of(path[depth - 1], index)] = NULL;
        path[depth - 1]->count--;
    }
}

// Fills an empty slot. 0 or -ENOMEM, which leaves everything as it was.
static int slot_insert(struct address_space *as, u64 index, pfn_t slot) {
    if (!as->pages && index == 0) {
        as->pages = single_mark(slot);
        return 0;
    }
    if (holds_single(as) || !as->pages) {
        struct cache_node *leaf = node_create(as, 0);
        if (!leaf) return -ENOMEM;
        if (holds_single(as)) {
            leaf->frame[0] = single(as);
            leaf->count = 1;
        }
        as->pages = leaf;
    }
    while (!covers(tree(as), index)) {
        if (tree(as)->count == 0) { // an empty leaf may stand at any height
            u32 height = tree(as)->height + 1;
            kfree(tree(as));
            as->pages = NULL;
            struct cache_node *taller = node_create(as, height);
            if (!taller) return -ENOMEM;
            as->pages = taller;
            continue;
        }
        struct cache_node *root = node_create(as, tree(as)->height + 1);
        if (!root) return -ENOMEM;
        root->child[0] = tree(as);
        root->count = 1;
        as->pages = root;
    }
    struct cache_node *n = tree(as);
    while (n->height > 0) {
        struct cache_node **at = &n->child[slot_of(n, index)];
        if (!*at) {
            *at = node_create(as, n->height - 1);
            if (!*at) {
                prune(as, index);
                return -ENOMEM;
            }
            n->count++;
        }
        n = *at;
    }
    n->frame[slot_of(n, index)] = slot;
    n->count++;
    return 0;
}

// --- Accounting: only what has no other home takes space in its file system.
static bool counts(const struct address_space *as) {
    return !as->ops || !OPS(struct address_space_operations, as->ops)->read_page;
}

static int charge(struct address_space *as) {
    struct super_block *sb = as->host->sb;
    if (!counts(as)) return 0;
    if (sb->max_bytes && sb->used_bytes + PAGE_SIZE > sb->max_bytes) return -ENOSPC;
    sb->used_bytes += PAGE_SIZE;
    as->host->blocks += PAGE_SIZE / 512;
    return 0;
}

static void uncharge(struct address_space *as) {
    if (!counts(as)) return;
    as->host->sb->used_bytes -= PAGE_SIZE;
    as->host->blocks -= PAGE_SIZE / 512;
}

static void frame_drop(struct address_space *as, pfn_t slot) {
    page_put(pool_of(as), slot & ~SLOT_RESERVED);
    as->nr_pages--;
    uncharge(as);
}

static int frame_add(struct address_space *as, u64 index, pfn_t mark, pfn_t *out) {
    if (index > (u64)INT64_MAX >> PAGE_SHIFT) return -EFBIG;
    int err = charge(as);
    if (err < 0) return err;
    pfn_t pfn = page_alloc(pool_of(as));
    if (!pfn) {
        uncharge(as);
        return -ENOMEM;
    }
    if (!counts(as)) {
        err = OPS(struct address_space_operations, as->ops)->read_page(as->host, index, pfn);
        if (err < 0) goto out_put;
    }
    err = slot_insert(as, index, pfn | mark);
    if (err < 0) goto out_put;
    as->nr_pages++;
    *out = pfn;
    return 0;
out_put:
    page_put(pool_of(as), pfn);
    uncharge(as);
    return err;
}

void address_space_init(struct address_space *as, struct inode *host, opref_t ops) {
    *as = (struct address_space){.host = host, .ops = ops};
    list_init(&as->users);
}

// For watchers. The frame that a page is read into is gone again afterwards.
static int page_copy(struct address_space *as, u64 index, void *buf) {
    struct page_pool *pool = pool_of(as);
    pfn_t cached = page_cache_peek(as, index), pfn = cached;
    int err = 0;
    if (!cached && !counts(as)) {
        pfn = page_alloc(pool);
        if (!pfn) return -ENOMEM;
        err = OPS(struct address_space_operations, as->ops)->read_page(as->host, index, pfn);
    }
    if (pfn && err >= 0)
        memcpy(buf, page_data(pool, pfn), PAGE_SIZE);
    else
        memset(buf, 0, PAGE_SIZE);
    if (pfn && !cached) page_put(pool, pfn);
    return err;
}

size_t inode_peek(struct inode *inode, u64 offset, void *to, size_t n) {
    u8 page[PAGE_SIZE];
    size_t done = 0;
    if (offset >= inode->size) return 0;
    n = (size_t)min_u64(n, inode->size - offset);
    while (done < n) {
        u64 at = (offset + done) & (PAGE_SIZE - 1);
        size_t part = (size_t)min_u64(n - done, PAGE_SIZE - at);
        if (page_copy(&inode->mapping, (offset + done) >> PAGE_SHIFT, page) < 0) break;
        memcpy((u8 *)to + done, page + at, part);
        done += part;
    }
    return done;
}

int page_cache_get(struct address_space *as, u64 index, pfn_t *out) {
    pfn_t slot = slot_peek(as, index);
    if (!slot) return frame_add(as, index, 0, out);
    *out = slot & ~SLOT_RESERVED;
    if (slot & SLOT_RESERVED) slot_replace(as, index, *out);
    return 0;
}

pfn_t page_cache_peek(const struct address_space *as, u64 index) {
    return slot_peek(as, index) & ~SLOT_RESERVED;
}

int page_cache_reserve(struct address_space *as, u64 index) {
    pfn_t pfn = page_cache_peek(as, index);
    if (pfn) {
        // Reserved twice counts as used, as in Linux: taking the second back must not take the first.
        slot_replace(as, index, pfn);
        return 0;
    }
    int err = frame_add(as, index, counts(as) ? SLOT_RESERVED : 0, &pfn);
    return err < 0 ? err : 1;
}

void page_cache_unreserve(struct address_space *as, u64 first, u64 last) {
    for (u64 index = first; index <= last && as->pages; index++) {
        if (slot_peek(as, index) & SLOT_RESERVED) page_cache_punch(as, index, index);
    }
}

void page_cache_zero(struct address_space *as, u64 index, size_t from, size_t to) {
    pfn_t pfn = page_cache_peek(as, index);
    if (!pfn || from >= to) return;
    page_zero(pool_of(as), pfn, from, to - from);
    if (as->ops && OPS(struct address_space_operations, as->ops)->dirty_page)
        OPS(struct address_space_operations, as->ops)->dirty_page(as->host, index);
}

// Drops what `n` holds of [first, last]; `base` is the index of its first slot. True: it holds nothing any
// more.
static bool node_drop(struct address_space *as, struct cache_node *n, u64 base, u64 first, u64 last) {
    u32 shift = n->height * NODE_BITS;
    for (u32 i = 0; i < NODE_SLOTS && n->count > 0; i++) {
        u64 low = base + ((u64)i << shift), high = low + (((u64)1 << shift) - 1);
        if (high < first || low > last) continue;
        if (n->height == 0) {
            if (!n->frame[i]) continue;
            frame_drop(as, n->frame[i]);
            n->frame[i] = 0;
        } else {
            if (!n->child[i] || !node_drop(as, n->child[i], low, first, last)) continue;
            kfree(n->child[i]);
            n->child[i] = NULL;
        }
        n->count--;
    }
    return n->count == 0;
}

void page_cache_punch(struct address_space *as, u64 first, u64 last) {
    if (first > last) return;
    struct mapping_user *u, *next;
    list_for_each_safe(u, next, &as->users, link) OPS(struct mapping_user_ops, u->ops)->unmap(u, first, last);
    if (!as->pages) return;
    if (holds_single(as)) {
        if (first > 0) return;
        frame_drop(as, single(as));
        as->pages = NULL;
    } else if (node_drop(as, tree(as), 0, first, last)) {
        kfree(tree(as));
        as->pages = NULL;
    }
}

void page_cache_truncate(struct address_space *as, u64 first_index) {
    page_cache_punch(as, first_index, UINT64_MAX);
}

static u64 node_next(const struct cache_node *n, u64 base, u64 from) {
    u32 shift = n->height * NODE_BITS;
    u32 start = from > base ? (u32)slot_of(n, from) : 0;
    for (u32 i = start; i < NODE_SLOTS; i++) {
        u64 low = base + ((u64)i << shift);
        if (n->height == 0) {
            if (n->frame[i] && !(n->frame[i] & SLOT_RESERVED)) return low;
        } else if (n->child[i]) {
            u64 found = node_next(n->child[i], low, from);
            if (found != UINT64_MAX) return found;
        }
    }
    return UINT64_MAX;
}

u64 page_cache_next(const struct address_space *as, u64 from) {
    if (!as->pages) return UINT64_MAX;
    if (holds_single(as)) return from == 0 && !(single(as) & SLOT_RESERVED) ? 0 : UINT64_MAX;
    if (!covers(tree(as), from)) return UINT64_MAX;
    return node_next(tree(as), 0, from);
}
