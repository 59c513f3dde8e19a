// SPDX-License-Identifier: GPL-2.0-or-later
// The CPU behind an interface that a second engine could implement. It runs ring 3 code of one address space at a
// time, traps SYSCALL, counts ticks, and says why it stopped. It knows nothing of tasks or signals.
#ifndef EMU_CPU_H
#define EMU_CPU_H

#include "base/page_pool.h"
#include "base/types.h"
#include "emu/mmu.h"

// Register numbers are the instruction set's own.
enum {
    REG_RAX,
    REG_RCX,
    REG_RDX,
    REG_RBX,
    REG_RSP,
    REG_RBP,
    REG_RSI,
    REG_RDI,
    REG_R8,
    REG_R9,
    REG_R10,
    REG_R11,
    REG_R12,
    REG_R13,
    REG_R14,
    REG_R15,
    REG_COUNT
};

// All that a program can see of a CPU, as plain data: what a task is saved as.
struct cpu_state {
    u64 gpr[REG_COUNT];
    u64 rip, rflags, fs_base, gs_base;
    _Alignas(16) u8 fxsave[512]; // FXSAVE64 layout (Intel SDM): x87, MXCSR, XMM0-15
};

// What a SYSCALL handler sees at once; the arguments are asked for, as many as the call has.
struct cpu_syscall {
    u64 nr, rip, rflags; // rip: of the SYSCALL instruction
};

// Counted by the CPU, read by clocks and the scheduler; lives in the machine's heap.
struct cpu_ticks {
    u64 now;      // translation blocks entered since the machine was made
    u64 deadline; // cpu_run returns CPU_DEADLINE at the first block boundary at or after it
};

enum cpu_exit_reason {
    CPU_STOPPED,    // cpu_stop was called
    CPU_DEADLINE,   // ticks.now reached ticks.deadline
    CPU_PAGE_FAULT, // the mmu's fault op refused; `address`, `access`; rip at the instruction
    CPU_EXCEPTION,  // `vector`, and for #GP and #PF `address`; rip as Linux reports it in the signal frame
    CPU_INTERRUPT,  // INT n with n not an exception (INT 0x80); rip after it
    CPU_FAILED,     // the engine itself failed; `message`
};
struct cpu_exit {
    enum cpu_exit_reason reason;
    u32 vector;     // 0 #DE, 1 #DB, 3 #BP, 4 #OF, 5 #BR, 6 #UD, 12 #SS, 13 #GP, 16 #MF, 17 #AC, 19 #XM
    u32 error_code; // what the CPU pushes for #GP and #SS: a selector, or 0
    uaddr_t address;
    enum mmu_access access;
    int error; // what the mmu's fault op returned
    const char *message;
};

struct cpu_ops {
    void (*syscall)(void *ctx); // inside the engine: cpu_syscall_enter, then cpu_syscall_return or cpu_stop
    u64 (*read_tsc)(void *ctx); // RDTSC and RDTSCP
    u64 (*entropy)(void *ctx);  // RDRAND and RDSEED, should the CPU model ever offer them
    // NULL: nobody asks. The CPU is at `address`, which has a breakpoint, and nothing there has run: cpu_save gives the registers.
    // True leaves the engine with CPU_STOPPED, and the question comes again when the CPU is there again.
    bool (*breakpoint)(void *ctx, u64 address);
};

struct cpu; // a host object, outside the heap; made anew when a machine is restored elsewhere

// `ops`, `ctx` and `ticks` must outlive the CPU. NULL on failure, with a reason in *why.
struct cpu *cpu_create(struct page_pool *pool, struct cpu_ticks *ticks, const struct cpu_ops *ops, void *ctx,
                       const char **why);
void cpu_destroy(struct cpu *cpu);    // before its page pool
const char *cpu_engine_version(void); // "Unicorn 2.1.1"

// What CPUID answers (eax, ebx, ecx, edx); the same on every host. AT_HWCAP is edx of leaf 1, AT_HWCAP2 is 0.
void cpu_cpuid(u32 leaf, u32 subleaf, u32 out[4]);
extern const char cpu_vendor[13];
extern const char cpu_brand[48];

void cpu_state_init(struct cpu_state *st); // a program's start values: rflags 0x202, FPCW 0x37f, MXCSR 0x1f80

// Only outside cpu_run: which address space and registers run next. Setting the same mmu again costs nothing
// unless it is marked stale.
void cpu_set_mmu(struct cpu *cpu, struct mmu *mmu);
void cpu_memory_changed(struct cpu *cpu); // page tables or write watches have changed behind its back
void cpu_load(struct cpu *cpu, const struct cpu_state *st);
// Anywhere. Inside the syscall hook it gives the state after the SYSCALL instruction (RIP advanced, RCX, R11 set).
void cpu_save(struct cpu *cpu, struct cpu_state *st);

void cpu_run(struct cpu *cpu, struct cpu_exit *out);
void cpu_stop(struct cpu *cpu); // inside a hook: leave as soon as the state is exact. Idempotent.

u64 cpu_stack_pointer(struct cpu *cpu); // anywhere, and cheaper than all registers

// Breakpoints are addresses of whichever program runs; they are counted: as many clears as sets. False: no memory. At such an
// address nothing has run when ops->breakpoint is called. The first two may be called inside the engine, but for the first
// of all; their addresses are where blocks begin: what calls, jumps and returns go to. The others are for outside cpu_run, take any
// address, and have all code translated anew.
bool cpu_breakpoint_set(struct cpu *cpu, u64 address);
void cpu_breakpoint_clear(struct cpu *cpu, u64 address);
bool cpu_breakpoint_set_anywhere(struct cpu *cpu, u64 address);
void cpu_breakpoint_clear_anywhere(struct cpu *cpu, u64 address);

// --- Inside ops->syscall only.
// Every register costs 3 ns, and they are half of what a call costs: of the arguments only `count` are read, the rest is 0.
void cpu_syscall_enter(struct cpu *cpu, struct cpu_syscall *out);
void cpu_syscall_args(struct cpu *cpu, u64 args[6], u32 count);
void cpu_syscall_return(struct cpu *cpu, const struct cpu_syscall *sc, u64 value); // RAX, RCX, R11 in one batch
// As if the instruction had not been reached: the state before it, and the clock before its block, which runs again from it. For
// a caller that stops here.
void cpu_syscall_undo(struct cpu *cpu, struct cpu_state *st);
void cpu_set_fs_base(struct cpu *cpu, u64 base); // arch_prctl on the running task
void cpu_set_gs_base(struct cpu *cpu, u64 base);

#endif
