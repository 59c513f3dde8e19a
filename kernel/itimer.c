// SPDX-License-Identifier: GPL-2.0-or-later
// Interval timers: getitimer(2), setitimer(2) and alarm(2). ITIMER_REAL is here; the two that count CPU time are kept
// as moments of CPU time and expired by cpu_timer.c.
#include "kernel/posix_timer.h"
#include "kernel/sandbox.h"

static void real_timer_expire(struct sandbox *sb, struct ktimer *timer) {
    (void)sb;
    // It is armed again when the signal is taken, so that a blocked SIGALRM costs nothing.
    signal_send_process(container_of(timer, struct process, real_timer), SIGALRM, NULL);
}
static const struct ktimer_ops real_timer_ops = {.expire = real_timer_expire};

// The next moment after `now` on the grid that `expires` lies on; *passed counts those gone by.
static u64 timer_forward(u64 expires, u64 interval, u64 now, u64 *passed) {
    *passed = 0;
    if (expires > now) return expires;
    u64 n = (now - expires) / interval + 1;
    *passed = n;
    return expires + n * interval;
}

void itimer_rearm(struct process *p) {
    if (p->real_timer.armed || !p->real_interval) return;
    u64 passed, now = clock_monotonic(p->sb);
    ktimer_arm(p->sb, &p->real_timer, timer_forward(p->real_timer.deadline, p->real_interval, now, &passed));
}

// What is left until the moment `value` of a clock that says `now`; a timer that is due but has not fired has a little.
static u64 time_left(u64 value, u64 now) {
    if (!value) return 0;
    return value > now ? value - now : 1000;
}

void itimer_get(struct process *p, int which, u64 *value, u64 *interval) {
    u64 user, system;
    switch (which) {
    case ITIMER_REAL:
        *value = p->real_timer.armed ? time_left(p->real_timer.deadline, clock_monotonic(p->sb)) : 0;
        *interval = p->real_interval;
        break;
    case ITIMER_VIRTUAL:
        process_cpu_times(p, &user, &system);
        *value = time_left(p->virt_value, user);
        *interval = p->virt_interval;
        break;
    default:
        process_cpu_times(p, &user, &system);
        *value = time_left(p->prof_value, user + system);
        *interval = p->prof_interval;
    }
}

void itimer_set(struct process *p, int which, u64 value, u64 interval) {
    u64 user, system;
    if (which == ITIMER_REAL) {
        ktimer_cancel(p->sb, &p->real_timer);
        p->real_interval = value ? interval : 0;
        u64 deadline;
        if (value && !clock_deadline(p->sb, CLOCK_MONOTONIC, value, false, &deadline))
            ktimer_arm(p->sb, &p->real_timer, deadline);
        return;
    }
    process_cpu_times(p, &user, &system);
    if (which == ITIMER_VIRTUAL) {
        p->virt_value = value ? user + value : 0;
        p->virt_interval = interval;
    } else {
        p->prof_value = value ? user + system + value : 0;
        p->prof_interval = interval;
    }
    cpu_timers_changed(p);
}

void itimer_init(struct process *p) {
    ktimer_init(&p->real_timer, OPREF(&real_timer_ops));
    p->real_interval = p->virt_value = p->virt_interval = p->prof_value = p->prof_interval = 0;
}
