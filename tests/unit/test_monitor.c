// SPDX-License-Identifier: GPL-2.0-or-later
// Monitors through the public interface, on a program that is nothing but a few calls.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka wants those first
#include <belljar.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// getppid(); write(1, "abc", 3); write(1, "def", 3); exit_group(result of getppid & 255), as machine code.
static const unsigned char code[] = {
    0xb8, 110,  0,    0,   0,   0x0f, 0x05,                         // mov $110,%eax; syscall
    0x89, 0xc3,                                                     // mov %eax,%ebx
    0xb8, 1,    0,    0,   0,   0xbf, 1,    0,    0,    0,          // mov $1,%eax; mov $1,%edi
    0x48, 0x8d, 0x35, 42,  0,   0,    0,                            // lea text(%rip),%rsi
    0xba, 3,    0,    0,   0,   0x0f, 0x05,                         // mov $3,%edx; syscall
    0xb8, 1,    0,    0,   0,   0xbf, 1,    0,    0,    0,          // the same again, for "def"
    0x48, 0x8d, 0x35, 21,  0,   0,    0,                            //
    0xba, 3,    0,    0,   0,   0x0f, 0x05,                         //
    0xb8, 231,  0,    0,   0,   0x89, 0xdf, 0x0f, 0x05, 0x0f, 0x0b, // mov $231,%eax; mov %ebx,%edi; syscall; ud2
    'a',  'b',  'c',  'd', 'e', 'f'};

static size_t make_program(unsigned char *out) {
    static const unsigned char header[120] = {
        0x7f,      'E',      'L',         'F',         2,         1,         1,           [16] = 2,
        [18] = 62, [20] = 1, [24] = 0x78, [26] = 0x40, [32] = 64, [52] = 64, [54] = 56,   [56] = 1,
        [64] = 1,  [68] = 5, [82] = 0x40, [90] = 0x40, [96] = 0,  [112] = 0, [113] = 0x10};
    memcpy(out, header, sizeof header);
    memcpy(out + sizeof header, code, sizeof code);
    out[96] = out[104] = (unsigned char)(sizeof header + sizeof code); // p_filesz, p_memsz
    return sizeof header + sizeof code;
}

static struct belljar *load(void) {
    unsigned char program[512];
    struct belljar_options options;
    belljar_options_init(&options);
    options.root = NULL;
    for (int i = 0; i < 3; i++) options.stream[i].kind = BELLJAR_STREAM_BUFFER;
    struct belljar *jar = belljar_create(&options, NULL, 0);
    assert_non_null(jar);
    char name[] = "/tmp/belljar-monitor-XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    size_t size = make_program(program);
    assert_int_equal(write(fd, program, size), size);
    assert_int_equal(fchmod(fd, 0755), 0);
    close(fd);
    const char *argv[] = {"calls", NULL};
    int error = belljar_load(jar, name, argv, NULL, NULL);
    unlink(name);
    if (error) print_message("%s\n", belljar_message(jar));
    assert_int_equal(error, 0);
    return jar;
}

static void expect(struct belljar *jar, const char *output, int status) {
    assert_int_equal(belljar_run(jar), BELLJAR_EXITED);
    size_t size;
    const char *text = belljar_output(jar, 1, &size);
    assert_int_equal(size, strlen(output));
    assert_memory_equal(text, output, size);
    assert_int_equal(belljar_exit_code(jar), status);
    belljar_destroy(jar);
}

struct seen {
    int entries, exits, tasks, ends, last_status;
    char names[256];
};
static enum belljar_action note_entry(void *context, struct belljar *jar, struct belljar_call *call) {
    struct seen *seen = context;
    (void)jar;
    seen->entries++;
    strcat(strcat(seen->names, call->name), " ");
    return BELLJAR_CALL_MAKE;
}
static void note_exit(void *context, struct belljar *jar, struct belljar_call *call) {
    (void)jar, (void)call;
    ((struct seen *)context)->exits++;
}
static void note_end(void *context, struct belljar *jar, int tid, int status) {
    struct seen *seen = context;
    (void)jar, (void)tid;
    seen->ends++;
    seen->last_status = status;
}

static void test_sees(void **state) {
    (void)state;
    struct belljar *jar = load();
    struct seen all = {0}, few = {0};
    struct belljar_monitor m = {
        .struct_size = sizeof m, .context = &all, .enter = note_entry, .exit = note_exit, .task_exit = note_end};
    assert_int_equal(belljar_add_monitor(jar, &m), 0);
    m.context = &few, m.calls = "/^get,exit_group";
    assert_int_equal(belljar_add_monitor(jar, &m), 0);
    expect(jar, "abcdef", 1);
    assert_string_equal(all.names, "getppid write write exit_group ");
    assert_string_equal(few.names, "getppid exit_group ");
    assert_int_equal(all.exits, 3); // exit_group does not return
    assert_int_equal(all.ends, 1);
    assert_int_equal(all.last_status, 1 << 8);
}

static enum belljar_action answer(void *context, struct belljar *jar, struct belljar_call *call) {
    (void)context, (void)jar;
    call->result = 77;
    return BELLJAR_CALL_ANSWER;
}
static void see_answered(void *context, struct belljar *jar, struct belljar_call *call) {
    (void)jar;
    *(int *)context = call->answered;
    call->result++;
}
static void test_answers(void **state) {
    (void)state;
    struct belljar *jar = load();
    int answered = -1;
    struct belljar_monitor m = {
        .struct_size = sizeof m, .calls = "getppid", .context = &answered, .enter = answer, .exit = see_answered};
    assert_int_equal(belljar_add_monitor(jar, &m), 0);
    expect(jar, "abcdef", 78);
    assert_int_equal(answered, 1);
}

static enum belljar_action change(void *context, struct belljar *jar, struct belljar_call *call) {
    struct belljar_registers r;
    char text[4] = "";
    (*(int *)context)++;
    assert_int_equal(belljar_get_registers(jar, call->tid, &r), 0);
    assert_int_equal(r.rdi, call->args[0]);
    assert_int_equal(belljar_read_memory(jar, call->tid, call->args[1], text, 3), 3);
    assert_int_equal(belljar_read_memory(jar, call->tid, 16, text, 3), 0);
    if (!strcmp(text, "def")) {
        assert_int_equal(belljar_write_memory(jar, call->tid, call->args[1], "DEF", 3), 3);
        call->args[2] = 2;
        r.rbx = 9; // becomes the exit status
        assert_int_equal(belljar_set_registers(jar, call->tid, &r), 0);
    }
    char path[64];
    assert_int_equal(belljar_fd_path(jar, call->tid, 1, path, sizeof path), 0);
    assert_int_equal(strncmp(path, "pipe:", 5), 0);
    assert_int_equal(belljar_fd_path(jar, call->tid, 99, path, sizeof path), BELLJAR_E_NOT_FOUND);
    assert_int_equal(belljar_read_memory(jar, 999, 0, path, 1), BELLJAR_E_NOT_FOUND);
    return BELLJAR_CALL_MAKE;
}
static void test_changes(void **state) {
    (void)state;
    struct belljar *jar = load();
    int calls = 0;
    struct belljar_monitor m = {.struct_size = sizeof m, .calls = "write", .context = &calls, .enter = change};
    assert_int_equal(belljar_add_monitor(jar, &m), 0);
    expect(jar, "abcDE", 9);
    assert_int_equal(calls, 2);
}

static enum belljar_action another(void *context, struct belljar *jar, struct belljar_call *call) {
    (void)context, (void)jar;
    call->number = 39; // getpid: the program is process 2
    return BELLJAR_CALL_MAKE;
}
static void test_another_call(void **state) {
    (void)state;
    struct belljar *jar = load();
    struct belljar_monitor m = {.struct_size = sizeof m, .calls = "getppid", .enter = another};
    assert_int_equal(belljar_add_monitor(jar, &m), 0);
    expect(jar, "abcdef", 2);
}

static void test_refuses(void **state) {
    (void)state;
    struct belljar *jar = load();
    struct belljar_monitor m = {.struct_size = sizeof m, .calls = "getppid,nonsense"};
    assert_int_equal(belljar_add_monitor(jar, &m), BELLJAR_E_ARGUMENT);
    assert_string_equal(belljar_message(jar), "monitor: invalid system call 'nonsense'");
    m.struct_size = 8;
    assert_int_equal(belljar_add_monitor(jar, &m), BELLJAR_E_ARGUMENT);
    expect(jar, "abcdef", 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sees), cmocka_unit_test(test_answers),
                                       cmocka_unit_test(test_changes), cmocka_unit_test(test_another_call),
                                       cmocka_unit_test(test_refuses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
