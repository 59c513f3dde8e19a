// SPDX-License-Identifier: GPL-2.0-or-later
// Descriptors: dup and its family, fcntl, flock.
#include "abi/fcntl.h"
#include "abi/capability.h"
#include "abi/ioctl.h"
#include "abi/stat.h"
#include "syscalls/internal.h"
#include "vfs/async.h"
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
    if (new < 0 || (u64) new >= task_rlimit(t, RLIMIT_NOFILE) || !f) return -EBADF;
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
    int err = lock_request_parse(f, &fl, &r);
    if (err < 0) return err;
    if (ofd && fl.l_pid) return -EINVAL;
    r.owner = ofd ? (const void *)f : t->files;
    r.pid = ofd ? -1 : t->process->pid;
    record_lock_get(f, &r);
    if (r.type == F_UNLCK)
        fl.l_type = F_UNLCK;
    else
        lock_request_report(&r, &fl);
    return PUT_USER(t, arg, &fl) ? -EFAULT : 0;
}

static s64 lock_set(struct task *t, struct file *f, uaddr_t arg, bool ofd, bool wait) {
    struct abi_flock fl;
    struct lock_request r;
    if (GET_USER(t, &fl, arg)) return -EFAULT;
    int err = lock_request_parse(f, &fl, &r);
    if (err < 0) return err;
    if (r.type == F_RDLCK && !(f->mode & FMODE_READ)) return -EBADF;
    if (r.type == F_WRLCK && !(f->mode & FMODE_WRITE)) return -EBADF;
    if (ofd && fl.l_pid) return -EINVAL;
    r.owner = ofd ? (const void *)f : t->files;
    r.pid = ofd ? -1 : t->process->pid;
    err = record_lock_set(f, &r, wait && !ofd);
    if (err != -EAGAIN || !wait) return err;
    s64 result = wait_on(t, &f->inode->lock_wait);
    if (result != SYS_PARKED && !ofd) lock_wait_cancel(f, r.owner);
    return result;
}

static s64 do_flock(struct task *t, struct file *f, s32 kind, bool wait) {
    if (kind != LOCK_UN && !(f->mode & (FMODE_READ | FMODE_WRITE))) return -EBADF;
    int err = file_flock(f, kind);
    return err == -EAGAIN && wait ? wait_on(t, &f->inode->lock_wait) : err;
}

SYSCALL_HANDLER(flock) {
    s32 operation = arg_int(sc, 1), kind = operation & ~LOCK_NB;
    if (operation & LOCK_MAND) return 0; // Linux knows no mandatory locks any more, and says so in its log only
    if (kind != LOCK_SH && kind != LOCK_EX && kind != LOCK_UN) return -EINVAL;
    struct file *f = call_file(t, sc, arg_int(sc, 0));
    return f ? call_end(sc, f, do_flock(t, f, kind, !(operation & LOCK_NB))) : -EBADF;
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
    struct abi_f_owner_ex ex;
    if (GET_USER(t, &ex, arg)) return -EFAULT;
    if (ex.type < F_OWNER_TID || ex.type > F_OWNER_PGRP) return -EINVAL;
    return set_owner(t, f, ex.type, ex.pid);
}

static s64 set_owner_arg(struct task *t, struct file *f, s32 who) {
    if (who == INT32_MIN) return -EINVAL;
    return who < 0 ? set_owner(t, f, F_OWNER_PGRP, -who) : set_owner(t, f, F_OWNER_PID, who);
}

static s64 get_owner_ex(struct task *t, const struct file *f, uaddr_t arg) {
    const struct abi_f_owner_ex ex = {(s32)f->owner_type, f->owner};
    return PUT_USER(t, arg, &ex) ? -EFAULT : 0;
}

static bool owner_or(const struct task *t, const struct file *f, int cap) {
    return t->cred->fsuid == f->inode->uid || task_capable(t, cap);
}

// setfl
static s64 set_status_flags(struct task *t, struct file *f, s32 fd, u32 flags) {
    u32 changes = O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME;
    if ((f->flags & O_APPEND) && !(flags & O_APPEND) && (f->inode->flags & FS_APPEND_FL)) return -EPERM;
    if ((flags & O_NOATIME) && !(f->flags & O_NOATIME) && !owner_or(t, f, CAP_FOWNER)) return -EPERM;
    if ((flags & O_DIRECT) && !(f->flags & O_DIRECT) && !file_is_pipe(f) && !file_ops(f)->mapping) return -EINVAL;
    int err = (flags ^ f->flags) & FASYNC ? file_set_async(f, fd, flags & FASYNC) : 0;
    if (err < 0) return err;
    f->flags = (f->flags & ~changes) | (flags & changes);
    return 0;
}

// A lease is never given: somebody could always be said to have the file open in a way that conflicts.
static s64 set_lease(struct task *t, const struct file *f, s32 type) {
    if (type != F_UNLCK && type != F_RDLCK && type != F_WRLCK) return -EINVAL;
    if (!owner_or(t, f, CAP_LEASE)) return -EACCES;
    return S_ISREG(f->inode->mode) ? -EAGAIN : -EINVAL;
}

// The file system may want to know how long data will live: it is remembered, as Linux does for every file.
static s64 rw_hint(struct task *t, struct file *f, bool set, uaddr_t arg) {
    u64 hint = f->inode->write_hint;
    if (!set) return PUT_USER(t, arg, &hint) ? -EFAULT : 0;
    if (!owner_or(t, f, CAP_FOWNER)) return -EPERM;
    if (GET_USER(t, &hint, arg)) return -EFAULT;
    if (hint > RWH_WRITE_LIFE_EXTREME) return -EINVAL;
    f->inode->write_hint = (u8)hint;
    return 0;
}

// The commands about descriptors, which O_PATH files know too. False: it is another one.
static bool fcntl_descriptor(struct task *t, struct file *f, s32 fd, u32 cmd, u64 arg, s64 *result) {
    const struct file *other;
    switch (cmd) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        *result = -EINVAL;
        if ((u32)arg < task_rlimit(t, RLIMIT_NOFILE)) *result = dup_to(t, f, (u32)arg, cmd == F_DUPFD_CLOEXEC);
        return true;
    case F_DUPFD_QUERY:
        other = fd_file_any(t, (s32)arg);
        *result = other ? other == f : -EBADF;
        return true;
    case F_GETFD: *result = fd_cloexec(t, fd) ? FD_CLOEXEC : 0; return true;
    case F_SETFD:
        fd_set_cloexec(t, fd, arg & FD_CLOEXEC);
        *result = 0;
        return true;
    case F_GETFL: *result = f->flags; return true;
    default: return false;
    }
}

static s64 fcntl_file(struct task *t, struct file *f, s32 fd, u32 cmd, u64 arg) {
    switch (cmd) {
    case F_SETFL: return set_status_flags(t, f, fd, (u32)arg);
    case F_GETLK: return lock_get(t, f, arg, false);
    case F_SETLK: return lock_set(t, f, arg, false, false);
    case F_SETLKW: return lock_set(t, f, arg, false, true);
    case F_OFD_GETLK: return lock_get(t, f, arg, true);
    case F_OFD_SETLK: return lock_set(t, f, arg, true, false);
    case F_OFD_SETLKW: return lock_set(t, f, arg, true, true);
    case F_GETOWN: return f->owner_type == F_OWNER_PGRP ? -(s64)f->owner : f->owner;
    case F_SETOWN: return set_owner_arg(t, f, (s32)arg);
    case F_GETOWN_EX: return get_owner_ex(t, f, arg);
    case F_SETOWN_EX: return set_owner_ex(t, f, arg);
    case F_GETSIG: return f->owner_signal;
    case F_SETSIG:
        if (arg > NSIG) return -EINVAL;
        f->owner_signal = (s32)arg;
        return 0;
    case F_GETPIPE_SZ: return pipe_capacity(f);
    case F_SETPIPE_SZ: return pipe_resize(f, (u32)arg);
    case F_ADD_SEALS: return file_add_seals(f, (u32)arg);
    case F_GET_SEALS: return file_get_seals(f);
    case F_GETLEASE: return F_UNLCK;
    case F_SETLEASE: return set_lease(t, f, (s32)arg);
    case F_NOTIFY:
        return S_ISDIR(f->inode->mode) ? -EINVAL : -ENOTDIR; // inotify took its place: as without CONFIG_DNOTIFY
    case F_GET_RW_HINT: return rw_hint(t, f, false, arg);
    case F_SET_RW_HINT: return rw_hint(t, f, true, arg);
    default: return -EINVAL;
    }
}

SYSCALL_HANDLER(fcntl) {
    s32 fd = arg_int(sc, 0);
    u32 cmd = arg_uint(sc, 1);
    s64 result;
    struct file *f = sc->progress[3] ? call_file(t, sc, fd) : fd_file_any(t, fd);
    if (!f) return -EBADF;
    if (fcntl_descriptor(t, f, fd, cmd, sc->args[2], &result)) return result;
    if (f->mode & FMODE_PATH) return -EBADF;
    return call_end(sc, f, fcntl_file(t, f, fd, cmd, sc->args[2]));
}
