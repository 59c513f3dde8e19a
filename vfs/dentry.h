// SPDX-License-Identifier: GPL-2.0-or-later
// Names: the tree of directory entries, mounts, and paths (a dentry in a mount).
#ifndef VFS_DENTRY_H
#define VFS_DENTRY_H

#include "base/list.h"
#include "vfs/inode.h"

// A name in a directory. Positive: `inode` set. Negative: looked up and not there. Every child holds its parent.
struct dentry {
    u32 refs;
    u32 flags;
    struct dentry *parent; // itself at the root of a file system
    struct inode *inode;
    struct super_block *sb;
    char *name; // owned; "" or "/" at a root
    u32 name_len, hash;
    struct dentry *hash_next;   // in the dentry cache
    struct list children, sibling; // in the parent's list, in order of creation: the order of readdir for in-memory trees
    u32 mounted;                // mounts whose mount point it is
    bool unhashed;              // removed: no longer found by name
};

struct mount {
    u32 refs;
    u32 id;
    struct mount *parent; // NULL: the root mount (or detached)
    struct dentry *mountpoint;
    struct dentry *root;
    struct super_block *sb;
    u32 flags; // MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC ...
    struct list link; // in vfs->mounts, in order of mounting
};

// Both members hold references while the path is held.
struct path {
    struct mount *mnt;
    struct dentry *dentry;
};

struct dentry *dentry_get(struct dentry *d);
void dentry_put(struct dentry *d);
// In-memory trees are the dentries themselves: a positive dentry of a pinned file system holds an extra reference
// from creation to unlink.
struct dentry *dentry_create(struct dentry *parent, const char *name, size_t len); // negative, hashed; NULL: no memory
void dentry_instantiate(struct dentry *d, struct inode *inode);                     // takes over the inode's reference
struct dentry *dentry_find(struct dentry *parent, const char *name, size_t len);    // cached only; takes a reference
void dentry_unhash(struct dentry *d);

void path_get(const struct path *p);
void path_put(struct path *p); // and clears it

#endif
