// SPDX-License-Identifier: GPL-2.0-or-later
// Who runs next: round robin over one queue, which holds the running task too. A task runs until it waits, or
// until its quantum is over while others want to run.
#include "kernel/sandbox.h"

static bool sched_others_wait(const struct sandbox *sb) {
    return sb->run_queue.next != sb->run_queue.prev;
}

void sched_enqueue(struct task *t) {
    struct sandbox *sb = t->sb;
    if (!list_empty(&t->run_link)) return;
    list_push_back(&sb->run_queue, &t->run_link);
    run_deadline_changed(sb);
}

void sched_dequeue(struct task *t) {
    list_del(&t->run_link);
}

void sched_yield(struct sandbox *sb) {
    struct task *t = sb->current;
    if (!t || list_empty(&t->run_link)) return;
    list_del(&t->run_link);
    list_push_back(&sb->run_queue, &t->run_link);
    sb->need_resched = true;
}

struct task *sched_pick(struct sandbox *sb) {
    if (list_empty(&sb->run_queue)) return NULL;
    struct task *t = sb->current;
    if (t && !sb->need_resched && !list_empty(&t->run_link)) {
        if (!sched_others_wait(sb) || sb->ticks.now < sb->slice_end) return t;
        t->nivcsw++;
        list_del(&t->run_link);
        list_push_back(&sb->run_queue, &t->run_link);
    }
    sb->need_resched = false;
    t = list_first(&sb->run_queue, struct task, run_link);
    sb->slice_end = sb->ticks.now + sb->opt.quantum;
    return t;
}

// The tick at which the CPU must come back by itself.
static u64 run_deadline(struct sandbox *sb) {
    u64 deadline = sb->opt.max_ticks ? sb->opt.max_ticks : UINT64_MAX;
    if (sched_others_wait(sb)) deadline = min_u64(deadline, sb->slice_end);
    u64 timer = timers_next(sb);
    if (timer == UINT64_MAX) return deadline;
    if (sb->opt.live) return min_u64(deadline, sb->ticks.now + LIVE_TIMER_TICKS); // the host's clock has no deadline
    u64 left = timer > sb->skipped_ns ? timer - sb->skipped_ns : 0;
    return min_u64(deadline, left / TICK_NS + (left % TICK_NS != 0));
}

void run_deadline_changed(struct sandbox *sb) {
    sb->ticks.deadline = sb->stop_requested ? 0 : run_deadline(sb);
}
