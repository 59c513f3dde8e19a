// SPDX-License-Identifier: GPL-2.0-or-later
// Moving data through pipes without handing it to the program: splice, tee, vmsplice (Linux: fs/splice.c). Pages of files go
// into pipes as they are. sendfile and copy_file_range are in copy.c.
#include "syscalls/splice.h"
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "abi/stat.h"
#include "vfs/pipe.h"

#define SPLICE_KNOWN (SPLICE_F_MOVE | SPLICE_F_NONBLOCK | SPLICE_F_MORE | SPLICE_F_GIFT)

static bool pipe_has_room(const struct file *f) {
    return pipe_room(f) > 0;
}

// io_wait, unless the call is not to wait: its own flag and those of the pipes at its ends decide that, not those of other files.
static s64 wait_for(struct task *t, struct file *f, u32 events, bool nonblock) {
    if (nonblock) return -EAGAIN;
    u32 own = f->flags;
    f->flags &= ~(u32)O_NONBLOCK;
    s64 result = io_wait(t, f, events);
    f->flags = own;
    return result;
}

static s64 wait_for_data(struct task *t, struct file *pipe, bool nonblock) { // 0: there is some, or the end
    const u8 *data;
    if (pipe_peek(pipe, &data) || !pipe_has_writers(pipe)) return 0;
    return wait_for(t, pipe, POLLIN | POLLRDNORM, nonblock);
}

static s64 wait_for_room(struct task *t, struct file *pipe, bool nonblock) {
    if (!pipe_has_readers(pipe)) {
        io_write_failed(t, pipe, NULL, -EPIPE);
        return -EPIPE;
    }
    return pipe_has_room(pipe) ? 0 : wait_for(t, pipe, POLLOUT | POLLWRNORM, nonblock);
}

// --- From a file into a pipe
bool file_can_be_spliced(const struct file *f, bool writing) {
    const struct file_operations *ops = file_ops(f);
    bool moves = writing ? ops->write != NULL : ops->read != NULL;
    return moves && !S_ISDIR(f->inode->mode) && (f->inode->mode & S_IFMT); // eventfds and their like have no type
}

// The page of a file in the page cache that holds *pos. 0 or -errno; *pfn 0: the data is not there, or a hole.
static int cached_page(struct file *in, u64 pos, pfn_t *pfn) {
    *pfn = 0;
    if (file_ops(in)->read != generic_file_read) return 0;
    struct address_space *as = file_ops(in)->mapping(in);
    *pfn = page_cache_peek(as, pos >> PAGE_SHIFT);
    if (*pfn || !as->ops || !OPS(struct address_space_operations, as->ops)->read_page) return 0;
    return page_cache_get(as, pos >> PAGE_SHIFT, pfn);
}

// What has no page to share is read into one of the pipe's own.
static s64 splice_copy(struct file *in, u64 *pos, struct file *pipe, u64 len) {
    struct page_pool *pool = in->inode->sb->vfs->pool;
    u8 buf[PAGE_SIZE];
    struct iov_iter it;
    pfn_t pfn = page_alloc(pool);
    if (!pfn) return -ENOMEM;
    iov_iter_kernel(&it, buf, min_u64(len, PAGE_SIZE - (pos ? *pos & (PAGE_SIZE - 1) : 0)));
    s64 n = vfs_read(in, &it, pos);
    if (n > 0) {
        page_write(pool, pfn, 0, buf, (size_t)n);
        int err = pipe_push_page(pipe, pfn, 0, (u32)n);
        if (err < 0) n = err;
    }
    page_put(pool, pfn);
    return n;
}

// As much as there is and the pipe has slots for. `pos` NULL: a file without positions.
static s64 fill_pipe(struct file *in, u64 *pos, struct file *pipe, u64 len) {
    s64 done = 0, n = 0;
    while (len > 0 && pipe_has_room(pipe)) {
        pfn_t pfn = 0;
        n = pos ? cached_page(in, *pos, &pfn) : 0;
        if (n < 0) break;
        if (pfn) {
            u64 end = in->inode->size;
            if (*pos >= end) break;
            u32 offset = (u32)(*pos & (PAGE_SIZE - 1));
            u32 part = (u32)min_u64(min_u64(len, end - *pos), PAGE_SIZE - offset);
            n = pipe_push_page(pipe, pfn, offset, part);
            if (n < 0) break;
            n = part;
            *pos += part;
        } else {
            n = splice_copy(in, pos, pipe, len);
            if (n <= 0) break;
        }
        done += n;
        len -= (u64)n;
        if (!pos) break; // whatever there was
    }
    return done ? done : n;
}

s64 splice_to_pipe(struct task *t, struct file *in, u64 *pos, struct file *pipe, u64 len, bool nonblock) {
    s64 result = wait_for_room(t, pipe, nonblock);
    if (result < 0) return result;
    if (!file_can_be_spliced(in, false)) return -EINVAL;
    result = fill_pipe(in, pos, pipe, min_u64(len, MAX_RW_COUNT));
    if (result > 0) file_accessed(in);
    return result == -EAGAIN ? wait_for(t, in, POLLIN | POLLRDNORM, nonblock || (in->flags & O_NONBLOCK)) : result;
}

// --- From a pipe into a file
static s64 drain_pipe(struct task *t, struct file *pipe, struct file *out, u64 *pos, u64 len) {
    s64 done = 0, n = 0;
    const u8 *data;
    u32 there;
    while (len > 0 && (there = pipe_peek(pipe, &data))) {
        struct iov_iter it;
        iov_iter_kernel(&it, (void *)(uintptr_t)data, min_u64(there, len));
        n = vfs_write(out, &it, pos, task_rlimit(t, RLIMIT_FSIZE));
        if (n <= 0) break;
        pipe_consume(pipe, (u32)n);
        done += n;
        len -= (u64)n;
    }
    return done ? done : n;
}

static s64 splice_from_pipe(struct task *t, struct file *pipe, struct file *out, u64 *pos, u64 len, bool nonblock) {
    if (!file_can_be_spliced(out, true)) return -EINVAL;
    s64 result = wait_for_data(t, pipe, nonblock);
    if (result < 0) return result;
    result = drain_pipe(t, pipe, out, pos, min_u64(len, MAX_RW_COUNT));
    if (result == -EAGAIN) return wait_for(t, out, POLLOUT | POLLWRNORM, out->flags & O_NONBLOCK);
    if (result < 0) io_write_failed(t, out, pos, result);
    return result;
}

// --- From pipe to pipe
static s64 pipe_to_pipe(struct task *t, struct file *in, struct file *out, u64 len, bool nonblock, bool keep) {
    s64 result = wait_for_data(t, in, nonblock);
    if (result == 0) result = wait_for_room(t, out, nonblock);
    if (result < 0) return result;
    return keep ? pipe_tee(in, out, len) : pipe_move(in, out, len);
}

// --- The calls
struct splice_end {
    struct file *file;
    uaddr_t user_offset; // 0: the file's own position
    u64 offset;
    bool is_pipe;
};

static bool has_position(const struct file *f) {
    return !(file_ops(f)->flags & FOP_STREAM);
}

// An offset is for files that have one.
static int splice_end_fetch(struct task *t, struct splice_end *e) {
    if (!e->user_offset) return 0;
    return GET_USER(t, &e->offset, e->user_offset) ? -EFAULT : 0;
}

// The place in the other file: *pos points to it, or is NULL for streams.
static int splice_place(struct splice_end *e, u64 len, u64 **pos) {
    *pos = NULL;
    if (!has_position(e->file)) return e->user_offset ? -EINVAL : 0;
    if (!e->user_offset) e->offset = e->file->pos;
    *pos = &e->offset;
    return (s64)len < 0 || e->offset > INT64_MAX || len > (u64)INT64_MAX - e->offset ? -EINVAL : 0;
}

static s64 splice_other(struct task *t, struct splice_end *in, struct splice_end *out, u64 len, bool nonblock) {
    struct splice_end *other = in->is_pipe ? out : in;
    u64 *pos;
    if (!other->user_offset || has_position(other->file)) {
        if (in->is_pipe && (out->file->flags & O_APPEND)) return -EINVAL;
    }
    int err = splice_place(other, len, &pos);
    if (err < 0) return err;
    struct file *pipe = in->is_pipe ? in->file : out->file;
    if (pipe->flags & O_NONBLOCK) nonblock = true;
    s64 result = in->is_pipe ? splice_from_pipe(t, pipe, out->file, pos, len, nonblock)
                             : splice_to_pipe(t, in->file, pos, pipe, len, nonblock);
    if (result <= 0 || !pos) return result;
    if (!other->user_offset)
        file_moved_to(other->file, *pos);
    else if (PUT_USER(t, other->user_offset, pos))
        return -EFAULT;
    return result;
}

static s64 do_splice(struct task *t, struct splice_end *in, struct splice_end *out, u64 len, u32 flags) {
    bool nonblock = flags & SPLICE_F_NONBLOCK;
    in->is_pipe = file_is_pipe(in->file);
    out->is_pipe = file_is_pipe(out->file);
    if ((in->is_pipe && in->user_offset) || (out->is_pipe && out->user_offset)) return -ESPIPE;
    int err = splice_end_fetch(t, out);
    if (err == 0) err = splice_end_fetch(t, in);
    if (err < 0) return err;
    if (!(in->file->mode & FMODE_READ) || !(out->file->mode & FMODE_WRITE)) return -EBADF;
    if (in->is_pipe && out->is_pipe) {
        if (in->file->inode == out->file->inode) return -EINVAL;
        if ((in->file->flags | out->file->flags) & O_NONBLOCK) nonblock = true;
        return pipe_to_pipe(t, in->file, out->file, len, nonblock, false);
    }
    return in->is_pipe || out->is_pipe ? splice_other(t, in, out, len, nonblock) : -EINVAL;
}

// Both files, held while the call waits. 0 or -EBADF.
static int splice_files(const struct task *t, const struct syscall *sc, int in_arg, int out_arg, struct file *f[2]) {
    f[0] = call_file_in(t, sc, arg_int(sc, in_arg), CALL_SECOND);
    f[1] = call_file_in(t, sc, arg_int(sc, out_arg), CALL_FILE);
    return f[0] && f[1] ? 0 : -EBADF;
}
static s64 splice_files_end(struct syscall *sc, struct file *f[2], s64 result) {
    call_end_in(sc, f[0], result, CALL_SECOND);
    return call_end(sc, f[1], result);
}

SYSCALL_HANDLER(splice) {
    u64 len = sc->args[4];
    u32 flags = arg_uint(sc, 5);
    struct file *f[2];
    if (len == 0) return 0;
    if (flags & ~(u32)SPLICE_KNOWN) return -EINVAL;
    int err = splice_files(t, sc, 0, 2, f);
    if (err < 0) return err;
    struct splice_end in = {.file = f[0], .user_offset = sc->args[1]},
                      out = {.file = f[1], .user_offset = sc->args[3]};
    return splice_files_end(sc, f, do_splice(t, &in, &out, len, flags));
}

static s64 do_tee(struct task *t, struct file *in, struct file *out, u64 len, u32 flags) {
    if (!(in->mode & FMODE_READ) || !(out->mode & FMODE_WRITE)) return -EBADF;
    if (!file_is_pipe(in) || !file_is_pipe(out) || in->inode == out->inode) return -EINVAL;
    bool nonblock = (flags & SPLICE_F_NONBLOCK) || ((in->flags | out->flags) & O_NONBLOCK);
    return pipe_to_pipe(t, in, out, len, nonblock, true);
}

SYSCALL_HANDLER(tee) {
    u64 len = sc->args[2];
    u32 flags = arg_uint(sc, 3);
    struct file *f[2];
    if (flags & ~(u32)SPLICE_KNOWN) return -EINVAL;
    if (len == 0) return 0;
    int err = splice_files(t, sc, 0, 1, f);
    return err < 0 ? err : splice_files_end(sc, f, do_tee(t, f[0], f[1], len, flags));
}

// --- vmsplice: memory into a pipe, a slot for every piece of a page; or the other way round, which is a read.
static s64 push_user_page(struct task *t, struct file *pipe, struct iov_iter *it, u64 n) {
    struct page_pool *pool = t->sb->pool;
    u8 buf[PAGE_SIZE];
    pfn_t pfn = page_alloc(pool);
    if (!pfn) return -ENOMEM;
    size_t got = copy_from_iter(buf, n, it);
    s64 result = -EFAULT;
    if (got > 0) {
        page_write(pool, pfn, 0, buf, got);
        int err = pipe_push_page(pipe, pfn, 0, (u32)got);
        result = err < 0 ? err : (s64)got;
    }
    page_put(pool, pfn);
    return result;
}

static s64 splice_from_user(struct task *t, struct file *pipe, struct iov_iter *it, bool nonblock) {
    s64 done = 0, n = wait_for_room(t, pipe, nonblock);
    if (n < 0) return n;
    while (iov_iter_count(it) > 0 && pipe_has_room(pipe)) {
        const struct iov_segment *seg = it->seg ? it->seg : &it->one;
        u64 at = seg->base + it->seg_offset, left = seg->len - it->seg_offset;
        if (left == 0) {
            it->seg++, it->nsegs--, it->seg_offset = 0;
            continue;
        }
        n = push_user_page(t, pipe, it, min_u64(min_u64(left, it->count), PAGE_SIZE - (at & (PAGE_SIZE - 1))));
        if (n < 0) break;
        done += n;
    }
    return done ? done : n;
}

static s64 do_vmsplice(struct task *t, struct syscall *sc, struct file *f, u32 flags) {
    struct iov_segment *seg;
    struct iov_iter it;
    bool writing = f->mode & FMODE_WRITE, nonblock = flags & SPLICE_F_NONBLOCK;
    if (!(f->mode & (FMODE_READ | FMODE_WRITE))) return -EBADF;
    s64 result = user_iov(t, sc->args[1], sc->args[2], &seg, &it);
    if (result < 0) return result;
    if (iov_iter_count(&it) == 0) {
        result = 0;
    } else if (!file_is_pipe(f)) {
        result = -EBADF;
    } else if (writing) {
        result = splice_from_user(t, f, &it, nonblock);
    } else {
        result = vfs_read(f, &it, NULL);
        if (result == -EAGAIN) result = wait_for(t, f, POLLIN | POLLRDNORM, nonblock);
    }
    kfree(seg);
    return result;
}

SYSCALL_HANDLER(vmsplice) {
    u32 flags = arg_uint(sc, 3);
    if (flags & ~(u32)SPLICE_KNOWN) return -EINVAL;
    struct file *f = call_file(t, sc, arg_int(sc, 0));
    return f ? call_end(sc, f, do_vmsplice(t, sc, f, flags)) : -EBADF;
}
