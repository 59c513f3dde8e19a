// SPDX-License-Identifier: GPL-2.0-or-later
// Names: links, removal, renaming, nodes.
#include "abi/capability.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "syscalls/internal.h"

// A name argument with the place it starts from; `error` is the first thing wrong with it. Ended with drop_name in any case.
struct name {
    struct user_name text;
    const struct path *base;
    int error;
};

static void get_name(struct task *t, s32 dfd, uaddr_t user_name, struct name *n) {
    n->error = user_name_get(t, user_name, &n->text);
    if (n->error < 0) {
        n->text.owned = NULL;
        return;
    }
    n->error = n->text.text[0] ? at_base(t, dfd, n->text.text, &n->base) : -ENOENT;
}

static void drop_name(struct name *n) {
    user_name_put(&n->text);
}

// With AT_EMPTY_PATH a name that starts from a descriptor can be linked only by who opened it, or by the privileged.
static bool may_link_empty(struct task *t, s32 dfd, uaddr_t user_name) {
    char first;
    if (dfd == AT_FDCWD || GET_USER(t, &first, user_name) || first == '/') return true;
    const struct file *f = fd_file(t, dfd);
    return !f || f->cred == t->cred || task_capable(t, CAP_DAC_READ_SEARCH);
}

static s64 do_link(struct task *t, s32 old_dfd, uaddr_t old_name, s32 new_dfd, uaddr_t new_name, u32 flags) {
    if (flags & ~(u32)(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) return -EINVAL;
    if ((flags & AT_EMPTY_PATH) && !may_link_empty(t, old_dfd, old_name)) return -ENOENT;
    u32 lookup = (flags & AT_SYMLINK_FOLLOW ? LOOKUP_FOLLOW : 0) | (flags & AT_EMPTY_PATH ? LOOKUP_EMPTY : 0);
    struct vfs_caller who = task_caller(t);
    struct path old;
    int err = at_lookup(t, old_dfd, old_name, lookup, &old);
    if (err < 0) return err;
    struct name n;
    get_name(t, new_dfd, new_name, &n);
    err = n.error;
    if (err == 0) err = vfs_link(&who, &old, n.base, n.text.text);
    drop_name(&n);
    path_put(&old);
    return err;
}
SYSCALL_HANDLER(link) {
    return do_link(t, AT_FDCWD, sc->args[0], AT_FDCWD, sc->args[1], 0);
}
SYSCALL_HANDLER(linkat) {
    return do_link(t, arg_int(sc, 0), sc->args[1], arg_int(sc, 2), sc->args[3], arg_uint(sc, 4));
}

static s64 do_remove(struct task *t, s32 dfd, uaddr_t user_name, bool directory) {
    struct vfs_caller who = task_caller(t);
    struct name n;
    get_name(t, dfd, user_name, &n);
    int err = n.error;
    if (err == 0) err = directory ? vfs_rmdir(&who, n.base, n.text.text) : vfs_unlink(&who, n.base, n.text.text);
    drop_name(&n);
    return err;
}
SYSCALL_HANDLER(unlink) {
    return do_remove(t, AT_FDCWD, sc->args[0], false);
}
SYSCALL_HANDLER(rmdir) {
    return do_remove(t, AT_FDCWD, sc->args[0], true);
}
SYSCALL_HANDLER(unlinkat) {
    u32 flags = arg_uint(sc, 2);
    if (flags & ~(u32)AT_REMOVEDIR) return -EINVAL;
    return do_remove(t, arg_int(sc, 0), sc->args[1], flags);
}

static s64 do_symlink(struct task *t, uaddr_t user_target, s32 dfd, uaddr_t user_name) {
    struct vfs_caller who = task_caller(t);
    struct user_name target;
    int err = user_name_get(t, user_target, &target);
    if (err < 0) return err;
    if (!target.text[0]) err = -ENOENT;
    if (err == 0) {
        struct name n;
        get_name(t, dfd, user_name, &n);
        err = n.error;
        if (err == 0) err = vfs_symlink(&who, target.text, n.base, n.text.text);
        drop_name(&n);
    }
    user_name_put(&target);
    return err;
}
SYSCALL_HANDLER(symlink) {
    return do_symlink(t, sc->args[0], AT_FDCWD, sc->args[1]);
}
SYSCALL_HANDLER(symlinkat) {
    return do_symlink(t, sc->args[0], arg_int(sc, 1), sc->args[2]);
}

static s64 put_link(struct task *t, const struct path *p, uaddr_t to, size_t size) {
    struct vfs_caller who = task_caller(t);
    char *buf = kzalloc(t->sb->heap, PATH_MAX);
    if (!buf) return -ENOMEM;
    s64 n = vfs_readlink(&who, p, buf, PATH_MAX);
    if (n > (s64)size) n = (s64)size;
    if (n > 0 && user_write(t->mm, to, buf, (size_t)n)) n = -EFAULT;
    kfree(buf);
    return n;
}

// An empty name is the link that the descriptor itself is.
static s64 do_readlink(struct task *t, s32 dfd, uaddr_t user_name, uaddr_t to, s32 size) {
    struct user_name name;
    const struct path *base;
    struct path p;
    struct vfs_caller who = task_caller(t);
    if (size <= 0) return -EINVAL;
    s64 result = user_name_get(t, user_name, &name);
    if (result < 0) return result;
    result = at_base(t, dfd, name.text, &base);
    if (result == 0) result = path_lookup(&who, base, name.text, LOOKUP_EMPTY, &p);
    if (result == 0) {
        result = put_link(t, &p, to, (size_t)size);
        if (!name.text[0] && !S_ISLNK(p.dentry->inode->mode)) result = -ENOENT;
        path_put(&p);
    }
    user_name_put(&name);
    return result;
}
SYSCALL_HANDLER(readlink) {
    return do_readlink(t, AT_FDCWD, sc->args[0], sc->args[1], arg_int(sc, 2));
}
SYSCALL_HANDLER(readlinkat) {
    return do_readlink(t, arg_int(sc, 0), sc->args[1], sc->args[2], arg_int(sc, 3));
}

// What is wrong with the way to the first name is told before what is wrong with the second.
static int wrong_before(const struct vfs_caller *who, const struct name *first, int error) {
    struct path_parent parent;
    int err = path_lookup_parent(who, first->base, first->text.text, 0, &parent);
    if (err < 0) return err;
    path_put(&parent.dir);
    return error;
}

static s64 do_rename(struct task *t, s32 old_dfd, uaddr_t old_name, s32 new_dfd, uaddr_t new_name, u32 flags) {
    if (flags & ~(u32)(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT)) return -EINVAL;
    if ((flags & (RENAME_NOREPLACE | RENAME_WHITEOUT)) && (flags & RENAME_EXCHANGE)) return -EINVAL;
    struct vfs_caller who = task_caller(t);
    struct name from, to;
    get_name(t, old_dfd, old_name, &from);
    int err = from.error;
    if (err == 0) {
        get_name(t, new_dfd, new_name, &to);
        err = to.error ? wrong_before(&who, &from, to.error)
                       : vfs_rename(&who, from.base, from.text.text, to.base, to.text.text, flags);
        drop_name(&to);
    }
    drop_name(&from);
    return err;
}
SYSCALL_HANDLER(rename) {
    return do_rename(t, AT_FDCWD, sc->args[0], AT_FDCWD, sc->args[1], 0);
}
SYSCALL_HANDLER(renameat) {
    return do_rename(t, arg_int(sc, 0), sc->args[1], arg_int(sc, 2), sc->args[3], 0);
}
SYSCALL_HANDLER(renameat2) {
    return do_rename(t, arg_int(sc, 0), sc->args[1], arg_int(sc, 2), sc->args[3], arg_uint(sc, 4));
}

static s64 do_mknod(struct task *t, s32 dfd, uaddr_t user_name, u32 mode, u64 rdev) {
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
    struct vfs_caller who = task_caller(t);
    struct name n;
    get_name(t, dfd, user_name, &n);
    int err = n.error;
    if (err == 0) err = vfs_mknod(&who, n.base, n.text.text, mode, rdev);
    drop_name(&n);
    return err;
}
SYSCALL_HANDLER(mknod) {
    return do_mknod(t, AT_FDCWD, sc->args[0], arg_uint(sc, 1), arg_uint(sc, 2));
}
SYSCALL_HANDLER(mknodat) {
    return do_mknod(t, arg_int(sc, 0), sc->args[1], arg_uint(sc, 2), arg_uint(sc, 3));
}
