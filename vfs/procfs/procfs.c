// SPDX-License-Identifier: GPL-2.0-or-later
// The tree: inodes from table entries, lookups, listings, links, owners.
//
// Nothing is kept: an object nobody holds is made anew when it is looked up again. Inode numbers come from where an object is, so
// that they stay the same for as long as it is there.
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/magic.h"
#include "abi/stat.h"
#include "vfs/procfs/internal.h"

#include <stdio.h>
#include <string.h>

#define ROOT_INO 1
#define BLOCK_BITS 10 // st_blksize 1024, as in Linux

static const struct inode_operations proc_dir_operations, proc_inode_operations, proc_link_operations,
    proc_magic_operations;
static const struct file_operations proc_dir_file_operations;

bool proc_parse_number(const char *name, size_t len, u32 *out) {
    u64 n = 0;
    if (len == 0 || len > 10 || (name[0] == '0' && len > 1)) return false;
    for (size_t i = 0; i < len; i++) {
        if (name[i] < '0' || name[i] > '9') return false;
        n = n * 10 + (u64)(name[i] - '0');
    }
    *out = (u32)n;
    return n <= INT32_MAX;
}

static u64 child_ino(const struct inode *dir, const char *name, size_t len) {
    u64 h = 0xcbf29ce484222325ull ^ dir->ino;
    for (size_t i = 0; i < len; i++) h = (h ^ (u8)name[i]) * 0x100000001b3ull;
    return (h >> 16) | 1ull << 40; // 48 bits; none of them small
}

// --- Owners and permissions.
static int refresh(struct inode *inode) {
    int (*fn)(struct inode *) = proc_type_of(inode)->refresh;
    return fn ? fn(inode) : 0;
}

static int proc_permission(struct inode *inode, const struct cred *cred, int mask) {
    int err = refresh(inode);
    if (err < 0) return err;
    int (*fn)(struct inode *, const struct cred *, int) = proc_type_of(inode)->permission;
    return fn ? fn(inode, cred, mask) : generic_permission(inode, cred, mask);
}

static void proc_getattr(struct inode *inode, struct kstat *out) {
    refresh(inode);
    out->mode = inode->mode;
    out->size = inode->size;
    out->uid = inode->uid;
    out->gid = inode->gid;
    if (S_ISDIR(inode->mode) && proc_type_of(inode)->links) out->nlink = proc_type_of(inode)->links(inode);
}

// Truncating is what open(2) with O_TRUNC asks for, and means nothing.
static int proc_setattr(struct inode *inode, const struct iattr *attr) {
    (void)inode;
    return attr->valid & (ATTR_MODE | ATTR_UID | ATTR_GID) ? -EPERM : 0;
}

static bool proc_revalidate(struct dentry *d) {
    return d->inode && refresh(d->inode) == 0;
}

static void proc_evict(struct inode *inode) {
    kfree(inode->private);
}

// --- Inodes.
static u32 count_links(const struct proc_type *type) {
    u32 n = 2;
    for (size_t i = 0; i < type->entry_count; i++)
        if (S_ISDIR(type->entries[i].type->mode)) n++;
    return n;
}

static struct inode *proc_inode(struct super_block *sb, const struct proc_child *child, u64 ino) {
    const struct proc_type *type = child->type;
    opref_t iops = OPREF(&proc_inode_operations), fops = OPREF(&proc_file_operations);
    if (S_ISDIR(type->mode)) {
        iops = OPREF(&proc_dir_operations);
        fops = OPREF(&proc_dir_file_operations);
    } else if (S_ISLNK(type->mode)) {
        iops = type->follow ? OPREF(&proc_magic_operations) : OPREF(&proc_link_operations);
    }
    struct proc_node *node = knew(sb->vfs->heap, struct proc_node);
    if (!node) return NULL;
    struct inode *inode = inode_create(sb, type->mode, iops, fops);
    if (!inode) {
        kfree(node);
        return NULL;
    }
    *node = (struct proc_node){OPREF(type), child->pid, child->tid, child->birth, child->value};
    inode->private = node;
    inode->ino = ino;
    inode->blkbits = BLOCK_BITS;
    if (S_ISDIR(type->mode)) inode->nlink = count_links(type);
    if (type->flags & PROC_IMMUTABLE) inode->flags = FS_IMMUTABLE_FL;
    refresh(inode);
    return inode;
}

// --- Directories.
static bool fixed_entry(const struct inode *dir, const char *name, size_t len, struct proc_child *out) {
    const struct proc_type *type = proc_type_of(dir);
    const struct proc_node *node = proc_node(dir);
    for (size_t i = 0; i < type->entry_count; i++) {
        const struct proc_entry *e = &type->entries[i];
        if (strlen(e->name) != len || memcmp(e->name, name, len) != 0) continue;
        *out = (struct proc_child){e->type, node->pid, node->tid, node->birth, e->value};
        return true;
    }
    return false;
}

static int proc_lookup(struct inode *dir, struct dentry *d) {
    const struct proc_type *type = proc_type_of(dir);
    struct proc_child child;
    int err = refresh(dir);
    if (err < 0) return err;
    if (!fixed_entry(dir, d->name, d->name_len, &child)) {
        err = type->find ? type->find(dir, d->name, d->name_len, &child) : -ENOENT;
        if (err < 0) return err; // -ENOENT too: creating is refused with it
    }
    struct inode *inode = proc_inode(dir->sb, &child, child_ino(dir, d->name, d->name_len));
    if (!inode) return -ENOMEM;
    dentry_instantiate(d, inode);
    return 0;
}

// Positions: 0 and 1 are the dots, then the fixed entries, then the others by their keys.
static int proc_iterate(struct file *f, struct dir_context *ctx) {
    struct inode *dir = f->inode;
    const struct proc_type *type = proc_type_of(dir);
    u64 first_key = 2 + type->entry_count;
    int err = refresh(dir);
    if (err < 0) return err == -ESRCH ? -ENOENT : err; // so does Linux, in all directories of a process that is gone
    for (; ctx->pos < first_key; ctx->pos++) {
        const char *name = ctx->pos == 0 ? "." : "..";
        u64 ino = ctx->pos == 0 ? dir->ino : f->path.dentry->parent->inode->ino;
        u32 mode = S_IFDIR;
        if (ctx->pos >= 2) {
            const struct proc_entry *e = &type->entries[ctx->pos - 2];
            name = e->name;
            ino = child_ino(dir, name, strlen(name));
            mode = e->type->mode;
        }
        if (ctx->emit(ctx, name, strlen(name), ino, (mode & S_IFMT) >> 12, ctx->pos + 1)) return 0;
    }
    if (!type->next) return 0;
    for (u64 key = ctx->pos - first_key;; key++) {
        struct proc_child child;
        char name[32];
        if (type->next(dir, &key, name, &child) <= 0) return 0;
        ctx->pos = first_key + key;
        size_t len = strlen(name);
        if (ctx->emit(ctx, name, len, child_ino(dir, name, len), (child.type->mode & S_IFMT) >> 12, ctx->pos + 1))
            return 0;
        ctx->pos++;
    }
}

// --- Links.
static int proc_readlink(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who) {
    return proc_type_of(inode)->readlink(inode, buf, size, who);
}

static int proc_follow(struct inode *inode, const struct vfs_caller *who, struct path *out) {
    return proc_type_of(inode)->follow(inode, who, out);
}

static const struct inode_operations proc_inode_operations = {
    .setattr = proc_setattr,
    .getattr = proc_getattr,
    .permission = proc_permission,
    .revalidate = proc_revalidate,
    .evict = proc_evict,
};

static const struct inode_operations proc_dir_operations = {
    .lookup = proc_lookup,
    .setattr = proc_setattr,
    .getattr = proc_getattr,
    .permission = proc_permission,
    .revalidate = proc_revalidate,
    .evict = proc_evict,
};

static const struct inode_operations proc_link_operations = {
    .readlink = proc_readlink,
    .setattr = proc_setattr,
    .getattr = proc_getattr,
    .permission = proc_permission,
    .revalidate = proc_revalidate,
    .evict = proc_evict,
};

static const struct inode_operations proc_magic_operations = {
    .readlink = proc_readlink,
    .follow = proc_follow,
    .setattr = proc_setattr,
    .getattr = proc_getattr,
    .permission = proc_permission,
    .revalidate = proc_revalidate,
    .evict = proc_evict,
};

static const struct file_operations proc_dir_file_operations = {
    .flags = FOP_SEEKABLE_DIR,
    .iterate = proc_iterate,
    .llseek = dcache_llseek,
    .fsync = proc_fsync,
};

struct super_block *procfs_create(struct vfs *vfs, const struct proc_type *root) {
    struct super_block *sb = super_create(vfs, "proc", PROC_SUPER_MAGIC, 0);
    if (!sb) return NULL;
    struct inode *inode = proc_inode(sb, &(struct proc_child){.type = root}, ROOT_INO);
    int err = inode ? super_set_root(sb, inode) : -ENOMEM;
    if (!err) return sb;
    super_put(sb);
    return NULL;
}
