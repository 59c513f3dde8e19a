// SPDX-License-Identifier: GPL-2.0-or-later
// futex(2), the calls that are to follow it (futex_waitv, futex_wait, futex_wake, futex_requeue), and robust lists. The words and
// who waits for them are kernel/futex*.c's.
#include "abi/futex.h"
#include "abi/time.h"
#include "kernel/futex.h"
#include "kernel/timespec.h"
#include "syscalls/internal.h"

// A time limit in user memory. 0, -EFAULT, -EINVAL.
static int deadline_from_user(struct task *t, uaddr_t from, s32 clock, bool absolute, u64 *deadline) {
    struct abi_timespec ts;
    if (GET_USER(t, &ts, from)) return -EFAULT;
    if (!timespec_valid(&ts)) return -EINVAL;
    return clock_deadline(t->sb, clock, timespec_ns(&ts), absolute, deadline);
}

// --- futex
static bool command_waits(u32 command) {
    return command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI ||
           command == FUTEX_LOCK_PI2;
}

// What a call waits for, and how long: read from the arguments at the first run.
static int wait_arguments(struct task *t, struct syscall *sc, u32 command, struct futex_wait *w) {
    const u32 op = arg_uint(sc, 1);
    // The first of them has a relative limit, and FUTEX_LOCK_PI always one by the calendar (futex(2)).
    bool real = (op & FUTEX_CLOCK_REALTIME) || command == FUTEX_LOCK_PI;
    *w = (struct futex_wait){.address = sc->args[0],
                             .value = arg_uint(sc, 2),
                             .bits = command == FUTEX_WAIT_BITSET ? arg_uint(sc, 5) : FUTEX_BITSET_MATCH_ANY,
                             .shared = !(op & FUTEX_PRIVATE_FLAG),
                             .timed = sc->args[3] != 0,
                             .deadline = sc->deadline};
    if (!w->timed || sc->restarted) return 0;
    return deadline_from_user(t, sc->args[3], real ? CLOCK_REALTIME : CLOCK_MONOTONIC, command != FUTEX_WAIT,
                              &w->deadline);
}

// A wait with a time limit goes on through restart_syscall, with what is left of it.
static s64 timed_result(struct task *t, const struct futex_wait *w, s64 result) {
    if (result != -ERESTARTSYS || !w->timed) return result;
    t->restart_block.kind = RESTART_FUTEX;
    t->restart_block.deadline = w->deadline;
    t->restart_block.args[0] = w->address;
    t->restart_block.args[1] = w->value;
    t->restart_block.args[2] = w->bits;
    t->restart_block.args[3] = w->shared;
    return -ERESTART_RESTARTBLOCK;
}

s64 restart_futex(struct task *t, struct syscall *sc) {
    const u64 *kept = t->restart_block.args;
    const struct futex_wait w = {.address = kept[0],
                                 .value = (u32)kept[1],
                                 .bits = (u32)kept[2],
                                 .shared = kept[3] != 0,
                                 .timed = true,
                                 .deadline = t->restart_block.deadline};
    return timed_result(t, &w, futex_wait(t, sc, &w));
}

static s64 requeue(struct task *t, const struct syscall *sc, bool shared, const u32 *expected) {
    const struct futex_requeue r = {.from = sc->args[0],
                                    .to = sc->args[4],
                                    .from_shared = shared,
                                    .to_shared = shared,
                                    .wake = arg_int(sc, 2),
                                    .move = arg_int(sc, 3),
                                    .expected = expected};
    return futex_requeue(t, &r);
}

SYSCALL_HANDLER(futex) {
    const u32 op = arg_uint(sc, 1), val = arg_uint(sc, 2), val3 = arg_uint(sc, 5);
    const u32 command = op & (u32)FUTEX_CMD_MASK;
    const bool shared = !(op & FUTEX_PRIVATE_FLAG);
    struct futex_wait w = {0};
    if (command_waits(command)) {
        int err = wait_arguments(t, sc, command, &w);
        if (err < 0) return err;
    }
    if ((op & FUTEX_CLOCK_REALTIME) && command != FUTEX_WAIT_BITSET && command != FUTEX_LOCK_PI2) return -ENOSYS;
    switch (command) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET: return timed_result(t, &w, futex_wait(t, sc, &w));
    case FUTEX_WAKE: return futex_wake(t, sc->args[0], shared, val, FUTEX_BITSET_MATCH_ANY);
    case FUTEX_WAKE_BITSET: return futex_wake(t, sc->args[0], shared, val, val3);
    case FUTEX_REQUEUE: return requeue(t, sc, shared, NULL);
    case FUTEX_CMP_REQUEUE: return requeue(t, sc, shared, &val3);
    case FUTEX_WAKE_OP: return futex_wake_op(t, sc->args[0], sc->args[4], shared, val, arg_uint(sc, 3), val3);
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2: return futex_lock_pi(t, sc, &w, false);
    case FUTEX_TRYLOCK_PI:
        w = (struct futex_wait){.address = sc->args[0], .shared = shared};
        return futex_lock_pi(t, sc, &w, true);
    case FUTEX_UNLOCK_PI: return futex_unlock_pi(t, sc->args[0], shared);
    default: return -ENOSYS; // condition variables for them (FUTEX_WAIT_REQUEUE_PI), which no C library uses any more
    }
}

// --- Its successors: 32-bit words, flags for each, and limits that are always absolute.
static int flags_valid(u32 flags) {
    return !(flags & ~(u32)(FUTEX2_SIZE_MASK | FUTEX2_PRIVATE)) && (flags & FUTEX2_SIZE_MASK) == FUTEX2_SIZE_U32;
}

static int limit_from_user(struct task *t, const struct syscall *sc, uaddr_t timeout, s32 clock,
                           struct futex_wait *w) {
    w->timed = timeout != 0;
    w->deadline = sc->deadline;
    if (!w->timed || sc->restarted) return 0;
    if (clock != CLOCK_MONOTONIC && clock != CLOCK_REALTIME) return -EINVAL;
    return deadline_from_user(t, timeout, clock, true, &w->deadline);
}

static int waiter_from_user(struct task *t, uaddr_t from, struct futex_wait *w) {
    struct abi_futex_waitv v;
    if (GET_USER(t, &v, from)) return -EFAULT;
    if (!flags_valid(v.flags) || v.__reserved || v.val > UINT32_MAX) return -EINVAL;
    *w = (struct futex_wait){.address = v.uaddr,
                             .value = (u32)v.val,
                             .bits = FUTEX_BITSET_MATCH_ANY,
                             .shared = !(v.flags & FUTEX2_PRIVATE)};
    return 0;
}

SYSCALL_HANDLER(futex_waitv) {
    const u32 n = arg_uint(sc, 1);
    struct futex_wait w[FUTEX_WAITV_MAX];
    struct futex_waiter *waiters = (struct futex_waiter *)(uintptr_t)sc->progress[0];
    if (arg_uint(sc, 2) || !n || n > FUTEX_WAITV_MAX || !sc->args[0]) return -EINVAL;
    struct futex_wait limit = {0};
    s64 result = limit_from_user(t, sc, sc->args[3], arg_int(sc, 4), &limit);
    if (result < 0) return result;
    if (!sc->restarted) {
        for (u32 i = 0; i < n && result == 0; i++)
            result = waiter_from_user(t, sc->args[0] + i * sizeof(struct abi_futex_waitv), &w[i]);
        if (result < 0) return result;
        waiters = kzalloc(t->sb->heap, n * sizeof *waiters);
        if (!waiters) return -ENOMEM;
        sc->progress[0] = (uintptr_t)waiters;
    }
    w[0].timed = limit.timed;
    w[0].deadline = limit.deadline;
    result = futex_wait_any(t, sc, w, n, waiters);
    if (result != SYS_PARKED) kfree(waiters);
    return result;
}

SYSCALL_HANDLER(futex_wait) {
    struct futex_wait w = {.address = sc->args[0],
                           .value = arg_uint(sc, 1),
                           .bits = arg_uint(sc, 2),
                           .shared = !(arg_uint(sc, 3) & FUTEX2_PRIVATE)};
    if (!flags_valid(arg_uint(sc, 3)) || sc->args[1] > UINT32_MAX || sc->args[2] > UINT32_MAX) return -EINVAL;
    int err = limit_from_user(t, sc, sc->args[4], arg_int(sc, 5), &w);
    return err < 0 ? err : futex_wait(t, sc, &w);
}

SYSCALL_HANDLER(futex_wake) {
    const u32 flags = arg_uint(sc, 3);
    if (!flags_valid(flags) || sc->args[1] > UINT32_MAX || !sc->args[1]) return -EINVAL;
    struct futex_key key;
    int err = futex_key(t->mm, sc->args[0], !(flags & FUTEX2_PRIVATE), &key);
    if (err < 0) return err;
    if (!arg_int(sc, 2)) return 0; // unlike futex(2)
    return futex_wake(t, sc->args[0], !(flags & FUTEX2_PRIVATE), arg_uint(sc, 2), arg_uint(sc, 1));
}

SYSCALL_HANDLER(futex_requeue) {
    struct futex_wait w[2];
    if (arg_uint(sc, 1) || !sc->args[0]) return -EINVAL;
    int err = waiter_from_user(t, sc->args[0], &w[0]);
    if (err == 0) err = waiter_from_user(t, sc->args[0] + sizeof(struct abi_futex_waitv), &w[1]);
    if (err < 0) return err;
    const struct futex_requeue r = {.from = w[0].address,
                                    .to = w[1].address,
                                    .from_shared = w[0].shared,
                                    .to_shared = w[1].shared,
                                    .wake = arg_int(sc, 2),
                                    .move = arg_int(sc, 3),
                                    .expected = &w[0].value};
    return futex_requeue(t, &r);
}

// --- Robust lists
SYSCALL_HANDLER(set_robust_list) {
    if (sc->args[1] != sizeof(struct abi_robust_list_head)) return -EINVAL;
    t->robust_list = sc->args[0];
    t->robust_list_len = sc->args[1];
    return 0;
}

SYSCALL_HANDLER(get_robust_list) {
    const s32 pid = arg_int(sc, 0);
    const struct task *target = pid ? task_find(t->sb, pid) : t;
    if (!target) return -ESRCH;
    if (!task_may_access(t, target)) return -EPERM;
    const u64 head = target->robust_list, len = sizeof(struct abi_robust_list_head);
    if (PUT_USER(t, sc->args[2], &len)) return -EFAULT;
    return PUT_USER(t, sc->args[1], &head) ? -EFAULT : 0;
}
