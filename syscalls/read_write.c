// SPDX-License-Identifier: GPL-2.0-or-later
// read, write and their vector and positioned forms; lseek (Linux: fs/read_write.c). Waiting and partial results are
// io_wait.c's.
#include "abi/fcntl.h"
#include "abi/ioctl.h"
#include "abi/stat.h"
#include "abi/uio.h"
#include "syscalls/internal.h"

static bool has_position(const struct file *f) {
    return !(file_ops(f)->flags & FOP_STREAM);
}

// A range that wraps, or reaches beyond user memory, is refused before anything is moved (access_ok). So is a negative length.
static bool range_ok(uaddr_t base, u64 len) {
    return len <= TASK_SIZE && base <= TASK_SIZE - len;
}

static int check_direction(const struct file *f, bool writing) {
    if (!(f->mode & (writing ? FMODE_WRITE : FMODE_READ))) return -EBADF;
    if (S_ISDIR(f->inode->mode)) return 0; // -EISDIR comes later
    return (writing ? file_ops(f)->write != NULL : file_ops(f)->read != NULL) ? 0 : -EINVAL;
}

// rw_verify_area: no byte of a file lies beyond the largest offset.
static bool place_ok(const struct file *f, const u64 *pos, u64 count) {
    if (!pos && !has_position(f)) return true;
    return count <= (u64)INT64_MAX - (pos ? *pos : f->pos);
}

static s64 transfer(struct task *t, struct syscall *sc, struct file *f, struct iov_iter *it, u64 *pos, bool nowait,
                    bool writing) {
    struct process *p = t->process;
    s64 n = writing ? io_write(t, sc, f, it, pos, nowait) : io_read(t, sc, f, it, pos, nowait);
    if (n == SYS_PARKED) return n;
    if (writing) {
        p->io_syscw++;
        if (n > 0) p->io_wchar += (u64)n;
    } else {
        p->io_syscr++;
        if (n > 0) p->io_rchar += (u64)n;
    }
    return n;
}

static s64 single(struct task *t, struct syscall *sc, struct file *f, u64 *pos, bool writing) {
    struct iov_iter it;
    int err = check_direction(f, writing);
    if (err < 0) return err;
    if (!range_ok(sc->args[1], sc->args[2])) return -EFAULT;
    if (!place_ok(f, pos, sc->args[2])) return -EINVAL;
    user_buf(t, &it, sc->args[1], sc->args[2]);
    return transfer(t, sc, f, &it, pos, false, writing);
}

SYSCALL_HANDLER(read) {
    struct file *f = call_file(t, sc, arg_int(sc, 0));
    return f ? call_end(sc, f, single(t, sc, f, NULL, false)) : -EBADF;
}
SYSCALL_HANDLER(write) {
    struct file *f = call_file(t, sc, arg_int(sc, 0));
    return f ? call_end(sc, f, single(t, sc, f, NULL, true)) : -EBADF;
}

static s64 single_at(struct task *t, struct syscall *sc, bool writing) {
    u64 pos = sc->args[3];
    if ((s64)pos < 0) return -EINVAL;
    struct file *f = call_file(t, sc, arg_int(sc, 0));
    if (!f) return -EBADF;
    return has_position(f) ? call_end(sc, f, single(t, sc, f, &pos, writing)) : -ESPIPE;
}
SYSCALL_HANDLER(pread64) {
    return single_at(t, sc, false);
}
SYSCALL_HANDLER(pwrite64) {
    return single_at(t, sc, true);
}

// --- Vectors
// kiocb_set_rw_flags; hints and promises about durability mean nothing to files in memory.
static int check_flags(const struct file *f, u32 flags, bool writing) {
    if (flags & ~(u32)RWF_SUPPORTED) return -EOPNOTSUPP;
    if ((flags & RWF_APPEND) && (flags & RWF_NOAPPEND)) return -EINVAL;
    if ((flags & RWF_NOWAIT) && (S_ISREG(f->inode->mode) || S_ISDIR(f->inode->mode))) return -EOPNOTSUPP;
    if (flags & RWF_ATOMIC) return -EOPNOTSUPP; // for block devices and file systems that can
    return writing && (flags & RWF_NOAPPEND) && (f->flags & O_APPEND) && (f->inode->flags & FS_APPEND_FL) ? -EPERM
                                                                                                          : 0;
}

static s64 move_vector(struct task *t, struct syscall *sc, struct file *f, struct iov_iter *it, u64 *pos, u32 flags,
                       bool writing) {
    if (!iov_iter_count(it)) return 0;
    if (!place_ok(f, pos, iov_iter_count(it))) return -EINVAL;
    int err = check_flags(f, flags, writing);
    if (err < 0) return err;
    u32 own = f->flags; // RWF_APPEND and RWF_NOAPPEND stand in for O_APPEND during this call
    if (flags & RWF_APPEND) f->flags |= O_APPEND;
    if (flags & RWF_NOAPPEND) f->flags &= ~(u32)O_APPEND;
    s64 n = transfer(t, sc, f, it, pos, flags & RWF_NOWAIT, writing);
    f->flags = own;
    return n;
}

static s64 do_vector(struct task *t, struct syscall *sc, struct file *f, u64 *pos, u32 flags, bool writing) {
    struct iov_segment *seg;
    struct iov_iter it;
    if (pos && !has_position(f)) return -ESPIPE;
    int err = check_direction(f, writing);
    if (err < 0) return err;
    err = user_iov(t, sc->args[1], sc->args[2], &seg, &it);
    if (err < 0) return err;
    s64 n = move_vector(t, sc, f, &it, pos, flags, writing);
    kfree(seg);
    return n;
}

static s64 vector(struct task *t, struct syscall *sc, u64 *pos, u32 flags, bool writing) {
    struct file *f = call_file(t, sc, arg_int(sc, 0));
    return f ? call_end(sc, f, do_vector(t, sc, f, pos, flags, writing)) : -EBADF;
}

SYSCALL_HANDLER(readv) {
    return vector(t, sc, NULL, 0, false);
}
SYSCALL_HANDLER(writev) {
    return vector(t, sc, NULL, 0, true);
}

// The offset comes in one piece on 64-bit machines; its upper half is not looked at.
static s64 vector_at(struct task *t, struct syscall *sc, u32 flags, bool writing) {
    u64 pos = sc->args[3];
    return (s64)pos < 0 ? -EINVAL : vector(t, sc, &pos, flags, writing);
}
SYSCALL_HANDLER(preadv) {
    return vector_at(t, sc, 0, false);
}
SYSCALL_HANDLER(pwritev) {
    return vector_at(t, sc, 0, true);
}

// An offset of -1 is the file's own position.
SYSCALL_HANDLER(preadv2) {
    u32 flags = arg_uint(sc, 5);
    return sc->args[3] == UINT64_MAX ? vector(t, sc, NULL, flags, false) : vector_at(t, sc, flags, false);
}
SYSCALL_HANDLER(pwritev2) {
    u32 flags = arg_uint(sc, 5);
    return sc->args[3] == UINT64_MAX ? vector(t, sc, NULL, flags, true) : vector_at(t, sc, flags, true);
}

SYSCALL_HANDLER(lseek) {
    struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    if (arg_uint(sc, 2) > SEEK_MAX) return -EINVAL;
    return vfs_llseek(f, (s64)sc->args[1], arg_int(sc, 2));
}
