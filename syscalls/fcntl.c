// SPDX-License-Identifier: GPL-2.0-or-later
// Descriptors: dup and its family, fcntl, flock.
#include "abi/capability.h"
#include "abi/fcntl.h"
#include "abi/ioctl.h"
#include "abi/stat.h"
#include "syscalls/internal.h"
#include "vfs/locks.h"
#include "vfs/memfd.h"

static s64 dup_to(struct task *t, struct file *f, u32 from, bool cloexec) {
    s32 fd = fd_install(t, file_get(f), from, cloexec);
    if (fd < 0) file_put(f);
    return fd;
}

SYSCALL_HANDLER(dup) {
    struct file *f = fd_file_any(t, arg_int(sc, 0));
    return f ? dup_to(t, f, 0, false) : -EBADF;
}

static s64 dup_at(struct task *t, s32 old, s32 new, bool cloexec) {
    struct file *f = fd_file_any(t, old);
    if (new < 0 || (u64)new >= task_rlimit(t, RLIMIT_NOFILE) || !f) return -EBADF;
    s32 fd = fd_install_at(t, file_get(f), new, cloexec);
    if (fd < 0) file_put(f);
    return fd;
}
SYSCALL_HANDLER(dup2) {
    s32 old = arg_int(sc, 0), new = arg_int(sc, 1);
    if (old == new) return fd_file_any(t, old) ? new : -EBADF;
    return dup_at(t, old, new, false);
}
SYSCALL_HANDLER(dup3) {
    s32 old = arg_int(sc, 0), new = arg_int(sc, 1);
    u32 flags = arg_uint(sc, 2);
    if (flags & ~(u32)O_CLOEXEC) return -EINVAL;
    if (old == new) return -EINVAL;
    return dup_at(t, old, new, flags);
}

// --- Record locks
static s64 lock_get(struct task *t, struct file *f, uaddr_t arg, bool ofd) {
    struct abi_flock fl;
    struct lock_request r;
    if (GET_USER(t, &fl, arg)) return -EFAULT;
    if (fl.l_type != F_RDLCK && fl.l_type != F_WRLCK) return -EINVAL;
    if (ofd && fl.l_pid) return -EINVAL;
    int err = lock_request_parse(f, &fl, &r);
    if (err < 0) return err;
    r.owner = ofd ? (const void *)f : t->files;
    r.pid = ofd ? -1 : t->process->pid;
    record_lock_get(f, &r);
    if (r.type == F_UNLCK) fl.l_type = F_UNLCK;
    else lock_request_report(&r, &fl);
    return PUT_USER(t, arg, &fl) ? -EFAULT : 0;
}

static s64 lock_set(struct task *t, struct file *f, uaddr_t arg, bool ofd, bool wait) {
    struct abi_flock fl;
    struct lock_request r;
    if (GET_USER(t, &fl, arg)) return -EFAULT;
    if (ofd && fl.l_pid) return -EINVAL;
    int err = lock_request_parse(f, &fl, &r);
    if (err < 0) return err;
    r.owner = ofd ? (const void *)f : t->files;
    r.pid = ofd ? -1 : t->process->pid;
    err = record_lock_set(f, &r, wait && !ofd);
    if (err != -EAGAIN || !wait) return err;
    s64 result = wait_on(t, &f->inode->lock_wait);
    if (result != SYS_PARKED && !ofd) lock_wait_cancel(f, r.owner);
    return result;
}

SYSCALL_HANDLER(flock) {
    struct file *f = fd_file(t, arg_int(sc, 0));
    s32 operation = arg_int(sc, 1);
    s32 kind = operation & ~LOCK_NB;
    if (kind != LOCK_SH && kind != LOCK_EX && kind != LOCK_UN) return -EINVAL;
    if (!f) return -EBADF;
    int err = file_flock(f, kind);
    if (err != -EAGAIN || (operation & LOCK_NB)) return err;
    return wait_on(t, &f->inode->lock_wait);
}

// --- Who gets SIGIO
static s64 set_owner(struct task *t, struct file *f, s32 type, s32 id) {
    if (id && type == F_OWNER_PGRP) {
        const struct process *p;
        bool found = false;
        list_for_each(p, &t->sb->processes, all_link) {
            if (p->pgid == id) found = true;
        }
        if (!found) return -ESRCH;
    } else if (id && !task_find(t->sb, id)) {
        return -ESRCH;
    }
    f->owner_type = (u32)type;
    f->owner = id;
    return 0;
}

static s64 set_owner_ex(struct task *t, struct file *f, uaddr_t arg) {
    struct { s32 type, pid; } ex;
    if (GET_USER(t, &ex, arg)) return -EFAULT;
    if (ex.type < F_OWNER_TID || ex.type > F_OWNER_PGRP) return -EINVAL;
    return set_owner(t, f, ex.type, ex.pid);
}

static s64 set_status_flags(struct task *t, struct file *f, u32 flags) {
    const u32 changes = O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME | FASYNC;
    if ((f->flags & O_APPEND) && !(flags & O_APPEND) && (f->inode->flags & FS_APPEND_FL)) return -EPERM;
    if ((flags & O_NOATIME) && !(f->flags & O_NOATIME) && t->cred->fsuid != f->inode->uid && !task_capable(t, CAP_FOWNER))
        return -EPERM;
    f->flags = (f->flags & ~changes) | (flags & changes);
    return 0;
}

static s64 fcntl_path(struct task *t, struct file *f, s32 fd, u32 cmd, u64 arg) {
    switch (cmd) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        if (arg >= task_rlimit(t, RLIMIT_NOFILE)) return -EINVAL;
        return dup_to(t, f, (u32)arg, cmd == F_DUPFD_CLOEXEC);
    case F_GETFD: return fd_cloexec(t, fd) ? FD_CLOEXEC : 0;
    case F_SETFD: fd_set_cloexec(t, fd, arg & FD_CLOEXEC); return 0;
    case F_GETFL: return f->flags;
    default: return -EBADF;
    }
}

SYSCALL_HANDLER(fcntl) {
    s32 fd = arg_int(sc, 0);
    u32 cmd = arg_uint(sc, 1);
    u64 arg = sc->args[2];
    struct file *f = fd_file_any(t, fd);
    if (!f) return -EBADF;
    if (f->mode & FMODE_PATH) return fcntl_path(t, f, fd, cmd, arg);
    switch (cmd) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
    case F_GETFD:
    case F_SETFD: return fcntl_path(t, f, fd, cmd, arg);
    case F_GETFL: return f->flags;
    case F_SETFL: return set_status_flags(t, f, (u32)arg);
    case F_GETLK: return lock_get(t, f, arg, false);
    case F_SETLK: return lock_set(t, f, arg, false, false);
    case F_SETLKW: return lock_set(t, f, arg, false, true);
    case F_OFD_GETLK: return lock_get(t, f, arg, true);
    case F_OFD_SETLK: return lock_set(t, f, arg, true, false);
    case F_OFD_SETLKW: return lock_set(t, f, arg, true, true);
    case F_GETOWN: return f->owner_type == F_OWNER_PGRP ? -(s64)f->owner : f->owner;
    case F_SETOWN: {
        s32 who = (s32)arg;
        if (who == INT32_MIN) return -EINVAL;
        return who < 0 ? set_owner(t, f, F_OWNER_PGRP, -who) : set_owner(t, f, F_OWNER_PID, who);
    }
    case F_GETOWN_EX: {
        const struct { s32 type, pid; } ex = {(s32)f->owner_type, f->owner};
        return PUT_USER(t, arg, &ex) ? -EFAULT : 0;
    }
    case F_SETOWN_EX: return set_owner_ex(t, f, arg);
    case F_GETSIG: return f->owner_signal;
    case F_SETSIG:
        if (arg > NSIG) return -EINVAL;
        f->owner_signal = (s32)arg;
        return 0;
    case F_GETPIPE_SZ: return file_is_pipe(f) ? pipe_capacity(f) : -EBADF;
    case F_SETPIPE_SZ: return file_is_pipe(f) ? pipe_resize(f, (u32)arg) : -EBADF;
    case F_ADD_SEALS: return file_add_seals(f, (u32)arg);
    case F_GET_SEALS: return file_get_seals(f);
    case F_GETLEASE: return F_UNLCK;
    case F_SETLEASE: // never given: as a file system without them answers
        if (arg != F_RDLCK && arg != F_WRLCK && arg != F_UNLCK) return -EINVAL;
        if (t->cred->fsuid != f->inode->uid && !task_capable(t, CAP_LEASE)) return -EACCES;
        if (!S_ISREG(f->inode->mode)) return -EINVAL;
        return arg == F_UNLCK ? -EAGAIN : -EINVAL;
    case F_NOTIFY: return S_ISDIR(f->inode->mode) ? -EINVAL : -ENOTDIR;
    case F_GET_RW_HINT:
    case F_GET_FILE_RW_HINT: {
        const u64 none = 0;
        return PUT_USER(t, arg, &none) ? -EFAULT : 0;
    }
    case F_SET_RW_HINT:
    case F_SET_FILE_RW_HINT: {
        u64 hint;
        if (GET_USER(t, &hint, arg)) return -EFAULT;
        return hint > 5 ? -EINVAL : 0;
    }
    default: return -EINVAL;
    }
}
