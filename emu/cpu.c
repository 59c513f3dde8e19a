// SPDX-License-Identifier: GPL-2.0-or-later
// The CPU on Unicorn: making one, the hooks, and the loop that leaves and enters the engine.
//
// System calls are answered inside the engine's SYSCALL hook; only a stop, the clock, a fault or an exception leaves it. Page
// faults are in tlb.c, exceptions in exception.c, registers in regs.c.
#include "base/asan.h"
#include "emu/decode.h"
#include "emu/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SYSCALL_SIZE 2
#define TRANSLATIONS (128u << 20) // bytes of translated code before it is all dropped; touched as it fills

// --- The engine's buffer of translations
// Before 2.1.4, when its buffer is full for the first time, the engine writes over translations that are in use. After one flush it
// makes room by itself, but the flush touches all of the buffer, so it waits until that is needed. Nothing says how full the
// buffer is; but translated code calls the block hook, and so tells where it lies, and it lies in the order in which it was made.
static bool translations_fill(struct cpu *cpu, const u8 *code) {
    enum { BLOCK_MAX = 64 << 10 };
    struct translations *t = &cpu->translations;
    if (!t->first || code < t->first) t->first = code;
    t->flush = !t->flushed && (size_t)(code - t->first) > TRANSLATIONS - 2 * TRANSLATIONS_LOOK * BLOCK_MAX;
    return t->flush;
}

static void translations_flush(struct cpu *cpu) {
    uc_ctl_flush_tb(cpu->uc);
    cpu->translations.flush = false;
    cpu->translations.flushed = true;
}

// --- Hooks
// Behind an instruction of ours a block goes on as another one, which may have breakpoints of its own. True: the engine is to be left.
static bool continue_watched(struct cpu *cpu) {
    bool stops = cpu->carried_out && cpu->breakpoints.count && breakpoint_stops(cpu);
    if (!cpu->walk) cpu->carried_out = false;
    if (!stops) return false;
    cpu->walk_end = cpu->block_pc + cpu->block_size;
    if (cpu->stop) cpu->walked_to = cpu->block_pc;
    return true;
}

static void on_block_slow(struct cpu *cpu, const u8 *code) {
    bool fill = translations_fill(cpu, code);
    if (cpu->booting || cpu->stepping) return;
    if (cpu->foreign && cpu->foreign_block == cpu->block_pc) {
        cpu->refuse = true;
        uc_emu_stop(cpu->uc);
        return;
    }
    if (cpu->continuing) { // of a block that was counted when it began
        cpu->continuing = false;
        if (continue_watched(cpu)) uc_emu_stop(cpu->uc);
        return;
    }
    cpu->attention = false;
    cpu->carried_row = 0;
    if (cpu->misses > cpu->grow_at) tlb_flush(cpu);
    cpu->deadline = fill || cpu->ticks->now >= cpu->ticks->deadline;
    if (cpu->stop || cpu->deadline) {
        uc_emu_stop(cpu->uc); // before the block: it is reported again, and counted then
        return;
    }
    if (cpu->breakpoints.count && breakpoint_stops(cpu)) {
        uc_emu_stop(cpu->uc);
        return;
    }
    cpu->ticks->now++;
}

static void on_block(uc_engine *uc, u64 pc, u32 size, void *ctx) {
    struct cpu *cpu = ctx;
    (void)uc;
    cpu->block_pc = pc;
    cpu->block_size = size;
    if (cpu->ticks->now < cpu->ticks->deadline && !cpu->attention)
        cpu->ticks->now++;
    else
        on_block_slow(cpu, __builtin_return_address(0));
}

// In place of on_block while there are breakpoints.
static void on_watched_block(uc_engine *uc, u64 pc, u32 size, void *ctx) {
    struct cpu *cpu = ctx;
    (void)uc;
    cpu->block_pc = pc;
    cpu->block_size = size;
    if (cpu->ticks->now < cpu->ticks->deadline && !cpu->attention && !breakpoint_possible(&cpu->breakpoints, pc))
        cpu->ticks->now++;
    else
        on_block_slow(cpu, __builtin_return_address(0));
}

// Translated code calls the hook by its address, so all of that goes.
bool cpu_watch_blocks(struct cpu *cpu) {
    uc_hook old = cpu->block_hook;
    if (uc_hook_add(cpu->uc, &cpu->block_hook, UC_HOOK_BLOCK, (void *)on_watched_block, cpu, (u64)1, (u64)0) !=
        UC_ERR_OK)
        return false;
    cpu->rehooking = true;
    uc_hook_del(cpu->uc, old);
    cpu->rehooking = false;
    cpu_forget_blocks(cpu);
    return true;
}

// The engine clears its whole buffer for it, which is slow.
void cpu_forget_blocks(struct cpu *cpu) {
    if (cpu->has_run) translations_flush(cpu);
    tlb_flush(cpu);
}

// SYSCALL's own effect on RCX and R11 is ours. RIP is still at the instruction; the engine adds its length afterwards.
static void leave_syscall(struct cpu *cpu, const struct cpu_syscall *sc, const u64 *value) {
    static const int ids[] = {UC_X86_REG_RCX, UC_X86_REG_R11, UC_X86_REG_RAX};
    u64 rcx = sc->rip + SYSCALL_SIZE, r11 = sc->rflags, rax = value ? *value : 0;
    void *at[] = {&rcx, &r11, &rax};
    uc_reg_write_batch(cpu->uc, (int *)ids, at, value ? 3 : 2);
    cpu->answered = true;
}

static void on_syscall(uc_engine *uc, void *ctx) {
    struct cpu *cpu = ctx;
    if (cpu->trapped) return;
    cpu->in_syscall = true;
    cpu->answered = false;
    cpu->ops->syscall(cpu->ctx);
    cpu->in_syscall = false;
    if (!cpu->answered) {
        struct cpu_syscall sc;
        cpu_syscall_enter(cpu, &sc);
        leave_syscall(cpu, &sc, NULL);
    }
    if (cpu->stop)
        uc_emu_stop(uc); // the address space may be gone: execve, exit
    else if (tlb_is_stale(cpu))
        tlb_flush(cpu);
}

static void on_interrupt(uc_engine *uc, u32 vector, void *ctx) {
    ((struct cpu *)ctx)->vector = (int)vector;
    uc_emu_stop(uc);
}

// Instructions that the engine executes in ring 3, though no program may. It goes on to the end of the block, so from
// here on nothing may have an effect: every access to memory misses the TLB and is refused, and the registers are put back.
static void forbid(struct cpu *cpu) {
    if (!cpu->trapped) {
        regs_read(cpu, &cpu->trap_state);
        tlb_flush(cpu);
    }
    cpu->trapped = true;
    uc_emu_stop(cpu->uc);
}
static u32 on_in(uc_engine *uc, u32 port, int size, void *ctx) {
    (void)uc, (void)port, (void)size;
    forbid(ctx);
    return 0;
}
static void on_out(uc_engine *uc, u32 port, int size, u32 value, void *ctx) {
    (void)uc, (void)port, (void)size, (void)value;
    forbid(ctx);
}
static void on_sysenter(uc_engine *uc, void *ctx) {
    (void)uc;
    forbid(ctx);
}

// --- Inside ops->syscall
void cpu_syscall_enter(struct cpu *cpu, struct cpu_syscall *out) {
    static const int ids[] = {UC_X86_REG_RAX, UC_X86_REG_EFLAGS};
    void *at[] = {&out->nr, &out->rflags};
    out->rflags = 0; // the engine writes 32 bits of it
    uc_reg_read_batch(cpu->uc, (int *)ids, at, (int)ARRAY_SIZE(ids));
    out->rflags &= ~cpu->hidden_flags;
    out->rip = cpu->block_pc + cpu->block_size - SYSCALL_SIZE; // it ends its block
}

void cpu_syscall_args(struct cpu *cpu, u64 args[6], u32 count) {
    static const int ids[] = {UC_X86_REG_RDI, UC_X86_REG_RSI, UC_X86_REG_RDX,
                              UC_X86_REG_R10, UC_X86_REG_R8,  UC_X86_REG_R9};
    memset(args, 0, 6 * sizeof *args);
    if (!count) return;
    void *at[] = {&args[0], &args[1], &args[2], &args[3], &args[4], &args[5]};
    uc_reg_read_batch(cpu->uc, (int *)ids, at, (int)count);
}

void cpu_syscall_return(struct cpu *cpu, const struct cpu_syscall *sc, u64 value) {
    leave_syscall(cpu, sc, &value);
}

void cpu_syscall_undo(struct cpu *cpu, struct cpu_state *st) {
    regs_read(cpu, st);
    cpu->ticks->now--; // a block is counted before it runs, whole or in steps
    cpu->answered = true;
}

// --- Running
void cpu_set_mmu(struct cpu *cpu, struct mmu *mmu) {
    cpu->mmu = mmu;
}

void cpu_memory_changed(struct cpu *cpu) {
    cpu->tlb_mmu = NULL;
}

void cpu_stop(struct cpu *cpu) {
    cpu->stop = true;
    cpu_attention(cpu);
}

void engine_prepare(struct cpu *cpu) {
    cpu->vector = -1;
    cpu->fault.valid = cpu->flush = cpu->trapped = cpu->deadline = false;
    cpu->refuse = cpu->alone = false;
    cpu->started_at = cpu->rip;
}

uc_err engine_start(struct cpu *cpu) {
    engine_prepare(cpu);
    if (cpu->translations.flush) translations_flush(cpu);
    uc_err err = uc_emu_start(cpu->uc, cpu->rip, 0, 0, 0);
    uc_reg_read(cpu->uc, UC_X86_REG_RIP, &cpu->rip);
    isa_undisguise(cpu);
    return err;
}

static bool must_report(const struct cpu *cpu, uc_err err) {
    return err != UC_ERR_OK || cpu->vector >= 0 || cpu->trapped || cpu->stop;
}

// Is it a string instruction with a repetition? Alone, it is at its own address again after each time.
static bool repeats(struct cpu *cpu, u64 at) {
    u8 code[MAX_INSTRUCTION];
    size_t n = code_at(cpu, at, code), i = 0;
    bool prefix = false;
    for (; i < n &&
           (code[i] == 0x66 || code[i] == 0x67 || code[i] == 0xf2 || code[i] == 0xf3 || (code[i] & 0xf0) == 0x40);
         i++)
        prefix = prefix || (code[i] & 0xfe) == 0xf2;
    return prefix && i < n && code[i] != 0xa8 && code[i] != 0xa9 &&
           ((code[i] >= 0xa4 && code[i] <= 0xaf) || (code[i] & 0xfc) == 0x6c);
}

// A step inside a block went on to what comes next in it. It did not if the block has changed itself, or its instruction is a branch.
static bool went_on(struct cpu *cpu, u64 from) {
    return cpu->rip == from ? repeats(cpu, from) : cpu->rip - from <= MAX_INSTRUCTION;
}

// The host wants the run to end, even in the middle of a block.
static bool must_end(struct cpu *cpu) {
    if (cpu->ticks->deadline) return false;
    return cpu->deadline = true;
}

// The engine translates a block as a whole and so meets the end of the mapped code too early: RIP is at the start of a block of
// which nothing has run. Goes to the instruction that really cannot be fetched, if the program gets there.
static bool approach(struct cpu *cpu, uc_err *err) {
    u64 page = cpu->rip & PAGE_MASK, at;
    if (!cpu->continuing) cpu->ticks->now++;
    do {
        at = cpu->rip;
        *err = code_step(cpu);
        if (must_report(cpu, *err) || must_end(cpu)) return false;
    } while (went_on(cpu, at) && (cpu->rip & PAGE_MASK) == page);
    return true;
}

// The block ahead has an instruction that is not to be run. Goes there, and raises #UD.
static uc_err refuse_foreign(struct cpu *cpu, u64 at) {
    if (!cpu->continuing) cpu->ticks->now++;
    while (cpu->rip != at) {
        u64 from = cpu->rip;
        uc_err err = code_step(cpu);
        if (must_report(cpu, err) || must_end(cpu)) return err;
        if (!went_on(cpu, from) || cpu->rip > at) return UC_ERR_OK;
    }
    cpu->vector = VECTOR_UD;
    return UC_ERR_OK;
}

// The rest of a block that has been counted comes next.
static void continue_block(struct cpu *cpu) {
    cpu->continuing = true;
    cpu_attention(cpu);
}

// The same behind an instruction of ours. Of a long row of these, time must pass.
static void continue_behind_ours(struct cpu *cpu) {
    enum { ROW_MAX = 32 };
    cpu->carried_out = true;
    cpu_attention(cpu);
    if (++cpu->carried_row < ROW_MAX) cpu->continuing = true;
}

// Goes on, from rip, through a block that cannot run as a whole and has been counted, until it ends or somebody is to be told.
static uc_err walk_block(struct cpu *cpu) {
    cpu->walked_to = 0;
    for (bool last = false; !last;) {
        u64 at = cpu->rip;
        uc_err err = code_step(cpu);
        if (must_report(cpu, err) || must_end(cpu)) return err;
        last = cpu->block_pc != at || at + cpu->block_size >= cpu->walk_end || !went_on(cpu, at);
        if (!last && cpu->rip != at && breakpoint_stops_inside(cpu)) {
            cpu->walked_to = cpu->rip;
            return UC_ERR_OK;
        }
    }
    if (cpu->stepped_ours) continue_behind_ours(cpu);
    return UC_ERR_OK;
}

// The block ahead has an instruction that the engine is not to run.
static uc_err meet_foreign(struct cpu *cpu, u64 at) {
    if (cpu->foreign_kind == ISA_ABSENT) return refuse_foreign(cpu, at);
    if (cpu->foreign_kind == ISA_OURS && isa_end_block_at(cpu, cpu->foreign_block, at)) return UC_ERR_OK;
    if (!cpu->continuing) cpu->ticks->now++;
    cpu->continuing = false;
    cpu->walk_end = cpu->block_pc + cpu->block_size;
    return walk_block(cpu);
}

// Runs until something is to be said. Instructions that were given up halfway, so that the TLB could be flushed or so that they
// could be run alone, are tried again here: nobody else notices, and the clock does not count their block twice.
static uc_err run_engine(struct cpu *cpu) {
    cpu->continuing = cpu->carried_out = false;
    if (cpu->walked_to && cpu->walked_to == cpu->rip) {
        if (breakpoint_stops_inside(cpu)) return UC_ERR_OK;
        uc_err err = walk_block(cpu);
        if (must_report(cpu, err) || cpu->deadline) return err;
    }
    cpu->walked_to = 0;
    for (;;) {
        if (tlb_is_stale(cpu)) tlb_flush(cpu);
        cpu->walk = false;
        uc_err err = engine_start(cpu);
        u64 foreign = cpu->foreign;
        cpu->foreign = 0;
        if (foreign) code_drop(cpu, cpu->foreign_block);
        if (err == UC_ERR_EXCEPTION && cpu->fault.valid && cpu->fault.access == ACCESS_EXEC &&
            (cpu->rip & PAGE_MASK) != cpu->fault.page) {
            if (!approach(cpu, &err)) return err;
            cpu->continuing = cpu->carried_out = false;
            continue;
        }
        if (err == UC_ERR_OK && !cpu->trapped && isa_ended_at_ours(cpu)) {
            isa_carry_out(cpu);
            if (cpu->vector >= 0) return err;
            continue_behind_ours(cpu);
            continue;
        }
        if (err == UC_ERR_OK && cpu->refuse && (!cpu->stop || cpu->continuing)) {
            err = meet_foreign(cpu, foreign);
            if (must_report(cpu, err) || cpu->deadline) return err;
            continue;
        }
        if (err == UC_ERR_OK && cpu->walk && !cpu->stop) {
            if (!cpu->carried_out) cpu->ticks->now++;
            cpu->carried_out = false;
            cpu->walk_end = cpu->block_pc + cpu->block_size;
            err = walk_block(cpu);
            if (must_report(cpu, err) || cpu->deadline) return err;
            continue;
        }
        if (err != UC_ERR_EXCEPTION || !cpu->flush || cpu->fault.valid) return err;
        if (cpu->alone) { // each is a block of its own
            if (cpu->ticks->now >= cpu->ticks->deadline) {
                cpu->deadline = true;
                return UC_ERR_OK;
            }
            cpu->ticks->now++;
            err = code_step(cpu);
            if (must_report(cpu, err)) return err;
            cpu->continuing = cpu->carried_out = false;
            continue;
        }
        if (cpu->step) {
            err = code_step(cpu);
            if (must_report(cpu, err)) return err;
        } else if (cpu->fetching) {
            continue; // its block has not begun
        }
        continue_block(cpu);
    }
}

void cpu_run(struct cpu *cpu, struct cpu_exit *out) {
    *out = (struct cpu_exit){0};
    cpu->stop = false;
    cpu->has_run = true;
    for (;;) {
        uc_err err = run_engine(cpu);
        bool exception = err != UC_ERR_OK || cpu->vector >= 0 || cpu->trapped;
        if (!exception && cpu->stop)
            out->reason = CPU_STOPPED;
        else if (!exception && cpu->deadline)
            out->reason = CPU_DEADLINE;
        else if (!exception_report(cpu, out, err)) {
            if (!cpu->stop) continue;
            out->reason = CPU_STOPPED;
        }
        return;
    }
}

// --- Making one
static const char *add_hooks(struct cpu *cpu) {
    const struct {
        int type;
        void *fn;
        int instruction;
    } wanted[] = {
        {UC_HOOK_TLB_FILL, (void *)tlb_fill, 0},
        {UC_HOOK_BLOCK, (void *)on_block, 0},
        {UC_HOOK_EDGE_GENERATED, (void *)isa_new_block, 0}, // but for the engine's first block, which is boot.c's
        {UC_HOOK_INTR, (void *)on_interrupt, 0},
        {UC_HOOK_INSN, (void *)on_syscall,
         UC_X86_INS_SYSCALL}, // first of the instructions: the engine searches in order
        {UC_HOOK_INSN, (void *)cpuid_hook, UC_X86_INS_CPUID},
        {UC_HOOK_INSN, (void *)on_in, UC_X86_INS_IN},
        {UC_HOOK_INSN, (void *)on_out, UC_X86_INS_OUT},
        {UC_HOOK_INSN, (void *)on_sysenter, UC_X86_INS_SYSENTER},
    };
    for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
        uc_hook hook; // an empty range, begin > end, means everywhere
        uc_err err =
            uc_hook_add(cpu->uc, &hook, wanted[i].type, wanted[i].fn, cpu, (u64)1, (u64)0, wanted[i].instruction);
        if (err != UC_ERR_OK) return uc_strerror(err);
        if (wanted[i].type == UC_HOOK_BLOCK) cpu->block_hook = hook;
    }
    return NULL;
}

static const char *engine_open(struct cpu *cpu) {
    uc_err err = uc_open(UC_ARCH_X86, UC_MODE_64, &cpu->uc);
    if (err != UC_ERR_OK) return uc_strerror(err);
    // The oldest model with what cpuid.c promises. Newer ones execute RDRAND.
    u64 frames = (u64)cpu->pool->end * PAGE_SIZE;
    if ((err = uc_ctl_set_cpu_model(cpu->uc, UC_CPU_X86_SANDYBRIDGE)) != UC_ERR_OK ||
        (err = uc_ctl_set_tcg_buffer_size(cpu->uc, TRANSLATIONS)) != UC_ERR_OK ||
        (err = uc_mem_map_ptr(cpu->uc, 0, frames, UC_PROT_ALL, cpu->pool->data)) != UC_ERR_OK ||
        (err = uc_mem_map_ptr(cpu->uc, frames, PAGE_SIZE, UC_PROT_ALL, cpu->boot_page)) != UC_ERR_OK ||
        // No address ends a run: by default the engine would stop where a program calls NULL.
        (err = uc_ctl_exits_enable(cpu->uc)) != UC_ERR_OK ||
        (err = uc_ctl_set_exits(cpu->uc, NULL, 0)) != UC_ERR_OK ||
        (err = uc_ctl_tlb_mode(cpu->uc, UC_TLB_VIRTUAL)) != UC_ERR_OK)
        return uc_strerror(err);
    return add_hooks(cpu);
}

struct cpu *cpu_create(struct page_pool *pool, struct cpu_ticks *ticks, const struct cpu_ops *ops, void *ctx,
                       const char **why) {
    *why = "out of memory";
    struct cpu *cpu = calloc(1, sizeof *cpu); // a host object, not the machine's
    if (!cpu) return NULL;
    cpu->pool = pool;
    cpu->ticks = ticks;
    cpu->ops = ops;
    cpu->ctx = ctx;
    cpu->boot_page = aligned_alloc(PAGE_SIZE, PAGE_SIZE);
    if (!cpu->boot_page) goto out_destroy;
    if ((*why = code_init(cpu)) != NULL || (*why = engine_open(cpu)) != NULL || (*why = cpu_boot(cpu)) != NULL)
        goto out_destroy;
    return cpu;
out_destroy:
    cpu_destroy(cpu);
    return NULL;
}

void cpu_destroy(struct cpu *cpu) {
    if (!cpu) return;
    if (cpu->ring3) uc_context_free(cpu->ring3);
    if (cpu->uc) uc_close(cpu->uc);
    if (cpu->decoder) cs_close(&cpu->decoder);
    code_destroy(cpu);
    breakpoints_destroy(cpu);
    free(cpu->boot_page);
    free(cpu);
}

// The engine keeps 32 bytes of its own when it is closed.
#ifdef BASE_ASAN
__attribute__((weak, visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libunicorn\n";
}
__attribute__((weak, visibility("default"))) const char *__lsan_default_options(void);
const char *__lsan_default_options(void) {
    return "print_suppressions=0"; // the guest's standard error is compared
}
#endif

const char *cpu_engine_version(void) {
    static _Thread_local char text[32]; // the numbers are the library's, not the header's
    unsigned major = 0, minor = 0;
    unsigned version = uc_version(&major, &minor);
    snprintf(text, sizeof text, "Unicorn %u.%u.%u", major, minor, version >> 8 & 0xff);
    return text;
}
