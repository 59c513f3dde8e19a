// SPDX-License-Identifier: GPL-2.0-or-later
// wait4 and waitid: which child has something to tell, and what (wait(2); Linux: do_wait in kernel/exit.c).
#include "kernel/wait.h"

#include "abi/errno.h"
#include "abi/signal.h"
#include "abi/wait.h"
#include "kernel/internal.h"

static bool wait_matches(const struct wait_request *r, const struct process *child) {
    switch (r->which) {
    case P_PID:
    case P_PIDFD:
        if (child->pid != r->id) return false;
        break;
    case P_PGID:
        if (child->pgid != r->id) return false;
        break;
    default: break;
    }
    bool clone_child = child->exit_signal != SIGCHLD;
    return (r->options & __WALL) || clone_child == ((r->options & __WCLONE) != 0);
}

static void times_to_usage(const struct process *p, struct wait_result *out) {
    u64 user, system;
    process_cpu_times(p, &user, &system);
    out->usage = (struct abi_rusage){.ru_maxrss = (s64)(p->maxrss * PAGE_SIZE / 1024), .ru_nvcsw = (s64)p->nvcsw_dead,
                                     .ru_nivcsw = (s64)p->nivcsw_dead, .ru_minflt = (s64)p->cmin_flt};
    out->usage.ru_utime = (struct abi_timeval){(s64)(user / NSEC_PER_SEC), (s64)(user % NSEC_PER_SEC / 1000)};
    out->usage.ru_stime = (struct abi_timeval){(s64)(system / NSEC_PER_SEC), (s64)(system % NSEC_PER_SEC / 1000)};
}

static void wait_report(const struct process *child, s32 code, s32 value, s32 status, struct wait_result *out) {
    out->pid = child->pid;
    out->uid = child->leader && child->leader->cred ? child->leader->cred->uid : 0;
    out->code = code;
    out->value = value;
    out->status = status;
    times_to_usage(child, out);
}

static bool take_zombie(const struct wait_request *r, struct process *parent, struct process *child, struct wait_result *out) {
    if (!(r->options & WEXITED) || !child->zombie) return false;
    s32 status = child->leader->exit_code;
    bool killed = WIFSIGNALED(status);
    wait_report(child, killed ? CLD_KILLED : CLD_EXITED, killed ? WTERMSIG(status) : WEXITSTATUS(status), status, out);
    if (r->options & WNOWAIT) return true;
    parent->cutime += child->utime_dead + child->cutime;
    parent->cstime += child->stime_dead + child->cstime;
    parent->cmaxrss = max_u64(parent->cmaxrss, max_u64(child->maxrss, child->cmaxrss));
    process_reap(child);
    return true;
}

static bool take_stopped(const struct wait_request *r, struct process *child, struct wait_result *out) {
    if (!(r->options & WSTOPPED) || !child->stopped || child->stop_reported || child->zombie) return false;
    wait_report(child, CLD_STOPPED, child->stop_signal, child->stop_signal << 8 | 0x7f, out);
    if (!(r->options & WNOWAIT)) child->stop_reported = true;
    return true;
}

static bool take_continued(const struct wait_request *r, struct process *child, struct wait_result *out) {
    if (!(r->options & WCONTINUED) || !child->continued || child->continue_reported || child->zombie) return false;
    wait_report(child, CLD_CONTINUED, SIGCONT, 0xffff, out);
    if (!(r->options & WNOWAIT)) child->continue_reported = true;
    return true;
}

s64 process_wait(struct task *t, const struct wait_request *r, struct wait_result *out) {
    struct process *parent = t->process, *child, *next;
    bool any = false;
    list_for_each_safe(child, next, &parent->children, sibling) {
        if (!wait_matches(r, child)) continue;
        any = true;
        if (take_zombie(r, parent, child, out) || take_stopped(r, child, out) || take_continued(r, child, out)) return 1;
    }
    if (!any) return -ECHILD;
    if (r->options & WNOHANG) return 0;
    if (signal_pending(t)) return -ERESTARTSYS;
    task_wait_on(t, &parent->wait_chld, 0);
    return SYS_PARKED;
}
