// SPDX-License-Identifier: GPL-2.0-or-later
// A root file system from an archive. All it can do happens in the guest's own tree, through the vfs: a hostile archive harms
// nobody but its own root. Its size is limited by the file system it goes to.
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/stat.h"
#include "host/host.h"
#include "kernel/rootfs_internal.h"

#include <stdio.h>
#include <string.h>

struct unpacking {
    const struct vfs_caller *who;
    struct file *file;   // the last entry's, while its contents come
    char name[PATH_MAX]; // of the last entry, for the message
};

static int end_entry(struct unpacking *u) {
    if (u->file) file_put(u->file);
    u->file = NULL;
    return 0;
}

// "./a//b/", "/a/b" and "a/b" are the same.
static int entry_name(const char *path, char *out) {
    size_t n = 0;
    while (*path) {
        size_t len = strcspn(path, "/");
        bool dot = len == 1 && path[0] == '.';
        if (len > 0 && !dot) {
            if (n + len + 2 > PATH_MAX) return -ENAMETOOLONG;
            out[n++] = '/';
            memcpy(out + n, path, len);
            n += len;
        }
        path += len;
        while (*path == '/') path++;
    }
    if (n == 0) out[n++] = '/';
    out[n] = 0;
    return 0;
}

// The last entry of a name wins, as with tar; a directory stays one.
static int make_room(const struct vfs_caller *who, const char *name, bool directory) {
    struct path p;
    int err = path_lookup(who, NULL, name, 0, &p);
    if (err == -ENOENT) return 0;
    if (err < 0) return err;
    bool is_dir = S_ISDIR(p.dentry->inode->mode);
    path_put(&p);
    if (is_dir) return directory ? 0 : vfs_rmdir(who, NULL, name);
    return vfs_unlink(who, NULL, name);
}

static int make_hard_link(const struct unpacking *u, const char *name, const char *target) {
    char from[PATH_MAX];
    struct path old;
    int err = entry_name(target, from);
    if (err < 0) return err;
    if (strcmp(from, name) == 0) return 0;
    err = path_lookup(u->who, NULL, from, 0, &old);
    if (err < 0) return err;
    err = make_room(u->who, name, false);
    if (!err) err = vfs_link(u->who, &old, NULL, name);
    path_put(&old);
    return err;
}

static int make_object(struct unpacking *u, const char *name, const struct host_archive_entry *e) {
    const struct vfs_caller *who = u->who;
    u32 mode = e->stat.mode;
    int err = make_room(u->who, name, S_ISDIR(mode));
    if (err < 0) return err;
    switch (mode & S_IFMT) {
    case S_IFDIR:
        err = strcmp(name, "/") == 0 ? 0 : vfs_mkdir(who, NULL, name, mode & S_IALLUGO);
        return err == -EEXIST ? 0 : err;
    case S_IFLNK: return vfs_symlink(who, e->link_target, NULL, name);
    case S_IFREG: return open_by_root(u->who, name, O_CREAT | O_EXCL | O_WRONLY, mode & S_IRWXUGO, &u->file);
    default: return vfs_mknod(who, NULL, name, mode, e->stat.rdev);
    }
}

static int set_attributes(const struct unpacking *u, const char *name, const struct host_archive_entry *e) {
    struct path p;
    int err = path_lookup(u->who, NULL, name, 0, &p);
    if (err < 0) return err;
    err = set_owner_and_mode(u->who, &p, e->stat.uid, e->stat.gid, e->stat.mode & S_IALLUGO);
    p.dentry->inode->mtime =
        (struct vfs_time){e->stat.mtime_sec, e->stat.mtime_nsec < 1000000000u ? e->stat.mtime_nsec : 0};
    path_put(&p);
    return err;
}

static int unpack_named(struct unpacking *u, const char *name, const struct host_archive_entry *e) {
    if (e->hard_link) {
        int err = make_hard_link(u, name, e->hard_link);
        if (err < 0 || !S_ISREG(e->stat.mode) || e->stat.size == 0) return err;
        return open_by_root(u->who, name, O_WRONLY, 0,
                            &u->file); // cpio: the contents come with the last of the names
    }
    int err = make_object(u, name, e);
    if (!err && u->file && e->stat.size > 0) err = file_truncate(u->file, e->stat.size, UINT64_MAX);
    return err ? err : set_attributes(u, name, e);
}

// What an entry adds to its directory must not change the time that the directory's own entry gave it.
static int unpack_entry(void *ctx, const struct host_archive_entry *e) {
    struct unpacking *u = ctx;
    char name[PATH_MAX];
    struct path_parent parent;
    end_entry(u);
    snprintf(u->name, sizeof u->name, "%s", e->path);
    int err = entry_name(e->path, name);
    if (!err) err = make_parents(u->who, name);
    if (!err) err = path_lookup_parent(u->who, NULL, name, 0, &parent);
    if (err) return err;
    struct vfs_time before = parent.dir.dentry->inode->mtime;
    err = unpack_named(u, name, e);
    if (strcmp(name, "/") != 0) parent.dir.dentry->inode->mtime = before;
    path_put(&parent.dir);
    return err;
}

// Likewise the contents: neither the time nor the set-user-ID bits of the entry are to suffer from being written.
static int unpack_data(void *ctx, u64 offset, const void *buf, size_t n) {
    struct unpacking *u = ctx;
    if (!u->file) return 0; // contents of something that has none
    struct inode *inode = u->file->inode;
    struct vfs_time mtime = inode->mtime;
    u32 mode = inode->mode;
    if (offset > INT64_MAX - n) return -EFBIG;
    int err = write_all(u->file, buf, n, offset);
    inode->mtime = mtime;
    inode->mode = mode;
    return err;
}

static const char *reason(int err) {
    switch (err) {
    case -ENOSPC: return "does not fit (--fs-size)";
    case -ENOMEM: return "does not fit (--memory)";
    case -ENAMETOOLONG: return "name too long";
    case -ENOENT: return "link to nothing";
    case -ENOTDIR: return "below something that is no directory";
    case -ENOTEMPTY: return "replaces a directory that is not empty";
    case -ELOOP: return "links in a circle";
    case -EFBIG: return "file too large";
    default: return "cannot be made";
    }
}

int rootfs_from_archive(struct sandbox *sb, const char *host_path, char *why, size_t why_size) {
    static const struct host_archive_ops ops = {.entry = unpack_entry, .data = unpack_data};
    const struct vfs_caller who = rootfs_caller(sb);
    struct super_block *root = sb->vfs.root_mount->sb;
    root->max_bytes = sb->opt.fs_size & PAGE_MASK;
    root->max_inodes = root->max_bytes / PAGE_SIZE;
    snprintf(root->options, sizeof root->options, "size=%lluk", (unsigned long long)(root->max_bytes >> 10));
    snprintf(why, why_size, "no memory");
    struct unpacking *u = knew(sb->heap, struct unpacking);
    if (!u) return -ENOMEM;
    u->who = &who;
    why[0] = 0;
    int err = host_archive_load(host_path, &ops, u, why, why_size);
    end_entry(u);
    if (err < 0 && !why[0]) snprintf(why, why_size, "%.200s: %s", u->name, reason(err));
    kfree(u);
    if (err < 0) return err;
    err = mount_system(sb, &who);
    if (err < 0) snprintf(why, why_size, "/proc and /dev cannot be mounted in it");
    return err;
}
