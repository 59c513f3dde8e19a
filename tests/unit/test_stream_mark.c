// SPDX-License-Identifier: GPL-2.0-or-later
// Marks in the standard streams: whatever was written on another branch, each mark has its own output and position back.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka wants those first
#include "host/host.h"

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

enum { MARKS = 20, MOST = 4000 };

struct model {
    char text[3][MOST];
    size_t size[3], position;
};
struct marked {
    struct stream_mark *mark;
    struct model then;
};

static struct host *host;
static struct model now;
static u64 seed = 88172645463325252ull;

static u32 pick(u32 n) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (u32)(seed >> 20) % n;
}

static void check(void) {
    for (int i = 1; i < 3; i++) {
        size_t size;
        const void *text = host_stream_output(host, i, &size);
        assert_int_equal(size, now.size[i]);
        if (size) assert_memory_equal(text, now.text[i], size);
    }
}

static void go_on(void) {
    const struct host_door *door = host_door(host);
    for (u32 n = pick(4); n > 0; n--) {
        char text[40];
        int stream = 1 + (int)pick(2);
        size_t size = 1 + pick(sizeof text);
        for (size_t i = 0; i < size; i++) text[i] = (char)('a' + pick(26));
        if (now.size[stream] + size > MOST) continue;
        memcpy(now.text[stream] + now.size[stream], text, size);
        now.size[stream] += size;
        assert_int_equal(door->stream_write(host, stream, text, size), size);
    }
    char byte;
    if (pick(2) == 0 && door->stream_read(host, 0, &byte, 1, true) == 1) {
        assert_int_equal(byte, (char)now.position);
        now.position++;
    }
    check();
}

static void test_a_random_tree(void **state) {
    (void)state;
    static struct marked marked[MARKS];
    char input[100];
    for (size_t i = 0; i < sizeof input; i++) input[i] = (char)i;
    assert_non_null(host = host_open());
    assert_int_equal(host_stream_buffer(host, 0, input, sizeof input), 0);
    for (int i = 1; i < 3; i++) assert_int_equal(host_stream_buffer(host, i, NULL, 0), 0);
    assert_non_null(marked[0].mark = host_streams_mark(host));
    for (int round = 0; round < 20000; round++) {
        bool full = now.size[1] > MOST - 100 || now.size[2] > MOST - 100;
        struct marked *m = &marked[full ? 0 : pick(MARKS)];
        go_on();
        if (!m->mark) {
            assert_non_null(m->mark = host_streams_mark(host));
            m->then = now;
        } else if (full || m == marked || pick(3)) { // the first of them stays
            assert_int_equal(host_streams_restore(host, m->mark), 0);
            now = m->then;
            check();
        } else {
            host_streams_mark_drop(host, m->mark);
            m->mark = NULL;
        }
    }
    for (int i = 0; i < MARKS; i += 2) {
        host_streams_mark_drop(host, marked[i].mark);
        marked[i].mark = NULL;
    }
    for (int i = 1; i < MARKS; i += 2) {
        if (!marked[i].mark) continue;
        assert_int_equal(host_streams_restore(host, marked[i].mark), 0);
        now = marked[i].then;
        check();
        host_streams_mark_drop(host, marked[i].mark);
        marked[i].mark = NULL;
    }
    host_close(host);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_random_tree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
