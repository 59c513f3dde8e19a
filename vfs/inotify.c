// SPDX-License-Identifier: GPL-2.0-or-later
// inotify(7) (Linux: fs/notify/inotify). What is told, and when, is the vfs's business (vfs/notify.h); here are the watches,
// and the queue of each instance.
#include "vfs/inotify.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/ioctl.h"
#include "abi/poll.h"
#include "vfs/eventfd.h"
#include "vfs/notify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define EVENTS_MAX 16384  // fs.inotify.max_queued_events
#define INSTANCES_MAX 128 // max_user_instances
#define WATCHES_MAX 65536 // max_user_watches
#define MASK_KEPT (IN_ALL_EVENTS | IN_ONESHOT | IN_EXCL_UNLINK)
#define MASK_ALWAYS (IN_UNMOUNT | IN_IGNORED | IN_Q_OVERFLOW)

struct inotify {
    struct list link; // in vfs->inotify_instances
    struct vfs *vfs;
    u32 uid; // whose limits count
    struct list watches;
    u32 watch_count;
    s32 last_wd;
    struct list events;
    u32 event_count;
    bool overflowed; // IN_Q_OVERFLOW is in the queue
    struct waitq wait;
};

struct inotify_watch {
    struct list link;       // in instance->watches
    struct list inode_link; // in inode->watches
    struct inotify *instance;
    struct inode *inode; // held
    s32 wd;
    u32 mask;
};

struct inotify_event {
    struct list link;
    s32 wd;
    u32 mask, cookie;
    size_t len;
    char name[]; // with NUL if len > 0
};

// --- The queue
static size_t event_name_size(const struct inotify_event *e) {
    const size_t unit = sizeof(struct abi_inotify_event);
    return e->len ? (e->len + 1 + unit - 1) / unit * unit : 0;
}
static size_t event_size(const struct inotify_event *e) {
    return sizeof(struct abi_inotify_event) + event_name_size(e);
}

// Two equal ones in a row are told once.
static bool event_repeats(const struct inotify *in, s32 wd, u32 mask, const char *name, size_t len) {
    if (list_empty(&in->events) || (mask & IN_IGNORED)) return false;
    const struct inotify_event *last = list_entry(in->events.prev, struct inotify_event, link);
    return last->wd == wd && last->mask == mask && last->len == len && (!len || !memcmp(last->name, name, len));
}

static void event_queue(struct inotify *in, s32 wd, u32 mask, u32 cookie, const char *name, size_t len) {
    if (event_repeats(in, wd, mask, name, len)) return;
    if (in->event_count >= EVENTS_MAX) {
        if (in->overflowed) return;
        in->overflowed = true;
        wd = -1, mask = IN_Q_OVERFLOW, cookie = 0, len = 0;
    }
    struct inotify_event *e = kzalloc(heap_of(in), sizeof *e + len + 1);
    if (!e) return; // as good as an overflow, but there is no room to say so
    e->wd = wd;
    e->mask = mask;
    e->cookie = cookie;
    e->len = len;
    if (len) memcpy(e->name, name, len);
    list_push_back(&in->events, &e->link);
    in->event_count++;
    waitq_wake(&in->wait, POLLIN | POLLRDNORM);
}

static void event_free(struct inotify *in, struct inotify_event *e) {
    if (e->mask & IN_Q_OVERFLOW) in->overflowed = false;
    list_del(&e->link);
    in->event_count--;
    kfree(e);
}

// --- Watches
static void watch_free(struct inotify_watch *w) {
    list_del(&w->link);
    list_del(&w->inode_link);
    w->instance->watch_count--;
    inode_put(w->inode);
    kfree(w);
}

static void watch_end(struct inotify_watch *w) {
    event_queue(w->instance, w->wd, IN_IGNORED, 0, NULL, 0);
    watch_free(w);
}

static void watch_tell(struct inotify_watch *w, u32 mask, u32 cookie, const char *name, size_t len) {
    event_queue(w->instance, w->wd, mask, cookie, name, len);
    if (w->mask & IN_ONESHOT) watch_end(w);
}

static void inotify_event(struct inode *inode, u32 mask, u32 cookie, const char *name, size_t len, bool unlinked) {
    struct inotify_watch *w, *next;
    list_for_each_safe(w, next, &inode->watches, inode_link) {
        if (!(mask & (w->mask | MASK_ALWAYS) & ~(u32)IN_ISDIR)) continue;
        if (unlinked && (w->mask & IN_EXCL_UNLINK)) continue;
        watch_tell(w, mask, cookie, name, len);
    }
}

static void inotify_removed(struct inode *inode, u32 mask) {
    inode_get(inode);
    struct inotify_watch *w, *next;
    list_for_each_safe(w, next, &inode->watches, inode_link) {
        if (mask & (w->mask | MASK_ALWAYS)) event_queue(w->instance, w->wd, mask, 0, NULL, 0);
        watch_end(w);
    }
    inode_put(inode);
}

static const struct notify_ops inotify_notify_ops = {.event = inotify_event, .removed = inotify_removed};

static struct inotify_watch *watch_by_number(const struct inotify *in, s32 wd) {
    struct inotify_watch *w;
    list_for_each(w, &in->watches, link) {
        if (w->wd == wd) return w;
    }
    return NULL;
}

// Of an instance on an inode. Few watch one inode, so they are looked for there.
static struct inotify_watch *watch_of(const struct inotify *in, const struct inode *inode) {
    struct inotify_watch *w;
    list_for_each(w, &inode->watches, inode_link) {
        if (w->instance == in) return w;
    }
    return NULL;
}

static u32 user_watches(const struct vfs *vfs, u32 uid, u32 *instances) {
    const struct inotify *in;
    u32 n = 0;
    *instances = 0;
    list_for_each(in, &vfs->inotify_instances, link) {
        if (in->uid != uid) continue;
        n += in->watch_count;
        ++*instances;
    }
    return n;
}

s64 inotify_watch(struct file *f, const struct path *path, u32 mask) {
    struct inotify *in = f->private;
    struct inode *inode = path->dentry->inode;
    struct inotify_watch *w = watch_of(in, inode);
    if (w) {
        if (mask & IN_MASK_CREATE) return -EEXIST;
        w->mask = (mask & IN_MASK_ADD ? w->mask : 0) | (mask & MASK_KEPT);
        return w->wd;
    }
    u32 instances;
    if (user_watches(in->vfs, in->uid, &instances) >= WATCHES_MAX) return -ENOSPC;
    w = knew(heap_of(in), struct inotify_watch);
    if (!w) return -ENOMEM;
    // A name that is only cached must stay: with it goes the inode that the events are told to.
    if (!inode_ops(inode)->revalidate && !path->dentry->unhashed) dentry_pin(path->dentry);
    do in->last_wd = in->last_wd == INT32_MAX ? 1 : in->last_wd + 1;
    while (watch_by_number(in, in->last_wd));
    w->instance = in;
    w->inode = inode_get(inode);
    w->wd = in->last_wd;
    w->mask = mask & MASK_KEPT;
    list_push_back(&in->watches, &w->link);
    list_push_back(&inode->watches, &w->inode_link);
    in->watch_count++;
    return w->wd;
}

int inotify_unwatch(struct file *f, s32 wd) {
    struct inotify_watch *w = watch_by_number(f->private, wd);
    if (!w) return -EINVAL;
    watch_end(w);
    return 0;
}

// --- The file
static int event_copy(const struct inotify_event *e, struct iov_iter *to) {
    const struct abi_inotify_event head = {
        .wd = e->wd, .mask = e->mask, .cookie = e->cookie, .len = (u32)event_name_size(e)};
    if (copy_to_iter(&head, sizeof head, to) != sizeof head) return -EFAULT;
    if (!e->len) return 0;
    size_t padding = head.len - e->len;
    if (copy_to_iter(e->name, e->len, to) != e->len || iov_iter_zero(padding, to) != padding) return -EFAULT;
    return 0;
}

static s64 inotify_read(struct file *f, struct iov_iter *to, u64 *pos) {
    (void)pos;
    struct inotify *in = f->private;
    s64 total = 0;
    while (!list_empty(&in->events)) {
        struct inotify_event *e = list_first(&in->events, struct inotify_event, link);
        size_t size = event_size(e);
        if (size > iov_iter_count(to)) return total ? total : -EINVAL;
        if (event_copy(e, to)) return -EFAULT;
        event_free(in, e);
        total += (s64)size;
    }
    return total ? total : -EAGAIN;
}

static u32 inotify_poll(struct file *f, struct poller *p) {
    struct inotify *in = f->private;
    poll_wait(p, &in->wait);
    return list_empty(&in->events) ? 0 : POLLIN | POLLRDNORM;
}

static s64 inotify_ioctl(struct file *f, u32 cmd, u64 arg, const struct ioctl_caller *who) {
    const struct inotify *in = f->private;
    const struct inotify_event *e;
    s32 bytes = 0;
    if (cmd != FIONREAD) return -ENOTTY;
    list_for_each(e, &in->events, link) bytes += (s32)event_size(e);
    return who->access->copy_to_user(who->access_ctx, arg, &bytes, sizeof bytes) ? -EFAULT : 0;
}

static void inotify_release(struct file *f) {
    struct inotify *in = f->private;
    while (!list_empty(&in->watches)) watch_free(list_first(&in->watches, struct inotify_watch, link));
    while (!list_empty(&in->events)) event_free(in, list_first(&in->events, struct inotify_event, link));
    list_del(&in->link);
    waitq_destroy(&in->wait);
    kfree(in);
}

static void inotify_show_fdinfo(struct file *f, char *buf, size_t size) {
    const struct inotify *in = f->private;
    const struct inotify_watch *w;
    size_t at = 0;
    if (size) buf[0] = 0;
    list_for_each(w, &in->watches, link) {
        int n =
            snprintf(buf + at, size - at, "inotify wd:%x ino:%" PRIx64 " sdev:%" PRIx64 " mask:%x ignored_mask:0 \n",
                     (u32)w->wd, w->inode->ino, w->inode->sb->dev, w->mask);
        if (n < 0 || (size_t)n >= size - at) return;
        at += (size_t)n;
    }
}

static const struct file_operations inotify_operations = {
    .flags = FOP_STREAM,
    .read = inotify_read,
    .llseek = noop_llseek,
    .ioctl = inotify_ioctl,
    .poll = inotify_poll,
    .release = inotify_release,
    .show_fdinfo = inotify_show_fdinfo,
};

bool file_is_inotify(const struct file *f) {
    return f->ops == OPREF(&inotify_operations);
}

int inotify_create_file(struct vfs *vfs, u32 flags, const struct cred *cred, struct file **out) {
    u32 instances;
    user_watches(vfs, cred->uid, &instances);
    if (instances >= INSTANCES_MAX) return -EMFILE;
    struct inotify *in = knew(vfs->heap, struct inotify);
    if (!in) return -ENOMEM;
    in->vfs = vfs;
    in->uid = cred->uid;
    list_init(&in->watches);
    list_init(&in->events);
    waitq_init(&in->wait);
    int err = file_create_anon(vfs, "anon_inode:inotify", 0600, OPREF(&inotify_operations),
                               O_RDONLY | (flags & IN_NONBLOCK), cred, in, out);
    if (err) {
        kfree(in);
        return err;
    }
    list_push_back(&vfs->inotify_instances, &in->link);
    vfs->notify = OPREF(&inotify_notify_ops);
    return 0;
}
