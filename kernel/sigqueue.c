// SPDX-License-Identifier: GPL-2.0-or-later
// Queue entries of pending signals, and the count of them that each user may have (RLIMIT_SIGPENDING, getrlimit(2)).
// What is put into them, and why, is signal_send.c's.
#include "kernel/sandbox.h"

struct signal_user {
    struct signal_user *next;
    u32 uid;
    u32 count;
};

static struct signal_user *signal_user_find(struct sandbox *sb, u32 uid) {
    for (struct signal_user *u = sb->signal_users; u; u = u->next)
        if (u->uid == uid) return u;
    struct signal_user *u = knew(sb->heap, struct signal_user);
    if (!u) return NULL;
    u->uid = uid;
    u->next = sb->signal_users;
    sb->signal_users = u;
    return u;
}

// An entry for a signal to `t`, charged to t's real user.
struct sigqueue *sigqueue_alloc(struct task *t, bool override_limit) {
    struct signal_user *user = signal_user_find(t->sb, t->cred->uid);
    if (!user || (!override_limit && user->count + 1 > task_rlimit(t, RLIMIT_SIGPENDING))) return NULL;
    struct sigqueue *q = knew(t->sb->heap, struct sigqueue);
    if (!q) return NULL;
    list_init(&q->link);
    q->uid = user->uid;
    user->count++;
    return q;
}

void sigqueue_free(struct sigqueue *q) {
    for (struct signal_user *u = sandbox_of(q)->signal_users; u; u = u->next)
        if (u->uid == q->uid && u->count) u->count--;
    list_del(&q->link);
    kfree(q);
}

void sigpending_init(struct sigpending *p) {
    list_init(&p->queue);
    p->set = 0;
}

void sigpending_flush(struct sigpending *p) {
    struct sigqueue *q, *next;
    list_for_each_safe(q, next, &p->queue, link) {
        // A timer's entry is a part of the timer, which stays.
        if (q->timer)
            list_del(&q->link);
        else
            sigqueue_free(q);
    }
    p->set = 0;
}

void sigpending_remove(struct sigpending *p, sigset mask) {
    if (!(p->set & mask)) return;
    struct sigqueue *q, *next;
    list_for_each_safe(q, next, &p->queue, link) {
        if (!(SIGBIT(q->info.si_signo) & mask)) continue;
        if (q->timer)
            list_del(&q->link);
        else
            sigqueue_free(q);
    }
    p->set &= ~mask;
}
