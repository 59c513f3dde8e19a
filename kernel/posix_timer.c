// SPDX-License-Identifier: GPL-2.0-or-later
// POSIX timers: timer_create(2) and its calls (kernel/time/posix-timers.c).
//
// A timer with an interval is not armed again when it fires but when its signal is taken; the periods that went
// by meanwhile are its overruns. So a blocked signal costs nothing, and no timer has more than one signal in a queue.
#include "kernel/posix_timer.h"
#include "abi/errno.h"
#include "kernel/sandbox.h"

enum clock_class clock_classify(s32 clock) {
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_MONOTONIC:
    case CLOCK_BOOTTIME:
    case CLOCK_TAI: return CLOCK_CLASS_TIMER;
    case CLOCK_REALTIME_ALARM:
    case CLOCK_BOOTTIME_ALARM:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_MONOTONIC_COARSE: return CLOCK_CLASS_READ;
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID: return CLOCK_CLASS_CPU;
    default: break;
    }
    if (clock >= 0) return CLOCK_CLASS_NONE;
    return ((u32)clock & (CPUCLOCK_CLOCK_MASK | CPUCLOCK_PERTHREAD_MASK)) == CLOCKFD ? CLOCK_CLASS_READ
                                                                                     : CLOCK_CLASS_CPU;
}

static struct posix_timer *posix_timer_find(struct process *p, s32 id) {
    struct posix_timer *timer;
    list_for_each(timer, &p->posix_timers, link) {
        if (timer->id == id) return timer;
    }
    return NULL;
}

// The thread whose mask and queue decide; NULL: it is gone.
static struct task *posix_timer_target(const struct posix_timer *timer) {
    struct task *t = timer->thread ? task_find(timer->process->sb, timer->thread) : timer->process->leader;
    if (!timer->thread) {
        struct task *other;
        if (t && t->sighand && t->state != TASK_ZOMBIE) return t;
        list_for_each(other, &timer->process->threads, thread_link) {
            if (other->sighand && other->state != TASK_ZOMBIE) return other;
        }
        return NULL;
    }
    if (!t || t->process != timer->process || !t->sighand || t->state == TASK_ZOMBIE) return NULL;
    return t;
}

static bool posix_timer_now(const struct posix_timer *timer, u64 *now) {
    if (timer->is_cpu) return cpu_clock_now(timer->process->sb, &timer->cpu, now);
    return clock_read(timer->process->sb, timer->clock, now) == 0;
}

static void posix_timer_start(struct posix_timer *timer) {
    struct sandbox *sb = timer->process->sb;
    timer->state = TIMER_ARMED;
    if (timer->is_cpu) {
        cpu_timers_changed(timer->process);
        return;
    }
    u64 deadline;
    if (!clock_deadline(sb, timer->clock, timer->expires, true, &deadline)) ktimer_arm(sb, &timer->timer, deadline);
}

// Moves the expiry past `now` in whole intervals; how many.
static s64 posix_timer_forward(struct posix_timer *timer, u64 now) {
    if (timer->expires > now) return 0;
    u64 n = (now - timer->expires) / timer->interval + 1;
    timer->expires += n * timer->interval;
    return (s64)min_u64(n, INT64_MAX);
}

// Stops it and takes back a signal that nobody has seen yet: it would speak of the past.
static void posix_timer_stop(struct posix_timer *timer) {
    ktimer_cancel(timer->process->sb, &timer->timer);
    timer->state = TIMER_DISARMED;
    timer->ignored = false;
    if (list_empty(&timer->signal->link)) return;
    list_del(&timer->signal->link);
    // The bit of its number stays only for another entry of it.
    int signo = timer->signal->info.si_signo;
    struct task *t = timer->thread ? task_find(timer->process->sb, timer->thread) : NULL;
    struct sigpending *pending = t && t->process == timer->process ? &t->pending : &timer->process->pending;
    const struct sigqueue *q;
    list_for_each(q, &pending->queue, link) {
        if (q->info.si_signo == signo) return;
    }
    pending->set &= ~SIGBIT(signo);
    list_for_each(t, &timer->process->threads, thread_link) signal_recalc(t);
}

void posix_timer_fire(struct posix_timer *timer) {
    timer->state = timer->interval ? TIMER_SIGNALLED : TIMER_DISARMED;
    if (timer->notify == SIGEV_NONE) return;
    struct task *t = posix_timer_target(timer);
    if (!t) return;
    if (signal_timer_ignored(t, timer->signal->info.si_signo))
        timer->ignored = timer->interval != 0;
    else if (!signal_send_timer(t, timer->signal, !timer->thread))
        timer->overrun++;
}

static void posix_timer_expire(struct sandbox *sb, struct ktimer *ktimer) {
    (void)sb;
    posix_timer_fire(container_of(ktimer, struct posix_timer, timer));
}
static const struct ktimer_ops posix_timer_ops = {.expire = posix_timer_expire};

void posix_timer_delivered(struct posix_timer *timer, struct abi_siginfo *info) {
    u64 now;
    if (timer->interval && timer->state == TIMER_SIGNALLED && posix_timer_now(timer, &now)) {
        timer->overrun += posix_timer_forward(timer, now);
        timer->overrun_last = timer->overrun;
        timer->overrun = -1;
        posix_timer_start(timer);
    }
    info->timer.overrun = (s32)min_u64((u64)timer->overrun_last, INT32_MAX);
}

void posix_timers_unignore(struct process *p, int signo) {
    struct posix_timer *timer;
    list_for_each(timer, &p->posix_timers, link) {
        if (!timer->ignored || timer->signal->info.si_signo != signo) continue;
        timer->ignored = false;
        struct task *t = posix_timer_target(timer);
        if (t) signal_send_timer(t, timer->signal, !timer->thread);
    }
}

// --- Life
static int posix_timer_next_id(struct process *p) {
    for (;;) {
        s32 id = p->next_timer_id;
        p->next_timer_id = id == INT32_MAX ? 0 : id + 1;
        if (!posix_timer_find(p, id)) return id;
    }
}

// Whom to signal, and how; -EINVAL.
static int posix_timer_notify(struct posix_timer *timer, struct task *t, const struct abi_sigevent *event) {
    struct abi_siginfo *info = &timer->signal->info;
    info->si_code = SI_TIMER;
    info->timer.tid = timer->id;
    if (!event) {
        timer->notify = SIGEV_SIGNAL;
        info->si_signo = SIGALRM;
        info->timer.value = (u32)timer->id;
        return 0;
    }
    timer->notify = (u32)event->sigev_notify;
    switch (event->sigev_notify) {
    case SIGEV_SIGNAL | SIGEV_THREAD_ID: {
        const struct task *target = task_find(t->sb, event->sigev_notify_thread_id);
        if (!target || target->process != t->process) return -EINVAL;
        timer->thread = target->tid;
        break;
    }
    case SIGEV_SIGNAL:
    case SIGEV_THREAD:
    case SIGEV_NONE: break;
    default: return -EINVAL;
    }
    if (event->sigev_notify != SIGEV_NONE && (event->sigev_signo <= 0 || event->sigev_signo > SIGRTMAX))
        return -EINVAL;
    info->si_signo = event->sigev_signo;
    info->timer.value = event->sigev_value;
    return 0;
}

int posix_timer_create(struct task *t, s32 clock, const struct abi_sigevent *event, s32 *id) {
    enum clock_class class = clock_classify(clock);
    if (class == CLOCK_CLASS_NONE) return -EINVAL;
    if (class == CLOCK_CLASS_READ) return -EOPNOTSUPP;
    struct posix_timer *timer = knew(t->sb->heap, struct posix_timer);
    if (!timer) return -EAGAIN;
    timer->process = t->process;
    timer->clock = clock;
    timer->overrun = -1;
    ktimer_init(&timer->timer, OPREF(&posix_timer_ops));
    int r = -EAGAIN;
    timer->signal = sigqueue_alloc(t, false);
    if (!timer->signal) goto out_free;
    timer->signal->timer = timer;
    timer->id = posix_timer_next_id(t->process);
    r = posix_timer_notify(timer, t, event);
    if (r) goto out_signal;
    timer->is_cpu = class == CLOCK_CLASS_CPU;
    if (timer->is_cpu) {
        r = cpu_clock_resolve(t, clock, true, &timer->cpu);
        if (r) goto out_signal;
    }
    list_push_back(&t->process->posix_timers, &timer->link);
    *id = timer->id;
    return 0;
out_signal:
    sigqueue_free(timer->signal);
out_free:
    kfree(timer);
    return r;
}

static void posix_timer_free(struct posix_timer *timer) {
    posix_timer_stop(timer);
    list_del(&timer->link);
    sigqueue_free(timer->signal);
    kfree(timer);
}

int posix_timer_delete(struct process *p, s32 id) {
    struct posix_timer *timer = posix_timer_find(p, id);
    if (!timer) return -EINVAL;
    posix_timer_free(timer);
    return 0;
}

void posix_timers_delete_all(struct process *p) {
    struct posix_timer *timer, *next;
    list_for_each_safe(timer, next, &p->posix_timers, link) posix_timer_free(timer);
}

// --- Setting and reading
static void posix_timer_read(struct posix_timer *timer, u64 *value, u64 *interval) {
    bool silent = timer->notify == SIGEV_NONE;
    u64 now;
    *value = 0;
    *interval = timer->interval;
    if (!timer->interval && timer->state == TIMER_DISARMED) return;
    if (!posix_timer_now(timer, &now)) return;
    // One that waits for its signal to be taken, or that has none, shows what it would have if it went on.
    if (timer->interval && (timer->state != TIMER_ARMED || silent)) timer->overrun += posix_timer_forward(timer, now);
    if (timer->expires > now)
        *value = timer->expires - now;
    else if (!silent)
        *value = 1; // about to fire: zero would mean it is off
}

int posix_timer_get(struct process *p, s32 id, u64 *value, u64 *interval) {
    struct posix_timer *timer = posix_timer_find(p, id);
    if (!timer) return -EINVAL;
    posix_timer_read(timer, value, interval);
    return 0;
}

int posix_timer_set(struct task *t, s32 id, bool absolute, u64 value, u64 interval, u64 *old_value,
                    u64 *old_interval) {
    struct posix_timer *timer = posix_timer_find(t->process, id);
    if (!timer) return -EINVAL;
    posix_timer_read(timer, old_value, old_interval);
    posix_timer_stop(timer);
    timer->interval = value ? interval : 0;
    timer->overrun_last = 0;
    timer->overrun = -1;
    if (!value) return 0;
    timer->expires = value;
    if (!absolute) {
        u64 now;
        if (!posix_timer_now(timer, &now)) return -ESRCH;
        timer->expires = value < UINT64_MAX - now ? now + value : UINT64_MAX;
    }
    if (timer->notify == SIGEV_NONE)
        timer->state = TIMER_ARMED; // read by its expiry, but never fires
    else
        posix_timer_start(timer);
    return 0;
}

int posix_timer_overrun(struct process *p, s32 id) {
    const struct posix_timer *timer = posix_timer_find(p, id);
    if (!timer) return -EINVAL;
    return (int)min_u64((u64)timer->overrun_last, INT32_MAX);
}

// --- All timers of a process
void process_timers_init(struct process *p) {
    list_init(&p->posix_timers);
    p->next_timer_id = 0;
    itimer_init(p);
    cpu_timers_init(p);
}

void process_timers_exit(struct process *p) {
    ktimer_cancel(p->sb, &p->real_timer);
    ktimer_cancel(p->sb, &p->cpu_timer);
    p->cpu_timers = false;
    posix_timers_delete_all(p);
}
