// SPDX-License-Identifier: GPL-2.0-or-later
// File systems as a whole (Linux: fs/super.c). Where they are mounted is vfs/mount.c's.
#include "abi/errno.h"
#include "abi/inotify.h"
#include "abi/stat.h"
#include "vfs/internal.h"
#include "vfs/notify.h"

#include <stdio.h>

struct super_block *super_create(struct vfs *vfs, const char *type, u32 magic, opref_t ops) {
    struct super_block *sb = knew(vfs->heap, struct super_block);
    if (!sb) return NULL;
    sb->refs = 1;
    sb->vfs = vfs;
    sb->ops = ops;
    snprintf(sb->type, sizeof sb->type, "%s", type);
    snprintf(sb->source, sizeof sb->source, "%s", type);
    sb->dev = abi_makedev(0, ++vfs->next_dev);
    sb->next_ino = 1;
    sb->magic = magic;
    return sb;
}

int super_set_root(struct super_block *sb, struct inode *root) {
    sb->root = dentry_create_alone(sb, NULL, "/", root);
    if (sb->root) return 0;
    inode_put(root);
    return -ENOMEM;
}

struct super_block *super_get(struct super_block *sb) {
    sb->refs++;
    return sb;
}

void super_put(struct super_block *sb) {
    if (!sb || --sb->refs > 0) return;
    sb->nr_inodes++; // so that the last inode does not free it under our feet
    if (sb->root) {
        dentry_drop_tree(sb->root);
        dentry_put(sb->root);
        sb->root = NULL;
    }
    super_inode_gone(sb);
}

// An inode may outlive its file system: a mapping or a watch holds it.
void super_inode_gone(struct super_block *sb) {
    if (--sb->nr_inodes > 0 || sb->refs > 0) return;
    if (sb->ops && OPS(struct super_operations, sb->ops)->destroy) OPS(struct super_operations, sb->ops)->destroy(sb);
    kfree(sb);
}
