// SPDX-License-Identifier: GPL-2.0-or-later
// Waiters of an O_ASYNC file, which stay on its queues and pass on what they are told. Who gets which signal is the kernel's
// to decide: struct vfs_ops, sigio.
#include "vfs/async.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "vfs/vfs.h"

struct async_waiter {
    struct waiter waiter;
    struct async_waiter *next; // of the same file
    struct file *file;
    s32 fd;
};

struct async_poller {
    struct poller poller;
    struct file *file;
    s32 fd;
    int error;
};

static void async_wake(struct waiter *w, u32 events) {
    struct async_waiter *a = container_of(w, struct async_waiter, waiter);
    struct vfs *vfs = a->file->inode->sb->vfs;
    const struct vfs_ops *ops = OPS(struct vfs_ops, vfs->ops);
    if (events && ops->sigio) ops->sigio(vfs, a->file, a->fd, events); // 0: the queue itself is going
}
static const struct waiter_ops async_waiter_ops = {.wake = async_wake};

static void async_add(struct poller *p, struct waitq *q) {
    struct async_poller *ap = container_of(p, struct async_poller, poller);
    struct async_waiter *a = knew(heap_of(ap->file), struct async_waiter);
    if (!a) {
        ap->error = -ENOMEM;
        return;
    }
    waiter_init(&a->waiter, OPREF(&async_waiter_ops), POLLIN | POLLOUT | POLLPRI);
    a->file = ap->file;
    a->fd = ap->fd;
    a->next = ap->file->async;
    ap->file->async = a;
    waitq_add(q, &a->waiter);
}

void file_async_gone(struct file *f) {
    struct async_waiter *a = f->async, *next;
    f->async = NULL;
    f->flags &= ~(u32)O_ASYNC;
    for (; a; a = next) {
        next = a->next;
        waiter_del(&a->waiter);
        kfree(a);
    }
}

int file_set_async(struct file *f, s32 fd, bool on) {
    if (!(file_ops(f)->flags & FOP_ASYNC)) return 0;
    file_async_gone(f);
    if (!on) return 0;
    struct async_poller p = {.poller = {async_add}, .file = f, .fd = fd};
    vfs_poll(f, &p.poller);
    if (p.error)
        file_async_gone(f);
    else
        f->flags |= O_ASYNC;
    return p.error;
}
