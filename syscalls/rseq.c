// SPDX-License-Identifier: GPL-2.0-or-later
// rseq(2): says where a thread keeps the area through which restartable sequences work. What they do is kernel/rseq.c's.
#include "abi/rseq.h"
#include "syscalls/internal.h"

// What the area says of the CPU: number 0 of node 0. Only a whole area has the later fields.
static int rseq_write(struct task *t, uaddr_t area, u32 len, u32 cpu_id) {
    const struct abi_rseq ids = {.cpu_id_start = 0, .cpu_id = cpu_id};
    if (user_write(t->mm, area, &ids, offsetof(struct abi_rseq, rseq_cs))) return -EFAULT;
    if (len < sizeof ids) return 0;
    const size_t later = offsetof(struct abi_rseq, node_id);
    return user_write(t->mm, area + later, (const u8 *)&ids + later, offsetof(struct abi_rseq, __pad) - later)
               ? -EFAULT
               : 0;
}

static s64 rseq_unregister(struct task *t, uaddr_t area, u32 len, u32 sig) {
    if (!t->rseq_area || t->rseq_area != area || t->rseq_len != len) return -EINVAL;
    if (t->rseq_sig != sig) return -EPERM;
    if (rseq_write(t, area, len, (u32)RSEQ_CPU_ID_UNINITIALIZED)) return -EFAULT;
    t->rseq_area = 0;
    t->rseq_len = t->rseq_sig = 0;
    t->rseq_event = false;
    return 0;
}

SYSCALL_HANDLER(rseq) {
    const uaddr_t area = sc->args[0];
    const u32 len = arg_uint(sc, 1), flags = arg_uint(sc, 2), sig = arg_uint(sc, 3);
    if (flags == RSEQ_FLAG_UNREGISTER) return rseq_unregister(t, area, len, sig);
    if (flags) return -EINVAL;
    if (t->rseq_area) {
        if (t->rseq_area != area || t->rseq_len != len) return -EINVAL;
        return t->rseq_sig == sig ? -EBUSY : -EPERM;
    }
    if (len < RSEQ_ORIG_SIZE || area % RSEQ_ORIG_SIZE) return -EINVAL;
    if (area >= TASK_SIZE || len > TASK_SIZE - area) return -EFAULT;
    if (rseq_write(t, area, len, 0)) return -EFAULT;
    t->rseq_area = area;
    t->rseq_len = len;
    t->rseq_sig = sig;
    return 0;
}
