// SPDX-License-Identifier: GPL-2.0-or-later
// From an object in /proc to the task it is about, and who may look at it (Linux: fs/proc/base.c; ptrace(2), "Ptrace access mode
// checking").
#include "kernel/proc/internal.h"

#include "abi/errno.h"
#include "abi/stat.h"

#include <string.h>

struct task *proc_task(const struct inode *inode) {
    const struct proc_node *node = proc_node(inode);
    struct task *t = task_find(sandbox_of(inode), node->tid);
    return t && t->start_ns == node->birth && t->process->pid == node->pid ? t : NULL;
}

bool proc_about_thread(const struct inode *inode) {
    return proc_node(inode)->value == PER_THREAD;
}

bool proc_may_look(const struct task *target) {
    const struct task *t = target->sb->current;
    return !t || task_may_access(t, target); // nobody: the embedder
}

int proc_task_mm(const struct inode *inode, struct mm **out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    if (t->mm && !proc_may_look(t)) return -EACCES;
    *out = t->mm;
    return 0;
}

// task_dump_owner: what everybody may list belongs to the task; the rest is root's if the process is not to be dumped.
int proc_refresh(struct inode *inode) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    bool listed = inode->mode == (S_IFDIR | S_IRUGO | S_IXUGO);
    bool own = t->cred && (listed || (t->mm && t->process->dumpable));
    inode->uid = own ? t->cred->euid : 0;
    inode->gid = own ? t->cred->egid : 0;
    return 0;
}

int proc_open_memory(struct inode *inode, struct file *f) {
    (void)f;
    struct mm *mm;
    return proc_task_mm(inode, &mm);
}

int proc_open_task(struct inode *inode, struct file *f) {
    (void)f;
    return proc_task(inode) ? 0 : -ESRCH;
}

const struct path *proc_task_root(const struct task *t) {
    if (t->process == t->sb->reaper) return vfs_root(&t->sb->vfs);
    return t->fs ? &t->fs->root : NULL;
}

const struct path *proc_task_cwd(const struct task *t) {
    return t->fs ? &t->fs->cwd : proc_task_root(t);
}

int proc_path_text(const struct path *p, const struct vfs_caller *who, char *buf, size_t size) {
    static const char unreachable[] = "(unreachable)";
    char *text = path_name(p, who ? who->root : NULL, buf, size);
    if (text && strncmp(text, unreachable, sizeof unreachable - 1) == 0) text += sizeof unreachable - 1;
    if (!text) return -ENAMETOOLONG;
    size_t len = strlen(text);
    memmove(buf, text, len + 1);
    return (int)len;
}
