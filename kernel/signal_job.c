// SPDX-License-Identifier: GPL-2.0-or-later
// What a parent hears of its child, and process groups that have nobody left to continue them (kernel/signal.c:
// do_notify_parent, kernel/exit.c: will_become_orphaned_pgrp). The states themselves are exit.c's.
#include "kernel/sandbox.h"

static void siginfo_child(struct abi_siginfo *info, const struct process *p, int signo, int code, s32 status) {
    u64 user, system;
    process_cpu_times(p, &user, &system);
    *info = (struct abi_siginfo){.si_signo = signo, .si_code = code};
    info->chld.pid = p->pid;
    info->chld.uid = p->leader->cred->uid;
    info->chld.status = status;
    info->chld.utime = (s64)(user / (NSEC_PER_SEC / USER_HZ));
    info->chld.stime = (s64)(system / (NSEC_PER_SEC / USER_HZ));
}

// The table that says what the process does with SIGCHLD; NULL once its threads are gone.
static const struct sighand *process_sighand(const struct process *p) {
    if (p->leader && p->leader->sighand) return p->leader->sighand;
    const struct task *t;
    list_for_each(t, &p->threads, thread_link) {
        if (t->sighand) return t->sighand;
    }
    return NULL;
}

bool signal_notify_parent(struct process *p, int code, s32 status) {
    struct process *parent = p->parent;
    if (!parent) return false;
    bool end = code == CLD_EXITED || code == CLD_KILLED || code == CLD_DUMPED;
    bool reap = false;
    int signo = end ? p->exit_signal : SIGCHLD;
    const struct sighand *sighand = process_sighand(parent);
    if (sighand && signo == SIGCHLD) {
        const struct abi_sigaction *action = &sighand->action[SIGCHLD - 1];
        if (end) {
            reap = action->handler == SIG_IGN || (action->flags & SA_NOCLDWAIT);
            if (action->handler == SIG_IGN) signo = 0;
        } else if (action->handler == SIG_IGN || (action->flags & SA_NOCLDSTOP)) {
            signo = 0;
        }
    }
    if (signo > 0 && signo <= NSIG) {
        struct abi_siginfo info;
        siginfo_child(&info, p, signo, code, status);
        signal_send_process_at(parent, p->parent_tid, signo, &info);
    }
    waitq_wake(&parent->wait_chld, 0);
    return reap;
}

bool pgrp_orphaned(struct sandbox *sb, s32 pgid, const struct process *leaving) {
    const struct process *p;
    list_for_each(p, &sb->processes, all_link) {
        if (p->pgid != pgid || p == leaving || p->zombie || p->reaped || !p->parent) continue;
        if (p->parent->pgid != pgid && p->parent->sid == p->sid) return false;
    }
    return true;
}
