// SPDX-License-Identifier: GPL-2.0-or-later
// The pure parts of execve besides ELF: "#!" lines, the start stack, address choice, the vDSO image.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after those

#include "abi/auxvec.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/syscall_nr.h"
#include "loader/loader.h"

#include <libelf.h>
#include <stdio.h>

// --- Scripts.

static int parse(const char *text, size_t size, struct script_line *out, char head[BINPRM_BUF_SIZE]) {
    memset(head, 0, BINPRM_BUF_SIZE);
    memcpy(head, text, size < BINPRM_BUF_SIZE ? size : BINPRM_BUF_SIZE);
    return script_parse(head, BINPRM_BUF_SIZE, out);
}

static void reads_script_lines(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int result;
        const char *interpreter, *argument;
    } cases[] = {
        {"#!/bin/sh\necho", 1, "/bin/sh", NULL},
        {"#! /bin/sh\n", 1, "/bin/sh", NULL},
        {"#!\t /bin/sh \t\n", 1, "/bin/sh", NULL},
        {"#!/bin/sh -e\n", 1, "/bin/sh", "-e"},
        {"#!/usr/bin/env  sh -x  -y \t\n", 1, "/usr/bin/env", "sh -x  -y"},
        {"#!/bin/sh", 1, "/bin/sh", NULL},
        {"#!/bin/sh -e", 1, "/bin/sh", "-e"},
        {"#!/bin/sh ", 1, "/bin/sh", ""},
        {"#!", 1, "", NULL},
        {"#!\n", -ENOEXEC, NULL, NULL},
        {"#!   \n", -ENOEXEC, NULL, NULL},
        {"# !/bin/sh\n", 0, NULL, NULL},
        {"\x7f"
         "ELF",
         0, NULL, NULL},
        {"", 0, NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char head[BINPRM_BUF_SIZE];
        struct script_line line;
        assert_int_equal(parse(cases[i].text, strlen(cases[i].text), &line, head), cases[i].result);
        if (cases[i].result != 1) continue;
        assert_string_equal(line.interpreter, cases[i].interpreter);
        if (cases[i].argument)
            assert_string_equal(line.argument, cases[i].argument);
        else
            assert_null(line.argument);
    }
}

static void cuts_long_script_lines(void **state) {
    (void)state;
    char text[400], head[BINPRM_BUF_SIZE];
    struct script_line line;
    memset(text, 'x', sizeof text);
    memcpy(text, "#!/", 3);
    assert_int_equal(parse(text, sizeof text, &line, head), -ENOEXEC); // a name that may go on
    text[10] = ' ';
    assert_int_equal(parse(text, sizeof text, &line, head), 1); // an argument that does
    assert_string_equal(line.interpreter, "/xxxxxxx");
    assert_int_equal(strlen(line.argument), BINPRM_BUF_SIZE - 1 - 11);
    memset(text + 2, ' ', sizeof text - 2);
    assert_int_equal(parse(text, sizeof text, &line, head), -ENOEXEC);
}

// --- The stack.

enum { TOP = 0x20000 };
static u8 memory[TOP];
static u64 lowest;

static int write_memory(void *ctx, u64 address, const void *bytes, size_t n) {
    (void)ctx;
    assert_true(address <= TOP && n <= TOP - address);
    memcpy(memory + address, bytes, n);
    if (address < lowest) lowest = address;
    return 0;
}
static u64 word(u64 at) {
    u64 value;
    memcpy(&value, memory + at, sizeof value);
    return value;
}

static void lays_out_the_stack(void **state) {
    (void)state;
    static const char *const argv[] = {"prog", "", "two words"}, *const envp[] = {"A=1", "PATH=/bin"};
    for (u64 skew = 0; skew < 8192; skew += 1021) {
        struct start_stack s = {.top = TOP,
                                .skew = skew,
                                .argc = 3,
                                .argv = argv,
                                .envc = 2,
                                .envp = envp,
                                .filename = "/bin/prog",
                                .sysinfo_ehdr = 0x7000,
                                .entry = 0x401000,
                                .phnum = 5,
                                .secure = true,
                                .random = {1, 2, 3}};
        memset(memory, 0, sizeof memory);
        lowest = TOP;
        start_stack_plan(&s);
        assert_int_equal(start_stack_write(&s, write_memory, NULL), 0);
        assert_int_equal(s.sp % 16, 0);
        assert_int_equal(lowest, s.sp);
        assert_int_equal(word(TOP - 8), 0);
        assert_string_equal((char *)memory + TOP - 8 - sizeof "/bin/prog", "/bin/prog");
        u64 p = s.sp;
        assert_int_equal(word(p), 3);
        for (size_t i = 0; i < 3; i++) assert_string_equal((char *)memory + word(p + 8 + 8 * i), argv[i]);
        assert_int_equal(word(p + 32), 0);
        for (size_t i = 0; i < 2; i++) assert_string_equal((char *)memory + word(p + 40 + 8 * i), envp[i]);
        assert_int_equal(word(p + 56), 0);
        // Arguments lie one after the other, the environment right behind them.
        assert_int_equal(word(p + 8), s.arg_start);
        assert_int_equal(word(p + 40), s.arg_end);
        assert_int_equal(s.arg_end, s.env_start);
        assert_int_equal(s.strings_bytes, TOP - s.arg_start);
        u64 seen = 0;
        for (p += 64; word(p) != AT_NULL; p += 16) {
            u64 type = word(p), value = word(p + 8);
            seen |= 1ull << (type & 63);
            if (type == AT_RANDOM) assert_int_equal(memory[value + 2], 3);
            if (type == AT_EXECFN) assert_string_equal((char *)memory + value, "/bin/prog");
            if (type == AT_PLATFORM) assert_string_equal((char *)memory + value, "x86_64");
            if (type == AT_ENTRY) assert_int_equal(value, 0x401000);
            if (type == AT_SECURE) assert_int_equal(value, 1);
            if (type == AT_PAGESZ) assert_int_equal(value, 4096);
        }
        assert_true(seen >> AT_SYSINFO_EHDR & 1 && seen >> AT_PHDR & 1 && seen >> AT_HWCAP & 1);
        assert_true(p + 16 <= s.random_at);
    }
}

static void chooses_addresses_in_bounds(void **state) {
    (void)state;
    struct aslr_layout l;
    aslr_choose(NULL, 8 << 20, &l);
    assert_int_equal(l.stack_top, TASK_SIZE);
    assert_int_equal(l.mmap_base, TASK_SIZE - (128ull << 20));
    assert_int_equal(l.pie_base, 0x555555554000);
    assert_int_equal(l.brk_offset, 0);
    static const u64 limits[] = {0, 8 << 20, 1ull << 40, UINT64_MAX};
    for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
        for (u64 r = 0; r < 8; r++) {
            u64 x = r == 7 ? UINT64_MAX : r * 0x9e3779b97f4a7c15ull;
            aslr_choose(&(struct aslr_random){x, x, x, x, x}, limits[i], &l);
            assert_true(l.stack_top <= TASK_SIZE && l.stack_top >= TASK_SIZE - (1ull << 34));
            assert_true(l.mmap_base < l.stack_top && l.mmap_base > MMAP_MIN_ADDR + (1ull << 32));
            assert_int_equal((l.stack_top | l.mmap_base | l.pie_base | l.brk_offset) & ~PAGE_MASK, 0);
            assert_true(l.pie_base >= 0x555555554000 && l.pie_base < TASK_SIZE - (1ull << 40));
            assert_true(l.stack_skew < 8192 && l.brk_offset < 1ull << 30);
        }
}

// --- The vDSO, looked at as musl does: through the dynamic section alone.

static u64 dynamic(const u8 *page, const Elf64_Phdr *ph, u64 tag) {
    const Elf64_Dyn *d = (const void *)(page + ph->p_offset);
    for (; d->d_tag != DT_NULL; d++)
        if ((u64)d->d_tag == tag) return d->d_un.d_val;
    fail_msg("no dynamic entry %lu", (unsigned long)tag);
    return 0;
}

static void builds_a_vdso(void **state) {
    (void)state;
    _Alignas(16) static u8 page[VDSO_BYTES];
    struct vdso_layout layout;
    vdso_build(page, &layout);
    elf_version(EV_CURRENT);
    Elf *elf = elf_memory((char *)page, sizeof page);
    assert_non_null(elf);
    const Elf64_Phdr *ph = elf64_getphdr(elf);
    assert_int_equal(ph[0].p_type, PT_LOAD);
    assert_int_equal(ph[1].p_type, PT_DYNAMIC);
    assert_true(layout.code_end <= ph[0].p_memsz && ph[0].p_memsz <= sizeof page);
    const char *strings = (const char *)page + dynamic(page, &ph[1], DT_STRTAB);
    const Elf64_Sym *symbols = (const void *)(page + dynamic(page, &ph[1], DT_SYMTAB));
    const u32 *hash = (const void *)(page + dynamic(page, &ph[1], DT_HASH));
    const u16 *versions = (const void *)(page + dynamic(page, &ph[1], DT_VERSYM));
    static const struct {
        const char *name;
        u32 nr;
    } wanted[] = {{"__vdso_clock_gettime", NR_clock_gettime},
                  {"__vdso_gettimeofday", NR_gettimeofday},
                  {"__vdso_time", NR_time},
                  {"__vdso_clock_getres", NR_clock_getres},
                  {"__vdso_getcpu", NR_getcpu}};
    for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
        u32 n = 1;
        while (n < hash[1] && strcmp(strings + symbols[n].st_name, wanted[i].name) != 0) n++;
        assert_true(n < hash[1]);
        assert_int_equal(versions[n], 2);
        const u8 *code = page + symbols[n].st_value;
        assert_true(symbols[n].st_value >= layout.code_start && symbols[n].st_value < layout.code_end);
        assert_int_equal(code[0], 0xb8); // mov $nr, %eax; syscall; ret
        u32 nr;
        memcpy(&nr, code + 1, sizeof nr);
        assert_int_equal(nr, wanted[i].nr);
        assert_memory_equal(code + 5, "\x0f\x05\xc3", 3);
    }
    elf_end(elf);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_script_lines), cmocka_unit_test(cuts_long_script_lines),
        cmocka_unit_test(lays_out_the_stack), cmocka_unit_test(chooses_addresses_in_bounds),
        cmocka_unit_test(builds_a_vdso),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
