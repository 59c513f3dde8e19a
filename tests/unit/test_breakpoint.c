// SPDX-License-Identifier: GPL-2.0-or-later
// Breakpoints of watchers: they are reported before anything at the address has run, once each time round, and neither clock nor
// program can tell that they are there.
#include "tests/unit/emu_machine.h"

// Calls a function that stores to a page not touched before, six times, so that its first instruction is given up and tried again.
CODE_BLOB(calls, "mov $6, %ebx\n mov $0x600000, %edi\n"
                 "1: call 2f\n add $4096, %rdi\n dec %ebx\n jnz 1b\n syscall\n .balign 64\n"
                 "2: mov %ebx, (%rdi)\n inc %ecx\n ret");
enum { FUNCTION = CODE + 64, RETURN = CODE + 10 + 5 };

struct seen {
    struct machine *m;
    unsigned hits, stop_at; // stop_at: which of them is to leave the engine; 0: none
    u64 address, rcx, rsp;
    u8 stack[8];
};

static bool on_breakpoint(void *ctx, u64 address) {
    struct machine *m = ctx;
    struct seen *s = m->extra;
    struct cpu_state regs;
    cpu_save(m->cpu, &regs);
    s->address = address;
    s->rcx = (u32)regs.gpr[REG_RCX];
    s->rsp = regs.gpr[REG_RSP];
    mmu_peek(&m->space->mmu, s->rsp, s->stack, sizeof s->stack);
    return ++s->hits == s->stop_at;
}
static const struct cpu_ops watched_ops = {
    .syscall = machine_syscall, .read_tsc = machine_tsc, .breakpoint = on_breakpoint};

static int setup(void **state) {
    const char *why;
    if (machine_setup(state)) return -1;
    struct machine *m = *state;
    static struct seen seen;
    seen = (struct seen){.m = m};
    m->extra = &seen;
    cpu_destroy(m->cpu);
    m->cpu = cpu_create(m->pool, &m->ticks, &watched_ops, m, &why);
    assert_non_null(m->cpu);
    cpu_set_mmu(m->cpu, &m->space->mmu);
    m->ticks.now = 0; // making a CPU took some
    return 0;
}

static void test_each_time_round_once(void **state) {
    struct machine *m = *state;
    struct seen *s = m->extra;
    RUN(m, calls);
    u64 ticks = m->ticks.now, rsp = m->regs.gpr[REG_RSP];
    assert_int_equal(s->hits, 0);

    assert_true(cpu_breakpoint_set(m->cpu, FUNCTION));
    assert_true(cpu_breakpoint_set(m->cpu, RETURN));
    m->ticks.now = 0;
    RUN(m, calls);
    assert_int_equal(s->hits, 12);
    assert_int_equal(s->address, RETURN);
    assert_int_equal(s->rsp, rsp);
    assert_int_equal(s->rcx, 6);
    assert_int_equal(m->ticks.now, ticks);

    cpu_breakpoint_clear(m->cpu, RETURN);
    s->hits = 0;
    RUN(m, calls);
    u64 return_address;
    memcpy(&return_address, s->stack, sizeof return_address);
    assert_int_equal(s->hits, 6);
    assert_int_equal(s->address, FUNCTION);
    assert_int_equal(s->rcx, 5); // nothing of the function has run
    assert_int_equal(s->rsp, rsp - 8);
    assert_int_equal(return_address, RETURN);
}

static void test_stops_are_exact(void **state) {
    struct machine *m = *state;
    struct seen *s = m->extra;
    RUN(m, calls);
    u64 ticks = m->ticks.now;
    assert_true(cpu_breakpoint_set(m->cpu, FUNCTION));
    m->ticks.now = 0;
    s->stop_at = 3;
    RUN(m, calls);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(m->regs.rip, FUNCTION);
    assert_int_equal((u32)m->regs.gpr[REG_RCX], 2);
    s->stop_at = 0;
    machine_resume(m);
    assert_int_equal(s->hits, 7); // asked again where it stopped
    assert_int_equal(m->regs.gpr[REG_RBX], 0);
    assert_int_equal(m->ticks.now, ticks);
    // And none of it depends on the clock's own stops.
    m->ticks.now = s->hits = 0;
    LOAD(m, calls);
    do {
        m->ticks.deadline = m->ticks.now + 1;
        machine_run(m);
    } while (m->exit.reason == CPU_DEADLINE);
    assert_int_equal(s->hits, 6);
    assert_int_equal(m->ticks.now, ticks);
}

// One block of four instructions and a string instruction, three times over.
CODE_BLOB(block,
          "mov $3, %ebx\n 1: inc %ecx\n inc %ecx\n inc %ecx\n mov $5, %edx\n xchg %rcx, %rdx\n mov $0x600000, %edi\n"
          "rep stosb\n mov %rdx, %rcx\n dec %ebx\n jnz 1b\n syscall");
enum { SECOND = CODE + 5 + 2, THIRD = SECOND + 2, LOOP = CODE + 5, DEC = LOOP + 6 + 5 + 3 + 5 + 2 + 3 };

static void test_in_the_middle_of_a_block(void **state) {
    struct machine *m = *state;
    struct seen *s = m->extra;
    RUN(m, block);
    u64 ticks = m->ticks.now;
    assert_int_equal((u32)m->regs.gpr[REG_RDX], 9);
    assert_true(cpu_breakpoint_set_anywhere(m->cpu, SECOND));
    assert_true(cpu_breakpoint_set_anywhere(m->cpu, THIRD));
    assert_true(cpu_breakpoint_set_anywhere(m->cpu, DEC));
    m->ticks.now = 0;
    RUN(m, block);
    assert_int_equal(s->hits, 9);
    assert_int_equal(s->address, DEC);
    assert_int_equal(m->ticks.now, ticks);
    assert_int_equal((u32)m->regs.gpr[REG_RDX], 9);

    // Stops are at the very instruction, and are asked about again.
    m->ticks.now = s->hits = 0;
    s->stop_at = 2;
    RUN(m, block);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(m->regs.rip, THIRD);
    assert_int_equal((u32)m->regs.gpr[REG_RCX], 2);
    s->stop_at = 3;
    machine_resume(m);
    assert_int_equal(m->regs.rip, THIRD);
    s->stop_at = 0;
    machine_resume(m);
    assert_int_equal((u32)m->regs.gpr[REG_RDX], 9);
    assert_int_equal(s->hits, 9 + 2);
    assert_int_equal(m->ticks.now, ticks);

    cpu_breakpoint_clear_anywhere(m->cpu, SECOND);
    cpu_breakpoint_clear_anywhere(m->cpu, DEC);
    m->ticks.now = s->hits = 0;
    RUN(m, block);
    assert_int_equal(s->hits, 3);
    assert_int_equal(s->address, THIRD);
    cpu_breakpoint_clear_anywhere(m->cpu, THIRD);
    m->ticks.now = s->hits = 0;
    RUN(m, block);
    assert_int_equal(s->hits, 0);
    assert_int_equal(m->ticks.now, ticks);
}

static void test_many_are_counted(void **state) {
    struct machine *m = *state;
    struct seen *s = m->extra;
    for (u64 i = 0; i < 5000; i++) assert_true(cpu_breakpoint_set(m->cpu, FUNCTION + i));
    assert_true(cpu_breakpoint_set(m->cpu, FUNCTION)); // a second user
    for (u64 i = 0; i < 5000; i++) cpu_breakpoint_clear(m->cpu, FUNCTION + i);
    cpu_breakpoint_clear(m->cpu, FUNCTION + 1); // nobody's
    RUN(m, calls);
    assert_int_equal(s->hits, 6);
    cpu_breakpoint_clear(m->cpu, FUNCTION);
    RUN(m, calls);
    assert_int_equal(s->hits, 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_time_round_once, setup, machine_teardown),
        cmocka_unit_test_setup_teardown(test_stops_are_exact, setup, machine_teardown),
        cmocka_unit_test_setup_teardown(test_in_the_middle_of_a_block, setup, machine_teardown),
        cmocka_unit_test_setup_teardown(test_many_are_counted, setup, machine_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
