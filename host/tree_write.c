// SPDX-License-Identifier: GPL-2.0-or-later
// Changing a tree that was opened to be written (--mount SRC:DST:rw). The guest's superuser is nobody here: owners stay as they
// are, no device is made, and no set-user-ID bit ever reaches the host.
#include "host/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAFE_MODE(mode) ((mode_t)((mode)&01777))

// As tree_parent, for a tree that may be written.
static int writable_parent(struct host *host, int tree, const char *path, const char **name) {
    if (!tree_is_writable(host, tree)) return guest_error_of(GUEST_EROFS);
    return tree_parent(host, tree, path, name);
}

s64 host_tree_write(void *door, int tree, const char *path, u64 offset, const void *buf, size_t n) {
    if (!tree_is_writable(door, tree)) return guest_error_of(GUEST_EROFS);
    int fd = tree_open_file(door, tree, path, true);
    if (fd < 0) return fd;
    size_t done = 0;
    while (done < n) {
        ssize_t put = pwrite(fd, (const u8 *)buf + done, n - done, (off_t)(offset + done));
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return done > 0 ? (s64)done : host_error();
        done += (size_t)put;
    }
    return (s64)done;
}

static int create_file(int dir, const char *name, mode_t mode) {
    int fd = openat(dir, name, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0) return -1;
    fchmod(fd, mode); // the guest's umask has been applied; ours is not asked for
    return close(fd);
}

static int create_other(int dir, const char *name, int (*make)(int, const char *, mode_t), mode_t mode) {
    if (make(dir, name, mode) < 0) return -1;
    fchmodat(dir, name, mode, AT_SYMLINK_NOFOLLOW);
    return 0;
}

int host_tree_create(void *door, int tree, const char *path, u32 mode, const char *target) {
    const char *name;
    int dir = writable_parent(door, tree, path, &name), result;
    if (dir < 0) return dir;
    switch (mode & S_IFMT) {
    case S_IFREG: result = create_file(dir, name, SAFE_MODE(mode)); break;
    case S_IFDIR: result = create_other(dir, name, mkdirat, SAFE_MODE(mode)); break;
    case S_IFIFO: result = create_other(dir, name, mkfifoat, SAFE_MODE(mode)); break;
    case S_IFLNK: result = symlinkat(target, dir, name); break;
    default: errno = EPERM, result = -1;
    }
    int err = result < 0 ? host_error() : 0;
    close(dir);
    return err;
}

int host_tree_link(void *door, int tree, const char *from, const char *to) {
    const char *from_name, *to_name;
    int from_dir = writable_parent(door, tree, from, &from_name);
    if (from_dir < 0) return from_dir;
    int to_dir = writable_parent(door, tree, to, &to_name), err = to_dir < 0 ? to_dir : 0;
    if (!err && linkat(from_dir, from_name, to_dir, to_name, 0) < 0) err = host_error();
    close(from_dir);
    if (to_dir >= 0) close(to_dir);
    return err;
}

int host_tree_truncate(void *door, int tree, const char *path, u64 size) {
    if (!tree_is_writable(door, tree)) return guest_error_of(GUEST_EROFS);
    int fd = tree_open_file(door, tree, path, true);
    if (fd < 0) return fd;
    return ftruncate(fd, (off_t)size) < 0 ? host_error() : 0;
}

int host_tree_remove(void *door, int tree, const char *path, bool directory) {
    const char *name;
    int dir = writable_parent(door, tree, path, &name);
    if (dir < 0) return dir;
    int err = unlinkat(dir, name, directory ? AT_REMOVEDIR : 0) < 0 ? host_error() : 0;
    close(dir);
    tree_forget_files(door);
    return err;
}

int host_tree_rename(void *door, int tree, const char *from, const char *to, bool exchange) {
    const char *from_name, *to_name;
    int from_dir = writable_parent(door, tree, from, &from_name);
    if (from_dir < 0) return from_dir;
    int to_dir = writable_parent(door, tree, to, &to_name), err = to_dir < 0 ? to_dir : 0;
    if (!err && renameat2(from_dir, from_name, to_dir, to_name, exchange ? RENAME_EXCHANGE : 0) < 0)
        err = host_error();
    close(from_dir);
    if (to_dir >= 0) close(to_dir);
    tree_forget_files(door);
    return err;
}

int host_tree_set(void *door, int tree, const char *path, const struct host_stat *attr, u32 which) {
    const char *name;
    int dir = writable_parent(door, tree, path, &name), err = 0;
    if (dir < 0) return dir;
    if ((which & HOST_SET_MODE) && fchmodat(dir, name, SAFE_MODE(attr->mode), AT_SYMLINK_NOFOLLOW) < 0)
        err = host_error();
    if ((which & HOST_SET_OWNER) && !err) err = guest_error_of(GUEST_EPERM);
    if ((which & HOST_SET_MTIME) && !err) {
        const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT},
                                          {.tv_sec = attr->mtime_sec, .tv_nsec = attr->mtime_nsec}};
        if (utimensat(dir, name, times, AT_SYMLINK_NOFOLLOW) < 0) err = host_error();
    }
    close(dir);
    return err;
}
