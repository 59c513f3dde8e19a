// SPDX-License-Identifier: GPL-2.0-or-later
// Directories: listing, making, removing, and being in one.
#include "abi/capability.h"
#include "abi/dirent.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "syscalls/internal.h"

#include <string.h>

struct listing {
    struct dir_context dir;
    struct task *task;
    uaddr_t to;
    u64 left;
    s64 done;
    int error;
    bool old; // getdents: the type comes last
};

static int listing_emit(struct dir_context *dir, const char *name, size_t len, u64 ino, u32 type, u64 next) {
    struct listing *l = container_of(dir, struct listing, dir);
    u8 record[sizeof(u64) * 2 + 3 + NAME_MAX + 9];
    size_t header = l->old ? 18 : 19; // ino, offset, length; and the type
    size_t size = (header + len + (l->old ? 2 : 1) + 7) & ~(size_t)7;
    if (len > NAME_MAX) return -EIO;
    if (size > l->left) {
        if (!l->done) l->error = -EINVAL; // not even one fits
        return 1;
    }
    memset(record, 0, size);
    u16 reclen = (u16)size;
    memcpy(record, &ino, 8);
    memcpy(record + 8, &next, 8);
    memcpy(record + 16, &reclen, 2);
    memcpy(record + header, name, len);
    record[l->old ? size - 1 : 18] = (u8)type;
    if (user_write(l->task->mm, l->to, record, size)) {
        l->error = -EFAULT;
        return 1;
    }
    l->to += size;
    l->left -= size;
    l->done += (s64)size;
    return 0;
}

static s64 list(struct task *t, const struct syscall *sc, bool old) {
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    struct listing l = {.dir = {.emit = listing_emit, .pos = f->pos},
                        .task = t,
                        .to = sc->args[1],
                        .left = arg_uint(sc, 2),
                        .old = old};
    int err = vfs_iterate(f, &l.dir);
    if (l.done) return l.done;
    if (l.error) return l.error;
    return err < 0 ? err : 0;
}
SYSCALL_HANDLER(getdents) {
    return list(t, sc, true);
}
SYSCALL_HANDLER(getdents64) {
    return list(t, sc, false);
}

static s64 make_dir(struct task *t, s32 dfd, uaddr_t user_name, u32 mode) {
    char *name;
    const struct path *base;
    struct vfs_caller who = task_caller(t);
    int err = user_path(t, user_name, &name);
    if (err < 0) return err;
    err = at_base(t, dfd, name, &base);
    if (err == 0) err = vfs_mkdir(&who, base, name, mode);
    kfree(name);
    return err;
}
SYSCALL_HANDLER(mkdir) {
    return make_dir(t, AT_FDCWD, sc->args[0], arg_uint(sc, 1));
}
SYSCALL_HANDLER(mkdirat) {
    return make_dir(t, arg_int(sc, 0), sc->args[1], arg_uint(sc, 2));
}

static s64 move_to(struct task *t, struct path *slot, struct path *p) {
    int err = path_permission(p, t->cred, MAY_EXEC);
    if (err < 0) {
        path_put(p);
        return err;
    }
    path_put(slot);
    *slot = *p;
    return 0;
}

SYSCALL_HANDLER(chdir) {
    struct path p;
    int err = at_lookup(t, AT_FDCWD, sc->args[0], LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &p);
    return err < 0 ? err : move_to(t, &t->fs->cwd, &p);
}

SYSCALL_HANDLER(fchdir) {
    const struct file *f = fd_file_any(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    if (!S_ISDIR(f->inode->mode)) return -ENOTDIR;
    struct path p = f->path;
    path_get(&p);
    return move_to(t, &t->fs->cwd, &p);
}

SYSCALL_HANDLER(chroot) {
    struct path p;
    int err = at_lookup(t, AT_FDCWD, sc->args[0], LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &p);
    if (err < 0) return err;
    err = path_permission(&p, t->cred, MAY_EXEC);
    if (err == 0 && !task_capable(t, CAP_SYS_CHROOT)) err = -EPERM;
    if (err < 0) {
        path_put(&p);
        return err;
    }
    return move_to(t, &t->fs->root, &p);
}

SYSCALL_HANDLER(getcwd) {
    char *buf = kzalloc(t->sb->heap, PATH_MAX);
    if (!buf) return -ENOMEM;
    s64 result;
    const struct path *cwd = &t->fs->cwd;
    if (cwd->dentry->unhashed) {
        result = -ENOENT;
    } else {
        const char *name = path_name(cwd, &t->fs->root, buf, PATH_MAX);
        size_t n = name ? strlen(name) + 1 : 0;
        if (!name)
            result = -ENAMETOOLONG;
        else if (n > sc->args[1])
            result = -ERANGE;
        else
            result = user_write(t->mm, sc->args[0], name, n) ? -EFAULT : (s64)n;
    }
    kfree(buf);
    return result;
}
