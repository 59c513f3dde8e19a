// SPDX-License-Identifier: GPL-2.0-or-later
// The life of an inode, and the attributes that all file systems keep alike (Linux: fs/inode.c, fs/attr.c).
// Who may change them is decided in vfs/attr.c.
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/stat.h"
#include "vfs/internal.h"

static int open_nothing(struct inode *inode, struct file *f) {
    (void)inode;
    (void)f;
    return -ENXIO;
}

static const struct inode_operations no_inode_operations = {0};
static const struct file_operations no_file_operations = {.open = open_nothing};

static opref_t special_fops(u32 mode) {
    switch (mode & S_IFMT) {
    case S_IFIFO: return OPREF(&fifo_file_operations);
    case S_IFCHR: return OPREF(&chrdev_file_operations);
    default: return OPREF(&no_file_operations); // sockets are not opened, and there are no block devices
    }
}

void vfs_now(struct vfs *vfs, struct vfs_time *out) {
    OPS(struct vfs_ops, vfs->ops)->now(vfs, out);
}

struct inode *inode_create(struct super_block *sb, u32 mode, opref_t iops, opref_t fops) {
    struct inode *inode = knew(sb->vfs->heap, struct inode);
    if (!inode) return NULL;
    inode->refs = 1;
    inode->sb = sb;
    inode->iops = iops ? iops : OPREF(&no_inode_operations);
    inode->fops = fops ? fops : special_fops(mode);
    inode->ino = sb->next_ino++;
    inode->mode = mode;
    inode->nlink = 1;
    inode->blkbits = PAGE_SHIFT;
    vfs_now(sb->vfs, &inode->btime);
    inode->atime = inode->mtime = inode->ctime = inode->btime;
    address_space_init(&inode->mapping, inode, 0);
    list_init(&inode->locks);
    list_init(&inode->flocks);
    waitq_init(&inode->lock_wait);
    list_init(&inode->watches);
    list_init(&inode->xattrs);
    sb->nr_inodes++;
    return inode;
}

void inode_init_owner(struct inode *inode, const struct inode *dir, u32 mode, const struct cred *cred) {
    inode->uid = cred->fsuid;
    inode->gid = cred->fsgid;
    if (dir && (dir->mode & S_ISGID)) {
        inode->gid = dir->gid;
        if (S_ISDIR(mode)) mode |= S_ISGID;
    }
    inode->mode = mode;
}

struct inode *inode_get(struct inode *inode) {
    inode->refs++;
    return inode;
}

void inode_put(struct inode *inode) {
    if (!inode || --inode->refs > 0) return;
    page_cache_truncate(&inode->mapping, 0);
    locks_free(inode);
    xattrs_free(inode);
    if (inode_ops(inode)->evict) inode_ops(inode)->evict(inode);
    waitq_destroy(&inode->lock_wait);
    struct super_block *sb = inode->sb;
    kfree(inode);
    super_inode_gone(sb);
}

void inode_touch(struct inode *inode, u32 which) {
    struct vfs_time now;
    vfs_now(inode->sb->vfs, &now);
    if (which & ATTR_ATIME) inode->atime = now;
    if (which & ATTR_MTIME) inode->mtime = now;
    if (which & ATTR_CTIME) inode->ctime = now;
}

static void set_size(struct inode *inode, u64 size) {
    u64 old = inode->size;
    inode->size = size;
    if (size > old) return;
    page_cache_truncate(&inode->mapping, (size + PAGE_SIZE - 1) >> PAGE_SHIFT);
    // What grows again later must read as zero.
    if (size & (PAGE_SIZE - 1))
        page_cache_zero(&inode->mapping, size >> PAGE_SHIFT, size & (PAGE_SIZE - 1), PAGE_SIZE);
}

int inode_setattr(struct inode *inode, const struct iattr *attr) {
    if (attr->valid & ATTR_SIZE) set_size(inode, attr->size);
    if (attr->valid & ATTR_UID) inode->uid = attr->uid;
    if (attr->valid & ATTR_GID) inode->gid = attr->gid;
    if (attr->valid & ATTR_ATIME) inode->atime = attr->atime;
    if (attr->valid & ATTR_MTIME) inode->mtime = attr->mtime;
    if (attr->valid & ATTR_CTIME) inode->ctime = attr->ctime;
    if (attr->valid & ATTR_MODE) inode->mode = (inode->mode & S_IFMT) | (attr->mode & S_IALLUGO);
    return 0;
}

int inode_get_write(struct inode *inode) {
    if (inode->writers < 0) return -ETXTBSY;
    inode->writers++;
    return 0;
}

void inode_put_write(struct inode *inode) {
    inode->writers--;
}

int inode_deny_write(struct inode *inode) {
    if (inode->writers > 0) return -ETXTBSY;
    inode->writers--;
    return 0;
}

void inode_allow_write(struct inode *inode) {
    inode->writers++;
}
