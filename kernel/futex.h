// SPDX-License-Identifier: GPL-2.0-or-later
// Futexes (futex(2)): sleeping on a word of memory that processes may share.
//
// `shared`: the word is known by what is behind it, so that whoever maps it meets; otherwise by address space and
// address. `t` is the task that asks; addresses are in its memory.
#ifndef KERNEL_FUTEX_H
#define KERNEL_FUTEX_H

#include "kernel/task.h"

struct futex_wait {
    uaddr_t address;
    u32 value, bits;
    bool shared;
    bool timed;
    u64 deadline; // monotonic
};

// Parks until woken. 0 when woken, -EAGAIN: the word holds another value, -ETIMEDOUT, -EFAULT, -EINVAL, SYS_PARKED;
// -ERESTARTSYS: interrupted. To be called again with the same arguments after parking.
s64 futex_wait(struct task *t, struct syscall *sc, const struct futex_wait *w);
// The same for `n` words at once: the index of one that was woken. `waiters` is the call's from the first run to the last.
s64 futex_wait_any(struct task *t, struct syscall *sc, const struct futex_wait *w, size_t n,
                   struct futex_waiter *waiters);
// How many were woken, at least one if there is one; or -errno.
s64 futex_wake(struct task *t, uaddr_t address, bool shared, u32 count, u32 bits);
// Wakes `wake` and moves up to `move` others to another word. `expected`: what the first word must hold. How many in all.
struct futex_requeue {
    uaddr_t from, to;
    bool from_shared, to_shared;
    s32 wake, move;
    const u32 *expected;
};
s64 futex_requeue(struct task *t, const struct futex_requeue *r);
s64 futex_wake_op(struct task *t, uaddr_t address, uaddr_t address2, bool shared, u32 wake, u32 wake2, u32 op);

// --- kernel/futex_pi.c: the word holds its owner's tid, and the kernel hands it on. FUTEX_LOCK_PI and its like. Nobody's
// priority is raised: with one queue of equals there is nothing to inherit.
s64 futex_lock_pi(struct task *t, struct syscall *sc, const struct futex_wait *w, bool try);
s64 futex_unlock_pi(struct task *t, uaddr_t address, bool shared);
void futex_pi_exit(struct task *t); // what it owns goes to who waits for it

// --- For the files of this family
struct futex_key {
    u64 object, offset;
};
int futex_key(struct mm *mm, uaddr_t address, bool shared, struct futex_key *out); // 0, -EINVAL, -EFAULT
struct list *futex_bucket(struct sandbox *sb, const struct futex_key *key);
static inline bool futex_matches(const struct futex_waiter *w, const struct futex_key *key) {
    return w->object == key->object && w->offset == key->offset;
}
void futex_queue(struct task *t, struct futex_waiter *w, const struct futex_key *key, u32 bits);
void futex_release(struct futex_waiter *w); // wakes it

#endif
