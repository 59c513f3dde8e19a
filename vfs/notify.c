// SPDX-License-Identifier: GPL-2.0-or-later
// Hands what happened to the watchers that there are (Linux: fs/notify/fsnotify.c).
#include "vfs/notify.h"
#include "abi/stat.h"

static bool watched(const struct inode *inode) {
    return inode->sb->vfs->notify && !list_empty(&inode->watches);
}

static void send(struct inode *inode, u32 mask, u32 cookie, const struct dentry *entry) {
    OPS(struct notify_ops, inode->sb->vfs->notify)
        ->event(inode, mask, cookie, entry ? entry->name : NULL, entry ? entry->name_len : 0,
                entry && entry->unhashed);
}

void notify_inode(struct inode *inode, u32 mask) {
    if (S_ISDIR(inode->mode)) mask |= IN_ISDIR;
    if (watched(inode)) send(inode, mask, 0, NULL);
}

void notify_entry(struct inode *dir, u32 mask, u32 cookie, const char *name, size_t len) {
    if (watched(dir)) OPS(struct notify_ops, dir->sb->vfs->notify)->event(dir, mask, cookie, name, len, false);
}

void notify_dentry(struct dentry *d, u32 mask) {
    if (S_ISDIR(d->inode->mode)) mask |= IN_ISDIR;
    if (d->parent != d && watched(d->parent->inode)) send(d->parent->inode, mask, 0, d);
    if (watched(d->inode)) send(d->inode, mask, 0, NULL);
}

void notify_removed(struct inode *inode, u32 mask) {
    if (watched(inode)) OPS(struct notify_ops, inode->sb->vfs->notify)->removed(inode, mask);
}
