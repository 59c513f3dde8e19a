// SPDX-License-Identifier: GPL-2.0-or-later
// futex and what goes with it: robust lists, restartable sequences.
#include "abi/futex.h"
#include "abi/rseq.h"
#include "abi/time.h"
#include "kernel/futex.h"
#include "kernel/timespec.h"
#include "syscalls/internal.h"
#include "syscalls/table.h"

static s64 wait_with_timeout(struct task *t, struct syscall *sc, u32 op, u32 bits) {
    bool timed = sc->args[3] != 0;
    u64 deadline = sc->deadline;
    if (timed && !sc->restarted) {
        struct abi_timespec ts;
        if (GET_USER(t, &ts, sc->args[3])) return -EFAULT;
        if (!timespec_valid(&ts)) return -EINVAL;
        // FUTEX_WAIT's timeout is relative, FUTEX_WAIT_BITSET's absolute (futex(2)).
        bool absolute = (op & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET;
        s32 clock = op & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
        int err = clock_deadline(t->sb, clock, timespec_ns(&ts), absolute, &deadline);
        if (err < 0) return err;
    }
    s64 result = futex_wait(t, sc, sc->args[0], (u32)sc->args[2], bits, op & FUTEX_PRIVATE_FLAG, timed, deadline);
    if (result == -ERESTART_RESTARTBLOCK) {
        if ((op & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET) return -ERESTARTSYS; // its absolute time is as good as before
        t->restart_block.kind = RESTART_FUTEX;
        t->restart_block.deadline = sc->deadline;
        t->restart_block.args[0] = sc->args[0];
        t->restart_block.args[1] = sc->args[2];
        t->restart_block.args[2] = bits;
        t->restart_block.args[3] = op;
    }
    return result;
}

// restart_syscall(2) after a signal that ran no handler: syscalls/sleep.c asks.
s64 restart_futex(struct task *t, struct syscall *sc) {
    u64 *a = t->restart_block.args;
    return futex_wait(t, sc, a[0], (u32)a[1], (u32)a[2], a[3] & FUTEX_PRIVATE_FLAG, true, t->restart_block.deadline);
}

SYSCALL_HANDLER(futex) {
    u32 op = arg_uint(sc, 1), val = arg_uint(sc, 2), val2 = arg_uint(sc, 3), val3 = arg_uint(sc, 5);
    struct sandbox *sb = t->sb;
    u32 command = op & FUTEX_CMD_MASK;
    if ((op & FUTEX_CLOCK_REALTIME) && command != FUTEX_WAIT_BITSET && command != FUTEX_WAIT_REQUEUE_PI &&
        command != FUTEX_LOCK_PI2)
        return -ENOSYS;
    switch (command) {
    case FUTEX_WAIT: return wait_with_timeout(t, sc, op, FUTEX_BITSET_MATCH_ANY);
    case FUTEX_WAIT_BITSET: return wait_with_timeout(t, sc, op, val3);
    case FUTEX_WAKE: return futex_wake(sb, t->mm, sc->args[0], val, FUTEX_BITSET_MATCH_ANY);
    case FUTEX_WAKE_BITSET: return futex_wake(sb, t->mm, sc->args[0], val, val3);
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
        if ((s32)val < 0 || (s32)val2 < 0) return -EINVAL;
        return futex_requeue(sb, t->mm, sc->args[0], sc->args[4], val, val2, command == FUTEX_CMP_REQUEUE ? &val3 : NULL);
    case FUTEX_WAKE_OP: return futex_wake_op(sb, t->mm, sc->args[0], sc->args[4], val, val2, val3);
    default: return -ENOSYS; // priority inheritance: as a kernel built without it
    }
}

SYSCALL_HANDLER(set_robust_list) {
    if (sc->args[1] != sizeof(struct abi_robust_list_head)) return -EINVAL;
    t->robust_list = sc->args[0];
    t->robust_list_len = sc->args[1];
    return 0;
}

SYSCALL_HANDLER(get_robust_list) {
    s32 pid = arg_int(sc, 0);
    const struct task *target = pid ? task_find(t->sb, pid) : t;
    if (!target) return -ESRCH;
    if (!task_may_access(t, target)) return -EPERM;
    u64 head = target->robust_list, len = sizeof(struct abi_robust_list_head);
    if (PUT_USER(t, sc->args[2], &len) || PUT_USER(t, sc->args[1], &head)) return -EFAULT;
    return 0;
}

// Registered and never acted upon: with one CPU a sequence is only ever cut short by preemption, and the area says
// which CPU it is, which never changes.
SYSCALL_HANDLER(rseq) {
    uaddr_t area = sc->args[0];
    u32 len = arg_uint(sc, 1), flags = arg_uint(sc, 2), sig = arg_uint(sc, 3);
    if (flags & RSEQ_FLAG_UNREGISTER) {
        if (flags & ~(u32)RSEQ_FLAG_UNREGISTER || !t->rseq_area || t->rseq_area != area || t->rseq_len != len) return -EINVAL;
        if (t->rseq_sig != sig) return -EPERM;
        t->rseq_area = 0;
        return 0;
    }
    if (flags) return -EINVAL;
    if (t->rseq_area) {
        if (t->rseq_area != area || t->rseq_len != len) return -EINVAL;
        return t->rseq_sig == sig ? -EBUSY : -EPERM;
    }
    if (len < 32 || area & 31) return -EINVAL;
    const u32 cpus[2] = {0, 0}; // cpu_id_start, cpu_id
    if (user_write(t->mm, area, cpus, sizeof cpus)) return -EFAULT;
    t->rseq_area = area;
    t->rseq_len = len;
    t->rseq_sig = sig;
    return 0;
}
