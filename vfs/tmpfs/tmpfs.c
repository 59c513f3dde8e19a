// SPDX-License-Identifier: GPL-2.0-or-later
// The file system in memory: the dentries are its directories, the page cache is its data (Linux: mm/shmem.c,
// fs/libfs.c; tmpfs(5)). Names move in vfs/namei.c; here are the counts, sizes and times that go with them.
#include "abi/errno.h"
#include "abi/magic.h"
#include "abi/stat.h"
#include "vfs/internal.h"

#include <stdio.h>
#include <string.h>

#define DIRENT_SIZE 20        // what an entry adds to the size of its directory
#define SHORT_SYMLINK_LEN 128 // a longer target takes a page

static void times_changed(struct inode *dir) {
    inode_touch(dir, ATTR_MTIME | ATTR_CTIME);
}

// --- Accounting of inodes. A further link costs one too, as in Linux.
static int inode_charge(struct super_block *sb) {
    if (sb->max_inodes && sb->used_inodes >= sb->max_inodes) return -ENOSPC;
    sb->used_inodes++;
    return 0;
}

static void inode_uncharge(struct super_block *sb) {
    sb->used_inodes--;
}

static bool takes_a_page(const struct inode *inode) {
    return S_ISLNK(inode->mode) && inode->size + 1 > SHORT_SYMLINK_LEN;
}

static void tmpfs_evict(struct inode *inode) {
    if (takes_a_page(inode)) inode->sb->used_bytes -= PAGE_SIZE;
    kfree(inode->private);
    inode_uncharge(inode->sb);
}

// --- Files.
// fallocate(2): a hole is punched page by page, the parts of pages at its ends are zeroed.
static int punch_hole(struct inode *inode, u64 offset, u64 len) {
    struct address_space *as = &inode->mapping;
    if (inode->seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)) return -EPERM;
    u64 end = offset + len, first = (offset + PAGE_SIZE - 1) >> PAGE_SHIFT, behind = end >> PAGE_SHIFT;
    size_t head = offset & (PAGE_SIZE - 1), tail = end & (PAGE_SIZE - 1);
    if (behind > first) page_cache_punch(as, first, behind - 1);
    if (offset >> PAGE_SHIFT == behind) {
        page_cache_zero(as, behind, head, tail);
        return 0;
    }
    if (head) page_cache_zero(as, offset >> PAGE_SHIFT, head, PAGE_SIZE);
    page_cache_zero(as, behind, 0, tail);
    return 0;
}

static int reserve_pages(struct inode *inode, u64 first, u64 last) {
    const struct super_block *sb = inode->sb;
    u64 pages = last - first + 1;
    if (sb->max_bytes && pages > sb->max_bytes / PAGE_SIZE) return -ENOSPC;
    if (pages > page_pool_total(sb->vfs->pool)) return -ENOSPC;
    for (u64 index = first; index <= last; index++) {
        int err = page_cache_reserve(&inode->mapping, index);
        if (err >= 0) continue;
        page_cache_unreserve(&inode->mapping, first, index);
        return err;
    }
    return 0;
}

static int tmpfs_fallocate(struct file *f, int mode, u64 offset, u64 len) {
    struct inode *inode = f->inode;
    u64 end = offset + len;
    int err;
    if (mode & ~(FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE)) return -EOPNOTSUPP;
    if (mode & FALLOC_FL_PUNCH_HOLE) {
        err = punch_hole(inode, offset, len);
    } else {
        bool grows = !(mode & FALLOC_FL_KEEP_SIZE) && end > inode->size;
        if (grows && (inode->seals & F_SEAL_GROW)) return -EPERM;
        err = reserve_pages(inode, offset >> PAGE_SHIFT, (end - 1) >> PAGE_SHIFT);
        if (!err && grows) inode->size = end;
    }
    if (!err) file_modified(f);
    return err;
}

static const struct file_operations tmpfs_file_operations = {
    .read = generic_file_read,
    .write = generic_file_write,
    .llseek = generic_file_llseek,
    .fallocate = tmpfs_fallocate,
    .mapping = generic_file_mapping,
};

static const struct inode_operations tmpfs_inode_operations = {
    .evict = tmpfs_evict,
};

// --- Links.
static int tmpfs_readlink(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who) {
    (void)who;
    size_t n = min_u64(inode->size, size);
    memcpy(buf, inode->private, n);
    return (int)n;
}

static const struct inode_operations tmpfs_link_operations = {
    .readlink = tmpfs_readlink,
    .evict = tmpfs_evict,
};

// --- Directories.
static const struct inode_operations tmpfs_dir_operations;
static const struct file_operations tmpfs_dir_file_operations = {
    .flags = FOP_SEEKABLE_DIR,
    .iterate = dcache_iterate,
    .llseek = dcache_llseek,
};

int tmpfs_new_inode(struct super_block *sb, const struct inode *dir, u32 mode, u64 rdev, const struct cred *cred,
                    struct inode **out) {
    int err = inode_charge(sb);
    if (err < 0) return err;
    opref_t iops = OPREF(&tmpfs_inode_operations), fops = 0;
    switch (mode & S_IFMT) {
    case S_IFREG: fops = OPREF(&tmpfs_file_operations); break;
    case S_IFLNK: iops = OPREF(&tmpfs_link_operations); break;
    case S_IFDIR:
        iops = OPREF(&tmpfs_dir_operations);
        fops = OPREF(&tmpfs_dir_file_operations);
        break;
    }
    struct inode *inode = inode_create(sb, mode, iops, fops);
    if (!inode) {
        inode_uncharge(sb);
        return -ENOMEM;
    }
    if (cred) inode_init_owner(inode, dir, mode, cred);
    inode->rdev = rdev;
    inode->seals = F_SEAL_SEAL; // only memfds can be sealed
    if (S_ISDIR(mode)) {
        inode->nlink = 2;
        inode->size = 2 * DIRENT_SIZE;
    }
    *out = inode;
    return 0;
}

static void entry_added(struct inode *dir) {
    dir->size += DIRENT_SIZE;
    times_changed(dir);
}

static int tmpfs_mknod(struct inode *dir, struct dentry *d, u32 mode, u64 rdev, const struct cred *cred) {
    struct inode *inode;
    int err = tmpfs_new_inode(dir->sb, dir, mode, rdev, cred, &inode);
    if (err < 0) return err;
    dentry_instantiate(d, inode);
    entry_added(dir);
    return 0;
}

static int tmpfs_mkdir(struct inode *dir, struct dentry *d, u32 mode, const struct cred *cred) {
    int err = tmpfs_mknod(dir, d, mode | S_IFDIR, 0, cred);
    if (!err) dir->nlink++;
    return err;
}

static int tmpfs_symlink(struct inode *dir, struct dentry *d, const char *target, const struct cred *cred) {
    struct super_block *sb = dir->sb;
    struct inode *inode;
    int err = tmpfs_new_inode(sb, dir, S_IFLNK | S_IRWXUGO, 0, cred, &inode);
    if (err < 0) return err;
    size_t len = strlen(target);
    err = -ENOMEM;
    inode->private = kstrndup(sb->vfs->heap, target, len);
    if (!inode->private) goto out_put;
    if (len + 1 > SHORT_SYMLINK_LEN) {
        err = -ENOSPC;
        if (sb->max_bytes && sb->used_bytes + PAGE_SIZE > sb->max_bytes) goto out_put;
        sb->used_bytes += PAGE_SIZE;
        inode->blocks = PAGE_SIZE / 512;
    }
    inode->size = len;
    dentry_instantiate(d, inode);
    entry_added(dir);
    return 0;
out_put:
    inode_put(inode);
    return err;
}

static int tmpfs_link(struct inode *dir, struct dentry *d, struct inode *inode) {
    if (inode->nlink > 0) {
        int err = inode_charge(dir->sb);
        if (err < 0) return err;
    }
    inode->nlink++;
    inode_touch(inode, ATTR_CTIME);
    dentry_instantiate(d, inode_get(inode));
    entry_added(dir);
    return 0;
}

static int tmpfs_unlink(struct inode *dir, struct dentry *d) {
    struct inode *inode = d->inode;
    if (inode->nlink > 1 && !S_ISDIR(inode->mode)) inode_uncharge(dir->sb);
    dir->size -= DIRENT_SIZE;
    times_changed(dir);
    inode_touch(inode, ATTR_CTIME);
    inode->nlink--;
    return 0;
}

static int tmpfs_rmdir(struct inode *dir, struct dentry *d) {
    if (dentry_has_children(d)) return -ENOTEMPTY;
    d->inode->nlink--;
    dir->nlink--;
    return tmpfs_unlink(dir, d);
}

static int tmpfs_exchange(struct inode *old_dir, struct dentry *old, struct inode *new_dir, struct dentry *new) {
    bool old_is_dir = S_ISDIR(old->inode->mode), new_is_dir = S_ISDIR(new->inode->mode);
    if (old_dir != new_dir && old_is_dir != new_is_dir) {
        if (old_is_dir) {
            old_dir->nlink--;
            new_dir->nlink++;
        } else {
            new_dir->nlink--;
            old_dir->nlink++;
        }
    }
    times_changed(old_dir);
    times_changed(new_dir);
    inode_touch(old->inode, ATTR_CTIME);
    inode_touch(new->inode, ATTR_CTIME);
    return 0;
}

// renameat2(2), RENAME_WHITEOUT: a character device 0:0 stays behind. The dentry of its own takes the name
// over once vfs/namei.c has moved the old one away.
static int leave_whiteout(struct inode *dir, const struct dentry *old) {
    struct dentry *d = dentry_create(old->parent, old->name, old->name_len);
    if (!d) return -ENOMEM;
    static const struct cred superuser = {0};
    const struct cred *cred = vfs_current_cred(dir->sb->vfs);
    int err = tmpfs_mknod(dir, d, S_IFCHR, 0, cred ? cred : &superuser);
    dentry_put(d);
    return err;
}

static int tmpfs_rename(struct inode *old_dir, struct dentry *old, struct inode *new_dir, struct dentry *new,
                        u32 flags) {
    if (flags & RENAME_EXCHANGE) return tmpfs_exchange(old_dir, old, new_dir, new);
    bool is_dir = S_ISDIR(old->inode->mode);
    if (new->inode && S_ISDIR(new->inode->mode) && dentry_has_children(new)) return -ENOTEMPTY;
    if (flags & RENAME_WHITEOUT) {
        int err = leave_whiteout(old_dir, old);
        if (err < 0) return err;
    }
    if (new->inode) {
        tmpfs_unlink(new_dir, new);
        if (is_dir) {
            new->inode->nlink--;
            old_dir->nlink--;
        }
    } else if (is_dir) {
        old_dir->nlink--;
        new_dir->nlink++;
    }
    old_dir->size -= DIRENT_SIZE;
    new_dir->size += DIRENT_SIZE;
    times_changed(old_dir);
    times_changed(new_dir);
    inode_touch(old->inode, ATTR_CTIME);
    return 0;
}

static int tmpfs_tmpfile(struct inode *dir, u32 mode, const struct cred *cred, struct inode **out) {
    int err = tmpfs_new_inode(dir->sb, dir, mode, 0, cred, out);
    if (!err) (*out)->nlink = 0;
    return err;
}

static const struct inode_operations tmpfs_dir_operations = {
    .create = tmpfs_mknod,
    .mkdir = tmpfs_mkdir,
    .symlink = tmpfs_symlink,
    .link = tmpfs_link,
    .unlink = tmpfs_unlink,
    .rmdir = tmpfs_rmdir,
    .rename = tmpfs_rename,
    .tmpfile = tmpfs_tmpfile,
    .evict = tmpfs_evict,
};

// --- The file system.
static void tmpfs_statfs(struct super_block *sb, struct abi_statfs *out) {
    if (sb->max_bytes) {
        u64 used = min_u64(sb->used_bytes, sb->max_bytes);
        out->f_blocks = sb->max_bytes / PAGE_SIZE;
        out->f_bfree = out->f_bavail = (sb->max_bytes - used) / PAGE_SIZE;
    }
    if (sb->max_inodes) {
        // User attributes come out of what is left for inodes.
        u64 used = min_u64(sb->used_inodes + (sb->xattr_bytes + 1023) / 1024, sb->max_inodes);
        out->f_files = sb->max_inodes;
        out->f_ffree = sb->max_inodes - used;
    }
}

static const struct super_operations tmpfs_super_operations = {
    .statfs = tmpfs_statfs,
};

struct super_block *tmpfs_create(struct vfs *vfs, u64 max_bytes, u64 max_inodes, u32 root_mode) {
    struct super_block *sb = super_create(vfs, "tmpfs", TMPFS_MAGIC, OPREF(&tmpfs_super_operations));
    if (!sb) return NULL;
    sb->features = SB_PINNED | SB_XATTR;
    sb->max_bytes = max_bytes & PAGE_MASK;
    sb->max_inodes = max_inodes;
    if (max_bytes) snprintf(sb->options, sizeof sb->options, "size=%lluk", (unsigned long long)(sb->max_bytes >> 10));
    struct inode *root;
    int err = tmpfs_new_inode(sb, NULL, S_IFDIR | (root_mode & S_IALLUGO), 0, NULL, &root);
    if (!err) err = super_set_root(sb, root);
    if (!err) return sb;
    super_put(sb);
    return NULL;
}
