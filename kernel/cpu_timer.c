// SPDX-License-Identifier: GPL-2.0-or-later
// Timers that count CPU time: ITIMER_VIRTUAL, ITIMER_PROF, RLIMIT_CPU, and POSIX timers on CPU-time clocks.
//
// With one CPU, CPU time never runs faster than the clock. So one kernel timer per process, armed while it runs for the time
// that is left on the nearest of its CPU timers, never comes late; where it comes early it is armed again. A process that
// waits needs none: nothing of its CPU time passes.
#include "abi/errno.h"
#include "kernel/posix_timer.h"
#include "kernel/sandbox.h"

int cpu_clock_resolve(struct task *t, s32 clock, bool own, struct cpu_clock *out) {
    if (clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID) {
        bool thread = clock == CLOCK_THREAD_CPUTIME_ID;
        *out = (struct cpu_clock){.id = thread ? t->tid : t->process->pid, .thread = thread, .kind = CPUCLOCK_SCHED};
        return 0;
    }
    s32 id = ~(clock >> 3);
    u32 kind = (u32)clock & CPUCLOCK_CLOCK_MASK;
    bool thread = clock & CPUCLOCK_PERTHREAD_MASK;
    if (kind > CPUCLOCK_SCHED || id < 0) return -EINVAL;
    if (thread) {
        const struct task *target = id ? task_find(t->sb, id) : t;
        if (!target || target->process != t->process) return -EINVAL;
        id = target->tid;
    } else {
        const struct process *target = id ? process_find(t->sb, id) : t->process;
        if (!target || target->zombie || (own && target != t->process)) return -EINVAL;
        id = target->pid;
    }
    *out = (struct cpu_clock){.id = id, .thread = thread, .kind = kind};
    return 0;
}

bool cpu_clock_now(struct sandbox *sb, const struct cpu_clock *clock, u64 *ns) {
    u64 user, system;
    if (clock->thread) {
        const struct task *t = task_find(sb, clock->id);
        if (!t || t->state == TASK_ZOMBIE) return false;
        task_cpu_times(t, &user, &system);
    } else {
        const struct process *p = process_find(sb, clock->id);
        if (!p) return false;
        process_cpu_times(p, &user, &system);
    }
    *ns = clock->kind == CPUCLOCK_VIRT ? user : user + system;
    return true;
}

// Expires one of the two interval timers.
static void cpu_itimer_check(struct process *p, u64 *value, u64 interval, u64 now, int signo) {
    if (!*value || now < *value) return;
    *value = interval ? *value + interval : 0;
    signal_send_process(p, signo, NULL);
}

// The soft limit brings SIGXCPU each second, the hard one the end (getrlimit(2)).
static void cpu_limit_check(struct process *p, u64 now) {
    struct abi_rlimit64 *limit = &p->rlimit[RLIMIT_CPU];
    u64 seconds = now / NSEC_PER_SEC;
    if (limit->rlim_max != RLIM_INFINITY && seconds >= limit->rlim_max) {
        signal_send_process(p, SIGKILL, NULL);
    } else if (limit->rlim_cur != RLIM_INFINITY && seconds >= limit->rlim_cur) {
        signal_send_process(p, SIGXCPU, NULL);
        limit->rlim_cur = seconds + 1;
    }
}

static bool posix_timer_on_cpu(const struct posix_timer *timer) {
    return timer->is_cpu && timer->state == TIMER_ARMED && timer->notify != SIGEV_NONE;
}

static void cpu_timers_check(struct process *p) {
    u64 user, system, now;
    process_cpu_times(p, &user, &system);
    cpu_itimer_check(p, &p->virt_value, p->virt_interval, user, SIGVTALRM);
    cpu_itimer_check(p, &p->prof_value, p->prof_interval, user + system, SIGPROF);
    cpu_limit_check(p, user + system);
    struct posix_timer *timer;
    list_for_each(timer, &p->posix_timers, link) {
        if (posix_timer_on_cpu(timer) && cpu_clock_now(p->sb, &timer->cpu, &now) && now >= timer->expires)
            posix_timer_fire(timer);
    }
}

static u64 left_until(u64 value, u64 now) {
    return value > now ? value - now : 0;
}

// CPU time until the nearest of them could be due; U64_MAX: there is none.
static u64 cpu_timers_left(struct process *p) {
    u64 user, system, now, left = UINT64_MAX;
    process_cpu_times(p, &user, &system);
    if (p->virt_value) left = min_u64(left, left_until(p->virt_value, user));
    if (p->prof_value) left = min_u64(left, left_until(p->prof_value, user + system));
    const struct abi_rlimit64 *limit = &p->rlimit[RLIMIT_CPU];
    u64 seconds = min_u64(limit->rlim_cur, limit->rlim_max);
    if (seconds < RLIM_INFINITY / NSEC_PER_SEC)
        left = min_u64(left, left_until(seconds * NSEC_PER_SEC, user + system));
    const struct posix_timer *timer;
    list_for_each(timer, &p->posix_timers, link) {
        if (posix_timer_on_cpu(timer) && cpu_clock_now(p->sb, &timer->cpu, &now))
            left = min_u64(left, left_until(timer->expires, now));
    }
    return left;
}

void cpu_timers_resume(struct process *p) {
    u64 left = cpu_timers_left(p);
    p->cpu_timers = left != UINT64_MAX;
    if (!p->cpu_timers) {
        ktimer_cancel(p->sb, &p->cpu_timer);
        return;
    }
    u64 now = clock_monotonic(p->sb);
    ktimer_arm(p->sb, &p->cpu_timer, left < UINT64_MAX - now ? now + max_u64(left, 1) : UINT64_MAX);
}

void cpu_timers_changed(struct process *p) {
    cpu_timers_resume(p);
}

static void cpu_timer_expire(struct sandbox *sb, struct ktimer *timer) {
    struct process *p = container_of(timer, struct process, cpu_timer);
    cpu_timers_check(p);
    const struct task *running = sb->current;
    if (running && running->process == p && running->state == TASK_RUNNABLE) cpu_timers_resume(p);
}
static const struct ktimer_ops cpu_timer_ops = {.expire = cpu_timer_expire};

void cpu_timers_init(struct process *p) {
    ktimer_init(&p->cpu_timer, OPREF(&cpu_timer_ops));
    p->cpu_timers = p->rlimit[RLIMIT_CPU].rlim_cur != RLIM_INFINITY;
}
