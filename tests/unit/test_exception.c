// SPDX-License-Identifier: GPL-2.0-or-later
// Exceptions: which vector, at which RIP, for which address, and that the hundredth is reported like the first.
#include "emu_machine.h"

static void expect(struct machine *m, u32 vector, u64 rip) {
    assert_int_equal(m->exit.reason, CPU_EXCEPTION);
    assert_int_equal(m->exit.vector, vector);
    assert_int_equal(m->regs.rip, rip);
}

struct sample {
    const char *name;
    u8 code[16];
    u8 size;
    u32 vector;
    u8 rip; // offset at which it is reported
    u32 error_code;
};

static const struct sample samples[] = {
    {"div", {0x31, 0xc9, 0xf7, 0xf1}, 4, 0, 2, 0},
    {"idiv overflow", {0xb8, 0, 0, 0, 0x80, 0x99, 0xb9, 0xff, 0xff, 0xff, 0xff, 0xf7, 0xf9}, 13, 0, 11, 0},
    {"ud2", {0x0f, 0x0b}, 2, 6, 0, 0},
    {"ud1", {0x0f, 0xb9, 0xc0}, 3, 6, 0, 0},
    {"push es, not in 64-bit mode", {0x06}, 1, 6, 0, 0},
    {"rdrand", {0x0f, 0xc7, 0xf0}, 3, 6, 0, 0},
    {"rdseed", {0x0f, 0xc7, 0xf8}, 3, 6, 0, 0},
    {"vpxor", {0x90, 0xc5, 0xf9, 0xef, 0xc0}, 5, 6, 1, 0},
    {"vaddpd ymm", {0x48, 0xff, 0xc0, 0xc5, 0xf5, 0x58, 0xc2}, 7, 6, 3, 0},
    {"vpbroadcastb", {0xc4, 0xe2, 0x7d, 0x78, 0xc0}, 5, 6, 0, 0},
    {"andn", {0xc4, 0xe2, 0x78, 0xf2, 0xc0}, 5, 6, 0, 0},
    {"evex", {0x62, 0xf1, 0x7d, 0x48, 0xef, 0xc0}, 6, 6, 0, 0},
    {"xgetbv", {0x0f, 0x01, 0xd0}, 3, 6, 0, 0},
    {"rdfsbase", {0xf3, 0x48, 0x0f, 0xae, 0xc0}, 5, 6, 0, 0},
    {"lock nop", {0xf0, 0x90}, 2, 6, 0, 0},
    {"vmcall", {0x0f, 0x01, 0xc1}, 3, 6, 0, 0},
    {"hlt", {0xf4}, 1, 13, 0, 0},
    {"cli", {0x90, 0xfa}, 2, 13, 1, 0},
    {"sti", {0xfb}, 1, 13, 0, 0},
    {"in al, dx", {0x90, 0xec}, 2, 13, 1, 0},
    {"in eax, imm", {0xe5, 0x60}, 2, 13, 0, 0},
    {"out dx, al", {0x90, 0x90, 0xee}, 3, 13, 2, 0},
    {"outsb", {0x6e}, 1, 13, 0, 0},
    {"sysenter", {0x90, 0x0f, 0x34}, 3, 13, 1, 0},
    {"sysret", {0x48, 0x0f, 0x07}, 3, 13, 0, 0},
    {"mov cr0, rax", {0x0f, 0x22, 0xc0}, 3, 13, 0, 0},
    {"mov rax, cr3", {0x0f, 0x20, 0xd8}, 3, 13, 0, 0},
    {"mov rax, dr7", {0x0f, 0x21, 0xf8}, 3, 13, 0, 0},
    {"rdmsr", {0x0f, 0x32}, 2, 13, 0, 0},
    {"wrmsr", {0x0f, 0x30}, 2, 13, 0, 0},
    {"rdpmc", {0x0f, 0x33}, 2, 13, 0, 0},
    {"lgdt", {0x0f, 0x01, 0x14, 0x24}, 4, 13, 0, 0},
    {"swapgs", {0x0f, 0x01, 0xf8}, 3, 13, 0, 0},
    {"invlpg", {0x0f, 0x01, 0x3c, 0x24}, 4, 13, 0, 0},
    {"wbinvd", {0x0f, 0x09}, 2, 13, 0, 0},
    {"clts", {0x0f, 0x06}, 2, 13, 0, 0},
    {"mov ds, bad", {0x66, 0xb8, 0x83, 0x00, 0x8e, 0xd8}, 6, 13, 4, 0x80},
    {"int 0x21", {0x90, 0xcd, 0x21}, 3, 13, 1, 0x21 * 8 + 2},
    {"int 13", {0x90, 0xcd, 0x0d}, 3, 13, 1, 13 * 8 + 2},
    {"int 0", {0x90, 0xcd, 0x00, 0x90}, 4, 13, 1, 2},
    {"lretq", {0x6a, 0x43, 0x6a, 0x00, 0x48, 0xcb}, 6, 13, 4, 0x40},
    {"call, not canonical", {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x90, 0xff, 0xd0}, 13, 13, 11, 0},
    {"jump, not canonical", {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 0xe0}, 12, 13, 10, 0},
    {"return, not canonical", {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x50, 0xc3}, 12, 13, 11, 0},
    {"int3", {0x90, 0xcc}, 2, 3, 2, 0},
    {"int 3", {0x90, 0xcd, 0x03}, 3, 3, 3, 0},
    {"icebp", {0x90, 0xf1}, 2, 1, 2, 0},
    {"load, not canonical", {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x8b, 0x00}, 12, 13, 10, 0},
    {"store, not canonical", {0x48, 0xb8, 0, 0, 0, 0, 0, 0x80, 0, 0, 0x89, 0x00}, 12, 13, 10, 0},
    {"push, not canonical", {0x48, 0xbc, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x50}, 11, 12, 10, 0},
};

static void check_sample(struct machine *m, const struct sample *s, uaddr_t at) {
    machine_code_at(m, at, s->code, s->size);
    for (int i = 0; i < REG_COUNT; i++)
        if (i != REG_RSP) m->regs.gpr[i] = 0x1111 * (u64)i;
    m->regs.gpr[REG_RDI] = m->regs.gpr[REG_RSI] = DATA;
    m->regs.fxsave[160] = 0x5a;
    cpu_load(m->cpu, &m->regs);
    machine_run(m);
    if (m->exit.reason != CPU_EXCEPTION || m->exit.vector != s->vector || m->regs.rip != at + s->rip ||
        m->exit.error_code != s->error_code)
        fail_msg("%s: reason %d vector %u rip +%lx code %x", s->name, m->exit.reason, m->exit.vector,
                 (unsigned long)(m->regs.rip - at), m->exit.error_code);
    assert_int_equal(m->regs.gpr[REG_R12], 0x1111 * 12);
    assert_int_equal(m->regs.gpr[REG_RDI], DATA);
    assert_int_equal(m->regs.fxsave[160], 0x5a);
}

static void test_each_is_reported(void **state) {
    struct machine *m = *state;
    for (size_t i = 0; i < ARRAY_SIZE(samples); i++) check_sample(m, &samples[i], CODE + 64 * i);
}

// The engine remembers an exception in flight and takes the next one for a double fault, unless it is told.
static void test_hundreds_in_one_run(void **state) {
    struct machine *m = *state;
    u64 x = 88172645463325252ull;
    for (int i = 0; i < 600; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        size_t which = x % ARRAY_SIZE(samples);
        check_sample(m, &samples[which], CODE + 64 * which);
    }
    for (int i = 0; i < 200; i++) check_sample(m, &samples[0], CODE);
    for (int i = 0; i < 200; i++) check_sample(m, &samples[2], CODE + 64 * 2);
}

// What follows a forbidden instruction in its block has no effect, though the engine runs it.
CODE_BLOB(in_and_store,
          "mov $5, %ebx\n mov %rbx, (%rdi)\n in %dx, %al\n mov $6, %ebx\n mov %rbx, (%rdi)\n push %rbx\n syscall");

static void test_nothing_happens_after_it(void **state) {
    struct machine *m = *state;
    for (int i = 0; i < 3; i++) {
        u64 word;
        LOAD(m, in_and_store);
        m->regs.gpr[REG_RDI] = DATA;
        m->regs.gpr[REG_RAX] = 77;
        machine_resume(m);
        expect(m, 13, CODE + 8);
        assert_int_equal(m->syscalls, 0);
        assert_int_equal(m->regs.gpr[REG_RBX], 5);
        assert_int_equal(m->regs.gpr[REG_RAX], 77);
        assert_int_equal(m->regs.gpr[REG_RSP], STACK_TOP);
        assert_int_equal(copy_from_user(&m->space->mmu, &word, DATA, 8), 0);
        assert_int_equal(word, 5);
    }
}

CODE_BLOB(legacy_call, "mov $20, %eax\n int $0x80\n ud2");

static void test_int_0x80(void **state) {
    struct machine *m = *state;
    for (int i = 0; i < 100; i++) {
        RUN(m, legacy_call);
        assert_int_equal(m->exit.reason, CPU_INTERRUPT);
        assert_int_equal(m->exit.vector, 0x80);
        assert_int_equal(m->regs.rip, CODE + 7);
        machine_run(m);
        expect(m, 6, CODE + 7);
    }
}

CODE_BLOB(single_step, "pushfq\n orl $0x100, (%rsp)\n popfq\n nop\n inc %ebx\n nop\n syscall");

static void test_trap_flag(void **state) {
    struct machine *m = *state;
    RUN(m, single_step);
    expect(m, 1, CODE + 10);
    assert_int_equal(m->regs.rflags & 0x100, 0x100);
    machine_resume(m);
    expect(m, 1, CODE + 12);
    assert_int_equal(m->regs.gpr[REG_RBX], 1);
    m->regs.rflags &= ~0x100ull;
    m->regs.rip = CODE + 10;
    machine_resume(m);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
}

CODE_BLOB(x87_divide, "fninit\n pushq $0x37b\n fldcw (%rsp)\n fldz\n fld1\n fdiv %st(1), %st\n fwait\n nop");

static void test_unmasked_x87_exception(void **state) {
    struct machine *m = *state;
    for (int i = 0; i < 20; i++) {
        RUN(m, x87_divide);
        assert_int_equal(m->exit.reason, CPU_EXCEPTION);
        assert_int_equal(m->exit.vector, 16);
        assert_int_equal(m->regs.fxsave[2] & 0x84, 0x84); // ZE and ES
    }
}

// --- Page faults
#define HOLE 0x800000ull // [HOLE - 0x1000, HOLE) is mapped, HOLE is not

struct fault_sample {
    const char *name;
    u8 code[16];
    u8 size;
    enum mmu_access access;
    s64 offset; // of the reported address from RBX, with which the code begins
    s64 rbx;    // from HOLE
};

static const struct fault_sample fault_samples[] = {
    {"load", {0x8b, 0x03}, 2, ACCESS_READ, 0, 0x123},
    {"load with displacement", {0x48, 0x8b, 0x83, 0x78, 0x56, 0x00, 0x00}, 7, ACCESS_READ, 0x5678, 0},
    {"load, scaled index", {0x8a, 0x04, 0xcb}, 3, ACCESS_READ, 8 * 5, 0x100}, // (%rbx,%rcx,8)
    {"store", {0x48, 0x89, 0x43, 0x08}, 4, ACCESS_WRITE, 8, 0x7f0},
    {"store to read-only", {0x88, 0x03}, 2, ACCESS_WRITE, 0, -0x1000 + 0x45},
    {"load across the edge", {0x48, 0x8b, 0x03}, 3, ACCESS_READ, 3, -3},
    {"16 bytes across the edge", {0xf3, 0x0f, 0x6f, 0x03}, 4, ACCESS_READ, 1, -1},
    {"add to memory", {0x01, 0x03}, 2, ACCESS_READ, 0, 0x10}, // it reads first
    {"fs segment", {0x64, 0x8b, 0x03}, 3, ACCESS_READ, 0x40, 0},
    {"32-bit address", {0x67, 0x8b, 0x03}, 3, ACCESS_READ, 0, 0x321},
    {"xlat", {0xd7}, 1, ACCESS_READ, 7, 0x200},                         // al is 7
    {"bit test", {0x0f, 0xa3, 0x13}, 3, ACCESS_READ, 1000 / 32 * 4, 0}, // edx is 1000
    {"movsb", {0x48, 0x89, 0xde, 0xa4}, 4, ACCESS_READ, 0, 0x11},
    {"stosb", {0x48, 0x89, 0xdf, 0xaa}, 4, ACCESS_WRITE, 0, 0x12},
    {"push", {0x48, 0x89, 0xdc, 0x50}, 4, ACCESS_WRITE, -8, 0x800},
    {"call", {0x48, 0x89, 0xdc, 0xe8, 0, 0, 0, 0}, 8, ACCESS_WRITE, -8, 0x808},
    {"pop", {0x48, 0x89, 0xdc, 0x58}, 4, ACCESS_READ, 0, 0x810},
    {"ret", {0x48, 0x89, 0xdc, 0xc3}, 4, ACCESS_READ, 0, 0x818},
    {"leave", {0x48, 0x89, 0xdd, 0xc9}, 4, ACCESS_READ, 0, 0x820},
    {"jump there", {0xff, 0xe3}, 2, ACCESS_EXEC, 0, 0x77},
    {"jump to data", {0xff, 0xe3}, 2, ACCESS_EXEC, 0, -0x1000 + 0x77},
    {"xchg", {0x87, 0x03}, 2, ACCESS_READ, 0, 0x30},
    {"cmpxchg", {0xf0, 0x0f, 0xb1, 0x13}, 4, ACCESS_READ, 0, 0x31},
    {"x87 store", {0xdb, 0x3b}, 2, ACCESS_WRITE, 0, 0x32},
    {"fxsave across the edge", {0x0f, 0xae, 0x03}, 3, ACCESS_WRITE, 0x100, -0x100},
};

static void test_page_faults_name_the_byte(void **state) {
    struct machine *m = *state;
    space_map(m->space, HOLE - 0x1000, 0x1000, PTE_PRESENT);
    for (size_t i = 0; i < ARRAY_SIZE(fault_samples); i++) {
        const struct fault_sample *s = &fault_samples[i];
        bool writable = s->rbx < 0 && s->access == ACCESS_WRITE && s->offset != 0;
        m->space->area[m->space->areas - 1].flags = PTE_PRESENT | (writable ? PTE_WRITE : 0);
        uaddr_t at = CODE + 64 * i;
        machine_code_at(m, at, s->code, s->size);
        m->regs.gpr[REG_RBX] = HOLE + (u64)s->rbx;
        m->regs.gpr[REG_RAX] = 7;
        m->regs.gpr[REG_RCX] = 5;
        m->regs.gpr[REG_RDX] = 1000;
        m->regs.gpr[REG_RDI] = DATA;
        m->regs.fs_base = 0x40;
        cpu_load(m->cpu, &m->regs);
        machine_run(m);
        u64 want = m->regs.gpr[REG_RBX] + (u64)s->offset;
        if (m->exit.reason != CPU_PAGE_FAULT || m->exit.access != s->access || m->exit.address != want)
            fail_msg("%s: reason %d access %d address RBX%+ld", s->name, m->exit.reason, m->exit.access,
                     (long)(m->exit.address - m->regs.gpr[REG_RBX]));
        assert_int_equal(m->exit.error, -EFAULT);
        u64 prefix = s->size > 3 && s->code[0] == 0x48 && s->code[1] == 0x89 && s->code[3] != 0x08 ? 3 : 0;
        if (s->access == ACCESS_EXEC)
            assert_int_equal(m->regs.rip, want);
        else
            assert_int_equal(m->regs.rip, at + prefix);
        mmu_clear(&m->space->mmu, HOLE - 0x1000, HOLE);
    }
}

CODE_BLOB(copy_pages, "cld\n rep movsb\n syscall");

// The registers say how far it came, and it goes on from there.
static void test_rep_movs_stops_at_a_hole(void **state) {
    struct machine *m = *state;
    LOAD(m, copy_pages);
    m->regs.gpr[REG_RSI] = STACK;
    m->regs.gpr[REG_RDI] = HOLE - 0x1800;
    m->regs.gpr[REG_RCX] = 0x3000;
    space_map(m->space, HOLE - 0x2000, 0x2000, PTE_PRESENT | PTE_WRITE);
    machine_resume(m);
    assert_int_equal(m->exit.reason, CPU_PAGE_FAULT);
    assert_int_equal(m->exit.address, HOLE);
    assert_int_equal(m->exit.access, ACCESS_WRITE);
    assert_int_equal(m->regs.rip, CODE + 1);
    assert_int_equal(m->regs.gpr[REG_RDI], HOLE);
    assert_int_equal(m->regs.gpr[REG_RSI], STACK + 0x1800);
    assert_int_equal(m->regs.gpr[REG_RCX], 0x1800);
    space_map(m->space, HOLE, 0x2000, PTE_PRESENT | PTE_WRITE);
    machine_run(m);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(m->regs.gpr[REG_RDI], HOLE + 0x1800);
}

static void test_an_instruction_that_runs_into_a_hole(void **state) {
    struct machine *m = *state;
    static const u8 code[] = {0x90, 0xb8, 1, 2, 3, 4}; // nop; mov $imm, %eax
    uaddr_t at = CODE + 0x10000 - 4;                   // the last two bytes are missing
    machine_code_at(m, at, code, 4);
    machine_run(m);
    assert_int_equal(m->exit.reason, CPU_PAGE_FAULT);
    assert_int_equal(m->exit.access, ACCESS_EXEC);
    assert_int_equal(m->exit.address, CODE + 0x10000);
    assert_int_equal(m->regs.rip, at + 1);
    space_map(m->space, CODE + 0x10000, 0x1000, PTE_PRESENT | PTE_EXEC);
    static const u8 rest[] = {3, 4, 0x0f, 0x05};
    struct cpu_state st = m->regs;
    machine_code_at(m, CODE + 0x10000, rest, sizeof rest);
    cpu_load(m->cpu, &st);
    machine_run(m);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(m->last.nr, 0x04030201);
}

static void test_a_call_of_null(void **state) {
    struct machine *m = *state;
    static const u8 code[] = {0x31, 0xc0, 0xff, 0xd0}; // xor %eax, %eax; call *%rax
    machine_code_at(m, CODE, code, sizeof code);
    machine_run(m);
    assert_int_equal(m->exit.reason, CPU_PAGE_FAULT);
    assert_int_equal(m->exit.access, ACCESS_EXEC);
    assert_int_equal(m->exit.address, 0);
    assert_int_equal(m->regs.rip, 0);
    assert_int_equal(m->regs.gpr[REG_RSP], STACK_TOP - 8);
}

// The kernel's half, where the descriptor table lies.
static void test_kernel_addresses_fault(void **state) {
    struct machine *m = *state;
    static const u64 addresses[] = {0xffffffff80000000ull, 0xffff888000001000ull, 0xfffffe0000001000ull, TASK_SIZE};
    for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
        static const u8 store[] = {0x88, 0x03};
        machine_code_at(m, CODE, store, sizeof store);
        m->regs.gpr[REG_RBX] = addresses[i];
        machine_resume(m);
        assert_int_equal(m->exit.reason, CPU_PAGE_FAULT);
        assert_int_equal(m->exit.address, addresses[i]);
        m->regs.rip = addresses[i];
        machine_resume(m);
        assert_int_equal(m->exit.reason, CPU_PAGE_FAULT);
        assert_int_equal(m->exit.access, ACCESS_EXEC);
    }
}

// A stop that the fault op asks for: the access is finished, and the state exact.
CODE_BLOB(touch_and_count, "1: movb $1, (%rdi)\n add $0x1000, %rdi\n inc %ecx\n jmp 1b");
static struct machine *stopping;
static void stop_on_fault(struct space *s, uaddr_t va) {
    (void)s, (void)va;
    if (va == DATA + 0x5000) cpu_stop(stopping->cpu);
}
static void test_a_stop_inside_the_fault_op(void **state) {
    struct machine *m = stopping = *state;
    m->space->on_fault = stop_on_fault;
    LOAD(m, touch_and_count);
    m->regs.gpr[REG_RDI] = DATA;
    machine_resume(m);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(m->regs.rip, CODE);
    assert_int_equal(m->regs.gpr[REG_RCX], 6);
    assert_int_equal(m->regs.gpr[REG_RDI], DATA + 0x6000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_each_is_reported),
        TEST(test_hundreds_in_one_run),
        TEST(test_nothing_happens_after_it),
        TEST(test_int_0x80),
        TEST(test_trap_flag),
        TEST(test_unmasked_x87_exception),
        TEST(test_page_faults_name_the_byte),
        TEST(test_rep_movs_stops_at_a_hole),
        TEST(test_an_instruction_that_runs_into_a_hole),
        TEST(test_a_call_of_null),
        TEST(test_kernel_addresses_fault),
        TEST(test_a_stop_inside_the_fault_op),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
