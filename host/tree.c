// SPDX-License-Identifier: GPL-2.0-or-later
// Looking into the trees that options opened. Writing is tree_write.c's, the way to an object tree_path.c's.
#include "host/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Some file systems (btrfs, overlayfs, ext4 with very many) say that a directory has one link, whatever is in it. Then the names are
// counted that the others count: its own, "." and ".." of every directory in it.
static void count_links(int fd, struct stat *st) {
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        if (fd >= 0) close(fd);
        return;
    }
    struct stat inside;
    st->st_nlink = 0;
    for (const struct dirent *e; (e = readdir(dir));) {
        bool is_directory = e->d_type == DT_DIR;
        if (e->d_type == DT_UNKNOWN)
            is_directory =
                fstatat(dirfd(dir), e->d_name, &inside, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(inside.st_mode);
        st->st_nlink += is_directory; // "." and ".." stand for its own two
    }
    closedir(dir);
}

int host_tree_stat(void *door, int tree, const char *path, struct host_stat *out) {
    const char *name;
    struct stat st;
    int dir = tree_parent(door, tree, path, &name);
    if (dir < 0) return dir;
    int err = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ? host_error() : 0;
    if (!err && S_ISDIR(st.st_mode) && st.st_nlink < 2)
        count_links(openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK), &st);
    close(dir);
    if (!err) host_stat_from(&st, out);
    return err;
}

int host_tree_list(void *door, int tree, const char *path, host_dir_fn fn, void *ctx) {
    int fd = tree_open(door, tree, path, O_RDONLY | O_DIRECTORY);
    if (fd < 0) return fd;
    DIR *dir = fdopendir(fd);
    if (!dir) {
        int err = host_error();
        close(fd);
        return err;
    }
    int result = 0;
    const struct dirent *e;
    errno = 0;
    while (result == 0 && (e = readdir(dir))) {
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) result = fn(ctx, e->d_name);
        errno = 0;
    }
    if (result == 0 && errno) result = host_error();
    closedir(dir);
    return result;
}

s64 host_tree_readlink(void *door, int tree, const char *path, char *buf, size_t size) {
    const char *name;
    int dir = tree_parent(door, tree, path, &name);
    if (dir < 0) return dir;
    ssize_t n = readlinkat(dir, name, buf, size);
    s64 result = n < 0 ? host_error() : n;
    close(dir);
    return result;
}

s64 host_tree_read(void *door, int tree, const char *path, u64 offset, void *buf, size_t n) {
    int fd = tree_open_file(door, tree, path, false);
    if (fd < 0) return fd;
    size_t done = 0;
    while (done < n) {
        ssize_t got = pread(fd, (u8 *)buf + done, n - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return done > 0 ? (s64)done : host_error();
        if (got == 0) break;
        done += (size_t)got;
    }
    return (s64)done;
}
