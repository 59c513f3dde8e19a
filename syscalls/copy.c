// SPDX-License-Identifier: GPL-2.0-or-later
// Copying from file to file without a stop in the program: sendfile, copy_file_range (Linux: fs/read_write.c).
#include "abi/fcntl.h"
#include "abi/ioctl.h"
#include "abi/poll.h"
#include "abi/stat.h"
#include "syscalls/splice.h"
#include "vfs/pipe.h"

#define CHUNK 65536u // moved at once

// Copies up to `len` bytes from *in_pos; *done counts them. `out_pos` NULL: the output's own position. What was read and not
// written counts as not read. 0: all done, or the end; or why it stopped.
static s64 copy_bytes(struct task *t, struct file *in, u64 *in_pos, struct file *out, u64 *out_pos, u64 len,
                      u64 *done) {
    u8 little[PAGE_SIZE], *buf = little;
    size_t size = min_u64(len, CHUNK);
    if (size > sizeof little && !(buf = kzalloc(t->sb->heap, size))) return -ENOMEM;
    s64 n = 0;
    while (len > 0) {
        struct iov_iter it;
        u64 from = *in_pos;
        iov_iter_kernel(&it, buf, min_u64(len, size));
        n = vfs_read(in, &it, &from);
        if (n <= 0) break;
        iov_iter_kernel(&it, buf, (size_t)n);
        n = vfs_write(out, &it, out_pos, task_rlimit(t, RLIMIT_FSIZE));
        if (n <= 0) break;
        *in_pos += (u64)n;
        *done += (u64)n;
        len -= (u64)n;
    }
    if (buf != little) kfree(buf);
    return n < 0 ? n : 0;
}

// The output takes no more: the rest later.
static s64 send_rest(struct task *t, struct syscall *sc, struct file *in, u64 *pos, struct file *out, u64 len) {
    u64 done = sc->progress[0];
    *pos += done;
    s64 err = copy_bytes(t, in, pos, out, NULL, len - done, &done);
    if (err == -EAGAIN) err = io_wait(t, out, POLLOUT | POLLWRNORM);
    if (err == SYS_PARKED) {
        sc->progress[0] = done;
        return err;
    }
    if (err < 0) io_write_failed(t, out, NULL, err);
    return done ? (s64)done : err;
}

static s64 send(struct task *t, struct syscall *sc, struct file *in, u64 *pos, struct file *out, u64 len) {
    bool positioned = !(file_ops(in)->flags & FOP_STREAM);
    if (file_is_pipe(out))
        return splice_to_pipe(t, in, positioned ? pos : NULL, out, len, (in->flags | out->flags) & O_NONBLOCK);
    if (out->flags & O_APPEND) return -EINVAL;
    if (!positioned) return -EINVAL; // what was read could not be given back
    if (len == 0) return 0;
    if (!file_can_be_spliced(in, false) || !file_can_be_spliced(out, true)) return -EINVAL;
    return send_rest(t, sc, in, pos, out, len);
}

static s64 do_sendfile(struct task *t, struct syscall *sc, struct file *f[2]) {
    struct file *in = f[0], *out = f[1];
    uaddr_t user_offset = sc->args[2];
    u64 pos = in->pos, len = sc->args[3];
    if (user_offset && GET_USER(t, &pos, user_offset)) return -EFAULT;
    if (!(in->mode & FMODE_READ)) return -EBADF;
    if (user_offset && (file_ops(in)->flags & FOP_STREAM)) return -ESPIPE;
    if ((s64)len < 0 || pos > INT64_MAX || len > (u64)INT64_MAX - pos) return -EINVAL;
    if (!out || !(out->mode & FMODE_WRITE)) return -EBADF;
    s64 result = send(t, sc, in, &pos, out, min_u64(len, MAX_RW_COUNT));
    if (result == SYS_PARKED) return result;
    if (result > 0 && !user_offset) file_moved_to(in, pos);
    if (user_offset && PUT_USER(t, user_offset, &pos)) return -EFAULT;
    return result;
}

SYSCALL_HANDLER(sendfile) {
    u64 ignored;
    struct file *f[2] = {call_file_in(t, sc, arg_int(sc, 1), CALL_SECOND), call_file(t, sc, arg_int(sc, 0))};
    if (!f[0]) return sc->args[2] && GET_USER(t, &ignored, sc->args[2]) ? -EFAULT : -EBADF;
    s64 result = do_sendfile(t, sc, f);
    call_end_in(sc, f[0], result, CALL_SECOND);
    return f[1] ? call_end(sc, f[1], result) : result;
}

// --- copy_file_range
struct range_end {
    struct file *file;
    uaddr_t user_offset; // 0: the file's own position
    u64 pos;
};

static int range_end_fetch(struct task *t, struct range_end *e) {
    e->pos = e->file->pos;
    return e->user_offset && GET_USER(t, &e->pos, e->user_offset) ? -EFAULT : 0;
}
static int range_end_store(struct task *t, const struct range_end *e) {
    if (e->user_offset) return PUT_USER(t, e->user_offset, &e->pos) ? -EFAULT : 0;
    file_moved_to(e->file, e->pos);
    return 0;
}

// generic_copy_file_checks: cuts *len to what there is, and to what the output may grow to.
static int check_ranges(struct task *t, const struct range_end *in, const struct range_end *out, u64 *len) {
    struct inode *from = in->file->inode, *to = out->file->inode;
    if (S_ISDIR(from->mode) || S_ISDIR(to->mode)) return -EISDIR;
    if (!S_ISREG(from->mode) || !S_ISREG(to->mode)) return -EINVAL;
    if (!(in->file->mode & FMODE_READ) || !(out->file->mode & FMODE_WRITE) || (out->file->flags & O_APPEND))
        return -EBADF;
    if (from->sb != to->sb) return -EXDEV;
    if (to->flags & FS_IMMUTABLE_FL) return -EPERM;
    if (in->pos + *len < in->pos || out->pos + *len < out->pos) return -EOVERFLOW;
    *len = in->pos < from->size ? min_u64(*len, from->size - in->pos) : 0;
    u64 limit = task_rlimit(t, RLIMIT_FSIZE);
    if (*len && limit != RLIM_INFINITY) {
        if (out->pos >= limit) {
            signal_raise(t, SIGXFSZ);
            return -EFBIG;
        }
        *len = min_u64(*len, limit - out->pos);
    }
    if (from == to && out->pos + *len > in->pos && out->pos < in->pos + *len) return -EINVAL;
    if (in->pos > INT64_MAX || out->pos > INT64_MAX) return -EINVAL;
    return 0;
}

SYSCALL_HANDLER(copy_file_range) {
    struct range_end in = {.file = fd_file(t, arg_int(sc, 0)), .user_offset = sc->args[1]};
    struct range_end out = {.file = fd_file(t, arg_int(sc, 2)), .user_offset = sc->args[3]};
    u64 len = sc->args[4], done = 0;
    if (!in.file || !out.file) return -EBADF;
    int err = range_end_fetch(t, &in);
    if (err == 0) err = range_end_fetch(t, &out);
    if (err == 0 && arg_uint(sc, 5)) err = -EINVAL;
    if (err == 0) err = check_ranges(t, &in, &out, &len);
    if (err < 0 || len == 0) return err;
    s64 result = copy_bytes(t, in.file, &in.pos, out.file, &out.pos, min_u64(len, MAX_RW_COUNT), &done);
    if (done == 0) return result;
    err = range_end_store(t, &in);
    if (err == 0) err = range_end_store(t, &out);
    return err < 0 ? err : (s64)done;
}
