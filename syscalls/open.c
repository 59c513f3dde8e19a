// SPDX-License-Identifier: GPL-2.0-or-later
// Opening and closing: open, openat, openat2, creat, close, close_range, pipe, memfd_create.
#include "abi/fcntl.h"
#include "abi/mman.h"
#include "abi/poll.h"
#include "abi/stat.h"
#include "syscalls/internal.h"

#include <string.h>

#define OPEN_KNOWN                                                                                                     \
    (O_ACCMODE | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_APPEND | O_NONBLOCK | O_SYNC | O_DSYNC | FASYNC | O_DIRECT |   \
     O_LARGEFILE | O_DIRECTORY | O_NOFOLLOW | O_NOATIME | O_CLOEXEC | O_PATH | __O_TMPFILE)

// The open file of a FIFO that waits for its other side is kept in progress[0].
static s64 open_finish(struct task *t, struct syscall *sc, struct file *f, bool cloexec) {
    const struct file_operations *ops = file_ops(f);
    int ready = ops->open_ready && !(f->mode & FMODE_PATH) ? ops->open_ready(f) : 0;
    if (ready == -EAGAIN) {
        u32 flags = f->flags;
        f->flags &= ~(u32)O_NONBLOCK; // an open that would not wait has been answered already
        s64 result = io_wait(t, f, POLLIN | POLLOUT | POLLHUP);
        f->flags = flags;
        sc->progress[0] = (u64)(uintptr_t)f;
        if (result == SYS_PARKED) return result;
        ready = (int)result;
    }
    sc->progress[0] = 0;
    s64 fd = ready < 0 ? ready : fd_install(t, f, 0, cloexec);
    if (fd < 0) file_put(f);
    return fd;
}

static s64 do_open(struct task *t, struct syscall *sc, s32 dfd, uaddr_t user_name, const struct open_how *how) {
    bool cloexec = how->flags & O_CLOEXEC;
    if (sc->progress[0]) return open_finish(t, sc, (struct file *)(uintptr_t)sc->progress[0], cloexec);
    char *name;
    const struct path *base;
    struct file *f;
    struct vfs_caller who = task_caller(t);
    int err = user_path(t, user_name, &name);
    if (err < 0) return err;
    err = name[0] ? at_base(t, dfd, name, &base) : -ENOENT;
    if (err == 0) err = vfs_open(&who, base, name, how, &f);
    kfree(name);
    return err < 0 ? err : open_finish(t, sc, f, cloexec);
}

// open and openat ignore what they do not know, and the mode unless something may be made.
static s64 open_plain(struct task *t, struct syscall *sc, s32 dfd, uaddr_t name, u32 flags, u32 mode) {
    flags &= OPEN_KNOWN;
    bool makes = flags & (O_CREAT | __O_TMPFILE);
    if (flags & O_PATH) flags &= O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC;
    if (flags & __O_TMPFILE) {
        if ((flags & O_TMPFILE) != O_TMPFILE || (flags & O_ACCMODE) == O_RDONLY) return -EINVAL;
    }
    if ((flags & (O_DIRECTORY | O_CREAT)) == (O_DIRECTORY | O_CREAT)) return -EINVAL;
    const struct open_how how = {.flags = flags | (flags & O_PATH ? 0 : O_LARGEFILE), .mode = makes ? mode & 07777 : 0};
    return do_open(t, sc, dfd, name, &how);
}

SYSCALL_HANDLER(open) {
    return open_plain(t, sc, AT_FDCWD, sc->args[0], arg_uint(sc, 1), arg_uint(sc, 2));
}
SYSCALL_HANDLER(openat) {
    return open_plain(t, sc, arg_int(sc, 0), sc->args[1], arg_uint(sc, 2), arg_uint(sc, 3));
}
SYSCALL_HANDLER(creat) {
    return open_plain(t, sc, AT_FDCWD, sc->args[0], O_CREAT | O_WRONLY | O_TRUNC, arg_uint(sc, 1));
}

SYSCALL_HANDLER(openat2) {
    struct abi_open_how how = {0};
    u64 size = sc->args[3];
    if (size < sizeof how) return -EINVAL;
    if (size > PAGE_SIZE) return -E2BIG;
    if (GET_USER(t, &how, sc->args[2])) return -EFAULT;
    for (u64 at = sizeof how; at < size; at++) {
        u8 byte;
        if (user_read(t->mm, &byte, sc->args[2] + at, 1)) return -EFAULT;
        if (byte) return -E2BIG;
    }
    if (how.flags & ~(u64)OPEN_KNOWN) return -EINVAL;
    u64 known = RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH | RESOLVE_IN_ROOT | RESOLVE_CACHED;
    if (how.resolve & ~known) return -EINVAL;
    if ((how.resolve & RESOLVE_BENEATH) && (how.resolve & RESOLVE_IN_ROOT)) return -EINVAL;
    u32 flags = (u32)how.flags;
    if (flags & (O_CREAT | __O_TMPFILE)) {
        if (how.mode & ~07777ull) return -EINVAL;
    } else if (how.mode) {
        return -EINVAL;
    }
    if ((flags & (O_DIRECTORY | O_CREAT)) == (O_DIRECTORY | O_CREAT)) return -EINVAL;
    if ((flags & __O_TMPFILE) && ((flags & O_TMPFILE) != O_TMPFILE || (flags & O_ACCMODE) == O_RDONLY)) return -EINVAL;
    if ((flags & O_PATH) && (flags & ~(u32)(O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC))) return -EINVAL;
    if ((how.resolve & RESOLVE_CACHED) && (flags & (O_TRUNC | O_CREAT | __O_TMPFILE))) return -EAGAIN;
    u32 lookup = 0;
    if (how.resolve & RESOLVE_NO_XDEV) lookup |= LOOKUP_NO_XDEV;
    if (how.resolve & RESOLVE_NO_MAGICLINKS) lookup |= LOOKUP_NO_MAGICLINKS;
    if (how.resolve & RESOLVE_NO_SYMLINKS) lookup |= LOOKUP_NO_SYMLINKS;
    if (how.resolve & RESOLVE_BENEATH) lookup |= LOOKUP_BENEATH;
    if (how.resolve & RESOLVE_IN_ROOT) lookup |= LOOKUP_IN_ROOT;
    const struct open_how request = {.flags = flags, .mode = (u32)how.mode, .lookup = lookup};
    return do_open(t, sc, arg_int(sc, 0), sc->args[1], &request);
}

SYSCALL_HANDLER(close) {
    return fd_close(t, arg_int(sc, 0));
}

SYSCALL_HANDLER(close_range) {
    u32 first = arg_uint(sc, 0), last = arg_uint(sc, 1), flags = arg_uint(sc, 2);
    if (flags & ~(u32)(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) return -EINVAL;
    if (first > last) return -EINVAL;
    if ((flags & CLOSE_RANGE_UNSHARE) && t->files->refs > 1) {
        struct fd_table *own = fd_table_copy(t->files, UINT32_MAX);
        if (!own) return -ENOMEM;
        fd_table_put(t->files);
        t->files = own;
    }
    for (u32 fd = first; fd <= last && fd < t->files->size; fd++) {
        if (flags & CLOSE_RANGE_CLOEXEC) fd_set_cloexec(t, (s32)fd, true);
        else fd_close(t, (s32)fd);
    }
    return 0;
}

static s64 make_pipe(struct task *t, uaddr_t to, u32 flags) {
    struct file *ends[2];
    if (flags & ~(u32)(O_CLOEXEC | O_NONBLOCK | O_DIRECT)) return -EINVAL;
    int err = pipe_create(&t->sb->vfs, flags & (O_NONBLOCK | O_DIRECT), t->cred, ends);
    if (err < 0) return err;
    bool cloexec = flags & O_CLOEXEC;
    s32 fd[2];
    fd[0] = fd_install(t, ends[0], 0, cloexec);
    if (fd[0] < 0) {
        file_put(ends[0]);
        file_put(ends[1]);
        return fd[0];
    }
    fd[1] = fd_install(t, ends[1], 0, cloexec);
    if (fd[1] < 0) {
        fd_close(t, fd[0]);
        file_put(ends[1]);
        return fd[1];
    }
    if (PUT_USER(t, to, &fd)) {
        fd_close(t, fd[0]);
        fd_close(t, fd[1]);
        return -EFAULT;
    }
    return 0;
}
SYSCALL_HANDLER(pipe) {
    return make_pipe(t, sc->args[0], 0);
}
SYSCALL_HANDLER(pipe2) {
    return make_pipe(t, sc->args[0], arg_uint(sc, 1));
}

SYSCALL_HANDLER(memfd_create) {
    enum { NAME_LIMIT = 249 };
    char name[NAME_LIMIT + 1];
    u32 flags = arg_uint(sc, 1);
    if (flags & ~(u32)(MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL | MFD_EXEC)) return -EINVAL;
    if ((flags & MFD_EXEC) && (flags & MFD_NOEXEC_SEAL)) return -EINVAL;
    s64 n = strncpy_from_user(&t->mm->mmu, name, sc->args[0], sizeof name);
    if (n < 0) return n;
    if (n >= NAME_LIMIT + 1) return -EINVAL;
    struct file *f;
    int err = memfd_create_file(&t->sb->vfs, name, flags, t->cred, &f);
    if (err < 0) return err;
    s32 fd = fd_install(t, f, 0, flags & MFD_CLOEXEC);
    if (fd < 0) file_put(f);
    return fd;
}
