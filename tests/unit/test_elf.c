// SPDX-License-Identifier: GPL-2.0-or-later
// The ELF loader and hostile files: every refusal by its name, every byte of the headers changed, every length cut.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after those

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/mman.h"
#include "loader/loader.h"

#include <elf.h>

enum { FILE_SIZE = 0x3000, PHNUM = 6 };

struct image {
    union {
        u8 bytes[FILE_SIZE];
        struct {
            Elf64_Ehdr eh;
            Elf64_Phdr ph[PHNUM];
            char interpreter[16];
        };
    };
    size_t size;
    s64 fail;     // a read that reaches this offset fails with -EIO; 0: none
    u64 read_end; // how far the loader looked
};

static struct heap *heap;

static s64 image_read(void *ctx, u64 offset, void *buf, size_t n) {
    struct image *f = ctx;
    if (f->fail && offset >= (u64)f->fail) return -EIO;
    if (offset >= f->size) return 0;
    if (n > f->size - offset) n = f->size - offset;
    memcpy(buf, f->bytes + offset, n);
    if (offset + n > f->read_end) f->read_end = offset + n;
    return (s64)n;
}

// A position-dependent program: code at 4 MiB, data and bss above, TLS, a stack, no interpreter.
static void image_init(struct image *f) {
    memset(f, 0, sizeof *f);
    f->size = FILE_SIZE;
    f->eh = (Elf64_Ehdr){.e_type = ET_EXEC,
                         .e_machine = EM_X86_64,
                         .e_version = EV_CURRENT,
                         .e_entry = 0x401000,
                         .e_phoff = sizeof f->eh,
                         .e_ehsize = sizeof f->eh,
                         .e_phentsize = sizeof f->ph[0],
                         .e_phnum = PHNUM,
                         .e_shentsize = sizeof(Elf64_Shdr),
                         .e_shoff = 0x2f00,
                         .e_shnum = 3};
    memcpy(f->eh.e_ident, ELFMAG, SELFMAG);
    f->eh.e_ident[EI_CLASS] = ELFCLASS64;
    f->eh.e_ident[EI_DATA] = ELFDATA2LSB;
    f->eh.e_ident[EI_VERSION] = EV_CURRENT;
    f->ph[0] = (Elf64_Phdr){.p_type = PT_LOAD,
                            .p_flags = PF_R,
                            .p_vaddr = 0x400000,
                            .p_filesz = 0x300,
                            .p_memsz = 0x300,
                            .p_align = 0x1000};
    f->ph[1] = (Elf64_Phdr){.p_type = PT_LOAD,
                            .p_flags = PF_R | PF_X,
                            .p_offset = 0x1000,
                            .p_vaddr = 0x401000,
                            .p_filesz = 0x800,
                            .p_memsz = 0x800,
                            .p_align = 0x1000};
    f->ph[2] = (Elf64_Phdr){.p_type = PT_LOAD,
                            .p_flags = PF_R | PF_W,
                            .p_offset = 0x1ff0,
                            .p_vaddr = 0x403ff0,
                            .p_filesz = 0x210,
                            .p_memsz = 0x3000,
                            .p_align = 0x1000};
    f->ph[3] = (Elf64_Phdr){.p_type = PT_TLS,
                            .p_flags = PF_R,
                            .p_offset = 0x1ff0,
                            .p_vaddr = 0x403ff0,
                            .p_filesz = 0x10,
                            .p_memsz = 0x40,
                            .p_align = 16};
    f->ph[4] = (Elf64_Phdr){.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W};
    f->ph[5] = (Elf64_Phdr){.p_type = PT_NOTE};
    memcpy(f->interpreter, "/lib/ld.so", 11);
}

static enum elf_refusal judge(struct image *f, struct elf_plan *plan) {
    struct loader_source source = {image_read, f};
    return elf_plan_make(heap, &source, plan);
}

static void expect(struct image *f, enum elf_refusal why) {
    struct elf_plan plan;
    assert_int_equal(judge(f, &plan), why);
    if (why != ELF_ACCEPTED && !elf_refusal_fatal(why)) {
        assert_null(plan.segments);
        assert_null(plan.interpreter);
    }
    elf_plan_release(&plan);
}

static void accepts_a_program(void **state) {
    (void)state;
    struct image f;
    struct elf_plan p;
    image_init(&f);
    assert_int_equal(judge(&f, &p), ELF_ACCEPTED);
    assert_false(p.position_independent);
    assert_int_equal(p.entry, 0x401000);
    assert_int_equal(p.phdr, 0x400040);
    assert_int_equal(p.phnum, PHNUM);
    assert_int_equal(p.count, 3);
    assert_int_equal(p.low, 0x400000);
    assert_int_equal(p.high, 0x406ff0);
    assert_int_equal(p.segments[1].prot, PROT_READ | PROT_EXEC);
    assert_int_equal(p.start_code, 0x401000);
    assert_int_equal(p.end_code, 0x401800);
    assert_int_equal(p.start_data, 0x403ff0);
    assert_int_equal(p.end_data, 0x404200);
    assert_int_equal(p.end_bss, 0x406ff0);
    assert_int_equal(p.stack, ELF_STACK_NOEXEC);
    assert_true(p.has_tls);
    assert_int_equal(p.tls_memsz, 0x40);
    assert_null(p.interpreter);
    elf_plan_release(&p);
    // Only the headers were looked at, whatever the section header fields say.
    assert_int_equal(f.read_end, sizeof f.eh + sizeof f.ph);
}

static void reads_the_interpreter(void **state) {
    (void)state;
    struct image f;
    struct elf_plan p;
    image_init(&f);
    f.ph[5] = (Elf64_Phdr){.p_type = PT_INTERP, .p_offset = offsetof(struct image, interpreter), .p_filesz = 11};
    assert_int_equal(judge(&f, &p), ELF_ACCEPTED);
    assert_string_equal(p.interpreter, "/lib/ld.so");
    elf_plan_release(&p);
    f.ph[5].p_filesz = 10; // no NUL
    expect(&f, ELF_BAD_INTERPRETER);
    f.ph[5].p_filesz = 1;
    expect(&f, ELF_BAD_INTERPRETER);
    f.ph[5].p_filesz = PATH_MAX + 1;
    expect(&f, ELF_BAD_INTERPRETER);
    f.ph[5].p_filesz = 11;
    f.ph[5].p_offset = FILE_SIZE - 4;
    expect(&f, ELF_READ_ERROR);
    f.ph[5].p_offset = UINT64_MAX;
    expect(&f, ELF_READ_ERROR);
}

static void names_each_refusal(void **state) {
    (void)state;
    struct image f;
#define REFUSED(why, ...)                                                                                            \
    do {                                                                                                             \
        image_init(&f);                                                                                              \
        __VA_ARGS__;                                                                                                 \
        expect(&f, why);                                                                                             \
    } while (0)
    REFUSED(ELF_NOT_ELF, f.size = 0);
    REFUSED(ELF_NOT_ELF, f.bytes[1] = 'e');
    REFUSED(ELF_32BIT, f.eh.e_ident[EI_CLASS] = ELFCLASS32);
    REFUSED(ELF_BIG_ENDIAN, f.eh.e_ident[EI_DATA] = ELFDATA2MSB);
    REFUSED(ELF_BAD_HEADER, f.eh.e_ident[EI_CLASS] = 7);
    REFUSED(ELF_FOREIGN_MACHINE, f.eh.e_machine = EM_AARCH64);
    REFUSED(ELF_NOT_PROGRAM, f.eh.e_type = ET_REL);
    REFUSED(ELF_NOT_PROGRAM, f.eh.e_type = ET_CORE);
    REFUSED(ELF_BAD_HEADER, f.eh.e_phentsize = 32);
    REFUSED(ELF_NO_SEGMENTS, f.eh.e_phnum = 0);
    REFUSED(ELF_MANY_SEGMENTS, f.eh.e_phnum = PN_XNUM);
    REFUSED(ELF_TRUNCATED, f.eh.e_phnum = 1000);
    REFUSED(ELF_TRUNCATED, f.eh.e_phoff = UINT64_MAX);
    REFUSED(ELF_TRUNCATED, f.eh.e_phoff = FILE_SIZE);
    REFUSED(ELF_READ_ERROR, f.fail = sizeof f.eh);
    REFUSED(ELF_NOTHING_TO_LOAD, f.eh.e_phnum = 1, f.ph[0].p_type = PT_NOTE);
    REFUSED(ELF_BAD_SEGMENT, f.ph[1].p_filesz = 0x801);
    REFUSED(ELF_BAD_SEGMENT, f.ph[1].p_vaddr = TASK_SIZE);
    REFUSED(ELF_BAD_SEGMENT, f.ph[1].p_memsz = UINT64_MAX);
    REFUSED(ELF_BAD_SEGMENT, f.ph[1].p_offset = UINT64_MAX - 0xfff);
    REFUSED(ELF_MISALIGNED, f.ph[1].p_offset = 0x1010);
    REFUSED(ELF_BAD_ENTRY, f.eh.e_entry = TASK_SIZE);
    // What Linux does not look at: versions, section headers, sizes of what it does not use.
    REFUSED(ELF_ACCEPTED, f.eh.e_version = 9, f.eh.e_ident[EI_VERSION] = 0, f.eh.e_ehsize = 0);
    REFUSED(ELF_ACCEPTED, f.eh.e_shoff = UINT64_MAX - 1, f.eh.e_shnum = 0xffff, f.eh.e_shstrndx = 0xffff);
    REFUSED(ELF_ACCEPTED, f.ph[1].p_align = 3);
#undef REFUSED
    for (int why = ELF_ACCEPTED; why <= ELF_BAD_ENTRY; why++)
        assert_string_not_equal(elf_refusal_text((enum elf_refusal)why), "refused");
    assert_int_equal(elf_refusal_errno(ELF_32BIT), -ENOEXEC);
}

// Whatever the bytes are: no crash (the tests run under sanitizers), no leak, and a plan that keeps its promises.
static void check_sane(struct image *f) {
    struct elf_plan p;
    u64 before = heap_used(heap);
    enum elf_refusal why = judge(f, &p);
    if (why == ELF_ACCEPTED) {
        assert_true(p.count > 0 && p.entry < TASK_SIZE && p.low < p.high + PAGE_SIZE && p.high <= TASK_SIZE);
        assert_true(p.align >= PAGE_SIZE && (p.align & (p.align - 1)) == 0);
        for (u32 i = 0; i < p.count; i++) {
            const struct elf_segment *s = &p.segments[i];
            assert_true(s->filesz <= s->memsz && s->vaddr < TASK_SIZE && s->memsz <= TASK_SIZE - s->vaddr);
            assert_true(!s->filesz || ((s->offset ^ s->vaddr) & ~PAGE_MASK) == 0);
            assert_true(s->vaddr >= p.low && s->vaddr + s->memsz <= p.high);
        }
    }
    elf_plan_release(&p);
    assert_int_equal(heap_used(heap), before);
}

static void survives_any_byte(void **state) {
    (void)state;
    static const u8 values[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    struct image f;
    for (size_t at = 0; at < sizeof f.eh + sizeof f.ph; at++)
        for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
            image_init(&f);
            f.ph[5] =
                (Elf64_Phdr){.p_type = PT_INTERP, .p_offset = offsetof(struct image, interpreter), .p_filesz = 11};
            f.bytes[at] = values[i];
            check_sane(&f);
        }
}

static void survives_any_length(void **state) {
    (void)state;
    struct image f;
    for (size_t size = 0; size < sizeof f.eh + sizeof f.ph; size++) {
        image_init(&f);
        f.size = size;
        struct elf_plan p;
        enum elf_refusal why = judge(&f, &p);
        assert_int_equal(why, size < SELFMAG ? ELF_NOT_ELF : ELF_TRUNCATED);
        elf_plan_release(&p);
    }
}

static void survives_noise(void **state) {
    (void)state;
    u64 x = 88172645463325252ull;
    struct image f;
    for (int round = 0; round < 20000; round++) {
        image_init(&f);
        for (int i = 0; i < 12; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            f.bytes[16 + (x >> 20) % (sizeof f.eh + sizeof f.ph - 16)] = (u8)x;
        }
        f.eh.e_machine = EM_X86_64;
        f.eh.e_phentsize = sizeof f.ph[0];
        check_sane(&f);
    }
}

static int setup(void **state) {
    (void)state;
    heap = heap_create(-1, 0);
    return heap ? 0 : -1;
}
static int teardown(void **state) {
    (void)state;
    heap_destroy(heap);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_a_program),   cmocka_unit_test(reads_the_interpreter),
        cmocka_unit_test(names_each_refusal),  cmocka_unit_test(survives_any_byte),
        cmocka_unit_test(survives_any_length), cmocka_unit_test(survives_noise),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
