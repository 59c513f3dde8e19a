// SPDX-License-Identifier: GPL-2.0-or-later
// Moving bytes from file to file without a stop in the program: sendfile and copy_file_range.
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "abi/stat.h"
#include "syscalls/internal.h"

#define CHUNK 65536u

// Up to `len` bytes; positions NULL: the file's own. Stops early rather than lose bytes that were read. -EAGAIN: the output is full.
static s64 copy_bytes(struct task *t, struct file *in, u64 *in_pos, struct file *out, u64 *out_pos, u64 len) {
    u8 *buf = kzalloc(t->sb->heap, CHUNK);
    if (!buf) return -ENOMEM;
    u64 done = 0, limit = task_rlimit(t, RLIMIT_FSIZE);
    s64 result = 0;
    u64 at = in_pos ? *in_pos : in->pos;
    while (done < len) {
        struct iov_iter it;
        size_t want = min_u64(len - done, CHUNK);
        u64 from = at;
        iov_iter_kernel(&it, buf, want);
        result = vfs_read(in, &it, &from);
        if (result <= 0) break;
        iov_iter_kernel(&it, buf, (size_t)result);
        s64 put = vfs_write(out, &it, out_pos, limit);
        if (put <= 0) {
            result = put;
            break;
        }
        done += (u64)put;
        at += (u64)put;
        if (put < result) break;
    }
    if (in_pos) *in_pos = at;
    else in->pos = at;
    kfree(buf);
    return done ? (s64)done : result;
}

SYSCALL_HANDLER(sendfile) {
    struct file *in = fd_file(t, arg_int(sc, 1)), *out = fd_file(t, arg_int(sc, 0));
    u64 pos = 0, len = min_u64(sc->args[3], MAX_RW_COUNT);
    if (sc->args[2]) {
        if (GET_USER(t, &pos, sc->args[2])) return -EFAULT;
    }
    if (!in || !(in->mode & FMODE_READ)) return -EBADF;
    if (file_ops(in)->flags & FOP_STREAM) return sc->args[2] ? -ESPIPE : -EINVAL;
    if ((s64)pos < 0) return -EINVAL;
    if (!out || !(out->mode & FMODE_WRITE)) return -EBADF;
    if (S_ISDIR(in->inode->mode)) return -EINVAL;
    if (out->flags & O_APPEND) return -EINVAL;
    s64 result = copy_bytes(t, in, sc->args[2] ? &pos : NULL, out, NULL, len);
    if (result == -EAGAIN) return io_wait(t, out, POLLOUT | POLLWRNORM);
    if (result == -EPIPE) signal_send_task(t, SIGPIPE, NULL);
    if (sc->args[2] && PUT_USER(t, sc->args[2], &pos)) return -EFAULT;
    return result;
}

SYSCALL_HANDLER(copy_file_range) {
    struct file *in = fd_file(t, arg_int(sc, 0)), *out = fd_file(t, arg_int(sc, 2));
    u64 in_pos, out_pos, len = min_u64(sc->args[4], MAX_RW_COUNT);
    if (!in || !out) return -EBADF;
    in_pos = in->pos, out_pos = out->pos;
    if (sc->args[1] && GET_USER(t, &in_pos, sc->args[1])) return -EFAULT;
    if (sc->args[3] && GET_USER(t, &out_pos, sc->args[3])) return -EFAULT;
    if (arg_uint(sc, 5)) return -EINVAL;
    if (S_ISDIR(in->inode->mode) || S_ISDIR(out->inode->mode)) return -EISDIR;
    if (!S_ISREG(in->inode->mode) || !S_ISREG(out->inode->mode)) return -EINVAL;
    if (!(in->mode & FMODE_READ) || !(out->mode & FMODE_WRITE) || (out->flags & O_APPEND)) return -EBADF;
    if ((s64)in_pos < 0 || (s64)out_pos < 0) return -EINVAL;
    if (in_pos + sc->args[4] < in_pos || out_pos + sc->args[4] < out_pos) return -EOVERFLOW;
    if (in_pos >= in->inode->size) return 0;
    len = min_u64(len, in->inode->size - in_pos);
    if (in->inode == out->inode && in_pos < out_pos + len && out_pos < in_pos + len) return -EINVAL;
    s64 result = copy_bytes(t, in, &in_pos, out, &out_pos, len);
    if (result <= 0) return result;
    if (!sc->args[1]) in->pos = in_pos;
    else if (PUT_USER(t, sc->args[1], &in_pos)) return -EFAULT;
    if (!sc->args[3]) out->pos = out_pos;
    else if (PUT_USER(t, sc->args[3], &out_pos)) return -EFAULT;
    return result;
}
