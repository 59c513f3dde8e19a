// SPDX-License-Identifier: GPL-2.0-or-later
// Timers: a tree by deadline. What they mean is their owners' business.
#include "kernel/sandbox.h"

static int ktimer_compare(const struct ktimer *a, const struct ktimer *b) {
    if (a->deadline != b->deadline) return a->deadline < b->deadline ? -1 : 1;
    return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}
RB_GENERATE_STATIC(ktimer_tree, ktimer, node, ktimer_compare)

void ktimer_init(struct ktimer *t, opref_t ops) {
    *t = (struct ktimer){.ops = ops};
}

void ktimer_cancel(struct sandbox *sb, struct ktimer *t) {
    if (!t->armed) return;
    RB_REMOVE(ktimer_tree, &sb->timers, t);
    t->armed = false;
}

void ktimer_arm(struct sandbox *sb, struct ktimer *t, u64 deadline) {
    ktimer_cancel(sb, t);
    t->deadline = deadline;
    t->sequence = sb->timer_sequence++;
    t->armed = true;
    RB_INSERT(ktimer_tree, &sb->timers, t);
    run_deadline_changed(sb);
}

u64 timers_next(struct sandbox *sb) {
    const struct ktimer *first = RB_MIN(ktimer_tree, &sb->timers);
    return first ? first->deadline : UINT64_MAX;
}

void timers_run(struct sandbox *sb) {
    const u64 now = clock_monotonic(sb), end = sb->timer_sequence;
    struct ktimer *t = RB_MIN(ktimer_tree, &sb->timers);
    while (t && t->deadline <= now) {
        if (t->sequence >= end) { // armed by one of the others: its turn is the next time
            t = RB_NEXT(ktimer_tree, &sb->timers, t);
            continue;
        }
        ktimer_cancel(sb, t);
        OPS(struct ktimer_ops, t->ops)->expire(sb, t);
        t = RB_MIN(ktimer_tree, &sb->timers); // who knows what is left
    }
}
