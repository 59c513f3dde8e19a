// SPDX-License-Identifier: GPL-2.0-or-later
// What tasks share: taking it apart (unshare, setns) and asking about it (kcmp).
#include "abi/capability.h"
#include "abi/kcmp.h"
#include "abi/sched.h"
#include "kernel/fd/pidfd.h"
#include "syscalls/internal.h"

#define NAMESPACES                                                                                                   \
    ((u32)(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWCGROUP | CLONE_NEWTIME))
#define UNSHARE_FLAGS                                                                                                \
    (NAMESPACES |                                                                                                    \
     (u32)(CLONE_NEWUSER | CLONE_THREAD | CLONE_FS | CLONE_SIGHAND | CLONE_VM | CLONE_FILES | CLONE_SYSVSEM))

// unshare(2): some flags imply others.
static u32 unshare_implied(u32 flags) {
    if (flags & CLONE_NEWUSER) flags |= CLONE_THREAD | CLONE_FS;
    if (flags & CLONE_VM) flags |= CLONE_SIGHAND;
    if (flags & CLONE_SIGHAND) flags |= CLONE_THREAD;
    if (flags & CLONE_NEWNS) flags |= CLONE_FS;
    return flags;
}

// Memory, handlers and thread group can be given up only by who has them alone.
static bool unshare_possible(const struct task *t, u32 flags) {
    if ((flags & (CLONE_THREAD | CLONE_SIGHAND | CLONE_VM)) && t->process->thread_count > 1) return false;
    if ((flags & (CLONE_SIGHAND | CLONE_VM)) && t->sighand->refs > 1) return false;
    return !(flags & CLONE_VM) || t->mm->refs == 1;
}

SYSCALL_HANDLER(unshare) {
    if (sc->args[0] > UINT32_MAX) return -EINVAL; // the flags are a long
    const u32 flags = unshare_implied(arg_uint(sc, 0));
    if (flags & ~UNSHARE_FLAGS || !unshare_possible(t, flags)) return -EINVAL;
    if (flags & CLONE_NEWUSER) return -EPERM;
    if (flags & NAMESPACES) return task_capable(t, CAP_SYS_ADMIN) ? -EINVAL : -EPERM;
    struct fs_struct *fs = NULL;
    struct fd_table *files = NULL;
    if ((flags & CLONE_FS) && t->fs->refs > 1 && !(fs = fs_copy(t->fs))) return -ENOMEM;
    if ((flags & CLONE_FILES) && t->files->refs > 1 && !(files = fd_table_copy(t->files, UINT32_MAX))) {
        fs_put(fs);
        return -ENOMEM;
    }
    if (fs) {
        fs_put(t->fs);
        t->fs = fs;
    }
    if (files) {
        fd_table_put(t->files);
        t->files = files;
    }
    return 0;
}

SYSCALL_HANDLER(setns) {
    const u32 flags = arg_uint(sc, 1);
    const struct file *f = fd_file(t, arg_int(sc, 0));
    if (!f) return -EBADF;
    const struct process *p = pidfd_process(f);
    if (!p) return -EINVAL; // nor is any other file a namespace
    if (!flags || flags & ~(NAMESPACES | (u32)CLONE_NEWUSER)) return -EINVAL;
    return p->zombie ? -ESRCH : -EPERM;
}

// --- kcmp
static s64 compare(const void *a, const void *b) {
    return a == b ? 0 : (uintptr_t)a < (uintptr_t)b ? 1 : 2;
}

static s64 compare_files(const struct task *a, const struct task *b, u64 fd_a, u64 fd_b) {
    if (!a->files || !b->files || fd_a > INT32_MAX || fd_b > INT32_MAX) return -EBADF;
    const struct file *fa = fd_file_any(a, (s32)fd_a), *fb = fd_file_any(b, (s32)fd_b);
    return fa && fb ? compare(fa, fb) : -EBADF;
}

SYSCALL_HANDLER(kcmp) {
    const struct task *a = task_find(t->sb, arg_int(sc, 0)), *b = task_find(t->sb, arg_int(sc, 1));
    if (!a || !b) return -ESRCH;
    if (!task_may_access(t, a) || !task_may_access(t, b)) return -EPERM;
    switch (arg_int(sc, 2)) {
    case KCMP_FILE: return compare_files(a, b, sc->args[3], sc->args[4]);
    case KCMP_VM: return compare(a->mm, b->mm);
    case KCMP_FILES: return compare(a->files, b->files);
    case KCMP_FS: return compare(a->fs, b->fs);
    case KCMP_SIGHAND: return compare(a->sighand, b->sighand);
    case KCMP_IO:
    case KCMP_SYSVSEM: return 0; // nobody has any of their own
    case KCMP_EPOLL_TFD: return -EOPNOTSUPP;
    default: return -EINVAL;
    }
}
