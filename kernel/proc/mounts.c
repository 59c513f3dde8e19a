// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/PID/mounts, mountinfo and mountstats (proc_pid_mounts(5), proc_pid_mountinfo(5); Linux: fs/proc_namespace.c). Mounts that
// the task's root does not reach are not shown to it.
#include "kernel/proc/internal.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/mount.h"
#include "abi/stat.h"

#include <string.h>

#define MANGLE " \t\n\\"

static void put_mount_flags(struct proc_text *out, u32 flags) {
    static const struct {
        u32 flag;
        const char *text;
    } names[] = {{MS_NOSUID, ",nosuid"},          {MS_NODEV, ",nodev"},           {MS_NOEXEC, ",noexec"},
                 {MS_NOATIME, ",noatime"},        {MS_NODIRATIME, ",nodiratime"}, {MS_RELATIME, ",relatime"},
                 {MS_NOSYMFOLLOW, ",nosymfollow"}};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (flags & names[i].flag) proc_puts(out, names[i].text);
}

static bool read_only(const struct mount *m) {
    return (m->flags & MS_RDONLY) || (m->sb->flags & ST_RDONLY);
}

static void put_options(struct proc_text *out, const struct super_block *sb) {
    if (!sb->options[0]) return;
    proc_puts(out, ",");
    proc_puts(out, sb->options);
}

// Where it is mounted, as `root` sees it; NULL: nowhere.
static const char *mount_point(const struct mount *m, const struct path *root, char *buf, size_t size) {
    const struct path p = {(struct mount *)m, m->root};
    const char *text = path_name(&p, root, buf, size);
    return text && text[0] == '/' ? text : NULL;
}

typedef void (*put_fn)(struct proc_text *out, const struct mount *m, const char *where);

static int show_each(struct inode *inode, struct proc_text *out, put_fn put) {
    const struct task *t = proc_task(inode);
    char where[PATH_MAX];
    if (!t) return -ESRCH;
    const struct path *root = proc_task_root(t);
    if (!root) return -EINVAL;
    const struct mount *m;
    list_for_each(m, &t->sb->vfs.mounts, link) {
        const char *text = mount_point(m, root, where, sizeof where);
        if (text) put(out, m, text);
    }
    return 0;
}

static void put_mount(struct proc_text *out, const struct mount *m, const char *where) {
    proc_put_escaped(out, m->sb->source, MANGLE);
    proc_puts(out, " ");
    proc_put_escaped(out, where, MANGLE);
    proc_puts(out, " ");
    proc_put_escaped(out, m->sb->type, MANGLE);
    proc_puts(out, read_only(m) ? " ro" : " rw");
    put_mount_flags(out, m->flags);
    put_options(out, m->sb);
    proc_puts(out, " 0 0\n");
}

// The part of the file system that is mounted, from its own root on.
static void put_root_dentry(struct proc_text *out, const struct mount *m) {
    char buf[PATH_MAX], *at = buf + sizeof buf - 1;
    *at = 0;
    for (const struct dentry *d = m->root; d->parent != d; d = d->parent) {
        if ((size_t)(at - buf) < d->name_len + 1u) break;
        at -= d->name_len;
        memcpy(at, d->name, d->name_len);
        *--at = '/';
    }
    proc_put_escaped(out, *at ? at : "/", MANGLE);
}

static void put_mountinfo(struct proc_text *out, const struct mount *m, const char *where) {
    const struct super_block *sb = m->sb;
    proc_printf(out, "%u %u %u:%u ", m->id, m->parent ? m->parent->id : 1, abi_major(sb->dev), abi_minor(sb->dev));
    put_root_dentry(out, m);
    proc_puts(out, " ");
    proc_put_escaped(out, where, MANGLE);
    proc_puts(out, m->flags & MS_RDONLY ? " ro" : " rw");
    put_mount_flags(out, m->flags);
    proc_puts(out, " - ");
    proc_put_escaped(out, sb->type, MANGLE);
    proc_puts(out, " ");
    proc_put_escaped(out, sb->source, MANGLE);
    proc_puts(out, sb->flags & ST_RDONLY ? " ro" : " rw");
    put_options(out, sb);
    proc_puts(out, "\n");
}

static void put_mountstats(struct proc_text *out, const struct mount *m, const char *where) {
    proc_puts(out, "device ");
    proc_put_escaped(out, m->sb->source, MANGLE);
    proc_puts(out, " mounted on ");
    proc_put_escaped(out, where, MANGLE);
    proc_puts(out, " with fstype ");
    proc_put_escaped(out, m->sb->type, MANGLE);
    proc_puts(out, " \n");
}

static int show_mounts(struct inode *inode, struct proc_text *out) {
    return show_each(inode, out, put_mount);
}
static int show_mountinfo(struct inode *inode, struct proc_text *out) {
    return show_each(inode, out, put_mountinfo);
}
static int show_mountstats(struct inode *inode, struct proc_text *out) {
    return show_each(inode, out, put_mountstats);
}

// A zombie has no root any more: opening says so.
static int open_mounts(struct inode *inode, struct file *f) {
    (void)f;
    const struct task *t = proc_task(inode);
    return t && proc_task_root(t) ? 0 : -EINVAL;
}

const struct proc_type proc_pid_mounts = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = open_mounts, .show = show_mounts};
const struct proc_type proc_pid_mountinfo = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = open_mounts, .show = show_mountinfo};
const struct proc_type proc_pid_mountstats = {
    .mode = S_IFREG | 0400, .refresh = proc_refresh, .open = open_mounts, .show = show_mountstats};
