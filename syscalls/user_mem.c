// SPDX-License-Identifier: GPL-2.0-or-later
// What handlers fetch from user memory: paths, vectors, and the places that *at calls start from.
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "abi/uio.h"
#include "syscalls/internal.h"

#include <string.h>

// A path that did not fit the short buffer.
static int long_path(struct task *t, uaddr_t from, char **out) {
    char *path = kzalloc(t->sb->heap, PATH_MAX);
    if (!path) return -ENOMEM;
    s64 n = strncpy_from_user(&t->mm->mmu, path, from, PATH_MAX);
    if (n >= 0 && n < PATH_MAX) {
        *out = path;
        return 0;
    }
    kfree(path);
    return n < 0 ? (int)n : -ENAMETOOLONG;
}

int user_name_get(struct task *t, uaddr_t from, struct user_name *out) {
    out->owned = NULL;
    out->text = out->few;
    s64 n = strncpy_from_user(&t->mm->mmu, out->few, from, sizeof out->few);
    if (n < (s64)sizeof out->few) return n < 0 ? (int)n : 0;
    int err = long_path(t, from, &out->owned);
    out->text = out->owned;
    return err;
}

int user_path(struct task *t, uaddr_t from, char **out) {
    struct user_name name;
    int err = user_name_get(t, from, &name);
    if (err < 0) return err;
    *out = name.owned ? name.owned : kstrndup(t->sb->heap, name.few, sizeof name.few);
    return *out ? 0 : -ENOMEM;
}

int user_struct(struct task *t, void *out, size_t have, uaddr_t from, u64 size) {
    u8 rest[64];
    for (u64 at = have; at < size; at += sizeof rest) {
        u64 n = min_u64(size - at, sizeof rest);
        if (user_read(t->mm, rest, from + at, n)) return -EFAULT;
        for (u64 i = 0; i < n; i++)
            if (rest[i]) return -E2BIG;
    }
    memset(out, 0, have);
    return user_read(t->mm, out, from, min_u64(size, have)) ? -EFAULT : 0;
}

// An iovec is a base and a length, as a segment is.
_Static_assert(sizeof(struct iov_segment) == sizeof(struct abi_iovec), "iovec");

static bool outside_user_memory(const struct iov_segment *v) {
    return v->len > TASK_SIZE || v->base > TASK_SIZE - v->len;
}

// The case that needs no memory.
static int one_iov(struct task *t, uaddr_t iov, struct iov_iter *it) {
    struct iov_segment v;
    if (GET_USER(t, &v, iov)) return -EFAULT;
    if ((s64)v.len < 0) return -EINVAL;
    v.len = min_u64(v.len, MAX_RW_COUNT);
    if (outside_user_memory(&v)) return -EFAULT;
    iov_iter_user(it, &mmu_user_access, &t->mm->mmu, v.base, v.len);
    return 0;
}

// Copied, checked and cut to what one call may move (Linux: __import_iovec).
static int check_iov(struct iov_segment *v, u64 n) {
    u64 total = 0;
    for (u64 i = 0; i < n; i++)
        if ((s64)v[i].len < 0) return -EINVAL;
    for (u64 i = 0; i < n; i++) {
        if (outside_user_memory(&v[i])) return -EFAULT;
        v[i].len = min_u64(v[i].len, MAX_RW_COUNT - total);
        total += v[i].len;
    }
    return 0;
}

int user_iov(struct task *t, uaddr_t iov, u64 n, struct iov_segment **seg, struct iov_iter *it) {
    *seg = NULL;
    if (n > UIO_MAXIOV) return -EINVAL;
    if (n == 1) return one_iov(t, iov, it);
    struct iov_segment *v = kzalloc(t->sb->heap, n * sizeof *v);
    if (!v) return -ENOMEM;
    int err = n && user_read(t->mm, v, iov, n * sizeof *v) ? -EFAULT : check_iov(v, n);
    if (err < 0) {
        kfree(v);
        return err;
    }
    iov_iter_user_vec(it, &mmu_user_access, &t->mm->mmu, v, n);
    *seg = v;
    return 0;
}

int at_base(struct task *t, s32 dfd, const char *path, const struct path **out) {
    *out = NULL; // the working directory; of no interest to an absolute path
    if (dfd == AT_FDCWD || path[0] == '/') return 0;
    const struct file *f = fd_file_any(t, dfd);
    if (!f) return -EBADF;
    if (path[0] && !S_ISDIR(f->inode->mode)) return -ENOTDIR;
    *out = &f->path;
    return 0;
}

int at_lookup(struct task *t, s32 dfd, uaddr_t user_name, u32 lookup_flags, struct path *out) {
    struct user_name name;
    const struct path *base;
    struct vfs_caller who = task_caller(t);
    int err = user_name_get(t, user_name, &name);
    if (err < 0) return err;
    err = name.text[0] || (lookup_flags & LOOKUP_EMPTY) ? at_base(t, dfd, name.text, &base) : -ENOENT;
    if (err == 0) err = path_lookup(&who, base, name.text, lookup_flags, out);
    user_name_put(&name);
    return err;
}
