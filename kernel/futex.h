// SPDX-License-Identifier: GPL-2.0-or-later
// Futexes (futex(2)): sleeping on a word of memory that processes may share.
#ifndef KERNEL_FUTEX_H
#define KERNEL_FUTEX_H

#include "kernel/task.h"

// Parks until woken. `val`: what the word must hold, else -EAGAIN. 0 when woken, -ETIMEDOUT after the deadline (`timed`),
// -ERESTARTSYS, -EFAULT, -EINVAL, SYS_PARKED. To be called again with the same arguments after parking.
s64 futex_wait(struct task *t, struct syscall *sc, uaddr_t addr, u32 val, u32 bits, bool private, bool timed, u64 deadline);
// Tasks woken, or -errno.
int futex_wake(struct sandbox *sb, struct mm *mm, uaddr_t addr, u32 count, u32 bits);
// Wakes `wake` and moves `move` to another word; cmp: the word at `from` must hold it. Tasks woken plus moved.
int futex_requeue(struct sandbox *sb, struct mm *mm, uaddr_t from, uaddr_t to, u32 wake, u32 move, const u32 *cmp);
int futex_wake_op(struct sandbox *sb, struct mm *mm, uaddr_t addr, uaddr_t addr2, u32 wake, u32 wake2, u32 op);

#endif
