// SPDX-License-Identifier: GPL-2.0-or-later
// Files between the host and the guest: the root, mounts, and what is copied in and out.
#include "api/internal.h"

#include "abi/dirent.h"
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COPY_CHUNK 65536u

int jar_set_root(struct belljar *jar, const char *root) {
    struct sandbox *sb = jar->sandbox;
    char why[256] = "";
    jar->has_root = root != NULL;
    if (!root) {
        int err = rootfs_builtin(sb);
        return err < 0 ? jar_fail(jar, BELLJAR_E_MEMORY, "the root file system does not fit (--memory, --fs-size)")
                       : 0;
    }
    int tree = host_add_tree(jar->host, root, false);
    if (tree < 0) return jar_fail(jar, BELLJAR_E_NOT_FOUND, "%s: %s", root, jar_strerror(-tree));
    struct host_stat st;
    int err = host_door(jar->host)->tree_stat(jar->host, tree, "", &st);
    if (err == 0 && S_ISDIR(st.mode))
        err = rootfs_from_tree(sb, tree);
    else if (err == 0)
        err = rootfs_from_archive(sb, root, why, sizeof why);
    if (err < 0) return jar_fail(jar, BELLJAR_E_ARGUMENT, "%s: %s", root, why[0] ? why : jar_strerror(-err));
    return 0;
}

int belljar_mount(struct belljar *jar, const char *host_path, const char *guest_path, enum belljar_mount_mode mode) {
    static const enum hostfs_mode modes[] = {HOSTFS_COW, HOSTFS_RO, HOSTFS_RW};
    if (jar->loaded) return jar_fail(jar, BELLJAR_E_STATE, "%s: mounts come before the program", guest_path);
    if ((unsigned)mode > BELLJAR_MOUNT_RW || guest_path[0] != '/')
        return jar_fail(jar, BELLJAR_E_ARGUMENT, "%s: not an absolute path, or not a mode", guest_path);
    int tree = host_add_tree(jar->host, host_path, mode == BELLJAR_MOUNT_RW);
    if (tree < 0) return jar_fail(jar, BELLJAR_E_NOT_FOUND, "%s: %s", host_path, jar_strerror(-tree));
    int err = rootfs_mount_tree(jar->sandbox, tree, guest_path, modes[mode]);
    return err < 0 ? jar_fail(jar, BELLJAR_E_ARGUMENT, "%s: %s", guest_path, jar_strerror(-err)) : 0;
}

int belljar_put_file(struct belljar *jar, const char *guest_path, const void *data, size_t size, unsigned mode) {
    int err = guest_path[0] == '/' ? rootfs_put_file(jar->sandbox, guest_path, data, size, mode) : -EINVAL;
    return err < 0 ? jar_fail(jar, BELLJAR_E_ARGUMENT, "%s: %s", guest_path, jar_strerror(-err)) : 0;
}

// --- Out of the guest
static int guest_error(struct belljar *jar, const char *guest_path, s64 err) {
    int error = err == -ENOENT ? BELLJAR_E_NOT_FOUND : BELLJAR_E_ARGUMENT;
    return jar_fail(jar, error, "%s: %s", guest_path, jar_strerror((int)-err));
}

int belljar_get_file(struct belljar *jar, const char *guest_path, void **data, size_t *size) {
    struct file *f;
    if (!data || !size) return jar_fail(jar, BELLJAR_E_ARGUMENT, "%s: nowhere to put its contents", guest_path);
    *data = NULL;
    int err = rootfs_open(jar->sandbox, guest_path, O_RDONLY, &f);
    if (err == 0 && !S_ISREG(f->inode->mode)) {
        err = S_ISDIR(f->inode->mode) ? -EISDIR : -EINVAL;
        file_put(f);
    }
    if (err < 0) return guest_error(jar, guest_path, err);
    size_t capacity = f->inode->size + 1;
    u8 *bytes = malloc(capacity);
    s64 n = bytes ? 0 : -ENOMEM;
    if (bytes) {
        struct iov_iter it;
        iov_iter_kernel(&it, bytes, capacity);
        n = vfs_read(f, &it, NULL);
    }
    file_put(f);
    if (n < 0) {
        free(bytes);
        return guest_error(jar, guest_path, n);
    }
    *data = bytes;
    *size = (size_t)n;
    return 0;
}

// One tree of the host, opened for writing, and where in it the copy goes.
struct copy {
    struct belljar *jar;
    const struct host_door *door;
    int tree;
    unsigned long left_out; // cannot be made on the host
    char first_left_out[256];
};

static int copy_any(struct copy *c, const char *guest_path, const char *to);

static int copy_contents(struct copy *c, struct file *f, const char *to) {
    void *host = c->jar->host;
    u8 buf[COPY_CHUNK];
    int err = c->door->tree_create(host, c->tree, to, S_IFREG | (f->inode->mode & 0777), NULL);
    if (err == -EEXIST) err = c->door->tree_truncate(host, c->tree, to, 0);
    if (err < 0) return err;
    for (u64 offset = 0;;) {
        struct iov_iter it;
        iov_iter_kernel(&it, buf, sizeof buf);
        s64 n = vfs_read(f, &it, &offset);
        if (n <= 0) return (int)n;
        s64 put = c->door->tree_write(host, c->tree, to, offset - (u64)n, buf, (size_t)n);
        if (put < 0) return (int)put;
    }
}

struct name_list {
    struct dir_context dir;
    char **names;
    size_t count;
    bool no_memory;
};

static int name_list_emit(struct dir_context *ctx, const char *name, size_t len, u64 ino, u32 type, u64 next) {
    struct name_list *l = container_of(ctx, struct name_list, dir);
    (void)ino, (void)type, (void)next;
    if ((len == 1 && name[0] == '.') || (len == 2 && !memcmp(name, "..", 2))) return 0;
    char **names = realloc(l->names, (l->count + 1) * sizeof *names);
    char *copy = malloc(len + 1);
    if (names) l->names = names;
    if (!names || !copy) {
        free(copy);
        l->no_memory = true;
        return 1;
    }
    memcpy(copy, name, len);
    copy[len] = 0;
    l->names[l->count++] = copy;
    return 0;
}

static int copy_directory(struct copy *c, struct file *f, const char *guest_path, const char *to) {
    int err = c->door->tree_create(c->jar->host, c->tree, to, S_IFDIR | (f->inode->mode & 0777) | 0700, NULL);
    if (err < 0 && err != -EEXIST) return err;
    struct name_list l = {.dir = {.emit = name_list_emit}};
    err = vfs_iterate(f, &l.dir);
    if (l.no_memory) err = -ENOMEM;
    for (size_t i = 0; i < l.count; i++) {
        size_t from_size = strlen(guest_path) + strlen(l.names[i]) + 2, to_size = strlen(to) + strlen(l.names[i]) + 2;
        char *from = err < 0 ? NULL : malloc(from_size), *into = err < 0 ? NULL : malloc(to_size);
        if (from && into) {
            snprintf(from, from_size, "%s/%s", guest_path, l.names[i]);
            snprintf(into, to_size, "%s/%s", to, l.names[i]);
            err = copy_any(c, from, into);
        } else if (err >= 0) {
            err = -ENOMEM;
        }
        free(from);
        free(into);
        free(l.names[i]);
    }
    free(l.names);
    return err;
}

static int copy_link(struct copy *c, struct file *f, const char *to) {
    struct vfs_caller who = rootfs_caller(c->jar->sandbox);
    char target[4096];
    int n = vfs_readlink(&who, &f->path, target, sizeof target - 1);
    if (n < 0) return n;
    target[n] = 0;
    c->door->tree_remove(c->jar->host, c->tree, to, false);
    return c->door->tree_create(c->jar->host, c->tree, to, S_IFLNK | 0777, target);
}

// Regular files, directories and links. A FIFO is left out, too: it would be the guest's to choose what hangs who reads the copy.
static int copy_any(struct copy *c, const char *guest_path, const char *to) {
    struct file *f;
    int err = rootfs_open(c->jar->sandbox, guest_path, O_PATH | O_NOFOLLOW, &f);
    if (err < 0) return err;
    u32 mode = f->inode->mode;
    if (S_ISLNK(mode)) err = copy_link(c, f, to);
    file_put(f);
    if (!S_ISREG(mode) && !S_ISDIR(mode)) {
        if (!S_ISLNK(mode) && c->left_out++ == 0)
            snprintf(c->first_left_out, sizeof c->first_left_out, "%s", guest_path);
        return err;
    }
    err = rootfs_open(c->jar->sandbox, guest_path, O_RDONLY, &f);
    if (err < 0) return err;
    err = S_ISREG(mode) ? copy_contents(c, f, to) : copy_directory(c, f, guest_path, to);
    file_put(f);
    return err;
}

int belljar_copy_out(struct belljar *jar, const char *guest_path, const char *host_path) {
    char *parent = malloc(strlen(host_path) + 2);
    if (!parent) return jar_fail(jar, BELLJAR_E_MEMORY, "no memory");
    strcpy(parent, host_path);
    char *slash = strrchr(parent, '/');
    const char *name = slash ? host_path + (slash - parent) + 1 : host_path;
    if (slash == parent)
        strcpy(parent, "/");
    else if (slash)
        *slash = 0;
    else
        strcpy(parent, ".");
    struct copy c = {.jar = jar, .door = host_door(jar->host), .tree = host_add_tree(jar->host, parent, true)};
    free(parent);
    int err = !*name ? -EISDIR : c.tree < 0 ? c.tree : 0;
    if (err < 0) return jar_fail(jar, BELLJAR_E_HOST, "%s: %s", host_path, jar_strerror(-err));
    struct file *f;
    err = rootfs_open(jar->sandbox, guest_path, O_PATH, &f);
    if (err < 0) return guest_error(jar, guest_path, err);
    bool copyable = S_ISREG(f->inode->mode) || S_ISDIR(f->inode->mode);
    file_put(f);
    if (!copyable) return jar_fail(jar, BELLJAR_E_ARGUMENT, "%s: not a regular file or directory", guest_path);
    err = copy_any(&c, guest_path, name);
    if (err < 0) return jar_fail(jar, BELLJAR_E_HOST, "%s to %s: %s", guest_path, host_path, jar_strerror(-err));
    if (!c.left_out) return 0;
    return jar_fail(jar, BELLJAR_LEFT_OUT,
                    "%s to %s: left out what is neither file, directory nor link: %lu, the first %s", guest_path,
                    host_path, c.left_out, c.first_left_out);
}
