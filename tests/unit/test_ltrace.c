// SPDX-License-Identifier: GPL-2.0-or-later
// What ltrace reads: filter expressions and prototypes, right ones and wrong ones, and the file that is part of the library.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h> // after those

#include "trace/filter.h"
#include "trace/program.h"
#include "trace/prototype.h"

// --- Filters
static const char *const program[] = {"MAIN", "hello", NULL}, *const libc[] = {"libc", "libc.so.6", NULL};

static bool match(const char *expression, const char *name, const char *const *where) {
    struct filter *f = NULL;
    char why[128];
    assert_true(filter_add(&f, expression, why, sizeof why));
    bool yes = filter_match(f, name, where, where == program);
    filter_free(f);
    return yes;
}

static void test_filters(void **state) {
    (void)state;
    assert_true(match("malloc+free", "free", program));
    assert_false(match("malloc+free", "freed", program));
    assert_false(match("malloc+free", "free", libc)); // calls that libc makes itself are asked for by name
    assert_true(match("malloc+free@libc*", "free", libc));
    assert_false(match("malloc+free@libc*", "malloc", libc));
    assert_true(match("str*-strlen", "strcpy", program));
    assert_false(match("str*-strlen", "strlen", program));
    assert_true(match("-puts", "printf", program));
    assert_false(match("-puts", "puts", program));
    assert_false(match("!puts", "puts", program));
    assert_true(match("*-@libc", "puts", program));
    assert_true(match("@MAIN", "anything", program));
    assert_false(match("@MAIN", "anything", libc));
    assert_true(match("/p(uts|rintf)/", "puts", program));
    assert_false(match("/put/", "puts", program)); // all of it must match
    assert_true(match("/put.@lib.*/", "puts", libc));
    assert_true(match("[mn]alloc", "malloc", program));
    assert_true(match("^puts$", "puts", program));
}

static void test_bad_filters(void **state) {
    (void)state;
    static const char *const bad[] = {"", "/open", "/(/", "a@/b", "-"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct filter *f = NULL;
        char why[128] = "";
        if (filter_add(&f, bad[i], why, sizeof why)) fail_msg("'%s' is accepted", bad[i]);
        assert_true(why[0] != 0);
        filter_free(f);
    }
}

// --- Prototypes
static struct prototypes *read_text(const char *text, char *why, size_t size) {
    struct prototypes *p = prototypes_create();
    assert_non_null(p);
    why[0] = 0;
    if (prototypes_read(p, "test.conf", text, strlen(text), why, size)) return p;
    prototypes_destroy(p);
    return NULL;
}

static void test_prototypes(void **state) {
    (void)state;
    char why[128];
    struct prototypes *p = read_text("; a comment\n"
                                     "typedef S = struct(int, char, double, array(short, 3));\n"
                                     "typedef E = enum(A, B=5, C);\n"
                                     "\n"
                                     "long read(int, +string[retval], ulong);\n"
                                     "void f(S, S*, hex(uint), E); ; twice\n"
                                     "void f(string(array(char, elt1)*), array(int, arg1));\n"
                                     "typedef list = struct;\n"
                                     "typedef list = struct(int, list*);\n"
                                     "list* walk(list*)\n"
                                     "int none(void);",
                                     why, sizeof why);
    assert_string_equal(why, "");
    const struct prototype *f = prototypes_find(p, "read");
    assert_int_equal(f->count, 3);
    assert_int_equal(f->split, 1);
    assert_int_equal(f->result->kind, TYPE_LONG);
    assert_int_equal(f->args[1]->lens, LENS_STRING);
    assert_int_equal(f->args[1]->of->length->bound->kind, EXPRESSION_ARGUMENT);
    f = prototypes_find(p, "f");
    assert_int_equal(f->count, 2); // what was said last
    assert_int_equal(f->args[1]->kind, TYPE_POINTER);
    assert_int_equal(f->args[1]->of->kind, TYPE_ARRAY);
    f = prototypes_find(p, "walk");
    assert_ptr_equal(f->args[0]->of, f->args[0]->of->fields[1]->of);
    assert_int_equal(f->args[0]->of->size, 16);
    assert_int_equal(prototypes_find(p, "none")->count, 0);
    assert_null(prototypes_find(p, "S"));
    prototypes_destroy(p);
}

static void test_bad_prototypes(void **state) {
    (void)state;
    static const char *const bad[] = {"int",
                                      "int f",
                                      "int f(",
                                      "int f(int",
                                      "int f(int,,int);",
                                      "nosuch f();",
                                      "int f(int;",
                                      "typedef = int;",
                                      "typedef T int;",
                                      "int f(array(int));",
                                      "int f(enum(A=));",
                                      "int f(string[);",
                                      "int f(array(int, foo));",
                                      "int f(int) int g(int);",
                                      "f(int);"};
    char why[128];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (read_text(bad[i], why, sizeof why)) fail_msg("'%s' is accepted", bad[i]);
        assert_memory_equal(why, "test.conf:1: ", 13);
    }
    char deep[4096] = "void f(";
    for (int i = 0; i < 900; i++) strcat(deep, "hex(");
    assert_null(read_text(deep, why, sizeof why));
    assert_null(read_text("typedef T = struct;\ntypedef T = struct(int, T);\n", why, sizeof why));
    assert_null(read_text("typedef T = struct;\ntypedef T = struct(int, array(T, 2));\n", why, sizeof why));
    assert_null(read_text("int ok();\nint wrong(\n", why, sizeof why));
    assert_memory_equal(why, "test.conf:2: ", 13);
}

// Every line cut off anywhere, and every byte of some lines changed: refused or read, never worse.
static void test_torn_prototypes(void **state) {
    (void)state;
    char text[] = "struct(float,hex(char),array(int,elt1)) f(+string[zero(arg3)], enum[short](A=-1,B)*, "
                  "bitvec(ulong), format);";
    char why[128];
    for (size_t n = 0; n < sizeof text; n++) {
        struct prototypes *p = prototypes_create();
        (void)prototypes_read(p, "torn", text, n, why, sizeof why);
        prototypes_destroy(p);
    }
    for (size_t at = 0; at + 1 < sizeof text; at++)
        for (int c = 1; c < 256; c++) {
            char kept = text[at];
            struct prototypes *p = prototypes_create();
            text[at] = (char)c;
            (void)prototypes_read(p, "torn", text, sizeof text - 1, why, sizeof why);
            text[at] = kept;
            prototypes_destroy(p);
        }
}

// --- Programs: this one, cut off and changed
static bool known(void *ctx, const char *name) {
    (void)ctx;
    return !strcmp(name, "printf") || !strcmp(name, "malloc");
}

static void test_torn_programs(void **state) {
    (void)state;
    static u8 bytes[1 << 20], copy[1 << 20];
    FILE *f = fopen("/proc/self/exe", "r");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    struct program *p = program_read(bytes, n, known, NULL);
    if (p) program_put(p);
    for (size_t size = 0; size < n; size += size < 4096 ? 61 : n / 23) {
        p = program_read(bytes, size, known, NULL);
        program_put(p);
    }
    u32 seed = 1;
    for (int round = 0; round < 60; round++) {
        memcpy(copy, bytes, n);
        for (int i = 0; i < 64; i++) {
            seed = seed * 1103515245u + 12345u;
            size_t at = round % 2 ? seed % n : seed % 1024;
            copy[at] = (u8)(seed >> 24);
        }
        p = program_read(copy, n, known, NULL);
        if (p) (void)program_find(p, seed);
        program_put(p);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filters),         cmocka_unit_test(test_bad_filters),
        cmocka_unit_test(test_prototypes),      cmocka_unit_test(test_bad_prototypes),
        cmocka_unit_test(test_torn_prototypes), cmocka_unit_test(test_torn_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
