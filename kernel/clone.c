// SPDX-License-Identifier: GPL-2.0-or-later
// New tasks: fork, vfork, threads, and what lies between (clone(2); Linux: kernel/fork.c).
#include "abi/errno.h"
#include "abi/sched.h"
#include "abi/capability.h"
#include "kernel/internal.h"
#include "kernel/posix_timer.h"

#include <string.h>

#define CLONE_NAMESPACES                                                                                                 \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWTIME)

static int clone_check(const struct task *t, const struct clone_request *req) {
    u64 f = req->flags;
    if ((f & CLONE_THREAD) && !(f & CLONE_SIGHAND)) return -EINVAL;
    if ((f & CLONE_SIGHAND) && !(f & CLONE_VM)) return -EINVAL;
    if ((f & CLONE_NEWNS) && (f & CLONE_FS)) return -EINVAL;
    if ((f & CLONE_NEWUSER) && (f & (CLONE_FS | CLONE_THREAD))) return -EINVAL;
    if ((f & CLONE_PARENT) && t->process == t->sb->init) return -EINVAL;
    if ((f & CLONE_PIDFD) && (f & (CLONE_DETACHED | CLONE_THREAD))) return -EINVAL;
    // One machine has one set of namespaces.
    if (f & CLONE_NEWUSER) return -EPERM;
    if (f & CLONE_NAMESPACES) return task_capable(t, CAP_SYS_ADMIN) ? -EINVAL : -EPERM;
    if (f & CLONE_PIDFD) return -EINVAL;
    return 0;
}

// Every process of this user counts, as RLIMIT_NPROC says.
static bool too_many(const struct task *t) {
    const struct sandbox *sb = t->sb;
    if (sb->opt.max_procs && sb->nr_tasks >= sb->opt.max_procs) return true;
    u64 limit = task_rlimit(t, RLIMIT_NPROC);
    if (sb->nr_tasks < limit || task_capable(t, CAP_SYS_RESOURCE) || task_capable(t, CAP_SYS_ADMIN)) return false;
    u64 count = 0;
    const struct task *other;
    list_for_each(other, &sb->tasks, all_link) {
        if (other->cred && other->cred->uid == t->cred->uid) count++;
    }
    return count >= limit;
}

static int share_or_copy(struct task *t, struct task *child, u64 flags) {
    struct sandbox *sb = t->sb;
    child->mm = flags & CLONE_VM ? mm_get(t->mm) : mm_fork(t->mm);
    if (!child->mm) return -ENOMEM;
    child->files = flags & CLONE_FILES ? fd_table_get(t->files) : fd_table_copy(t->files, UINT32_MAX);
    if (!child->files) return -ENOMEM;
    if (flags & CLONE_FS) {
        child->fs = t->fs;
        child->fs->refs++;
    } else if (!(child->fs = fs_create(sb->heap, &t->fs->root, &t->fs->cwd, t->fs->umask))) {
        return -ENOMEM;
    }
    child->sighand = flags & CLONE_SIGHAND ? sighand_get(t->sighand) : sighand_copy(sb, t->sighand);
    return child->sighand ? 0 : -ENOMEM;
}

static void inherit(const struct task *t, struct task *child, const struct clone_request *req) {
    memcpy(child->comm, t->comm, sizeof child->comm);
    child->blocked = t->blocked;
    child->nice = t->nice;
    child->policy = t->policy;
    child->rt_priority = t->rt_priority;
    child->personality = t->personality;
    child->no_dump = t->no_dump;
    child->keep_caps = t->keep_caps;
    child->timer_slack = t->timer_slack;
    child->ioprio = t->ioprio;
    child->altstack = t->altstack;
    if ((req->flags & (CLONE_VM | CLONE_VFORK)) == CLONE_VM) altstack_reset(child);
    if (req->flags & CLONE_CHILD_CLEARTID) child->clear_child_tid = req->child_tid;
    if (!(req->flags & CLONE_VM)) {
        child->rseq_area = t->rseq_area;
        child->rseq_len = t->rseq_len;
        child->rseq_sig = t->rseq_sig;
    }
    child->cpu.gpr[REG_RAX] = 0;
    if (req->stack) child->cpu.gpr[REG_RSP] = req->stack;
    if (req->flags & CLONE_SETTLS) child->cpu.fs_base = req->tls;
}

static struct process *process_fork(struct task *t, s32 pid, const struct clone_request *req) {
    const struct process *from = t->process;
    struct process *p = process_create(t->sb, pid);
    if (!p) return NULL;
    p->pgid = from->pgid;
    p->sid = from->sid;
    p->tty = from->tty;
    p->dumpable = from->dumpable;
    p->suid_dumpable = from->suid_dumpable;
    p->oom_score_adj = from->oom_score_adj;
    p->exit_signal = (s32)req->exit_signal;
    memcpy(p->rlimit, from->rlimit, sizeof p->rlimit);
    p->parent = req->flags & CLONE_PARENT ? from->parent : t->process;
    if (req->flags & CLONE_PARENT) p->exit_signal = from->exit_signal;
    process_timers_init(p);
    return p;
}

static void task_discard(struct task *child, struct process *p, bool new_process) {
    mm_put(child->mm);
    fd_table_put(child->files);
    fs_put(child->fs);
    sighand_put(child->sighand);
    cred_put(child->cred);
    kfree(child);
    if (new_process) kfree(p);
}

s64 task_clone(struct task *t, const struct clone_request *req) {
    struct sandbox *sb = t->sb;
    int err = clone_check(t, req);
    if (err < 0) return err;
    if (too_many(t)) return -EAGAIN;
    bool thread = req->flags & CLONE_THREAD;
    s32 tid = pid_alloc(sb);
    if (tid < 0) return tid;
    struct process *p = thread ? t->process : process_fork(t, tid, req);
    if (!p) return -ENOMEM;
    struct task *child = task_create(sb, p, tid);
    if (!child) {
        if (!thread) kfree(p);
        return -ENOMEM;
    }
    child->cred = cred_get(t->cred);
    err = share_or_copy(t, child, req->flags);
    if (err < 0) {
        task_discard(child, p, !thread);
        return err;
    }
    if (t->cpu_live) cpu_save(sb->cpu, &child->cpu);
    else child->cpu = t->cpu;
    inherit(t, child, req);
    // As in Linux, a bad address is nobody's error.
    if (req->flags & CLONE_PARENT_SETTID && put_user_u32(&t->mm->mmu, req->parent_tid, (u32)tid)) {}
    if (req->flags & CLONE_CHILD_SETTID && put_user_u32(&child->mm->mmu, req->child_tid, (u32)tid)) {}
    task_attach(child);
    if (!thread) {
        p->leader = child;
        list_push_back(&p->parent->children, &p->sibling);
        list_push_back(&sb->processes, &p->all_link);
    }
    if (req->flags & CLONE_VFORK) child->vfork_parent = t;
    signal_recalc(child);
    sb->stats.forks++;
    if (sb->probes && sb->probes->task_new) sb->probes->task_new(sb->probes->ctx, t, child);
    child->state = TASK_RUNNABLE;
    sched_enqueue(child);
    return tid;
}
