// SPDX-License-Identifier: GPL-2.0-or-later
// Who may do what: mode bits, capabilities, sticky directories, read-only mounts, and the fs.protected_*
// rules as Debian sets them (Linux: fs/namei.c; capabilities(7), proc(5)).
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/mount.h"
#include "abi/stat.h"
#include "vfs/internal.h"

// fs.protected_symlinks and fs.protected_hardlinks are 1, as on every Debian system; fs.protected_fifos and
// fs.protected_regular are 0, the kernel's own default.

bool inode_owner_or_capable(const struct inode *inode, const struct cred *cred) {
    return cred->fsuid == inode->uid || cred_capable(cred, CAP_FOWNER);
}

static bool mode_allows(const struct inode *inode, const struct cred *cred, u32 mask) {
    u32 mode = inode->mode;
    if (cred->fsuid == inode->uid)
        mode >>= 6;
    else if (cred_in_group(cred, inode->gid))
        mode >>= 3;
    return (mask & ~mode & 7) == 0;
}

int generic_permission(const struct inode *inode, const struct cred *cred, int mask) {
    mask &= MAY_READ | MAY_WRITE | MAY_EXEC;
    if (mode_allows(inode, cred, (u32)mask)) return 0;
    if (S_ISDIR(inode->mode)) {
        if (!(mask & MAY_WRITE) && cred_capable(cred, CAP_DAC_READ_SEARCH)) return 0;
        return cred_capable(cred, CAP_DAC_OVERRIDE) ? 0 : -EACCES;
    }
    if (mask == MAY_READ && cred_capable(cred, CAP_DAC_READ_SEARCH)) return 0;
    // Even the superuser runs only what somebody may run.
    if (!(mask & MAY_EXEC) || (inode->mode & S_IXUGO)) return cred_capable(cred, CAP_DAC_OVERRIDE) ? 0 : -EACCES;
    return -EACCES;
}

int inode_permission(struct inode *inode, const struct cred *cred, int mask) {
    if (mask & MAY_WRITE) {
        if ((inode->sb->flags & ST_RDONLY) && (S_ISREG(inode->mode) || S_ISDIR(inode->mode) || S_ISLNK(inode->mode)))
            return -EROFS;
        if (inode->flags & FS_IMMUTABLE_FL) return -EPERM;
    }
    if (inode_ops(inode)->permission) return inode_ops(inode)->permission(inode, cred, mask);
    return generic_permission(inode, cred, mask);
}

bool path_is_readonly(const struct path *p) {
    return (p->mnt->flags & MS_RDONLY) || (p->dentry->sb->flags & ST_RDONLY);
}

int path_permission(const struct path *p, const struct cred *cred, int mask) {
    struct inode *inode = p->dentry->inode;
    bool special = !S_ISREG(inode->mode) && !S_ISDIR(inode->mode) && !S_ISLNK(inode->mode);
    if ((mask & MAY_EXEC) && S_ISREG(inode->mode) && (p->mnt->flags & MS_NOEXEC)) return -EACCES;
    int err = inode_permission(inode, cred, mask);
    if (err < 0) return err;
    return (mask & MAY_WRITE) && !special && path_is_readonly(p) ? -EROFS : 0;
}

int may_create(const struct path *dir, const struct cred *cred) {
    if (dir->dentry->inode->dead) return -ENOENT;
    return inode_permission(dir->dentry->inode, cred, MAY_WRITE | MAY_EXEC);
}

int may_delete(const struct inode *dir, const struct inode *victim, const struct cred *cred, bool directory) {
    int err = inode_permission((struct inode *)dir, cred, MAY_WRITE | MAY_EXEC);
    if (err < 0) return err;
    if (dir->flags & FS_APPEND_FL) return -EPERM;
    bool kept_by_sticky = (dir->mode & S_ISVTX) && victim->uid != cred->fsuid && dir->uid != cred->fsuid &&
                          !cred_capable(cred, CAP_FOWNER);
    if (kept_by_sticky || (victim->flags & (FS_APPEND_FL | FS_IMMUTABLE_FL))) return -EPERM;
    if (directory && !S_ISDIR(victim->mode)) return -ENOTDIR;
    if (!directory && S_ISDIR(victim->mode)) return -EISDIR;
    return dir->dead ? -ENOENT : 0;
}

int may_follow_link(const struct inode *dir, const struct inode *link, const struct cred *cred) {
    if (cred->fsuid == link->uid) return 0;
    if ((dir->mode & (S_ISVTX | S_IWOTH)) != (S_ISVTX | S_IWOTH)) return 0;
    return dir->uid == link->uid ? 0 : -EACCES;
}

int may_hardlink(struct inode *inode, const struct cred *cred) {
    bool safe = S_ISREG(inode->mode) && !(inode->mode & S_ISUID) &&
                (inode->mode & (S_ISGID | S_IXGRP)) != (S_ISGID | S_IXGRP) &&
                inode_permission(inode, cred, MAY_READ | MAY_WRITE) == 0;
    return safe || inode_owner_or_capable(inode, cred) ? 0 : -EPERM;
}

// vfs_prepare_mode: nobody gets a set-group-ID program of a group that is not theirs by way of a set-group-ID
// directory.
u32 creation_mode(const struct vfs_caller *who, const struct inode *dir, u32 mode) {
    bool strip = !S_ISDIR(mode) && (mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) && (dir->mode & S_ISGID) &&
                 !cred_in_group(who->cred, dir->gid) && !cred_capable(who->cred, CAP_FSETID);
    if (strip) mode &= ~(u32)S_ISGID;
    return mode & ~(who->umask & S_IRWXUGO);
}
