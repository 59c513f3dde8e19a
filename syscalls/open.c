// SPDX-License-Identifier: GPL-2.0-or-later
// Opening and closing: open, openat, openat2, creat, close, close_range (Linux: fs/open.c, fs/file.c). What can be opened, and
// by whom, is vfs/open.c's.
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "abi/stat.h"
#include "syscalls/internal.h"

#define OPEN_KNOWN                                                                                                   \
    (O_ACCMODE | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_APPEND | O_NONBLOCK | O_SYNC | O_DSYNC | FASYNC |         \
     O_DIRECT | O_LARGEFILE | O_DIRECTORY | O_NOFOLLOW | O_NOATIME | O_CLOEXEC | O_PATH | __O_TMPFILE)
#define OPEN_PATH_KNOWN (O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC)
#define RESOLVE_KNOWN                                                                                                \
    (RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH | RESOLVE_IN_ROOT |             \
     RESOLVE_CACHED)

// An open FIFO that waits for its other side is kept in progress[0].
static s64 open_finish(struct task *t, struct syscall *sc, struct file *f, bool cloexec) {
    const struct file_operations *ops = file_ops(f);
    s64 result = ops->open_ready && !(f->mode & FMODE_PATH) ? ops->open_ready(f) : 0;
    if (result == -EAGAIN) {
        u32 flags = f->flags;
        f->flags &= ~(u32)O_NONBLOCK; // an open that would not wait has been answered already
        result = io_wait(t, f, POLLIN | POLLOUT | POLLHUP);
        f->flags = flags;
    }
    sc->progress[0] = result == SYS_PARKED ? (u64)(uintptr_t)f : 0;
    if (result == SYS_PARKED) return result;
    if (result == 0) result = fd_install(t, f, 0, cloexec);
    if (result < 0) file_put(f);
    return result;
}

static s64 do_open(struct task *t, struct syscall *sc, s32 dfd, uaddr_t user_name, const struct open_how *how) {
    bool cloexec = how->flags & O_CLOEXEC;
    if (sc->progress[0]) return open_finish(t, sc, (struct file *)(uintptr_t)sc->progress[0], cloexec);
    struct user_name name;
    const struct path *base;
    struct file *f;
    struct vfs_caller who = task_caller(t);
    int err = user_name_get(t, user_name, &name);
    if (err < 0) return err;
    if (!name.text[0]) err = -ENOENT;
    if (err == 0) err = fd_available(t); // nothing is made for want of a descriptor
    if (err == 0) err = at_base(t, dfd, name.text, &base);
    if (err == 0) err = vfs_open(&who, base, name.text, how, &f);
    user_name_put(&name);
    return err ? err : open_finish(t, sc, f, cloexec);
}

static bool will_create(u64 flags) {
    return flags & (O_CREAT | __O_TMPFILE);
}

// build_open_flags: what the flags must not say together.
static int check_how(const struct abi_open_how *how) {
    u64 flags = how->flags;
    if (flags & ~(u64)OPEN_KNOWN) return -EINVAL;
    if (how->resolve & ~(u64)RESOLVE_KNOWN) return -EINVAL;
    if ((how->resolve & RESOLVE_BENEATH) && (how->resolve & RESOLVE_IN_ROOT)) return -EINVAL;
    if (how->mode & ~(will_create(flags) ? (u64)S_IALLUGO : 0)) return -EINVAL;
    if ((flags & (O_DIRECTORY | O_CREAT)) == (O_DIRECTORY | O_CREAT)) return -EINVAL;
    if ((flags & __O_TMPFILE) && (!(flags & O_DIRECTORY) || (flags & O_ACCMODE) == O_RDONLY)) return -EINVAL;
    if ((flags & O_PATH) && (flags & ~(u64)OPEN_PATH_KNOWN)) return -EINVAL;
    if ((how->resolve & RESOLVE_CACHED) && (flags & (O_TRUNC | O_CREAT | __O_TMPFILE))) return -EAGAIN;
    return 0;
}

static u32 lookup_flags(u64 resolve) {
    u32 lookup = 0;
    if (resolve & RESOLVE_NO_XDEV) lookup |= LOOKUP_NO_XDEV;
    if (resolve & RESOLVE_NO_MAGICLINKS) lookup |= LOOKUP_NO_MAGICLINKS;
    if (resolve & RESOLVE_NO_SYMLINKS) lookup |= LOOKUP_NO_SYMLINKS;
    if (resolve & RESOLVE_BENEATH) lookup |= LOOKUP_BENEATH;
    if (resolve & RESOLVE_IN_ROOT) lookup |= LOOKUP_IN_ROOT;
    return lookup; // RESOLVE_CACHED: every name is in memory
}

static s64 open_how(struct task *t, struct syscall *sc, s32 dfd, uaddr_t name, const struct abi_open_how *how) {
    int err = check_how(how);
    if (err < 0) return err;
    struct open_how request = {
        .flags = (u32)how->flags, .mode = (u32)how->mode, .lookup = lookup_flags(how->resolve)};
    if (!(request.flags & O_PATH)) request.flags |= O_LARGEFILE; // as on every 64-bit machine
    if (request.flags & __O_SYNC) request.flags |= O_DSYNC;
    return do_open(t, sc, dfd, name, &request);
}

// open and openat ignore what they do not know, and the mode unless something may be made.
static s64 open_plain(struct task *t, struct syscall *sc, s32 dfd, uaddr_t name, u32 flags, u32 mode) {
    struct abi_open_how how = {.flags = flags & OPEN_KNOWN};
    if (flags & O_PATH) how.flags &= OPEN_PATH_KNOWN;
    if (will_create(how.flags)) how.mode = mode & S_IALLUGO;
    return open_how(t, sc, dfd, name, &how);
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
    struct abi_open_how how;
    u64 size = sc->args[3];
    if (size < OPEN_HOW_SIZE_VER0) return -EINVAL;
    if (size > PAGE_SIZE) return -E2BIG;
    int err = user_struct(t, &how, sizeof how, sc->args[2], size);
    return err < 0 ? err : open_how(t, sc, arg_int(sc, 0), sc->args[1], &how);
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
        if (flags & CLOSE_RANGE_CLOEXEC)
            fd_set_cloexec(t, (s32)fd, true);
        else
            fd_close(t, (s32)fd);
    }
    return 0;
}
