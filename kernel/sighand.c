// SPDX-License-Identifier: GPL-2.0-or-later
// What a process does with each signal: the table of dispositions, its sharing, and its changes (sigaction(2), execve(2)).
#include <string.h>

#include "abi/errno.h"
#include "kernel/posix_timer.h"
#include "kernel/sandbox.h"

// The flags that sigaction keeps; others are dropped, which is how a program tells that they are not there.
#define SA_KNOWN                                                                                                     \
    (SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_EXPOSE_TAGBITS | SA_RESTORER | SA_ONSTACK | SA_RESTART |          \
     SA_NODEFER | SA_RESETHAND)

struct sighand *sighand_create(struct sandbox *sb) {
    struct sighand *h = knew(sb->heap, struct sighand);
    if (!h) return NULL;
    h->refs = 1;
    waitq_init(&h->signalfd_wait);
    return h;
}

struct sighand *sighand_copy(struct sandbox *sb, const struct sighand *from) {
    struct sighand *h = sighand_create(sb);
    if (h) memcpy(h->action, from->action, sizeof h->action);
    return h;
}

struct sighand *sighand_get(struct sighand *h) {
    h->refs++;
    return h;
}

void sighand_put(struct sighand *h) {
    if (!h || --h->refs) return;
    waitq_destroy(&h->signalfd_wait);
    kfree(h);
}

void sighand_clear(struct sighand *h) {
    for (int i = 0; i < NSIG; i++) {
        struct abi_sigaction *action = &h->action[i];
        if (action->handler != SIG_IGN) action->handler = SIG_DFL;
        action->flags = 0;
        action->restorer = 0;
        action->mask = 0;
    }
    h->immutable = 0;
}

int sighand_exec(struct task *t) {
    if (t->sighand->refs > 1) {
        struct sighand *own = sighand_copy(t->sb, t->sighand);
        if (!own) return -ENOMEM;
        sighand_put(t->sighand);
        t->sighand = own;
    }
    sighand_clear(t->sighand);
    // The flags stay, as in Linux: sigaltstack reports SS_DISABLE for a size of 0 anyway.
    t->altstack.ss_sp = 0;
    t->altstack.ss_size = 0;
    posix_timers_delete_all(t->process);
    return 0;
}

static bool action_ignores(const struct abi_sigaction *action, int signo) {
    return action->handler == SIG_IGN || (action->handler == SIG_DFL && (SIGBIT(signo) & SIG_DEFAULT_IGNORED));
}

int signal_action(struct task *t, int signo, const struct abi_sigaction *act, struct abi_sigaction *old) {
    if (signo < 1 || signo > NSIG || (act && (SIGBIT(signo) & SIG_KERNEL_ONLY))) return -EINVAL;
    struct sighand *h = t->sighand;
    struct abi_sigaction *action = &h->action[signo - 1];
    if (h->immutable & SIGBIT(signo)) return -EINVAL;
    const struct abi_sigaction before = *action;
    if (act) {
        *action = *act;
        action->flags &= SA_KNOWN;
        action->mask &= ~SIG_KERNEL_ONLY;
        if (action_ignores(action, signo)) {
            // POSIX: what is pending is discarded, blocked or not.
            sigpending_remove(&t->process->pending, SIGBIT(signo));
            struct task *thread;
            list_for_each(thread, &t->process->threads, thread_link) {
                sigpending_remove(&thread->pending, SIGBIT(signo));
                signal_recalc(thread);
            }
        } else if (before.handler == SIG_IGN) {
            posix_timers_unignore(t->process, signo);
        }
    }
    if (old) *old = before;
    return 0;
}
