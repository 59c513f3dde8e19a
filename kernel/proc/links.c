// SPDX-License-Identifier: GPL-2.0-or-later
// Magic links of a task: exe, cwd, root, and the namespaces (proc(5), namespaces(7); Linux: fs/proc/base.c, namespaces.c).
#include "kernel/proc/internal.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/stat.h"

#include <stdio.h>
#include <string.h>

static int path_of(const struct task *t, const struct path *p, struct path *out) {
    if (!t) return -ESRCH;
    if (!proc_may_look(t)) return -EACCES;
    if (!p) return -ENOENT;
    *out = *p;
    path_get(out);
    return 0;
}

static int follow_exe(struct inode *inode, const struct vfs_caller *who, struct path *out) {
    (void)who;
    const struct task *t = proc_task(inode);
    return path_of(t, t && t->mm && t->mm->exe_file ? &t->mm->exe_file->path : NULL, out);
}

static int follow_cwd(struct inode *inode, const struct vfs_caller *who, struct path *out) {
    (void)who;
    const struct task *t = proc_task(inode);
    return path_of(t, t ? proc_task_cwd(t) : NULL, out);
}

static int follow_root(struct inode *inode, const struct vfs_caller *who, struct path *out) {
    (void)who;
    const struct task *t = proc_task(inode);
    return path_of(t, t ? proc_task_root(t) : NULL, out);
}

static int readlink_followed(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who) {
    char text[PATH_MAX];
    struct path p;
    int n = proc_type_of(inode)->follow(inode, who, &p);
    if (n < 0) return n;
    n = proc_path_text(&p, who, text, sizeof text);
    path_put(&p);
    if (n < 0) return n;
    if ((size_t)n > size) n = (int)size;
    memcpy(buf, text, (size_t)n);
    return n;
}

const struct proc_type proc_pid_exe = {
    .mode = S_IFLNK | 0777, .refresh = proc_refresh, .readlink = readlink_followed, .follow = follow_exe};
const struct proc_type proc_pid_cwd = {
    .mode = S_IFLNK | 0777, .refresh = proc_refresh, .readlink = readlink_followed, .follow = follow_cwd};
const struct proc_type proc_pid_root = {
    .mode = S_IFLNK | 0777, .refresh = proc_refresh, .readlink = readlink_followed, .follow = follow_root};

// --- ns: one machine has one set of namespaces; their numbers are those that Linux gives its first ones.
static const struct {
    const char *kind;
    u32 ino;
} namespaces[] = {{"cgroup", 4026531835u}, {"ipc", 4026531839u},  {"mnt", 4026531841u},  {"net", 4026531840u},
                  {"pid", 4026531836u},    {"time", 4026531834u}, {"user", 4026531837u}, {"uts", 4026531838u}};
enum { NS_CGROUP, NS_IPC, NS_MNT, NS_NET, NS_PID, NS_TIME, NS_USER, NS_UTS };

static int namespace_name(const struct inode *inode, char *buf, size_t size) {
    const struct task *t = proc_task(inode);
    u64 which = proc_node(inode)->value;
    if (!t) return -ESRCH;
    if (!proc_may_look(t)) return -EACCES;
    return snprintf(buf, size, "%s:[%u]", namespaces[which].kind, namespaces[which].ino);
}

static int ns_readlink(struct inode *inode, char *buf, size_t size, const struct vfs_caller *who) {
    (void)who;
    char text[64];
    int n = namespace_name(inode, text, sizeof text);
    if (n > (int)size) n = (int)size;
    if (n > 0) memcpy(buf, text, (size_t)n);
    return n;
}

// Opening one gives a descriptor to hold it by; there is nothing to be read.
static int ns_follow(struct inode *inode, const struct vfs_caller *who, struct path *out) {
    static const struct file_operations nothing = {0};
    struct vfs *vfs = who->vfs;
    char name[64];
    int n = namespace_name(inode, name, sizeof name);
    if (n < 0) return n;
    struct inode *object = inode_create(vfs->anon_sb, S_IFREG | 0444, 0, OPREF(&nothing));
    if (!object) return -ENOMEM;
    object->ino = namespaces[proc_node(inode)->value].ino;
    struct dentry *d = dentry_create_alone(vfs->anon_sb, NULL, name, object);
    if (!d) {
        inode_put(object);
        return -ENOMEM;
    }
    *out = (struct path){mount_get(vfs->anon_mount), d};
    return 0;
}

static const struct proc_type ns_link = {
    .mode = S_IFLNK | 0777, .refresh = proc_refresh, .readlink = ns_readlink, .follow = ns_follow};
static const struct proc_entry ns_entries[] = {
    {"net", &ns_link, NS_NET},
    {"uts", &ns_link, NS_UTS},
    {"ipc", &ns_link, NS_IPC},
    {"pid", &ns_link, NS_PID},
    {"pid_for_children", &ns_link, NS_PID},
    {"user", &ns_link, NS_USER},
    {"mnt", &ns_link, NS_MNT},
    {"cgroup", &ns_link, NS_CGROUP},
    {"time", &ns_link, NS_TIME},
    {"time_for_children", &ns_link, NS_TIME},
};
const struct proc_type proc_pid_ns = {
    .mode = S_IFDIR | 0511, .refresh = proc_refresh, .entries = ns_entries, .entry_count = ARRAY_SIZE(ns_entries)};
