// SPDX-License-Identifier: GPL-2.0-or-later
// Virtual time and the timers that hang on it.
//
// One clock: ticks of executed code. In a sealed run time is ticks × TICK_NS plus what was skipped while nobody could
// run; in a live run the host's clocks are asked.
#ifndef KERNEL_TIMER_H
#define KERNEL_TIMER_H

#include "base/opref.h"
#include "base/tree.h"
#include "base/types.h"

struct sandbox;
struct abi_timespec;

#define NSEC_PER_SEC 1000000000ull
#define TICK_NS 2        // one translation block, about five instructions
#define SYSCALL_TICKS 50 // what a system call adds to the clock, so that polling loops see time pass

struct ktimer;
struct ktimer_ops {
    void (*expire)(struct sandbox *sb, struct ktimer *timer); // disarmed already; may arm it again or free it
};
struct ktimer {
    RB_ENTRY(ktimer) node;
    u64 deadline; // monotonic ns
    u64 sequence; // ties go to the one armed first
    opref_t ops;  // struct ktimer_ops
    bool armed;
};
RB_HEAD(ktimer_tree, ktimer);

void ktimer_init(struct ktimer *t, opref_t ops);
void ktimer_arm(struct sandbox *sb, struct ktimer *t, u64 deadline); // moves it if it is armed
void ktimer_cancel(struct sandbox *sb, struct ktimer *t);            // harmless when not armed

u64 clock_monotonic(struct sandbox *sb); // ns since the machine was made
u64 clock_realtime(struct sandbox *sb);  // ns since 1970
// Any CLOCK_*, dynamic CPU-time clocks of tasks included, as ns. 0 or -EINVAL.
int clock_read(struct sandbox *sb, s32 clock, u64 *ns);
// clock_settime(CLOCK_REALTIME), by whoever may. -EPERM in a live run: that clock is the host's. (kernel/clock_set.c)
int clock_set_realtime(struct sandbox *sb, u64 ns);
// The monotonic deadline of an absolute time on `clock`, or of a relative one; saturates.
int clock_deadline(struct sandbox *sb, s32 clock, u64 ns, bool absolute, u64 *deadline);

// For the run loop: expires what is due; says when the next timer is (U64_MAX: none); jumps there when idle.
void timers_run(struct sandbox *sb);
u64 timers_next(struct sandbox *sb);

#endif
