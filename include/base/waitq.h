// SPDX-License-Identifier: GPL-2.0-or-later
// Wait queues: who wants to be told when something becomes ready. They know no tasks: a waiter brings the
// operations to call, so that poll, epoll and sleeping tasks are all waiters alike.
#ifndef BASE_WAITQ_H
#define BASE_WAITQ_H

#include "base/list.h"
#include "base/opref.h"

struct waitq {
    struct list waiters;
};

struct waiter;

struct waiter_ops {
    // Called with what became ready (POLL* bits; 0 means "look again"). May dequeue `w`, and only `w`.
    void (*wake)(struct waiter *w, u32 events);
};

struct waiter {
    struct list link;
    opref_t ops;   // struct waiter_ops
    u32 events;    // what it waits for (POLL* bits); POLLERR and POLLHUP always count
    u32 exclusive; // 1: waitq_wake_n stops after `n` of these
};

static inline void waitq_init(struct waitq *q) {
    list_init(&q->waiters);
}
// `w` must not be queued anywhere. First come, first woken.
static inline void waitq_add(struct waitq *q, struct waiter *w) {
    list_push_back(&q->waiters, &w->link);
}
static inline void waiter_init(struct waiter *w, opref_t ops, u32 events) {
    list_init(&w->link);
    w->ops = ops;
    w->events = events;
    w->exclusive = 0;
}
static inline void waiter_del(struct waiter *w) {
    list_del(&w->link);
}
static inline bool waitq_active(const struct waitq *q) {
    return !list_empty(&q->waiters);
}
// Tells every waiter that asked for one of `events`.
void waitq_wake(struct waitq *q, u32 events);
// The same, but at most `n` of the exclusive ones (0: no limit). Waiters that are not exclusive are all told.
void waitq_wake_n(struct waitq *q, u32 events, u32 n);
// Before the queue's owner is freed: unlinks all waiters after telling them to look again.
void waitq_destroy(struct waitq *q);

#endif
