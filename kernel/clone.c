// SPDX-License-Identifier: GPL-2.0-or-later
// New tasks: fork, vfork, threads, and what lies between (clone(2); Linux: kernel/fork.c).
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/sched.h"
#include "kernel/fd/pidfd.h"
#include "kernel/internal.h"
#include "kernel/posix_timer.h"

#include <string.h>

#define CLONE_NAMESPACES                                                                                             \
    (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWTIME)

static int clone_check(const struct task *t, const struct clone_request *req) {
    const u64 f = req->flags;
    if ((f & (CLONE_NEWNS | CLONE_FS)) == (CLONE_NEWNS | CLONE_FS)) return -EINVAL;
    if ((f & (CLONE_NEWUSER | CLONE_FS)) == (CLONE_NEWUSER | CLONE_FS)) return -EINVAL;
    if ((f & CLONE_THREAD) && !(f & CLONE_SIGHAND)) return -EINVAL;
    if ((f & CLONE_SIGHAND) && !(f & CLONE_VM)) return -EINVAL;
    if ((f & CLONE_THREAD) && (f & (CLONE_NEWUSER | CLONE_NEWPID))) return -EINVAL;
    if ((f & CLONE_PIDFD) && (f & CLONE_DETACHED)) return -EINVAL;
    if ((f & CLONE_PIDFD) && (f & CLONE_PARENT_SETTID) && req->pidfd == req->parent_tid) return -EINVAL;
    if ((f & CLONE_NEWIPC) && (f & CLONE_SYSVSEM)) return -EINVAL;
    // One machine has one set of namespaces: nobody may make more, and for whoever might there are no others.
    if (f & CLONE_NEWUSER) return -EPERM;
    if (f & CLONE_NAMESPACES) return task_capable(t, CAP_SYS_ADMIN) ? -EINVAL : -EPERM;
    if ((f & CLONE_SETTLS) && req->tls >= TASK_SIZE) return -EPERM;
    return 0;
}

// RLIMIT_NPROC counts the threads of a real user, zombies included.
static bool too_many(const struct task *t) {
    const struct sandbox *sb = t->sb;
    const u64 limit = task_rlimit(t, RLIMIT_NPROC);
    if (sb->nr_tasks > sb->opt.max_procs) return true; // process 1 is nobody's
    if (sb->nr_tasks < limit || t->cred->uid == 0 || task_capable(t, CAP_SYS_RESOURCE) ||
        task_capable(t, CAP_SYS_ADMIN))
        return false;
    u64 count = 0;
    const struct task *other;
    list_for_each(other, &sb->tasks, all_link) {
        if (other->cred->uid == t->cred->uid) count++;
    }
    return count >= limit;
}

static int choose_tid(const struct task *t, const struct clone_request *req, s32 *tid) {
    if (!req->set_tid) {
        *tid = pid_alloc(t->sb);
        return *tid < 0 ? *tid : 0;
    }
    if (req->set_tid < 1 || req->set_tid >= PID_MAX_DEFAULT) return -EINVAL;
    if (!task_capable(t, CAP_SYS_ADMIN) && !task_capable(t, CAP_CHECKPOINT_RESTORE)) return -EPERM;
    *tid = req->set_tid;
    return pid_is_free(t->sb, *tid) ? 0 : -EEXIST;
}

static int share_or_copy(struct task *t, struct task *child, u64 flags) {
    struct sandbox *sb = t->sb;
    child->files = flags & CLONE_FILES ? fd_table_get(t->files) : fd_table_copy(t->files, UINT32_MAX);
    if (!child->files) return -ENOMEM;
    if (flags & CLONE_FS) {
        child->fs = t->fs;
        child->fs->refs++;
    } else if (!(child->fs = fs_copy(t->fs))) {
        return -ENOMEM;
    }
    child->sighand = flags & CLONE_SIGHAND ? sighand_get(t->sighand) : sighand_copy(sb, t->sighand);
    if (!child->sighand) return -ENOMEM;
    if (flags & CLONE_CLEAR_SIGHAND) sighand_clear(child->sighand);
    child->mm = flags & CLONE_VM ? mm_get(t->mm) : mm_fork(t->mm);
    return child->mm ? 0 : -ENOMEM;
}

static void inherit_scheduling(const struct task *t, struct task *child) {
    child->nice = t->nice;
    child->policy = t->policy;
    child->rt_priority = t->rt_priority;
    child->ioprio = t->ioprio;
    child->timer_slack = t->timer_slack;
    if (!t->reset_on_fork) return;
    if (child->policy == SCHED_FIFO || child->policy == SCHED_RR) child->policy = SCHED_NORMAL;
    child->rt_priority = 0;
    if (child->nice < 0) child->nice = 0;
}

static void inherit(struct task *t, struct task *child, const struct clone_request *req) {
    memcpy(child->comm, t->comm, sizeof child->comm);
    child->blocked = t->blocked;
    child->personality = t->personality;
    child->no_dump = t->no_dump;
    child->mempolicy = t->mempolicy;
    child->mempolicy_nodes = t->mempolicy_nodes;
    child->altstack = t->altstack;
    if ((req->flags & (CLONE_VM | CLONE_VFORK)) == CLONE_VM) altstack_reset(child);
    if (req->flags & CLONE_CHILD_CLEARTID) child->clear_child_tid = req->child_tid;
    if (!(req->flags & CLONE_VM)) { // the area is in the memory that was copied
        child->rseq_area = t->rseq_area;
        child->rseq_len = t->rseq_len;
        child->rseq_sig = t->rseq_sig;
        child->rseq_event = t->rseq_area != 0;
    }
    if (t->cpu_live)
        cpu_save(t->sb->cpu, &child->cpu);
    else
        child->cpu = t->cpu;
    child->cpu.gpr[REG_RAX] = 0;
    if (req->stack) child->cpu.gpr[REG_RSP] = req->stack;
    if (req->flags & CLONE_SETTLS) child->cpu.fs_base = req->tls;
}

static struct process *process_fork(const struct task *t, s32 pid, const struct clone_request *req) {
    const struct process *from = t->process;
    struct process *p = process_create(t->sb, pid);
    if (!p) return NULL;
    p->pgid = from->pgid;
    p->sid = from->sid;
    p->tty = from->tty;
    p->dumpable = from->dumpable;
    p->suid_dumpable = from->suid_dumpable;
    p->huge_pages_off = from->huge_pages_off;
    p->oom_score_adj = from->oom_score_adj;
    p->exit_signal = req->flags & CLONE_PARENT ? from->exit_signal : (s32)req->exit_signal;
    p->parent_tid = req->flags & CLONE_PARENT ? from->parent_tid : t->tid;
    memcpy(p->rlimit, from->rlimit, sizeof p->rlimit);
    process_timers_init(p);
    return p;
}

static void task_discard(struct task *child) {
    mm_put(child->mm);
    fd_table_put(child->files);
    fs_put(child->fs);
    sighand_put(child->sighand);
    cred_put(child->cred);
    kfree(child);
}

// The descriptor that CLONE_PIDFD asks for, told to the caller. 0 or -errno.
static int give_pidfd(struct task *t, struct process *p, s32 thread, uaddr_t to) {
    struct file *f;
    int err = pidfd_create(t, p, thread, 0, &f);
    if (err < 0) return err;
    s32 fd = fd_install(t, f, 0, true);
    if (fd < 0) {
        file_put(f);
        return fd;
    }
    if (!put_user_u32(&t->mm->mmu, to, (u32)fd)) return 0;
    fd_close(t, fd);
    return -EFAULT;
}

static void start(struct task *t, struct task *child, struct process *p, u64 flags) {
    struct sandbox *sb = t->sb;
    if (flags & CLONE_THREAD)
        task_attach(child);
    else
        process_attach(p, flags & CLONE_PARENT ? t->process->parent : t->process, child);
    if (flags & CLONE_VFORK) child->vfork_parent = t;
    signal_recalc(child);
    sb->stats.forks++;
    for_each_watcher (w, sb)
        if (w->task_new) w->task_new(w->ctx, t, child);
    child->state = TASK_RUNNABLE;
    sched_enqueue(child);
}

s64 task_clone(struct task *t, const struct clone_request *req) {
    struct sandbox *sb = t->sb;
    const bool thread = req->flags & CLONE_THREAD;
    s32 tid;
    int err = clone_check(t, req);
    if (err < 0) return err;
    if (too_many(t)) return -EAGAIN;
    err = choose_tid(t, req, &tid);
    if (err < 0) return err;
    struct process *p = thread ? t->process : process_fork(t, tid, req);
    struct task *child = p ? task_create(sb, p, tid) : NULL;
    err = -ENOMEM;
    if (!child) goto out_process;
    child->cred = cred_get(t->cred);
    err = share_or_copy(t, child, req->flags);
    if (err == 0 && (req->flags & CLONE_PIDFD)) err = give_pidfd(t, p, thread ? tid : 0, req->pidfd);
    if (err < 0) goto out_task;
    inherit(t, child, req);
    inherit_scheduling(t, child);
    // As in Linux, a bad address is nobody's error.
    if (req->flags & CLONE_PARENT_SETTID) (void)!put_user_u32(&t->mm->mmu, req->parent_tid, (u32)tid);
    if (req->flags & CLONE_CHILD_SETTID) (void)!put_user_u32(&child->mm->mmu, req->child_tid, (u32)tid);
    start(t, child, p, req->flags);
    return tid;
out_task:
    task_discard(child);
out_process:
    if (!thread) process_put(p);
    return err;
}
