// SPDX-License-Identifier: GPL-2.0-or-later
// Timers, clocks and randomness of a sealed machine that runs nothing: what the tests do to its ticks is all that happens.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> // after those

#include "abi/errno.h"
#include "abi/time.h"
#include "kernel/internal.h"

#define EPOCH 1767225600000000000ull

static struct sandbox *machine(void) {
    struct heap *heap = heap_create(-1, 0);
    struct sandbox *sb = knew(heap, struct sandbox);
    assert_non_null(sb);
    heap_set_root(heap, sb);
    sb->heap = heap;
    sb->opt = (struct sandbox_options){.quantum = 1000, .epoch_ns = EPOCH};
    RB_INIT(&sb->timers);
    sb->stop_ticks = UINT64_MAX;
    list_init(&sb->run_queue);
    list_init(&sb->tasks);
    list_init(&sb->processes);
    return sb;
}

static void unmake(struct sandbox *sb) {
    heap_destroy(sb->heap);
}

// A timer that writes down its name, and does something else besides.
struct noted {
    struct ktimer timer;
    char name;
    struct noted *cancel, *arm;
    u64 again; // arms itself for that moment, once
    bool free;
};
static char story[64];
static size_t logged;

static void noted_expire(struct sandbox *sb, struct ktimer *timer) {
    struct noted *n = container_of(timer, struct noted, timer);
    assert_false(timer->armed);
    story[logged++] = n->name;
    story[logged] = 0;
    if (n->cancel) ktimer_cancel(sb, &n->cancel->timer);
    if (n->arm) ktimer_arm(sb, &n->arm->timer, 0);
    if (n->again) {
        u64 when = n->again;
        n->again = 0;
        ktimer_arm(sb, timer, when);
    }
    if (n->free) kfree(n);
}
static const struct ktimer_ops noted_ops = {.expire = noted_expire};

static struct noted *noted(struct sandbox *sb, char name) {
    struct noted *n = knew(sb->heap, struct noted);
    ktimer_init(&n->timer, OPREF(&noted_ops));
    n->name = name;
    return n;
}

static const char *run_at(struct sandbox *sb, u64 ns) {
    sb->ticks.now = ns / TICK_NS;
    logged = 0;
    story[0] = 0;
    timers_run(sb);
    return story;
}

static void test_order(void **state) {
    (void)state;
    struct sandbox *sb = machine();
    struct noted *a = noted(sb, 'a'), *b = noted(sb, 'b'), *c = noted(sb, 'c'), *d = noted(sb, 'd');
    assert_int_equal(timers_next(sb), UINT64_MAX);
    ktimer_arm(sb, &a->timer, 300);
    ktimer_arm(sb, &b->timer, 100);
    ktimer_arm(sb, &c->timer, 200);
    ktimer_arm(sb, &d->timer, 200); // ties go to who came first
    assert_int_equal(timers_next(sb), 100);
    assert_string_equal(run_at(sb, 98), "");
    assert_string_equal(run_at(sb, 100), "b");
    assert_string_equal(run_at(sb, 250), "cd");
    assert_string_equal(run_at(sb, 1000), "a");
    assert_int_equal(timers_next(sb), UINT64_MAX);
    unmake(sb);
}

static void test_arm_again_and_cancel(void **state) {
    (void)state;
    struct sandbox *sb = machine();
    struct noted *a = noted(sb, 'a'), *b = noted(sb, 'b');
    ktimer_cancel(sb, &a->timer); // never armed
    ktimer_arm(sb, &a->timer, 100);
    ktimer_arm(sb, &b->timer, 100);
    ktimer_arm(sb, &a->timer, 100); // now it is the later one
    assert_string_equal(run_at(sb, 100), "ba");
    ktimer_arm(sb, &a->timer, 200);
    ktimer_arm(sb, &a->timer, 400);
    assert_int_equal(timers_next(sb), 400);
    ktimer_cancel(sb, &a->timer);
    ktimer_cancel(sb, &a->timer);
    assert_string_equal(run_at(sb, 500), "");
    unmake(sb);
}

static void test_what_an_expiry_may_do(void **state) {
    (void)state;
    struct sandbox *sb = machine();
    struct noted *a = noted(sb, 'a'), *b = noted(sb, 'b'), *c = noted(sb, 'c'), *d = noted(sb, 'd');
    ktimer_arm(sb, &a->timer, 100);
    ktimer_arm(sb, &b->timer, 110);
    ktimer_arm(sb, &c->timer, 120);
    a->cancel = b; // that was due, too
    a->arm = d;    // long overdue, but new
    c->free = true;
    assert_string_equal(run_at(sb, 200), "ac");
    assert_string_equal(run_at(sb, 200), "d");
    a->cancel = a->arm = NULL;
    a->again = 50; // in the past: not for ever in one round
    ktimer_arm(sb, &a->timer, 100);
    ktimer_arm(sb, &b->timer, 150);
    assert_string_equal(run_at(sb, 200), "ab");
    assert_string_equal(run_at(sb, 200), "a");
    assert_string_equal(run_at(sb, 200), "");
    unmake(sb);
}

static void test_deadline_in_ticks(void **state) {
    (void)state;
    struct sandbox *sb = machine();
    struct noted *a = noted(sb, 'a');
    run_deadline_changed(sb);
    u64 none = sb->ticks.deadline;
    ktimer_arm(sb, &a->timer, 1001); // the first tick that is not before it
    assert_int_equal(sb->ticks.deadline, 501);
    assert_true(none > 501);
    sb->skipped_ns = 1000;
    run_deadline_changed(sb);
    assert_int_equal(sb->ticks.deadline, 1);
    sb->skipped_ns = 5000; // overdue
    run_deadline_changed(sb);
    assert_int_equal(sb->ticks.deadline, 0);
    sb->skipped_ns = 0;
    sb->opt.max_ticks = 300;
    run_deadline_changed(sb);
    assert_int_equal(sb->ticks.deadline, 300);
    sb->stop_requested = true;
    run_deadline_changed(sb);
    assert_int_equal(sb->ticks.deadline, 0);
    unmake(sb);
}

static u64 read_clock(struct sandbox *sb, s32 clock) {
    u64 ns = 0;
    assert_int_equal(clock_read(sb, clock, &ns), 0);
    return ns;
}

static void test_clocks(void **state) {
    (void)state;
    struct sandbox *sb = machine();
    u64 ns;
    sb->ticks.now = 5000000;
    sb->skipped_ns = 123456789;
    const u64 now = 10000000 + 123456789;
    assert_int_equal(read_clock(sb, CLOCK_MONOTONIC), now);
    assert_int_equal(read_clock(sb, CLOCK_BOOTTIME), now);
    assert_int_equal(read_clock(sb, CLOCK_MONOTONIC_RAW), now);
    assert_int_equal(read_clock(sb, CLOCK_REALTIME), EPOCH + now);
    assert_int_equal(read_clock(sb, CLOCK_TAI), EPOCH + now);
    assert_int_equal(read_clock(sb, CLOCK_MONOTONIC_COARSE), 132000000);
    assert_true(read_clock(sb, CLOCK_REALTIME_COARSE) <= EPOCH + now);
    assert_int_equal(clock_read(sb, 10, &ns), -EINVAL);
    assert_int_equal(clock_read(sb, MAX_CLOCKS, &ns), -EINVAL);
    assert_int_equal(clock_read(sb, CLOCK_PROCESS_CPUTIME_ID, &ns), -EINVAL); // of nobody
    unmake(sb);
}

static u64 deadline_of(struct sandbox *sb, s32 clock, u64 ns, bool absolute) {
    u64 deadline = 0;
    assert_int_equal(clock_deadline(sb, clock, ns, absolute, &deadline), 0);
    return deadline;
}

static void test_deadlines(void **state) {
    (void)state;
    struct sandbox *sb = machine();
    u64 deadline;
    sb->ticks.now = 500; // 1000 ns
    assert_int_equal(deadline_of(sb, CLOCK_MONOTONIC, 50, false), 1050);
    assert_int_equal(deadline_of(sb, CLOCK_MONOTONIC, 5000, true), 5000);
    assert_int_equal(deadline_of(sb, CLOCK_MONOTONIC, 50, true), 1000); // past: now
    assert_int_equal(deadline_of(sb, CLOCK_REALTIME, EPOCH + 7000, true), 7000);
    assert_int_equal(deadline_of(sb, CLOCK_REALTIME, 5, true), 1000);
    assert_int_equal(deadline_of(sb, CLOCK_REALTIME, 50, false), 1050);
    assert_int_equal(deadline_of(sb, CLOCK_MONOTONIC, UINT64_MAX, false), UINT64_MAX);
    assert_int_equal(deadline_of(sb, CLOCK_MONOTONIC, UINT64_MAX - 1000, false), UINT64_MAX);
    assert_int_equal(clock_deadline(sb, 10, 5, true, &deadline), -EINVAL);
    unmake(sb);
}

// The first numbers of the reference implementations of SplitMix64 and xoshiro256**.
static void test_random(void **state) {
    (void)state;
    struct sandbox *sb = machine();
    static const u64 expected[] = {0x99ec5f36cb75f2b4, 0xbf6e1f784956452a, 0x1a5f849d4933e6e0};
    u64 got[3], other[3];
    random_seed(sb, 0);
    sandbox_random(sb, got, sizeof got);
    assert_memory_equal(got, expected, sizeof got);
    random_seed(sb, 0);
    for (int i = 0; i < 3; i++) sandbox_random(sb, &other[i], sizeof other[i]);
    assert_memory_equal(got, other, sizeof got);
    random_seed(sb, 1);
    sandbox_random(sb, other, sizeof other);
    assert_memory_not_equal(got, other, sizeof got);
    u8 few[5] = {0, 0, 0, 0, 0xee};
    random_seed(sb, 0);
    sandbox_random(sb, few, 4);
    assert_int_equal(few[4], 0xee);
    assert_memory_equal(few, expected, 4);
    sandbox_random(sb, few, 0);
    unmake(sb);
}

// A hostile pattern: the tree stays in order under thousands of arms and cancels.
static void test_many(void **state) {
    (void)state;
    struct sandbox *sb = machine();
    enum { N = 500 };
    struct noted *n[N];
    for (int i = 0; i < N; i++) n[i] = noted(sb, 'x');
    random_seed(sb, 7);
    for (int round = 0; round < 20000; round++) {
        u32 r;
        sandbox_random(sb, &r, sizeof r);
        struct noted *one = n[r % N];
        if (r >> 16 & 1)
            ktimer_arm(sb, &one->timer, r >> 8 & 0xffff);
        else
            ktimer_cancel(sb, &one->timer);
        u64 least = UINT64_MAX;
        if (round % 100) continue;
        for (int i = 0; i < N; i++)
            if (n[i]->timer.armed) least = min_u64(least, n[i]->timer.deadline);
        assert_int_equal(timers_next(sb), least);
    }
    unmake(sb);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_arm_again_and_cancel),
        cmocka_unit_test(test_what_an_expiry_may_do),
        cmocka_unit_test(test_deadline_in_ticks),
        cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_deadlines),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
