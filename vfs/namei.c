// SPDX-License-Identifier: GPL-2.0-or-later
// Making, linking, removing and renaming names (Linux: fs/namei.c). The checks come here, in the order that
// decides which errno a program sees; the file system then does its part, and the dentries follow.
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/stat.h"
#include "vfs/internal.h"
#include "vfs/notify.h"

#include <string.h>

// --- Parents.
static bool is_root(const struct path_parent *p) {
    return p->last[0] == '/';
}
static bool is_dot(const struct path_parent *p) {
    return p->len == 1 && p->last[0] == '.';
}
static bool is_dotdot(const struct path_parent *p) {
    return p->len == 2 && memcmp(p->last, "..", 2) == 0;
}
static bool is_name(const struct path_parent *p) {
    return !is_root(p) && !is_dot(p) && !is_dotdot(p);
}
static struct inode *dir_of(const struct path_parent *p) {
    return p->dir.dentry->inode;
}

static int lookup_in(const struct path_parent *p, struct dentry **out) {
    if (dir_of(p)->dead) return -ENOENT;
    return dentry_lookup(p->dir.dentry, p->last, p->len, out);
}

// The parent and the negative dentry for something new (filename_create). Both are the caller's to put.
static int start_create(const struct vfs_caller *who, const struct path *base, const char *name, bool directory,
                        struct path_parent *parent, struct dentry **out) {
    int err = path_lookup_parent(who, base, name, 0, parent);
    if (err < 0) return err;
    err = -EEXIST;
    if (!is_name(parent)) goto out_path;
    err = lookup_in(parent, out);
    if (err < 0) goto out_path;
    err = -EEXIST;
    if ((*out)->inode) goto out_dentry;
    err = -ENOENT; // "new/" asks for a directory that is not there
    if (parent->slash && !directory) goto out_dentry;
    err = -EROFS;
    if (path_is_readonly(&parent->dir)) goto out_dentry;
    return 0;
out_dentry:
    dentry_put(*out);
out_path:
    path_put(&parent->dir);
    return err;
}

static int end_create(struct path_parent *parent, struct dentry *d, int err, u32 mask) {
    if (!err) notify_entry(dir_of(parent), mask, 0, d->name, d->name_len);
    dentry_put(d);
    path_put(&parent->dir);
    return err;
}

int vfs_mknod(const struct vfs_caller *who, const struct path *base, const char *name, u32 mode, u64 rdev) {
    switch (mode & S_IFMT) {
    case 0: mode |= S_IFREG; break;
    case S_IFREG:
    case S_IFCHR:
    case S_IFBLK:
    case S_IFIFO:
    case S_IFSOCK: break;
    case S_IFDIR: return -EPERM;
    default: return -EINVAL;
    }
    struct path_parent parent;
    struct dentry *d;
    int err = start_create(who, base, name, false, &parent, &d);
    if (err < 0) return err;
    struct inode *dir = dir_of(&parent);
    err = may_create(&parent.dir, who->cred);
    if (err < 0) goto out;
    bool device = S_ISCHR(mode) || S_ISBLK(mode), whiteout = S_ISCHR(mode) && rdev == 0;
    err = -EPERM;
    if (device && !whiteout && !cred_capable(who->cred, CAP_MKNOD)) goto out;
    err = S_ISREG(mode) ? -EACCES : -EPERM;
    if (!inode_ops(dir)->create) goto out;
    mode = creation_mode(who, dir, mode & (S_IALLUGO | S_IFMT));
    err = inode_ops(dir)->create(dir, d, mode, device ? rdev : 0, who->cred);
out:
    return end_create(&parent, d, err, IN_CREATE);
}

int vfs_mkdir(const struct vfs_caller *who, const struct path *base, const char *name, u32 mode) {
    struct path_parent parent;
    struct dentry *d;
    int err = start_create(who, base, name, true, &parent, &d);
    if (err < 0) return err;
    struct inode *dir = dir_of(&parent);
    err = may_create(&parent.dir, who->cred);
    if (err < 0) goto out;
    err = -EPERM;
    if (!inode_ops(dir)->mkdir) goto out;
    mode = creation_mode(who, dir, (mode & (S_IRWXUGO | S_ISVTX)) | S_IFDIR);
    err = inode_ops(dir)->mkdir(dir, d, mode, who->cred);
out:
    return end_create(&parent, d, err, IN_CREATE | IN_ISDIR);
}

int vfs_symlink(const struct vfs_caller *who, const char *target, const struct path *base, const char *name) {
    if (!*target) return -ENOENT;
    if (strlen(target) >= PATH_MAX) return -ENAMETOOLONG;
    struct path_parent parent;
    struct dentry *d;
    int err = start_create(who, base, name, false, &parent, &d);
    if (err < 0) return err;
    struct inode *dir = dir_of(&parent);
    err = may_create(&parent.dir, who->cred);
    if (err < 0) goto out;
    err = inode_ops(dir)->symlink ? inode_ops(dir)->symlink(dir, d, target, who->cred) : -EPERM;
out:
    return end_create(&parent, d, err, IN_CREATE);
}

int vfs_link(const struct vfs_caller *who, const struct path *old, const struct path *base, const char *name) {
    struct inode *inode = old->dentry->inode;
    struct path_parent parent;
    struct dentry *d;
    int err = start_create(who, base, name, false, &parent, &d);
    if (err < 0) return err;
    struct inode *dir = dir_of(&parent);
    err = -EXDEV;
    if (old->mnt != parent.dir.mnt) goto out;
    err = may_hardlink(inode, who->cred);
    if (err < 0) goto out;
    err = may_create(&parent.dir, who->cred);
    if (err < 0) goto out;
    err = -EXDEV;
    if (inode->sb != dir->sb) goto out;
    err = -EPERM;
    if (inode->flags & (FS_APPEND_FL | FS_IMMUTABLE_FL)) goto out;
    if (!inode_ops(dir)->link || S_ISDIR(inode->mode)) goto out;
    err = -ENOENT;
    if (inode->nlink == 0 && !(old->dentry->flags & DENTRY_LINKABLE)) goto out;
    err = inode_ops(dir)->link(dir, d, inode);
    if (!err) {
        old->dentry->flags &= ~(u32)DENTRY_LINKABLE;
        notify_inode(inode, IN_ATTRIB);
    }
out:
    return end_create(&parent, d, err, IN_CREATE);
}

// --- Removing.
static void forget(struct inode *dir, struct dentry *d, u32 mask) {
    struct inode *inode = inode_get(d->inode);
    if (!S_ISDIR(inode->mode)) notify_inode(inode, IN_ATTRIB); // its link count
    dentry_unhash(d);
    dentry_unpin(d);
    // The event of the directory comes after the file's own, as Linux has it.
    char name[NAME_MAX + 1];
    size_t len = d->name_len;
    memcpy(name, d->name, len + 1);
    dentry_put(d);
    notify_entry(dir, mask, 0, name, len);
    inode_put(inode);
}

int vfs_unlink(const struct vfs_caller *who, const struct path *base, const char *name) {
    struct path_parent parent;
    struct dentry *d;
    int err = path_lookup_parent(who, base, name, 0, &parent);
    if (err < 0) return err;
    struct inode *dir = dir_of(&parent);
    err = -EISDIR;
    if (!is_name(&parent)) goto out_path;
    err = -EROFS;
    if (path_is_readonly(&parent.dir)) goto out_path;
    err = lookup_in(&parent, &d);
    if (err < 0) goto out_path;
    err = -ENOENT;
    if (!d->inode) goto out_dentry;
    err = S_ISDIR(d->inode->mode) ? -EISDIR : -ENOTDIR;
    if (parent.slash) goto out_dentry;
    err = may_delete(dir, d->inode, who->cred, false);
    if (err < 0) goto out_dentry;
    err = -EPERM;
    if (!inode_ops(dir)->unlink) goto out_dentry;
    err = -EBUSY;
    if (d->mounted) goto out_dentry;
    err = inode_ops(dir)->unlink(dir, d);
    if (err < 0) goto out_dentry;
    forget(dir, d, IN_DELETE);
    goto out_path;
out_dentry:
    dentry_put(d);
out_path:
    path_put(&parent.dir);
    return err;
}

int vfs_rmdir(const struct vfs_caller *who, const struct path *base, const char *name) {
    struct path_parent parent;
    struct dentry *d;
    int err = path_lookup_parent(who, base, name, 0, &parent);
    if (err < 0) return err;
    struct inode *dir = dir_of(&parent);
    err = is_root(&parent) ? -EBUSY : is_dot(&parent) ? -EINVAL : -ENOTEMPTY;
    if (!is_name(&parent)) goto out_path;
    err = -EROFS;
    if (path_is_readonly(&parent.dir)) goto out_path;
    err = lookup_in(&parent, &d);
    if (err < 0) goto out_path;
    err = -ENOENT;
    if (!d->inode) goto out_dentry;
    err = may_delete(dir, d->inode, who->cred, true);
    if (err < 0) goto out_dentry;
    err = -EPERM;
    if (!inode_ops(dir)->rmdir) goto out_dentry;
    err = -EBUSY;
    if (d->mounted) goto out_dentry;
    err = inode_ops(dir)->rmdir(dir, d);
    if (err < 0) goto out_dentry;
    d->inode->dead = true;
    forget(dir, d, IN_DELETE | IN_ISDIR);
    goto out_path;
out_dentry:
    dentry_put(d);
out_path:
    path_put(&parent.dir);
    return err;
}

// --- Renaming.
struct renaming {
    const struct vfs_caller *who;
    struct path_parent from, to;
    struct dentry *old, *new; // `new` is negative when nothing is replaced
    u32 flags;
};

// Slashes, and one of the two inside the other (do_renameat2, lock_rename).
static int check_names(const struct renaming *r) {
    if (!r->old->inode) return -ENOENT;
    bool exchange = r->flags & RENAME_EXCHANGE, directory = S_ISDIR(r->old->inode->mode);
    if ((r->flags & RENAME_NOREPLACE) && r->new->inode) return -EEXIST;
    if (exchange) {
        if (!r->new->inode) return -ENOENT;
        if (!S_ISDIR(r->new->inode->mode) && r->to.slash) return -ENOTDIR;
    }
    if (!directory && (r->from.slash || (!exchange && r->to.slash))) return -ENOTDIR;
    if (dentry_is_below(r->to.dir.dentry, r->old)) return -EINVAL;
    if (dentry_is_below(r->from.dir.dentry, r->new)) return exchange ? -EINVAL : -ENOTEMPTY;
    return 0;
}

static int check_rights(const struct renaming *r) {
    struct inode *old_dir = dir_of(&r->from), *new_dir = dir_of(&r->to), *source = r->old->inode,
                 *target = r->new->inode;
    const struct cred *cred = r->who->cred;
    bool exchange = r->flags & RENAME_EXCHANGE, directory = S_ISDIR(source->mode);
    int err = may_delete(old_dir, source, cred, directory);
    if (err < 0) return err;
    if (target)
        err = may_delete(new_dir, target, cred, exchange ? S_ISDIR(target->mode) : directory);
    else
        err = may_create(&r->to.dir, cred);
    if (err < 0) return err;
    if (!inode_ops(old_dir)->rename) return -EPERM;
    if (new_dir != old_dir) { // ".." of a directory changes with it
        if (directory && (err = inode_permission(source, cred, MAY_WRITE)) < 0) return err;
        if (exchange && S_ISDIR(target->mode) && (err = inode_permission(target, cred, MAY_WRITE)) < 0) return err;
    }
    return r->old->mounted || r->new->mounted ? -EBUSY : 0;
}

static void notify_move(struct inode *from, const char *name, size_t len, struct inode *to, struct dentry *d,
                        struct inode *replaced) {
    u32 dir = S_ISDIR(d->inode->mode) ? IN_ISDIR : 0, cookie = (u32)++d->sb->vfs->rename_cookie;
    notify_entry(from, IN_MOVED_FROM | dir, cookie, name, len);
    notify_entry(to, IN_MOVED_TO | dir, cookie, d->name, d->name_len);
    if (replaced) notify_inode(replaced, IN_ATTRIB);
    notify_inode(d->inode, IN_MOVE_SELF);
}

static int do_rename(struct renaming *r) {
    struct inode *old_dir = dir_of(&r->from), *new_dir = dir_of(&r->to), *target = r->new->inode;
    char old_name[NAME_MAX + 1];
    size_t old_len = r->old->name_len;
    memcpy(old_name, r->old->name, old_len + 1);
    int err = inode_ops(old_dir)->rename(old_dir, r->old, new_dir, r->new, r->flags);
    if (err < 0) return err;
    if (r->flags & RENAME_EXCHANGE) {
        dentry_exchange(r->old, r->new);
        notify_move(old_dir, old_name, old_len, new_dir, r->old, NULL);
        notify_move(new_dir, r->old->name, r->old->name_len, old_dir, r->new, NULL);
        return 0;
    }
    dentry_move(r->old, r->new);
    notify_move(old_dir, old_name, old_len, new_dir, r->old, target);
    if (target) {
        if (S_ISDIR(target->mode)) target->dead = true;
        dentry_unpin(r->new);
    }
    return 0;
}

int vfs_rename(const struct vfs_caller *who, const struct path *old_base, const char *old_name,
               const struct path *new_base, const char *new_name, u32 flags) {
    if (flags & ~(u32)(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT)) return -EINVAL;
    if ((flags & (RENAME_NOREPLACE | RENAME_WHITEOUT)) && (flags & RENAME_EXCHANGE)) return -EINVAL;
    struct renaming r = {.who = who, .flags = flags};
    int err = path_lookup_parent(who, old_base, old_name, 0, &r.from);
    if (err < 0) return err;
    err = path_lookup_parent(who, new_base, new_name, 0, &r.to);
    if (err < 0) goto out_from;
    err = -EXDEV;
    if (r.from.dir.mnt != r.to.dir.mnt) goto out_to;
    err = -EBUSY;
    if (!is_name(&r.from)) goto out_to;
    if (flags & RENAME_NOREPLACE) err = -EEXIST;
    if (!is_name(&r.to)) goto out_to;
    err = -EROFS;
    if (path_is_readonly(&r.from.dir)) goto out_to;
    err = lookup_in(&r.from, &r.old);
    if (err < 0) goto out_to;
    err = -ENOENT;
    if (!r.old->inode) goto out_old;
    err = lookup_in(&r.to, &r.new);
    if (err < 0) goto out_old;
    err = check_names(&r);
    if (err < 0) goto out_new;
    if (r.old->inode == r.new->inode) goto out_new; // rename(2): two names of one file stay as they are
    err = check_rights(&r);
    if (!err) err = do_rename(&r);
out_new:
    dentry_put(r.new);
out_old:
    dentry_put(r.old);
out_to:
    path_put(&r.to.dir);
out_from:
    path_put(&r.from.dir);
    return err;
}

int vfs_readlink(const struct vfs_caller *who, const struct path *p, char *buf, size_t size) {
    struct inode *inode = p->dentry->inode;
    if (!S_ISLNK(inode->mode) || !inode_ops(inode)->readlink) return -EINVAL;
    path_accessed(p, inode);
    return inode_ops(inode)->readlink(inode, buf, size, who);
}
