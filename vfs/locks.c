// SPDX-License-Identifier: GPL-2.0-or-later
// Record locks that split and merge, their deadlocks, and flock (Linux: fs/locks.c; fcntl(2), "Advisory
// record locking").
//
// inode->locks is sorted by start within each owner, and the locks of one owner lie together; they never
// overlap, and neighbours of one type are one lock.
#include "vfs/locks.h"
#include "abi/errno.h"
#include "vfs/internal.h"

#include <assert.h>

#define DEADLOCK_STEPS 10 // as far as Linux looks; a longer circle sleeps there too

struct file_lock {
    struct list link; // in inode->locks or inode->flocks
    struct lock_request is;
};

// `owner` waits for `holder` to give something up on `inode`.
struct lock_wait {
    struct list link; // in vfs->lock_waits
    const struct inode *inode;
    const void *owner, *holder;
};

// --- Parsing.
int lock_request_parse(struct file *f, const struct abi_flock *from, struct lock_request *out) {
    s64 start = from->l_start;
    switch (from->l_whence) {
    case SEEK_SET: break;
    case SEEK_CUR: start = f->pos > INT64_MAX ? -1 : (s64)f->pos; break;
    case SEEK_END: start = (s64)f->inode->size; break;
    default: return -EINVAL;
    }
    if (from->l_whence != SEEK_SET && __builtin_add_overflow(start, from->l_start, &start)) return -EOVERFLOW;
    if (start < 0) return -EINVAL;
    s64 end = INT64_MAX;
    if (from->l_len > 0) {
        if (__builtin_add_overflow(start, from->l_len - 1, &end)) return -EOVERFLOW;
    } else if (from->l_len < 0) {
        end = start - 1;
        if (__builtin_add_overflow(start, from->l_len, &start) || start < 0) return -EINVAL;
    }
    if (from->l_type != F_RDLCK && from->l_type != F_WRLCK && from->l_type != F_UNLCK) return -EINVAL;
    *out = (struct lock_request){.type = (u32)from->l_type, .start = (u64)start, .end = (u64)end};
    return 0;
}

void lock_request_report(const struct lock_request *from, struct abi_flock *out) {
    out->l_type = (s16)from->type;
    if (from->type == F_UNLCK) return; // fcntl(2): the other fields stay as they are
    out->l_whence = SEEK_SET;
    out->l_start = (s64)from->start;
    out->l_len = from->end == LOCK_OFFSET_MAX ? 0 : (s64)(from->end - from->start + 1);
    out->l_pid = from->pid;
}

// --- Conflicts.
static bool conflicts(const struct lock_request *held, const struct lock_request *r) {
    if (held->owner == r->owner || held->start > r->end || r->start > held->end) return false;
    return held->type == F_WRLCK || r->type == F_WRLCK;
}

static struct file_lock *find_conflict(struct inode *inode, const struct lock_request *r) {
    struct file_lock *l;
    list_for_each(l, &inode->locks, link) {
        if (conflicts(&l->is, r)) return l;
    }
    return NULL;
}

void record_lock_get(struct file *f, struct lock_request *r) {
    struct file_lock *l = find_conflict(f->inode, r);
    if (l)
        *r = l->is;
    else
        r->type = F_UNLCK;
}

// --- Who waits for whom.
static struct list *waits_of(const struct inode *inode) {
    return &inode->sb->vfs->lock_waits;
}

static void forget_waits(const struct inode *inode, const void *owner) { // NULL: everybody's
    struct lock_wait *w, *next;
    list_for_each_safe(w, next, waits_of(inode), link) {
        if (w->inode != inode || (owner && w->owner != owner)) continue;
        list_del(&w->link);
        kfree(w);
    }
}

void lock_wait_cancel(struct file *f, const void *owner) {
    forget_waits(f->inode, owner);
}

static const void *waits_for(const struct inode *inode, const void *owner) {
    const struct lock_wait *w;
    list_for_each(w, waits_of(inode), link) {
        if (w->owner == owner) return w->holder;
    }
    return NULL;
}

static bool would_deadlock(const struct inode *inode, const void *owner, const void *holder) {
    for (int i = 0; holder && i < DEADLOCK_STEPS; i++) {
        if (holder == owner) return true;
        holder = waits_for(inode, holder);
    }
    return false;
}

static int remember_wait(const struct inode *inode, const void *owner, const void *holder) {
    struct lock_wait *w = knew(inode->sb->vfs->heap, struct lock_wait);
    if (!w) return -ENOLCK;
    *w = (struct lock_wait){.inode = inode, .owner = owner, .holder = holder};
    list_push_back(waits_of(inode), &w->link);
    return 0;
}

// Whoever waits will look again, and say anew for whom it waits.
static void wake_waiters(struct inode *inode) {
    forget_waits(inode, NULL);
    waitq_wake(&inode->lock_wait, 0);
}

// --- Splitting and merging.
static void lock_drop(struct file_lock *l) {
    list_del(&l->link);
    kfree(l);
}

static bool touches(const struct lock_request *a, const struct lock_request *b) { // or overlaps
    return (b->end == LOCK_OFFSET_MAX || a->start <= b->end + 1) &&
           (a->end == LOCK_OFFSET_MAX || b->start <= a->end + 1);
}

// Takes [r->start, r->end] away from the owner's lock `l`, which overlaps it. `spare` becomes the second half
// if there are two; true: it was used.
static bool cut(struct file_lock *l, const struct lock_request *r, struct file_lock *spare) {
    bool head = l->is.start<r->start, tail = l->is.end> r->end;
    if (!head && !tail) {
        lock_drop(l);
        return false;
    }
    if (head && tail) {
        assert(spare); // one is enough: no two locks of an owner can enclose the same range
        spare->is = l->is;
        spare->is.start = r->end + 1;
        l->is.end = r->start - 1;
        list_push_front(&l->link, &spare->link); // right after it
        return true;
    }
    if (head)
        l->is.end = r->start - 1;
    else
        l->is.start = r->end + 1;
    return false;
}

// Where a lock of `r`'s owner that starts at r->start belongs: the node it is to be put before.
static struct list *place_for(struct inode *inode, const struct lock_request *r) {
    bool seen = false;
    struct file_lock *l;
    list_for_each(l, &inode->locks, link) {
        if (l->is.owner == r->owner) {
            seen = true;
            if (l->is.start > r->start) return &l->link;
        } else if (seen) {
            return &l->link;
        }
    }
    return &inode->locks;
}

static bool overlaps(const struct lock_request *a, const struct lock_request *b) {
    return a->start <= b->end && b->start <= a->end;
}

// Makes [r->start, r->end] of the owner what r says. Two spare locks are always enough: one for the new lock,
// one for the second half of one that is cut in two. True: something was given up that others may wait for.
static bool apply_request(struct inode *inode, const struct lock_request *r, struct file_lock **spare) {
    struct lock_request now = *r;
    bool given_up = false;
    struct file_lock *l, *next;
    list_for_each_safe(l, next, &inode->locks, link) {
        if (l->is.owner != r->owner) continue;
        if (l->is.type == now.type && touches(&l->is, &now)) { // one lock with the new one
            now.start = min_u64(now.start, l->is.start);
            now.end = max_u64(now.end, l->is.end);
            lock_drop(l);
        } else if (overlaps(&l->is, &now)) {
            given_up |= l->is.type == F_WRLCK || now.type == F_UNLCK;
            if (cut(l, &now, spare[1])) spare[1] = NULL;
        }
    }
    if (now.type == F_UNLCK) return given_up;
    spare[0]->is = now;
    struct list *before = place_for(inode, &now);
    list_insert_between(&spare[0]->link, before->prev, before);
    spare[0] = NULL;
    return given_up;
}

static int check_mode(const struct file *f, u32 type) {
    if (type == F_RDLCK && !(f->mode & FMODE_READ)) return -EBADF;
    return type == F_WRLCK && !(f->mode & FMODE_WRITE) ? -EBADF : 0;
}

int record_lock_set(struct file *f, const struct lock_request *r, bool wait) {
    struct inode *inode = f->inode;
    int err = check_mode(f, r->type);
    if (err < 0) return err;
    forget_waits(inode, r->owner);
    struct file_lock *conflict = r->type == F_UNLCK ? NULL : find_conflict(inode, r);
    if (conflict && !wait) return -EAGAIN;
    if (conflict) {
        if (would_deadlock(inode, r->owner, conflict->is.owner)) return -EDEADLK;
        err = remember_wait(inode, r->owner, conflict->is.owner);
        return err < 0 ? err : -EAGAIN;
    }
    // All memory first: a request is granted whole or not at all.
    struct heap *heap = inode->sb->vfs->heap;
    struct file_lock *spare[2] = {knew(heap, struct file_lock), knew(heap, struct file_lock)};
    err = -ENOLCK;
    if (spare[0] && spare[1]) {
        if (apply_request(inode, r, spare)) wake_waiters(inode);
        err = 0;
    }
    kfree(spare[0]);
    kfree(spare[1]);
    return err;
}

void posix_locks_release(struct file *f, const void *owner) {
    struct inode *inode = f->inode;
    forget_waits(inode, owner);
    bool any = false;
    struct file_lock *l, *next;
    list_for_each_safe(l, next, &inode->locks, link) {
        if (l->is.owner != owner) continue;
        lock_drop(l);
        any = true;
    }
    if (any) wake_waiters(inode);
}

// --- flock(2): whole files; the owner is the open file.
int file_flock(struct file *f, int operation) {
    struct inode *inode = f->inode;
    u32 type = operation == LOCK_SH ? F_RDLCK : operation == LOCK_EX ? F_WRLCK : F_UNLCK;
    struct file_lock *l, *own = NULL, *conflict = NULL;
    list_for_each(l, &inode->flocks, link) {
        if (l->is.owner == f)
            own = l;
        else if (type == F_WRLCK || (type == F_RDLCK && l->is.type == F_WRLCK))
            conflict = l;
    }
    if (own && own->is.type == type) return 0;
    if (own) { // flock(2): a conversion first gives up what was held
        lock_drop(own);
        wake_waiters(inode);
    }
    if (type == F_UNLCK) return 0;
    if (conflict) return -EAGAIN;
    struct file_lock *made = knew(inode->sb->vfs->heap, struct file_lock);
    if (!made) return -ENOLCK;
    made->is = (struct lock_request){.type = type, .end = LOCK_OFFSET_MAX, .owner = f, .pid = -1};
    list_push_back(&inode->flocks, &made->link);
    return 0;
}

void locks_release_file(struct file *f) {
    struct inode *inode = f->inode;
    if (list_empty(&inode->flocks) && list_empty(&inode->locks)) return;
    file_flock(f, LOCK_UN);
    posix_locks_release(f, f); // OFD locks: the file is their owner
}

void locks_free(struct inode *inode) {
    while (!list_empty(&inode->locks)) lock_drop(list_first(&inode->locks, struct file_lock, link));
    while (!list_empty(&inode->flocks)) lock_drop(list_first(&inode->flocks, struct file_lock, link));
    forget_waits(inode, NULL);
}

void locks_visit(const struct inode *inode, lock_visit_fn fn, void *ctx) {
    const struct file_lock *l;
    list_for_each(l, &inode->locks, link) fn(ctx, &l->is, false);
    list_for_each(l, &inode->flocks, link) fn(ctx, &l->is, true);
}
