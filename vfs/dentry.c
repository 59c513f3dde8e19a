// SPDX-License-Identifier: GPL-2.0-or-later
// The dentry cache: names by (directory, name), and the tree they form (Linux: fs/dcache.c).
//
// There is no list of unused entries: what nobody holds is freed at once, and what exists in memory only is
// pinned.
#include "abi/errno.h"
#include "abi/inotify.h"
#include "abi/stat.h"
#include "vfs/internal.h"
#include "vfs/notify.h"

#include <string.h>

#define HASH_BITS_FIRST 8
#define HASH_BITS_MAX 24
#define COOKIE_FIRST 3              // "." and ".." come before, at 0 and 1; 2 is "the newest entry"
#define COOKIE_END ((u64)INT32_MAX) // nothing comes after it; as Linux's DIR_OFFSET_EOD

static struct vfs *vfs_of(const struct dentry *d) {
    return d->sb->vfs;
}

// --- The hash table.
static u32 name_hash(const struct dentry *parent, const char *name, size_t len) {
    u32 h = 2166136261u;
    for (size_t i = 0; i < len; i++) h = (h ^ (u8)name[i]) * 16777619u;
    u64 mixed = (h ^ ((uintptr_t)parent >> 4)) * 0x9e3779b97f4a7c15ull;
    return (u32)(mixed >> 32);
}

static struct dentry **bucket(const struct vfs *vfs, u32 hash) {
    return &vfs->dentry_hash[hash >> (32 - vfs->dentry_hash_bits)];
}

static void hash_grow(struct vfs *vfs) {
    u32 old_size = 1u << vfs->dentry_hash_bits;
    if (vfs->dentry_hash_bits == HASH_BITS_MAX) return;
    struct dentry **old = vfs->dentry_hash, **table = kzalloc(vfs->heap, 2 * (size_t)old_size * sizeof *table);
    if (!table) return; // longer chains do no harm
    vfs->dentry_hash = table;
    vfs->dentry_hash_bits++;
    for (u32 i = 0; i < old_size; i++) {
        for (struct dentry *d = old[i], *next; d; d = next) {
            next = d->hash_next;
            struct dentry **at = bucket(vfs, d->hash);
            d->hash_next = *at;
            *at = d;
        }
    }
    kfree(old);
}

static void hash_insert(struct dentry *d) {
    struct vfs *vfs = vfs_of(d);
    d->hash = name_hash(d->parent, d->name, d->name_len);
    struct dentry **at = bucket(vfs, d->hash);
    d->hash_next = *at;
    *at = d;
    if (++vfs->dentry_count >> vfs->dentry_hash_bits > 1) hash_grow(vfs);
}

static void hash_remove(struct dentry *d) {
    struct vfs *vfs = vfs_of(d);
    for (struct dentry **at = bucket(vfs, d->hash); *at; at = &(*at)->hash_next) {
        if (*at != d) continue;
        *at = d->hash_next;
        d->hash_next = NULL;
        vfs->dentry_count--;
        return;
    }
}

int dentry_cache_init(struct vfs *vfs) {
    vfs->dentry_hash_bits = HASH_BITS_FIRST;
    vfs->dentry_hash = kzalloc(vfs->heap, sizeof *vfs->dentry_hash << HASH_BITS_FIRST);
    return vfs->dentry_hash ? 0 : -ENOMEM;
}

void dentry_cache_destroy(struct vfs *vfs) {
    kfree(vfs->dentry_hash);
    vfs->dentry_hash = NULL;
}

// --- Entries.
struct dentry *dentry_get(struct dentry *d) {
    d->refs++;
    return d;
}

static void dentry_free(struct dentry *d) {
    if (!d->unhashed && d->parent != d) {
        hash_remove(d);
        list_del(&d->sibling);
    }
    struct inode *inode = d->inode;
    if (inode) {
        if (inode->nlink == 0) notify_removed(inode, IN_DELETE_SELF);
        inode_put(inode);
    }
    kfree(d->name);
    kfree(d);
}

// Not recursive: directories may be nested as deep as a program likes.
void dentry_put(struct dentry *d) {
    while (d && --d->refs == 0) {
        struct dentry *parent = d->parent == d ? NULL : d->parent;
        dentry_free(d);
        d = parent;
    }
}

void dentry_pin(struct dentry *d) {
    if (d->flags & DENTRY_PINNED) return;
    d->flags |= DENTRY_PINNED;
    dentry_get(d);
}

void dentry_unpin(struct dentry *d) {
    if (!(d->flags & DENTRY_PINNED)) return;
    d->flags &= ~(u32)DENTRY_PINNED;
    dentry_put(d);
}

static struct dentry *dentry_new(struct super_block *sb, const char *name, size_t len) {
    struct heap *heap = sb->vfs->heap;
    struct dentry *d = knew(heap, struct dentry);
    if (!d) return NULL;
    d->name = kstrndup(heap, name, len);
    if (!d->name) {
        kfree(d);
        return NULL;
    }
    d->refs = 1;
    d->sb = sb;
    d->name_len = (u32)len;
    d->next_cookie = COOKIE_FIRST;
    list_init(&d->children);
    list_init(&d->sibling);
    return d;
}

// The newest of its directory from now on.
static void list_in_parent(struct dentry *d) {
    struct dentry *dir = d->parent;
    if (dir->next_cookie == COOKIE_END) dir->next_cookie++;
    d->cookie = dir->next_cookie++;
    list_push_front(&dir->children, &d->sibling);
}

struct dentry *dentry_create(struct dentry *parent, const char *name, size_t len) {
    struct dentry *d = dentry_new(parent->sb, name, len);
    if (!d) return NULL;
    d->parent = dentry_get(parent);
    list_in_parent(d);
    hash_insert(d);
    return d;
}

struct dentry *dentry_create_alone(struct super_block *sb, struct dentry *parent, const char *name,
                                   struct inode *inode) {
    struct dentry *d = dentry_new(sb, name, strlen(name));
    if (!d) return NULL;
    d->parent = parent ? dentry_get(parent) : d;
    d->inode = inode;
    d->unhashed = parent != NULL;
    return d;
}

void dentry_instantiate(struct dentry *d, struct inode *inode) {
    d->inode = inode;
    if (d->sb->features & SB_PINNED) dentry_pin(d);
}

struct dentry *dentry_find(struct dentry *parent, const char *name, size_t len) {
    u32 hash = name_hash(parent, name, len);
    for (struct dentry *d = *bucket(vfs_of(parent), hash); d; d = d->hash_next) {
        if (d->hash == hash && d->parent == parent && d->name_len == len && memcmp(d->name, name, len) == 0)
            return dentry_get(d);
    }
    return NULL;
}

void dentry_unhash(struct dentry *d) {
    if (d->unhashed || d->parent == d) return;
    hash_remove(d);
    list_del(&d->sibling);
    d->unhashed = true;
}

static bool still_valid(struct dentry *dir, struct dentry *d) {
    bool (*revalidate)(struct dentry *) = d->inode ? inode_ops(d->inode)->revalidate : NULL;
    if (!revalidate) revalidate = inode_ops(dir->inode)->revalidate;
    return !revalidate || revalidate(d);
}

int dentry_lookup(struct dentry *dir, const char *name, size_t len, struct dentry **out) {
    if (len > NAME_MAX) return -ENAMETOOLONG;
    struct dentry *d = dentry_find(dir, name, len);
    if (d) {
        if (still_valid(dir, d)) {
            *out = d;
            return 0;
        }
        dentry_unhash(d);
        dentry_unpin(d);
        dentry_put(d);
    }
    if (dir->inode->dead) return -ENOENT;
    d = dentry_create(dir, name, len);
    if (!d) return -ENOMEM;
    if (inode_ops(dir->inode)->lookup) {
        int err = inode_ops(dir->inode)->lookup(dir->inode, d);
        if (err < 0) {
            dentry_put(d);
            return err;
        }
    }
    *out = d;
    return 0;
}

// --- Renaming.
static void swap_names(struct dentry *a, struct dentry *b) {
    char *name = a->name;
    u32 len = a->name_len;
    a->name = b->name;
    a->name_len = b->name_len;
    b->name = name;
    b->name_len = len;
}

static void set_parent(struct dentry *d, struct dentry *parent) {
    struct dentry *old = d->parent;
    d->parent = dentry_get(parent);
    dentry_put(old);
}

void dentry_move(struct dentry *d, struct dentry *target) {
    dentry_unhash(d);
    dentry_unhash(target);
    // A file that was replaced and is still open keeps its name, for /proc. Without memory it shows the other
    // one.
    char *name = target->inode ? kstrndup(vfs_of(d)->heap, target->name, target->name_len) : NULL;
    swap_names(d, target);
    if (name) {
        kfree(target->name);
        target->name = name;
        target->name_len = d->name_len;
    }
    set_parent(d, target->parent);
    d->unhashed = false;
    list_in_parent(d);
    hash_insert(d);
}

void dentry_exchange(struct dentry *a, struct dentry *b) {
    dentry_unhash(a);
    dentry_unhash(b);
    swap_names(a, b);
    struct dentry *a_parent = dentry_get(a->parent);
    set_parent(a, b->parent);
    set_parent(b, a_parent);
    dentry_put(a_parent);
    a->unhashed = b->unhashed = false;
    list_in_parent(b);
    hash_insert(b);
    list_in_parent(a);
    hash_insert(a);
}

// --- Trees.
bool dentry_is_below(const struct dentry *d, const struct dentry *top) {
    for (; d != top; d = d->parent) {
        if (d->parent == d) return false;
    }
    return true;
}

void dentry_drop_tree(struct dentry *top) {
    struct dentry *d = dentry_get(top);
    while (d) {
        if (!list_empty(&d->children)) {
            struct dentry *child = dentry_get(list_first(&d->children, struct dentry, sibling));
            dentry_put(d); // the child holds it
            d = child;
            continue;
        }
        struct dentry *parent = d == top ? NULL : dentry_get(d->parent);
        if (d->inode) notify_removed(d->inode, IN_UNMOUNT);
        dentry_unhash(d);
        dentry_unpin(d);
        dentry_put(d);
        d = parent;
    }
}

bool dentry_has_children(const struct dentry *dir) {
    const struct dentry *d;
    list_for_each(d, &dir->children, sibling) {
        if (d->inode) return true;
    }
    return false;
}

// --- Listing (Linux 6.14: fs/libfs.c, simple_offset directories).
static const struct dentry *positive_from(const struct dentry *dir, const struct list *at) {
    for (; at != &dir->children; at = at->next) {
        const struct dentry *d = list_entry(at, struct dentry, sibling);
        if (d->inode) return d;
    }
    return NULL;
}

static const struct dentry *first_at_or_below(const struct dentry *dir, u64 cookie) {
    const struct dentry *d = positive_from(dir, dir->children.next);
    while (d && d->cookie > cookie) d = positive_from(dir, d->sibling.next);
    return d;
}

static u64 cookie_of(const struct dentry *d) {
    return d ? d->cookie : COOKIE_END;
}

static u32 dirent_type(const struct inode *inode) {
    return (inode->mode & S_IFMT) >> 12;
}

int dcache_iterate(struct file *f, struct dir_context *ctx) {
    struct dentry *dir = f->path.dentry;
    const struct dentry *d = positive_from(dir, dir->children.next);
    int err = 0;
    if (ctx->pos == 0) {
        err = ctx->emit(ctx, ".", 1, dir->inode->ino, dirent_type(dir->inode), 1);
        if (err) return 0;
        ctx->pos = 1;
    }
    if (ctx->pos == 1) {
        err = ctx->emit(ctx, "..", 2, dir->parent->inode->ino, dirent_type(dir->inode), cookie_of(d));
        if (err) return 0;
        ctx->pos = 2;
    }
    if (ctx->pos == COOKIE_END) return 0;
    if (ctx->pos > 2) d = first_at_or_below(dir, ctx->pos);
    while (d) {
        const struct dentry *next = positive_from(dir, d->sibling.next);
        ctx->pos = d->cookie;
        err = ctx->emit(ctx, d->name, d->name_len, d->inode->ino, dirent_type(d->inode), cookie_of(next));
        if (err) return 0;
        d = next;
    }
    ctx->pos = COOKIE_END;
    return 0;
}

s64 dcache_llseek(struct file *f, s64 offset, int whence) {
    if (whence == SEEK_CUR)
        offset = (s64)((u64)offset + f->pos);
    else if (whence != SEEK_SET)
        return -EINVAL;
    if (offset < 0) return -EINVAL;
    f->pos = (u64)offset;
    return offset;
}
