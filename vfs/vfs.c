// SPDX-License-Identifier: GPL-2.0-or-later
// Brings the virtual file system of a machine up, with an empty tmpfs at "/", and takes it down.
#include "vfs/vfs.h"
#include "abi/errno.h"
#include "abi/magic.h"
#include "abi/mount.h"
#include "abi/stat.h"
#include "vfs/internal.h"

// Super blocks that are never seen in the mount tree; Linux: kern_mount. Takes over the reference.
static struct mount *internal_mount(struct vfs *vfs, struct super_block *sb) {
    struct mount *mnt = mount_create(vfs, sb, sb->root, 0);
    if (mnt) {
        mnt->internal = true;
        mnt->flags = 0; // nobody said mount(2), which is what makes others relatime
    } else {
        super_put(sb);
    }
    return mnt;
}

static int init_anon(struct vfs *vfs) {
    struct super_block *sb = super_create(vfs, "anon_inodefs", ANON_INODE_FS_MAGIC, 0);
    if (!sb) return -ENOMEM;
    struct inode *root = inode_create(sb, S_IFDIR | S_IRWXU, 0, 0);
    int err = root ? super_set_root(sb, root) : -ENOMEM;
    if (err < 0) {
        super_put(sb);
        return err;
    }
    vfs->anon_sb = sb;
    vfs->anon_mount = internal_mount(vfs, sb);
    return vfs->anon_mount ? 0 : -ENOMEM;
}

static int init_shm(struct vfs *vfs) {
    struct super_block *sb = tmpfs_create(vfs, 0, 0, S_IRWXUGO | S_ISVTX);
    if (!sb) return -ENOMEM;
    vfs->shm_mount = internal_mount(vfs, sb);
    return vfs->shm_mount ? 0 : -ENOMEM;
}

static int init_root(struct vfs *vfs) {
    // Half the memory, and an inode for each page of that: what tmpfs does if it is told nothing.
    u64 pages = page_pool_total(vfs->pool) / 2;
    struct super_block *sb = tmpfs_create(vfs, pages * PAGE_SIZE, pages, 0755);
    if (!sb) return -ENOMEM;
    vfs->root_mount = mount_create(vfs, sb, sb->root, 0);
    if (!vfs->root_mount) {
        super_put(sb);
        return -ENOMEM;
    }
    list_push_back(&vfs->mounts, &vfs->root_mount->link);
    return 0;
}

int vfs_init(struct vfs *vfs, struct heap *heap, struct page_pool *pool, opref_t ops) {
    vfs->heap = heap;
    vfs->pool = pool;
    vfs->ops = ops;
    list_init(&vfs->mounts);
    list_init(&vfs->lock_waits);
    list_init(&vfs->inotify_instances);
    int err = dentry_cache_init(vfs);
    if (!err) err = init_anon(vfs);
    if (!err) err = init_shm(vfs);
    if (!err) err = init_root(vfs);
    if (err < 0) vfs_destroy(vfs);
    return err;
}

void vfs_destroy(struct vfs *vfs) {
    if (vfs->root_mount) {
        struct mount *child;
        bool any;
        do { // each leaves with all that is mounted below it
            any = false;
            list_for_each(child, &vfs->mounts, link) {
                if (child->parent != vfs->root_mount) continue;
                any = true;
                break;
            }
            if (any) vfs_umount(vfs, child, MNT_DETACH);
        } while (any);
        list_del(&vfs->root_mount->link);
        mount_put(vfs->root_mount);
        vfs->root_mount = NULL;
    }
    mount_put(vfs->shm_mount);
    mount_put(vfs->anon_mount);
    vfs->shm_mount = vfs->anon_mount = NULL;
    vfs->anon_sb = NULL;
    chrdev_destroy(vfs);
    dentry_cache_destroy(vfs);
}
