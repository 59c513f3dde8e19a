// SPDX-License-Identifier: GPL-2.0-or-later
// Tasks and processes as objects: making and freeing them, and what is asked of them.
#include "kernel/task.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "kernel/internal.h"

#include <string.h>

struct task *task_create(struct sandbox *sb, struct process *p, s32 tid) {
    struct task *t = knew(sb->heap, struct task);
    if (!t) return NULL;
    t->sb = sb;
    t->tid = tid;
    t->process = p;
    list_init(&t->thread_link);
    list_init(&t->run_link);
    list_init(&t->all_link);
    list_init(&t->futex.link);
    task_park_init(t);
    sigpending_init(&t->pending);
    waitq_init(&t->vfork_done);
    t->altstack.ss_flags = SS_DISABLE;
    t->state = TASK_WAITING;
    t->start_ns = clock_monotonic(sb);
    t->timer_slack = 50000;
    return t;
}

// In the lists that others search.
void task_attach(struct task *t) {
    struct sandbox *sb = t->sb;
    process_get(t->process);
    list_push_back(&t->process->threads, &t->thread_link);
    list_push_back(&sb->tasks, &t->all_link);
    pid_attach(t);
    sb->nr_tasks++;
    sb->nr_living++;
    t->process->thread_count++;
}

void task_free(struct task *t) {
    if (!list_empty(&t->all_link)) {
        pid_detach(t);
        t->sb->nr_tasks--;
    }
    list_del(&t->thread_link);
    list_del(&t->all_link);
    waitq_destroy(&t->vfork_done);
    cred_put(t->cred);
    struct process *p = t->process;
    if (p->leader == t) p->leader = NULL;
    kfree(t);
    process_put(p);
}

struct process *process_create(struct sandbox *sb, s32 pid) {
    struct process *p = knew(sb->heap, struct process);
    if (!p) return NULL;
    p->refs = 1;
    p->sb = sb;
    p->pid = pid;
    list_init(&p->threads);
    list_init(&p->children);
    list_init(&p->sibling);
    list_init(&p->all_link);
    waitq_init(&p->wait_chld);
    waitq_init(&p->exit_wait);
    sigpending_init(&p->pending);
    return p;
}

void process_attach(struct process *p, struct process *parent, struct task *leader) {
    p->parent = parent;
    p->leader = leader;
    if (parent) list_push_back(&parent->children, &p->sibling);
    list_push_back(&p->sb->processes, &p->all_link);
    task_attach(leader);
    process_put(p);
}

void process_get(struct process *p) {
    p->refs++;
}

void process_put(struct process *p) {
    if (!p || --p->refs) return;
    list_del(&p->sibling);
    list_del(&p->all_link);
    waitq_destroy(&p->wait_chld);
    waitq_destroy(&p->exit_wait);
    kfree(p);
}

struct fs_struct *fs_create(struct heap *heap, const struct path *root, const struct path *cwd, u32 umask) {
    struct fs_struct *fs = knew(heap, struct fs_struct);
    if (!fs) return NULL;
    *fs = (struct fs_struct){.refs = 1, .umask = umask, .root = *root, .cwd = *cwd};
    path_get(root);
    path_get(cwd);
    return fs;
}

struct fs_struct *fs_copy(const struct fs_struct *from) {
    return fs_create(heap_of(from), &from->root, &from->cwd, from->umask);
}

void fs_put(struct fs_struct *fs) {
    if (!fs || --fs->refs) return;
    path_put(&fs->root);
    path_put(&fs->cwd);
    kfree(fs);
}

struct vfs_caller task_caller(struct task *t) {
    return (struct vfs_caller){.vfs = &t->sb->vfs,
                               .cred = t->cred,
                               .root = &t->fs->root,
                               .cwd = &t->fs->cwd,
                               .umask = t->fs->umask,
                               .task = t};
}

void task_set_comm(struct task *t, const char *name) {
    memset(t->comm, 0, sizeof t->comm);
    strncpy(t->comm, name, sizeof t->comm - 1);
}

// kill(2), "the real or effective user ID of the sending process must equal the real or saved set-user-ID of the target".
bool task_may_signal(const struct task *t, const struct process *p, int signo) {
    const struct task *target = p->leader;
    if (!target || !target->cred || t->process == p) return true;
    const struct cred *from = t->cred, *to = target->cred;
    if (from->euid == to->suid || from->euid == to->uid || from->uid == to->suid || from->uid == to->uid) return true;
    if (task_capable(t, CAP_KILL)) return true;
    return signo == SIGCONT && p->sid == t->process->sid;
}

// ptrace(2), "Ptrace access mode checking", with file system ids.
bool task_may_access(const struct task *t, const struct task *target) {
    if (t->process == target->process) return true;
    if (task_capable(t, CAP_SYS_PTRACE)) return true;
    const struct cred *from = t->cred, *to = target->cred;
    if (!to || from->fsuid != to->euid || from->fsuid != to->suid || from->fsuid != to->uid ||
        from->fsgid != to->egid || from->fsgid != to->sgid || from->fsgid != to->gid)
        return false;
    return target->process->dumpable && !(to->cap_permitted & ~from->cap_permitted);
}
