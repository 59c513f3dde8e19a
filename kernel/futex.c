// SPDX-License-Identifier: GPL-2.0-or-later
// Futexes: who waits for which word, waking them and moving them (Linux: kernel/futex/core.c, waitwake.c, requeue.c).
#include "kernel/futex.h"

#include "abi/errno.h"
#include "abi/futex.h"
#include "abi/limits.h"
#include "kernel/sandbox.h"

// Low bits of a key's offset, where words have none: kinds of keys never meet.
enum { KEY_PRIVATE = 0, KEY_OBJECT = 1, KEY_SHARED_PRIVATE_MEMORY = 2 };

int futex_key(struct mm *mm, uaddr_t address, bool shared, struct futex_key *out) {
    u32 value;
    if (address & 3) return -EINVAL;
    if (address >= TASK_SIZE) return -EFAULT;
    *out = (struct futex_key){(u64)(uintptr_t)mm, address | KEY_PRIVATE};
    if (!shared) return 0;
    if (get_user_u32(&mm->mmu, address, &value)) return -EFAULT;
    const struct vma *v = mm_find(mm, address);
    if (v && (v->flags & VMA_SHARED) && v->mapping)
        *out = (struct futex_key){(u64)(uintptr_t)v->mapping->host,
                                  ((v->pgoff << PAGE_SHIFT) + (address - v->start)) | KEY_OBJECT};
    else
        out->offset |= KEY_SHARED_PRIVATE_MEMORY;
    return 0;
}

struct list *futex_bucket(struct sandbox *sb, const struct futex_key *key) {
    _Static_assert(ARRAY_SIZE(sb->futex_buckets) == 64, "six bits of the hash");
    u64 h = (key->object >> 4 ^ key->offset >> 2) * 0x9e3779b97f4a7c15;
    return &sb->futex_buckets[h >> 58];
}

void futex_queue(struct task *t, struct futex_waiter *w, const struct futex_key *key, u32 bits) {
    *w = (struct futex_waiter){.task = t, .object = key->object, .offset = key->offset, .bits = bits};
    list_push_back(futex_bucket(t->sb, key), &w->link);
}

void futex_release(struct futex_waiter *w) {
    list_del(&w->link);
    w->woken = true;
    task_wake(w->task);
}

// --- Waiting
// 0 and queued, or why not.
static s64 wait_begin(struct task *t, const struct futex_wait *w, struct futex_waiter *waiter) {
    struct futex_key key;
    u32 now;
    if (!w->bits) return -EINVAL;
    int err = futex_key(t->mm, w->address, w->shared, &key);
    if (err < 0) return err;
    if (get_user_u32(&t->mm->mmu, w->address, &now)) return -EFAULT;
    if (now != w->value) return -EAGAIN;
    futex_queue(t, waiter, &key, w->bits);
    return 0;
}

static void wait_end(struct futex_waiter *waiters, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (waiters[i].task) list_del(&waiters[i].link);
}

s64 futex_wait_any(struct task *t, struct syscall *sc, const struct futex_wait *w, size_t n,
                   struct futex_waiter *waiters) {
    s64 result = 0;
    if (!sc->restarted) {
        for (size_t i = 0; i < n; i++) {
            waiters[i].task = NULL;
            result = result ? result : wait_begin(t, &w[i], &waiters[i]);
        }
        if (result) goto out;
    }
    for (size_t i = 0; i < n; i++)
        if (waiters[i].woken) {
            result = (s64)i;
            goto out;
        }
    result = sc->timed_out ? -ETIMEDOUT : signal_pending(t) ? -ERESTARTSYS : SYS_PARKED;
    if (result != SYS_PARKED) goto out;
    if (w->timed) task_set_deadline(t, w->deadline);
    return SYS_PARKED;
out:
    wait_end(waiters, n);
    return result;
}

s64 futex_wait(struct task *t, struct syscall *sc, const struct futex_wait *w) {
    return futex_wait_any(t, sc, w, 1, &t->futex);
}

// --- Waking
static s64 wake_key(struct sandbox *sb, const struct futex_key *key, s64 count, u32 bits) {
    struct futex_waiter *w, *next;
    s64 woken = 0;
    list_for_each_safe(w, next, futex_bucket(sb, key), link) {
        if (!futex_matches(w, key)) continue;
        if (w->pi) return -EINVAL; // those are woken by who owns the futex
        if (!(w->bits & bits)) continue;
        futex_release(w);
        if (++woken >= count) break; // a count of 0 wakes one, as it always has
    }
    return woken;
}

s64 futex_wake(struct task *t, uaddr_t address, bool shared, u32 count, u32 bits) {
    struct futex_key key;
    if (!bits) return -EINVAL;
    int err = futex_key(t->mm, address, shared, &key);
    return err < 0 ? err : wake_key(t->sb, &key, (s32)count, bits);
}

s64 futex_requeue(struct task *t, const struct futex_requeue *r) {
    struct futex_key from, to;
    u32 now;
    if (r->wake < 0 || r->move < 0) return -EINVAL;
    int err = futex_key(t->mm, r->from, r->from_shared, &from);
    if (err == 0) err = futex_key(t->mm, r->to, r->to_shared, &to);
    if (err < 0) return err;
    if (r->expected) {
        if (get_user_u32(&t->mm->mmu, r->from, &now)) return -EFAULT;
        if (now != *r->expected) return -EAGAIN;
    }
    s64 count = 0;
    struct list *bucket = futex_bucket(t->sb, &from), *last = bucket->prev;
    struct futex_waiter *w, *next;
    list_for_each_safe(w, next, bucket, link) {
        bool end = &w->link == last; // what is moved may come to the end of the same bucket
        if (futex_matches(w, &from)) {
            if (count - r->wake >= r->move) break;
            if (w->pi) return -EINVAL;
            if (++count <= r->wake) {
                futex_release(w);
            } else {
                w->object = to.object, w->offset = to.offset;
                list_del(&w->link);
                list_push_back(futex_bucket(t->sb, &to), &w->link);
            }
        }
        if (end) break;
    }
    return count;
}

// --- FUTEX_WAKE_OP: changes the second word, wakes at the first, and at the second if what it held compares.
static s32 sign_extend12(u32 v) {
    return (s32)(v << 20) >> 20;
}

static s64 word_operate(struct mm *mm, uaddr_t address, u32 encoded, u32 *before) {
    u32 value, arg = (u32)sign_extend12(encoded >> 12 & 0xfff);
    if (encoded >> 28 & FUTEX_OP_OPARG_SHIFT) arg = 1u << (arg & 31);
    if (get_user_u32(&mm->mmu, address, before)) return -EFAULT;
    switch (encoded >> 28 & 7) {
    case FUTEX_OP_SET: value = arg; break;
    case FUTEX_OP_ADD: value = *before + arg; break;
    case FUTEX_OP_OR: value = *before | arg; break;
    case FUTEX_OP_ANDN: value = *before & ~arg; break;
    case FUTEX_OP_XOR: value = *before ^ arg; break;
    default: return -ENOSYS;
    }
    return put_user_u32(&mm->mmu, address, value) ? -EFAULT : 0;
}

static s64 word_compare(u32 encoded, u32 before) {
    s32 old = (s32)before, arg = sign_extend12(encoded & 0xfff);
    switch (encoded >> 24 & 15) {
    case FUTEX_OP_CMP_EQ: return old == arg;
    case FUTEX_OP_CMP_NE: return old != arg;
    case FUTEX_OP_CMP_LT: return old < arg;
    case FUTEX_OP_CMP_LE: return old <= arg;
    case FUTEX_OP_CMP_GT: return old > arg;
    case FUTEX_OP_CMP_GE: return old >= arg;
    default: return -ENOSYS;
    }
}

s64 futex_wake_op(struct task *t, uaddr_t address, uaddr_t address2, bool shared, u32 wake, u32 wake2, u32 op) {
    struct futex_key first, second;
    u32 before;
    int err = futex_key(t->mm, address, shared, &first);
    if (err == 0) err = futex_key(t->mm, address2, shared, &second);
    if (err < 0) return err;
    s64 result = word_operate(t->mm, address2, op, &before);
    s64 holds = result < 0 ? result : word_compare(op, before);
    if (holds < 0) return holds;
    s64 woken = wake_key(t->sb, &first, (s32)wake, FUTEX_BITSET_MATCH_ANY);
    if (woken < 0 || !holds) return woken;
    s64 more = wake_key(t->sb, &second, (s32)wake2, FUTEX_BITSET_MATCH_ANY);
    return more < 0 ? more : woken + more;
}
