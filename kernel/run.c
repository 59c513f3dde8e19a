// SPDX-License-Identifier: GPL-2.0-or-later
// The run loop: chooses a task, lets it run, and does what its system calls, faults and signals ask for.
//
// Calls are answered inside the engine (on_syscall) and nothing else of this file is on that path. Whatever needs the engine to be left,
// a task that waits, a signal, another task's turn, stops it and is done by sandbox_run.
#include "abi/errno.h"
#include "abi/limits.h"
#include "kernel/posix_timer.h"
#include "kernel/sandbox.h"
#include "loader/loader.h"

#include <stdio.h>
#include <string.h>

// --- System calls
static bool from_vdso(const struct mm *mm, u64 rip) {
    return mm->vdso && rip - mm->vdso < VDSO_BYTES;
}

// A call that its handler has finished with: `result` goes to the program, or to signal_deliver to decide.
static void finish_call(struct task *t, s64 result) {
    struct sandbox *sb = t->sb;
    t->syscall.active = false;
    if (result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK) {
        t->restart_result = result;
        t->signal_flag = true; // also when the signal is gone again: signal_deliver has the call made anew
        result = -EINTR;
    }
    if (t->syscall_watched && sb->probes && sb->probes->syscall_exit) sb->probes->syscall_exit(sb->probes->ctx, t, result);
}

static s64 first_run(struct task *t, bool hidden) {
    struct sandbox *sb = t->sb;
    s64 result;
    t->syscall_watched = sb->probes && !hidden;
    if (t->syscall_watched && sb->probes->syscall_enter && sb->probes->syscall_enter(sb->probes->ctx, t, &result)) return result;
    return sb->dispatch(t);
}

static void on_syscall(void *ctx) {
    struct sandbox *sb = ctx;
    struct task *t = sb->current;
    struct syscall *sc = &t->syscall;
    struct cpu_syscall args;
    cpu_syscall_args(sb->cpu, &args);
    *sc = (struct syscall){.nr = args.nr, .active = true};
    memcpy(sc->args, args.args, sizeof sc->args);
    sb->ticks.now += SYSCALL_TICKS;
    t->stime_ticks += SYSCALL_TICKS;
    sb->stats.syscalls++;

    s64 result = first_run(t, from_vdso(t->mm, args.rip));
    if (sb->current != t) { // it is gone
        cpu_stop(sb->cpu);
        return;
    }
    if (result == SYS_PARKED) {
        if (t->state == TASK_RUNNABLE) {
            t->state = TASK_WAITING;
            sched_dequeue(t);
        }
        sc->restarted = true;
        cpu_stop(sb->cpu);
        return;
    }
    finish_call(t, result);
    if (t->cpu_live) {
        cpu_syscall_return(sb->cpu, &args, (u64)result);
        if (!t->signal_flag && !sb->need_resched && t->state == TASK_RUNNABLE) return;
    } else {
        t->cpu.gpr[REG_RAX] = (u64)result;
    }
    cpu_stop(sb->cpu);
}

// A parked call, once more. True: it is finished.
static bool run_again(struct task *t) {
    struct sandbox *sb = t->sb;
    task_wait_finish(t);
    s64 result = sb->dispatch(t);
    if (sb->current != t) return false;
    if (result == SYS_PARKED) {
        if (t->state == TASK_RUNNABLE) {
            t->state = TASK_WAITING;
            sched_dequeue(t);
        }
        return false;
    }
    finish_call(t, result);
    task_regs(t)->gpr[REG_RAX] = (u64)result;
    return true;
}

static u64 on_read_tsc(void *ctx) {
    return clock_monotonic(ctx);
}

static u64 on_entropy(void *ctx) {
    u64 value;
    sandbox_random(ctx, &value, sizeof value);
    return value;
}

const struct cpu_ops run_cpu_ops = {.syscall = on_syscall, .read_tsc = on_read_tsc, .entropy = on_entropy};

// --- Whose registers are where
struct cpu_state *task_regs(struct task *t) {
    if (t->cpu_live) {
        cpu_save(t->sb->cpu, &t->cpu);
        t->cpu_live = false;
    }
    return &t->cpu;
}

static void switch_to(struct sandbox *sb, struct task *t) {
    if (sb->current == t) return;
    if (sb->current) task_regs(sb->current);
    sb->current = t;
    sb->stats.switches++;
}

// --- Exceptions
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
    struct sandbox *sb = t->sb;
    const struct mm_fault *f = &t->mm->fault;
    if (sb->probes && sb->probes->page_fault)
        sb->probes->page_fault(sb->probes->ctx, t, exit->address, exit->access, exit->error);
    if (exit->error == -ENOMEM) {
        signal_force_fatal(t, SIGKILL);
        return;
    }
    signal_force_trap(t, f->signo, f->code, exit->address, 14, page_fault_error(t, exit->address));
}

static int fpe_code(u32 raised) { // exception flags of x87 and SSE have one order
    enum { INVALID = 1, DENORMAL = 2, ZERO = 4, OVERFLOW = 8, UNDERFLOW = 16, PRECISION = 32 };
    if (raised & INVALID) return FPE_FLTINV;
    if (raised & ZERO) return FPE_FLTDIV;
    if (raised & OVERFLOW) return FPE_FLTOVF;
    if (raised & (UNDERFLOW | DENORMAL)) return FPE_FLTUND;
    return raised & PRECISION ? FPE_FLTRES : 0;
}

static u32 x87_raised(const struct cpu_state *st) {
    u16 control, status;
    memcpy(&control, st->fxsave, 2);
    memcpy(&status, st->fxsave + 2, 2);
    return status & ~(u32)control & 0x3f;
}

static u32 sse_raised(const struct cpu_state *st) {
    u32 mxcsr;
    memcpy(&mxcsr, st->fxsave + 24, 4);
    return mxcsr & ~(mxcsr >> 7) & 0x3f;
}

static void on_exception(struct task *t, const struct cpu_exit *exit) {
    const struct cpu_state *st = task_regs(t);
    switch (exit->vector) {
    case 0: signal_force_trap(t, SIGFPE, FPE_INTDIV, st->rip, 0, 0); break;
    case 1: signal_force_trap(t, SIGTRAP, TRAP_TRACE, st->rip, 1, 0); break;
    case 3: signal_force_trap(t, SIGTRAP, SI_KERNEL, 0, 3, 0); break;
    case 6: signal_force_trap(t, SIGILL, ILL_ILLOPN, st->rip, 6, 0); break;
    case 12: signal_force_trap(t, SIGBUS, SI_KERNEL, 0, 12, 0); break;
    case 16: signal_force_trap(t, SIGFPE, fpe_code(x87_raised(st)), st->rip, 16, 0); break;
    case 17: signal_force_trap(t, SIGBUS, BUS_ADRALN, exit->address, 17, 0); break;
    case 19: signal_force_trap(t, SIGFPE, fpe_code(sse_raised(st)), st->rip, 19, 0); break;
    default: signal_force_trap(t, SIGSEGV, SI_KERNEL, 0, exit->vector, 0); break;
    }
}

// --- The loop
// Runs `t` in the CPU until something happens. False: the engine failed.
static bool run_task(struct task *t) {
    struct sandbox *sb = t->sb;
    cpu_set_mmu(sb->cpu, &t->mm->mmu);
    if (!t->cpu_live) {
        cpu_load(sb->cpu, &t->cpu);
        t->cpu_live = true;
    }
    if (t->process->cpu_timers && !t->process->cpu_timer.armed) cpu_timers_resume(t->process);
    run_deadline_changed(sb);
    t->switched_in = sb->ticks.now - t->stime_ticks;
    t->on_cpu = true;
    struct cpu_exit exit;
    cpu_run(sb->cpu, &exit);
    if (sb->current != t) return true;
    t->on_cpu = false;
    t->utime_ticks += sb->ticks.now - t->stime_ticks - t->switched_in;
    switch (exit.reason) {
    case CPU_STOPPED:
    case CPU_DEADLINE: break;
    case CPU_PAGE_FAULT: on_page_fault(t, &exit); break;
    case CPU_EXCEPTION: on_exception(t, &exit); break;
    case CPU_INTERRUPT: signal_force_trap(t, SIGSEGV, SI_KERNEL, 0, 13, (u64)exit.vector << 3 | 2); break;
    case CPU_FAILED: snprintf(sb->message, sizeof sb->message, "%s", exit.message); return false;
    }
    return true;
}

// Nobody can run: time jumps, or in a live run passes, to the next timer. False: there is none.
static bool idle(struct sandbox *sb) {
    u64 next = timers_next(sb);
    if (next == UINT64_MAX) return false;
    u64 now = clock_monotonic(sb);
    if (next <= now) return true;
    if (sb->opt.live) sb->door->wait(sb->door_ctx, next - now, false);
    else sb->skipped_ns += next - now;
    return true;
}

static enum run_result limit_reached(struct sandbox *sb, const char *which) {
    snprintf(sb->limit, sizeof sb->limit, "%s", which);
    return RUN_LIMIT;
}

enum run_result sandbox_run(struct sandbox *sb) {
    for (;;) {
        if (sb->done) return RUN_EXITED;
        if (sb->stop_requested) {
            sb->stop_requested = false;
            return RUN_STOPPED;
        }
        if (sb->opt.max_ticks && sb->ticks.now >= sb->opt.max_ticks) return limit_reached(sb, "--max-ticks");
        timers_run(sb);
        struct task *t = sched_pick(sb);
        if (!t) {
            if (!idle(sb)) return RUN_DEADLOCK;
            continue;
        }
        switch_to(sb, t);
        if (t->syscall.active && !run_again(t)) continue;
        if ((t->signal_flag || t->restart_result) && !signal_deliver(t)) continue;
        if (sb->current == t && t->state == TASK_RUNNABLE && !run_task(t)) return RUN_FAILED;
    }
}

void sandbox_request_stop(struct sandbox *sb) {
    sb->stop_requested = true;
    sb->ticks.deadline = 0; // seen at the next block; asked for again whenever it is computed anew
}
