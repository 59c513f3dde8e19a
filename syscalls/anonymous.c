// SPDX-License-Identifier: GPL-2.0-or-later
// Files that have no name when they are made: pipe, pipe2, memfd_create (Linux: fs/pipe.c, mm/memfd.c).
#include "abi/fcntl.h"
#include "abi/mman.h"
#include "syscalls/internal.h"

static s64 make_pipe(struct task *t, uaddr_t to, u32 flags) {
    struct file *ends[2];
    s32 fd[2];
    if (flags & ~(u32)(O_CLOEXEC | O_NONBLOCK | O_DIRECT | O_EXCL)) return -EINVAL;
    if (flags & O_EXCL) return -ENOPKG; // O_NOTIFICATION_PIPE, of a kernel built without watch queues
    int err = pipe_create(&t->sb->vfs, flags & (O_NONBLOCK | O_DIRECT), t->cred, ends);
    if (err < 0) return err;
    bool cloexec = flags & O_CLOEXEC;
    fd[0] = fd_install(t, ends[0], 0, cloexec);
    if (fd[0] < 0) {
        file_put(ends[0]);
        file_put(ends[1]);
        return fd[0];
    }
    fd[1] = fd_install(t, ends[1], 0, cloexec);
    if (fd[1] < 0) {
        fd_close(t, fd[0]);
        file_put(ends[1]);
        return fd[1];
    }
    if (PUT_USER(t, to, &fd)) {
        fd_close(t, fd[0]);
        fd_close(t, fd[1]);
        return -EFAULT;
    }
    return 0;
}
SYSCALL_HANDLER(pipe) {
    return make_pipe(t, sc->args[0], 0);
}
SYSCALL_HANDLER(pipe2) {
    return make_pipe(t, sc->args[0], arg_uint(sc, 1));
}

SYSCALL_HANDLER(memfd_create) {
    char name[MFD_NAME_MAX_LEN + 1];
    u32 flags = arg_uint(sc, 1), known = MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_HUGETLB | MFD_NOEXEC_SEAL | MFD_EXEC;
    if (flags & MFD_HUGETLB) known |= (u32)MFD_HUGE_MASK << MFD_HUGE_SHIFT;
    if (flags & ~known) return -EINVAL;
    if ((flags & MFD_EXEC) && (flags & MFD_NOEXEC_SEAL)) return -EINVAL;
    s64 n = strncpy_from_user(&t->mm->mmu, name, sc->args[0], sizeof name);
    if (n < 0) return n;
    if (n == sizeof name) return -EINVAL;
    struct file *f;
    int err = fd_available(t);
    if (err == 0) err = memfd_create_file(&t->sb->vfs, name, flags, t->cred, &f);
    if (err) return err;
    s32 fd = fd_install(t, f, 0, flags & MFD_CLOEXEC);
    if (fd < 0) file_put(f);
    return fd;
}
