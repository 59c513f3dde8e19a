// SPDX-License-Identifier: GPL-2.0-or-later
// nanosleep, clock_nanosleep, and restart_syscall, which goes on with a sleep that a stop interrupted (nanosleep(2),
// restart_syscall(2); kernel/time/hrtimer.c).
#include "kernel/posix_timer.h"
#include "kernel/timespec.h"
#include "syscalls/internal.h"

// Tells how much is left and remembers the rest of the sleep.
static s64 sleep_interrupted(struct task *t, u64 left, u64 until, s32 clock, uaddr_t remaining) {
    const struct abi_timespec ts = timespec_from_ns(left);
    if (remaining && PUT_USER(t, remaining, &ts)) return -EFAULT;
    t->restart_block.kind = RESTART_NANOSLEEP;
    t->restart_block.deadline = until;
    t->restart_block.args[0] = (u64)(s64)clock;
    t->restart_block.args[1] = remaining;
    return -ERESTART_RESTARTBLOCK;
}

// Until the monotonic time `deadline`; that of the call's first run stays.
static s64 sleep_until(struct task *t, struct syscall *sc, u64 deadline, s32 clock, bool absolute,
                       uaddr_t remaining) {
    task_set_deadline(t, deadline);
    if (sc->timed_out) return 0;
    if (!signal_pending(t)) return SYS_PARKED;
    if (absolute) return -ERESTARTNOHAND;
    u64 now = clock_monotonic(t->sb);
    if (sc->deadline <= now) return 0;
    return sleep_interrupted(t, sc->deadline - now, sc->deadline, clock, remaining);
}

// Until a CPU-time clock says `until`. It advances no faster than real time, so the earliest moment is looked at, then again.
static s64 sleep_cpu(struct task *t, struct syscall *sc, const struct cpu_clock *cpu, u64 until, s32 clock,
                     bool absolute, uaddr_t remaining) {
    u64 now, deadline;
    do {
        if (!cpu_clock_now(t->sb, cpu, &now) || now >= until) return 0;
        if (signal_pending(t)) {
            return absolute ? -ERESTARTNOHAND : sleep_interrupted(t, until - now, until, clock, remaining);
        }
        int r = clock_deadline(t->sb, CLOCK_MONOTONIC, until - now, false, &deadline);
        if (r) return r;
        sc->timed = sc->timed_out = false;
        task_set_deadline(t, deadline);
    } while (sc->timed_out);
    return SYS_PARKED;
}

SYSCALL_HANDLER(nanosleep) {
    struct abi_timespec ts;
    u64 deadline = 0;
    if (!sc->timed) {
        if (GET_USER(t, &ts, sc->args[0])) return -EFAULT;
        if (!timespec_valid(&ts)) return -EINVAL;
        int r = clock_deadline(t->sb, CLOCK_MONOTONIC, timespec_ns(&ts), false, &deadline);
        if (r) return r;
    }
    return sleep_until(t, sc, deadline, CLOCK_MONOTONIC, false, sc->args[1]);
}

static s64 cpu_nanosleep(struct task *t, struct syscall *sc, s32 clock, u64 ns, bool absolute, uaddr_t remaining) {
    struct cpu_clock cpu;
    if (clock == CLOCK_THREAD_CPUTIME_ID) return -EOPNOTSUPP;
    int r = cpu_clock_resolve(t, clock, false, &cpu);
    if (r) return r;
    if (cpu.thread && cpu.id == t->tid) return -EINVAL; // it would never wake up
    if (!sc->progress[0]) {
        u64 now = 0;
        if (!absolute) cpu_clock_now(t->sb, &cpu, &now);
        sc->progress[1] = ns < UINT64_MAX - now ? now + ns : UINT64_MAX;
        sc->progress[0] = 1;
    }
    return sleep_cpu(t, sc, &cpu, sc->progress[1], clock, absolute, remaining);
}

SYSCALL_HANDLER(clock_nanosleep) {
    s32 clock = arg_int(sc, 0);
    bool absolute = arg_int(sc, 1) & TIMER_ABSTIME;
    uaddr_t remaining = absolute ? 0 : sc->args[3];
    enum clock_class class = clock_classify(clock);
    struct abi_timespec ts = {0, 0};
    u64 deadline = 0;
    if (class == CLOCK_CLASS_NONE) return -EINVAL;
    if (class == CLOCK_CLASS_READ || clock == CLOCK_THREAD_CPUTIME_ID) return -EOPNOTSUPP;
    if (!sc->restarted) {
        if (GET_USER(t, &ts, sc->args[2])) return -EFAULT;
        if (!timespec_valid(&ts)) return -EINVAL;
    }
    if (class == CLOCK_CLASS_CPU) return cpu_nanosleep(t, sc, clock, timespec_ns(&ts), absolute, remaining);
    if (!sc->timed) {
        int r = clock_deadline(t->sb, clock, timespec_ns(&ts), absolute, &deadline);
        if (r) return r;
    }
    return sleep_until(t, sc, deadline, clock, absolute, remaining);
}

// What a sleep left behind. It counts on: being stopped does not make it longer.
static s64 restart_nanosleep(struct task *t, struct syscall *sc) {
    s32 clock = (s32)t->restart_block.args[0];
    uaddr_t remaining = t->restart_block.args[1];
    struct cpu_clock cpu;
    if (clock_classify(clock) != CLOCK_CLASS_CPU)
        return sleep_until(t, sc, t->restart_block.deadline, clock, false, remaining);
    if (cpu_clock_resolve(t, clock, false, &cpu)) return 0;
    return sleep_cpu(t, sc, &cpu, t->restart_block.deadline, clock, false, remaining);
}

SYSCALL_HANDLER(restart_syscall) {
    switch (t->restart_block.kind) {
    case RESTART_NANOSLEEP: return restart_nanosleep(t, sc);
    case RESTART_POLL: return restart_poll(t, sc);
    case RESTART_FUTEX: return restart_futex(t, sc);
    default: return -EINTR; // there is nothing to go on with
    }
}
