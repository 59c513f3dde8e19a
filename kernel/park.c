// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting, as plain data: a task that parks leaves waiters on queues and perhaps a timer; whatever happens first makes it runnable
// again, and the run loop tries its call once more.
#include "abi/errno.h"
#include "kernel/internal.h"

static void task_waiter_wake(struct waiter *w, u32 events) {
    (void)events;
    task_wake(container_of(w, struct task_waiter, waiter)->task);
}
static const struct waiter_ops task_waiter_ops = {.wake = task_waiter_wake};

static void wait_queue(struct task *t, struct task_waiter *tw, struct waitq *q, u32 events) {
    waiter_init(&tw->waiter, OPREF(&task_waiter_ops), events);
    tw->task = t;
    list_push_back(&t->waits, &tw->link);
    waitq_add(q, &tw->waiter);
}

int task_wait_add(struct task *t, struct waitq *q, u32 events) {
    struct task_waiter *tw = &t->wait_one;
    if (tw->task) {
        tw = knew(t->sb->heap, struct task_waiter);
        if (!tw) return -ENOMEM;
    }
    wait_queue(t, tw, q, events);
    return 0;
}

void task_wait_on(struct task *t, struct waitq *q, u32 events) {
    wait_queue(t, &t->wait_one, q, events);
}

void task_wait_finish(struct task *t) {
    struct task_waiter *tw, *next;
    list_for_each_safe(tw, next, &t->waits, link) {
        waiter_del(&tw->waiter);
        list_del(&tw->link);
        if (tw == &t->wait_one)
            tw->task = NULL;
        else
            kfree(tw);
    }
    if (t->wait_timer.armed) ktimer_cancel(t->sb, &t->wait_timer);
}

void task_wake(struct task *t) {
    if (t->state != TASK_WAITING) return;
    t->state = TASK_RUNNABLE;
    sched_enqueue(t);
}

static void wait_timer_expire(struct sandbox *sb, struct ktimer *timer) {
    (void)sb;
    struct task *t = container_of(timer, struct task, wait_timer);
    t->syscall.timed_out = true;
    task_wake(t);
}
static const struct ktimer_ops wait_timer_ops = {.expire = wait_timer_expire};

void task_park_init(struct task *t) {
    list_init(&t->waits);
    list_init(&t->wait_one.link);
    list_init(&t->wait_one.waiter.link);
    ktimer_init(&t->wait_timer, OPREF(&wait_timer_ops));
}

void task_set_deadline(struct task *t, u64 deadline) {
    struct syscall *sc = &t->syscall;
    if (!sc->timed) {
        sc->timed = true;
        sc->deadline = deadline;
    }
    if (sc->deadline != UINT64_MAX && !sc->timed_out) ktimer_arm(t->sb, &t->wait_timer, sc->deadline);
}
