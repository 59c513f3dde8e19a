// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl: what every file answers (ioctl(2), ioctl_fat(2) aside; Linux: fs/ioctl.c), and the way to what only some do.
#include "abi/ioctl.h"
#include "abi/capability.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "syscalls/internal.h"
#include "vfs/async.h"

static s64 put_int(struct task *t, uaddr_t to, s32 value) {
    return PUT_USER(t, to, &value) ? -EFAULT : 0;
}

static s64 set_nonblock(struct task *t, struct file *f, uaddr_t arg) {
    s32 on;
    if (GET_USER(t, &on, arg)) return -EFAULT;
    f->flags = on ? f->flags | O_NONBLOCK : f->flags & ~(u32)O_NONBLOCK;
    return 0;
}

static s64 set_async(struct task *t, struct file *f, s32 fd, uaddr_t arg) {
    s32 on;
    if (GET_USER(t, &on, arg)) return -EFAULT;
    if (!on == !(f->flags & FASYNC)) return 0;
    return file_ops(f)->flags & FOP_ASYNC ? file_set_async(f, fd, on) : -ENOTTY;
}

// --- Sharing of blocks, which nothing in memory does. What is wrong with the request comes first.
static s64 clone_file(struct task *t, struct file *out, s32 from) {
    const struct file *in = fd_file(t, from);
    if (!in) return -EBADF;
    if (in->inode->sb != out->inode->sb) return -EXDEV;
    if (S_ISDIR(in->inode->mode) || S_ISDIR(out->inode->mode)) return -EISDIR;
    if (!S_ISREG(in->inode->mode) || !S_ISREG(out->inode->mode)) return -EINVAL;
    if (!(in->mode & FMODE_READ) || !(out->mode & FMODE_WRITE) || (out->flags & O_APPEND)) return -EBADF;
    return -EOPNOTSUPP;
}

static s64 clone_range(struct task *t, struct file *out, uaddr_t arg) {
    struct {
        s64 from;
        u64 from_offset, length, to_offset;
    } range;
    return GET_USER(t, &range, arg) ? -EFAULT : clone_file(t, out, (s32)range.from);
}

static s64 dedupe_range(struct task *t, const struct file *f, uaddr_t arg) {
    struct {
        u64 offset, length;
        u16 count, reserved1;
        u32 reserved2;
    } range;
    if (GET_USER(t, &range, arg)) return -EFAULT;
    if (!(f->mode & FMODE_READ) || range.reserved1 || range.reserved2) return -EINVAL;
    if (S_ISDIR(f->inode->mode)) return -EISDIR;
    return S_ISREG(f->inode->mode) ? -EOPNOTSUPP : -EINVAL;
}

// --- Flags of the inode: lsattr and chattr (ioctl_iflags(2)). tmpfs keeps these.
#define FLAGS_KEPT (FS_IMMUTABLE_FL | FS_APPEND_FL | FS_NODUMP_FL | FS_NOATIME_FL)

static bool keeps_flags(const struct inode *inode) {
    return (inode->sb->features & SB_XATTR) && (S_ISREG(inode->mode) || S_ISDIR(inode->mode));
}

static s64 set_inode_flags(struct task *t, const struct file *f, uaddr_t arg) {
    struct inode *inode = f->inode;
    u32 flags;
    if (GET_USER(t, &flags, arg)) return -EFAULT;
    if (path_is_readonly(&f->path)) return -EROFS;
    if (!inode_owner_or_capable(inode, t->cred)) return -EPERM;
    u32 guarded = FS_IMMUTABLE_FL | FS_APPEND_FL;
    if (((flags ^ inode->flags) & guarded) && !task_capable(t, CAP_LINUX_IMMUTABLE)) return -EPERM;
    if (flags & ~(u32)FLAGS_KEPT) return -EOPNOTSUPP;
    inode->flags = (inode->flags & ~(u32)FLAGS_KEPT) | flags;
    inode_touch(inode, ATTR_CTIME);
    return 0;
}

static s64 ioctl_type(struct task *t, struct file *f, u32 cmd, u64 arg) {
    if (!file_ops(f)->ioctl) return -ENOTTY;
    struct vfs_caller who = task_caller(t);
    const struct ioctl_caller caller = {
        .access = &mmu_user_access, .access_ctx = &t->mm->mmu, .who = &who, .task = t};
    s64 result = file_ops(f)->ioctl(f, cmd, arg, &caller);
    return result == -ENOIOCTLCMD ? -ENOTTY : result;
}

static s64 do_ioctl(struct task *t, struct file *f, s32 fd, u32 cmd, u64 arg) {
    const struct inode *inode = f->inode;
    bool regular = S_ISREG(inode->mode), stored = regular || S_ISDIR(inode->mode) || S_ISLNK(inode->mode);
    s64 size;
    switch (cmd) {
    case FIOCLEX: fd_set_cloexec(t, fd, true); return 0;
    case FIONCLEX: fd_set_cloexec(t, fd, false); return 0;
    case FIONBIO: return set_nonblock(t, f, arg);
    case FIOASYNC: return set_async(t, f, fd, arg);
    case FIOQSIZE:
        size = (s64)inode->blocks * 512;
        if (!stored) return -ENOTTY;
        return PUT_USER(t, arg, &size) ? -EFAULT : 0;
    case FIFREEZE:
    case FITHAW: return task_capable(t, CAP_SYS_ADMIN) ? -EOPNOTSUPP : -EPERM;
    case FS_IOC_FIEMAP: return -EOPNOTSUPP;
    case FIGETBSZ: return put_int(t, arg, (s32)(1u << inode->blkbits));
    case FICLONE: return clone_file(t, f, (s32)arg);
    case FICLONERANGE: return clone_range(t, f, arg);
    case FIDEDUPERANGE: return dedupe_range(t, f, arg);
    case FIONREAD:
        if (regular) return put_int(t, arg, (s32)((s64)inode->size - (s64)f->pos));
        return ioctl_type(t, f, cmd, arg);
    case FS_IOC_GETFLAGS:
        if (!keeps_flags(inode)) return ioctl_type(t, f, cmd, arg);
        return put_int(t, arg, (s32)(inode->flags & FLAGS_KEPT));
    case FS_IOC_SETFLAGS:
        if (!keeps_flags(inode)) return ioctl_type(t, f, cmd, arg);
        return set_inode_flags(t, f, arg);
    case FIBMAP:
        if (!regular) return ioctl_type(t, f, cmd, arg);
        return task_capable(t, CAP_SYS_RAWIO) ? -EINVAL : -EPERM;
    default: return ioctl_type(t, f, cmd, arg);
    }
}

SYSCALL_HANDLER(ioctl) {
    s32 fd = arg_int(sc, 0);
    struct file *f = fd_file(t, fd);
    return f ? do_ioctl(t, f, fd, arg_uint(sc, 1), sc->args[2]) : -EBADF;
}
