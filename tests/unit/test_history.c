// SPDX-License-Identifier: GPL-2.0-or-later
// Snapshots of memory, against a machine that is nothing but a heap and frames changed at random: its random numbers lie in the heap,
// so that whoever is put back does the same again, down to the addresses it is given.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka wants those first
#include "emu/frames.h"
#include "emu/history.h"

#include <cmocka.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum { OBJECTS = 200, FRAMES = 3000, SNAPSHOTS = 25 };

struct toy { // the heap's root
    u64 random;
    struct heap *heap;
    struct page_pool *pool;
    u8 *object[OBJECTS];
    size_t size[OBJECTS];
    pfn_t frame[FRAMES];
};

static u64 next_random(u64 *r) {
    *r ^= *r << 13;
    *r ^= *r >> 7;
    *r ^= *r << 17;
    return *r;
}

static struct toy *toy_create(void) {
    struct heap *heap = heap_create(-1, 0);
    assert_non_null(heap);
    struct toy *t = knew(heap, struct toy);
    assert_non_null(t);
    t->random = 88172645463325252ull;
    t->heap = heap;
    t->pool = page_pool_create(heap, 64 << 20);
    assert_non_null(t->pool);
    return t;
}

static void toy_destroy(struct toy *t) {
    page_pool_destroy(t->pool);
    heap_destroy(t->heap);
}

static void change_object(struct toy *t, u64 r) {
    u32 i = (u32)(r % OBJECTS);
    r >>= 8;
    if (t->object[i] && r % 3) {
        t->object[i][(r >> 8) % t->size[i]] = (u8)(r >> 4);
        return;
    }
    kfree(t->object[i]);
    t->size[i] = 1 + (r >> 8) % ((r & 0xf0) == 0 ? 1100000 : (r & 0x70) == 0x10 ? 20000 : 300);
    t->object[i] = kzalloc(t->heap, t->size[i]);
    assert_non_null(t->object[i]);
    for (size_t at = 0; at < t->size[i]; at++) assert_int_equal(t->object[i][at], 0);
    t->object[i][t->size[i] - 1] = (u8)r;
}

static void change_frame(struct toy *t, u64 r) {
    u32 i = (u32)(r % FRAMES);
    r >>= 16;
    pfn_t *f = &t->frame[i];
    if (!*f) {
        assert_true((*f = page_alloc(t->pool)) != 0);
        for (u32 at = 0; at < PAGE_SIZE; at++) assert_int_equal(page_data(t->pool, *f)[at], 0);
    } else if (r % 8 == 0) {
        page_put(t->pool, *f);
        *f = 0;
    } else if (r % 8 == 1) {
        pfn_t copy = page_alloc_copy(t->pool, *f);
        assert_true(copy != 0);
        page_put(t->pool, *f);
        *f = copy;
    } else {
        page_write(t->pool, *f, (r >> 8) % PAGE_SIZE, &r, 1);
    }
}

static void many_frames(struct toy *t, bool make) {
    for (u32 i = 0; i < FRAMES; i++) {
        if (make && !t->frame[i]) {
            assert_true((t->frame[i] = page_alloc(t->pool)) != 0);
            page_write(t->pool, t->frame[i], i, &t->random, 8);
        } else if (!make && t->frame[i]) {
            page_put(t->pool, t->frame[i]);
            t->frame[i] = 0;
        }
    }
}

static void toy_run(struct toy *t, u32 steps) {
    for (u32 n = 0; n < steps; n++) {
        u64 r = next_random(&t->random);
        if (r % 1999 < 2)
            many_frames(t, r % 1999);
        else if (r & 1 << 20)
            change_object(t, r >> 24);
        else
            change_frame(t, r >> 24);
    }
}

static u64 mix(u64 h, const void *p, size_t n) {
    const u8 *b = p;
    for (size_t i = 0; i < n; i++) h = (h ^ b[i]) * 0x100000001b3ull;
    return h;
}

// Everything that the toy can see.
static u64 toy_digest(const struct toy *t) {
    u64 h = mix(0xcbf29ce484222325ull, t, sizeof *t);
    u64 counts[4] = {page_pool_free(t->pool), page_pool_peak(t->pool), heap_used(t->heap), heap_pages(t->heap)};
    h = mix(h, counts, sizeof counts);
    for (int i = 0; i < OBJECTS; i++) // large ones in part, for time's sake
        if (t->object[i]) h = mix(h, t->object[i], t->size[i] < 9000 ? t->size[i] : 9000);
    for (int i = 0; i < FRAMES; i++) {
        if (!t->frame[i]) continue;
        u32 refs = page_refs(t->pool, t->frame[i]);
        const u8 *data = page_data(t->pool, t->frame[i]);
        for (u32 at = 0; at < PAGE_SIZE; at += 8)
            h = (h ^ *(const u64 *)(const void *)(data + at)) * 0x9e3779b97f4a7c15ull;
        h = mix(h, &refs, sizeof refs);
    }
    return h;
}

struct taken {
    struct memory_snapshot *s;
    u64 then, later; // digests: of the snapshot, and LATER steps on
};
enum { LATER = 60 };

static void random_tree(u64 r) {
    struct toy *t = toy_create();
    toy_run(t, 3000);
    struct memory_history *h = memory_history_create(t->pool);
    assert_non_null(h);
    struct taken taken[SNAPSHOTS] = {{0}};
    u32 restored = 0, dropped = 0;
    for (int round = 0; round < 200; round++) {
        struct taken *k = &taken[next_random(&r) % SNAPSHOTS];
        if (!k->s) {
            assert_non_null(k->s = memory_take(h));
            k->then = toy_digest(t);
            toy_run(t, LATER);
            k->later = toy_digest(t);
        } else if (next_random(&r) % 3) {
            assert_int_equal(memory_restore(h, k->s), 0);
            assert_true(toy_digest(t) == k->then);
            toy_run(t, LATER);
            assert_true(toy_digest(t) == k->later);
            t->random += next_random(&r) | 1; // another branch from here on
            toy_run(t, (u32)(next_random(&r) % 300));
            restored++;
        } else {
            memory_drop(h, k->s);
            k->s = NULL;
            dropped++;
        }
    }
    assert_true(restored > 50 && dropped > 20);
    for (int i = 0; i < SNAPSHOTS; i += 2)
        if (taken[i].s) memory_drop(h, taken[i].s);
    for (int i = 1; i < SNAPSHOTS; i += 2) {
        if (!taken[i].s) continue;
        assert_int_equal(memory_restore(h, taken[i].s), 0);
        assert_true(toy_digest(t) == taken[i].then);
        memory_drop(h, taken[i].s);
    }
    toy_run(t, 1000); // nobody watches any more
    memory_history_destroy(h);
    toy_destroy(t);
}

static void test_random_trees(void **state) {
    (void)state;
    for (u64 seed = 1; seed <= 3; seed++) random_tree(seed * 1234567);
}

static struct taken take_and_run(struct toy *t, struct memory_history *h) {
    struct taken k = {.s = memory_take(h), .then = toy_digest(t)};
    assert_non_null(k.s);
    toy_run(t, LATER);
    k.later = toy_digest(t);
    return k;
}

static void restore_and_run(struct toy *t, struct memory_history *h, const struct taken *k) {
    assert_int_equal(memory_restore(h, k->s), 0);
    assert_true(toy_digest(t) == k->then);
    toy_run(t, LATER);
    assert_true(toy_digest(t) == k->later);
}

// The machine has gone on from the snapshot that is given up, and others depend on it: one, or two.
static void test_the_base_is_dropped(void **state) {
    (void)state;
    for (int others = 1; others <= 2; others++) {
        struct toy *t = toy_create();
        toy_run(t, 2000);
        struct memory_history *h = memory_history_create(t->pool);
        struct taken base = take_and_run(t, h), other[2];
        for (int i = 0; i < others; i++) {
            toy_run(t, 100);
            other[i] = take_and_run(t, h);
            restore_and_run(t, h, &base);
            t->random += 77;
        }
        toy_run(t, 500);
        memory_drop(h, base.s);
        toy_run(t, 100);
        for (int round = 0; round < 4; round++) restore_and_run(t, h, &other[round % others]);
        memory_drop(h, other[0].s);
        if (others == 2) restore_and_run(t, h, &other[1]);
        memory_history_destroy(h);
        toy_destroy(t);
    }
}

static u8 *make_zeroed(struct toy *t, int i, size_t size) {
    t->size[i] = size;
    assert_non_null(t->object[i] = kzalloc(t->heap, size));
    for (size_t at = 0; at < size; at++) assert_int_equal(t->object[i][at], 0);
    memset(t->object[i], i, size);
    return t->object[i];
}

// A heap that is smaller than that of the snapshot which takes the dropped one's place.
static void test_a_smaller_heap(void **state) {
    (void)state;
    enum { LARGE = 300000 };
    for (int again = 0; again < 2; again++) {
        struct toy *t = toy_create();
        struct memory_history *h = memory_history_create(t->pool);
        struct memory_snapshot *small = memory_take(h);
        make_zeroed(t, 1, LARGE);
        struct memory_snapshot *large = memory_take(h);
        u64 digest = toy_digest(t);
        assert_int_equal(memory_restore(h, small), 0);
        memory_drop(h, small);
        if (again) {
            small = memory_take(h);
            for (int i = 2; i < 4; i++) {
                make_zeroed(t, i, LARGE);
                assert_int_equal(memory_restore(h, small), 0);
            }
        }
        assert_int_equal(memory_restore(h, large), 0);
        assert_true(toy_digest(t) == digest);
        for (size_t at = 0; at < LARGE; at++) assert_int_equal(t->object[1][at], 1);
        memory_history_destroy(h);
        toy_destroy(t);
    }
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

// Snapshots one after the other, with the same pages changed in between: whichever is dropped, its copies go.
static void test_dropping_gives_memory_back(void **state) {
    (void)state;
    enum { COUNT = 8, PAGES = 300 };
    struct toy *t = toy_create();
    many_frames(t, true);
    size_t before = allocated(), last;
    struct memory_history *h = memory_history_create(t->pool);
    struct memory_snapshot *s[COUNT];
    u64 digest[COUNT];
    for (u64 i = 0; i < COUNT; i++) {
        assert_non_null(s[i] = memory_take(h));
        digest[i] = toy_digest(t);
        for (u32 p = 0; p < PAGES; p++) page_write(t->pool, t->frame[p], 0, &i, sizeof i);
    }
    last = allocated();
    static const int middle[] = {3, 4, 1, 6};
    for (int i = 0; i < 4; i++) {
        memory_drop(h, s[middle[i]]);
        if (last) assert_in_range(allocated(), before, last - PAGES * PAGE_SIZE);
        last = allocated();
    }
    static const int left[] = {5, 0, 7, 2};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(memory_restore(h, s[left[i]]), 0);
        assert_true(toy_digest(t) == digest[left[i]]);
    }
    for (int i = 0; i < 4; i++) memory_drop(h, s[left[i]]);
    memory_history_destroy(h);
    if (last) assert_int_equal(allocated(), before);
    toy_destroy(t);
}

static void test_new_frames_are_given_back(void **state) {
    (void)state;
    struct toy *t = toy_create();
    struct memory_history *h = memory_history_create(t->pool);
    struct taken k = take_and_run(t, h);
    for (int round = 0; round < 3; round++) {
        many_frames(t, true);
        u64 full = toy_digest(t);
        assert_int_equal(memory_restore(h, k.s), 0);
        for (u32 pfn = 1; pfn < FRAMES / 2; pfn++)
            for (u32 at = 0; at < PAGE_SIZE; at++) assert_int_equal(page_data(t->pool, pfn)[at], 0);
        toy_run(t, LATER);
        assert_true(toy_digest(t) == k.later);
        many_frames(t, true);
        assert_true(toy_digest(t) == full);
    }
    memory_history_destroy(h);
    toy_destroy(t);
}

static void test_destroyed_with_its_snapshots(void **state) {
    (void)state;
    struct toy *t = toy_create();
    struct memory_history *h = memory_history_create(t->pool);
    struct memory_snapshot *s[6];
    for (int i = 0; i < 6; i++) {
        assert_non_null(s[i] = memory_take(h));
        toy_run(t, 100);
        if (i % 2) assert_int_equal(memory_restore(h, s[i / 2]), 0);
    }
    memory_drop(h, s[2]);
    memory_history_destroy(h);
    toy_destroy(t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_trees),
        cmocka_unit_test(test_the_base_is_dropped),
        cmocka_unit_test(test_a_smaller_heap),
        cmocka_unit_test(test_dropping_gives_memory_back),
        cmocka_unit_test(test_new_frames_are_given_back),
        cmocka_unit_test(test_destroyed_with_its_snapshots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
