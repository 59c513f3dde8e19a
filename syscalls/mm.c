// SPDX-License-Identifier: GPL-2.0-or-later
// The calls on memory mappings: mmap to mseal, memory barriers, protection keys. What they do is kernel/mm's.
#include "syscalls/internal.h"

#include "abi/capability.h"
#include "abi/mman.h"
#include "abi/mount.h"
#include "abi/personality.h"
#include "abi/rseq.h"

// --- Mappings.

SYSCALL_HANDLER(mmap) {
    const uaddr_t addr = sc->args[0];
    const u64 len = sc->args[1], offset = sc->args[5];
    u32 prot = arg_uint(sc, 2);
    const u32 flags = arg_uint(sc, 3);
    struct file *file = NULL;
    if (offset & ~PAGE_MASK) return -EINVAL;
    if (!(flags & MAP_ANONYMOUS)) {
        file = fd_file(t, arg_int(sc, 4));
        if (!file) return -EBADF;
    }
    bool noexec = file && file->path.mnt && (file->path.mnt->flags & MS_NOEXEC);
    if ((prot & PROT_READ) && (t->personality & READ_IMPLIES_EXEC) && !noexec) prot |= PROT_EXEC;
    return mm_mmap(t->mm, addr, len, prot, flags, file, offset);
}

SYSCALL_HANDLER(munmap) {
    return mm_munmap(t->mm, sc->args[0], sc->args[1]);
}

static s64 do_mprotect(struct task *t, uaddr_t addr, u64 len, u64 prot) {
    // The argument is a long: what does not fit the known bits is unknown all the same.
    if (prot >> 31) prot = (prot & 0x7fffffff) | 0x40000000;
    if (t->personality & READ_IMPLIES_EXEC) prot |= PROT_IMPLY_EXEC;
    return mm_mprotect(t->mm, addr, len, (u32)prot);
}

SYSCALL_HANDLER(mprotect) {
    return do_mprotect(t, sc->args[0], sc->args[1], sc->args[2]);
}

SYSCALL_HANDLER(mremap) {
    if (sc->args[3] >> 32) return -EINVAL;
    return mm_mremap(t->mm, sc->args[0], sc->args[1], sc->args[2], arg_uint(sc, 3), sc->args[4]);
}

SYSCALL_HANDLER(brk) {
    return (s64)mm_brk(t->mm, sc->args[0]);
}

SYSCALL_HANDLER(remap_file_pages) {
    if (sc->args[2]) return -EINVAL; // the permissions stay what they are
    return mm_remap_file_pages(t->mm, sc->args[0], sc->args[1], sc->args[3], arg_uint(sc, 4));
}

SYSCALL_HANDLER(mseal) {
    if (sc->args[2]) return -EINVAL;
    return mm_mseal(t->mm, sc->args[0], sc->args[1]);
}

// --- Advice and residence.

SYSCALL_HANDLER(madvise) {
    return mm_madvise(t->mm, sc->args[0], sc->args[1], arg_int(sc, 2));
}

SYSCALL_HANDLER(msync) {
    return mm_msync(t->mm, sc->args[0], sc->args[1], arg_int(sc, 2));
}

SYSCALL_HANDLER(mincore) {
    return mm_mincore(t->mm, sc->args[0], sc->args[1], sc->args[2]);
}

SYSCALL_HANDLER(mlock) {
    return mm_mlock(t->mm, sc->args[0], sc->args[1], true, false, task_capable(t, CAP_IPC_LOCK));
}

SYSCALL_HANDLER(mlock2) {
    const u32 flags = arg_uint(sc, 2);
    if (flags & ~(u32)MLOCK_ONFAULT) return -EINVAL;
    return mm_mlock(t->mm, sc->args[0], sc->args[1], true, flags & MLOCK_ONFAULT, task_capable(t, CAP_IPC_LOCK));
}

SYSCALL_HANDLER(munlock) {
    return mm_mlock(t->mm, sc->args[0], sc->args[1], false, false, true);
}

SYSCALL_HANDLER(mlockall) {
    if (arg_int(sc, 0) == 0) return -EINVAL;
    return mm_mlockall(t->mm, arg_int(sc, 0), task_capable(t, CAP_IPC_LOCK));
}

SYSCALL_HANDLER(munlockall) {
    (void)sc;
    return mm_mlockall(t->mm, 0, true);
}

// --- Protection keys, as on a CPU that has none. Linux keeps its map of one key there as well, and so hands it out
// once, only to find that the CPU knows no rights for it.

SYSCALL_HANDLER(pkey_alloc) {
    if (sc->args[0] || sc->args[1] & ~(u64)PKEY_ACCESS_MASK) return -EINVAL;
    if (t->mm->pkey_taken) return -ENOSPC;
    t->mm->pkey_taken = true;
    return -EINVAL;
}

SYSCALL_HANDLER(pkey_free) {
    (void)t, (void)sc;
    return -EINVAL;
}

SYSCALL_HANDLER(pkey_mprotect) {
    const uaddr_t addr = sc->args[0];
    const u32 grows = arg_uint(sc, 2) & (PROT_GROWSDOWN | PROT_GROWSUP);
    if (arg_int(sc, 3) == -1) return do_mprotect(t, addr, sc->args[1], sc->args[2]);
    if (grows == (PROT_GROWSDOWN | PROT_GROWSUP) || addr & ~PAGE_MASK) return -EINVAL;
    if (sc->args[1] == 0) return 0;
    return addr + PAGE_ALIGN(sc->args[1]) <= addr ? -ENOMEM : -EINVAL;
}

// --- membarrier(2). One CPU runs one thread at a time: every barrier has been passed already.

#define BARRIERS_PRIVATE                                                                                             \
    (MEMBARRIER_CMD_PRIVATE_EXPEDITED | MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE |                                 \
     MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ)
#define BARRIERS_REGISTER                                                                                            \
    (MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED | MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED |                          \
     MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE | MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ)

SYSCALL_HANDLER(membarrier) {
    const s32 cmd = arg_int(sc, 0);
    const u32 flags = arg_uint(sc, 1);
    if (flags && !(cmd == MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ && flags == MEMBARRIER_CMD_FLAG_CPU)) return -EINVAL;
    switch (cmd) {
    case MEMBARRIER_CMD_QUERY:
        return MEMBARRIER_CMD_GLOBAL | MEMBARRIER_CMD_GLOBAL_EXPEDITED | BARRIERS_PRIVATE | BARRIERS_REGISTER |
               MEMBARRIER_CMD_GET_REGISTRATIONS;
    case MEMBARRIER_CMD_GLOBAL:
    case MEMBARRIER_CMD_GLOBAL_EXPEDITED: return 0;
    case MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED:
    case MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED:
    case MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE:
    case MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ: t->mm->membarrier |= (u32)cmd; return 0;
    case MEMBARRIER_CMD_PRIVATE_EXPEDITED:
    case MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE:
    case MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ: // each command's registration is the bit above it
        return t->mm->membarrier & (u32)cmd << 1 ? 0 : -EPERM;
    case MEMBARRIER_CMD_GET_REGISTRATIONS: return t->mm->membarrier;
    default: return -EINVAL;
    }
}

// As where secretmem.enable=0.
SYSCALL_HANDLER(memfd_secret) {
    (void)t, (void)sc;
    return -ENOSYS;
}
