// SPDX-License-Identifier: GPL-2.0-or-later
// The root of all names, and another file system in the place of the empty one that a vfs starts with.
#include "abi/errno.h"
#include "vfs/internal.h"

int vfs_replace_root(struct vfs *vfs, struct super_block *sb, u32 flags) {
    struct mount *old = vfs->root_mount;
    if (old->refs > 1 || old->link.prev != &vfs->mounts || old->link.next != &vfs->mounts) {
        super_put(sb);
        return -EBUSY;
    }
    struct mount *mnt = mount_create(vfs, sb, sb->root, flags);
    if (!mnt) {
        super_put(sb);
        return -ENOMEM;
    }
    vfs->root_mount = mnt;
    list_push_front(&vfs->mounts, &mnt->link);
    list_del(&old->link);
    mount_put(old);
    return 0;
}

const struct path *vfs_root(struct vfs *vfs) {
    vfs->root = (struct path){vfs->root_mount, vfs->root_mount->root};
    return &vfs->root;
}
