// SPDX-License-Identifier: GPL-2.0-or-later
// Pipes and FIFOs: a ring of page buffers that writers fill and readers empty (pipe(7), fifo(7); Linux: fs/pipe.c).
// SIGPIPE is the call layer's, which sees -EPIPE.
#include "vfs/pipe.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/ioctl.h"
#include "abi/limits.h"
#include "abi/poll.h"
#include "abi/stat.h"
#include "vfs/stdio.h"

struct pipe_buffer {
    pfn_t pfn; // held
    u32 offset, len;
    u32 flags;
};
enum {
    BUFFER_PACKET = 1, // a write in packet mode: a read takes it whole and drops what did not fit
    BUFFER_MERGE = 2,  // more may be appended: the page is nobody else's
};

struct pipe {
    struct waitq read_wait, write_wait;
    struct pipe_buffer *ring;
    u32 slots;      // a power of two
    u32 head, tail; // the next to fill and the next to read; they run on and wrap
    u32 readers, writers;
    u32 files;                          // that hold the pipe
    u64 reader_counter, writer_counter; // how often somebody opened it so, ever
    bool
        polled; // from then on every write wakes, not only those into an empty pipe: edge-triggered epoll relies on it
};

static u32 pipe_occupancy(const struct pipe *p) {
    return p->head - p->tail;
}
static bool pipe_is_empty(const struct pipe *p) {
    return p->head == p->tail;
}
static bool pipe_is_full(const struct pipe *p) {
    return pipe_occupancy(p) >= p->slots;
}
static struct pipe_buffer *pipe_slot(const struct pipe *p, u32 at) {
    return &p->ring[at & (p->slots - 1)];
}
static struct page_pool *pool_of(const struct file *f) {
    return f->inode->sb->vfs->pool;
}

// --- The life of a pipe.
static struct pipe *pipe_alloc(struct heap *heap) {
    struct pipe *p = knew(heap, struct pipe);
    if (!p) return NULL;
    p->ring = kzalloc(heap, PIPE_DEF_BUFFERS * sizeof *p->ring);
    if (!p->ring) {
        kfree(p);
        return NULL;
    }
    p->slots = PIPE_DEF_BUFFERS;
    p->reader_counter = p->writer_counter = 1;
    waitq_init(&p->read_wait);
    waitq_init(&p->write_wait);
    return p;
}

static void pipe_put(struct inode *inode) {
    struct pipe *p = inode->pipe;
    if (--p->files > 0) return;
    inode->pipe = NULL;
    waitq_destroy(&p->read_wait);
    waitq_destroy(&p->write_wait);
    while (!pipe_is_empty(p)) page_put(inode->sb->vfs->pool, pipe_slot(p, p->tail++)->pfn);
    kfree(p->ring);
    kfree(p);
}

static void pipe_wake_all(struct pipe *p) {
    waitq_wake(&p->read_wait, 0);
    waitq_wake(&p->write_wait, 0);
}

// --- Opening. A FIFO waits for the other side: file->dir_version keeps how often that had been opened before.
#define PARTNER_AWAITED (1ull << 63)

static bool is_anonymous(const struct inode *inode) {
    return inode->sb == inode->sb->vfs->anon_sb;
}

static bool opening(const struct file *f) {
    return f->dir_version & PARTNER_AWAITED;
}

static int fifo_open(struct inode *inode, struct file *f) {
    bool nonblock = f->flags & O_NONBLOCK, fifo = !is_anonymous(inode);
    u32 mode = f->mode & (FMODE_READ | FMODE_WRITE);
    if (mode == 0) return -EINVAL;
    struct pipe *p = inode->pipe;
    if (mode == FMODE_WRITE && fifo && nonblock && !(p && p->readers > 0)) return -ENXIO;
    if (!p) {
        p = pipe_alloc(inode->sb->vfs->heap);
        if (!p) return -ENOMEM;
        inode->pipe = p;
    }
    p->files++;
    f->private = p;
    if (mode & FMODE_READ) {
        p->reader_counter++;
        p->readers++;
    }
    if (mode & FMODE_WRITE) {
        p->writer_counter++;
        p->writers++;
    }
    if (fifo && mode == FMODE_READ && p->writers == 0)
        f->dir_version =
            p->writer_counter | (nonblock ? 0 : PARTNER_AWAITED); // without waiting: no POLLHUP until a writer came
    if (fifo && mode == FMODE_WRITE && p->readers == 0) f->dir_version = p->reader_counter | PARTNER_AWAITED;
    pipe_wake_all(p); // partners
    return 0;
}

static int fifo_open_ready(struct file *f) {
    const struct pipe *p = f->private;
    if (!opening(f)) return 0;
    u64 now = f->mode & FMODE_READ ? p->writer_counter : p->reader_counter;
    if (now == (f->dir_version & ~PARTNER_AWAITED)) return -EAGAIN;
    f->dir_version = 0;
    return 0;
}

static void pipe_release(struct file *f) {
    struct pipe *p = f->private;
    if (f->mode & FMODE_READ) p->readers--;
    if (f->mode & FMODE_WRITE) p->writers--;
    if (!p->readers != !p->writers) {
        waitq_wake(&p->read_wait, POLLIN | POLLRDNORM | POLLERR | POLLHUP);
        waitq_wake(&p->write_wait, POLLOUT | POLLWRNORM | POLLERR | POLLHUP);
    }
    pipe_put(f->inode);
}

// --- Reading.
static void drop_first(struct page_pool *pool, struct pipe *p) {
    page_put(pool, pipe_slot(p, p->tail)->pfn);
    p->tail++;
}

static s64 pipe_read(struct file *f, struct iov_iter *to, u64 *pos) {
    (void)pos;
    struct pipe *p = f->private;
    struct page_pool *pool = pool_of(f);
    bool was_full = pipe_is_full(p);
    s64 done = 0, err = 0;
    if (iov_iter_count(to) == 0) return 0;
    while (iov_iter_count(to) > 0 && !pipe_is_empty(p)) {
        struct pipe_buffer *b = pipe_slot(p, p->tail);
        size_t n = min_u64(b->len, iov_iter_count(to));
        if (copy_to_iter(page_data(pool, b->pfn) + b->offset, n, to) < n) { // what was not read whole stays
            err = -EFAULT;
            break;
        }
        done += (s64)n;
        b->offset += (u32)n;
        b->len -= (u32)n;
        bool packet = b->flags & BUFFER_PACKET;
        if (b->len == 0 || packet) drop_first(pool, p);
        if (packet) break;
    }
    if (was_full && !pipe_is_full(p)) waitq_wake(&p->write_wait, POLLOUT | POLLWRNORM);
    if (done > 0) {
        file_accessed(f);
        return done;
    }
    if (err < 0) return err;
    return p->writers > 0 ? -EAGAIN : 0;
}

// --- Writing.
static size_t fill_page(struct page_pool *pool, pfn_t pfn, size_t offset, size_t n, struct iov_iter *from) {
    u8 *window = page_write_window(pool, pfn);
    if (window) return copy_from_iter(window + offset, n, from);
    u8 buf[PAGE_SIZE];
    size_t got = copy_from_iter(buf, n, from);
    if (got > 0) page_write(pool, pfn, offset, buf, got);
    return got;
}

static void push(struct pipe *p, pfn_t pfn, u32 offset, u32 len, u32 flags) {
    *pipe_slot(p, p->head++) = (struct pipe_buffer){pfn, offset, len, flags};
}

// What is more than whole pages goes to the end of the last buffer if it all fits there: small writes share pages.
static s64 append_to_last(struct file *f, struct pipe *p, struct iov_iter *from) {
    size_t n = iov_iter_count(from) & (PAGE_SIZE - 1);
    if (n == 0 || pipe_is_empty(p)) return 0;
    struct pipe_buffer *b = pipe_slot(p, p->head - 1);
    if (!(b->flags & BUFFER_MERGE) || b->offset + b->len + n > PAGE_SIZE) return 0;
    if (fill_page(pool_of(f), b->pfn, b->offset + b->len, n, from) < n) return -EFAULT;
    b->len += (u32)n;
    return (s64)n;
}

// One page more. What it takes, or -EAGAIN, -ENOMEM, -EFAULT.
static s64 write_page(struct file *f, struct pipe *p, struct iov_iter *from) {
    struct page_pool *pool = pool_of(f);
    if (pipe_is_full(p)) return -EAGAIN;
    pfn_t pfn = page_alloc(pool);
    if (!pfn) return -ENOMEM;
    size_t n = min_u64(iov_iter_count(from), PAGE_SIZE);
    if (fill_page(pool, pfn, 0, n, from) < n) {
        page_put(pool, pfn);
        return -EFAULT;
    }
    push(p, pfn, 0, (u32)n, f->flags & O_DIRECT ? BUFFER_PACKET : BUFFER_MERGE);
    return (s64)n;
}

static s64 pipe_write(struct file *f, struct iov_iter *from, u64 *pos) {
    (void)pos;
    struct pipe *p = f->private;
    if (iov_iter_count(from) == 0) return 0;
    if (p->readers == 0) return -EPIPE;
    bool was_empty = pipe_is_empty(p);
    s64 n = append_to_last(f, p, from), done = n > 0 ? n : 0;
    while (n >= 0 && iov_iter_count(from) > 0) {
        n = write_page(f, p, from);
        if (n > 0) done += n;
    }
    if ((was_empty || p->polled) && !pipe_is_empty(p)) waitq_wake(&p->read_wait, POLLIN | POLLRDNORM);
    if (done == 0) return n;
    inode_touch(f->inode, ATTR_MTIME | ATTR_CTIME);
    return done;
}

// --- Readiness.
static u32 pipe_poll(struct file *f, struct poller *w) {
    struct pipe *p = f->private;
    u32 ready = 0;
    p->polled = true;
    if ((f->mode & FMODE_READ) || opening(f)) poll_wait(w, &p->read_wait);
    if ((f->mode & FMODE_WRITE) && !opening(f)) poll_wait(w, &p->write_wait);
    if (opening(f)) return fifo_open_ready(f) == 0 ? POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM : 0;
    if (f->mode & FMODE_READ) {
        if (!pipe_is_empty(p)) ready |= POLLIN | POLLRDNORM;
        if (p->writers == 0 && f->dir_version != p->writer_counter) ready |= POLLHUP;
    }
    if (f->mode & FMODE_WRITE) {
        if (!pipe_is_full(p)) ready |= POLLOUT | POLLWRNORM;
        if (p->readers == 0) ready |= POLLERR;
    }
    return ready;
}

static u64 bytes_in(const struct pipe *p) {
    u64 n = 0;
    for (u32 at = p->tail; at != p->head; at++) n += pipe_slot(p, at)->len;
    return n;
}

static s64 pipe_ioctl(struct file *f, u32 cmd, u64 arg, const struct ioctl_caller *who) {
    if (cmd != FIONREAD) return -ENOTTY;
    s32 n = (s32)bytes_in(f->private);
    return who->access->copy_to_user(who->access_ctx, arg, &n, sizeof n) ? -EFAULT : 0;
}

const struct file_operations fifo_file_operations = {
    .flags = FOP_STREAM | FOP_ASYNC,
    .read = pipe_read,
    .write = pipe_write,
    .ioctl = pipe_ioctl,
    .poll = pipe_poll,
    .open = fifo_open,
    .release = pipe_release,
    .open_ready = fifo_open_ready,
};

// --- Sizes: F_SETPIPE_SZ, F_GETPIPE_SZ.
bool file_is_pipe(const struct file *f) {
    return f->ops == OPREF(&fifo_file_operations) && !(f->mode & FMODE_PATH);
}

s64 pipe_capacity(struct file *f) {
    if (file_is_stdio_pipe(f)) return PIPE_DEF_BUFFERS * PAGE_SIZE;
    if (!file_is_pipe(f)) return -EBADF;
    const struct pipe *p = f->private;
    return (s64)p->slots * PAGE_SIZE;
}

static const struct cred *caller_of(const struct file *f) {
    struct vfs *vfs = f->inode->sb->vfs;
    const struct vfs_ops *ops = OPS(struct vfs_ops, vfs->ops);
    const struct cred *cred = ops->current_cred ? ops->current_cred(vfs) : NULL;
    return cred ? cred : f->cred;
}

s64 pipe_resize(struct file *f, u64 bytes) {
    if (file_is_stdio_pipe(f)) return -EPERM;
    if (!file_is_pipe(f)) return -EBADF;
    struct pipe *p = f->private;
    bytes = (u32)bytes; // fcntl hands over an int
    if (bytes > 1u << 31) return -EINVAL;
    u32 slots = 1;
    while ((u64)slots * PAGE_SIZE < bytes) slots *= 2;
    if (slots > p->slots && (u64)slots * PAGE_SIZE > PIPE_MAX_SIZE && !cred_capable(caller_of(f), CAP_SYS_RESOURCE))
        return -EPERM;
    u32 used = pipe_occupancy(p);
    if (slots < used) return -EBUSY;
    struct pipe_buffer *ring = kzalloc(heap_of(p), slots * sizeof *ring);
    if (!ring) return -ENOMEM;
    for (u32 i = 0; i < used; i++) ring[i] = *pipe_slot(p, p->tail + i);
    bool was_full = pipe_is_full(p);
    kfree(p->ring);
    p->ring = ring;
    p->slots = slots;
    p->tail = 0;
    p->head = used;
    if (was_full && !pipe_is_full(p)) waitq_wake(&p->write_wait, POLLOUT | POLLWRNORM);
    return (s64)slots * PAGE_SIZE;
}

// --- For splice and its like.
u64 pipe_used(const struct file *f) {
    return bytes_in(f->private);
}

u64 pipe_room(const struct file *f) {
    const struct pipe *p = f->private;
    return pipe_is_full(p) ? 0 : (u64)(p->slots - pipe_occupancy(p)) * PAGE_SIZE;
}

bool pipe_has_readers(const struct file *f) {
    return ((const struct pipe *)f->private)->readers > 0;
}

bool pipe_has_writers(const struct file *f) {
    return ((const struct pipe *)f->private)->writers > 0;
}

int pipe_push_page(struct file *f, pfn_t pfn, u32 offset, u32 len) {
    struct pipe *p = f->private;
    if (p->readers == 0) return -EPIPE;
    if (pipe_is_full(p)) return -EAGAIN;
    bool was_empty = pipe_is_empty(p);
    page_get(pool_of(f), pfn);
    push(p, pfn, offset, len, 0);
    if (was_empty || p->polled) waitq_wake(&p->read_wait, POLLIN | POLLRDNORM);
    return 0;
}

u32 pipe_peek(const struct file *f, const u8 **data) {
    const struct pipe *p = f->private;
    if (pipe_is_empty(p)) return 0;
    const struct pipe_buffer *b = pipe_slot(p, p->tail);
    *data = page_data(pool_of(f), b->pfn) + b->offset;
    return b->len;
}

void pipe_consume(struct file *f, u32 n) {
    struct pipe *p = f->private;
    bool was_full = pipe_is_full(p);
    while (n > 0 && !pipe_is_empty(p)) {
        struct pipe_buffer *b = pipe_slot(p, p->tail);
        u32 part = n < b->len ? n : b->len;
        b->offset += part;
        b->len -= part;
        n -= part;
        if (b->len == 0) drop_first(pool_of(f), p);
    }
    if (was_full && !pipe_is_full(p)) waitq_wake(&p->write_wait, POLLOUT | POLLWRNORM);
}

s64 pipe_move(struct file *in, struct file *out, u64 len) {
    struct pipe *from = in->private, *to = out->private;
    if (to->readers == 0) return -EPIPE;
    if (pipe_is_empty(from)) return from->writers > 0 ? -EAGAIN : 0;
    bool was_full = pipe_is_full(from), was_empty = pipe_is_empty(to);
    s64 done = 0;
    while (len > 0 && !pipe_is_empty(from) && !pipe_is_full(to)) {
        struct pipe_buffer *b = pipe_slot(from, from->tail);
        u32 n = (u32)min_u64(b->len, len);
        page_get(pool_of(in), b->pfn);
        // Behind the first part of a page lies the rest of it, and nothing may be appended.
        push(to, b->pfn, b->offset, n, n == b->len ? b->flags : b->flags & ~(u32)BUFFER_MERGE);
        b->offset += n;
        b->len -= n;
        if (b->len == 0) drop_first(pool_of(in), from);
        done += n;
        len -= n;
    }
    if (done == 0) return -EAGAIN;
    if (was_full) waitq_wake(&from->write_wait, POLLOUT | POLLWRNORM);
    if (was_empty || to->polled) waitq_wake(&to->read_wait, POLLIN | POLLRDNORM);
    return done;
}

s64 pipe_tee(struct file *in, struct file *out, u64 len) {
    struct pipe *from = in->private, *to = out->private;
    struct page_pool *pool = pool_of(in);
    if (from == to) return -EINVAL;
    if (len == 0) return 0;
    if (to->readers == 0) return -EPIPE;
    if (pipe_is_empty(from)) return from->writers > 0 ? -EAGAIN : 0;
    bool was_empty = pipe_is_empty(to);
    s64 done = 0;
    for (u32 at = from->tail; at != from->head && len > 0 && !pipe_is_full(to); at++) {
        const struct pipe_buffer *b = pipe_slot(from, at);
        u32 n = (u32)min_u64(b->len, len);
        page_get(pool, b->pfn);
        push(to, b->pfn, b->offset, n, b->flags & ~(u32)BUFFER_MERGE);
        done += n;
        len -= n;
    }
    if (done == 0) return -EAGAIN;
    if (was_empty || to->polled) waitq_wake(&to->read_wait, POLLIN | POLLRDNORM);
    return done;
}

// --- pipe(2). `flags`: O_NONBLOCK and O_DIRECT, already checked.
int pipe_create(struct vfs *vfs, u32 flags, const struct cred *cred, struct file *out[2]) {
    struct pipe *p = pipe_alloc(vfs->heap);
    if (!p) return -ENOMEM;
    int err = file_create_anon(vfs, "pipe:", S_IFIFO | S_IRUSR | S_IWUSR, OPREF(&fifo_file_operations),
                               O_WRONLY | (flags & (O_NONBLOCK | O_DIRECT)), cred, p, &out[1]);
    if (err < 0) {
        kfree(p->ring);
        kfree(p);
        return err;
    }
    out[1]->inode->pipe = p;
    p->files = p->writers = 1;
    err = file_create(&out[1]->path, NULL, O_RDONLY | (flags & O_NONBLOCK), cred, OPREF(&fifo_file_operations),
                      &out[0]);
    if (err < 0) {
        file_put(out[1]);
        return err;
    }
    out[0]->private = p;
    out[0]->mode |= FMODE_OPENED;
    p->files++;
    p->readers = 1;
    return 0;
}
