// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of the vfs core share among themselves, and nobody else uses.
#ifndef VFS_INTERNAL_H
#define VFS_INTERNAL_H

#include "abi/fcntl.h"
#include "abi/limits.h"
#include "vfs/vfs.h"

// --- vfs/dentry.c
int dentry_cache_init(struct vfs *vfs); // 0, -ENOMEM
void dentry_cache_destroy(struct vfs *vfs);

// --- vfs/super.c
void super_inode_gone(struct super_block *sb);

// --- vfs/locks.c, vfs/xattr.c: what an inode leaves behind
void locks_free(struct inode *inode);
void xattrs_free(struct inode *inode);
void xattr_drop(struct inode *inode, const char *name); // unless it is empty, or not there

// --- vfs/mount.c
// takes over the sb
struct mount *mount_create(struct vfs *vfs, struct super_block *sb, struct dentry *root, u32 flags);

// --- vfs/tmpfs: a new object that no directory names yet, charged to the file system. 0, -ENOSPC, -ENOMEM.
int tmpfs_new_inode(struct super_block *sb, const struct inode *dir, u32 mode, u64 rdev, const struct cred *cred,
                    struct inode **out);

// --- vfs/path_walk.c: a walk in steps, for open(2), which decides about the last component itself.
enum last_type { LAST_NAME, LAST_ROOT, LAST_DOT, LAST_DOTDOT, LAST_JUMPED };
struct walk {
    const struct vfs_caller *who;
    struct path at;   // held
    struct path root; // ".." stops here; not held
    bool root_used;   // it has mattered already: see walk_to_root
    u32 flags;        // LOOKUP_*
    u32 links;        // followed so far
    // What is left to walk: the name given, and inside it the texts of links that are being followed.
    u32 depth;
    struct {
        char *text; // owned; NULL for the caller's name
        const char *rest;
    } stack[MAXSYMLINKS + 1];
    enum last_type type; // of the last component, once walk_to_parent returned 0
    const char *last;    // its name: `len` bytes
    size_t len;
    bool slash; // slashes follow it, here or in a link that led here: it must be a directory
};
int walk_start(struct walk *w, const struct vfs_caller *who, const struct path *base, const char *name, u32 flags);
int walk_to_parent(struct walk *w); // w->at: the directory of the last component
// Looks the last component up in w->at and goes there. 0: w->at is it; 1: it was a link, w->at is still its
// directory, and walk_to_parent goes on in its text. `entry`: what dentry_lookup gave, or NULL to have it
// done here; the reference is taken over. A negative dentry is -ENOENT.
int walk_last(struct walk *w, struct dentry *entry, bool follow);
void walk_end(struct walk *w); // drops w->at, if still there, and the texts

// --- vfs/permission.c
int may_create(const struct path *dir, const struct cred *cred);
int may_delete(const struct inode *dir, const struct inode *victim, const struct cred *cred, bool directory);
int may_follow_link(const struct inode *dir, const struct inode *link, const struct cred *cred);
int may_hardlink(struct inode *inode, const struct cred *cred);
// umask, set-group-ID rules
u32 creation_mode(const struct vfs_caller *who, const struct inode *dir, u32 mode);

// --- vfs/file.c
const struct cred *current_cred(const struct file *f); // of the running call, or else of the file's opener
const struct cred *vfs_current_cred(struct vfs *vfs);  // NULL: not known

// --- vfs/attr.c
// of a regular file; permission has been checked
int do_truncate(const struct path *p, const struct cred *cred, u64 size);
// what writing takes from a set-user-ID program
void drop_privileges(struct inode *inode, const struct cred *cred);
void path_accessed(const struct path *p, struct inode *inode); // the access time, as the mount has it

// --- vfs/locks.c: flock and OFD locks go with the last reference to the file.
void locks_release_file(struct file *f);

#endif
