// SPDX-License-Identifier: GPL-2.0-or-later
// Reading and changing what an inode says of itself: stat, chmod, chown, utimes, truncate, statfs, access
// (Linux: fs/attr.c, fs/open.c, fs/stat.c). The changes themselves are made by iops->setattr or
// inode_setattr.
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/magic.h"
#include "abi/mount.h"
#include "abi/stat.h"
#include "abi/xattr.h"
#include "vfs/internal.h"
#include "vfs/notify.h"

#include <string.h>

#define DAY_SECONDS 86400

// What statx tells of tmpfs and its like beyond stat.
static void in_memory_attributes(const struct inode *inode, struct kstat *out) {
    out->has_btime = true;
    out->attributes_mask = STATX_ATTR_APPEND | STATX_ATTR_IMMUTABLE | STATX_ATTR_NODUMP;
    if (inode->flags & FS_APPEND_FL) out->attributes |= STATX_ATTR_APPEND;
    if (inode->flags & FS_IMMUTABLE_FL) out->attributes |= STATX_ATTR_IMMUTABLE;
    if (inode->flags & FS_NODUMP_FL) out->attributes |= STATX_ATTR_NODUMP;
}

void inode_getattr(struct inode *inode, struct kstat *out) {
    *out = (struct kstat){
        .dev = inode->sb->dev,
        .ino = inode->ino,
        .nlink = inode->nlink,
        .rdev = inode->rdev,
        .size = inode->size,
        .blocks = inode->blocks,
        .mode = inode->mode,
        .uid = inode->uid,
        .gid = inode->gid,
        .blksize = 1u << inode->blkbits,
        .atime = inode->atime,
        .mtime = inode->mtime,
        .ctime = inode->ctime,
        .btime = inode->btime,
    };
    if (inode->sb->features & SB_XATTR) in_memory_attributes(inode, out);
    if (inode_ops(inode)->getattr) inode_ops(inode)->getattr(inode, out);
}

int vfs_getattr(const struct path *p, struct kstat *out) {
    inode_getattr(p->dentry->inode, out);
    out->mnt_id = p->mnt->id;
    out->attributes_mask |= STATX_ATTR_AUTOMOUNT | STATX_ATTR_DAX | STATX_ATTR_MOUNT_ROOT;
    if (p->dentry == p->mnt->root) out->attributes |= STATX_ATTR_MOUNT_ROOT;
    return 0;
}

// fsnotify_change: what the watchers are told.
static u32 change_mask(u32 valid) {
    if (valid & (ATTR_MODE | ATTR_UID | ATTR_GID)) return IN_ATTRIB | (valid & ATTR_SIZE ? IN_MODIFY : 0u);
    if (valid & ATTR_SIZE) return IN_MODIFY;
    switch (valid & (ATTR_ATIME | ATTR_MTIME)) {
    case ATTR_ATIME: return IN_ACCESS;
    case ATTR_MTIME: return IN_MODIFY;
    case 0: return 0;
    default: return IN_ATTRIB;
    }
}

static int apply(const struct path *p, struct iattr *attr) {
    struct inode *inode = p->dentry->inode;
    // memfd_create(2): a file sealed with F_SEAL_EXEC keeps its execute bits.
    if ((attr->valid & ATTR_MODE) && (inode->seals & F_SEAL_EXEC) && ((inode->mode ^ attr->mode) & S_IXUGO))
        return -EPERM;
    vfs_now(inode->sb->vfs, &attr->ctime);
    attr->valid |= ATTR_CTIME;
    int (*setattr)(struct inode *, const struct iattr *) = inode_ops(inode)->setattr;
    int err = setattr ? setattr(inode, attr) : inode_setattr(inode, attr);
    if (err < 0) return err;
    u32 mask = change_mask(attr->valid);
    if (mask) notify_dentry(p->dentry, mask);
    return 0;
}

static int may_change(const struct path *p) {
    if (path_is_readonly(p)) return -EROFS;
    return p->dentry->inode->flags & (FS_IMMUTABLE_FL | FS_APPEND_FL) ? -EPERM : 0;
}

int vfs_chmod(const struct vfs_caller *who, const struct path *p, u32 mode) {
    struct inode *inode = p->dentry->inode;
    int err = may_change(p);
    if (err < 0) return err;
    if (!inode_owner_or_capable(inode, who->cred)) return -EPERM;
    if (S_ISLNK(inode->mode)) return -EOPNOTSUPP; // links have no mode of their own
    struct iattr attr = {.valid = ATTR_MODE, .mode = mode & S_IALLUGO};
    if (!cred_in_group(who->cred, inode->gid) && !cred_capable(who->cred, CAP_FSETID)) attr.mode &= ~(u32)S_ISGID;
    return apply(p, &attr);
}

// setattr_should_drop_sgid: without group execution the bit once meant mandatory locking, and stays for
// members.
static u32 drop_sgid(const struct inode *inode, const struct cred *cred, u32 mode) {
    if (!(mode & S_ISGID)) return mode;
    bool keeps = !(mode & S_IXGRP) && (cred_in_group(cred, inode->gid) || cred_capable(cred, CAP_FSETID));
    return keeps ? mode : mode & ~(u32)S_ISGID;
}

int vfs_chown(const struct vfs_caller *who, const struct path *p, u32 uid, u32 gid) {
    struct inode *inode = p->dentry->inode;
    const struct cred *cred = who->cred;
    int err = may_change(p);
    if (err < 0) return err;
    struct iattr attr = {.uid = uid, .gid = gid};
    if (uid != UINT32_MAX) attr.valid |= ATTR_UID;
    if (gid != UINT32_MAX) attr.valid |= ATTR_GID;
    bool owner = cred->fsuid == inode->uid;
    bool uid_ok = !(attr.valid & ATTR_UID) || (owner && uid == inode->uid);
    bool gid_ok = !(attr.valid & ATTR_GID) || (owner && (gid == inode->gid || cred_in_group(cred, gid)));
    if ((!uid_ok || !gid_ok) && !cred_capable(cred, CAP_CHOWN)) return -EPERM;
    if (!S_ISDIR(inode->mode)) { // chown(2): even the superuser's chown disarms the program
        attr.mode = drop_sgid(inode, cred, inode->mode & ~(u32)S_ISUID);
        if (attr.mode != inode->mode) {
            if (!inode_owner_or_capable(inode, cred)) return -EPERM;
            attr.valid |= ATTR_MODE;
        }
        xattr_drop(inode, XATTR_NAME_CAPS);
    }
    return apply(p, &attr);
}

int vfs_utimes(const struct vfs_caller *who, const struct path *p, const struct vfs_time *atime,
               const struct vfs_time *mtime, bool explicit_times) {
    struct inode *inode = p->dentry->inode;
    if (path_is_readonly(p)) return -EROFS;
    if (inode->flags & (explicit_times ? FS_IMMUTABLE_FL | FS_APPEND_FL : FS_IMMUTABLE_FL)) return -EPERM;
    if (!inode_owner_or_capable(inode, who->cred)) {
        int err = explicit_times ? -EPERM : inode_permission(inode, who->cred, MAY_WRITE);
        if (err < 0) return err;
    }
    struct iattr attr = {0};
    if (atime) {
        attr.valid |= ATTR_ATIME;
        attr.atime = *atime;
    }
    if (mtime) {
        attr.valid |= ATTR_MTIME;
        attr.mtime = *mtime;
    }
    return apply(p, &attr);
}

// file_remove_privs: a program that somebody writes to is no longer what was trusted.
static u32 mode_without_privileges(const struct inode *inode, const struct cred *cred) {
    if (!S_ISREG(inode->mode) || !(inode->mode & (S_ISUID | S_ISGID)) || cred_capable(cred, CAP_FSETID))
        return inode->mode;
    return drop_sgid(inode, cred, inode->mode & ~(u32)S_ISUID);
}

void drop_privileges(struct inode *inode, const struct cred *cred) {
    struct iattr attr = {.valid = ATTR_MODE, .mode = mode_without_privileges(inode, cred)};
    if (!list_empty(&inode->xattrs)) xattr_drop(inode, XATTR_NAME_CAPS);
    if (attr.mode == inode->mode) return;
    if (inode_ops(inode)->setattr)
        inode_ops(inode)->setattr(inode, &attr);
    else
        inode_setattr(inode, &attr);
}

int do_truncate(const struct path *p, const struct cred *cred, u64 size) {
    struct inode *inode = p->dentry->inode;
    if ((inode->seals & F_SEAL_SHRINK) && size < inode->size) return -EPERM;
    if ((inode->seals & F_SEAL_GROW) && size > inode->size) return -EPERM;
    drop_privileges(inode, cred);
    struct iattr attr = {.valid = ATTR_SIZE | ATTR_MTIME, .size = size};
    vfs_now(inode->sb->vfs, &attr.mtime);
    return apply(p, &attr);
}

int vfs_truncate(const struct vfs_caller *who, const struct path *p, u64 size, u64 file_size_limit) {
    struct inode *inode = p->dentry->inode;
    if (size > INT64_MAX) return -EINVAL;
    if (S_ISDIR(inode->mode)) return -EISDIR;
    if (!S_ISREG(inode->mode)) return -EINVAL;
    if (path_is_readonly(p)) return -EROFS;
    int err = inode_permission(inode, who->cred, MAY_WRITE);
    if (err < 0) return err;
    if (inode->flags & FS_APPEND_FL) return -EPERM;
    err = inode_get_write(inode);
    if (err < 0) return err;
    err = -EFBIG;
    if (size <= inode->size || size <= file_size_limit) err = do_truncate(p, who->cred, size);
    inode_put_write(inode);
    return err;
}

int file_truncate(struct file *f, u64 size, u64 file_size_limit) {
    struct inode *inode = f->inode;
    if (size > INT64_MAX || !S_ISREG(inode->mode) || !(f->mode & FMODE_WRITE)) return -EINVAL;
    if (inode->flags & FS_APPEND_FL) return -EPERM;
    if (size > inode->size && size > file_size_limit) return -EFBIG;
    return do_truncate(&f->path, current_cred(f), size);
}

// --- Access times. mount(8): relatime writes one only if it tells something new, or once a day.
static s64 compare_times(const struct vfs_time *a, const struct vfs_time *b) {
    return a->sec != b->sec ? a->sec - b->sec : (s64)a->nsec - (s64)b->nsec;
}

void path_accessed(const struct path *p, struct inode *inode) {
    u32 flags = p->mnt->flags;
    if ((flags & (MS_NOATIME | MS_RDONLY)) || (inode->sb->flags & ST_RDONLY) || (inode->flags & FS_NOATIME_FL))
        return;
    if ((flags & MS_NODIRATIME) && S_ISDIR(inode->mode)) return;
    struct vfs_time now;
    vfs_now(inode->sb->vfs, &now);
    bool fresh = compare_times(&inode->mtime, &inode->atime) < 0 && compare_times(&inode->ctime, &inode->atime) < 0;
    if ((flags & MS_RELATIME) && fresh && now.sec - inode->atime.sec < DAY_SECONDS) return;
    inode->atime = now;
}

// --- File systems.
static u32 super_magic(const struct inode *inode) {
    const struct super_block *sb = inode->sb;
    if (sb != sb->vfs->anon_sb) return sb->magic;
    if (S_ISFIFO(inode->mode)) return PIPEFS_MAGIC;
    return S_ISSOCK(inode->mode) ? SOCKFS_MAGIC : ANON_INODE_FS_MAGIC;
}

int vfs_statfs(const struct path *p, struct abi_statfs *out) {
    struct super_block *sb = p->dentry->sb;
    u32 flags = p->mnt->flags;
    *out = (struct abi_statfs){.f_type = super_magic(p->dentry->inode),
                               .f_bsize = PAGE_SIZE,
                               .f_frsize = PAGE_SIZE,
                               .f_namelen = NAME_MAX,
                               .f_fsid = {(s32)sb->dev, 0}};
    if (sb->ops && OPS(struct super_operations, sb->ops)->statfs)
        OPS(struct super_operations, sb->ops)->statfs(sb, out);
    // The first flags have the same bits in mount(2) and statfs(2).
    out->f_flags = ST_VALID | (flags & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME)) |
                   (sb->flags & ST_RDONLY) | (flags & MS_RELATIME ? ST_RELATIME : 0) |
                   (flags & MS_NOSYMFOLLOW ? ST_NOSYMFOLLOW : 0);
    return 0;
}

int vfs_access(const struct vfs_caller *who, const struct path *p, int mask) {
    return mask == F_OK ? 0 : path_permission(p, who->cred, mask);
}
