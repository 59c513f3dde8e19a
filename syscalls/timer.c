// SPDX-License-Identifier: GPL-2.0-or-later
// Timers: alarm, getitimer and setitimer, and the POSIX timer calls. What they do is kernel/itimer.c's and posix_timer.c's.
#include "kernel/posix_timer.h"
#include "kernel/timespec.h"
#include "syscalls/internal.h"

// --- Interval timers
SYSCALL_HANDLER(alarm) {
    u64 left, interval;
    itimer_get(t->process, ITIMER_REAL, &left, &interval);
    itimer_set(t->process, ITIMER_REAL, arg_uint(sc, 0) * NSEC_PER_SEC, 0);
    // Rounded, but never to 0 while something was left.
    u64 whole = left / NSEC_PER_SEC, rest = left % NSEC_PER_SEC;
    return (s64)(whole + ((!whole && rest) || rest >= NSEC_PER_SEC / 2));
}

static s64 itimerval_put(struct task *t, uaddr_t to, u64 value, u64 interval) {
    const struct abi_itimerval it = {.it_interval = timeval_from_ns(interval), .it_value = timeval_from_ns(value)};
    return PUT_USER(t, to, &it) ? -EFAULT : 0;
}

SYSCALL_HANDLER(getitimer) {
    s32 which = arg_int(sc, 0);
    u64 value, interval;
    if (which < ITIMER_REAL || which > ITIMER_PROF) return -EINVAL;
    itimer_get(t->process, which, &value, &interval);
    return itimerval_put(t, sc->args[1], value, interval);
}

SYSCALL_HANDLER(setitimer) {
    s32 which = arg_int(sc, 0);
    uaddr_t new = sc->args[1], old = sc->args[2];
    struct abi_itimerval it = {{0, 0}, {0, 0}}; // no value: off
    u64 value, interval;
    if (new &&GET_USER(t, &it, new)) return -EFAULT;
    if (!timeval_valid(&it.it_value) || !timeval_valid(&it.it_interval)) return -EINVAL;
    if (which < ITIMER_REAL || which > ITIMER_PROF) return -EINVAL;
    itimer_get(t->process, which, &value, &interval);
    itimer_set(t->process, which, timeval_ns(&it.it_value), timeval_ns(&it.it_interval));
    return old ? itimerval_put(t, old, value, interval) : 0;
}

// --- POSIX timers
SYSCALL_HANDLER(timer_create) {
    uaddr_t event = sc->args[1];
    struct abi_sigevent ev;
    s32 id;
    if (event && GET_USER(t, &ev, event)) return -EFAULT;
    int r = posix_timer_create(t, arg_int(sc, 0), event ? &ev : NULL, &id);
    if (r) return r;
    if (!PUT_USER(t, sc->args[2], &id)) return 0;
    posix_timer_delete(t->process, id);
    return -EFAULT;
}

static s64 itimerspec_put(struct task *t, uaddr_t to, u64 value, u64 interval) {
    const struct abi_itimerspec it = {.it_interval = timespec_from_ns(interval), .it_value = timespec_from_ns(value)};
    return PUT_USER(t, to, &it) ? -EFAULT : 0;
}

SYSCALL_HANDLER(timer_settime) {
    uaddr_t new = sc->args[2], old = sc->args[3];
    bool absolute = arg_int(sc, 1) & TIMER_ABSTIME;
    struct abi_itimerspec it;
    u64 value, interval;
    if (!new) return -EINVAL;
    if (GET_USER(t, &it, new)) return -EFAULT;
    if (!timespec_valid(&it.it_interval) || !timespec_valid(&it.it_value)) return -EINVAL;
    int r = posix_timer_set(t, arg_int(sc, 0), absolute, timespec_ns(&it.it_value), timespec_ns(&it.it_interval),
                            &value, &interval);
    return r || !old ? r : itimerspec_put(t, old, value, interval);
}

SYSCALL_HANDLER(timer_gettime) {
    u64 value, interval;
    int r = posix_timer_get(t->process, arg_int(sc, 0), &value, &interval);
    return r ? r : itimerspec_put(t, sc->args[1], value, interval);
}

SYSCALL_HANDLER(timer_getoverrun) {
    return posix_timer_overrun(t->process, arg_int(sc, 0));
}

SYSCALL_HANDLER(timer_delete) {
    return posix_timer_delete(t->process, arg_int(sc, 0));
}
