// SPDX-License-Identifier: GPL-2.0-or-later
// Wait queues: who is told, in which order, and what a waiter may do meanwhile.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after those

#include "base/waitq.h"

enum { IN = 1, OUT = 4, ERR = 8 };

struct sleeper {
    struct waiter waiter;
    struct waitq *requeue;
    bool leave;
    int told;
    u32 events;
    int order;
};
static int order;

static void sleeper_wake(struct waiter *w, u32 events) {
    struct sleeper *s = container_of(w, struct sleeper, waiter);
    s->told++;
    s->events = events;
    s->order = ++order;
    if (s->leave || s->requeue) waiter_del(w);
    if (s->requeue) waitq_add(s->requeue, w);
}
static const struct waiter_ops sleeper_ops = {.wake = sleeper_wake};

static void sleeper_add(struct waitq *q, struct sleeper *s, u32 events) {
    *s = (struct sleeper){0};
    waiter_init(&s->waiter, OPREF(&sleeper_ops), events);
    waitq_add(q, &s->waiter);
}

static void test_only_who_asked_is_told(void **state) {
    (void)state;
    struct waitq q;
    struct sleeper in, out;
    waitq_init(&q);
    assert_false(waitq_active(&q));
    sleeper_add(&q, &in, IN);
    sleeper_add(&q, &out, OUT);
    waitq_wake(&q, IN);
    assert_int_equal(in.told, 1);
    assert_int_equal(out.told, 0);
    waitq_wake(&q, ERR);
    assert_int_equal(out.events, ERR);
    waitq_wake(&q, 0);
    assert_int_equal(in.told, 3);
    assert_int_equal(out.told, 2);
    assert_true(in.order < out.order);
    in.leave = true;
    waitq_wake(&q, IN);
    waitq_wake(&q, IN);
    assert_int_equal(in.told, 4);
    waiter_del(&out.waiter);
    waiter_del(&out.waiter);
    assert_false(waitq_active(&q));
}

static void test_requeueing_does_not_go_round(void **state) {
    (void)state;
    struct waitq q;
    struct sleeper s[3];
    waitq_init(&q);
    for (int i = 0; i < 3; i++) sleeper_add(&q, &s[i], IN);
    for (int i = 0; i < 3; i++) s[i].requeue = &q;
    waitq_wake(&q, IN);
    for (int i = 0; i < 3; i++) assert_int_equal(s[i].told, 1);
}

static void test_exclusive_waiters(void **state) {
    (void)state;
    struct waitq q;
    struct sleeper s[4];
    waitq_init(&q);
    for (int i = 0; i < 4; i++) sleeper_add(&q, &s[i], IN);
    s[0].waiter.exclusive = s[1].waiter.exclusive = s[3].waiter.exclusive = 1;
    waitq_wake_n(&q, IN, 2);
    assert_int_equal(s[0].told + s[1].told + s[2].told, 2);
    waitq_wake(&q, IN);
    assert_int_equal(s[3].told, 1);
}

static void test_destroy_tells_and_unlinks_all(void **state) {
    (void)state;
    struct waitq q;
    struct sleeper s[3];
    waitq_init(&q);
    for (int i = 0; i < 3; i++) sleeper_add(&q, &s[i], IN);
    waitq_destroy(&q);
    for (int i = 0; i < 3; i++) assert_int_equal(s[i].told, 1);
    assert_false(waitq_active(&q));
    waiter_del(&s[1].waiter);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_who_asked_is_told),
        cmocka_unit_test(test_requeueing_does_not_go_round),
        cmocka_unit_test(test_exclusive_waiters),
        cmocka_unit_test(test_destroy_tells_and_unlinks_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
