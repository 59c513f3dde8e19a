// SPDX-License-Identifier: GPL-2.0-or-later
// Extended attributes (xattr(7)): by path, by path without following a link, by descriptor.
#include "abi/xattr.h"
#include "abi/fcntl.h"
#include "syscalls/internal.h"

// What the three forms of a call work on: args[0] names it.
enum target { BY_PATH, BY_LINK, BY_FD };

static int find(struct task *t, const struct syscall *sc, enum target how, struct path *out) {
    if (how != BY_FD) return at_lookup(t, AT_FDCWD, sc->args[0], how == BY_PATH ? LOOKUP_FOLLOW : 0, out);
    const struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    *out = f->path;
    path_get(out);
    return 0;
}

// The attribute's name; one that is empty or too long is -ERANGE.
static int get_name(struct task *t, uaddr_t from, char name[XATTR_NAME_MAX + 1]) {
    s64 n = strncpy_from_user(&t->mm->mmu, name, from, XATTR_NAME_MAX + 1);
    if (n < 0) return (int)n;
    return n == 0 || n > XATTR_NAME_MAX ? -ERANGE : 0;
}

static s64 set(struct task *t, const struct syscall *sc, enum target how) {
    char name[XATTR_NAME_MAX + 1];
    u64 size = sc->args[3];
    s32 flags = arg_int(sc, 4);
    if (flags & ~(XATTR_CREATE | XATTR_REPLACE)) return -EINVAL;
    struct path p;
    s64 result = find(t, sc, how, &p);
    if (result < 0) return result;
    void *value = NULL;
    result = get_name(t, sc->args[1], name);
    if (result == 0 && size > XATTR_SIZE_MAX) result = -E2BIG;
    if (result == 0 && !(value = kzalloc(t->sb->heap, size))) result = -ENOMEM;
    if (result == 0 && size && user_read(t->mm, value, sc->args[2], size)) result = -EFAULT;
    if (result == 0) {
        struct vfs_caller who = task_caller(t);
        result = vfs_setxattr(&who, &p, name, value, size, flags);
    }
    kfree(value);
    path_put(&p);
    return result;
}
SYSCALL_HANDLER(setxattr) {
    return set(t, sc, BY_PATH);
}
SYSCALL_HANDLER(lsetxattr) {
    return set(t, sc, BY_LINK);
}
SYSCALL_HANDLER(fsetxattr) {
    return set(t, sc, BY_FD);
}

// Into user memory: `fill` puts up to `size` bytes into a buffer; a size of 0 only asks how many there are.
static s64 get(struct task *t, const struct syscall *sc, enum target how) {
    char name[XATTR_NAME_MAX + 1];
    u64 size = min_u64(sc->args[3], XATTR_SIZE_MAX);
    struct path p;
    s64 result = find(t, sc, how, &p);
    if (result < 0) return result;
    void *value = NULL;
    result = get_name(t, sc->args[1], name);
    if (result == 0 && size && !(value = kzalloc(t->sb->heap, size))) result = -ENOMEM;
    if (result == 0) {
        struct vfs_caller who = task_caller(t);
        result = vfs_getxattr(&who, &p, name, value, size);
        if (result > 0 && size && user_write(t->mm, sc->args[2], value, (size_t)result)) result = -EFAULT;
    }
    kfree(value);
    path_put(&p);
    return result;
}
SYSCALL_HANDLER(getxattr) {
    return get(t, sc, BY_PATH);
}
SYSCALL_HANDLER(lgetxattr) {
    return get(t, sc, BY_LINK);
}
SYSCALL_HANDLER(fgetxattr) {
    return get(t, sc, BY_FD);
}

static s64 list(struct task *t, const struct syscall *sc, enum target how) {
    u64 size = min_u64(sc->args[2], XATTR_LIST_MAX);
    struct path p;
    s64 result = find(t, sc, how, &p);
    if (result < 0) return result;
    char *names = NULL;
    if (size && !(names = kzalloc(t->sb->heap, size))) result = -ENOMEM;
    if (result == 0) {
        struct vfs_caller who = task_caller(t);
        result = vfs_listxattr(&who, &p, names, size);
        if (result > 0 && size && user_write(t->mm, sc->args[1], names, (size_t)result)) result = -EFAULT;
    }
    kfree(names);
    path_put(&p);
    return result;
}
SYSCALL_HANDLER(listxattr) {
    return list(t, sc, BY_PATH);
}
SYSCALL_HANDLER(llistxattr) {
    return list(t, sc, BY_LINK);
}
SYSCALL_HANDLER(flistxattr) {
    return list(t, sc, BY_FD);
}

static s64 drop(struct task *t, const struct syscall *sc, enum target how) {
    char name[XATTR_NAME_MAX + 1];
    struct path p;
    s64 result = find(t, sc, how, &p);
    if (result < 0) return result;
    result = get_name(t, sc->args[1], name);
    struct vfs_caller who = task_caller(t);
    if (result == 0) result = vfs_removexattr(&who, &p, name);
    path_put(&p);
    return result;
}
SYSCALL_HANDLER(removexattr) {
    return drop(t, sc, BY_PATH);
}
SYSCALL_HANDLER(lremovexattr) {
    return drop(t, sc, BY_LINK);
}
SYSCALL_HANDLER(fremovexattr) {
    return drop(t, sc, BY_FD);
}
