// SPDX-License-Identifier: GPL-2.0-or-later
// The host's standard streams as files of the guest, of the type they have there: a pipe, a regular file. Devices are the
// caller's to look for among the guest's own; what is left of them, a terminal or a socket, looks like a pipe here.
//
// A regular file's position is the host's own, so that descriptors which share it there (">out 2>&1") share it here; whoever
// opens it again by name (/dev/stdin) gets a position of his own.
#include "vfs/stdio.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/ioctl.h"
#include "abi/limits.h"
#include "abi/poll.h"
#include "abi/stat.h"

#include <string.h>

struct stdio { // inode->private
    int stream;
    bool live;
    bool wanted; // somebody waits for input of a live machine
    struct waitq wait;
    // Pipes: what has been read from the host and not yet by the guest. It is here so that a snapshot has it.
    u8 *ahead; // AHEAD_MAX bytes, once needed
    u32 first, count;
    bool ended;
};

#define AHEAD_MAX (PIPE_DEF_BUFFERS * PAGE_SIZE) // no read of a pipe gives more than it holds
#define CHUNK AHEAD_MAX                          // of files, moved at once

static const struct inode_operations stdio_inode_operations;
static const struct file_operations pipe_stream_operations, file_stream_operations;

static struct stdio *stdio_of(const struct inode *inode) {
    return inode->private;
}
static struct vfs *vfs_of(const struct file *f) {
    return f->inode->sb->vfs;
}

// --- Pipes: reading. A sealed machine waits in the host until it has all that was asked for, so that nothing depends on how
// the input happened to arrive; a live one takes what is there.

// Gets at least `want` bytes ahead, if there are as many. 0, also at the end; -EAGAIN, -ENOMEM, and -ERESTARTNOINTR when the
// host asks for a stop: the guest never hears of that.
static int read_ahead(struct vfs *vfs, struct stdio *s, u32 want) {
    if (!s->ahead && !(s->ahead = kzalloc(vfs->heap, AHEAD_MAX))) return -ENOMEM;
    if (s->first + want > AHEAD_MAX) {
        memmove(s->ahead, s->ahead + s->first, s->count);
        s->first = 0;
    }
    while (s->count < want && !s->ended) {
        s64 n = vfs->door ? vfs->door->stream_read(vfs->door_ctx, s->stream, s->ahead + s->first + s->count,
                                                   want - s->count, !s->live)
                          : 0;
        if (n == 0) s->ended = true;
        if (n == -EINTR) return -ERESTARTNOINTR;
        if (n < 0) return s->count > 0 && n == -EAGAIN ? 0 : (int)n;
        s->count += (u32)n;
    }
    return 0;
}

static s64 pipe_stream_read(struct file *f, struct iov_iter *to, u64 *pos) {
    (void)pos;
    struct stdio *s = stdio_of(f->inode);
    u32 want = (u32)min_u64(iov_iter_count(to), AHEAD_MAX);
    if (want == 0) return 0;
    int err = read_ahead(vfs_of(f), s, want);
    if (err < 0) return err;
    if (s->count == 0) {
        s->ended = !s->live; // a terminal may go on
        return 0;
    }
    u32 n = s->count < want ? s->count : want;
    u32 got = (u32)copy_to_iter(s->ahead + s->first, n, to);
    s->first += got;
    s->count -= got;
    if (s->count == 0) s->first = 0;
    return got > 0 ? (s64)got : -EFAULT;
}

// --- Readiness. A sealed machine looks into the host until it knows; there, input is always at hand or over.
static u32 stream_poll(struct file *f, struct poller *p) {
    struct stdio *s = stdio_of(f->inode);
    u32 ready = 0;
    poll_wait(p, &s->wait);
    if (f->mode & FMODE_WRITE) ready |= POLLOUT | POLLWRNORM;
    if (!(f->mode & FMODE_READ)) return ready;
    int err = read_ahead(vfs_of(f), s, 1);
    if (s->count > 0)
        ready |= POLLIN | POLLRDNORM;
    else if (err == 0)
        ready |= POLLHUP;
    else if (err == -EAGAIN || err == -ERESTARTNOINTR)
        s->wanted = true;
    else
        ready |= POLLERR;
    return ready;
}

static s64 stream_ioctl(struct file *f, u32 cmd, u64 arg, const struct ioctl_caller *who) {
    struct stdio *s = stdio_of(f->inode);
    if (cmd != FIONREAD) return -ENOTTY;
    int err = f->mode & FMODE_READ ? read_ahead(vfs_of(f), s, AHEAD_MAX) : 0;
    if (err < 0 && err != -EAGAIN) return err;
    s32 count = (s32)s->count;
    return who->access->copy_to_user(who->access_ctx, arg, &count, sizeof count) ? -EFAULT : 0;
}

// --- Writing. `at` NULL: where the stream stands.
static s64 write_host(struct file *f, const void *buf, size_t n, const u64 *at) {
    struct vfs *vfs = vfs_of(f);
    const struct stdio *s = stdio_of(f->inode);
    if (at) return vfs->door->stream_write_at(vfs->door_ctx, s->stream, *at, buf, n);
    return vfs->door->stream_write(vfs->door_ctx, s->stream, buf, n);
}

static s64 stream_write(struct file *f, struct iov_iter *from, u64 *at) {
    struct vfs *vfs = vfs_of(f);
    if (!vfs->door) return -EIO;
    size_t size = min_u64(iov_iter_count(from), CHUNK);
    if (size == 0) return 0;
    u8 small[512], *buf = size <= sizeof small ? small : kzalloc(vfs->heap, size);
    if (!buf) return -ENOMEM;
    s64 done = 0, n = 0;
    while (iov_iter_count(from) > 0) {
        size_t part = min_u64(iov_iter_count(from), size), got = copy_from_iter(buf, part, from);
        n = got > 0 ? write_host(f, buf, got, at) : -EFAULT;
        if (n <= 0) break;
        done += n;
        if (at) *at += (u64)n;
        if (got < part || (size_t)n < got) break;
    }
    if (buf != small) kfree(buf);
    return done > 0 ? done : n;
}

static s64 pipe_stream_write(struct file *f, struct iov_iter *from, u64 *pos) {
    (void)pos;
    return stream_write(f, from, NULL);
}

// --- The run loop of a live machine asks these.
bool stdio_input_wanted(const struct vfs *vfs) {
    const struct inode *inode = vfs->stdin_stream;
    return inode && stdio_of(inode)->wanted && waitq_active(&stdio_of(inode)->wait);
}

void stdio_input_arrived(struct vfs *vfs) {
    struct inode *inode = vfs->stdin_stream;
    if (!inode) return;
    stdio_of(inode)->wanted = false;
    waitq_wake(&stdio_of(inode)->wait, POLLIN | POLLRDNORM);
}

// --- Regular files.
static u64 host_size(const struct inode *inode) {
    struct vfs *vfs = inode->sb->vfs;
    struct host_stat st;
    if (!vfs->door || vfs->door->stream_stat(vfs->door_ctx, stdio_of(inode)->stream, &st) < 0) return inode->size;
    return st.size;
}

static void stdio_getattr(struct inode *inode, struct kstat *out) {
    if (!S_ISREG(inode->mode)) return;
    out->size = inode->size = host_size(inode);
    out->blocks = (out->size + 511) / 512;
}

static int file_stream_open(struct inode *inode, struct file *f) {
    f->private = inode; // not the inherited one: a position of its own
    inode->size = host_size(inode);
    return 0;
}

static bool opened_again(const struct file *f) {
    return f->private != NULL;
}

// The inherited descriptor's f->pos follows the host's, for those who look (/proc/PID/fdinfo, RLIMIT_FSIZE).
static bool at_stream_position(const struct file *f, const u64 *pos) {
    return pos == &f->pos && !opened_again(f);
}

static s64 file_stream_read(struct file *f, struct iov_iter *to, u64 *pos) {
    struct vfs *vfs = vfs_of(f);
    int stream = stdio_of(f->inode)->stream;
    if (!vfs->door || iov_iter_count(to) == 0) return 0;
    bool shared = at_stream_position(f, pos);
    size_t size = min_u64(iov_iter_count(to), CHUNK);
    u8 *buf = kzalloc(vfs->heap, size);
    if (!buf) return -ENOMEM;
    s64 done = 0, n = 0;
    while (iov_iter_count(to) > 0) {
        size_t part = min_u64(iov_iter_count(to), size);
        n = shared ? vfs->door->stream_read(vfs->door_ctx, stream, buf, part, true)
                   : vfs->door->stream_read_at(vfs->door_ctx, stream, *pos, buf, part);
        if (n <= 0) break;
        size_t got = copy_to_iter(buf, (size_t)n, to);
        *pos += got;
        done += (s64)got;
        if (got == (size_t)n && got == part) continue;
        if (shared && got < (size_t)n) vfs->door->stream_seek(vfs->door_ctx, stream, (s64)got - n, SEEK_CUR);
        if (got < (size_t)n) n = -EFAULT;
        break;
    }
    kfree(buf);
    return done > 0 ? done : n;
}

static s64 file_stream_write(struct file *f, struct iov_iter *from, u64 *pos) {
    struct vfs *vfs = vfs_of(f);
    bool shared = at_stream_position(f, pos);
    if (!shared && (f->flags & O_APPEND)) *pos = host_size(f->inode);
    s64 n = stream_write(f, from, shared ? NULL : pos);
    if (shared && n > 0) {
        s64 now = vfs->door->stream_seek(vfs->door_ctx, stdio_of(f->inode)->stream, 0, SEEK_CUR);
        *pos = now >= 0 ? (u64)now : *pos + (u64)n;
    }
    if (n > 0) f->inode->size = host_size(f->inode);
    return n;
}

static s64 file_stream_llseek(struct file *f, s64 offset, int whence) {
    struct vfs *vfs = vfs_of(f);
    f->inode->size = host_size(f->inode);
    if (opened_again(f) || !vfs->door) return generic_file_llseek(f, offset, whence);
    if (whence == SEEK_DATA || whence == SEEK_HOLE) {
        offset = generic_file_llseek(f, offset, whence);
        if (offset < 0) return offset;
        whence = SEEK_SET;
    }
    s64 now = vfs->door->stream_seek(vfs->door_ctx, stdio_of(f->inode)->stream, offset, whence);
    if (now >= 0) f->pos = (u64)now;
    return now;
}

static int file_stream_fsync(struct file *f) {
    (void)f;
    return 0;
}

// mmap of a file that is only read; what is written goes past the page cache.
static int stdio_read_page(struct inode *inode, u64 index, pfn_t pfn) {
    struct vfs *vfs = inode->sb->vfs;
    u8 buf[PAGE_SIZE];
    if (!vfs->door) return -EIO;
    s64 n = vfs->door->stream_read_at(vfs->door_ctx, stdio_of(inode)->stream, index << PAGE_SHIFT, buf, sizeof buf);
    if (n > 0) page_write(vfs->pool, pfn, 0, buf, (size_t)n);
    return n < 0 ? (int)n : 0;
}
static const struct address_space_operations stdio_page_operations = {.read_page = stdio_read_page};

static int stdio_setattr(struct inode *inode, const struct iattr *attr) {
    struct vfs *vfs = inode->sb->vfs;
    if ((attr->valid & ATTR_SIZE) && S_ISREG(inode->mode)) {
        int err = vfs->door ? vfs->door->stream_truncate(vfs->door_ctx, stdio_of(inode)->stream, attr->size) : -EIO;
        if (err < 0) return err;
    }
    return inode_setattr(inode, attr);
}

static void stdio_evict(struct inode *inode) {
    struct stdio *s = stdio_of(inode);
    struct vfs *vfs = inode->sb->vfs;
    if (vfs->stdin_stream == inode) vfs->stdin_stream = NULL;
    waitq_destroy(&s->wait);
    kfree(s->ahead);
    kfree(s);
}

static const struct inode_operations stdio_inode_operations = {
    .setattr = stdio_setattr,
    .getattr = stdio_getattr,
    .evict = stdio_evict,
};

static const struct file_operations pipe_stream_operations = {
    .flags = FOP_STREAM,
    .read = pipe_stream_read,
    .write = pipe_stream_write,
    .ioctl = stream_ioctl,
    .poll = stream_poll,
};

static const struct file_operations file_stream_operations = {
    .read = file_stream_read,
    .write = file_stream_write,
    .llseek = file_stream_llseek,
    .open = file_stream_open,
    .fsync = file_stream_fsync,
    .mapping = generic_file_mapping,
};

bool file_is_stdio_pipe(const struct file *f) {
    return f->ops == OPREF(&pipe_stream_operations);
}

int stdio_create(struct vfs *vfs, int stream, bool live, const struct cred *cred, struct file **out) {
    struct host_stat st;
    int err = vfs->door->stream_stat(vfs->door_ctx, stream, &st);
    if (err < 0) return err;
    bool regular = S_ISREG(st.mode);
    struct stdio *s = knew(vfs->heap, struct stdio);
    if (!s) return -ENOMEM;
    s->stream = stream;
    s->live = live;
    waitq_init(&s->wait);
    u32 mode = regular ? st.mode & (S_IFMT | S_IRWXUGO) : S_IFIFO | S_IRUSR | S_IWUSR;
    // A terminal is open both ways on each of the three; what stands for it is a pipe, which is not.
    u32 flags = st.flags | O_LARGEFILE; // as open(2) of x86-64 sets it
    if (!regular) flags = stream == 0 ? O_RDONLY : O_WRONLY;
    static const char *const names[] = {"/stdin", "/stdout", "/stderr"};
    err = file_create_anon(vfs, regular ? names[stream] : "pipe:", mode,
                           regular ? OPREF(&file_stream_operations) : OPREF(&pipe_stream_operations), flags, cred,
                           NULL, out);
    if (err < 0) {
        kfree(s);
        return err;
    }
    struct inode *inode = (*out)->inode;
    inode->private = s;
    inode->iops = OPREF(&stdio_inode_operations);
    inode->fops = (*out)->ops;
    if (regular) {
        inode->size = st.size;
        inode->mapping.ops = OPREF(&stdio_page_operations);
        s64 now = vfs->door->stream_seek(vfs->door_ctx, stream, 0, SEEK_CUR);
        if (now > 0) (*out)->pos = (u64)now;
        if (st.uid == 0) inode->uid = 0;
        if (st.gid == 0) inode->gid = 0;
    }
    if (stream == 0) vfs->stdin_stream = inode;
    return 0;
}
