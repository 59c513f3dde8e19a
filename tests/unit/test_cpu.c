// SPDX-License-Identifier: GPL-2.0-or-later
// The CPU: system calls, registers, the clock, and code that changes itself.
#include "emu_machine.h"

// --- System calls
CODE_BLOB(call_getpid, "mov $39, %eax\n mov $1, %edi\n mov $2, %esi\n mov $3, %edx\n mov $4, %r10d\n mov $5, %r8d\n"
                       "mov $6, %r9d\n stc\n syscall\n mov %rax, %rbx\n mov $60, %eax\n syscall\n ud2");

static void answer_seven(struct machine *m, struct cpu_syscall *sc) {
    struct cpu_state st;
    cpu_save(m->cpu, &st);
    assert_int_equal(st.rip, sc->rip + 2);
    assert_int_equal(st.gpr[REG_RCX], sc->rip + 2);
    assert_int_equal(st.gpr[REG_R11], sc->rflags);
    assert_int_equal(st.gpr[REG_RAX], sc->nr);
    if (sc->nr == 60)
        cpu_stop(m->cpu);
    else
        cpu_syscall_return(m->cpu, sc, 7);
}

static void test_syscall(void **state) {
    struct machine *m = *state;
    m->on_syscall = answer_seven;
    RUN(m, call_getpid);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(m->syscalls, 2);
    assert_int_equal(m->last.nr, 60);
    for (unsigned i = 0; i < 6; i++) assert_int_equal(m->args[i], i + 1);
    assert_int_equal(m->last.rflags & 1, 1);
    assert_int_equal(m->regs.gpr[REG_RSP], STACK_TOP);
    assert_int_equal(m->regs.gpr[REG_RBX], 7);
    // Stopped without an answer: RIP is behind the instruction, RCX and R11 are what SYSCALL makes them.
    assert_int_equal(m->regs.rip, m->last.rip + 2);
    assert_int_equal(m->regs.gpr[REG_RCX], m->regs.rip);
    assert_int_equal(m->regs.gpr[REG_R11], m->last.rflags);
    assert_int_equal(m->regs.gpr[REG_RAX], 60);
    machine_run(m); // and goes on behind it
    assert_int_equal(m->exit.reason, CPU_EXCEPTION);
    assert_int_equal(m->exit.vector, 6);
    assert_int_equal(m->regs.rip, m->last.rip + 2);
}

// --- Registers
static u64 next_random(u64 *x) {
    *x ^= *x << 13, *x ^= *x >> 7, *x ^= *x << 17;
    return *x;
}

static void test_registers_come_back_bit_for_bit(void **state) {
    struct machine *m = *state;
    u64 x = 88172645463325252ull;
    for (int round = 0; round < 200; round++) {
        struct cpu_state in, out;
        cpu_state_init(&in);
        for (int i = 0; i < REG_COUNT; i++) in.gpr[i] = next_random(&x);
        in.rip = next_random(&x) >> 17;
        in.rflags = 0x202 | (next_random(&x) & 0xcd5);
        in.fs_base = next_random(&x) >> 17;
        in.gs_base = next_random(&x) >> 17;
        u16 fcw = (u16)(0x340 | (next_random(&x) & 0xc3f)), fsw = (u16)(next_random(&x) & 0x7f7f & ~0x80u);
        u32 mxcsr = (u32)(next_random(&x) & 0xffff);
        memcpy(in.fxsave, &fcw, 2);
        memcpy(in.fxsave + 2, &fsw, 2);
        in.fxsave[4] = (u8)next_random(&x);
        memcpy(in.fxsave + 24, &mxcsr, 4);
        for (int i = 0; i < 8; i++)
            for (int k = 0; k < 10; k++) in.fxsave[32 + 16 * i + k] = (u8)next_random(&x);
        for (int i = 160; i < 416; i++) in.fxsave[i] = (u8)next_random(&x);
        cpu_load(m->cpu, &in);
        memset(&out, 0xee, sizeof out);
        cpu_save(m->cpu, &out);
        assert_memory_equal(&in, &out, sizeof in);
    }
}

// What the program sees of them with its own instructions is the same image.
CODE_BLOB(store_fpu, "fxsave64 (%rdi)\n stmxcsr 512(%rdi)\n fnstcw 516(%rdi)\n fnstsw 518(%rdi)\n syscall");
CODE_BLOB(use_fpu, "fninit\n fldpi\n fld1\n fldz\n fchs\n fldl2e\n fstp %st(2)\n mov $0x4045000000000000, %rax\n"
                   "movq %rax, %xmm3\n movddup %xmm3, %xmm15\n fxsave64 (%rdi)\n syscall");

static void test_fxsave(void **state) {
    struct machine *m = *state;
    u8 image[520];
    RUN(m, use_fpu); // faults the data page in as well
    m->regs.rip = CODE;
    m->regs.gpr[REG_RDI] = DATA;
    machine_resume(m);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(copy_from_user(&m->space->mmu, image, DATA, 512), 0);
    assert_memory_equal(image + 32, m->regs.fxsave + 32, 8 * 16);
    assert_memory_equal(image + 160, m->regs.fxsave + 160, 256);
    assert_memory_equal(image, m->regs.fxsave, 5); // control, status and tag word
    assert_memory_equal(image + 24, m->regs.fxsave + 24, 4);
    assert_int_equal((m->regs.fxsave[3] >> 3) & 7, 5); // three values lie on the stack
    assert_int_equal(m->regs.fxsave[4], 0xe0);

    struct cpu_state st = m->regs, after;
    LOAD(m, store_fpu);
    st.rip = CODE;
    st.gpr[REG_RDI] = DATA;
    cpu_load(m->cpu, &st);
    machine_run(m);
    assert_int_equal(copy_from_user(&m->space->mmu, image, DATA, 520), 0);
    assert_memory_equal(image + 32, st.fxsave + 32, 8 * 16);
    assert_memory_equal(image + 512, st.fxsave + 24, 4);
    assert_memory_equal(image + 516, st.fxsave, 4);
    after = m->regs;
    assert_memory_equal(after.fxsave, st.fxsave, 512);
}

CODE_BLOB(long_double, "fldt (%rdi)\n fld1\n faddp\n fstpt 16(%rdi)\n syscall");

static void test_x87_starts_with_full_precision(void **state) {
    struct machine *m = *state;
    long double in = 0x1.123456789abcdep-9L, out = 0;
    assert_int_equal(copy_to_user(&m->space->mmu, DATA, &in, 10), 0);
    LOAD(m, long_double);
    m->regs.gpr[REG_RDI] = DATA;
    machine_resume(m);
    assert_int_equal(copy_from_user(&m->space->mmu, &out, DATA + 16, 10), 0);
    assert_true(out == in + 1.0L);
}

CODE_BLOB(thread_pointers, "mov %fs:0, %rax\n mov %gs:8, %rbx\n syscall\n mov %fs:0, %rax\n syscall");

static void move_fs(struct machine *m, struct cpu_syscall *sc) {
    if (m->syscalls == 1) {
        cpu_set_fs_base(m->cpu, DATA + 32);
        cpu_syscall_return(m->cpu, sc, 0);
    } else {
        cpu_stop(m->cpu);
    }
}
static void test_segment_bases(void **state) {
    struct machine *m = *state;
    u64 words[5] = {11, 22, 33, 44, 55};
    assert_int_equal(copy_to_user(&m->space->mmu, DATA, words, sizeof words), 0);
    m->on_syscall = move_fs;
    LOAD(m, thread_pointers);
    m->regs.fs_base = DATA + 16;
    m->regs.gs_base = DATA;
    machine_resume(m);
    assert_int_equal(m->regs.gpr[REG_RAX], 55);
    assert_int_equal(m->regs.gpr[REG_RBX], 22);
    assert_int_equal(m->regs.fs_base, DATA + 32);
}

// --- The clock
CODE_BLOB(collatz, "mov $27, %edi\n xor %ecx, %ecx\n"
                   "1: cmp $1, %rdi\n je 4f\n test $1, %dil\n jz 2f\n lea 1(%rdi,%rdi,2), %rdi\n jmp 3f\n"
                   "2: shr %rdi\n 3: inc %ecx\n mov %ecx, %edx\n and $15, %edx\n jnz 1b\n mov %rdi, (%rsi)\n jmp 1b\n"
                   "4: syscall");

static void test_the_clock_is_exact_across_stops(void **state) {
    struct machine *m = *state;
    u64 total = 0;
    static const u64 steps[] = {UINT64_MAX, 1, 2, 3, 7, 64};
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        LOAD(m, collatz);
        m->regs.gpr[REG_RSI] = DATA;
        cpu_load(m->cpu, &m->regs);
        m->ticks.now = 0;
        u64 stops = 0;
        do {
            m->ticks.deadline = steps[i] == UINT64_MAX ? UINT64_MAX : m->ticks.now + steps[i];
            machine_run(m);
            if (m->exit.reason == CPU_DEADLINE) {
                assert_int_equal(m->ticks.now, m->ticks.deadline);
                stops++;
                if (stops % 3 == 0) cpu_load(m->cpu, &m->regs); // as after a task switch
            }
        } while (m->exit.reason == CPU_DEADLINE);
        assert_int_equal(m->exit.reason, CPU_STOPPED);
        assert_int_equal(m->regs.gpr[REG_RCX], m->regs.rip); // SYSCALL's
        assert_int_equal(m->regs.gpr[REG_RDI], 1);
        if (i == 0) total = m->ticks.now;
        assert_int_equal(m->ticks.now, total);
        if (i > 0) assert_int_equal(stops, (total - 1) / steps[i]);
    }
    assert_true(total > 300 && total < 1000);
}

static void test_a_passed_deadline_runs_nothing(void **state) {
    struct machine *m = *state;
    LOAD(m, collatz);
    m->ticks.now = m->ticks.deadline = 100;
    machine_run(m);
    assert_int_equal(m->exit.reason, CPU_DEADLINE);
    assert_int_equal(m->ticks.now, 100);
    assert_int_equal(m->regs.rip, CODE);
    assert_int_equal(m->regs.gpr[REG_RDI], 0);
}

// --- Code that changes: by itself, through another mapping, by the kernel, and by reuse of its frame
#define CODE_RWX 0x500000ull

static void test_code_that_patches_itself(void **state) {
    struct machine *m = *state;
    space_map(m->space, CODE_RWX, 0x10000, PTE_PRESENT | PTE_WRITE | PTE_EXEC);
    // Patches the immediate of an instruction just ahead, in the same block, each time round: the sum of 100, 99, ..., 1.
    static const u8 code[] = {0x31, 0xdb,                // xor %ebx, %ebx
                              0xb9, 100,  0,    0, 0,    // mov $100, %ecx
                              0x88, 0x0d, 3,    0, 0, 0, // 1: mov %cl, 2f+2(%rip)
                              0x90,                      // nop
                              0x83, 0xc3, 0x00,          // 2: add $0, %ebx
                              0xff, 0xc9,                // dec %ecx
                              0x75, 0xf2,                // jnz 1b
                              0x0f, 0x05};               // syscall
    machine_code_at(m, CODE_RWX, code, sizeof code);
    machine_run(m);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(m->regs.gpr[REG_RBX], 5050);
    // And across a page boundary, with the patched byte on the second page.
    machine_code_at(m, CODE_RWX + 0x1000 - 16, code, sizeof code);
    machine_run(m);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(m->regs.gpr[REG_RBX], 5050);
}

// Two functions on one page, driven from another: a store to the first must not hide the store to the second.
CODE_BLOB(patch_two, "1: call *%rbx\n add %rax, %r12\n call *%rbp\n add %rax, %r13\n incl 1(%rbx)\n incl 1(%rbp)\n"
                     "dec %r14\n jnz 1b\n syscall");

static void test_two_functions_on_one_writable_page(void **state) {
    struct machine *m = *state;
    static const u8 function[] = {0xb8, 10, 0, 0, 0, 0xc3}; // mov $10, %eax; ret
    space_map(m->space, CODE_RWX, 0x10000, PTE_PRESENT | PTE_WRITE | PTE_EXEC);
    assert_int_equal(copy_to_user(&m->space->mmu, CODE_RWX, function, sizeof function), 0);
    assert_int_equal(copy_to_user(&m->space->mmu, CODE_RWX + 0x800, function, sizeof function), 0);
    LOAD(m, patch_two);
    m->regs.gpr[REG_RBX] = CODE_RWX;
    m->regs.gpr[REG_RBP] = CODE_RWX + 0x800;
    m->regs.gpr[REG_R14] = 100;
    machine_resume(m);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(m->regs.gpr[REG_R12], 10 * 100 + 99 * 100 / 2);
    assert_int_equal(m->regs.gpr[REG_R13], 10 * 100 + 99 * 100 / 2);
}

// Instructions that are tried again, alone or after a flush, do not count twice: the clock is the same whatever the TLB
// and the translations were before, and wherever it was stopped.
static void test_the_clock_does_not_see_the_tlb(void **state) {
    struct machine *m = *state;
    static const u8 function[] = {0xb8, 10, 0, 0, 0, 0xc3};
    static const u64 steps[] = {UINT64_MAX, UINT64_MAX, 1, 5, 17};
    u64 total = 0;
    space_map(m->space, CODE_RWX, 0x10000, PTE_PRESENT | PTE_WRITE | PTE_EXEC);
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        assert_int_equal(copy_to_user(&m->space->mmu, CODE_RWX, function, sizeof function), 0);
        assert_int_equal(copy_to_user(&m->space->mmu, CODE_RWX + 0x800, function, sizeof function), 0);
        machine_code_at(m, CODE_RWX + 0x400, patch_two,
                        (size_t)(patch_two_end - patch_two)); // beside what it patches
        m->regs.gpr[REG_RBX] = CODE_RWX;
        m->regs.gpr[REG_RBP] = CODE_RWX + 0x800;
        m->regs.gpr[REG_R14] = 20;
        cpu_load(m->cpu, &m->regs);
        m->ticks.now = 0;
        do {
            m->ticks.deadline = steps[i] == UINT64_MAX ? UINT64_MAX : m->ticks.now + steps[i];
            if (m->ticks.now % 3 == 1) m->space->mmu.tlb_stale = true;
            machine_run(m);
        } while (m->exit.reason == CPU_DEADLINE);
        assert_int_equal(m->exit.reason, CPU_STOPPED);
        assert_int_equal(m->regs.gpr[REG_R13], 10 * 20 + 19 * 20 / 2);
        if (i == 0) total = m->ticks.now;
        assert_int_equal(m->ticks.now, total);
    }
}

// mov $imm, %eax; syscall
static void constant_code(u8 out[7], u32 value) {
    out[0] = 0xb8;
    memcpy(out + 1, &value, 4);
    out[5] = 0x0f, out[6] = 0x05;
}

CODE_BLOB(call_and_patch, "1: call *%rbx\n add %rax, %r12\n incl 1(%rbp)\n dec %r13\n jnz 1b\n syscall");

static void test_code_patched_through_another_mapping(void **state) {
    struct machine *m = *state;
    struct mmu *mmu = &m->space->mmu;
    static const u8 function[] = {0xb8, 10, 0, 0, 0, 0xc3}; // mov $10, %eax; ret
    pfn_t pfn;
    assert_int_equal(copy_to_user(mmu, DATA + 0x5000, function, sizeof function), 0);
    assert_int_equal(mmu_pin(mmu, DATA + 0x5000, ACCESS_WRITE, &pfn), 0);
    page_get(m->pool, pfn);
    assert_int_equal(mmu_set(mmu, CODE + 0x5000, pfn, PTE_PRESENT | PTE_EXEC),
                     0); // shared: executed here, written there
    LOAD(m, call_and_patch);
    m->regs.gpr[REG_RBX] = CODE + 0x5000;
    m->regs.gpr[REG_RBP] = DATA + 0x5000;
    m->regs.gpr[REG_R13] = 100;
    machine_resume(m);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(m->regs.gpr[REG_R12], 10 * 100 + 99 * 100 / 2);
}

static void test_code_written_by_the_kernel(void **state) {
    struct machine *m = *state;
    u8 code[7];
    for (u32 i = 1; i <= 20; i++) {
        constant_code(code, i);
        if (i % 2)
            machine_code_at(m, CODE, code, sizeof code); // mmu_poke
        else {
            pfn_t pfn = PTE_PFN(*mmu_lookup(&m->space->mmu, CODE));
            page_write(m->pool, pfn, 0, code, sizeof code);
            m->regs.rip = CODE;
            cpu_load(m->cpu, &m->regs);
        }
        machine_run(m);
        assert_int_equal(m->last.nr, i);
    }
}

static void test_frames_with_code_are_reused(void **state) {
    struct machine *m = *state;
    u8 code[7];
    pfn_t first = 0;
    for (u32 i = 1; i <= 50; i++) {
        constant_code(code, i);
        machine_code_at(m, CODE, code, sizeof code);
        pfn_t pfn = PTE_PFN(*mmu_lookup(&m->space->mmu, CODE));
        if (!first) first = pfn;
        assert_int_equal(pfn, first); // or this test would show nothing
        machine_run(m);
        assert_int_equal(m->last.nr, i);
        mmu_clear(&m->space->mmu, CODE, CODE + 0x1000);
        if (i % 3 == 0) { // in between it holds data, and zeroes
            pfn_t other = page_alloc(m->pool);
            assert_int_equal(other, first);
            for (size_t k = 0; k < PAGE_SIZE; k++) assert_int_equal(page_data(m->pool, other)[k], 0);
            page_put(m->pool, other);
        }
    }
}

// --- Address spaces
CODE_BLOB(read_word, "mov (%rdi), %rax\n syscall");

static void test_address_spaces_are_apart(void **state) {
    struct machine *m = *state;
    struct space *space[3] = {m->space, space_create(m->pool), space_create(m->pool)};
    for (u64 i = 0; i < 3; i++) {
        m->space = space[i];
        LOAD(m, read_word);
        assert_int_equal(copy_to_user(&space[i]->mmu, DATA, &(u64){100 + i}, 8), 0);
    }
    for (u64 round = 0; round < 12; round++) {
        cpu_set_mmu(m->cpu, &space[round % 3]->mmu);
        m->regs.rip = CODE;
        m->regs.gpr[REG_RDI] = DATA;
        machine_resume(m);
        assert_int_equal(m->last.nr, 100 + round % 3);
    }
    // One that is made where another lay must not inherit its TLB.
    m->space = space[0];
    space_destroy(space[1]);
    space_destroy(space[2]);
    struct space *again = space_create(m->pool);
    cpu_set_mmu(m->cpu, &again->mmu);
    m->regs.rip = CODE;
    machine_resume(m);
    assert_int_equal(m->exit.reason, CPU_PAGE_FAULT); // its code page is all zeroes: add %al, (%rax)
    assert_int_equal(again->last_fault, m->regs.gpr[REG_RAX] & PAGE_MASK);
    cpu_set_mmu(m->cpu, &m->space->mmu);
    space_destroy(again);
}

CODE_BLOB(write_around_call, "movb $1, (%rdi)\n syscall\n movb $2, (%rdi)\n syscall");

static int forbid_writes(void *ctx, uaddr_t va, pte_t *pte) {
    (void)ctx, (void)va;
    *pte &= ~PTE_WRITE;
    return 0;
}
static void protect_data(struct machine *m, struct cpu_syscall *sc) {
    m->space->area[1].flags = PTE_PRESENT;
    assert_int_equal(mmu_walk(&m->space->mmu, DATA, DATA + 0x1000, forbid_writes, NULL), 0);
    cpu_syscall_return(m->cpu, sc, 0);
}
static void share_data(struct machine *m, struct cpu_syscall *sc) { // as fork does, and the child writes first
    struct mmu *mmu = &m->space->mmu;
    if (m->syscalls > 1) {
        cpu_stop(m->cpu);
        return;
    }
    pfn_t pfn = PTE_PFN(*mmu_lookup(mmu, DATA));
    page_get(m->pool, pfn);
    *(pfn_t *)m->extra = pfn;
    assert_int_equal(mmu_walk(mmu, DATA, DATA + 0x1000, forbid_writes, NULL), 0);
    cpu_syscall_return(m->cpu, sc, 0);
}

static void test_what_a_call_takes_back_is_gone_at_once(void **state) {
    struct machine *m = *state;
    pfn_t shared = 0;
    m->extra = &shared;
    m->on_syscall = share_data;
    LOAD(m, write_around_call);
    m->regs.gpr[REG_RDI] = DATA;
    machine_resume(m);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(page_data(m->pool, shared)[0], 1); // the other's copy
    assert_int_equal(page_data(m->pool, PTE_PFN(*mmu_lookup(&m->space->mmu, DATA)))[0], 2);
    assert_int_equal(m->space->copies, 1);
    page_put(m->pool, shared);

    m->on_syscall = protect_data;
    m->regs.rip = CODE;
    machine_resume(m);
    assert_int_equal(m->exit.reason, CPU_PAGE_FAULT);
    assert_int_equal(m->exit.address, DATA);
    assert_int_equal(m->exit.access, ACCESS_WRITE);
    assert_int_equal(m->regs.rip, CODE + 5);
}

// --- What the program is told of its CPU
CODE_BLOB(
    time_stamp,
    "rdtsc\n mov %eax, %esi\n mov %edx, %r8d\n mov $-1, %rcx\n rdtscp\n mov %eax, %edi\n mov %ecx, %r9d\n syscall");

static void test_rdtsc(void **state) {
    struct machine *m = *state;
    m->tsc = 0x1234567890ull;
    LOAD(m, time_stamp);
    for (int i = 0; i < 100; i++) {
        u64 tsc = m->tsc;
        m->regs.rip = CODE;
        machine_resume(m);
        assert_int_equal(m->exit.reason, CPU_STOPPED);
        assert_int_equal(m->args[1], (u32)tsc);
        assert_int_equal(m->args[4], tsc >> 32);
        assert_int_equal(m->args[0], (u32)(tsc + 1));
        assert_int_equal(m->args[5], 0);
    }
}

CODE_BLOB(ask_cpuid, "mov $-1, %rbx\n cpuid\n mov %eax, (%rdi)\n mov %ebx, 4(%rdi)\n mov %ecx, 8(%rdi)\n mov %edx, "
                     "12(%rdi)\n syscall");

static void test_cpuid(void **state) {
    struct machine *m = *state;
    u32 out[4], brand[13] = {0};
    LOAD(m, ask_cpuid);
    static const u32 leaf[] = {0, 1, 7, 0x80000001, 0x80000002, 0x80000003, 0x80000004};
    for (size_t i = 0; i < ARRAY_SIZE(leaf); i++) {
        m->regs.rip = CODE;
        m->regs.gpr[REG_RAX] = leaf[i];
        m->regs.gpr[REG_RCX] = 0;
        m->regs.gpr[REG_RDI] = DATA;
        machine_resume(m);
        assert_int_equal(m->regs.gpr[REG_RBX] >> 32, 0);
        assert_int_equal(copy_from_user(&m->space->mmu, out, DATA, 16), 0);
        if (leaf[i] == 0) assert_true(out[0] >= 1 && memcmp(&out[1], "Auth", 4) == 0);
        if (leaf[i] == 1) {
            assert_int_equal(out[2] >> 20 & 1, 1); // SSE4.2
            assert_int_equal(out[2] >> 27 & 3, 0); // neither OSXSAVE nor AVX
            assert_int_equal(out[2] >> 30 & 1, 0); // RDRAND
        }
        if (leaf[i] == 7) assert_int_equal(out[1], 0);
        if (leaf[i] > 0x80000001) memcpy(&brand[(leaf[i] & 7) * 4 - 8], out, 16);
    }
    assert_string_equal((char *)brand, "Belljar Virtual CPU");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_syscall),
        TEST(test_registers_come_back_bit_for_bit),
        TEST(test_fxsave),
        TEST(test_x87_starts_with_full_precision),
        TEST(test_segment_bases),
        TEST(test_the_clock_is_exact_across_stops),
        TEST(test_a_passed_deadline_runs_nothing),
        TEST(test_code_that_patches_itself),
        TEST(test_two_functions_on_one_writable_page),
        TEST(test_code_patched_through_another_mapping),
        TEST(test_code_written_by_the_kernel),
        TEST(test_frames_with_code_are_reused),
        TEST(test_address_spaces_are_apart),
        TEST(test_the_clock_does_not_see_the_tlb),
        TEST(test_what_a_call_takes_back_is_gone_at_once),
        TEST(test_rdtsc),
        TEST(test_cpuid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
