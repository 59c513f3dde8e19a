// SPDX-License-Identifier: GPL-2.0-or-later
// Waking what is queued on a wait queue. Who sleeps, and what waking does, is the waiters' own business.
#include "base/waitq.h"

// poll(2): errors and hang-ups are reported whether they were asked for or not.
#define WAKE_ALWAYS (0x8u | 0x10u) // POLLERR, POLLHUP

static bool waiter_wants(const struct waiter *w, u32 events) {
    return events == 0 || (events & (w->events | WAKE_ALWAYS)) != 0;
}

void waitq_wake_n(struct waitq *q, u32 events, u32 n) {
    // A waiter may queue itself again at the end while it is told; the round ends with who was last at its start.
    struct list *last = q->waiters.prev;
    for (struct list *at = q->waiters.next, *next; at != &q->waiters; at = next) {
        struct waiter *w = list_entry(at, struct waiter, link);
        bool end = at == last;
        next = at->next;
        if (waiter_wants(w, events)) {
            bool exclusive = w->exclusive != 0;
            OPS(struct waiter_ops, w->ops)->wake(w, events);
            if (exclusive && --n == 0) break;
        }
        if (end) break;
    }
}

void waitq_wake(struct waitq *q, u32 events) {
    waitq_wake_n(q, events, 0); // 0 wraps: no exclusive waiter ends the round
}

void waitq_destroy(struct waitq *q) {
    while (!list_empty(&q->waiters)) {
        struct waiter *w = list_first(&q->waiters, struct waiter, link);
        waiter_del(w); // first: what wake does must not find the queue again
        OPS(struct waiter_ops, w->ops)->wake(w, 0);
    }
}
