// SPDX-License-Identifier: GPL-2.0-or-later
// The iterator over a read's or write's memory: several segments, faults in the middle, and stepping back.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after those

#include "base/iov_iter.h"

// "User memory" of 64 bytes at address 0x1000; everything else faults.
static u8 user[64];

static size_t user_part(uaddr_t at, size_t n) {
    if (at < 0x1000 || at >= 0x1000 + sizeof user) return 0;
    size_t room = 0x1000 + sizeof user - at;
    return n < room ? n : room;
}
static size_t to_user(void *ctx, uaddr_t to, const void *from, size_t n) {
    (void)ctx;
    size_t part = user_part(to, n);
    if (part) memcpy(user + (to - 0x1000), from, part);
    return n - part;
}
static size_t from_user(void *ctx, void *to, uaddr_t from, size_t n) {
    (void)ctx;
    size_t part = user_part(from, n);
    if (part) memcpy(to, user + (from - 0x1000), part);
    return n - part;
}
static const struct user_access access_ops = {to_user, from_user};

static void test_kernel_memory(void **state) {
    (void)state;
    char buf[16] = "0123456789abcde", out[16] = {0};
    struct iov_iter it, copy;
    iov_iter_kernel(&it, buf, 10);
    assert_int_equal(copy_from_iter(out, 4, &it), 4);
    assert_memory_equal(out, "0123", 4);
    copy = it; // by value: both go on alone
    memset(&it, 0xff, sizeof it);
    assert_int_equal(copy_from_iter(out, 100, &copy), 6);
    assert_memory_equal(out, "456789", 6);
    assert_int_equal(copy_from_iter(out, 1, &copy), 0);
    iov_iter_revert(&copy, 3);
    assert_int_equal(copy_to_iter("xyz!", 4, &copy), 3);
    assert_string_equal(buf, "0123456xyzabcde");
    iov_iter_kernel(&it, buf, 15);
    iov_iter_truncate(&it, 2);
    assert_int_equal(iov_iter_zero(100, &it), 2);
    assert_int_equal(buf[1], 0);
    assert_int_equal(buf[2], '2');
}

static void test_segments(void **state) {
    (void)state;
    const struct iov_segment seg[] = {{0x1000, 3}, {0x5555, 0}, {0x1010, 5}, {0x6666, 0}, {0x1020, 4}};
    struct iov_iter it;
    char out[16] = {0};
    memset(user, '.', sizeof user);
    iov_iter_user_vec(&it, &access_ops, NULL, seg, 5);
    assert_int_equal(iov_iter_count(&it), 12);
    assert_int_equal(copy_to_iter("abcdefgh", 8, &it), 8);
    assert_int_equal(copy_to_iter("ijklmnop", 8, &it), 4);
    assert_memory_equal(user, "abc.............defgh...........ijkl....", 40);
    iov_iter_revert(&it, 12);
    assert_int_equal(iov_iter_count(&it), 12);
    iov_iter_advance(&it, 2);
    assert_int_equal(copy_from_iter(out, 100, &it), 10);
    assert_memory_equal(out, "cdefghijkl", 10);
    iov_iter_revert(&it, 5);
    assert_int_equal(copy_from_iter(out, 100, &it), 5);
    assert_memory_equal(out, "hijkl", 5);
    iov_iter_user_vec(&it, &access_ops, NULL, seg, 0);
    assert_int_equal(copy_from_iter(out, 100, &it), 0);
}

static void test_faults_end_the_copy(void **state) {
    (void)state;
    const struct iov_segment seg[] = {{0x1000, 4}, {0x103e, 8}, {0x1010, 4}};
    struct iov_iter it;
    iov_iter_user_vec(&it, &access_ops, NULL, seg, 3);
    assert_int_equal(copy_to_iter("0123456789abcdef", 16, &it), 6);
    assert_int_equal(iov_iter_count(&it), 10);
    assert_int_equal(copy_to_iter("x", 1, &it), 0);
    iov_iter_user(&it, &access_ops, NULL, 0x9000, 5);
    assert_int_equal(iov_iter_zero(5, &it), 0);
    assert_int_equal(iov_iter_count(&it), 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernel_memory),
        cmocka_unit_test(test_segments),
        cmocka_unit_test(test_faults_end_the_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
