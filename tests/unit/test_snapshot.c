// SPDX-License-Identifier: GPL-2.0-or-later
// Snapshots through the public interface: a program with children, signals, threads and files is stopped at many points, taken back
// to each of them in any order, and must end every time as the run that was never stopped.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka wants those first
#include <belljar.h>
#include <cmocka.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POINTS 50

// What is compared of a run.
struct outcome {
    struct belljar_stats stats;
    int status;
    char output[4096];
    size_t size;
};

static struct belljar *load_seeded(uint64_t seed) {
    struct belljar_options options;
    belljar_options_init(&options);
    options.seed = seed;
    options.hash = 1;
    for (int i = 0; i < 3; i++) options.stream[i].kind = BELLJAR_STREAM_BUFFER;
    struct belljar *jar = belljar_create(&options, NULL, 0);
    assert_non_null(jar);
    const char *argv[] = {"work", NULL};
    if (belljar_load(jar, SNAPSHOT_PROGRAM, argv, NULL, NULL)) fail_msg("%s", belljar_message(jar));
    return jar;
}

static struct belljar *load(void) {
    return load_seeded(0);
}

static void get_outcome(struct belljar *jar, struct outcome *o) {
    memset(o, 0, sizeof *o);
    belljar_get_stats(jar, &o->stats);
    o->status = belljar_exit_code(jar);
    const void *text = belljar_output(jar, 1, &o->size);
    assert_in_range(o->size, 1, sizeof o->output);
    memcpy(o->output, text, o->size);
}

static void finish(struct belljar *jar, struct outcome *o) {
    enum belljar_result result = belljar_run(jar);
    if (result != BELLJAR_EXITED) fail_msg("%d: %s", (int)result, belljar_message(jar));
    get_outcome(jar, o);
}

static struct outcome whole; // of the run that nobody stops

static int run_whole(void **state) {
    struct belljar *jar = load();
    (void)state;
    finish(jar, &whole);
    belljar_destroy(jar);
    return whole.status == 5 ? 0 : -1;
}

static void expect_whole(struct belljar *jar) {
    struct outcome o;
    finish(jar, &o);
    assert_int_equal(o.status, whole.status);
    assert_int_equal(o.size, whole.size);
    assert_memory_equal(o.output, whole.output, whole.size);
    assert_memory_equal(&o.stats, &whole.stats, sizeof o.stats);
}

static uint64_t ticks_of(const struct belljar *jar) {
    struct belljar_stats stats;
    belljar_get_stats(jar, &stats);
    return stats.ticks;
}

static void expect_point(struct belljar *jar, uint64_t ticks) {
    assert_true(ticks_of(jar) >= ticks);
    assert_true(ticks_of(jar) < ticks + 1000); // a system call is some ticks long
}

static uint64_t point(int i) {
    return whole.stats.ticks * (uint64_t)(i + 1) / (POINTS + 2);
}

static struct belljar_stats at_point[POINTS]; // with the hash of all there is

static void take_all(struct belljar *jar, struct belljar_snapshot *snapshot[POINTS]) {
    for (int i = 0; i < POINTS; i++) {
        assert_int_equal(belljar_run_until(jar, point(i)), BELLJAR_STOPPED);
        expect_point(jar, point(i));
        assert_non_null(snapshot[i] = belljar_snapshot(jar));
        belljar_get_stats(jar, &at_point[i]);
    }
}

static void restore(struct belljar *jar, struct belljar_snapshot *s, uint64_t ticks) {
    if (belljar_restore(jar, s)) fail_msg("%s", belljar_message(jar));
    expect_point(jar, ticks);
}

static void test_every_point_can_be_returned_to(void **state) {
    (void)state;
    struct belljar *jar = load();
    struct belljar_snapshot *snapshot[POINTS];
    take_all(jar, snapshot);
    expect_whole(jar);
    for (int i = 0; i < POINTS; i++) {
        int k = i * 17 % POINTS;
        restore(jar, snapshot[k], point(k));
        struct belljar_stats stats;
        belljar_get_stats(jar, &stats);
        assert_memory_equal(&stats, &at_point[k], sizeof stats);
        expect_whole(jar);
    }
    belljar_destroy(jar); // with its snapshots
}

static void test_branches(void **state) {
    (void)state;
    struct belljar *jar = load();
    struct belljar_snapshot *snapshot[POINTS], *branch[POINTS];
    take_all(jar, snapshot);
    for (int i = 0; i < POINTS; i++) { // each of them gets a child that is further on, some of them a child's child
        restore(jar, snapshot[i], point(i));
        assert_int_equal(belljar_run_until(jar, point(i + 1) - 50), BELLJAR_STOPPED);
        assert_non_null(branch[i] = belljar_snapshot(jar));
        if (i % 3 == 0) continue;
        struct belljar_snapshot *passed = branch[i];
        assert_int_equal(belljar_run_until(jar, point(i + 1) + 50), BELLJAR_STOPPED);
        assert_non_null(branch[i] = belljar_snapshot(jar));
        if (i % 3 == 1) belljar_snapshot_drop(passed);
    }
    for (int i = 0; i < POINTS; i += 2) {
        belljar_snapshot_drop(snapshot[i]);
        snapshot[i] = NULL;
    }
    for (int i = 0; i < POINTS; i++) {
        int k = i * 23 % POINTS;
        restore(jar, branch[k], point(k + 1) + (k % 3 ? 50 : 0) - (k % 3 ? 0 : 50));
        expect_whole(jar);
        if (!snapshot[k]) continue;
        restore(jar, snapshot[k], point(k));
        belljar_snapshot_drop(snapshot[k]); // the one that the machine is at
        expect_whole(jar);
    }
    for (int i = POINTS - 1; i >= 0; i--) belljar_snapshot_drop(branch[i]);
    belljar_destroy(jar);
}

static void test_stops_before_calls(void **state) {
    (void)state;
    struct belljar *jar = load();
    struct belljar_snapshot *half = NULL;
    uint64_t last = whole.stats.system_calls;
    for (uint64_t n = 1; n <= last; n++) {
        struct belljar_stats stats;
        assert_int_equal(belljar_run_until_call(jar, n), BELLJAR_STOPPED);
        belljar_get_stats(jar, &stats);
        assert_int_equal(stats.system_calls, n - 1);
        if (n == last / 2) assert_non_null(half = belljar_snapshot(jar));
    }
    expect_whole(jar);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(belljar_restore(jar, half), BELLJAR_OK);
        if (i == 1) assert_int_equal(belljar_run_until_call(jar, last - 3), BELLJAR_STOPPED);
        expect_whole(jar);
    }
    belljar_snapshot_drop(half);
    belljar_destroy(jar);
}

// The resident memory of this process, in bytes; what the sanitizers keep aside grows on its own.
static size_t resident(void) {
    size_t total = 0, pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f) return 0;
    if (fscanf(f, "%zu %zu", &total, &pages) != 2) pages = 0;
    fclose(f);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

// Bytes that malloc has given out; 0 where that cannot be told.
static size_t allocated(void) {
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0;
#endif
}

// Back and forth around the first fork, before the program makes code of its own: the engine notes translations until its store of
// them is full.
static void test_restoring_needs_no_more_memory(void **state) {
    (void)state;
    enum { ROUNDS = 100000 };
    enum { BEFORE_THE_FORK = 20, IN_THE_CHILD = 35 }; // system calls
    struct belljar *jar = load();
    assert_int_equal(belljar_run_until_call(jar, BEFORE_THE_FORK), BELLJAR_STOPPED);
    struct belljar_snapshot *s = belljar_snapshot(jar);
    assert_non_null(s);
    struct belljar_stats at_first, stats;
    belljar_get_stats(jar, &at_first);
    size_t warm = 0, given_out = 0;
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 50 == 0)
            assert_int_equal(belljar_run_until_call(jar, IN_THE_CHILD), BELLJAR_STOPPED);
        else
            assert_int_equal(belljar_run_until(jar, at_first.ticks + (uint64_t)(i % 7) * 40), BELLJAR_STOPPED);
        if (i % 50 == 0) belljar_get_stats(jar, &stats);
        assert_int_equal(stats.forks, at_first.forks + 1);
        if (i % 10 == 0) {
            struct belljar_snapshot *passing = belljar_snapshot(jar);
            assert_non_null(passing);
            if (i % 20 == 0) belljar_snapshot_drop(passing);
            assert_int_equal(belljar_restore(jar, s), BELLJAR_OK);
            if (i % 20 != 0) belljar_snapshot_drop(passing);
        }
        assert_int_equal(belljar_restore(jar, s), BELLJAR_OK);
        if (i == ROUNDS / 10) {
            warm = resident();
            given_out = allocated();
        }
    }
    belljar_get_stats(jar, &stats);
    assert_memory_equal(&stats, &at_first, sizeof stats);
    assert_in_range(allocated(), 0, given_out + 4096);
#ifndef __SANITIZE_ADDRESS__ // its quarantine grows
    assert_in_range(resident(), 1, warm + (1 << 20));
#endif
    (void)warm;
    expect_whole(jar);
    belljar_destroy(jar);
}

static void test_the_hash_tells_runs_apart(void **state) {
    (void)state;
    struct outcome o;
    assert_true(whole.stats.hash != 0);
    struct belljar *jar = load_seeded(1); // which lies in memory, for the C library's stack protector
    finish(jar, &o);
    assert_int_equal(o.size, whole.size);
    assert_memory_equal(o.output, whole.output, o.size);
    assert_true(o.stats.hash != whole.stats.hash);
    belljar_destroy(jar);

    uint64_t hash[3];
    for (int i = 0; i < 3; i++) { // a file that nobody reads
        jar = load();
        assert_int_equal(belljar_put_file(jar, "/tmp/x", i ? "text" : "tex_", 4, i == 1 ? 0644 : 0600), BELLJAR_OK);
        finish(jar, &o);
        hash[i] = o.stats.hash;
        belljar_destroy(jar);
    }
    assert_true(hash[0] != hash[1] && hash[1] != hash[2] && hash[0] != hash[2]);
}

static enum belljar_action count_entry(void *context, struct belljar *jar, struct belljar_call *call) {
    (void)call;
    ++*(uint64_t *)context;
    assert_null(belljar_snapshot(jar)); // not inside a run
    return BELLJAR_CALL_MAKE;
}

// What belongs to the host stays as it is now: monitors, and a wish to stop that has not been heeded.
static void test_the_hosts_side_stays(void **state) {
    (void)state;
    struct belljar *jar = load();
    assert_int_equal(belljar_run_until(jar, point(10)), BELLJAR_STOPPED);
    struct belljar_snapshot *s = belljar_snapshot(jar);
    assert_non_null(s);
    uint64_t calls = 0;
    const struct belljar_monitor monitor = {.struct_size = sizeof monitor, .context = &calls, .enter = count_entry};
    assert_int_equal(belljar_add_monitor(jar, &monitor), 0);
    expect_whole(jar);
    uint64_t once = calls;
    assert_true(once > 20);
    assert_int_equal(belljar_restore(jar, s), BELLJAR_OK);
    belljar_interrupt(jar);
    assert_int_equal(belljar_restore(jar, s), BELLJAR_OK);
    assert_int_equal(belljar_run(jar), BELLJAR_STOPPED);
    expect_whole(jar);
    assert_int_equal(calls, 2 * once);
    belljar_destroy(jar);
}

// Before there is a program, after it has ended, and with another one the next time.
static void test_before_and_after(void **state) {
    (void)state;
    struct belljar_options options;
    belljar_options_init(&options);
    options.hash = 1;
    for (int i = 0; i < 3; i++) options.stream[i].kind = BELLJAR_STREAM_BUFFER;
    struct belljar *jar = belljar_create(&options, NULL, 0);
    assert_non_null(jar);
    struct belljar_snapshot *empty = belljar_snapshot(jar), *ended = NULL;
    assert_non_null(empty);
    for (int i = 0; i < 3; i++) {
        const char *argv[] = {i == 1 ? "other" : "work", NULL};
        if (belljar_load(jar, SNAPSHOT_PROGRAM, argv, NULL, NULL)) fail_msg("%s", belljar_message(jar));
        if (i != 1) {
            expect_whole(jar);
        } else {
            assert_int_equal(belljar_run_until_call(jar, 40), BELLJAR_STOPPED);
        }
        if (i == 0) assert_non_null(ended = belljar_snapshot(jar));
        assert_int_equal(belljar_restore(jar, empty), BELLJAR_OK);
        assert_int_equal(belljar_run(jar), BELLJAR_FAILED); // nothing is loaded
    }
    assert_int_equal(belljar_restore(jar, ended), BELLJAR_OK);
    expect_whole(jar); // at once
    belljar_destroy(jar);
}

static void test_what_is_refused(void **state) {
    (void)state;
    struct belljar *one = load(), *other = load();
    struct belljar_snapshot *s = belljar_snapshot(one);
    assert_non_null(s);
    assert_int_equal(belljar_restore(other, s), BELLJAR_E_ARGUMENT);
    belljar_snapshot_drop(NULL);
    belljar_destroy(other);
    expect_whole(one);
    assert_int_equal(belljar_restore(one, s), BELLJAR_OK);
    expect_whole(one);
    belljar_destroy(one);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_point_can_be_returned_to),
        cmocka_unit_test(test_branches),
        cmocka_unit_test(test_stops_before_calls),
        cmocka_unit_test(test_restoring_needs_no_more_memory),
        cmocka_unit_test(test_the_hash_tells_runs_apart),
        cmocka_unit_test(test_the_hosts_side_stays),
        cmocka_unit_test(test_before_and_after),
        cmocka_unit_test(test_what_is_refused),
    };
    return cmocka_run_group_tests(tests, run_whole, NULL);
}
