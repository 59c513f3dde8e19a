// SPDX-License-Identifier: GPL-2.0-or-later
// The way to an object of a tree. Names come from the guest: nothing in them, and no link on the way, leads out of the tree.
//
// openat2(2) walks a name in one call and follows no link; where it is not to be had, each component is opened by itself.
#include "host/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct tree *tree_of(const struct host *host, int tree) {
    return tree >= 0 && tree < host->tree_count ? &host->tree[tree] : NULL;
}

bool tree_is_writable(const struct host *host, int tree) {
    const struct tree *t = tree_of(host, tree);
    return t && t->writable;
}

// Relative, and without empty components, "." and "..".
static bool path_is_plain(const char *path) {
    while (*path) {
        size_t n = strcspn(path, "/");
        if (n == 0 || (n == 1 && path[0] == '.') || (n == 2 && path[0] == '.' && path[1] == '.')) return false;
        path += n;
        if (*path == '/' && !*++path) return false;
    }
    return true;
}

// --- Directories below one of ours. The result is a descriptor, or negative with errno set.
static int walk_by_hand(int dir, const char *path, size_t len) {
    int at = fcntl(dir, F_DUPFD_CLOEXEC, 0);
    while (at >= 0 && len > 0) {
        char name[NAME_MAX + 1];
        size_t n = 0;
        while (n < len && path[n] != '/') n++;
        int next = -1;
        if (n <= NAME_MAX) {
            memcpy(name, path, n);
            name[n] = 0;
            next = openat(at, name, O_PATH | O_NOFOLLOW | O_DIRECTORY | O_CLOEXEC);
        } else {
            errno = ENAMETOOLONG;
        }
        int saved = errno;
        close(at);
        errno = saved;
        at = next;
        path += n;
        len -= n;
        if (len > 0) path++, len--;
    }
    return at;
}

static int open_directory(struct host *host, int dir, const char *path, size_t len) {
    if (!host->no_openat2 && len > 0) {
        char name[PATH_MAX];
        if (len >= sizeof name) {
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(name, path, len);
        name[len] = 0;
        struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
                               .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
        for (int tries = 0; tries < 16; tries++) {
            long fd = syscall(SYS_openat2, dir, name, &how, sizeof how);
            if (fd >= 0) return (int)fd;
            if (errno != EAGAIN) break; // a rename elsewhere raced with the walk
        }
        if (errno != ENOSYS && errno != EPERM && errno != EINVAL && errno != E2BIG) return -1;
        host->no_openat2 = true;
    }
    return walk_by_hand(dir, path, len);
}

int tree_parent(struct host *host, int tree, const char *path, const char **name) {
    const struct tree *t = tree_of(host, tree);
    if (!t) return guest_error_of(GUEST_EBADF);
    if (strlen(path) >= PATH_MAX) return guest_error_of(GUEST_ENAMETOOLONG);
    if (!path_is_plain(path)) return guest_error_of(GUEST_EINVAL);
    size_t len = 0;
    if (t->file) {
        if (*path) return guest_error_of(GUEST_ENOENT);
        *name = t->file;
    } else if (!*path) {
        *name = ".";
    } else {
        const char *slash = strrchr(path, '/');
        len = slash ? (size_t)(slash - path) : 0;
        *name = slash ? slash + 1 : path;
    }
    int fd = open_directory(host, t->fd, path, len);
    return fd < 0 ? host_error() : fd;
}

int tree_open(struct host *host, int tree, const char *path, int flags) {
    const char *name;
    int dir = tree_parent(host, tree, path, &name);
    if (dir < 0) return dir;
    int fd = openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    int err = fd < 0 ? host_error() : 0;
    close(dir);
    return fd < 0 ? err : fd;
}

// --- Files that are kept open.
static void file_forget(struct open_file *f) {
    if (f->fd < 0) return;
    close(f->fd);
    free(f->path);
    *f = (struct open_file){.fd = -1};
}

void tree_forget_files(struct host *host) {
    for (int i = 0; i < OPEN_FILES; i++) file_forget(&host->open[i]);
}

static struct open_file *file_find(struct host *host, int tree, const char *path, bool writable) {
    for (int i = 0; i < OPEN_FILES; i++) {
        struct open_file *f = &host->open[i];
        if (f->fd >= 0 && f->tree == tree && f->writable == writable && strcmp(f->path, path) == 0) return f;
    }
    return NULL;
}

static struct open_file *file_oldest(struct host *host) {
    struct open_file *oldest = &host->open[0];
    for (int i = 1; i < OPEN_FILES; i++) {
        if (oldest->fd < 0) break;
        if (host->open[i].fd < 0 || host->open[i].used < oldest->used) oldest = &host->open[i];
    }
    return oldest;
}

// Opening a device or a FIFO may do something, so it is looked at first.
static int open_regular(struct host *host, int tree, const char *path, bool writable) {
    const char *name;
    struct stat st;
    int dir = tree_parent(host, tree, path, &name), fd = -1, err = 0;
    if (dir < 0) return dir;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        err = host_error();
    else if (!S_ISREG(st.st_mode))
        err = guest_error_of(GUEST_EINVAL);
    else
        fd = openat(dir, name, (writable ? O_WRONLY : O_RDONLY) | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (!err && fd < 0) err = host_error();
    close(dir);
    return err ? err : fd;
}

int tree_open_file(struct host *host, int tree, const char *path, bool writable) {
    struct open_file *f = file_find(host, tree, path, writable);
    if (!f) {
        int fd = open_regular(host, tree, path, writable);
        if (fd < 0) return fd;
        f = file_oldest(host);
        file_forget(f);
        *f = (struct open_file){.tree = tree, .fd = fd, .path = strdup(path), .writable = writable};
        if (!f->path) {
            file_forget(f);
            return guest_error_of(GUEST_ENOMEM);
        }
    }
    f->used = ++host->use_counter;
    return f->fd;
}

// --- Trees. The option's own path is walked as any path of the user's is, links and all.
static int add_tree(struct host *host, struct tree t) {
    struct tree *grown = realloc(host->tree, (size_t)(host->tree_count + 1) * sizeof *grown);
    if (!grown) return guest_error_of(GUEST_ENOMEM);
    host->tree = grown;
    host->tree[host->tree_count] = t;
    return host->tree_count++;
}

int host_add_tree(struct host *host, const char *path, bool writable) {
    char real[PATH_MAX];
    struct stat st;
    if (!realpath(path, real)) return host_error();
    if (stat(real, &st) < 0) return host_error();
    struct tree t = {.fd = -1, .path = strdup(real), .writable = writable};
    char *slash = S_ISDIR(st.st_mode) ? NULL : strrchr(real, '/');
    if (slash) {
        t.file = strdup(slash + 1);
        slash[slash == real] = 0;
    }
    int tree = !t.path || (slash && !t.file) ? guest_error_of(GUEST_ENOMEM) : 0;
    if (tree == 0) {
        t.fd = open(real, O_PATH | O_DIRECTORY | O_CLOEXEC);
        tree = t.fd < 0 ? host_error() : add_tree(host, t);
    }
    if (tree < 0) {
        if (t.fd >= 0) close(t.fd);
        free(t.file);
        free(t.path);
    }
    return tree;
}

int host_add_missing_tree(struct host *host, const char *path, bool writable) {
    struct tree t = {.fd = -1, .file = strdup("."), .path = strdup(path), .writable = writable};
    int tree = t.file && t.path ? add_tree(host, t) : guest_error_of(GUEST_ENOMEM);
    if (tree < 0) {
        free(t.file);
        free(t.path);
    }
    return tree;
}

const char *host_tree_path(const struct host *host, int tree, bool *writable, bool *directory) {
    if (tree < 0 || tree >= host->tree_count) return NULL;
    *writable = host->tree[tree].writable;
    *directory = !host->tree[tree].file;
    return host->tree[tree].path;
}
