// SPDX-License-Identifier: GPL-2.0-or-later
// The devices that need no hardware: null, zero, full, random, urandom (null(4), full(4), random(4); Linux: drivers/char/mem.c,
// drivers/char/random.c).
#include "vfs/devfs/internal.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/ioctl.h"
#include "abi/poll.h"

#define POOL_BITS 256

static s64 null_read(struct file *f, struct iov_iter *to, u64 *pos) {
    (void)f, (void)to, (void)pos;
    return 0;
}

static s64 null_write(struct file *f, struct iov_iter *from, u64 *pos) {
    (void)f, (void)pos;
    size_t n = iov_iter_count(from);
    iov_iter_advance(from, n);
    return (s64)n;
}

static s64 null_llseek(struct file *f, s64 offset, int whence) {
    (void)offset, (void)whence;
    f->pos = 0;
    return 0;
}

static int no_fsync(struct file *f) {
    (void)f;
    return -EINVAL;
}

static const struct file_operations null_operations = {
    .read = null_read,
    .write = null_write,
    .llseek = null_llseek,
    .fsync = no_fsync,
};

static s64 zero_read(struct file *f, struct iov_iter *to, u64 *pos) {
    (void)f, (void)pos;
    if (iov_iter_count(to) == 0) return 0;
    size_t n = iov_iter_zero(iov_iter_count(to), to);
    return n > 0 ? (s64)n : -EFAULT;
}

static const struct file_operations zero_operations = {
    .flags = FOP_MMAP_ZERO,
    .read = zero_read,
    .write = null_write,
    .llseek = null_llseek,
    .fsync = no_fsync,
};

static s64 full_write(struct file *f, struct iov_iter *from, u64 *pos) {
    (void)f, (void)from, (void)pos;
    return -ENOSPC;
}

static const struct file_operations full_operations = {
    .read = zero_read,
    .write = full_write,
    .llseek = null_llseek,
    .fsync = no_fsync,
};

static s64 random_read(struct file *f, struct iov_iter *to, u64 *pos) {
    (void)pos;
    struct vfs *vfs = f->inode->sb->vfs;
    s64 done = 0;
    while (iov_iter_count(to) > 0) {
        u8 buf[256];
        size_t n = min_u64(iov_iter_count(to), sizeof buf);
        OPS(struct vfs_ops, vfs->ops)->random(vfs, buf, n);
        size_t got = copy_to_iter(buf, n, to);
        done += (s64)got;
        if (got < n) return done > 0 ? done : -EFAULT;
    }
    return done;
}

// random(4): what is written is mixed in. A sealed machine's numbers come from its seed alone, so it is only looked at.
static s64 random_write(struct file *f, struct iov_iter *from, u64 *pos) {
    (void)f, (void)pos;
    s64 done = 0;
    while (iov_iter_count(from) > 0) {
        u8 buf[256];
        size_t n = min_u64(iov_iter_count(from), sizeof buf), got = copy_from_iter(buf, n, from);
        done += (s64)got;
        if (got < n) return done > 0 ? done : -EFAULT;
    }
    return done;
}

static s64 random_llseek(struct file *f, s64 offset, int whence) {
    (void)offset, (void)whence;
    return (s64)f->pos;
}

static s64 random_ioctl(struct file *f, u32 cmd, u64 arg, const struct ioctl_caller *who) {
    (void)f;
    s32 bits = POOL_BITS;
    switch (cmd) {
    case RNDGETENTCNT: return who->access->copy_to_user(who->access_ctx, arg, &bits, sizeof bits) ? -EFAULT : 0;
    case RNDADDTOENTCNT:
    case RNDADDENTROPY:
    case RNDZAPENTCNT:
    case RNDCLEARPOOL:
    case RNDRESEEDCRNG: return cred_capable(who->who->cred, CAP_SYS_ADMIN) ? 0 : -EPERM;
    default: return -EINVAL;
    }
}

static u32 random_poll(struct file *f, struct poller *p) {
    (void)f, (void)p;
    return POLLIN | POLLRDNORM;
}

static const struct file_operations random_operations = {
    .read = random_read,
    .write = random_write,
    .llseek = random_llseek,
    .ioctl = random_ioctl,
    .poll = random_poll,
    .fsync = no_fsync,
};

static const struct file_operations urandom_operations = {
    .read = random_read,
    .write = random_write,
    .llseek = random_llseek,
    .ioctl = random_ioctl,
    .fsync = no_fsync,
};

int memory_devices_register(struct vfs *vfs) {
    const struct {
        u32 minor;
        const struct file_operations *ops;
    } devices[] = {{3, &null_operations},
                   {5, &zero_operations},
                   {7, &full_operations},
                   {8, &random_operations},
                   {9, &urandom_operations}};
    for (size_t i = 0; i < ARRAY_SIZE(devices); i++) {
        int err = chrdev_register(vfs, MEMORY_MAJOR, devices[i].minor, OPREF(devices[i].ops), NULL);
        if (err < 0 && err != -EBUSY) return err; // a second /dev has the same ones
    }
    return 0;
}
