// SPDX-License-Identifier: GPL-2.0-or-later
// Character devices: which operations belong to which number (Linux: fs/char_dev.c).
#include "abi/errno.h"
#include "abi/stat.h"
#include "vfs/vfs.h"

struct chrdev {
    struct chrdev *next;
    u64 rdev;
    opref_t fops;  // struct file_operations
    void *private; // becomes file->private
};

static struct chrdev *chrdev_find(const struct vfs *vfs, u64 rdev) {
    struct chrdev *d = vfs->devices;
    while (d && d->rdev != rdev) d = d->next;
    return d;
}

int chrdev_register(struct vfs *vfs, u32 major, u32 minor, opref_t fops, void *private) {
    u64 rdev = abi_makedev(major, minor);
    if (chrdev_find(vfs, rdev)) return -EBUSY;
    struct chrdev *d = knew(vfs->heap, struct chrdev);
    if (!d) return -ENOMEM;
    *d = (struct chrdev){.next = vfs->devices, .rdev = rdev, .fops = fops, .private = private};
    vfs->devices = d;
    return 0;
}

void chrdev_destroy(struct vfs *vfs) {
    while (vfs->devices) {
        struct chrdev *d = vfs->devices;
        vfs->devices = d->next;
        kfree(d);
    }
}

static int chrdev_open(struct inode *inode, struct file *f) {
    const struct chrdev *d = chrdev_find(inode->sb->vfs, inode->rdev);
    if (!d) return -ENXIO;
    f->ops = d->fops;
    f->private = d->private;
    return file_ops(f)->open ? file_ops(f)->open(inode, f) : 0;
}

// A device's file has these only until it is open.
const struct file_operations chrdev_file_operations = {.open = chrdev_open};
