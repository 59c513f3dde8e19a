// SPDX-License-Identifier: GPL-2.0-or-later
// Tracers and snapshots: taken back to any point, a tracer writes what it wrote after it the first time, so that with its text cut
// there, too, it has told one run.
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
#include <unistd.h>

enum { POINTS = 24 };

struct sink {
    char *data;
    size_t size, capacity;
};

static void sink_put(void *ctx, const void *data, size_t n) {
    struct sink *s = ctx;
    if (s->size + n > s->capacity) {
        s->capacity = (s->size + n) * 2;
        s->data = realloc(s->data, s->capacity);
        assert_non_null(s->data);
    }
    memcpy(s->data + s->size, data, n);
    s->size += n;
}
static int strace_write(void *ctx, int tid, const char *data, size_t n) {
    (void)tid;
    sink_put(ctx, data, n);
    return 1;
}

static int explain_write(void *ctx, const char *data, size_t n) {
    sink_put(ctx, data, n);
    return 1;
}

// What watches: exactly one of them.
struct watching {
    const char *const *expressions; // of strace
    int count, follow, separate;    // strace
    int ltrace, ltrace_count;
    int explain;
};

static struct belljar *load(const struct watching *w, struct sink *sink) {
    struct belljar_options options;
    belljar_options_init(&options);
    for (int i = 0; i < 3; i++) options.stream[i].kind = BELLJAR_STREAM_BUFFER;
    struct belljar *jar = belljar_create(&options, NULL, 0);
    assert_non_null(jar);
    if (w->ltrace) {
        struct belljar_ltrace_options lo;
        belljar_ltrace_options_init(&lo);
        lo.follow = w->follow;
        lo.count = w->ltrace_count;
        lo.system_calls = 1;
        lo.indent = 2;
        lo.time = BELLJAR_LTRACE_RELATIVE;
        lo.write = sink_put;
        lo.ctx = sink;
        if (belljar_ltrace(jar, &lo)) fail_msg("%s", belljar_message(jar));
    } else if (w->explain) {
        struct belljar_explain_options eo;
        belljar_explain_options_init(&eo);
        eo.write = explain_write;
        eo.context = sink;
        eo.faults = 1;
        if (belljar_explain(jar, &eo)) fail_msg("%s", belljar_message(jar));
    } else {
        struct belljar_strace_options so;
        belljar_strace_options_init(&so);
        so.write = strace_write;
        so.context = sink;
        so.expressions = w->expressions;
        so.follow = w->follow;
        so.count = w->count;
        so.relative = so.durations = 1;
        if (belljar_strace(jar, &so)) fail_msg("%s", belljar_message(jar));
    }
    const char *argv[] = {"work", NULL};
    if (belljar_load(jar, SNAPSHOT_PROGRAM, argv, NULL, NULL)) fail_msg("%s", belljar_message(jar));
    return jar;
}

static uint64_t ticks_of(const struct belljar *jar) {
    struct belljar_stats stats;
    belljar_get_stats(jar, &stats);
    return stats.ticks;
}

static int is_open(const struct sink *sink) {
    return sink->size && sink->data[sink->size - 1] != '\n';
}

static void tell_the_same(const struct watching *w) {
    struct sink whole = {.data = NULL}, sink = {.data = NULL};
    struct belljar *jar = load(w, &whole);
    assert_int_equal(belljar_run(jar), BELLJAR_EXITED);
    const uint64_t ticks = ticks_of(jar);
    belljar_destroy(jar);
    assert_true(whole.size > 500);

    struct belljar_snapshot *snapshot[POINTS];
    size_t size[POINTS], open_lines = 0;
    const int has_lines = !w->count && !w->ltrace_count && !w->explain;
    jar = load(w, &sink);
    for (int i = 0; i < POINTS; i++) {
        assert_int_equal(belljar_run_until(jar, ticks * (uint64_t)i / POINTS), BELLJAR_STOPPED);
        // One of them a little later: where a line is open, should there be such a moment before the next.
        for (uint64_t t = ticks_of(jar);
             has_lines && i < POINTS - 1 && !open_lines && !is_open(&sink) && t < ticks * (uint64_t)(i + 1) / POINTS;
             t += 20)
            assert_int_equal(belljar_run_until(jar, t), BELLJAR_STOPPED);
        assert_non_null(snapshot[i] = belljar_snapshot(jar));
        size[i] = sink.size;
        open_lines += (size_t)is_open(&sink);
    }
    if (has_lines) assert_true(open_lines > 0); // there is something to be remembered
    for (int i = 0; i <= POINTS; i++) {
        assert_int_equal(belljar_run(jar), BELLJAR_EXITED);
        if (sink.size != whole.size || memcmp(sink.data, whole.data, whole.size) != 0) {
            size_t at = 0;
            while (at < sink.size && at < whole.size && sink.data[at] == whole.data[at]) at++;
            fail_msg("after %d: at %zu of %zu and %zu:\n%.200s\n--- whole:\n%.200s", i, at, sink.size, whole.size,
                     sink.data + at, whole.data + at);
        }
        if (i == POINTS) break;
        const int k = i * 7 % POINTS;
        assert_int_equal(belljar_restore(jar, snapshot[k]), BELLJAR_OK);
        if (i % 3 == 1) { // away and back
            assert_true(belljar_run_until(jar, ticks_of(jar) + ticks / 9) <= BELLJAR_STOPPED);
            assert_int_equal(belljar_restore(jar, snapshot[k]), BELLJAR_OK);
        }
        if (i % 4 == 1) {
            struct belljar_snapshot *passing = belljar_snapshot(jar);
            belljar_snapshot_drop(i % 8 == 1 ? passing : NULL);
        }
        sink.size = size[k];
    }
    belljar_destroy(jar);
    free(whole.data);
    free(sink.data);
}

static void test_strace(void **state) {
    (void)state;
    tell_the_same(&(struct watching){.follow = 1});
    tell_the_same(&(struct watching){.follow = 0});
}

static void test_strace_counts(void **state) {
    (void)state;
    tell_the_same(&(struct watching){.follow = 1, .count = 1});
    tell_the_same(&(struct watching){.follow = 1, .count = 2});
}

static void test_strace_injects(void **state) {
    (void)state;
    static const char *const expressions[] = {"inject=getppid:retval=1:when=1",
                                              "inject=openat,close:delay_exit=700:when=3+2",
                                              "inject=write:error=ENOSPC:when=7", NULL};
    tell_the_same(&(struct watching){.follow = 1, .expressions = expressions});
}

static void test_ltrace(void **state) {
    (void)state;
    tell_the_same(&(struct watching){.ltrace = 1, .follow = 1});
    tell_the_same(&(struct watching){.ltrace = 1});
}

static void test_ltrace_counts(void **state) {
    (void)state;
    tell_the_same(&(struct watching){.ltrace = 1, .follow = 1, .ltrace_count = 1});
}

static void test_explain(void **state) {
    (void)state;
    tell_the_same(&(struct watching){.explain = 1});
}

// --- A text that cannot be taken back has whole lines all the same.
static void test_lines_are_ended(void **state) {
    (void)state;
    const struct watching w = {.follow = 1};
    struct sink sink = {.data = NULL};
    struct belljar *jar = load(&w, &sink);
    struct belljar_snapshot *first = belljar_snapshot(jar);
    assert_non_null(first);
    int ended = 0;
    for (uint64_t at = 1000; belljar_run_until(jar, at) == BELLJAR_STOPPED; at += 13) {
        const int open = sink.size && sink.data[sink.size - 1] != '\n';
        const size_t size = sink.size;
        if (ended == 5) break;
        if (!open) continue;
        ended++;
        assert_int_equal(belljar_restore(jar, first), BELLJAR_OK);
        assert_int_equal(sink.size, size + strlen(" <unfinished ...>\n"));
        assert_memory_equal(sink.data + size, " <unfinished ...>\n", sink.size - size);
    }
    assert_int_equal(ended, 5);
    belljar_destroy(jar);
    free(sink.data);
}

// --- Exports go on, and say so; a watcher that comes later than a snapshot begins anew at it.
static size_t read_lines(const char *path, char lines[][256], size_t most) {
    FILE *f = fopen(path, "r");
    size_t n = 0;
    char line[8192];
    assert_non_null(f);
    while (n < most && fgets(line, sizeof line, f)) snprintf(lines[n++], 256, "%.255s", line);
    fclose(f);
    return n;
}

static void test_exports(void **state) {
    (void)state;
    enum { MOST = 4000 };
    static char lines[MOST][256];
    char path[] = "/tmp/belljar-export-XXXXXX", expected[128];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    struct belljar_options options;
    belljar_options_init(&options);
    for (int i = 0; i < 3; i++) options.stream[i].kind = BELLJAR_STREAM_BUFFER;
    struct belljar *jar = belljar_create(&options, NULL, 0);
    const char *argv[] = {"work", NULL};
    assert_int_equal(belljar_load(jar, SNAPSHOT_PROGRAM, argv, NULL, NULL), BELLJAR_OK);
    struct belljar_snapshot *before = belljar_snapshot(jar);
    assert_int_equal(belljar_export_start(jar, BELLJAR_EXPORT_JSON, path), BELLJAR_OK);
    assert_int_equal(belljar_run_until_call(jar, 60), BELLJAR_STOPPED);
    struct belljar_snapshot *half = belljar_snapshot(jar);
    const uint64_t half_ticks = ticks_of(jar);
    assert_int_equal(belljar_run(jar), BELLJAR_EXITED);
    assert_int_equal(belljar_restore(jar, half), BELLJAR_OK);
    assert_int_equal(belljar_run(jar), BELLJAR_EXITED);
    assert_int_equal(belljar_restore(jar, before), BELLJAR_OK);
    assert_int_equal(belljar_run(jar), BELLJAR_EXITED);
    assert_int_equal(belljar_export_finish(jar), BELLJAR_OK);
    assert_int_equal(belljar_restore(jar, half), BELLJAR_OK); // nobody is there to be told
    assert_int_equal(belljar_run(jar), BELLJAR_EXITED);
    belljar_destroy(jar);

    const size_t n = read_lines(path, lines, MOST);
    size_t mark[2], marks = 0, from = 0;
    for (size_t i = 0; i < n; i++)
        if (strstr(lines[i], "\"restored\"") && marks < 2) mark[marks++] = i;
    assert_int_equal(marks, 2);
    snprintf(expected, sizeof expected, "{\"event\":\"restored\",\"tick\":%llu,\"calls\":59}\n",
             (unsigned long long)half_ticks);
    assert_string_equal(lines[mark[0]], expected);
    assert_string_equal(lines[mark[1]], "{\"event\":\"restored\",\"tick\":0,\"calls\":0}\n");
    // What came behind the snapshot comes again, calls that were begun before it included.
    from = mark[0] - (mark[1] - mark[0] - 1);
    for (size_t i = mark[0] + 1; i < mark[1]; i++) assert_string_equal(lines[i], lines[from + (i - mark[0] - 1)]);
    assert_int_equal(n - mark[1] - 1, mark[0]);
    for (size_t i = 0; i < mark[0]; i++) assert_string_equal(lines[i], lines[mark[1] + 1 + i]);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strace),          cmocka_unit_test(test_strace_counts),
        cmocka_unit_test(test_strace_injects),  cmocka_unit_test(test_ltrace),
        cmocka_unit_test(test_ltrace_counts),   cmocka_unit_test(test_explain),
        cmocka_unit_test(test_lines_are_ended), cmocka_unit_test(test_exports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
