// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl: what every file answers, and the way to what only some do.
#include "abi/fcntl.h"
#include "abi/ioctl.h"
#include "abi/stat.h"
#include "syscalls/internal.h"

static s64 get_int(struct task *t, uaddr_t from, s32 *out) {
    return GET_USER(t, out, from) ? -EFAULT : 0;
}
static s64 put_int(struct task *t, uaddr_t to, s32 value) {
    return PUT_USER(t, to, &value) ? -EFAULT : 0;
}

static s64 set_flag(struct task *t, struct file *f, uaddr_t arg, u32 flag) {
    s32 on;
    s64 err = get_int(t, arg, &on);
    if (err < 0) return err;
    f->flags = on ? f->flags | flag : f->flags & ~flag;
    return 0;
}

SYSCALL_HANDLER(ioctl) {
    s32 fd = arg_int(sc, 0);
    u32 cmd = arg_uint(sc, 1);
    uaddr_t arg = sc->args[2];
    struct file *f = fd_file(t, fd);
    if (!f) return -EBADF;
    const struct inode *inode = f->inode;
    switch (cmd) {
    case FIOCLEX: fd_set_cloexec(t, fd, true); return 0;
    case FIONCLEX: fd_set_cloexec(t, fd, false); return 0;
    case FIONBIO: return set_flag(t, f, arg, O_NONBLOCK);
    case FIOASYNC: return set_flag(t, f, arg, FASYNC);
    case FIOQSIZE:
        if (S_ISDIR(inode->mode) || S_ISREG(inode->mode) || S_ISLNK(inode->mode)) {
            s64 size = (s64)inode->size;
            return PUT_USER(t, arg, &size) ? -EFAULT : 0;
        }
        return -ENOTTY;
    case FIGETBSZ: return put_int(t, arg, PAGE_SIZE);
    case FIONREAD:
        if (S_ISREG(inode->mode)) return put_int(t, arg, (s32)((s64)inode->size - (s64)f->pos));
        break;
    case FICLONE:
    case FICLONERANGE:
    case FIDEDUPERANGE: return -EOPNOTSUPP;
    default: break;
    }
    if (!file_ops(f)->ioctl) return -ENOTTY;
    struct vfs_caller who = task_caller(t);
    const struct ioctl_caller caller = {.access = &mmu_user_access, .access_ctx = &t->mm->mmu, .who = &who, .task = t};
    s64 result = file_ops(f)->ioctl(f, cmd, arg, &caller);
    return result == -ENOIOCTLCMD ? -ENOTTY : result;
}
