// SPDX-License-Identifier: GPL-2.0-or-later
// A machine of nothing but a heap, frames, one address space and a CPU, for the tests of emu/. Its "kernel" is a table of areas.
#ifndef TESTS_UNIT_EMU_MACHINE_H
#define TESTS_UNIT_EMU_MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h> // after those

#include "abi/errno.h"
#include "abi/limits.h"
#include "emu/cpu.h"

#define CODE 0x400000ull
#define DATA 0x600000ull
#define STACK 0x7ffffff00000ull
#define STACK_TOP (STACK + 0x10000)

struct area {
    uaddr_t start, end;
    u64 flags; // PTE_*
};

struct space {
    struct mmu mmu;
    struct area area[16];
    size_t areas;
    unsigned faults, copies;
    uaddr_t last_fault;
    void (*on_fault)(struct space *s, uaddr_t va);
};

struct machine {
    struct heap *heap;
    struct page_pool *pool;
    struct space *space;
    struct cpu *cpu;
    struct cpu_ticks ticks;
    struct cpu_state regs;
    struct cpu_exit exit;
    // System calls: what came in, and what to do.
    unsigned syscalls;
    struct cpu_syscall last;
    u64 args[6];
    void (*on_syscall)(struct machine *m, struct cpu_syscall *sc);
    u64 tsc;
    void *extra;
};

static inline int space_fault(struct mmu *mmu, uaddr_t va, enum mmu_access access) {
    struct space *s = container_of(mmu, struct space, mmu);
    s->faults++;
    s->last_fault = va;
    if (s->on_fault) s->on_fault(s, va);
    for (size_t i = 0; i < s->areas; i++) {
        const struct area *a = &s->area[i];
        u64 need = PTE_PRESENT | (access == ACCESS_WRITE ? PTE_WRITE : 0) | (access == ACCESS_EXEC ? PTE_EXEC : 0);
        if (va < a->start || va >= a->end) continue;
        if ((a->flags & need) != need) return -EFAULT;
        pte_t *pte = mmu_ensure(mmu, va);
        if (!pte) return -ENOMEM;
        pfn_t pfn = PTE_PFN(*pte);
        u64 flags = a->flags;
        if (!pfn) {
            pfn = page_alloc(mmu->pool);
        } else if (access == ACCESS_WRITE && page_refs(mmu->pool, pfn) > 1) {
            pfn = page_alloc_copy(mmu->pool, pfn);
            s->copies++;
        } else {
            page_get(mmu->pool, pfn);
            if (page_refs(mmu->pool, pfn) > 2) flags &= ~PTE_WRITE;
        }
        if (!pfn) return -ENOMEM;
        return mmu_set(mmu, va & PAGE_MASK, pfn, flags);
    }
    return -EFAULT;
}
static const struct mmu_ops space_ops = {.fault = space_fault};

static inline void space_map(struct space *s, uaddr_t start, u64 size, u64 flags) {
    s->area[s->areas++] = (struct area){start, start + size, flags};
}
static inline struct space *space_create(struct page_pool *pool) {
    struct space *s = knew(heap_of(pool), struct space);
    assert_non_null(s);
    mmu_init(&s->mmu, pool, OPREF(&space_ops));
    space_map(s, CODE, 0x10000, PTE_PRESENT | PTE_EXEC);
    space_map(s, DATA, 0x100000, PTE_PRESENT | PTE_WRITE);
    space_map(s, STACK, 0x10000, PTE_PRESENT | PTE_WRITE);
    return s;
}
static inline void space_destroy(struct space *s) {
    mmu_destroy(&s->mmu);
    kfree(s);
}

static inline void machine_syscall(void *ctx) {
    struct machine *m = ctx;
    struct cpu_syscall sc;
    cpu_syscall_enter(m->cpu, &sc);
    cpu_syscall_args(m->cpu, m->args, 6);
    m->last = sc;
    m->syscalls++;
    if (m->on_syscall)
        m->on_syscall(m, &sc);
    else
        cpu_stop(m->cpu);
}
static inline u64 machine_tsc(void *ctx) {
    struct machine *m = ctx;
    return m->tsc++;
}
static const struct cpu_ops machine_ops = {.syscall = machine_syscall, .read_tsc = machine_tsc};

static inline int machine_setup(void **state) {
    static struct machine machine;
    struct machine *m = &machine;
    const char *why;
    memset(m, 0, sizeof *m);
    m->heap = heap_create(-1, 0);
    assert_non_null(m->heap);
    m->pool = page_pool_create(m->heap, 64 << 20);
    assert_non_null(m->pool);
    m->space = space_create(m->pool);
    m->ticks.deadline = UINT64_MAX;
    m->cpu = cpu_create(m->pool, &m->ticks, &machine_ops, m, &why);
    if (!m->cpu) fail_msg("%s", why);
    cpu_set_mmu(m->cpu, &m->space->mmu);
    *state = m;
    return 0;
}
static inline int machine_teardown(void **state) {
    struct machine *m = *state;
    cpu_destroy(m->cpu);
    space_destroy(m->space);
    assert_int_equal(page_pool_free(m->pool), page_pool_total(m->pool)); // no frame is lost
    page_pool_destroy(m->pool);
    assert_int_equal(heap_used(m->heap), 0);
    heap_destroy(m->heap);
    return 0;
}

// Puts code somewhere (permissions aside) and sets the registers to start there.
static inline void machine_code_at(struct machine *m, uaddr_t at, const void *code, size_t n) {
    for (uaddr_t page = at & PAGE_MASK; page < at + n; page += PAGE_SIZE) {
        pfn_t pfn;
        assert_int_equal(mmu_pin(&m->space->mmu, page, ACCESS_READ, &pfn), 0);
    }
    assert_int_equal(mmu_poke(&m->space->mmu, at, code, n), n);
    cpu_state_init(&m->regs);
    m->regs.rip = at;
    m->regs.gpr[REG_RSP] = STACK_TOP;
    cpu_load(m->cpu, &m->regs);
}
static inline void machine_run(struct machine *m) {
    cpu_run(m->cpu, &m->exit);
    cpu_save(m->cpu, &m->regs);
    if (m->exit.reason == CPU_FAILED) fail_msg("%s", m->exit.message);
}
static inline void machine_resume(struct machine *m) { // with m->regs as the test changed them
    cpu_load(m->cpu, &m->regs);
    machine_run(m);
}

// CODE_BLOB(name, "assembly"): its bytes from name to name_end.
#define CODE_BLOB(name, text)                                                                                        \
    extern const char name[], name##_end[];                                                                          \
    __asm__(".pushsection .rodata\n" #name ":\n" text "\n" #name "_end:\n.popsection\n")
#define LOAD(m, name) machine_code_at((m), CODE, name, (size_t)(name##_end - name))
#define RUN(m, name)                                                                                                 \
    do {                                                                                                             \
        LOAD(m, name);                                                                                               \
        machine_run(m);                                                                                              \
    } while (0)
// The offset of `label` (a global symbol of the assembly) in a blob.
#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

#endif
