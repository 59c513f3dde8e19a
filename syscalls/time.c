// SPDX-License-Identifier: GPL-2.0-or-later
// Reading clocks, and setting them (which only a privileged program may). Sleeping is sleep.c's, timers are timer.c's.
#include <string.h>

#include "abi/capability.h"
#include "kernel/posix_timer.h"
#include "kernel/timespec.h"
#include "syscalls/internal.h"

#define COARSE_NS 4000000 // a tick at 250 Hz: what the coarse clocks say they resolve

SYSCALL_HANDLER(time) {
    s64 now = (s64)(clock_realtime(t->sb) / NSEC_PER_SEC);
    return sc->args[0] && PUT_USER(t, sc->args[0], &now) ? -EFAULT : now;
}

SYSCALL_HANDLER(gettimeofday) {
    uaddr_t tv = sc->args[0], tz = sc->args[1];
    const struct abi_timeval now = timeval_from_ns(clock_realtime(t->sb));
    const struct abi_timezone zone = {0, 0};
    if (tv && PUT_USER(t, tv, &now)) return -EFAULT;
    return tz && PUT_USER(t, tz, &zone) ? -EFAULT : 0;
}

SYSCALL_HANDLER(clock_gettime) {
    u64 ns;
    int r = clock_read(t->sb, arg_int(sc, 0), &ns);
    if (r) return r;
    const struct abi_timespec now = timespec_from_ns(ns);
    return PUT_USER(t, sc->args[1], &now) ? -EFAULT : 0;
}

// In ns; -EINVAL.
static s64 clock_resolution(struct task *t, s32 clock) {
    struct cpu_clock cpu;
    int r;
    switch (clock_classify(clock)) {
    case CLOCK_CLASS_TIMER: return 1;
    case CLOCK_CLASS_READ:
        if (clock == CLOCK_MONOTONIC_RAW) return 1;
        if (clock == CLOCK_REALTIME_COARSE || clock == CLOCK_MONOTONIC_COARSE) return COARSE_NS;
        return -EINVAL;
    case CLOCK_CLASS_CPU:
        r = cpu_clock_resolve(t, clock, false, &cpu);
        if (r) return r;
        return cpu.kind == CPUCLOCK_SCHED ? 1 : COARSE_NS;
    default: return -EINVAL;
    }
}

SYSCALL_HANDLER(clock_getres) {
    s64 ns = clock_resolution(t, arg_int(sc, 0));
    if (ns < 0) return ns;
    const struct abi_timespec resolution = timespec_from_ns((u64)ns);
    return sc->args[1] && PUT_USER(t, sc->args[1], &resolution) ? -EFAULT : 0;
}

// --- Setting
static int realtime_set(struct task *t, const struct abi_timespec *ts) {
    if (ts && !timespec_valid(ts)) return -EINVAL;
    if (!task_capable(t, CAP_SYS_TIME)) return -EPERM;
    return ts ? clock_set_realtime(t->sb, timespec_ns(ts)) : 0;
}

SYSCALL_HANDLER(settimeofday) {
    uaddr_t tv = sc->args[0], tz = sc->args[1];
    struct abi_timeval now;
    struct abi_timezone zone;
    struct abi_timespec ts = {0, 0};
    if (tv) {
        if (GET_USER(t, &now, tv)) return -EFAULT;
        if (now.tv_usec < 0 || now.tv_usec > 1000000) return -EINVAL;
        ts = (struct abi_timespec){now.tv_sec, now.tv_usec * 1000};
    }
    if (tz && GET_USER(t, &zone, tz)) return -EFAULT;
    return realtime_set(t, tv ? &ts : NULL); // the zone is taken and forgotten
}

SYSCALL_HANDLER(clock_settime) {
    s32 clock = arg_int(sc, 0);
    struct abi_timespec ts;
    struct cpu_clock cpu;
    bool dynamic = clock < 0 && clock_classify(clock) == CLOCK_CLASS_CPU;
    if (clock != CLOCK_REALTIME && !dynamic) return -EINVAL;
    if (GET_USER(t, &ts, sc->args[1])) return -EFAULT;
    if (!dynamic) return realtime_set(t, &ts);
    int r = cpu_clock_resolve(t, clock, false, &cpu);
    return r ? r : -EPERM; // nobody can
}

// --- adjtimex(2). The clock is what it is: never adjusted and never said to be in step with another.
#define TIMEX_UNSYNC_ERROR 16000000 // us
#define TIMEX_CONSTANT 2
#define TIMEX_TOLERANCE 32768000 // 500 ppm, scaled by 2^16
#define TIMEX_TICK 10000         // us
#define TIMEX_SINGLESHOT 0x8000u // adjtime(3)'s form
#define TIMEX_READ_ONLY 0x2000u

static s64 timex_answer(struct task *t, uaddr_t buf) {
    struct abi_timex tx;
    if (GET_USER(t, &tx, buf)) return -EFAULT;
    if (tx.modes & TIMEX_SINGLESHOT) {
        if (!(tx.modes & ADJ_OFFSET)) return -EINVAL;
        if (!(tx.modes & TIMEX_READ_ONLY) && !task_capable(t, CAP_SYS_TIME)) return -EPERM;
    } else {
        if (tx.modes && !task_capable(t, CAP_SYS_TIME)) return -EPERM;
        if ((tx.modes & ADJ_TICK) && (tx.tick < TIMEX_TICK * 9 / 10 || tx.tick > TIMEX_TICK * 11 / 10))
            return -EINVAL;
    }
    u32 modes = tx.modes;
    memset(&tx, 0, sizeof tx);
    tx.modes = modes;
    tx.maxerror = tx.esterror = TIMEX_UNSYNC_ERROR;
    tx.status = STA_UNSYNC;
    tx.constant = TIMEX_CONSTANT;
    tx.precision = 1;
    tx.tolerance = TIMEX_TOLERANCE;
    tx.tick = TIMEX_TICK;
    tx.time = timeval_from_ns(clock_realtime(t->sb));
    return PUT_USER(t, buf, &tx) ? -EFAULT : TIME_ERROR;
}

SYSCALL_HANDLER(adjtimex) {
    return timex_answer(t, sc->args[0]);
}

SYSCALL_HANDLER(clock_adjtime) {
    s32 clock = arg_int(sc, 0);
    struct abi_timex tx;
    if (clock == CLOCK_REALTIME) return timex_answer(t, sc->args[1]);
    if (GET_USER(t, &tx, sc->args[1])) return -EFAULT;
    enum clock_class class = clock_classify(clock);
    return class == CLOCK_CLASS_NONE || (class == CLOCK_CLASS_READ && clock < 0) ? -EINVAL : -EOPNOTSUPP;
}
