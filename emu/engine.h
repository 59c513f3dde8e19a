// SPDX-License-Identifier: GPL-2.0-or-later
// The inside of the CPU: what its parts share. Everything here is host memory and can be made anew from a page pool, a page table
// and a struct cpu_state.
#ifndef EMU_ENGINE_H
#define EMU_ENGINE_H

#include <capstone/capstone.h>
#include <unicorn/unicorn.h>

#include "emu/cpu.h"
#include "emu/frames.h"

// --- breakpoint.c
#define BREAKPOINT_FILTER_BITS 16
struct breakpoint {
    u64 address;
    u32 users;
    bool holds_some; // there are some in the middle of the block that begins here
};
struct breakpoints {
    struct breakpoint *slots;                       // a hash table with open addressing
    u32 anywhere;                                   // how many of them may lie in the middle of a block
    bool watched;                                   // the hook that looks them up is in place
    u32 count, capacity;                            // capacity: 0 or a power of two
    u64 filter[(1 << BREAKPOINT_FILTER_BITS) / 64]; // a bit clear: none with such a hash
};

// How much of the engine's buffer of translations is in use (cpu.c).
#define TRANSLATIONS_LOOK 256 // after so many new blocks the block hook looks
struct translations {
    const u8 *first; // where it begins, as far as has been seen
    u32 blocks;      // made so far
    bool flush;      // before the engine is entered again
    bool flushed;    // once
};

// Who runs an instruction: the engine, nobody (the CPU model does not have it), belljar (isa.c). Unknown: it cannot be decoded, and some
// of those may come after it.
enum isa_kind { ISA_PLAIN, ISA_ABSENT, ISA_OURS, ISA_UNKNOWN };

#define TRAP_FLAG 0x100ull
enum { VECTOR_DB = 1, VECTOR_UD = 6, VECTOR_MF = 16, VECTOR_OURS = 0x81 };

struct cpu {
    uc_engine *uc;
    struct page_pool *pool;
    struct cpu_ticks *ticks;
    const struct cpu_ops *ops;
    void *ctx;

    struct mmu *mmu;     // runs next
    struct mmu *tlb_mmu; // whose entries the TLB holds
    u64 rip;             // where to go on: the engine wants it told at every start
    u64 started_at;      // where it was last started
    u32 misses;          // TLB misses since the last flush
    u32 grow_at;         // as many of them call for a larger TLB

    // Why the engine is being left; cleared by every cpu_run.
    bool stop;      // somebody called cpu_stop
    bool deadline;  // the clock did
    bool flush;     // the TLB must be flushed before the instruction is tried again
    bool fetching;  // the last miss was a fetch
    bool attention; // one of them, for the block hook
    int vector;     // the last exception or interrupt, -1: none
    struct {
        bool valid;
        uaddr_t page; // page aligned: the engine does not tell more
        enum mmu_access access;
        int error;
    } fault;
    bool trapped; // `trap_state` holds the registers at an instruction that must not take effect
    struct cpu_state trap_state;

    // The block that runs now, and whether the next one is merely its continuation, which does not count as a tick.
    u64 block_pc;
    u32 block_size;
    bool continuing;

    // code.c
    u32 *write_epoch; // per frame: flush_epoch when the TLB was last given write access to it
    u32 flush_epoch;
    u64 *crowded;     // a bit per frame with code: its instructions run one by one (crowded.c)
    bool alone;       // so does the next
    bool dropping;    // physical memory is mapped for the engine's use
    bool step;        // the instruction must be tried again alone
    bool stepping;    // it is
    u64 hidden_flags; // the trap flag, while it is set for that purpose alone
    u32 step_frames;  // frames with code that it has written, and what was in them before
    pfn_t step_pfn[4];
    u8 step_before[4][PAGE_SIZE];

    // isa.c
    u64 foreign_block; // the block translated last, if it must not run as it is
    u64 foreign;       // the instruction in it that the engine is not to run, 0: none
    enum isa_kind foreign_kind;
    bool refuse; // the program has got to that block
    struct {     // an instruction that has become an INT until its block is translated; escape NULL: none
        u64 block;
        u8 *escape, *opcode, was;
    } disguise;
    bool carried_out;  // what comes next is the rest of a block with an instruction of ours in it
    bool stepped_ours; // such a one was the last that ran alone
    u32 carried_row;   // how many came after each other without a tick

    struct translations translations;
    struct breakpoints breakpoints;
    uc_hook block_hook;
    bool walk;      // the block ahead is to be run by single instructions
    u64 walk_end;   // ... until here
    u64 walked_to;  // where in it the engine was left; 0: nowhere
    bool rehooking; // the block hook is being replaced
    bool has_run;   // code other than boot.c's has been translated

    bool in_syscall, answered; // inside ops->syscall; cpu_syscall_return was called
    bool booting;

    uc_context *ring3; // the engine's own state, fresh in ring 3
    u8 *boot_page;     // descriptor table and the way to ring 3; physical memory after the last frame
    struct code_frames code;
    csh decoder; // 0: not opened yet
};

// --- boot.c: descriptor table, control registers, the step into ring 3.
#define BOOT_VA 0xfffffe0000001000ull  // where Linux keeps its descriptor table, too
const char *cpu_boot(struct cpu *cpu); // NULL, or what went wrong
// Forgets what the engine remembers of an exception in flight. The program's registers are kept.
void cpu_renew(struct cpu *cpu);

// --- crowded.c
bool code_is_crowded(struct cpu *cpu, pfn_t pfn);

// --- tlb.c
bool tlb_fill(uc_engine *uc, u64 va, uc_mem_type type, uc_tlb_entry *out, void *ctx);
static inline bool is_canonical(uaddr_t va) { // outside that, the CPU raises #GP or #SS in place of #PF
    u64 top = va >> 47;
    return top == 0 || top == 0x1ffff;
}
static inline bool tlb_is_stale(const struct cpu *cpu) {
    return cpu->mmu->tlb_stale || cpu->mmu->stale_page != 0 || cpu->tlb_mmu != cpu->mmu;
}
void tlb_flush(struct cpu *cpu);

// --- code.c
const char *code_init(struct cpu *cpu);
void code_destroy(struct cpu *cpu);
// May the TLB be given this access to the frame now? False: give up the instruction, flush, try again.
bool code_fetch(struct cpu *cpu, pfn_t pfn);
bool code_store(struct cpu *cpu, pfn_t pfn);
bool code_physical(const struct cpu *cpu, u64 va, u64 *physical);
uc_err code_step(struct cpu *cpu);       // runs one instruction
void code_drop(struct cpu *cpu, u64 va); // the translation of what lies there

// --- breakpoint.c
static inline u64 breakpoint_hash(u64 address) { // its upper bits depend on all; functions lie at multiples of 16
    return address * 0x9e3779b97f4a7c15ull;
}
static inline bool breakpoint_possible(const struct breakpoints *b, u64 address) {
    u64 bit = breakpoint_hash(address) >> (64 - BREAKPOINT_FILTER_BITS);
    return b->filter[bit / 64] >> (bit % 64) & 1;
}
// Before the block at block_pc begins, and before the instruction at rip: its owner was asked, and wants the engine left, or it is to be
// run otherwise (walk).
bool breakpoint_stops(struct cpu *cpu);
bool breakpoint_stops_inside(struct cpu *cpu);
void breakpoint_new_block(struct cpu *cpu, u64 pc, u64 size); // has been translated
void breakpoints_destroy(struct cpu *cpu);

// --- isa.c
void isa_new_block(uc_engine *uc, uc_tb *block, uc_tb *before, void *ctx);
enum isa_kind isa_at(struct cpu *cpu, u64 rip, u8 *size); // plain, absent or ours, and the size of one of ours
// The block, whose translation has been dropped, will end with our instruction that lies there, and raise VECTOR_OURS. False: it cannot.
bool isa_end_block_at(struct cpu *cpu, u64 block, u64 at);
void isa_undisguise(struct cpu *cpu); // it has been translated, or will not be
bool isa_ended_at_ours(struct cpu *cpu);
void isa_carry_out(struct cpu *cpu); // the instruction before rip; then vector is -1, or what it raised

// --- cpu.c
bool cpu_watch_blocks(
    struct cpu *cpu); // outside cpu_run; from then on blocks that begin are looked up; false: it cannot
void cpu_forget_blocks(struct cpu *cpu); // outside cpu_run; what has been translated is translated anew
uc_err engine_start(struct cpu *cpu);    // from cpu->rip, which it updates
void engine_prepare(struct cpu *cpu);    // forgets why it was left the last time

// --- regs.c
void regs_read(struct cpu *cpu, struct cpu_state *st);
void regs_write(struct cpu *cpu, const struct cpu_state *st);
void regs_read_x87(struct cpu *cpu, u8 fxsave[512]); // control, status, tags, ST0 to ST7; the rest is left alone
void regs_write_x87(struct cpu *cpu, const u8 fxsave[512]);

// --- exception.c
// Turns an exception, a fault or a stop that the engine does not explain into *out. False: the instruction has been emulated, go on.
bool exception_report(struct cpu *cpu, struct cpu_exit *out, uc_err err);

// --- cpuid.c
int cpuid_hook(uc_engine *uc, void *ctx);

static inline void cpu_attention(struct cpu *cpu) {
    cpu->attention = true;
}

#endif
