// SPDX-License-Identifier: GPL-2.0-or-later
// Who runs next (sched(7)). One queue holds all that can run, the running task too, by priority: real-time policies before the
// others, which are all alike. Equals take turns; a turn lasts a quantum, longer or shorter by nice value.
#include "abi/sched.h"
#include "kernel/sandbox.h"

#define STOP_POLL_TICKS 10000000u // how soon a request to stop is noticed at the latest
#define TURN_MIN 1000u            // ticks
#define WAKE_SHARE 8              // of a turn

static s32 task_priority(const struct task *t) {
    return t->policy == SCHED_FIFO || t->policy == SCHED_RR ? t->rt_priority : 0;
}

// Each step of nice is worth a quarter more or less, as in Linux (kernel/sched/core.c: sched_prio_to_weight).
static u64 turn_ticks(const struct task *t) {
    u64 ticks = t->sb->opt.quantum;
    if (t->policy == SCHED_IDLE) return max_u64(ticks / 256, TURN_MIN);
    for (s32 n = t->nice; n < 0; n++) ticks += ticks / 4;
    for (s32 n = t->nice; n > 0; n--) ticks = ticks * 4 / 5;
    return max_u64(ticks, min_u64(TURN_MIN, t->sb->opt.quantum));
}

// The turn of who runs alone until somebody is woken, short because most machines have another CPU idle, so that programs are used
// to seeing a woken or new task run soon. Its length varies: one that wakes another whenever it lets go of a lock, and takes the
// lock again, must not always be interrupted while it holds it.
static u64 wake_turn_ticks(const struct task *t) {
    u64 mean = max_u64(turn_ticks(t) / WAKE_SHARE, 1);
    u64 hash = (t->sb->ticks.now ^ t->sb->opt.seed) * 0x9e3779b97f4a7c15ull;
    return (hash >> 32) % (2 * mean);
}

static bool sched_queued(const struct task *t) {
    return !list_empty(&t->run_link);
}

static struct task *sched_next_of(const struct task *t) {
    const struct list *next = t->run_link.next;
    return next == &t->sb->run_queue ? NULL : list_entry(next, struct task, run_link);
}

// Does anybody wait for whose turn it would be after `t`?
static bool equals_wait(const struct task *t) {
    const struct task *next = sched_next_of(t);
    if (!next || t->policy == SCHED_FIFO) return false;
    return task_priority(next) == task_priority(t);
}

static void sched_insert(struct task *t) {
    struct list *at = t->sb->run_queue.prev;
    while (at != &t->sb->run_queue && task_priority(list_entry(at, struct task, run_link)) < task_priority(t))
        at = at->prev;
    list_insert_between(&t->run_link, at, at->next);
}

void sched_enqueue(struct task *t) {
    struct sandbox *sb = t->sb;
    const struct task *current = sb->current;
    if (sched_queued(t)) return;
    bool alone = current && sched_queued(current) && !equals_wait(current);
    sched_insert(t);
    if (!current || !sched_queued(current)) return;
    if (task_priority(t) > task_priority(current))
        sb->need_resched = true;
    else if (alone && equals_wait(current)) // a turn begins when somebody starts to wait for its end
        sb->slice_end = sb->ticks.now + wake_turn_ticks(current);
    run_deadline_changed(sb);
}

void sched_dequeue(struct task *t) {
    list_del(&t->run_link);
}

void sched_changed(struct task *t) {
    if (!sched_queued(t)) return;
    list_del(&t->run_link);
    sched_insert(t);
    t->sb->need_resched = true;
    run_deadline_changed(t->sb);
}

static void sched_to_the_end(struct task *t) {
    t->nivcsw++;
    list_del(&t->run_link);
    sched_insert(t);
}

void sched_yield(struct sandbox *sb) {
    struct task *t = sb->current;
    if (!t || !sched_queued(t) || !sched_next_of(t)) return;
    sched_to_the_end(t);
    sb->need_resched = true;
}

struct task *sched_pick(struct sandbox *sb) {
    struct task *t = sb->current;
    if (list_empty(&sb->run_queue)) return NULL;
    if (t && sched_queued(t) && equals_wait(t) && sb->ticks.now >= sb->slice_end) sched_to_the_end(t);
    struct task *first = list_first(&sb->run_queue, struct task, run_link);
    if (first != t || sb->need_resched) sb->slice_end = sb->ticks.now + turn_ticks(first);
    sb->need_resched = false;
    return first;
}

// The tick at which the CPU must come back by itself.
static u64 run_deadline(struct sandbox *sb) {
    const struct task *t = sb->current;
    u64 deadline = min_u64(sb->ticks.now + STOP_POLL_TICKS, sb->stop_ticks);
    if (sb->need_resched) return sb->ticks.now;
    if (sb->opt.max_ticks) deadline = min_u64(deadline, sb->opt.max_ticks);
    if (t && sched_queued(t) && equals_wait(t)) deadline = min_u64(deadline, sb->slice_end);
    if (sb->opt.live) return min_u64(deadline, sb->ticks.now + LIVE_TIMER_TICKS); // the host's clock has no deadline
    u64 timer = timers_next(sb);
    if (timer == UINT64_MAX) return deadline;
    u64 left = timer > sb->skipped_ns ? timer - sb->skipped_ns : 0;
    return min_u64(deadline, left / TICK_NS + (left % TICK_NS != 0));
}

void run_deadline_changed(struct sandbox *sb) {
    sb->ticks.deadline = sb->stop_requested ? 0 : run_deadline(sb);
}
