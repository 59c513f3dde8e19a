// SPDX-License-Identifier: GPL-2.0-or-later
// A directory tree of the host, or one file of it, as a file system of the guest: the super block, and how inodes come about.
// Numbers are given in the order of first lookup, so that they do not depend on the host's.
#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/magic.h"
#include "abi/stat.h"
#include "vfs/hostfs/internal.h"

#include <stdio.h>
#include <string.h>

static const struct inode_operations hostfs_file_operations, hostfs_link_operations;

#define DIRECTORY_SIZE 4096 // whatever the host's file system makes of it

// --- Paths on the host.
int hostfs_path(const struct inode *inode, const char *name, char *buf, size_t size) {
    char *at = buf + size - 1;
    *at = 0;
    if (hostfs_node(inode)->own) return -ENOENT;
    for (;;) {
        if (name) {
            size_t len = strlen(name);
            if ((size_t)(at - buf) < len + 1) return -ENAMETOOLONG;
            if (*at) *--at = '/';
            at -= len;
            memcpy(at, name, len);
        }
        const struct hostfs_node *node = hostfs_node(inode);
        if (!node->parent) break;
        name = node->name;
        inode = node->parent;
    }
    memmove(buf, at, strlen(at) + 1);
    return 0;
}

// --- Inodes with several names.
static struct hostfs_node **link_bucket(struct hostfs *fs, u64 dev, u64 ino) {
    return &fs->links[(ino * 0x9e3779b97f4a7c15ull ^ dev) >> 56 & (LINK_BUCKETS - 1)];
}

static struct inode *link_find(struct hostfs *fs, const struct host_stat *st) {
    for (struct hostfs_node *n = *link_bucket(fs, st->dev, st->ino); n; n = n->link_next)
        if (n->host_dev == st->dev && n->host_ino == st->ino) return inode_get(n->inode);
    return NULL;
}

static void link_add(struct hostfs *fs, struct hostfs_node *node) {
    struct hostfs_node **at = link_bucket(fs, node->host_dev, node->host_ino);
    node->link_next = *at;
    *at = node;
}

static void link_remove(struct hostfs *fs, struct hostfs_node *node) {
    for (struct hostfs_node **at = link_bucket(fs, node->host_dev, node->host_ino); *at; at = &(*at)->link_next) {
        if (*at != node) continue;
        *at = node->link_next;
        return;
    }
}

// --- Making and freeing.
static struct inode *inode_new(struct super_block *sb, u32 mode) {
    opref_t iops = OPREF(&hostfs_file_operations), fops = 0;
    switch (mode & S_IFMT) {
    case S_IFREG: fops = OPREF(&hostfs_file_fops); break;
    case S_IFLNK: iops = OPREF(&hostfs_link_operations); break;
    case S_IFDIR:
        iops = OPREF(&hostfs_dir_operations);
        fops = OPREF(&hostfs_dir_fops);
        break;
    }
    struct hostfs_node *node = knew(sb->vfs->heap, struct hostfs_node);
    if (!node) return NULL;
    struct inode *inode = inode_create(sb, mode, iops, fops);
    if (!inode) {
        kfree(node);
        return NULL;
    }
    node->inode = inode;
    inode->private = node;
    return inode;
}

static void fill_from_host(struct inode *inode, const struct host_stat *st) {
    const struct hostfs *fs = hostfs_of(inode);
    inode->uid = st->uid == HOST_ID_SELF ? fs->uid : st->uid;
    inode->gid = st->gid == HOST_ID_SELF ? fs->gid : st->gid;
    inode->nlink = (u32)st->nlink;
    inode->rdev = st->rdev;
    inode->size = S_ISDIR(st->mode) ? DIRECTORY_SIZE : st->size;
    inode->blocks = (inode->size + 511) / 512;
    inode->atime = inode->mtime = inode->ctime = inode->btime = (struct vfs_time){st->mtime_sec, st->mtime_nsec};
    hostfs_node(inode)->backed = st->size;
    hostfs_node(inode)->host_time = inode->mtime;
    hostfs_node(inode)->host_dev = st->dev;
    hostfs_node(inode)->host_ino = st->ino;
    if (S_ISREG(st->mode)) inode->mapping.ops = OPREF(&hostfs_page_operations);
}

static int inode_from_host(struct super_block *sb, struct inode *dir, const char *name, const struct host_stat *st,
                           struct inode **out) {
    struct hostfs *fs = sb->private;
    bool several = st->nlink > 1 && !S_ISDIR(st->mode);
    if (several && (*out = link_find(fs, st))) return 0;
    struct inode *inode = inode_new(sb, st->mode);
    if (!inode) return -ENOMEM;
    fill_from_host(inode, st);
    struct hostfs_node *node = hostfs_node(inode);
    if (dir) {
        node->name = kstrndup(sb->vfs->heap, name, strlen(name));
        node->parent = inode_get(dir);
    }
    if (several) link_add(fs, node);
    if (dir && !node->name) {
        inode_put(inode);
        return -ENOMEM;
    }
    *out = inode;
    return 0;
}

int hostfs_inode(struct inode *dir, const char *name, struct inode **out) {
    struct vfs *vfs = dir->sb->vfs;
    char path[PATH_MAX];
    struct host_stat st;
    if (!vfs->door) return -EIO;
    int err = hostfs_path(dir, name, path, sizeof path);
    if (!err) err = vfs->door->tree_stat(vfs->door_ctx, hostfs_of(dir)->tree, path, &st);
    return err ? err : inode_from_host(dir->sb, dir, name, &st, out);
}

int hostfs_new_inode(struct super_block *sb, const struct inode *dir, u32 mode, u64 rdev, const struct cred *cred,
                     struct inode **out) {
    struct inode *inode = inode_new(sb, mode);
    if (!inode) return -ENOMEM;
    inode_init_owner(inode, dir, mode, cred);
    inode->rdev = rdev;
    hostfs_node(inode)->own = hostfs_node(inode)->loaded = true;
    if (S_ISDIR(mode)) {
        inode->nlink = 2;
        inode->size = DIRECTORY_SIZE;
    }
    *out = inode;
    return 0;
}

// Somebody on the host has written the file: what is remembered of it is void.
static void take_notice(struct inode *inode, const struct host_stat *st) {
    struct hostfs_node *node = hostfs_node(inode);
    struct vfs_time now = {st->mtime_sec, st->mtime_nsec};
    bool changed = now.sec != node->host_time.sec || now.nsec != node->host_time.nsec || st->size != inode->size;
    node->host_time = now;
    if (node->touched && st->size == inode->size) changed = false; // that was us
    node->touched = false;
    if (!changed || node->dirty || !S_ISREG(inode->mode)) return;
    hostfs_batch_drop(inode);
    page_cache_truncate(&inode->mapping, 0);
    inode->size = node->backed = st->size;
    inode->mtime = inode->ctime = now;
}

bool hostfs_revalidate(struct dentry *d) {
    struct inode *dir = d->parent->inode;
    struct vfs *vfs = dir->sb->vfs;
    char path[PATH_MAX];
    struct host_stat st;
    if (!hostfs_writes_through(dir) || d->mounted || !vfs->door || d->parent == d) return true;
    if (hostfs_path(dir, d->name, path, sizeof path) < 0) return true;
    if (vfs->door->tree_stat(vfs->door_ctx, hostfs_of(dir)->tree, path, &st) < 0) return !d->inode;
    if (!d->inode) return false;
    const struct hostfs_node *node = hostfs_node(d->inode);
    if (node->host_dev != st.dev || node->host_ino != st.ino || (d->inode->mode & S_IFMT) != (st.mode & S_IFMT))
        return false;
    take_notice(d->inode, &st);
    return true;
}

void hostfs_batch_drop(const struct inode *inode) {
    struct hostfs *fs = hostfs_of(inode);
    if (fs->batch.inode == inode) fs->batch.inode = NULL;
}

void hostfs_evict(struct inode *inode) {
    struct hostfs_node *node = hostfs_node(inode);
    hostfs_batch_drop(inode);
    link_remove(hostfs_of(inode), node);
    inode_put(node->parent);
    kfree(node->name);
    kfree(node->target);
    kfree(node);
}

// --- Links.
static int hostfs_readlink(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who) {
    (void)who;
    struct vfs *vfs = inode->sb->vfs;
    struct hostfs_node *node = hostfs_node(inode);
    if (!node->target) {
        char path[PATH_MAX], text[PATH_MAX];
        int err = hostfs_path(inode, NULL, path, sizeof path);
        if (err < 0) return err;
        if (!vfs->door) return -EIO;
        s64 n = vfs->door->tree_readlink(vfs->door_ctx, hostfs_of(inode)->tree, path, text, sizeof text);
        if (n < 0) return (int)n;
        node->target = kstrndup(vfs->heap, text, (size_t)n);
        if (!node->target) return -ENOMEM;
    }
    size_t n = min_u64(strlen(node->target), size);
    memcpy(buf, node->target, n);
    return (int)n;
}

static const struct inode_operations hostfs_file_operations = {
    .setattr = hostfs_setattr,
    .revalidate = hostfs_revalidate,
    .evict = hostfs_evict,
};

static const struct inode_operations hostfs_link_operations = {
    .readlink = hostfs_readlink,
    .setattr = hostfs_setattr,
    .revalidate = hostfs_revalidate,
    .evict = hostfs_evict,
};

// --- The file system.
static void hostfs_statfs(struct super_block *sb, struct abi_statfs *out) {
    u64 limit = sb->max_bytes ? sb->max_bytes : page_pool_total(sb->vfs->pool) * PAGE_SIZE;
    u64 used = min_u64(sb->used_bytes, limit);
    out->f_blocks = limit / PAGE_SIZE;
    out->f_bfree = out->f_bavail = (limit - used) / PAGE_SIZE;
}

static void hostfs_destroy(struct super_block *sb) {
    struct hostfs *fs = sb->private;
    kfree(fs->batch.data);
    kfree(fs);
}

static const struct super_operations hostfs_super_operations = {
    .statfs = hostfs_statfs,
    .destroy = hostfs_destroy,
};

int hostfs_create(struct vfs *vfs, int tree, enum hostfs_mode mode, u32 uid, u32 gid, u64 max_bytes,
                  struct super_block **out) {
    static const char *const options[] = {"cow", "ro", "rw"};
    struct host_stat st;
    struct inode *root;
    if (!vfs->door) return -ENXIO;
    int err = vfs->door->tree_stat(vfs->door_ctx, tree, "", &st);
    if (err < 0) return err;
    struct hostfs *fs = knew(vfs->heap, struct hostfs);
    if (!fs) return -ENOMEM;
    *fs = (struct hostfs){
        .tree = tree, .mode = mode, .uid = uid, .gid = gid, .batch.data = kzalloc(vfs->heap, BATCH_SIZE)};
    struct super_block *sb =
        fs->batch.data ? super_create(vfs, "hostfs", HOSTFS_SUPER_MAGIC, OPREF(&hostfs_super_operations)) : NULL;
    if (!sb) {
        kfree(fs->batch.data);
        kfree(fs);
        return -ENOMEM;
    }
    sb->private = fs;
    sb->features = SB_PINNED | SB_XATTR;
    sb->max_bytes = max_bytes & PAGE_MASK;
    if (mode == HOSTFS_RO) sb->flags |= ST_RDONLY;
    snprintf(sb->options, sizeof sb->options, "%s", options[mode]);
    err = inode_from_host(sb, NULL, "", &st, &root);
    if (!err) err = super_set_root(sb, root);
    if (err < 0) {
        super_put(sb);
        return err;
    }
    *out = sb;
    return 0;
}
