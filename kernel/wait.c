// SPDX-License-Identifier: GPL-2.0-or-later
// wait4 and waitid: which child has something to tell, and what (wait(2); Linux: do_wait in kernel/exit.c).
#include "kernel/wait.h"

#include "abi/errno.h"
#include "abi/signal.h"
#include "abi/wait.h"
#include "kernel/internal.h"

static bool wait_matches(const struct task *t, const struct wait_request *r, const struct process *child) {
    switch (r->which) {
    case P_PID:
        if (child->pid != r->id) return false;
        break;
    case P_PGID:
        if (child->pgid != r->id) return false;
        break;
    case P_PIDFD:
        if (child != r->process) return false;
        break;
    default: break;
    }
    if ((r->options & __WNOTHREAD) && child->parent_tid != t->tid) return false;
    bool clone_child = child->exit_signal != SIGCHLD;
    return (r->options & __WALL) || clone_child == ((r->options & __WCLONE) != 0);
}

static void wait_report(const struct process *child, s32 code, s32 value, s32 status, struct wait_result *out) {
    out->pid = child->pid;
    out->uid = child->leader->cred->uid;
    out->code = code;
    out->value = value;
    out->status = status;
    process_usage(child, true, true, &out->usage);
}

static bool take_zombie(const struct wait_request *r, struct process *parent, struct process *child,
                        struct wait_result *out) {
    if (!(r->options & WEXITED) || !child->zombie) return false;
    const s32 status = child->leader->exit_code;
    const bool killed = WIFSIGNALED(status);
    wait_report(child, killed ? CLD_KILLED : CLD_EXITED, killed ? WTERMSIG(status) : WEXITSTATUS(status), status,
                out);
    if (r->options & WNOWAIT) return true;
    usage_add_child(parent, child);
    process_reap(child);
    return true;
}

static bool take_stopped(const struct wait_request *r, struct process *child, struct wait_result *out) {
    if (!(r->options & WSTOPPED) || !child->stopped || child->stop_reported || child->zombie) return false;
    wait_report(child, CLD_STOPPED, child->stop_signal, W_STOPCODE(child->stop_signal), out);
    if (!(r->options & WNOWAIT)) child->stop_reported = true;
    return true;
}

static bool take_continued(const struct wait_request *r, struct process *child, struct wait_result *out) {
    if (!(r->options & WCONTINUED) || !child->continued || child->continue_reported || child->zombie) return false;
    wait_report(child, CLD_CONTINUED, SIGCONT, W_CONTINUED, out);
    if (!(r->options & WNOWAIT)) child->continue_reported = true;
    return true;
}

s64 process_wait(struct task *t, const struct wait_request *r, struct wait_result *out) {
    struct process *parent = t->process, *child, *next;
    bool any = false;
    list_for_each_safe(child, next, &parent->children, sibling) {
        if (!wait_matches(t, r, child)) continue;
        if (child->zombie && !(r->options & WEXITED)) continue; // it will never have anything else to tell
        any = true;
        if (take_zombie(r, parent, child, out) || take_stopped(r, child, out) || take_continued(r, child, out))
            return 1;
    }
    if (!any) return -ECHILD;
    if (r->options & WNOHANG) return 0;
    if (signal_pending(t)) return -ERESTARTSYS;
    task_wait_on(t, &parent->wait_chld, 0);
    return SYS_PARKED;
}
