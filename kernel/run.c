// SPDX-License-Identifier: GPL-2.0-or-later
// The run loop: chooses a task, lets it run, and does what its system calls, faults and signals ask for.
//
// Calls are answered inside the engine (on_syscall) and nothing else of this file is on that path. Whatever needs the engine to be left,
// a task that waits, a signal, another task's turn, stops it and is done by sandbox_run.
#include "abi/errno.h"
#include "abi/syscall_nr.h"
#include "kernel/internal.h"
#include "kernel/posix_timer.h"
#include "kernel/run_hash.h"
#include "loader/loader.h"
#include "vfs/stdio.h"

#include <stdio.h>
#include <string.h>

// --- System calls
static bool from_vdso(const struct mm *mm, u64 rip) {
    return mm->vdso && rip - mm->vdso < VDSO_BYTES;
}

static bool watched_enter(struct task *t, s64 *result) {
    bool answered = false;
    for_each_watcher (w, t->sb)
        if (w->syscall_enter && w->syscall_enter(w->ctx, t, result)) answered = true;
    return answered;
}

static s64 watched_exit(struct task *t, s64 result) {
    for_each_watcher (w, t->sb)
        if (w->syscall_exit) result = w->syscall_exit(w->ctx, t, result);
    return result;
}

// A call that its handler has finished with: what the program gets, or signal_deliver is to decide of.
static s64 finish_call(struct task *t, s64 result) {
    t->syscall.active = false;
    if (t->wait_timer.armed || !list_empty(&t->waits)) task_wait_finish(t);
    if (t->syscall_watched) result = watched_exit(t, result);
    // What rt_sigreturn gives back is the RAX of the interrupted code, whatever it looks like.
    if (result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK && t->syscall.nr != NR_rt_sigreturn) {
        t->restart_result = result;
        t->signal_flag = true; // also when the signal is gone again: signal_deliver has the call made anew
    }
    if (t->sb->opt.hash) run_hash_result(t, result);
    return result;
}

// Lets the CPU to others until something wakes the task.
static void park(struct task *t) {
    struct syscall *sc = &t->syscall;
    sc->restarted = true;
    if (t->state != TASK_RUNNABLE) return;
    if (sc->timed && !sc->timed_out && sc->deadline != UINT64_MAX && !t->wait_timer.armed)
        ktimer_arm(t->sb, &t->wait_timer, sc->deadline);
    t->nvcsw++;
    t->state = TASK_WAITING;
    sched_dequeue(t);
}

static void charge_call(struct task *t) {
    t->sb->ticks.now += SYSCALL_TICKS;
    t->stime_ticks += SYSCALL_TICKS;
}

static s64 first_run(struct task *t, bool hidden) {
    struct sandbox *sb = t->sb;
    s64 result;
    t->syscall_watched = sb->probes && !hidden;
    if (t->syscall_watched && (t->syscall_answered = watched_enter(t, &result))) return result;
    return sb->calls->dispatch(t);
}

// The call that the CPU is at, as new: what is not read of a struct syscall before it is written stays as it was.
static void begin_call(struct sandbox *sb, struct syscall *sc, u64 rax) {
    sc->nr = (u64)(s64)(s32)rax; // Linux looks at EAX
    memset(sc->progress, 0, sizeof sc->progress);
    sc->timed = sc->timed_out = sc->restarted = false;
    sc->active = true;
    cpu_syscall_args(sb->cpu, sc->args, sc->nr < sb->calls->count ? sb->calls->arity[sc->nr] : 0);
}

static void stop_before_call(struct task *t) {
    cpu_syscall_undo(t->sb->cpu, &t->cpu);
    t->cpu_live = false;
    t->sb->reached = true;
    cpu_stop(t->sb->cpu);
}

// Is it the last call of the first program?
static bool ends_run(const struct task *t, s32 nr) {
    if (t->process != t->sb->init) return false;
    return nr == NR_exit_group || (nr == NR_exit && t->process->thread_count == 1);
}

static void on_syscall(void *ctx) {
    struct sandbox *sb = ctx;
    struct task *t = sb->current;
    struct cpu_syscall entry;
    if (sb->stats.syscalls == sb->stop_calls) {
        stop_before_call(t);
        return;
    }
    cpu_syscall_enter(sb->cpu, &entry);
    if (sb->stop_at_exit && ends_run(t, (s32)entry.nr)) {
        stop_before_call(t);
        return;
    }
    begin_call(sb, &t->syscall, entry.nr);
    charge_call(t);
    sb->stats.syscalls++;
    if (sb->opt.hash) run_hash_call(t);

    s64 result = first_run(t, from_vdso(t->mm, entry.rip));
    if (sb->current != t) { // it is gone
        cpu_stop(sb->cpu);
        return;
    }
    if (result == SYS_PARKED) {
        park(t);
        cpu_stop(sb->cpu);
        return;
    }
    result = finish_call(t, result);
    if (t->cpu_live) {
        cpu_syscall_return(sb->cpu, &entry, (u64)result);
        if (!t->signal_flag && !sb->need_resched && t->state == TASK_RUNNABLE &&
            sb->stats.syscalls != sb->opt.max_calls)
            return;
    } else {
        t->cpu.gpr[REG_RAX] = (u64)result;
    }
    cpu_stop(sb->cpu);
}

// A parked call, once more. True: it is finished.
static bool run_again(struct task *t) {
    struct sandbox *sb = t->sb;
    task_wait_finish(t);
    charge_call(t); // so that time passes even if this goes round in circles
    s64 result = sb->calls->dispatch(t);
    if (sb->current != t) return false;
    if (result == SYS_PARKED) {
        park(t);
        return false;
    }
    result = finish_call(t, result);
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

static bool on_breakpoint(void *ctx, u64 address) {
    const struct sandbox *sb = ctx;
    bool stop = false;
    for_each_watcher (w, sb)
        if (w->breakpoint && w->breakpoint(w->ctx, sb->current, address)) stop = true;
    return stop;
}

const struct cpu_ops run_cpu_ops = {
    .syscall = on_syscall, .read_tsc = on_read_tsc, .entropy = on_entropy, .breakpoint = on_breakpoint};

// --- Whose registers are where
struct cpu_state *task_regs(struct task *t) {
    if (t->cpu_live) {
        cpu_save(t->sb->cpu, &t->cpu);
        t->cpu_live = false;
    }
    return &t->cpu;
}

void task_peek_regs(struct task *t, struct cpu_state *out) {
    if (t->cpu_live)
        cpu_save(t->sb->cpu, out);
    else
        *out = t->cpu;
}

static void switch_to(struct sandbox *sb, struct task *t) {
    if (sb->current == t) return;
    struct task *before = sb->current;
    if (before) {
        task_regs(before);
        if (before->state == TASK_RUNNABLE) before->rseq_event = before->rseq_area != 0;
    }
    sb->current = t;
    sb->stats.switches++;
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
    case CPU_FAILED: snprintf(sb->message, sizeof sb->message, "%s", exit.message); return false;
    default: trap_signal(t, &exit);
    }
    return true;
}

// --- The world outside, in live runs
// Whether somebody waits for input from outside that could still come.
static bool input_wanted(struct sandbox *sb) {
    return sb->opt.live && sb->door && stdio_input_wanted(&sb->vfs);
}

// Waits up to `ns` for input.
static void wait_outside(struct sandbox *sb, u64 ns) {
    if (sb->door->wait(sb->door_ctx, ns, input_wanted(sb)) > 0) stdio_input_arrived(&sb->vfs);
}

// Nobody can run: time jumps, or in a live run passes, to the next timer. False: nothing can ever happen again.
static bool idle(struct sandbox *sb) {
    u64 next = timers_next(sb);
    if (!sb->opt.live &&
        stdio_input_wanted(&sb->vfs)) { // a stop broke off what waits in the host: it waits there again
        stdio_input_arrived(&sb->vfs);
        return true;
    }
    if (next == UINT64_MAX && !input_wanted(sb)) return false;
    u64 now = clock_monotonic(sb);
    if (next <= now) return true;
    if (sb->opt.live)
        wait_outside(sb, next == UINT64_MAX ? UINT64_MAX : next - now);
    else
        sb->skipped_ns += next - now;
    return true;
}

static enum run_result limit_reached(struct sandbox *sb, const char *which) {
    snprintf(sb->limit, sizeof sb->limit, "%s", which);
    return RUN_LIMIT;
}

enum run_result sandbox_run(struct sandbox *sb) {
    return sandbox_run_until(sb, UINT64_MAX, UINT64_MAX);
}

enum run_result sandbox_run_until(struct sandbox *sb, u64 ticks, u64 calls) {
    sb->stop_ticks = ticks;
    sb->stop_calls = calls;
    sb->reached = false;
    for (;;) {
        if (sb->done) return RUN_EXITED;
        if (sb->stop_requested) {
            sb->stop_requested = false;
            return RUN_STOPPED;
        }
        if (sb->reached || sb->ticks.now >= sb->stop_ticks || sb->stats.syscalls > sb->stop_calls) return RUN_REACHED;
        if (sb->opt.max_ticks && sb->ticks.now >= sb->opt.max_ticks) return limit_reached(sb, "ticks");
        if (sb->opt.max_calls && sb->stats.syscalls >= sb->opt.max_calls) return limit_reached(sb, "system calls");
        timers_run(sb);
        if (input_wanted(sb)) wait_outside(sb, 0);
        struct task *t = sched_pick(sb);
        if (!t) {
            if (sb->ending || !idle(sb)) return sb->ending ? RUN_EXITED : RUN_DEADLOCK;
            continue;
        }
        switch_to(sb, t);
        if (t->syscall.active && !run_again(t)) continue;
        if (t->rseq_event || (t->rseq_area && t->signal_flag)) rseq_resume(t);
        if ((t->signal_flag || t->restart_result) && !signal_deliver(t)) continue;
        if (sb->current == t && t->state == TASK_RUNNABLE && !run_task(t)) return RUN_FAILED;
    }
}

void sandbox_request_stop(struct sandbox *sb) {
    sb->stop_requested = true;
    sb->ticks.deadline = 0; // seen at the next block; asked for again whenever it is computed anew
}
