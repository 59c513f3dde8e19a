// SPDX-License-Identifier: GPL-2.0-or-later
// Names: the tree of directory entries, mounts, and paths (a dentry in a mount).
#ifndef VFS_DENTRY_H
#define VFS_DENTRY_H

#include "base/list.h"
#include "vfs/inode.h"

// A name in a directory. Positive: `inode` set. Negative: looked up and not there. Every child holds its
// parent.
struct dentry {
    u32 refs;
    u32 flags;             // DENTRY_*
    struct dentry *parent; // itself at the root of a file system
    struct inode *inode;
    struct super_block *sb;
    char *name; // owned; "" or "/" at a root
    u32 name_len, hash;
    struct dentry *hash_next; // in the dentry cache
    // in the parent's list, the newest first: the order of readdir for in-memory trees
    struct list children, sibling;
    // its readdir position: falls along the list, so that a position outlives its entry
    u64 cookie;
    u64 next_cookie; // of its children
    u32 mounted;     // mounts whose mount point it is
    bool unhashed;   // removed, or never in a directory: not found by name
};
enum {
    DENTRY_PINNED = 1,   // holds a reference of its own: a name in memory stays until it is removed
    DENTRY_LINKABLE = 2, // made by O_TMPFILE without O_EXCL: link(2) may give it a name
};

struct mount {
    u32 refs;
    u32 id;
    struct mount *parent; // NULL: the root mount (or detached)
    struct dentry *mountpoint;
    struct dentry *root;
    struct super_block *sb;
    // MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_NOSYMFOLLOW, MS_RELATIME, MS_NOATIME, MS_NODIRATIME
    u32 flags;
    u32 writers;      // files open for writing: remounting read-only is refused while > 0
    bool expiring;    // umount2(MNT_EXPIRE) was here before
    bool internal;    // the kernel's own: pipes, memfds; never in vfs->mounts
    struct list link; // in vfs->mounts, in order of mounting
};

// Both members hold references while the path is held.
struct path {
    struct mount *mnt;
    struct dentry *dentry;
};

struct dentry *dentry_get(struct dentry *d);
void dentry_put(struct dentry *d);
// In-memory trees are the dentries themselves: a positive dentry of a file system with SB_PINNED holds an
// extra reference from dentry_instantiate until it is removed. Others may pin single names; a dentry that
// nobody holds is freed at once.
void dentry_pin(struct dentry *d);   // harmless when pinned
void dentry_unpin(struct dentry *d); // harmless when not
// negative, hashed; NULL: no memory
struct dentry *dentry_create(struct dentry *parent, const char *name, size_t len);
// takes over the inode's reference
void dentry_instantiate(struct dentry *d, struct inode *inode);
// cached only; takes a reference
struct dentry *dentry_find(struct dentry *parent, const char *name, size_t len);
void dentry_unhash(struct dentry *d); // no longer found, no longer listed; harmless when done before
// The entry `name` of `dir`, which may be negative: from the cache, or by iops->lookup. A reference is taken.
// 0 or -errno.
int dentry_lookup(struct dentry *dir, const char *name, size_t len, struct dentry **out);
// A dentry that is no entry of a directory: a root (parent NULL: its own), or a file without a name. Takes
// over the inode's reference on success. NULL: no memory.
struct dentry *dentry_create_alone(struct super_block *sb, struct dentry *parent, const char *name,
                                   struct inode *inode);
// What rename does to names once the file system has done its part: `d` takes the place of `target`, which is
// unhashed; or both change places.
void dentry_move(struct dentry *d, struct dentry *target);
void dentry_exchange(struct dentry *a, struct dentry *b);
bool dentry_is_below(const struct dentry *d, const struct dentry *top); // or `top` itself
// Unhashes and unpins all below `top`, and `top` itself: a file system is going.
void dentry_drop_tree(struct dentry *top);
// Is there a positive entry in the directory, as far as the cache knows? For in-memory trees.
bool dentry_has_children(const struct dentry *dir);

struct mount *mount_get(struct mount *mnt);
void mount_put(struct mount *mnt);

void path_get(const struct path *p);
void path_put(struct path *p); // and clears it

#endif
