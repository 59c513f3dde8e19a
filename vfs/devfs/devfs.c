// SPDX-License-Identifier: GPL-2.0-or-later
// /dev: a file system in memory that starts with the device nodes and links every Linux system has (Linux: drivers/base/devtmpfs.c,
// and what an init adds).
#include "abi/errno.h"
#include "abi/stat.h"
#include "vfs/devfs/internal.h"

#include <stdio.h>
#include <string.h>

#define TTY_GROUP 5

static const struct {
    const char *name;
    u32 mode, major, minor, gid;
} nodes[] = {
    {"null", S_IFCHR | 0666, MEMORY_MAJOR, 3, 0},
    {"zero", S_IFCHR | 0666, MEMORY_MAJOR, 5, 0},
    {"full", S_IFCHR | 0666, MEMORY_MAJOR, 7, 0},
    {"random", S_IFCHR | 0666, MEMORY_MAJOR, 8, 0},
    {"urandom", S_IFCHR | 0666, MEMORY_MAJOR, 9, 0},
    {"tty", S_IFCHR | 0666, TTY_AUX_MAJOR, 0, TTY_GROUP},
    {"console", S_IFCHR | 0600, TTY_AUX_MAJOR, 1, TTY_GROUP},
    {"shm", S_IFDIR | S_ISVTX | 0777, 0, 0, 0},
    {"pts", S_IFDIR | 0755, 0, 0, 0},
};

static const struct {
    const char *name, *target;
} links[] = {
    {"fd", "/proc/self/fd"},
    {"stdin", "/proc/self/fd/0"},
    {"stdout", "/proc/self/fd/1"},
    {"stderr", "/proc/self/fd/2"},
};

static int add_node(struct dentry *dir, const char *name, u32 mode, u64 rdev, u32 gid) {
    struct dentry *d = dentry_create(dir, name, strlen(name));
    if (!d) return -ENOMEM;
    const struct inode_operations *ops = inode_ops(dir->inode);
    int err = S_ISDIR(mode) ? ops->mkdir(dir->inode, d, mode, NULL) : ops->create(dir->inode, d, mode, rdev, NULL);
    if (!err) d->inode->gid = gid;
    dentry_put(d);
    return err;
}

static int add_link(struct dentry *dir, const char *name, const char *target) {
    struct dentry *d = dentry_create(dir, name, strlen(name));
    if (!d) return -ENOMEM;
    int err = inode_ops(dir->inode)->symlink(dir->inode, d, target, NULL);
    dentry_put(d);
    return err;
}

struct super_block *devfs_create(struct vfs *vfs) {
    int err = memory_devices_register(vfs);
    struct super_block *sb = err ? NULL : tmpfs_create(vfs, 0, 0, 0755);
    if (!sb) return NULL;
    snprintf(sb->type, sizeof sb->type, "devtmpfs");
    snprintf(sb->source, sizeof sb->source, "devtmpfs");
    snprintf(sb->options, sizeof sb->options, "mode=755");
    for (size_t i = 0; i < ARRAY_SIZE(nodes) && !err; i++)
        err = add_node(sb->root, nodes[i].name, nodes[i].mode, abi_makedev(nodes[i].major, nodes[i].minor),
                       nodes[i].gid);
    for (size_t i = 0; i < ARRAY_SIZE(links) && !err; i++) err = add_link(sb->root, links[i].name, links[i].target);
    if (!err) return sb;
    super_put(sb);
    return NULL;
}
