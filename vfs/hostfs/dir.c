// SPDX-License-Identifier: GPL-2.0-or-later
// Directories: looking up, listing in the order of names, and changing. A cow directory whose entries go is read as a whole first:
// from then on the host is not asked about it any more, so that what was removed stays removed.
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/stat.h"
#include "vfs/hostfs/internal.h"

#include <stdlib.h>
#include <string.h>

static void times_changed(struct inode *dir) {
    inode_touch(dir, ATTR_MTIME | ATTR_CTIME);
}

static int hostfs_lookup(struct inode *dir, struct dentry *d) {
    struct inode *inode;
    if (hostfs_node(dir)->loaded) return 0;
    int err = hostfs_inode(dir, d->name, &inode);
    if (err == -ENOENT) return 0;
    if (err < 0) return err;
    dentry_instantiate(d, inode);
    return 0;
}

// --- Reading a directory as a whole.
struct names {
    struct heap *heap;
    char **name;
    size_t count, size;
};

static int add_name(void *ctx, const char *name) {
    struct names *n = ctx;
    if (n->count == n->size) {
        size_t size = n->size ? n->size * 2 : 64;
        char **grown = krealloc(n->heap, n->name, size * sizeof *grown);
        if (!grown) return -ENOMEM;
        n->name = grown;
        n->size = size;
    }
    char *copy = kstrndup(n->heap, name, strlen(name));
    if (!copy) return -ENOMEM;
    n->name[n->count++] = copy;
    return 0;
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int look_up_all(struct dentry *dir, const struct names *n) {
    for (size_t i = 0; i < n->count; i++) {
        struct dentry *d;
        int err = dentry_lookup(dir, n->name[i], strlen(n->name[i]), &d);
        if (err < 0) return err;
        dentry_put(d); // what is there is pinned
    }
    return 0;
}

static int hostfs_load(struct dentry *dir) {
    struct inode *inode = dir->inode;
    struct vfs *vfs = inode->sb->vfs;
    if (hostfs_node(inode)->loaded) return 0;
    char path[PATH_MAX];
    struct names n = {.heap = vfs->heap};
    int err = vfs->door ? hostfs_path(inode, NULL, path, sizeof path) : -EIO;
    if (!err) err = vfs->door->tree_list(vfs->door_ctx, hostfs_of(inode)->tree, path, add_name, &n);
    if (!err && n.count > 0) {
        qsort(n.name, n.count, sizeof *n.name, compare_names);
        err = look_up_all(dir, &n);
    }
    if (!err && !hostfs_writes_through(inode)) hostfs_node(inode)->loaded = true;
    for (size_t i = 0; i < n.count; i++) kfree(n.name[i]);
    kfree(n.name);
    return err;
}

// --- Listing: from a snapshot of the entries, in the order of their names.
struct listing {
    size_t count;
    struct dentry **entry; // held
};

static int compare_entries(const void *a, const void *b) {
    return strcmp((*(struct dentry *const *)a)->name, (*(struct dentry *const *)b)->name);
}

static void listing_free(struct listing *l) {
    if (!l) return;
    for (size_t i = 0; i < l->count; i++) dentry_put(l->entry[i]);
    kfree(l->entry);
    kfree(l);
}

static int listing_make(struct dentry *dir, struct listing **out) {
    struct heap *heap = dir->sb->vfs->heap;
    int err = hostfs_load(dir);
    if (err < 0) return err;
    struct dentry *d;
    size_t room = 0;
    list_for_each(d, &dir->children, sibling) room++;
    struct listing *l = knew(heap, struct listing);
    if (!l) return -ENOMEM;
    l->entry = kzalloc(heap, room * sizeof *l->entry);
    if (!l->entry) {
        kfree(l);
        return -ENOMEM;
    }
    list_for_each(d, &dir->children, sibling) {
        if (d->inode && hostfs_revalidate(d)) l->entry[l->count++] = dentry_get(d);
    }
    if (l->count > 0) qsort(l->entry, l->count, sizeof *l->entry, compare_entries);
    *out = l;
    return 0;
}

static int hostfs_iterate(struct file *f, struct dir_context *ctx) {
    struct dentry *dir = f->path.dentry;
    struct listing *l = f->private;
    if (ctx->pos == 0 || !l) {
        listing_free(l);
        f->private = NULL;
        int err = listing_make(dir, &l);
        if (err < 0) return err;
        f->private = l;
    }
    if (ctx->pos == 0) {
        if (ctx->emit(ctx, ".", 1, dir->inode->ino, S_IFDIR >> 12, 1)) return 0;
        ctx->pos = 1;
    }
    if (ctx->pos == 1) {
        if (ctx->emit(ctx, "..", 2, dir->parent->inode->ino, S_IFDIR >> 12, 2)) return 0;
        ctx->pos = 2;
    }
    for (; ctx->pos - 2 < l->count; ctx->pos++) {
        const struct dentry *d = l->entry[ctx->pos - 2];
        if (d->unhashed || d->parent != dir || !d->inode) continue; // gone since
        if (ctx->emit(ctx, d->name, d->name_len, d->inode->ino, (d->inode->mode & S_IFMT) >> 12, ctx->pos + 1))
            return 0;
    }
    return 0;
}

static void hostfs_dir_release(struct file *f) {
    listing_free(f->private);
}

const struct file_operations hostfs_dir_fops = {
    .flags = FOP_SEEKABLE_DIR,
    .iterate = hostfs_iterate,
    .llseek = dcache_llseek,
    .release = hostfs_dir_release,
};

// --- Making. In an rw tree the host makes it, and what it made is looked at.
static int make_on_host(struct inode *dir, struct dentry *d, u32 mode, const char *target, struct inode **out) {
    struct vfs *vfs = dir->sb->vfs;
    char path[PATH_MAX];
    if (!vfs->door) return -EIO;
    int err = hostfs_path(dir, d->name, path, sizeof path);
    if (!err) err = vfs->door->tree_create(vfs->door_ctx, hostfs_of(dir)->tree, path, mode, target);
    return err ? err : hostfs_inode(dir, d->name, out);
}

static int make(struct inode *dir, struct dentry *d, u32 mode, u64 rdev, const char *target,
                const struct cred *cred) {
    struct inode *inode;
    int err = hostfs_writes_through(dir) ? make_on_host(dir, d, mode, target, &inode)
                                         : hostfs_new_inode(dir->sb, dir, mode, rdev, cred, &inode);
    if (err) return err;
    if (target && !hostfs_node(inode)->target) {
        hostfs_node(inode)->target = kstrndup(dir->sb->vfs->heap, target, strlen(target));
        inode->size = strlen(target);
        if (!hostfs_node(inode)->target) {
            inode_put(inode);
            return -ENOMEM;
        }
    }
    dentry_instantiate(d, inode);
    times_changed(dir);
    return 0;
}

static int hostfs_mknod(struct inode *dir, struct dentry *d, u32 mode, u64 rdev, const struct cred *cred) {
    return make(dir, d, mode, rdev, NULL, cred);
}

static int hostfs_mkdir(struct inode *dir, struct dentry *d, u32 mode, const struct cred *cred) {
    int err = make(dir, d, mode | S_IFDIR, 0, NULL, cred);
    if (!err) dir->nlink++;
    return err;
}

static int hostfs_symlink(struct inode *dir, struct dentry *d, const char *target, const struct cred *cred) {
    return make(dir, d, S_IFLNK | 0777, 0, target, cred);
}

static int hostfs_link(struct inode *dir, struct dentry *d, struct inode *inode) {
    if (hostfs_writes_through(dir)) {
        struct vfs *vfs = dir->sb->vfs;
        char from[PATH_MAX], to[PATH_MAX];
        int err = vfs->door ? hostfs_path(inode, NULL, from, sizeof from) : -EIO;
        if (!err) err = hostfs_path(dir, d->name, to, sizeof to);
        if (!err) err = vfs->door->tree_link(vfs->door_ctx, hostfs_of(dir)->tree, from, to);
        if (err < 0) return err;
    }
    inode->nlink++;
    inode_touch(inode, ATTR_CTIME);
    dentry_instantiate(d, inode_get(inode));
    times_changed(dir);
    return 0;
}

// --- Removing from an rw tree.
static const struct dentry *next_in_tree(const struct dentry *top, const struct dentry *d) {
    if (!list_empty(&d->children)) return list_first(&d->children, struct dentry, sibling);
    for (; d != top; d = d->parent)
        if (d->sibling.next != &d->parent->children) return list_entry(d->sibling.next, struct dentry, sibling);
    return NULL;
}

// The name goes that the file is known by on the host: it must be found by another, if it has one that was ever looked up.
static int forget_place(const struct dentry *gone) {
    struct inode *inode = gone->inode;
    struct hostfs_node *node = hostfs_node(inode);
    const struct dentry *top = gone->sb->root;
    if (node->parent != gone->parent->inode || strcmp(node->name, gone->name) != 0) return 0;
    for (const struct dentry *d = top; d; d = next_in_tree(top, d)) {
        if (d->inode != inode || d == gone) continue;
        char *name = kstrndup(gone->sb->vfs->heap, d->name, d->name_len);
        if (!name) return -ENOMEM;
        struct inode *before = node->parent;
        kfree(node->name);
        node->name = name;
        node->parent = inode_get(d->parent->inode);
        inode_put(before);
        return 0;
    }
    return 0;
}

// Its last name goes while somebody has it open: the contents are brought here, and it lives on in memory.
static int keep_contents(struct inode *inode) {
    struct hostfs_node *node = hostfs_node(inode);
    if (!S_ISREG(inode->mode) || inode->refs <= 1) return 0; // 1: the name that goes
    for (u64 index = 0; index << PAGE_SHIFT < min_u64(node->backed, inode->size); index++) {
        pfn_t pfn;
        int err = page_cache_get(&inode->mapping, index, &pfn);
        if (err < 0) return err;
    }
    return 0;
}

static int prepare_remove(const struct dentry *d) {
    struct inode *inode = d->inode;
    if (S_ISDIR(inode->mode)) return 0;
    return inode->nlink > 1 ? forget_place(d) : keep_contents(inode);
}

static int remove_on_host(struct inode *dir, const struct dentry *d, bool directory) {
    struct vfs *vfs = dir->sb->vfs;
    char path[PATH_MAX];
    int err = vfs->door ? hostfs_path(dir, d->name, path, sizeof path) : -EIO;
    if (!err) err = prepare_remove(d);
    if (!err) err = vfs->door->tree_remove(vfs->door_ctx, hostfs_of(dir)->tree, path, directory);
    if (!err && d->inode->nlink <= 1) hostfs_node(d->inode)->own = true;
    return err;
}

// --- Removing.
static int hostfs_remove(struct inode *dir, struct dentry *d, bool directory) {
    int err = hostfs_writes_through(dir) ? remove_on_host(dir, d, directory) : hostfs_load(d->parent);
    if (err < 0) return err;
    times_changed(dir);
    inode_touch(d->inode, ATTR_CTIME);
    if (d->inode->nlink > 0) d->inode->nlink--;
    return 0;
}

static int hostfs_unlink(struct inode *dir, struct dentry *d) {
    return hostfs_remove(dir, d, false);
}

static int is_empty(struct dentry *d) {
    int err = hostfs_load(d);
    if (err < 0) return err;
    return dentry_has_children(d) ? -ENOTEMPTY : 0;
}

static int hostfs_rmdir(struct inode *dir, struct dentry *d) {
    int err = is_empty(d);
    if (!err) err = hostfs_remove(dir, d, true);
    if (err < 0) return err;
    d->inode->nlink = 0;
    if (dir->nlink > 2) dir->nlink--;
    return 0;
}

// --- Renaming. In a cow tree an object keeps its place on the host, whatever it is called here.
static int rename_on_host(struct inode *old_dir, struct dentry *old, struct inode *new_dir, struct dentry *new,
                          bool exchange) {
    struct vfs *vfs = old_dir->sb->vfs;
    char from[PATH_MAX], to[PATH_MAX];
    int err = vfs->door ? hostfs_path(old_dir, old->name, from, sizeof from) : -EIO;
    if (!err) err = hostfs_path(new_dir, new->name, to, sizeof to);
    return err ? err : vfs->door->tree_rename(vfs->door_ctx, hostfs_of(old_dir)->tree, from, to, exchange);
}

// The names are made before anything happens, so that nothing can go wrong afterwards.
static void move_node(struct inode *inode, struct inode *dir, char *name) {
    struct hostfs_node *node = hostfs_node(inode);
    struct inode *before = node->parent;
    kfree(node->name);
    node->name = name;
    node->parent = inode_get(dir);
    inode_put(before);
}

static int rename_through(struct inode *old_dir, struct dentry *old, struct inode *new_dir, struct dentry *new,
                          bool exchange) {
    struct heap *heap = old_dir->sb->vfs->heap;
    char *there = kstrndup(heap, new->name, new->name_len), *here = kstrndup(heap, old->name, old->name_len);
    int err = there && here ? 0 : -ENOMEM;
    if (!err && new->inode && !exchange) err = prepare_remove(new);
    if (!err) err = rename_on_host(old_dir, old, new_dir, new, exchange);
    if (err < 0) {
        kfree(there);
        kfree(here);
        return err;
    }
    move_node(old->inode, new_dir, there);
    if (new->inode && !exchange && (new->inode->nlink <= 1 || S_ISDIR(new->inode->mode)))
        hostfs_node(new->inode)->own = true;
    if (exchange)
        move_node(new->inode, old_dir, here);
    else
        kfree(here);
    return 0;
}

static int rename_in_memory(struct dentry *old, struct dentry *new) {
    int err = hostfs_load(old->parent);
    return err ? err : hostfs_load(new->parent);
}

static int hostfs_rename(struct inode *old_dir, struct dentry *old, struct inode *new_dir, struct dentry *new,
                         u32 flags) {
    bool exchange = flags & RENAME_EXCHANGE, directory = S_ISDIR(old->inode->mode);
    int err = 0;
    if (flags & RENAME_WHITEOUT) return -EINVAL;
    if (exchange && !new->inode) return -ENOENT;
    if (new->inode && !exchange && S_ISDIR(new->inode->mode)) err = is_empty(new);
    if (!err)
        err = hostfs_writes_through(old_dir) ? rename_through(old_dir, old, new_dir, new, exchange)
                                             : rename_in_memory(old, new);
    if (err < 0) return err;
    bool other_directory = exchange && S_ISDIR(new->inode->mode), replaced = new->inode && !exchange;
    if (old_dir != new_dir) {
        old_dir->nlink = old_dir->nlink - directory + other_directory;
        new_dir->nlink = new_dir->nlink + directory - other_directory;
    }
    if (replaced) {
        if (directory) new_dir->nlink--;
        new->inode->nlink = directory || new->inode->nlink == 0 ? 0 : new->inode->nlink - 1;
        inode_touch(new->inode, ATTR_CTIME);
    }
    times_changed(old_dir);
    times_changed(new_dir);
    inode_touch(old->inode, ATTR_CTIME);
    return 0;
}

static int hostfs_tmpfile(struct inode *dir, u32 mode, const struct cred *cred, struct inode **out) {
    if (hostfs_writes_through(dir)) return -EOPNOTSUPP;
    int err = hostfs_new_inode(dir->sb, dir, mode, 0, cred, out);
    if (!err) (*out)->nlink = 0;
    return err;
}

const struct inode_operations hostfs_dir_operations = {
    .lookup = hostfs_lookup,
    .create = hostfs_mknod,
    .mkdir = hostfs_mkdir,
    .symlink = hostfs_symlink,
    .link = hostfs_link,
    .unlink = hostfs_unlink,
    .rmdir = hostfs_rmdir,
    .rename = hostfs_rename,
    .tmpfile = hostfs_tmpfile,
    .setattr = hostfs_setattr,
    .revalidate = hostfs_revalidate,
    .evict = hostfs_evict,
};
