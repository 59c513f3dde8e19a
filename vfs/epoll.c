// SPDX-License-Identifier: GPL-2.0-or-later
// epoll(7) (Linux: fs/eventpoll.c).
//
// An item is one watched descriptor of one epoll file. It waits on the queues that the target's poll names, and
// puts itself on the epoll's ready list when told. Collecting asks each ready item what it has: what is level-triggered
// and still has something stays on the list, behind the others.
//
// Items hold no reference to their target: they hang on it (file->epoll_items) and go when it goes. How deep epolls may
// watch epolls is epoll_nesting.c's.
#include "vfs/epoll_internal.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "vfs/eventfd.h"

#include <inttypes.h>
#include <stdio.h>

// Bits of an item's events that are not events.
#define PRIVATE_BITS (EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)
#define EXCLUSIVE_OK (EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE)

// One queue of the target's that an item waits on.
struct epoll_watch {
    struct waiter waiter;
    struct list link; // in item->watches
    struct epoll_item *item;
};

static int item_compare(const struct epoll_item *a, const struct epoll_item *b) {
    if (a->file != b->file) return (uintptr_t)a->file < (uintptr_t)b->file ? -1 : 1;
    return (a->fd > b->fd) - (a->fd < b->fd);
}
RB_GENERATE_STATIC(epoll_tree, epoll_item, node, item_compare)

static struct epoll_item *item_find(struct epoll *ep, struct file *f, s32 fd) {
    struct epoll_item key = {.file = f, .fd = fd};
    return RB_FIND(epoll_tree, &ep->items, &key);
}

struct epoll_item *epoll_first_item(struct epoll *ep) {
    return RB_MIN(epoll_tree, &ep->items);
}
struct epoll_item *epoll_next_item(struct epoll_item *item) {
    return RB_NEXT(epoll_tree, NULL, item);
}

// --- Readiness
static u32 item_poll(const struct epoll_item *item, struct poller *p) {
    return vfs_poll(item->file, p) & item->event.events & ~(u32)PRIVATE_BITS;
}

static void item_make_ready(struct epoll_item *item) {
    if (list_empty(&item->ready)) list_push_back(&item->ep->ready, &item->ready);
    waitq_wake(&item->ep->wait, POLLIN | POLLRDNORM);
}

static void epoll_watch_wake(struct waiter *w, u32 events) {
    struct epoll_watch *watch = container_of(w, struct epoll_watch, waiter);
    struct epoll_item *item = watch->item;
    if (!(item->event.events & ~(u32)PRIVATE_BITS)) return; // EPOLLONESHOT, used up
    if (events && !(events & item->event.events)) return;
    item_make_ready(item);
}
static const struct waiter_ops epoll_watch_ops = {.wake = epoll_watch_wake};

struct epoll_poller {
    struct poller poller;
    struct epoll_item *item;
    bool failed;
};

static void epoll_poller_add(struct poller *p, struct waitq *q) {
    struct epoll_poller *ep = container_of(p, struct epoll_poller, poller);
    struct epoll_watch *watch = knew(heap_of(ep->item), struct epoll_watch);
    if (!watch) {
        ep->failed = true;
        return;
    }
    waiter_init(&watch->waiter, OPREF(&epoll_watch_ops), ~0u); // the item's own events may change: it filters
    watch->waiter.exclusive = (ep->item->event.events & EPOLLEXCLUSIVE) != 0;
    watch->item = ep->item;
    list_push_back(&ep->item->watches, &watch->link);
    waitq_add(q, &watch->waiter);
}

// --- Items
static void item_free(struct epoll_item *item) {
    struct epoll_watch *watch, *next;
    list_for_each_safe(watch, next, &item->watches, link) {
        waiter_del(&watch->waiter);
        list_del(&watch->link);
        kfree(watch);
    }
    list_del(&item->ready);
    list_del(&item->file_link);
    RB_REMOVE(epoll_tree, &item->ep->items, item);
    item->ep->count--;
    kfree(item);
}

static int item_insert(struct epoll *ep, struct file *target, s32 fd, const struct abi_epoll_event *event) {
    struct epoll_item *item = knew(heap_of(ep), struct epoll_item);
    if (!item) return -ENOMEM;
    item->ep = ep;
    item->file = target;
    item->fd = fd;
    item->event = *event;
    list_init(&item->ready);
    list_init(&item->watches);
    list_push_back(&target->epoll_items, &item->file_link);
    RB_INSERT(epoll_tree, &ep->items, item);
    ep->count++;
    int err = epoll_check_paths(target);
    if (err) goto out_free;
    struct epoll_poller poller = {.poller.add = epoll_poller_add, .item = item};
    u32 ready = item_poll(item, &poller.poller);
    err = -ENOMEM;
    if (poller.failed) goto out_free;
    if (ready) item_make_ready(item);
    return 0;
out_free:
    item_free(item);
    return err;
}

static int item_modify(struct epoll_item *item, const struct abi_epoll_event *event) {
    if (item->event.events & EPOLLEXCLUSIVE) return -EINVAL;
    item->event = *event;
    if (item_poll(item, NULL)) item_make_ready(item);
    return 0;
}

// The last reference to `f` is gone: nobody can watch it any more.
void epoll_file_gone(struct file *f) {
    while (!list_empty(&f->epoll_items)) item_free(list_first(&f->epoll_items, struct epoll_item, file_link));
}

int epoll_control(struct file *epoll, int op, struct file *target, s32 fd, const struct abi_epoll_event *event) {
    if (!file_ops(target)->poll) return -EPERM; // always ready: nothing to watch
    if (epoll == target || !file_is_epoll(epoll)) return -EINVAL;
    if (op != EPOLL_CTL_DEL && (event->events & EPOLLEXCLUSIVE)) {
        if (op == EPOLL_CTL_MOD) return -EINVAL;
        if (op == EPOLL_CTL_ADD && (file_is_epoll(target) || (event->events & ~(u32)EXCLUSIVE_OK))) return -EINVAL;
    }
    struct epoll *ep = epoll->private;
    if (op == EPOLL_CTL_ADD && file_is_epoll(target)) {
        int err = epoll_check_loop(ep, target->private);
        if (err) return err;
    }
    struct epoll_item *item = item_find(ep, target, fd);
    struct abi_epoll_event wanted = {0, 0};
    if (op != EPOLL_CTL_DEL) {
        wanted = *event;
        wanted.events |= EPOLLERR | EPOLLHUP;
    }
    switch (op) {
    case EPOLL_CTL_ADD: return item ? -EEXIST : item_insert(ep, target, fd, &wanted);
    case EPOLL_CTL_MOD: return item ? item_modify(item, &wanted) : -ENOENT;
    case EPOLL_CTL_DEL:
        if (!item) return -ENOENT;
        item_free(item);
        return 0;
    default: return -EINVAL;
    }
}

// --- Collecting
static void ready_take_all(struct list *from, struct list *to) {
    list_init(to);
    if (list_empty(from)) return;
    list_insert_between(to, from->prev, from->next); // `to` takes the head's place in the ring
    list_init(from);
}

static void ready_put_back(struct list *rest, struct list *to) {
    while (!list_empty(rest)) {
        struct list *last = rest->prev;
        list_del(last);
        list_push_front(to, last);
    }
}

s64 epoll_collect(struct file *epoll, size_t max, epoll_put_fn put, void *ctx) {
    struct epoll *ep = epoll->private;
    struct list scan;
    size_t n = 0;
    s64 err = 0;
    ready_take_all(&ep->ready, &scan);
    while (!list_empty(&scan) && n < max) {
        struct epoll_item *item = list_first(&scan, struct epoll_item, ready);
        list_del(&item->ready);
        u32 ready = item_poll(item, NULL);
        if (!ready) continue;
        const struct abi_epoll_event event = {.events = ready, .data = item->event.data};
        if (put(ctx, n, &event)) {
            list_push_front(&scan, &item->ready);
            err = -EFAULT;
            break;
        }
        n++;
        if (item->event.events & EPOLLONESHOT)
            item->event.events &= PRIVATE_BITS;
        else if (!(item->event.events & EPOLLET))
            list_push_back(&ep->ready, &item->ready);
    }
    ready_put_back(&scan, &ep->ready);
    return n ? (s64)n : err;
}

struct waitq *epoll_waitq(struct file *epoll) {
    return &((struct epoll *)epoll->private)->wait;
}

// --- The file
static u32 epoll_poll(struct file *f, struct poller *p) {
    struct epoll *ep = f->private;
    poll_wait(p, &ep->wait);
    while (!list_empty(&ep->ready)) {
        struct epoll_item *item = list_first(&ep->ready, struct epoll_item, ready);
        if (item_poll(item, NULL)) return POLLIN | POLLRDNORM;
        list_del(&item->ready); // it had something, which is gone
    }
    return 0;
}

static void epoll_release(struct file *f) {
    struct epoll *ep = f->private;
    while (!RB_EMPTY(&ep->items)) item_free(epoll_first_item(ep));
    waitq_destroy(&ep->wait);
    kfree(ep);
}

static void epoll_show_fdinfo(struct file *f, char *buf, size_t size) {
    struct epoll_item *item;
    size_t at = 0;
    if (size) buf[0] = 0;
    RB_FOREACH(item, epoll_tree, &((struct epoll *)f->private)->items) {
        int n =
            snprintf(buf + at, size - at,
                     "tfd: %8d events: %8x data: %16" PRIx64 "  pos:%" PRIu64 " ino:%" PRIx64 " sdev:%" PRIx64 "\n",
                     item->fd, item->event.events, item->event.data, item->file->pos, item->file->inode->ino,
                     item->file->inode->sb->dev);
        if (n < 0 || (size_t)n >= size - at) return;
        at += (size_t)n;
    }
}

static s64 epoll_ioctl(struct file *f, u32 cmd, u64 arg, const struct ioctl_caller *who) {
    (void)f, (void)cmd, (void)arg, (void)who;
    return -EINVAL; // not ENOTTY
}

static const struct file_operations epoll_operations = {
    .flags = FOP_STREAM,
    .llseek = noop_llseek,
    .poll = epoll_poll,
    .ioctl = epoll_ioctl,
    .release = epoll_release,
    .show_fdinfo = epoll_show_fdinfo,
};

bool file_is_epoll(const struct file *f) {
    return f->ops == OPREF(&epoll_operations);
}

int epoll_create_file(struct vfs *vfs, u32 flags, const struct cred *cred, struct file **out) {
    (void)flags; // close-on-exec is the descriptor's
    struct epoll *ep = knew(vfs->heap, struct epoll);
    if (!ep) return -ENOMEM;
    RB_INIT(&ep->items);
    list_init(&ep->ready);
    waitq_init(&ep->wait);
    int err = file_create_anon(vfs, "anon_inode:[eventpoll]", 0600, OPREF(&epoll_operations), O_RDWR, cred, ep, out);
    if (err)
        kfree(ep);
    else
        ep->file = *out;
    return err;
}
