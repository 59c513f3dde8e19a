// SPDX-License-Identifier: GPL-2.0-or-later
// Snapshots on a host that has no memory, at each request in turn: whatever fails says so, the run goes on as if nothing had been, and what
// was taken before is still there. Requests of belljar's own objects go through here (the linker's --wrap).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka wants those first
#include <belljar.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long requests, refuse_at = -1,
                      refused; // counted from 0; from `refuse_at` on all are refused, or one, if `once`
static int once;

static int refuse(void) {
    long n = requests++;
    if (refuse_at < 0 || n < refuse_at || (once && n > refuse_at)) return 0;
    refused++;
    return 1;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n) {
    return refuse() ? NULL : __real_malloc(n);
}
void *__wrap_calloc(size_t n, size_t size) {
    return refuse() ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *p, size_t n) {
    return refuse() ? NULL : __real_realloc(p, n);
}

static void refuse_from(long n, int only_one) {
    requests = refused = 0;
    refuse_at = n;
    once = only_one;
}
static long allow(void) { // how many were refused
    refuse_at = -1;
    return refused;
}

static int nothing_written(void *ctx, int tid, const char *data, size_t n) {
    (void)ctx, (void)tid, (void)data, (void)n;
    return 1;
}
static void nothing_said(void *ctx, const void *data, size_t n) {
    (void)ctx, (void)data, (void)n;
}

static struct belljar *load(int watched) {
    struct belljar_options options;
    belljar_options_init(&options);
    options.hash = 1;
    for (int i = 0; i < 3; i++) options.stream[i].kind = BELLJAR_STREAM_BUFFER;
    struct belljar *jar = belljar_create(&options, NULL, 0);
    assert_non_null(jar);
    if (watched) {
        struct belljar_strace_options so;
        struct belljar_ltrace_options lo;
        belljar_strace_options_init(&so), belljar_ltrace_options_init(&lo);
        so.write = nothing_written, so.follow = 1, so.count = 2;
        lo.write = nothing_said, lo.follow = 1;
        assert_int_equal(belljar_strace(jar, &so), BELLJAR_OK);
        assert_int_equal(belljar_ltrace(jar, &lo), BELLJAR_OK);
    }
    const char *argv[] = {"work", NULL};
    if (belljar_load(jar, SNAPSHOT_PROGRAM, argv, NULL, NULL)) fail_msg("%s", belljar_message(jar));
    return jar;
}

static struct belljar_stats whole;

static int run_whole(void **state) {
    (void)state;
    struct belljar *jar = load(0);
    if (belljar_run(jar) != BELLJAR_EXITED) return -1;
    belljar_get_stats(jar, &whole);
    belljar_destroy(jar);
    return 0;
}

static void run_to(struct belljar *jar, unsigned percent) {
    assert_int_equal(belljar_run_until(jar, whole.ticks / 100 * percent), BELLJAR_STOPPED);
}

static void expect_whole(struct belljar *jar) {
    struct belljar_stats stats;
    enum belljar_result result = belljar_run(jar);
    if (result != BELLJAR_EXITED) fail_msg("%d: %s", (int)result, belljar_message(jar));
    belljar_get_stats(jar, &stats);
    assert_memory_equal(&stats, &whole, sizeof stats);
}

static void restore(struct belljar *jar, struct belljar_snapshot *s) {
    if (belljar_restore(jar, s)) fail_msg("%s", belljar_message(jar));
}

// --- Taking one, the first or a later one
static void take(int watched, int earlier, int only_one) {
    for (long n = 0;; n += 1 + n / 8) {
        struct belljar *jar = load(watched);
        struct belljar_snapshot *before[2] = {NULL, NULL};
        for (int i = 0; i < earlier; i++) {
            run_to(jar, 20 + 20 * (unsigned)i);
            assert_non_null(before[i] = belljar_snapshot(jar));
        }
        if (earlier == 2) restore(jar, before[0]), restore(jar, before[1]);
        run_to(jar, 60);
        refuse_from(n, only_one);
        struct belljar_snapshot *s = belljar_snapshot(jar);
        const long failed = allow();
        if (!s) {
            assert_true(failed > 0);
            assert_non_null(strstr(belljar_message(jar), "memory"));
            if (n % 2) assert_non_null(s = belljar_snapshot(jar)); // there is some again
        }
        expect_whole(jar);
        for (int i = 0; i < earlier; i++) restore(jar, before[i]), expect_whole(jar);
        if (s) restore(jar, s), expect_whole(jar);
        for (int i = earlier; i-- > 0;) restore(jar, before[i]), expect_whole(jar);
        belljar_destroy(jar);
        if (!failed) break; // as many requests as there are have been refused
    }
}
static void test_take(void **state) {
    (void)state;
    for (int earlier = 0; earlier < 3; earlier++)
        for (int only_one = 0; only_one < 2; only_one++) take(0, earlier, only_one), take(1, earlier, only_one);
}

// --- Restoring: nothing has changed, or it is to be done again
static void bring_back(int watched, int only_one) {
    int torn = 0;
    for (long n = 0;; n += 1 + n / 8) {
        struct belljar *jar = load(watched);
        struct belljar_snapshot *s[4];
        for (int i = 0; i < 4; i++) {
            run_to(jar, 15 + 20 * (unsigned)i);
            assert_non_null(s[i] = belljar_snapshot(jar));
        }
        run_to(jar, 90);
        refuse_from(n, only_one);
        int error = belljar_restore(jar, s[0]);
        const long failed = allow();
        if (error) {
            assert_int_equal(error, BELLJAR_E_MEMORY);
            assert_true(failed > 0);
            if (belljar_run_until(jar, 0) == BELLJAR_FAILED) { // half-way
                torn++;
                assert_null(belljar_snapshot(jar));
                if (n % 2) restore(jar, s[n % 4]);
            }
        }
        if (!error || n % 2) expect_whole(jar);
        for (int i = 0; i < 8; i++) restore(jar, s[i * 3 % 4]), expect_whole(jar);
        belljar_destroy(jar);
        if (!failed) break;
    }
    assert_true(torn > 0);
}
static void test_restore(void **state) {
    (void)state;
    for (int only_one = 0; only_one < 2; only_one++) bring_back(0, only_one), bring_back(1, only_one);
}

// --- While the program runs: it is not disturbed, and the snapshots say that they are gone, or are good
static void test_run(void **state) {
    (void)state;
    int lost = 0, kept = 0;
    for (long n = 0;; n += 1 + n / 8) {
        struct belljar *jar = load(0);
        run_to(jar, 30);
        struct belljar_snapshot *s = belljar_snapshot(jar);
        run_to(jar, 40);
        struct belljar_snapshot *later = belljar_snapshot(jar);
        assert_true(s && later);
        // One: a program whose standard output has no room may well end otherwise.
        refuse_from(n, 1);
        const enum belljar_result result = belljar_run_until(jar, whole.ticks / 100 * 60);
        const long failed = allow();
        assert_int_equal(result, BELLJAR_STOPPED);
        if (belljar_restore(jar, s) == BELLJAR_OK) {
            kept++;
            expect_whole(jar);
            restore(jar, later), expect_whole(jar);
        } else {
            lost++;
            assert_true(failed > 0);
            assert_null(belljar_snapshot(jar));
            assert_int_equal(belljar_restore(jar, later), BELLJAR_E_MEMORY);
            belljar_snapshot_drop(n % 2 ? s : later);
            belljar_snapshot_drop(n % 2 ? later : s);
            assert_non_null(s = belljar_snapshot(jar));
            expect_whole(jar);
            restore(jar, s), expect_whole(jar);
        }
        belljar_destroy(jar);
        if (!failed) break;
    }
    assert_true(lost > 0 && kept > 0);
}

// --- Dropping: the others stay good
static void test_drop(void **state) {
    (void)state;
    for (int which = 0; which < 4; which++)
        for (int at = 0; at < 4; at++)
            for (long n = 0;; n += 1 + n / 8) {
                struct belljar *jar = load(0);
                struct belljar_snapshot *s[4];
                for (int i = 0; i < 4; i++) {
                    run_to(jar, 15 + 20 * (unsigned)i);
                    assert_non_null(s[i] = belljar_snapshot(jar));
                }
                restore(jar, s[at]);
                run_to(jar, 15 + 20 * (unsigned)at + 7);
                refuse_from(n, 0);
                belljar_snapshot_drop(s[which]);
                const long failed = allow();
                expect_whole(jar);
                for (int i = 0; i < 8; i++)
                    if (i * 3 % 4 != which) restore(jar, s[i * 3 % 4]), expect_whole(jar);
                for (int i = 0; i < 4; i++)
                    if (i != which) belljar_snapshot_drop(s[i]);
                struct belljar_snapshot *fresh = belljar_snapshot(jar);
                assert_non_null(fresh);
                restore(jar, fresh);
                belljar_destroy(jar);
                if (!failed) break;
            }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_take),
        cmocka_unit_test(test_restore),
        cmocka_unit_test(test_run),
        cmocka_unit_test(test_drop),
    };
    return cmocka_run_group_tests(tests, run_whole, NULL);
}
