// SPDX-License-Identifier: GPL-2.0-or-later
// Whose turn it is, and for how long: tasks that are nothing but their scheduling fields, and a clock moved by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after those

#include "abi/sched.h"
#include "kernel/internal.h"

#define QUANTUM 10000u

static struct sandbox *sb;

static int setup(void **state) {
    (void)state;
    struct heap *heap = heap_create(-1, 0);
    sb = knew(heap, struct sandbox);
    if (!sb) return -1;
    heap_set_root(heap, sb);
    sb->heap = heap;
    sb->opt = (struct sandbox_options){.quantum = QUANTUM};
    sb->stop_ticks = UINT64_MAX;
    RB_INIT(&sb->timers);
    list_init(&sb->run_queue);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    heap_destroy(sb->heap);
    return 0;
}

static struct task *task_new(s32 tid) {
    struct task *t = knew(sb->heap, struct task);
    t->sb = sb;
    t->tid = tid;
    list_init(&t->run_link);
    sched_enqueue(t);
    return t;
}

// Who runs next; it runs for `ticks`.
static s32 run(u64 ticks) {
    struct task *t = sched_pick(sb);
    if (!t) return 0;
    sb->current = t;
    run_deadline_changed(sb);
    sb->ticks.now = min_u64(sb->ticks.now + ticks, max_u64(sb->ticks.deadline, sb->ticks.now));
    return t->tid;
}

static void test_nobody(void **state) {
    (void)state;
    assert_null(sched_pick(sb));
    sched_yield(sb);
    struct task *t = task_new(1);
    sched_enqueue(t); // again
    assert_int_equal(run(1), 1);
    sched_dequeue(t);
    sched_dequeue(t);
    assert_null(sched_pick(sb));
}

static void test_turns(void **state) {
    (void)state;
    for (s32 tid = 1; tid <= 3; tid++) task_new(tid); // before anybody runs: no turn has begun
    for (int round = 0; round < 4; round++)
        for (s32 tid = 1; tid <= 3; tid++) {
            u64 start = sb->ticks.now;
            assert_int_equal(run(UINT32_MAX), tid);
            assert_int_equal(sb->ticks.now - start, QUANTUM);
        }
}

static void test_an_early_stop_is_no_turn(void **state) {
    (void)state;
    struct task *one = task_new(1);
    task_new(2);
    for (int i = 0; i < 10; i++) assert_int_equal(run(QUANTUM / 10), 1); // signals, say
    assert_int_equal(run(1), 2);
    assert_int_equal(one->nivcsw, 1);
}

static void test_alone_there_are_no_turns(void **state) {
    (void)state;
    struct task *one = task_new(1);
    assert_int_equal(run(5 * QUANTUM), 1);
    assert_int_equal(sb->ticks.now, 5 * QUANTUM);
    assert_int_equal(run(1), 1);
    assert_int_equal(one->nivcsw, 0);
    // The turn begins with the first who waits, whenever that is, and is a short one, of no certain length.
    u64 start = sb->ticks.now;
    task_new(2);
    u64 end = sb->ticks.deadline;
    assert_in_range(end, start, start + QUANTUM / 4);
    sb->ticks.now += (end - start) / 2;
    task_new(3);
    assert_int_equal(sb->ticks.deadline, end);
    assert_int_equal(run(UINT32_MAX), 1);
    assert_int_equal(sb->ticks.now, end);
    assert_int_equal(run(UINT32_MAX), 2);
    assert_int_equal(sb->ticks.now, end + QUANTUM);
}

static void test_waiting_gives_the_turn_away(void **state) {
    (void)state;
    struct task *one = task_new(1);
    task_new(2);
    task_new(3);
    assert_int_equal(run(10), 1);
    sched_dequeue(one);
    assert_int_equal(run(10), 2);
    sched_enqueue(one); // woken: behind those that wait already
    assert_int_equal(run(UINT32_MAX), 2);
    assert_int_equal(run(UINT32_MAX), 3);
    assert_int_equal(run(UINT32_MAX), 1);
}

static void test_yield(void **state) {
    (void)state;
    for (s32 tid = 1; tid <= 3; tid++) task_new(tid);
    assert_int_equal(run(1), 1);
    sched_yield(sb);
    assert_int_equal(run(1), 2);
    sched_yield(sb);
    assert_int_equal(run(1), 3);
    sched_yield(sb);
    assert_int_equal(run(1), 1);
}

static u64 turn_with(s32 nice, s32 policy) {
    struct task *one = task_new(1), *two = task_new(2);
    one->nice = nice;
    one->policy = policy;
    u64 start = sb->ticks.now;
    assert_int_equal(run(UINT32_MAX), 1);
    start = sb->ticks.now - start;
    sched_dequeue(one);
    sched_dequeue(two);
    return start;
}

static void test_nice(void **state) {
    (void)state;
    assert_int_equal(turn_with(0, SCHED_NORMAL), QUANTUM);
    assert_int_equal(turn_with(1, SCHED_NORMAL), QUANTUM * 4 / 5);
    assert_int_equal(turn_with(-1, SCHED_NORMAL), QUANTUM * 5 / 4);
    assert_true(turn_with(-20, SCHED_NORMAL) > 80 * QUANTUM);
    assert_int_equal(turn_with(19, SCHED_NORMAL), 1000); // short, but a turn
    assert_int_equal(turn_with(0, SCHED_IDLE), 1000);
    assert_int_equal(turn_with(0, SCHED_BATCH), QUANTUM);
}

static void set_policy(struct task *t, s32 policy, s32 priority) {
    t->policy = policy;
    t->rt_priority = priority;
    sched_changed(t);
}

static void test_real_time_comes_first(void **state) {
    (void)state;
    struct task *one = task_new(1), *two = task_new(2), *three = task_new(3);
    assert_int_equal(run(10), 1);
    set_policy(three, SCHED_FIFO, 10);
    assert_int_equal(sb->ticks.deadline, sb->ticks.now); // at once
    assert_int_equal(run(10 * QUANTUM), 3);
    assert_int_equal(run(10 * QUANTUM), 3); // as long as it likes
    set_policy(two, SCHED_FIFO, 20);
    assert_int_equal(run(1), 2);
    sched_dequeue(two);
    assert_int_equal(run(1), 3);
    sched_enqueue(two);
    assert_true(sb->need_resched);
    assert_int_equal(run(1), 2);
    set_policy(two, SCHED_NORMAL, 0);
    assert_int_equal(run(1), 3);
    sched_dequeue(three);
    assert_int_equal(run(1), 1);
    assert_int_equal(one->policy, SCHED_NORMAL);
}

static void test_real_time_equals(void **state) {
    (void)state;
    struct task *fifo[2] = {task_new(1), task_new(2)};
    for (int i = 0; i < 2; i++) set_policy(fifo[i], SCHED_FIFO, 5);
    assert_int_equal(run(100 * QUANTUM), 1);
    assert_int_equal(run(100 * QUANTUM), 1); // FIFO knows no turns
    sched_yield(sb);
    assert_int_equal(run(1), 2);
    for (int i = 0; i < 2; i++) set_policy(fifo[i], SCHED_RR, 5);
    s32 first = run(UINT32_MAX);
    assert_int_equal(run(UINT32_MAX), 3 - first); // RR does
    assert_int_equal(run(UINT32_MAX), first);
}

static void test_no_room_for_who_is_not_next(void **state) {
    (void)state;
    struct task *normal = task_new(1), *urgent = task_new(2);
    set_policy(urgent, SCHED_RR, 1);
    for (int i = 0; i < 5; i++) assert_int_equal(run(QUANTUM), 2);
    sched_yield(sb); // behind its equals: there are none
    assert_int_equal(run(1), 2);
    sched_dequeue(urgent);
    assert_int_equal(run(1), 1);
    assert_int_equal(normal->nivcsw, 0);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_nobody),
        TEST(test_turns),
        TEST(test_an_early_stop_is_no_turn),
        TEST(test_alone_there_are_no_turns),
        TEST(test_waiting_gives_the_turn_away),
        TEST(test_yield),
        TEST(test_nice),
        TEST(test_real_time_comes_first),
        TEST(test_real_time_equals),
        TEST(test_no_room_for_who_is_not_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
