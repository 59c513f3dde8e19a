// SPDX-License-Identifier: GPL-2.0-or-later
// Futexes with an owner: FUTEX_LOCK_PI and its like (futex(2), "Priority-inheritance futexes"; Linux: kernel/futex/pi.c).
//
// The word holds the owner's tid. Programs take a free one and give back an unwanted one by themselves; the kernel is asked when
// somebody waits, and passes the word on to the next in line.
#include "abi/errno.h"
#include "abi/futex.h"
#include "kernel/futex.h"
#include "kernel/sandbox.h"

// The first in line; NULL: nobody waits. *strange: somebody waits who does not want to own it.
static struct futex_waiter *first_waiter(struct sandbox *sb, const struct futex_key *key, bool *strange) {
    struct futex_waiter *w;
    *strange = false;
    list_for_each(w, futex_bucket(sb, key), link) {
        if (!futex_matches(w, key)) continue;
        *strange = !w->pi;
        return w->pi ? w : NULL;
    }
    return NULL;
}

// `w` is the owner from now on. `died`: because the one before is gone.
static int hand_over(struct sandbox *sb, struct futex_waiter *w, bool died) {
    const struct futex_key key = {w->object, w->offset};
    const s32 owner = w->task->tid;
    u32 value = 0, kept;
    bool strange;
    int err = get_user_u32(&w->task->mm->mmu, w->address, &value); // it is the owner even if its word is gone
    kept = value & FUTEX_OWNER_DIED;
    futex_release(w);
    if (died) kept |= FUTEX_OWNER_DIED;
    if (first_waiter(sb, &key, &strange)) kept |= FUTEX_WAITERS;
    struct futex_waiter *other;
    list_for_each(other, futex_bucket(sb, &key), link) {
        if (futex_matches(other, &key)) other->owner = owner;
    }
    if (err == 0) err = put_user_u32(&w->task->mm->mmu, w->address, (u32)owner | kept);
    return err;
}

// 1: it is ours now; 0: wait; or -errno.
static s64 lock_now(struct task *t, const struct futex_wait *w, const struct futex_key *key, s32 *owner) {
    u32 value;
    bool strange;
    if (get_user_u32(&t->mm->mmu, w->address, &value)) return -EFAULT;
    if ((value & FUTEX_TID_MASK) == (u32)t->tid) return -EDEADLK;
    const struct futex_waiter *first = first_waiter(t->sb, key, &strange);
    if (strange) return -EINVAL;
    *owner = (s32)(value & FUTEX_TID_MASK);
    if (!*owner && !first)
        return put_user_u32(&t->mm->mmu, w->address, (value & FUTEX_OWNER_DIED) | (u32)t->tid) ? -EFAULT : 1;
    if (first && first->owner != *owner) return -EINVAL; // the program wrote into it
    const struct task *holder = task_find(t->sb, *owner);
    if (!holder || holder->state == TASK_ZOMBIE) return -ESRCH;
    return put_user_u32(&t->mm->mmu, w->address, value | FUTEX_WAITERS) ? -EFAULT : 0;
}

s64 futex_lock_pi(struct task *t, struct syscall *sc, const struct futex_wait *w, bool try) {
    s64 result;
    if (!sc->restarted) {
        struct futex_key key;
        s32 owner;
        int err = futex_key(t->mm, w->address, w->shared, &key);
        if (err < 0) return err;
        result = lock_now(t, w, &key, &owner);
        if (result) return result < 0 ? result : 0;
        if (try) return -EAGAIN;
        futex_queue(t, &t->futex, &key, FUTEX_BITSET_MATCH_ANY);
        t->futex.pi = true;
        t->futex.owner = owner;
        t->futex.address = w->address;
    }
    if (t->futex.woken) return 0;
    result = sc->timed_out ? -ETIMEDOUT : signal_pending(t) ? -ERESTARTNOINTR : SYS_PARKED;
    if (result == SYS_PARKED && w->timed) task_set_deadline(t, w->deadline);
    if (result != SYS_PARKED) list_del(&t->futex.link);
    return result;
}

s64 futex_unlock_pi(struct task *t, uaddr_t address, bool shared) {
    struct futex_key key;
    u32 value;
    bool strange;
    if (get_user_u32(&t->mm->mmu, address, &value)) return -EFAULT;
    if ((value & FUTEX_TID_MASK) != (u32)t->tid) return -EPERM;
    int err = futex_key(t->mm, address, shared, &key);
    if (err < 0) return err;
    struct futex_waiter *w = first_waiter(t->sb, &key, &strange);
    if (strange) return -EINVAL;
    if (w) return hand_over(t->sb, w, false);
    return put_user_u32(&t->mm->mmu, address, 0) ? -EFAULT : 0;
}

void futex_pi_exit(struct task *t) {
    struct sandbox *sb = t->sb;
    for (size_t i = 0; i < ARRAY_SIZE(sb->futex_buckets); i++) {
        struct futex_waiter *w, *next;
    again:
        list_for_each_safe(w, next, &sb->futex_buckets[i], link) {
            if (!w->pi || w->owner != t->tid || w->task == t) continue;
            (void)hand_over(sb, w, true);
            goto again; // its owner has changed, and that of those behind it
        }
    }
}
