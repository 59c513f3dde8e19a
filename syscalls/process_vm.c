// SPDX-License-Identifier: GPL-2.0-or-later
// process_vm_readv and process_vm_writev: memory of another process, as far as its permissions there allow.
#include "abi/uio.h"
#include "syscalls/internal.h"

#define CHUNK 4096u

// Moves bytes between the two vectors until one is used up or an address of either is bad; what was moved counts.
static s64 transfer(struct task *t, struct mm *remote, struct iov_iter *local, uaddr_t vector, u64 n, bool writing) {
    u8 buf[CHUNK];
    s64 done = 0;
    for (u64 i = 0; i < n; i++) {
        struct abi_iovec seg; // checked already, but the program may have changed it since
        if (GET_USER(t, &seg, vector + i * sizeof seg)) return done ? done : -EFAULT;
        for (u64 at = 0; at < seg.iov_len && iov_iter_count(local);) {
            uaddr_t addr = seg.iov_base + at;
            size_t part = PAGE_SIZE - (addr & (PAGE_SIZE - 1)); // whole or not at all, page by page
            part = min_u64(part, min_u64(seg.iov_len - at, iov_iter_count(local)));
            if (writing) {
                if (copy_from_iter(buf, part, local) < part) return done ? done : -EFAULT;
                if (user_write(remote, addr, buf, part)) return done ? done : -EFAULT;
            } else {
                if (user_read(remote, buf, addr, part)) return done ? done : -EFAULT;
                if (copy_to_iter(buf, part, local) < part) return done ? done : -EFAULT;
            }
            at += part;
            done += (s64)part;
        }
    }
    return done;
}

static s64 process_vm(struct task *t, const struct syscall *sc, bool writing) {
    if (sc->args[5]) return -EINVAL;
    struct iov_segment *local_seg = NULL, *remote_seg = NULL;
    struct iov_iter local, remote;
    s64 result = user_iov(t, sc->args[1], sc->args[2], &local_seg, &local);
    if (result < 0) return result;
    if (!iov_iter_count(&local)) goto out;
    result = user_iov(t, sc->args[3], sc->args[4], &remote_seg, &remote);
    if (result < 0) goto out;
    struct task *target = task_find(t->sb, arg_int(sc, 0));
    if (!target || !target->mm)
        result = -ESRCH;
    else if (!task_may_access(t, target))
        result = -EPERM;
    else
        result = transfer(t, target->mm, &local, sc->args[3], sc->args[4], writing);
out:
    kfree(local_seg);
    kfree(remote_seg);
    return result;
}
SYSCALL_HANDLER(process_vm_readv) {
    return process_vm(t, sc, false);
}
SYSCALL_HANDLER(process_vm_writev) {
    return process_vm(t, sc, true);
}
