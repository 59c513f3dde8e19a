// SPDX-License-Identifier: GPL-2.0-or-later
// Tells those who watch files (inotify) what the vfs does to them (Linux: include/linux/fsnotify.h). The
// watchers install their operations in vfs->notify; the queues, the masks and the descriptors are theirs.
#ifndef VFS_NOTIFY_H
#define VFS_NOTIFY_H

#include "abi/inotify.h"
#include "vfs/vfs.h"

// Called for inodes with an entry in inode->watches only.
struct notify_ops {
    // `mask` has IN_ISDIR where it belongs. `name` is the entry of the directory `inode` that it is about, or
    // NULL for the inode itself. `unlinked`: that entry is no longer there (IN_EXCL_UNLINK).
    void (*event)(struct inode *inode, u32 mask, u32 cookie, const char *name, size_t len, bool unlinked);
    // Its last name is gone and so is its last user (IN_DELETE_SELF), or its file system (IN_UNMOUNT). The
    // watches go too.
    void (*removed)(struct inode *inode, u32 mask);
};

void notify_inode(struct inode *inode, u32 mask); // the object alone
// an entry of the directory
void notify_entry(struct inode *dir, u32 mask, u32 cookie, const char *name, size_t len);
void notify_dentry(struct dentry *d, u32 mask); // both: the directory by name, and the object
void notify_removed(struct inode *inode, u32 mask);

static inline void notify_file(struct file *f, u32 mask) {
    if (f->inode->sb->vfs->notify && !(f->mode & (FMODE_PATH | FMODE_NOTIFY_OFF)))
        notify_dentry(f->path.dentry, mask);
}

#endif
