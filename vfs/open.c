// SPDX-License-Identifier: GPL-2.0-or-later
// open(2), openat2(2): finding or making the object, deciding whether it may be opened so, and handing over
// to its file operations (Linux: fs/namei.c from open_last_lookups on, fs/open.c do_dentry_open).
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/mount.h"
#include "abi/stat.h"
#include "vfs/internal.h"
#include "vfs/notify.h"

#include <stdio.h>

#define PATH_FLAGS (O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC) // all that O_PATH heeds

static int access_mask(u32 flags) {
    static const u8 masks[] = {MAY_READ, MAY_WRITE, MAY_READ | MAY_WRITE, MAY_READ | MAY_WRITE};
    return masks[flags & O_ACCMODE] | (flags & O_TRUNC ? MAY_WRITE : 0);
}

static bool special(const struct inode *inode) {
    return S_ISCHR(inode->mode) || S_ISBLK(inode->mode) || S_ISFIFO(inode->mode) || S_ISSOCK(inode->mode);
}

static int may_open(const struct vfs_caller *who, const struct path *p, int mask, u32 flags) {
    struct inode *inode = p->dentry->inode;
    switch (inode->mode & S_IFMT) {
    case S_IFLNK: return -ELOOP;
    case S_IFDIR:
        if (mask & MAY_WRITE) return -EISDIR;
        break;
    case S_IFCHR:
    case S_IFBLK:
        if (p->mnt->flags & MS_NODEV) return -EACCES;
        break;
    }
    int err = inode_permission(inode, who->cred, mask);
    if (err < 0) return err;
    if (inode->flags & FS_APPEND_FL) {
        if ((flags & O_ACCMODE) != O_RDONLY && !(flags & O_APPEND)) return -EPERM;
        if (flags & O_TRUNC) return -EPERM;
    }
    return (flags & O_NOATIME) && !inode_owner_or_capable(inode, who->cred) ? -EPERM : 0;
}

// An open file on what `p` names; permission has been checked.
static int open_object(const struct vfs_caller *who, const struct path *p, u32 flags, struct file **out) {
    struct inode *inode = p->dentry->inode;
    struct file *f;
    int err = file_create(p, NULL, flags, who->cred, flags & O_PATH ? 0 : inode->fops, &f);
    if (err < 0) return err;
    if (f->mode & FMODE_PATH) goto done;
    if ((f->mode & FMODE_WRITE) && !special(inode)) {
        err = path_is_readonly(p) ? -EROFS : inode_get_write(inode);
        if (err < 0) goto out_put;
        f->mode |= FMODE_WRITER;
        p->mnt->writers++;
    }
    if (file_ops(f)->open) {
        err = file_ops(f)->open(inode, f);
        if (err < 0) goto out_put;
    }
    f->mode |= FMODE_OPENED;
    // O_DIRECT is granted where there are pages to bypass.
    err = -EINVAL;
    if ((flags & O_DIRECT) && !(S_ISREG(inode->mode) && file_ops(f)->mapping)) goto out_put;
    notify_file(f, IN_OPEN);
done:
    *out = f;
    return 0;
out_put:
    file_put(f);
    return err;
}

static int open_truncate(struct file *f) {
    if (path_is_readonly(&f->path)) return -EROFS;
    int err = inode_get_write(f->inode); // O_RDONLY | O_TRUNC truncates too
    if (err < 0) return err;
    err = do_truncate(&f->path, f->cred, 0);
    inode_put_write(f->inode);
    return err;
}

// The object is there, maybe by our own making: the second half of open.
static int open_found(const struct vfs_caller *who, const struct path *p, u32 flags, bool directory, bool created,
                      struct file **out) {
    bool is_dir = S_ISDIR(p->dentry->inode->mode);
    if (flags & O_CREAT) {
        if ((flags & O_EXCL) && !created) return -EEXIST;
        if (is_dir) return -EISDIR;
    }
    if (directory && !is_dir) return -ENOTDIR;
    if (flags & O_PATH) return open_object(who, p, flags, out);
    int mask = access_mask(flags);
    if (created) { // open(2): the mode given applies to later opens only
        mask = 0;
        flags &= ~(u32)O_TRUNC;
    }
    bool truncate = (flags & O_TRUNC) && S_ISREG(p->dentry->inode->mode);
    if (truncate && path_is_readonly(p)) return -EROFS;
    int err = may_open(who, p, mask, flags);
    if (err < 0) return err;
    err = open_object(who, p, flags, out);
    if (err < 0 || !truncate) return err;
    err = open_truncate(*out);
    if (err < 0) file_put(*out);
    return err;
}

// The last component of a walk with O_CREAT: its dentry, made positive if it was not. The reference is the
// caller's.
static int lookup_or_create(const struct walk *w, u32 mode, struct dentry **out, bool *created) {
    const struct vfs_caller *who = w->who;
    struct inode *dir = w->at.dentry->inode;
    struct dentry *d;
    int err = dentry_lookup(w->at.dentry, w->last, w->len, &d);
    if (err < 0) return err;
    if (d->inode) goto found;
    err = path_is_readonly(&w->at) ? -EROFS : may_create(&w->at, who->cred);
    if (err < 0) goto out_put;
    err = -EACCES;
    if (!inode_ops(dir)->create) goto out_put;
    mode = creation_mode(who, dir, (mode & S_IALLUGO) | S_IFREG);
    err = inode_ops(dir)->create(dir, d, mode, 0, who->cred);
    if (err < 0) goto out_put;
    *created = true;
    notify_entry(dir, IN_CREATE, 0, d->name, d->name_len);
found:
    *out = d;
    return 0;
out_put:
    dentry_put(d);
    return err;
}

// open(2), O_TMPFILE: a file in the directory that has no name there.
static int open_tmpfile(const struct vfs_caller *who, const struct path *dir, const struct open_how *how,
                        struct file **out) {
    struct inode *parent = dir->dentry->inode, *inode;
    if (path_is_readonly(dir)) return -EROFS;
    int err = inode_permission(parent, who->cred, MAY_WRITE | MAY_EXEC);
    if (err < 0) return err;
    if (!inode_ops(parent)->tmpfile) return -EOPNOTSUPP;
    u32 mode = creation_mode(who, parent, (how->mode & S_IALLUGO) | S_IFREG);
    err = inode_ops(parent)->tmpfile(parent, mode, who->cred, &inode);
    if (err < 0) return err;
    char name[24];
    snprintf(name, sizeof name, "#%llu", (unsigned long long)inode->ino);
    struct path p = {dir->mnt, dentry_create_alone(dir->dentry->sb, dir->dentry, name, inode)};
    if (!p.dentry) {
        inode_put(inode);
        return -ENOMEM;
    }
    if (!(how->flags & O_EXCL)) p.dentry->flags |= DENTRY_LINKABLE;
    err = may_open(who, &p, 0, how->flags);
    if (!err) err = open_object(who, &p, how->flags & ~(u32)O_TRUNC, out);
    dentry_put(p.dentry);
    return err;
}

static int open_by_walk(const struct vfs_caller *who, const struct path *base, const char *name, u32 flags,
                        const struct open_how *how, struct file **out) {
    bool create = flags & O_CREAT, directory = flags & O_DIRECTORY, created;
    bool follow = !(flags & O_NOFOLLOW) && !(create && (flags & O_EXCL));
    struct walk w;
    int err = walk_start(&w, who, base, name, how->lookup & ~(u32)LOOKUP_FOLLOW);
    if (err < 0) goto out_end;
    do {
        struct dentry *d = NULL;
        created = false;
        err = walk_to_parent(&w);
        if (err < 0) goto out_end;
        if (create && w.type == LAST_NAME) {
            err = w.slash ? -EISDIR : lookup_or_create(&w, how->mode, &d, &created);
            if (err < 0) goto out_end;
        }
        err = walk_last(&w, d, follow);
        if (err < 0) goto out_end;
    } while (err == 1);
    err = open_found(who, &w.at, flags, directory || w.slash, created, out);
out_end:
    walk_end(&w);
    return err;
}

int vfs_open(const struct vfs_caller *who, const struct path *base, const char *name, const struct open_how *how,
             struct file **out) {
    u32 flags = how->flags & O_PATH ? how->flags & PATH_FLAGS : how->flags;
    if ((flags & (O_DIRECTORY | O_CREAT)) == (O_DIRECTORY | O_CREAT)) return -EINVAL;
    if (!(flags & __O_TMPFILE)) return open_by_walk(who, base, name, flags, how, out);
    if ((flags & O_TMPFILE) != O_TMPFILE || !(access_mask(flags) & MAY_WRITE)) return -EINVAL;
    struct path dir;
    u32 lookup = how->lookup | LOOKUP_DIRECTORY | (flags & O_NOFOLLOW ? 0 : LOOKUP_FOLLOW);
    int err = path_lookup(who, base, name, lookup, &dir);
    if (err < 0) return err;
    err = open_tmpfile(who, &dir, how, out);
    path_put(&dir);
    return err;
}

int vfs_open_path(const struct vfs_caller *who, const struct path *path, u32 flags, struct file **out) {
    flags &= ~(u32)(O_CREAT | O_EXCL);
    return open_found(who, path, flags & O_PATH ? flags & PATH_FLAGS : flags, flags & O_DIRECTORY, false, out);
}
