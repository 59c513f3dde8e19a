// SPDX-License-Identifier: GPL-2.0-or-later
// Open files and what every file type implements.
//
// Files never sleep: an operation that would have to wait answers -EAGAIN and reports readiness through poll;
// the call layer (syscalls/io_wait.c) does the waiting. O_NONBLOCK is therefore no file type's business.
#ifndef VFS_FILE_H
#define VFS_FILE_H

#include "base/iov_iter.h"
#include "base/waitq.h"
#include "vfs/dentry.h"

struct file;

// Collects the wait queues of a file: poll operations call poll_wait for each queue that tells of changes.
struct poller {
    void (*add)(struct poller *p, struct waitq *q); // NULL: only asking
};
static inline void poll_wait(struct poller *p, struct waitq *q) {
    if (p && p->add) p->add(p, q);
}

// Called by iterate for each entry; `next` is the position after it. Non-zero: stop, the entry did not fit.
struct dir_context {
    int (*emit)(struct dir_context *ctx, const char *name, size_t len, u64 ino, u32 type, u64 next);
    u64 pos;
};

// What ioctl needs of its caller.
struct ioctl_caller {
    const struct user_access *access;
    void *access_ctx;
    const struct vfs_caller *who;
    void *task; // opaque to vfs; the terminal asks job control through vfs->ops
};

enum {
    FOP_STREAM = 1,    // no position: lseek and pread answer -ESPIPE
    FOP_MMAP_ZERO = 2, // mmap gives anonymous memory (/dev/zero)
    FOP_SEEKABLE_DIR = 4,
    FOP_ASYNC = 8, // can send SIGIO (O_ASYNC): its queues tell of what became ready by POLL* bits
};

// NULL members: the default in brackets.
struct file_operations {
    u32 flags;
    // [-EINVAL] bytes, 0 at the end, -EAGAIN: would wait
    s64 (*read)(struct file *f, struct iov_iter *to, u64 *pos);
    s64 (*write)(struct file *f, struct iov_iter *from, u64 *pos); // [-EINVAL]
    s64 (*llseek)(struct file *f, s64 offset, int whence);         // [by inode size; -ESPIPE for streams]
    int (*iterate)(struct file *f, struct dir_context *ctx);       // [-ENOTDIR] from ctx->pos on
    s64 (*ioctl)(struct file *f, u32 cmd, u64 arg, const struct ioctl_caller *who); // [-ENOTTY]
    // [always ready: POLLIN|POLLOUT|POLLRDNORM|POLLWRNORM]
    u32 (*poll)(struct file *f, struct poller *p);
    int (*open)(struct inode *inode, struct file *f);                // [0]
    void (*release)(struct file *f);                                 // the last reference is gone
    int (*flush)(struct file *f);                                    // [0] at every close(2)
    int (*fsync)(struct file *f);                                    // [-EINVAL for streams, else 0]
    int (*fallocate)(struct file *f, int mode, u64 offset, u64 len); // [-EOPNOTSUPP; streams -ESPIPE]
    struct address_space *(*mapping)(struct file *f);                // [-ENODEV for mmap] what mmap maps
    // Opening that waits for the other side (FIFOs): 0 when ready, -EAGAIN: wait on poll, or an error. [0]
    int (*open_ready)(struct file *f);
    void (*show_fdinfo)(struct file *f, char *buf, size_t size); // [nothing] lines for /proc/PID/fdinfo
};

struct file {
    u32 refs;
    opref_t ops; // struct file_operations
    u32 flags;   // O_ACCMODE, O_APPEND, O_NONBLOCK, O_DIRECT, O_PATH, O_CLOEXEC is not here
    u32 mode;    // FMODE_*
    u64 pos;
    struct path path;        // both NULL never: anonymous files have a dentry of the anon or pipe file system
    struct inode *inode;     // the dentry's, or behind it (FIFOs, devices)
    struct cred *cred;       // of the opener
    struct list epoll_items; // struct epoll_item watching this file: dropped when the file goes
    u32 owner_type;          // F_SETOWN_EX
    s32 owner;               // F_SETOWN: pid, or negative: process group
    s32 owner_signal;        // F_SETSIG
    void *async;             // vfs/async.c
    u64 dir_version;
    void *private; // the file type's own
};
enum {
    FMODE_READ = 1,
    FMODE_WRITE = 2,
    FMODE_EXEC = 4,
    FMODE_PATH = 8,
    FMODE_OPENED = 16,
    FMODE_WRITER = 32, // counted in inode->writers and mnt->writers
    FMODE_NOTIFY_OFF = 64
}; // reading and writing it is no event for inotify

// An open file on `inode` (or on the path's own, if NULL); one reference. References on path and cred are
// taken.
int file_create(const struct path *path, struct inode *inode, u32 flags, const struct cred *cred, opref_t ops,
                struct file **out);
// A file without a name in any directory: "pipe:[7]", "anon_inode:[eventfd]", "/memfd:x (deleted)". `name` as
// /proc/PID/fd shows it; one that ends in ':' gets the inode number in brackets. `mode` is the inode's S_IF*
// and permission bits. On success `private` is the file's (release frees it); on failure it stays the
// caller's. ops->open is not called.
int file_create_anon(struct vfs *vfs, const char *name, u32 mode, opref_t ops, u32 flags, const struct cred *cred,
                     void *private, struct file **out);
struct file *file_get(struct file *f);
void file_put(struct file *f);
void epoll_file_gone(struct file *f); // vfs/epoll.c: f->epoll_items is not empty, and f is going

static inline const struct file_operations *file_ops(const struct file *f) {
    return OPS(struct file_operations, f->ops);
}

// The calls below check the mode (-EBADF), handle O_APPEND, update times, and honour the file's limits.
// `pos` NULL: the file's own position, which is moved.
s64 vfs_read(struct file *f, struct iov_iter *to, u64 *pos);
// -EFBIG at the limit; the caller raises SIGXFSZ
s64 vfs_write(struct file *f, struct iov_iter *from, u64 *pos, u64 file_size_limit);
s64 vfs_llseek(struct file *f, s64 offset, int whence);
u32 vfs_poll(struct file *f, struct poller *p);
int vfs_iterate(struct file *f, struct dir_context *ctx);
int vfs_fallocate(struct file *f, int mode, u64 offset, u64 len, u64 file_size_limit);

// Shared by file types whose data is the page cache (tmpfs, hostfs, memfd).
s64 generic_file_read(struct file *f, struct iov_iter *to, u64 *pos);
s64 generic_file_write(struct file *f, struct iov_iter *from, u64 *pos);
s64 generic_file_llseek(struct file *f, s64 offset, int whence);
struct address_space *generic_file_mapping(struct file *f);
void file_accessed(struct file *f); // the access time, as the mount's relatime, noatime and O_NOATIME have it
// mtime, ctime; takes set-user-ID and the like away from a file that is written
void file_modified(struct file *f);

#endif
