// SPDX-License-Identifier: GPL-2.0-or-later
// The hash: every bit counts, and so do lengths.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka wants those first
#include "base/hash.h"

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void test_every_bit_counts(void **state) {
    static u8 data[300];
    (void)state;
    for (size_t i = 0; i < sizeof data; i++) data[i] = (u8)(i * i);
    for (size_t size = 1; size <= sizeof data; size += size < 40 ? 1 : 37) {
        u64 plain = hash_bytes(7, data, size), changed_bits = 0;
        for (size_t bit = 0; bit < size * 8; bit++) {
            data[bit / 8] ^= (u8)(1u << bit % 8);
            u64 differs = plain ^ hash_bytes(7, data, size);
            data[bit / 8] ^= (u8)(1u << bit % 8);
            assert_in_range(__builtin_popcountll(differs), 8, 56);
            changed_bits += (u64)__builtin_popcountll(differs);
        }
        assert_in_range(changed_bits / (size * 8), 28, 36); // half of them
    }
}

static int compare(const void *a, const void *b) {
    const u64 x = *(const u64 *)a, y = *(const u64 *)b;
    return x < y ? -1 : x > y;
}

static void test_small_numbers_do_not_collide(void **state) {
    enum { COUNT = 200000 };
    (void)state;
    u64 *seen = malloc(COUNT * sizeof *seen);
    assert_non_null(seen);
    for (u32 i = 0; i < COUNT; i++) {
        u64 values[2] = {i % 500, i / 500};
        seen[i] = hash_bytes(0, values, sizeof values);
    }
    qsort(seen, COUNT, sizeof *seen, compare);
    for (u32 i = 1; i < COUNT; i++) assert_true(seen[i] != seen[i - 1]);
    free(seen);
}

static void test_zeroes_differ_by_length_and_seed(void **state) {
    static const u8 zeroes[4096];
    u64 seen[4097];
    (void)state;
    for (size_t n = 0; n <= sizeof zeroes; n++) seen[n] = hash_bytes(0, zeroes, n);
    qsort(seen, sizeof seen / sizeof *seen, sizeof *seen, compare);
    for (size_t n = 1; n <= sizeof zeroes; n++) assert_true(seen[n] != seen[n - 1]);
    assert_true(hash_bytes(1, zeroes, 4096) != hash_bytes(0, zeroes, 4096));
}

// Recordings carry it from one machine to another, and from one version to the next.
static void test_it_stays_the_same(void **state) {
    (void)state;
    assert_true(hash_bytes(0, "", 0) == 0x17f6a8c5c8b3205bull);
    assert_true(hash_bytes(42, "the quick brown fox jumps", 25) == 0xbdfbd4c1fd0dd851ull);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_bit_counts),
        cmocka_unit_test(test_small_numbers_do_not_collide),
        cmocka_unit_test(test_zeroes_differ_by_length_and_seed),
        cmocka_unit_test(test_it_stays_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
