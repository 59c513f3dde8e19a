// SPDX-License-Identifier: GPL-2.0-or-later
// Decoding calls: strace's quoting, names, lists and results. The expected texts are what strace 6.1 printed for the same calls.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after those

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/socket.h"
#include "abi/syscall_nr.h"
#include "abi/uio.h"
#include "kernel/mm/internal.h"
#include "kernel/sandbox.h"
#include "trace/decode.h"

// Two pages with a hole behind them.
#define BASE 0x10000000ull
#define END (BASE + 2 * PAGE_SIZE)

static struct sandbox *sb;
static struct task task;
static struct text out;
static struct decode_options options;
static struct decode d;

static int setup(void **state) {
    (void)state;
    struct heap *heap = heap_create(-1, 0);
    if (!heap) return -1;
    sb = knew(heap, struct sandbox);
    heap_set_root(heap, sb);
    sb->heap = heap;
    sb->pool = page_pool_create(heap, 16 << 20);
    task = (struct task){.sb = sb, .mm = mm_create(sb)};
    options = (struct decode_options){.string_limit = 32};
    d = (struct decode){.out = &out, .opt = &options, .task = &task, .abbrev = true, .verbose = true};
    s64 at =
        mm_mmap(task.mm, BASE, END - BASE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, 0);
    return at == (s64)BASE ? 0 : -1;
}

static int teardown(void **state) {
    (void)state;
    struct heap *heap = sb->heap;
    mm_put(task.mm);
    page_pool_destroy(sb->pool);
    kfree(sb);
    heap_destroy(heap);
    text_free(&out);
    return 0;
}

static void store(uaddr_t at, const void *bytes, size_t n) {
    assert_int_equal(user_write(task.mm, at, bytes, n), 0);
}

static const char *taken(void) {
    text_char(&out, 0);
    out.size = 0;
    return out.data;
}

#define CALL(nr, result, ...) call_text(nr, result, (const u64[6]){__VA_ARGS__})
static const char *call_text(u64 nr, s64 result, const u64 *args) {
    d.nr = nr;
    d.row = call_kinds_of(nr);
    memcpy(d.args, args, sizeof d.args);
    decode_enter(&d);
    text_char(&out, '|'); // where the first step ends
    d.result = result;
    decode_exit(&d);
    text_puts(&out, " = ");
    decode_result(&d);
    return taken();
}

static const char *quoted(const char *bytes, size_t n, u32 how) {
    print_quoted(&d, bytes, n, how);
    return taken();
}
#define QUOTED(bytes, how) quoted(bytes, sizeof bytes - 1, how)

static void test_quoting(void **state) {
    (void)state;
    assert_string_equal(QUOTED("a\0b\0001\0008\33\0339\33[m", 0), "\"a\\0b\\0001\\08\\33\\339\\33[m\"");
    assert_string_equal(QUOTED("\n\t\v\f\r\"\\\x7f\xff", 0), "\"\\n\\t\\v\\f\\r\\\"\\\\\\177\\377\"");
    assert_string_equal(QUOTED("\1\0017\x80", 0), "\"\\1\\0017\\200\"");
    assert_string_equal(QUOTED("", 0), "\"\"");
    assert_string_equal(QUOTED("ab\0cd", QUOTE_STRING), "\"ab\"");
    assert_string_equal(QUOTED("f<o>\"\\", QUOTE_ANGLES), "f\\74o\\76\\\"\\\\");
    assert_string_equal(QUOTED("ab", QUOTE_HEX), "\"\\x61\\x62\"");
}

static void test_cutting(void **state) {
    (void)state;
    options.string_limit = 4;
    assert_string_equal(QUOTED("abcd", QUOTE_CUT), "\"abcd\"");
    assert_string_equal(QUOTED("abcde", QUOTE_CUT), "\"abcd\"...");
    assert_string_equal(QUOTED("abcde", 0), "\"abcde\"");
    assert_string_equal(QUOTED("abc\1"
                               "7",
                               QUOTE_CUT),
                        "\"abc\\1\"..."); // nothing is looked at behind the cut
    options.string_limit = 0;
    assert_string_equal(QUOTED("a", QUOTE_CUT), "\"\"...");
    assert_string_equal(QUOTED("", QUOTE_CUT), "\"\"");
}

static void test_hex_strings(void **state) {
    (void)state;
    options.hex_strings = 1;
    assert_string_equal(QUOTED("a\n\"", 0), "\"a\\n\\\"\"");
    assert_string_equal(QUOTED("a\x80", 0), "\"\\x61\\x80\"");
    options.hex_strings = 2;
    assert_string_equal(QUOTED("a\n", 0), "\"\\x61\\x0a\"");
    options.hex_strings = 3;
    assert_string_equal(QUOTED("a\n\0017\xff", 0), "\"a\\n\\x017\\xff\"");
}

static const struct name_value flag_entries[] = {{3, "BOTH"}, {1, "ONE"}, {2, "TWO"}, {8, "EIGHT"}};
static const struct name_table flags = {flag_entries, 4, "F_???"};
static const struct name_value mode_entries[] = {{0, "NONE"}, {4, "R"}};
static const struct name_table modes = {mode_entries, 2, NULL};

static const char *flag_text(const struct name_table *names, u64 value) {
    print_flags(&d, names, value);
    return taken();
}
static const char *choice_text(const struct name_table *names, u64 value) {
    print_choice(&d, names, value);
    return taken();
}

static void test_names(void **state) {
    (void)state;
    assert_string_equal(flag_text(&flags, 3), "BOTH");
    assert_string_equal(flag_text(&flags, 0xb), "BOTH|EIGHT");
    assert_string_equal(flag_text(&flags, 0x52), "TWO|0x50");
    assert_string_equal(flag_text(&flags, 0x50), "0x50 /* F_??? */");
    assert_string_equal(flag_text(&flags, 0), "0");
    assert_string_equal(flag_text(&modes, 0), "NONE");
    assert_string_equal(flag_text(&modes, 1), "0x1");
    assert_string_equal(choice_text(&flags, 2), "TWO");
    assert_string_equal(choice_text(&flags, 10), "0xa /* F_??? */");
    assert_string_equal(choice_text(&modes, 0), "NONE");
    options.style = NAMES_RAW;
    assert_string_equal(flag_text(&flags, 0x52), "0x52");
    assert_string_equal(flag_text(&modes, 0), "0");
    assert_string_equal(choice_text(&flags, 10), "0xa");
    options.style = NAMES_VERBOSE;
    assert_string_equal(flag_text(&flags, 0x52), "0x52 /* TWO|0x50 */");
    assert_string_equal(flag_text(&flags, 0x50), "0x50 /* F_??? */");
    assert_string_equal(flag_text(&flags, 0), "0");
    assert_string_equal(flag_text(&modes, 0), "0 /* NONE */");
    assert_string_equal(choice_text(&flags, 2), "0x2 /* TWO */");
}

static void test_signals(void **state) {
    (void)state;
    static const struct {
        int signo;
        const char *text;
    } rows[] = {{0, "0"},        {1, "SIGHUP"},    {29, "SIGIO"}, {32, "SIGRTMIN"},
                {33, "SIGRT_1"}, {64, "SIGRT_32"}, {65, "65"},    {-1, "-1"}};
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        print_signum(&d, rows[i].signo);
        assert_string_equal(taken(), rows[i].text);
    }
    options.style = NAMES_VERBOSE;
    assert_string_equal(CALL(NR_kill, -ESRCH, (u64)-99999, 64),
                        "kill(-99999, 64 /* SIGRT_32 */|) = -1 ESRCH (No such process)");
}

static void test_steps(void **state) {
    (void)state;
    store(BASE, "hello\n", 6);
    assert_string_equal(CALL(NR_write, 6, 1, BASE, 6), "write(1, \"hello\\n\", 6|) = 6");
    assert_string_equal(CALL(NR_read, 5, 3, BASE, 100), "read(3, |\"hello\", 100) = 5");
    assert_string_equal(CALL(NR_read, -EBADF, 3, BASE, 100),
                        "read(3, |0x10000000, 100) = -1 EBADF (Bad file descriptor)");
    assert_string_equal(CALL(NR_getcwd, -ERANGE, BASE, 1),
                        "getcwd(|0x10000000, 1) = -1 ERANGE (Numerical result out of range)");
    assert_string_equal(CALL(NR_getppid, 1, 0), "getppid(|) = 1");
    assert_string_equal(CALL(NR_close, 0, 0x100000003), "close(3|) = 0");
    assert_string_equal(CALL(NR_umask, 0, 0), "umask(000|) = 000");
    assert_string_equal(CALL(NR_umask, 022, 0123456701), "umask(056701|) = 022");
    assert_string_equal(CALL(NR_setuid, -EINVAL, UINT64_MAX), "setuid(-1|) = -1 EINVAL (Invalid argument)");
    assert_string_equal(CALL(NR_brk, (s64)0x1000, 0), "brk(NULL|) = 0x1000");
    assert_string_equal(CALL(NR_pause, -ERESTARTNOHAND, 0),
                        "pause(|) = ? ERESTARTNOHAND (To be restarted if no handler)");
    assert_string_equal(CALL(NR_getppid, -600, 0), "getppid(|) = -1 (errno 600)");
    assert_string_equal(CALL(NR_getppid, -ENOTSUPP, 0), "getppid(|) = -1 ENOTSUPP (Unknown error 524)");
    u64 offset = 5;
    store(BASE, &offset, 8);
    assert_string_equal(CALL(NR_sendfile, 0, 4, 3, BASE, 9), "sendfile(4, 3, [5]|, 9) = 0");
    assert_string_equal(CALL(NR_preadv, -EBADF, (u64)-1, 0, 1, 7, 0),
                        "preadv(-1, |NULL, 1, 7) = -1 EBADF (Bad file descriptor)");
    d.raw = true;
    assert_string_equal(CALL(NR_read, 17, 3, BASE, 100), "read(0x3, 0x10000000, 0x64|) = 0x11");
    assert_string_equal(CALL(NR_read, -EBADF, 3, 0, 1), "read(0x3, 0, 0x1|) = -1 EBADF (Bad file descriptor)");
    d.raw = false;
    d.answered = true;
    assert_string_equal(CALL(NR_close, -EIO, 3), "close(3|) = -1 EIO (Input/output error) (INJECTED)");
}

// What changes between the two steps shows.
static void test_moved_offset(void **state) {
    (void)state;
    u64 offset = 5, args[6] = {4, 3, BASE, 9};
    store(BASE, &offset, 8);
    d.nr = NR_sendfile;
    d.row = call_kinds_of(d.nr);
    memcpy(d.args, args, sizeof args);
    decode_enter(&d);
    offset = 14;
    store(BASE, &offset, 8);
    d.result = 9;
    decode_exit(&d);
    assert_string_equal(taken(), "sendfile(4, 3, [5] => [14], 9)");
}

// The length of an option that the kernel puts in the place of the program's, as natively.
static const char *option_text(u32 level, u32 option, s32 before, s32 after) {
    const u64 args[6] = {3, level, option, BASE + 64, BASE};
    store(BASE, &before, sizeof before);
    d.nr = NR_getsockopt;
    d.row = call_kinds_of(d.nr);
    memcpy(d.args, args, sizeof args);
    decode_enter(&d);
    store(BASE, &after, sizeof after);
    d.result = 0;
    decode_exit(&d);
    return taken();
}

static void test_option_lengths(void **state) {
    (void)state;
    const u32 words[4] = {3, 0, 7, 9};
    store(BASE + 64, words, sizeof words);
    assert_string_equal(option_text(SOL_SOCKET, SO_RCVBUF, 5, 4),
                        "getsockopt(3, SOL_SOCKET, SO_RCVBUF, [3], [5 => 4])");
    assert_string_equal(option_text(SOL_SOCKET, SO_RCVBUF, 4, 1),
                        "getsockopt(3, SOL_SOCKET, SO_RCVBUF, \"\\x03\", [4 => 1])");
    assert_string_equal(option_text(SOL_SOCKET, SO_LINGER, 10, 8),
                        "getsockopt(3, SOL_SOCKET, SO_LINGER, {l_onoff=3, l_linger=0}, [10 => 8])");
    assert_string_equal(option_text(SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, 0, 8),
                        "getsockopt(3, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, 0x10000040, [0 => 8])");
    assert_string_equal(option_text(SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, 3, 8),
                        "getsockopt(3, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, [], [3 => 8])");
    assert_string_equal(option_text(SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, 7, 8),
                        "getsockopt(3, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, [3], [7 => 8])");
    assert_string_equal(option_text(SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, 12, 8),
                        "getsockopt(3, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, [3, 0], [12 => 8])");
    assert_string_equal(option_text(SOL_SOCKET, SO_BINDTODEVICE, 4, 0),
                        "getsockopt(3, SOL_SOCKET, SO_BINDTODEVICE, 0x10000040, [4 => 0])");
    d.abbrev = false;
    assert_string_equal(option_text(SOL_SOCKET, SO_GET_FILTER, 3, 1),
                        "getsockopt(3, SOL_SOCKET, SO_GET_FILTER, [BPF_STMT(BPF_STX, 0)], [3 => 1])");
}

static void test_unreadable(void **state) {
    (void)state;
    store(END - 6, "zzzzzz", 6);
    assert_string_equal(CALL(NR_chdir, -EFAULT, END - 6), "chdir(0x10001ffa|) = -1 EFAULT (Bad address)");
    assert_string_equal(CALL(NR_chdir, -EFAULT, 0), "chdir(NULL|) = -1 EFAULT (Bad address)");
    assert_string_equal(CALL(NR_write, 6, 1, END - 6, 6), "write(1, \"zzzzzz\", 6|) = 6");
    assert_string_equal(CALL(NR_write, 6, 1, END - 6, 7), "write(1, 0x10001ffa, 7|) = 6");
    assert_string_equal(CALL(NR_write, 0, 1, 1, 0), "write(1, \"\", 0|) = 0");
    options.string_limit = 5;
    assert_string_equal(CALL(NR_write, 6, 1, END - 6, 1000), "write(1, \"zzzzz\"..., 1000|) = 6");
}

static void test_long_paths(void **state) {
    (void)state;
    static char path[4200], expected[4300];
    memset(path, 'p', sizeof path);
    for (size_t n = 4094; n <= 4097; n++) {
        path[n] = 0;
        store(BASE, path, n + 1);
        path[n] = 'p';
        size_t shown = n < 4095 ? n : 4095;
        strcpy(expected, "chdir(\"");
        memset(expected + 7, 'p', shown);
        strcpy(expected + 7 + shown, n > 4095 ? "\"...|) = 0" : "\"|) = 0");
        assert_string_equal(CALL(NR_chdir, 0, BASE), expected);
    }
}

static void test_argument_vectors(void **state) {
    (void)state;
    const u64 half[2] = {BASE, 5};
    store(BASE, "one", 4);
    store(END - 16, half, sizeof half);
    assert_string_equal(
        CALL(NR_execve, -ENOENT, BASE, END - 16, END - 16),
        "execve(\"one\", [\"one\", 0x5, ... /* 0x10002000 */], 0x10001ff0 /* 2 vars, unterminated */|) = -1 ENOENT "
        "(No such file or directory)");
    const u64 none = 0, one[2] = {BASE, 0};
    store(BASE + 64, one, sizeof one);
    store(BASE + 80, &none, sizeof none);
    assert_string_equal(CALL(NR_execve, 0, BASE, BASE + 80, BASE + 64),
                        "execve(\"one\", [], 0x10000040 /* 1 var */|) = 0");
    d.abbrev = false;
    assert_string_equal(CALL(NR_execve, 0, BASE, 0, BASE + 64), "execve(\"one\", NULL, [\"one\"]|) = 0");
    d.verbose = false;
    assert_string_equal(CALL(NR_execve, 0, BASE, BASE + 80, BASE + 64),
                        "execve(\"one\", 0x10000050, 0x10000040|) = 0");
}

static void element(struct decode *decode, const void *bytes) {
    s32 value;
    memcpy(&value, bytes, sizeof value);
    print_dec(decode, value);
}
static const char *array(uaddr_t at, u64 count) {
    print_array(&d, at, count, sizeof(s32), element);
    return taken();
}

static void test_arrays(void **state) {
    (void)state;
    const s32 numbers[] = {1, -2, 3};
    store(END - sizeof numbers, numbers, sizeof numbers);
    assert_string_equal(array(END - 12, 3), "[1, -2, 3]");
    assert_string_equal(array(END - 12, 4), "[1, -2, 3, ... /* 0x10002000 */]");
    assert_string_equal(array(END, 4), "0x10002000");
    assert_string_equal(array(0, 4), "NULL");
    assert_string_equal(array(END - 12, 0), "[]");
    assert_string_equal(array(END - 12, UINT64_MAX / 2), "0x10001ff4");
    options.string_limit = 2;
    assert_string_equal(array(END - 12, 3), "[1, -2, ...]");
    d.abbrev = false;
    assert_string_equal(array(END - 12, 3), "[1, -2, 3]");
    d.verbose = false;
    assert_string_equal(array(END - 12, 3), "0x10001ff4");
}

// --- The program is hostile: whatever it passes, printing ends, within bounds, and touches nothing else.
static u64 seed;
static u64 next_random(void) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return seed;
}

static u64 hostile_argument(void) {
    static const u64 edges[] = {0,
                                1,
                                2,
                                3,
                                8,
                                16,
                                64,
                                128,
                                4095,
                                4096,
                                65536,
                                INT32_MAX,
                                UINT32_MAX,
                                INT64_MAX,
                                UINT64_MAX,
                                UINT64_MAX - 7,
                                0x7ffffffff000,
                                0x800000000000};
    switch (next_random() % 4) {
    case 0: return edges[next_random() % ARRAY_SIZE(edges)];
    case 1: return BASE + next_random() % (END - BASE);
    case 2: return END - next_random() % 300;
    default: return next_random() >> next_random() % 64;
    }
}

// Numbers and addresses of all sizes, over and over.
static void fill_memory(void) {
    u64 words[PAGE_SIZE / 8];
    for (uaddr_t at = BASE; at < END; at += sizeof words) {
        for (size_t i = 0; i < ARRAY_SIZE(words); i++) words[i] = hostile_argument();
        store(at, words, sizeof words);
    }
}

static s64 hostile_result(void) {
    switch (next_random() % 3) {
    case 0: return -(s64)(next_random() % (MAX_ERRNO + 1));
    case 1: return (s64)(next_random() % 5000);
    default: return (s64)next_random();
    }
}

static void test_hostile_arguments(void **state) {
    (void)state;
    const size_t longest = 8 << 20;
    seed = 0x9e3779b97f4a7c15u;
    for (u32 round = 0; round < 500; round++) {
        fill_memory();
        options.string_limit = round % 3 ? 32 : (u32)(next_random() % 5000);
        options.hex_strings = (u32)(next_random() % 4);
        options.style = (enum name_style)(next_random() % 3);
        options.fds = (u32)(next_random() % 16);
        d.abbrev = next_random() % 2;
        d.verbose = next_random() % 8;
        for (u64 nr = 0; nr < NR_SYSCALLS; nr++) {
            d.nr = nr;
            d.row = call_kinds_of(nr);
            if (!d.row) continue;
            for (u32 i = 0; i < 6; i++) d.args[i] = hostile_argument();
            memset(d.kept, 0, sizeof d.kept);
            decode_enter(&d);
            for (u32 i = 0; i < 6; i++) { // another thread is at work meanwhile
                u64 word = hostile_argument();
                uaddr_t at = d.args[i] + next_random() % 32;
                if (at >= BASE && at <= END - sizeof word) store(at, &word, sizeof word);
            }
            d.result = hostile_result();
            decode_exit(&d);
            decode_result(&d);
            size_t n = strlen(taken());
            assert_false(out.failed);
            assert_true(n > 0 && n < longest);
            assert_int_equal(d.fields, 0); // every bracket is closed
        }
    }
}

// Messages that all have the same long list behind them, each of whose elements is long.
static void test_long_text(void **state) {
    (void)state;
    enum { MESSAGES = 32, ROOM = 1 << 20, MOST = 5 << 20 };
    const uaddr_t control = 2 * BASE;
    const u64 header[] = {24, (u64)SCM_RIGHTS << 32 | SOL_SOCKET, 0};
    struct abi_mmsghdr m = {.msg_hdr = {.msg_control = control, .msg_controllen = ROOM}};
    const struct abi_iovec part = {control, ROOM};
    assert_int_equal(
        mm_mmap(task.mm, control, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, 0),
        control);
    for (u64 at = 0; at + sizeof header <= ROOM; at += sizeof header) store(control + at, header, sizeof header);
    for (u64 i = 0; i < MESSAGES; i++) store(BASE + i * sizeof m, &m, sizeof m);
    const char *text = CALL(NR_sendmmsg, MESSAGES, 3, BASE, MESSAGES, 0, 0, 0);
    assert_in_range(strlen(text), 4 << 20, MOST);
    static const char end[] = "cmsg_data=[...]}, ...], msg_controllen=1048576, msg_flags=0}, "
                              "msg_len=0}, ...], 32, 0) = 32";
    assert_string_equal(text + strlen(text) - (sizeof end - 1), end);
    assert_int_equal(d.fields, 0);
    // Strings that were asked for are whole.
    options.string_limit = ROOM;
    for (u64 i = 0; i < 8; i++) store(BASE + i * sizeof part, &part, sizeof part);
    text = CALL(NR_writev, -EBADF, 3, BASE, 8, 0, 0, 0);
    assert_true(strlen(text) > 8 * ROOM);
    assert_null(strstr(text, "..."));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_quoting, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cutting, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hex_strings, setup, teardown),
        cmocka_unit_test_setup_teardown(test_names, setup, teardown),
        cmocka_unit_test_setup_teardown(test_signals, setup, teardown),
        cmocka_unit_test_setup_teardown(test_steps, setup, teardown),
        cmocka_unit_test_setup_teardown(test_moved_offset, setup, teardown),
        cmocka_unit_test_setup_teardown(test_option_lengths, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unreadable, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long_paths, setup, teardown),
        cmocka_unit_test_setup_teardown(test_argument_vectors, setup, teardown),
        cmocka_unit_test_setup_teardown(test_arrays, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hostile_arguments, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long_text, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
