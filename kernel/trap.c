// SPDX-License-Identifier: GPL-2.0-or-later
// Exceptions of the CPU as signals: which one, its code and its address (arch/x86/kernel/traps.c, arch/x86/mm/fault.c).
#include "abi/limits.h"
#include "abi/signal.h"
#include "kernel/internal.h"

#include <string.h>

enum {
    VECTOR_DE = 0,
    VECTOR_DB = 1,
    VECTOR_BP = 3,
    VECTOR_UD = 6,
    VECTOR_SS = 12,
    VECTOR_GP = 13,
    VECTOR_PF = 14,
    VECTOR_MF = 16,
    VECTOR_AC = 17,
    VECTOR_XM = 19
};
#define RFLAGS_TF 0x100u
#define INT_LENGTH 2

static u64 page_fault_error(const struct task *t, uaddr_t address) { // the bits of the CPU's own error code
    enum { PF_PROT = 1, PF_WRITE = 2, PF_USER = 4, PF_INSTR = 16 };
    const struct mm_fault *f = &t->mm->fault;
    u64 error = PF_USER;
    // Of the kernel's half nothing is told; elsewhere the bit says that there is a page, which a PROT_NONE one is not.
    const pte_t *pte = address < TASK_SIZE ? mmu_lookup(&t->mm->mmu, address) : NULL;
    if (address >= TASK_SIZE || (pte && (*pte & PTE_PRESENT))) error |= PF_PROT;
    if (f->access & ACCESS_WRITE) error |= PF_WRITE;
    if (f->access & ACCESS_EXEC) error |= PF_INSTR;
    return error;
}

static void on_page_fault(struct task *t, const struct cpu_exit *exit) {
    const struct mm_fault *f = &t->mm->fault;
    for_each_watcher (w, t->sb)
        if (w->page_fault) w->page_fault(w->ctx, t, exit->address, exit->access, 0, exit->error);
    if (f->signo == SIGKILL)
        signal_force_fatal(t, SIGKILL); // out of memory
    else
        signal_force_trap(t, f->signo, f->code, exit->address, VECTOR_PF, page_fault_error(t, exit->address));
}

// Exception flags of x87 and SSE have one order. 0: none that is unmasked.
static int fpe_code(u32 raised) {
    enum { INVALID = 1, DENORMAL = 2, ZERO = 4, OVERFLOW = 8, UNDERFLOW = 16, PRECISION = 32 };
    if (raised & INVALID) return FPE_FLTINV;
    if (raised & ZERO) return FPE_FLTDIV;
    if (raised & OVERFLOW) return FPE_FLTOVF;
    if (raised & (UNDERFLOW | DENORMAL)) return FPE_FLTUND;
    return raised & PRECISION ? FPE_FLTRES : 0;
}

static int x87_code(const struct cpu_state *st) {
    u16 control, status;
    memcpy(&control, st->fxsave, sizeof control);
    memcpy(&status, st->fxsave + 2, sizeof status);
    return fpe_code(status & ~(u32)control & 0x3f);
}

static int sse_code(const struct cpu_state *st) {
    u32 mxcsr;
    memcpy(&mxcsr, st->fxsave + 24, sizeof mxcsr);
    return fpe_code(mxcsr & ~(mxcsr >> 7) & 0x3f);
}

// Linux looks whether anything is raised at all, and lets the program try again if not.
static void on_float_exception(struct task *t, u32 vector, int code) {
    if (code) signal_force_trap(t, SIGFPE, code, task_regs(t)->rip, vector, 0);
}

static void on_exception(struct task *t, const struct cpu_exit *exit) {
    const struct cpu_state *st = task_regs(t);
    switch (exit->vector) {
    case VECTOR_DE: signal_force_trap(t, SIGFPE, FPE_INTDIV, st->rip, VECTOR_DE, 0); break;
    case VECTOR_DB: // a single step, or the instruction that asks for this exception
        signal_force_trap(t, SIGTRAP, st->rflags & RFLAGS_TF ? TRAP_TRACE : TRAP_BRKPT, st->rip, VECTOR_DB, 0);
        break;
    case VECTOR_BP: signal_force_trap(t, SIGTRAP, SI_KERNEL, 0, VECTOR_BP, 0); break;
    case VECTOR_UD: signal_force_trap(t, SIGILL, ILL_ILLOPN, st->rip, VECTOR_UD, 0); break;
    case VECTOR_SS: signal_force_trap(t, SIGBUS, SI_KERNEL, 0, VECTOR_SS, exit->error_code); break;
    case VECTOR_MF: on_float_exception(t, VECTOR_MF, x87_code(st)); break;
    case VECTOR_AC: signal_force_trap(t, SIGBUS, BUS_ADRALN, 0, VECTOR_AC, 0); break;
    case VECTOR_XM: on_float_exception(t, VECTOR_XM, sse_code(st)); break;
    default: signal_force_trap(t, SIGSEGV, SI_KERNEL, 0, exit->vector, exit->error_code); break;
    }
}

// INT 0x80, the way of 32-bit programs: without them its gate is the kernel's, too, and it is the instruction that faults.
// The error code names it.
static void on_interrupt(struct task *t, const struct cpu_exit *exit) {
    enum { ERROR_IDT = 2 };
    task_regs(t)->rip -= INT_LENGTH;
    signal_force_trap(t, SIGSEGV, SI_KERNEL, 0, VECTOR_GP, (u64)exit->vector << 3 | ERROR_IDT);
}

void trap_signal(struct task *t, const struct cpu_exit *exit) {
    switch (exit->reason) {
    case CPU_PAGE_FAULT: on_page_fault(t, exit); break;
    case CPU_EXCEPTION: on_exception(t, exit); break;
    case CPU_INTERRUPT: on_interrupt(t, exit); break;
    default: break;
    }
}
