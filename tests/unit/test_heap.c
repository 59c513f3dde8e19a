// SPDX-License-Identifier: GPL-2.0-or-later
// The kernel heap: what it hands out, takes back, keeps apart, and that it does the same every time.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after those

#include "base/heap.h"

static int setup(void **state) {
    *state = heap_create(-1, 0);
    return *state ? 0 : -1;
}
static int teardown(void **state) {
    heap_destroy(*state);
    return 0;
}

static void test_sizes_are_aligned_zeroed_and_apart(void **state) {
    struct heap *h = *state;
    static const size_t sizes[] = {0,    1,    15,   16,   17,   100,  128,  129,  160,   161,   512,   513,    1000,
                                   2048, 2049, 2560, 3584, 3585, 4095, 4096, 4097, 10000, 65536, 70000, 1 << 20};
    u8 *p[ARRAY_SIZE(sizes)];
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
            p[i] = kzalloc(h, sizes[i]);
            assert_non_null(p[i]);
            assert_int_equal((uintptr_t)p[i] % (sizes[i] >= 4096 ? 4096 : 16), 0);
            assert_ptr_equal(heap_of(p[i]), h);
            for (size_t k = 0; k < sizes[i]; k++) assert_int_equal(p[i][k], 0);
            memset(p[i], (int)i + 1, sizes[i]);
        }
        for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
            for (size_t k = 0; k < sizes[i]; k++) assert_int_equal(p[i][k], i + 1);
            kfree(p[i]);
        }
    }
    kfree(NULL);
    assert_int_equal(heap_used(h), 0);
}

static void test_freed_memory_is_used_again(void **state) {
    struct heap *h = *state;
    struct heap_region region[2];
    for (int round = 0; round < 50; round++) {
        void *small[500], *large[20];
        for (int i = 0; i < 500; i++) assert_non_null(small[i] = kzalloc(h, 40 + (size_t)(i % 7) * 100));
        for (int i = 0; i < 20; i++) assert_non_null(large[i] = kzalloc(h, (size_t)(i + 1) * 5000));
        for (int i = 0; i < 500; i += 2) kfree(small[i]);
        for (int i = 0; i < 20; i += 3) kfree(large[i]);
        for (int i = 1; i < 500; i += 2) kfree(small[i]);
        for (int i = 0; i < 20; i++)
            if (i % 3) kfree(large[i]);
        assert_int_equal(heap_used(h), 0);
        heap_regions(h, region);
        assert_true(region[1].size < 4 << 20);
    }
    // All of it has grown together again: one run that holds (nearly) everything fits without growing.
    u64 before = region[1].size;
    void *all = kzalloc(h, before - 4096);
    assert_non_null(all);
    heap_regions(h, region);
    assert_int_equal(region[1].size, before);
    kfree(all);
}

static void test_limit(void **state) {
    (void)state;
    struct heap *h = heap_create(-1, 1 << 20);
    assert_non_null(h);
    assert_null(kzalloc(h, 2 << 20));
    assert_null(kzalloc(h, SIZE_MAX));
    assert_null(kzalloc(h, SIZE_MAX - 8));
    void *last = NULL, *p;
    size_t count = 0;
    while ((p = kzalloc(h, 1000)) != NULL) {
        *(void **)p = last;
        last = p;
        count++;
    }
    assert_true(count >= 950 && count <= 1024);
    assert_true(heap_used(h) <= 1 << 20);
    void *grown = krealloc(h, last, 500000); // refused, and the old one stays as it is
    assert_null(grown);
    for (; last; last = p) {
        p = *(void **)last;
        kfree(last);
    }
    assert_int_equal(heap_used(h), 0);
    assert_non_null(p = kzalloc(h, 1 << 19));
    heap_destroy(h);
}

static void test_realloc_keeps_and_zeroes(void **state) {
    struct heap *h = *state;
    static const size_t steps[] = {1,    16,  3,   12,  40,   33,   48, 5000,    4097,
                                   9000, 100, 112, 101, 3000, 4096, 20, 1 << 20, 60};
    u8 *p = NULL;
    size_t old = 0;
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        size_t n = steps[i], keep = old < n ? old : n;
        p = krealloc(h, p, n);
        assert_non_null(p);
        for (size_t k = 0; k < keep; k++) assert_int_equal(p[k], 7);
        for (size_t k = keep; k < n; k++) assert_int_equal(p[k], 0);
        memset(p, 7, n);
        old = n;
    }
    kfree(p);
    assert_int_equal(heap_used(h), 0);
}

static void test_strings(void **state) {
    struct heap *h = *state;
    char *s = kstrndup(h, "hello, world", 5), *t = kstrndup(h, "hi", 100);
    assert_string_equal(s, "hello");
    assert_string_equal(t, "hi");
    kfree(s);
    kfree(t);
}

// A pseudo-random life of a heap, as offsets into its slot.
static void live(struct heap *h, u64 *trace, size_t n) {
    void *held[64] = {0};
    u64 x = 88172645463325252ull;
    for (size_t i = 0; i < n; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        void **slot = &held[x % 64];
        size_t size = (x >> 8) % ((x >> 40) % 8 == 0 ? 100000 : 600);
        if (*slot && (x >> 60) & 1) {
            kfree(*slot);
            *slot = NULL;
        } else {
            *slot = krealloc(h, *slot, size);
            assert_non_null(*slot);
        }
        trace[i] = *slot ? (uintptr_t)*slot - (uintptr_t)h : 0;
    }
    for (size_t i = 0; i < 64; i++) kfree(held[i]);
    assert_int_equal(heap_used(h), 0);
}

static void test_the_same_calls_give_the_same_addresses(void **state) {
    static u64 first[20000], second[20000];
    struct heap *other = heap_create(-1, 0);
    assert_non_null(other);
    assert_int_not_equal(heap_slot(other), heap_slot(*state));
    live(*state, first, ARRAY_SIZE(first));
    live(other, second, ARRAY_SIZE(second));
    assert_memory_equal(first, second, sizeof first);
    heap_destroy(other);
}

static void test_slots(void **state) {
    struct heap *h = *state, *fixed;
    assert_null(heap_create(heap_slot(h), 0)); // taken
    assert_null(heap_create(SLOT_COUNT, 0));
    fixed = heap_create(SLOT_COUNT - 1, 0);
    assert_non_null(fixed);
    assert_int_equal(heap_slot(fixed), SLOT_COUNT - 1);
    assert_int_equal((uintptr_t)fixed, SLOT_BASE + (SLOT_COUNT - 1) * SLOT_SIZE);
    heap_set_root(fixed, h);
    assert_ptr_equal(heap_root(fixed), h);
    heap_destroy(fixed);
    fixed = heap_create(SLOT_COUNT - 1, 0); // and free again, with nothing left of the first
    assert_non_null(fixed);
    assert_null(heap_root(fixed));
    heap_destroy(fixed);
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_sizes_are_aligned_zeroed_and_apart),
        TEST(test_freed_memory_is_used_again),
        TEST(test_limit),
        TEST(test_realloc_keeps_and_zeroes),
        TEST(test_strings),
        TEST(test_the_same_calls_give_the_same_addresses),
        TEST(test_slots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
