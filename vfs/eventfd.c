// SPDX-License-Identifier: GPL-2.0-or-later
// eventfd(2): a 64-bit counter that write adds to and read takes from (Linux: fs/eventfd.c).
#include "vfs/eventfd.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/poll.h"

#include <inttypes.h>
#include <stdio.h>

struct eventfd {
    u64 count; // never UINT64_MAX through write
    bool semaphore;
    u64 id;
    struct waitq wait;
};

s64 noop_llseek(struct file *f, s64 offset, int whence) {
    (void)offset, (void)whence;
    return (s64)f->pos;
}

static s64 eventfd_read(struct file *f, struct iov_iter *to, u64 *pos) {
    (void)pos;
    struct eventfd *e = f->private;
    if (iov_iter_count(to) < sizeof e->count) return -EINVAL;
    if (!e->count) return -EAGAIN;
    u64 taken = e->semaphore ? 1 : e->count;
    e->count -= taken;
    waitq_wake(&e->wait, POLLOUT);
    return copy_to_iter(&taken, sizeof taken, to) == sizeof taken ? (s64)sizeof taken : -EFAULT;
}

static s64 eventfd_write(struct file *f, struct iov_iter *from, u64 *pos) {
    (void)pos;
    struct eventfd *e = f->private;
    u64 more;
    if (iov_iter_count(from) < sizeof more) return -EINVAL;
    if (copy_from_iter(&more, sizeof more, from) != sizeof more) return -EFAULT;
    if (more == UINT64_MAX) return -EINVAL;
    if (UINT64_MAX - e->count <= more) {
        iov_iter_revert(from, sizeof more);
        return -EAGAIN;
    }
    e->count += more;
    waitq_wake(&e->wait, POLLIN);
    return sizeof more;
}

static u32 eventfd_poll(struct file *f, struct poller *p) {
    struct eventfd *e = f->private;
    poll_wait(p, &e->wait);
    u32 ready = 0;
    if (e->count > 0) ready |= POLLIN;
    if (e->count == UINT64_MAX) ready |= POLLERR;
    if (UINT64_MAX - 1 > e->count) ready |= POLLOUT;
    return ready;
}

static void eventfd_release(struct file *f) {
    struct eventfd *e = f->private;
    waitq_destroy(&e->wait);
    kfree(e);
}

static void eventfd_show_fdinfo(struct file *f, char *buf, size_t size) {
    const struct eventfd *e = f->private;
    snprintf(buf, size, "eventfd-count: %16" PRIx64 "\neventfd-id: %" PRIu64 "\neventfd-semaphore: %d\n", e->count,
             e->id, e->semaphore);
}

static const struct file_operations eventfd_operations = {
    .flags = FOP_STREAM,
    .read = eventfd_read,
    .write = eventfd_write,
    .llseek = noop_llseek,
    .poll = eventfd_poll,
    .release = eventfd_release,
    .show_fdinfo = eventfd_show_fdinfo,
};

int eventfd_create(struct vfs *vfs, u32 count, u32 flags, const struct cred *cred, struct file **out) {
    struct eventfd *e = knew(vfs->heap, struct eventfd);
    if (!e) return -ENOMEM;
    e->count = count;
    e->semaphore = flags & EFD_SEMAPHORE;
    waitq_init(&e->wait);
    int err = file_create_anon(vfs, "anon_inode:[eventfd]", 0600, OPREF(&eventfd_operations),
                               O_RDWR | (flags & EFD_NONBLOCK), cred, e, out);
    if (err)
        kfree(e);
    else
        e->id = (*out)->inode->ino;
    return err;
}
