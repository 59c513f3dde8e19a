// SPDX-License-Identifier: GPL-2.0-or-later
// Checkpoint files and the input of what goes on from them, through the public interface: a file is opened by the key that sealed it and
// by no other, and by no key when it was changed.
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

enum { KEY_SIZE = 32 };
static const unsigned char key[64] = "a key of the tests, 32 bytes ...",
                           other_key[64] = "another key of 32 bytes ........";
static char path[] = "/tmp/belljar-checkpoint-XXXXXX";
static char why[256];

static struct belljar_options options(const void *k, size_t size) {
    struct belljar_options o;
    belljar_options_init(&o);
    o.hash = 1;
    o.key = k;
    o.key_size = size;
    for (int i = 0; i < 3; i++) o.stream[i].kind = BELLJAR_STREAM_BUFFER;
    return o;
}

static struct belljar *load(const struct belljar_options *o, const char *program) {
    struct belljar *jar = belljar_create(o, why, sizeof why);
    if (!jar) fail_msg("%s", why);
    const char *argv[] = {"program", NULL};
    if (belljar_load(jar, program, argv, NULL, NULL)) fail_msg("%s", belljar_message(jar));
    return jar;
}

static void write_checkpoint(const struct belljar_options *o) {
    struct belljar *jar = load(o, SNAPSHOT_PROGRAM);
    assert_int_equal(belljar_run_until_call(jar, 40), BELLJAR_STOPPED);
    if (belljar_checkpoint(jar, path)) fail_msg("%s", belljar_message(jar));
    belljar_destroy(jar);
}

static void refused(const struct belljar_options *o, const char *word) {
    struct belljar *jar = belljar_resume(path, o, why, sizeof why);
    assert_null(jar);
    assert_non_null(strstr(why, word));
    assert_null(strchr(why, '\n'));
}

static void goes_on(const struct belljar_options *o) {
    struct belljar *jar = belljar_resume(path, o, why, sizeof why);
    if (!jar) fail_msg("%s", why);
    assert_int_equal(belljar_run(jar), BELLJAR_EXITED);
    assert_int_equal(belljar_exit_code(jar), 5);
    belljar_destroy(jar);
}

static void test_the_key(void **state) {
    (void)state;
    struct belljar_options sealed = options(key, KEY_SIZE), none = options(NULL, 0),
                           other = options(other_key, KEY_SIZE), longer = options(key, KEY_SIZE + 1), trust = none,
                           both = other;
    trust.trust = both.trust = 1;
    write_checkpoint(&sealed);
    goes_on(&sealed);
    goes_on(&trust);
    goes_on(&both);
    refused(&none, "not sealed with the key given");
    refused(&longer, "not sealed");
    other.key_name = "that key of yours";
    refused(&other, "not sealed with that key of yours");
    write_checkpoint(&none);
    refused(&sealed, "not sealed");
    goes_on(&trust);
    struct belljar_options bad = options(key, KEY_SIZE - 1);
    refused(&bad, "32 to 64 bytes");
    assert_null(belljar_create(&bad, why, sizeof why));
    bad.key_size = 65;
    assert_null(belljar_create(&bad, why, sizeof why));
    struct belljar_options longest = options(key, 64);
    write_checkpoint(&longest);
    goes_on(&longest);
}

// What goes on seals with the key it was opened by.
static void test_the_key_stays(void **state) {
    (void)state;
    struct belljar_options sealed = options(key, KEY_SIZE);
    write_checkpoint(&sealed);
    struct belljar *jar = belljar_resume(path, &sealed, why, sizeof why);
    assert_non_null(jar);
    assert_int_equal(belljar_run_until_call(jar, 60), BELLJAR_STOPPED);
    assert_int_equal(belljar_checkpoint(jar, path), BELLJAR_OK);
    belljar_destroy(jar);
    goes_on(&sealed);
}

static void put_file(const unsigned char *data, size_t size) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static void test_nothing_changed_gets_by(void **state) {
    (void)state;
    static unsigned char data[4 << 20];
    struct belljar_options sealed = options(key, KEY_SIZE);
    write_checkpoint(&sealed);
    FILE *f = fopen(path, "rb");
    size_t size = fread(data, 1, sizeof data, f);
    fclose(f);
    assert_in_range(size, 1000, sizeof data - 1);
    for (size_t bit = 0; bit < 8 * size; bit += bit < 2000 || bit > 8 * size - 600 ? 1 : size / 4) {
        data[bit / 8] ^= (unsigned char)(1 << bit % 8);
        put_file(data, size);
        refused(&sealed, bit < 32 * 8 ? "kind" : "not sealed");
        data[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    for (size_t cut = 0; cut < size; cut += size / 60) {
        put_file(data, cut);
        refused(&sealed, "");
    }
    data[size] = 0;
    put_file(data, size + 1);
    refused(&sealed, "not sealed");
    put_file(data, size);
    goes_on(&sealed);
}

// --- Standard input
static void expect_output(struct belljar *jar, const char *wanted) {
    size_t size;
    enum belljar_result result = belljar_run(jar);
    if (result != BELLJAR_EXITED) fail_msg("%s", belljar_message(jar));
    const char *text = belljar_output(jar, 1, &size);
    assert_int_equal(size, strlen(wanted) + 1); // and the end of the line
    assert_memory_equal(text, wanted, size - 1);
}

static void test_another_input(void **state) {
    (void)state;
    struct belljar_options o = options(key, KEY_SIZE);
    o.stream[0].data = "first";
    o.stream[0].size = 5;
    struct belljar *jar = load(&o, SHOUT_PROGRAM);
    assert_int_equal(belljar_run_until_call(jar, 1), BELLJAR_STOPPED);
    struct belljar_snapshot *s = belljar_snapshot(jar);
    assert_non_null(s);
    assert_int_equal(belljar_checkpoint(jar, path), BELLJAR_OK);
    expect_output(jar, "FIRST");
    for (int i = 0; i < 100; i++) { // the snapshot keeps its own
        assert_int_equal(belljar_restore(jar, s), BELLJAR_OK);
        if (i % 3 == 0) {
            expect_output(jar, "FIRST");
            continue;
        }
        assert_int_equal(belljar_set_input(jar, "the second", i % 3 == 1 ? 10 : 3), BELLJAR_OK);
        expect_output(jar, i % 3 == 1 ? "THE SECOND" : "THE");
    }
    assert_int_equal(belljar_restore(jar, s), BELLJAR_OK);
    assert_int_equal(belljar_set_input(jar, NULL, 0), BELLJAR_OK);
    struct belljar_snapshot *empty = belljar_snapshot(jar);
    expect_output(jar, "");
    belljar_snapshot_drop(s);
    assert_int_equal(belljar_set_input(jar, "unseen", 6), BELLJAR_OK);
    assert_int_equal(belljar_restore(jar, empty), BELLJAR_OK);
    expect_output(jar, "");
    belljar_destroy(jar);

    jar = belljar_resume(path, &o, why, sizeof why);
    assert_non_null(jar);
    assert_int_equal(belljar_set_input(jar, "after resume", 12), BELLJAR_OK);
    expect_output(jar, "AFTER RESUME");
    belljar_destroy(jar);
    jar = belljar_resume(path, &o, why, sizeof why);
    assert_non_null(jar);
    expect_output(jar, "FIRST");
    belljar_destroy(jar);

    o.stream[0].kind = BELLJAR_STREAM_NULL;
    jar = load(&o, SHOUT_PROGRAM);
    assert_int_equal(belljar_set_input(jar, "x", 1), BELLJAR_E_ARGUMENT);
    belljar_destroy(jar);
}

static enum belljar_action set_inside(void *context, struct belljar *jar, struct belljar_call *call) {
    (void)call;
    *(int *)context = belljar_set_input(jar, "x", 1);
    return BELLJAR_CALL_MAKE;
}

static void test_no_input_inside_a_run(void **state) {
    (void)state;
    struct belljar_options o = options(NULL, 0);
    struct belljar *jar = load(&o, SHOUT_PROGRAM);
    int got = 0;
    const struct belljar_monitor monitor = {.struct_size = sizeof monitor, .context = &got, .enter = set_inside};
    assert_int_equal(belljar_add_monitor(jar, &monitor), BELLJAR_OK);
    expect_output(jar, "");
    assert_int_equal(got, BELLJAR_E_STATE);
    belljar_destroy(jar);
}

static int make_path(void **state) {
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}
static int remove_path(void **state) {
    (void)state;
    return unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_key),
        cmocka_unit_test(test_the_key_stays),
        cmocka_unit_test(test_nothing_changed_gets_by),
        cmocka_unit_test(test_another_input),
        cmocka_unit_test(test_no_input_inside_a_run),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
