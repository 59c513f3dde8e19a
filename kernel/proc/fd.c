// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/PID/fd and fdinfo: a task's open files (proc_pid_fd(5), proc_pid_fdinfo(5); Linux: fs/proc/fd.c).
#include "kernel/proc/internal.h"

#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/stat.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define INFO_MAX 16384u // of a file type's own lines

static const struct proc_type fd_link, fdinfo_file;

static struct file *file_at(const struct task *t, u64 fd) {
    return t && t->files && fd <= INT32_MAX ? fd_file_any(t, (s32)fd) : NULL;
}

static struct file *file_of(const struct inode *inode) {
    return file_at(proc_task(inode), proc_node(inode)->value);
}

// --- The two directories.
static int find_fd(struct inode *dir, const char *name, size_t len, const struct proc_type *type,
                   struct proc_child *out) {
    const struct proc_node *node = proc_node(dir);
    u32 fd;
    if (!proc_parse_number(name, len, &fd) || !file_at(proc_task(dir), fd)) return -ENOENT;
    *out = (struct proc_child){type, node->pid, node->tid, node->birth, fd};
    return 0;
}

static int next_fd(struct inode *dir, u64 *key, char name[32], const struct proc_type *type, struct proc_child *out) {
    const struct proc_node *node = proc_node(dir);
    const struct task *t = proc_task(dir);
    if (!t || !t->files) return 0;
    u64 fd = *key;
    while (fd < t->files->size && !file_at(t, fd)) fd++;
    if (fd >= t->files->size) return 0;
    *key = fd;
    snprintf(name, 32, "%" PRIu64, fd);
    *out = (struct proc_child){type, node->pid, node->tid, node->birth, fd};
    return 1;
}

static int fd_find(struct inode *dir, const char *name, size_t len, struct proc_child *out) {
    return find_fd(dir, name, len, &fd_link, out);
}
static int fd_next(struct inode *dir, u64 *key, char name[32], struct proc_child *out) {
    return next_fd(dir, key, name, &fd_link, out);
}
static int fdinfo_find(struct inode *dir, const char *name, size_t len, struct proc_child *out) {
    return find_fd(dir, name, len, &fdinfo_file, out);
}
static int fdinfo_next(struct inode *dir, u64 *key, char name[32], struct proc_child *out) {
    return next_fd(dir, key, name, &fdinfo_file, out);
}

// Its size tells how many there are.
static int fd_refresh(struct inode *dir) {
    const struct task *t = proc_task(dir);
    dir->size = 0;
    for (u32 fd = 0; t && t->files && fd < t->files->size; fd++) dir->size += t->files->file[fd] != NULL;
    return proc_refresh(dir);
}

// A process may always look at its own descriptors, even if what it was made of says otherwise.
static int fd_permission(struct inode *dir, const struct cred *cred, int mask) {
    const struct task *t = proc_task(dir), *current = sandbox_of(dir)->current;
    int err = generic_permission(dir, cred, mask);
    return err < 0 && t && current && current->process == t->process ? 0 : err;
}

static int fdinfo_permission(struct inode *dir, const struct cred *cred, int mask) {
    const struct task *t = proc_task(dir);
    if (!t) return -ESRCH;
    return proc_may_look(t) ? generic_permission(dir, cred, mask) : -EACCES;
}

const struct proc_type proc_pid_fd = {
    .mode = S_IFDIR | 0500, .refresh = fd_refresh, .permission = fd_permission, .find = fd_find, .next = fd_next};
const struct proc_type proc_pid_fdinfo = {.mode = S_IFDIR | 0555,
                                          .refresh = proc_refresh,
                                          .permission = fdinfo_permission,
                                          .find = fdinfo_find,
                                          .next = fdinfo_next};

// --- Links: their mode tells how the file is open.
static int link_refresh(struct inode *inode) {
    const struct file *f = file_of(inode);
    if (!f) return -ENOENT;
    inode->mode = S_IFLNK | (f->mode & FMODE_READ ? 0500 : 0) | (f->mode & FMODE_WRITE ? 0300 : 0);
    inode->size = 64;
    return proc_refresh(inode);
}

static int link_follow(struct inode *inode, const struct vfs_caller *who, struct path *out) {
    (void)who;
    const struct task *t = proc_task(inode);
    if (!t) return -ENOENT;
    if (!proc_may_look(t)) return -EACCES;
    const struct file *f = file_of(inode);
    if (!f) return -ENOENT;
    *out = f->path;
    path_get(out);
    return 0;
}

static int link_readlink(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who) {
    char text[PATH_MAX];
    struct path p;
    int n = link_follow(inode, who, &p);
    if (n < 0) return n;
    n = proc_path_text(&p, who, text, sizeof text);
    path_put(&p);
    if (n < 0) return n;
    if ((size_t)n > size) n = (int)size;
    memcpy(buf, text, (size_t)n);
    return n;
}

static const struct proc_type fd_link = {
    .mode = S_IFLNK | 0700, .refresh = link_refresh, .readlink = link_readlink, .follow = link_follow};

// --- fdinfo
static int info_refresh(struct inode *inode) {
    return file_of(inode) ? proc_refresh(inode) : -ENOENT;
}

static int show_info(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    struct file *f = file_of(inode);
    if (!t || !f) return -ENOENT;
    u32 flags = f->flags | (fd_cloexec(t, (s32)proc_node(inode)->value) ? O_CLOEXEC : 0);
    proc_printf(out, "pos:\t%" PRIu64 "\nflags:\t0%o\nmnt_id:\t%u\nino:\t%" PRIu64 "\n", f->pos, flags,
                f->path.mnt->id, f->path.dentry->inode->ino);
    if (!file_ops(f)->show_fdinfo || (f->mode & FMODE_PATH)) return 0;
    char *own = kzalloc(out->heap, INFO_MAX);
    if (!own) return -ENOMEM;
    file_ops(f)->show_fdinfo(f, own, INFO_MAX);
    proc_puts(out, own);
    kfree(own);
    return 0;
}

static const struct proc_type fdinfo_file = {
    .mode = S_IFREG | 0444, .refresh = info_refresh, .open = proc_open_memory, .show = show_info};
