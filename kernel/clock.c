// SPDX-License-Identifier: GPL-2.0-or-later
// Clocks. In a sealed run all of them are ticks of executed code and what was skipped while nobody could run.
#include "abi/errno.h"
#include "abi/time.h"
#include "kernel/posix_timer.h"
#include "kernel/sandbox.h"

u64 clock_monotonic(struct sandbox *sb) {
    if (sb->opt.live && sb->door) return sb->door->clock_ns(sb->door_ctx, CLOCK_MONOTONIC) - sb->live_start_ns;
    return sb->ticks.now * TICK_NS + sb->skipped_ns;
}

u64 clock_realtime(struct sandbox *sb) {
    if (sb->opt.live && sb->door) return sb->door->clock_ns(sb->door_ctx, CLOCK_REALTIME);
    return sb->opt.epoch_ns + clock_monotonic(sb);
}

// As of the last tick of a kernel with 250 of them a second.
static u64 coarse(u64 ns) {
    return ns - ns % (NSEC_PER_SEC / 250);
}

int clock_read(struct sandbox *sb, s32 clock, u64 *ns) {
    switch (clock_classify(clock)) {
    case CLOCK_CLASS_NONE: return -EINVAL;
    case CLOCK_CLASS_CPU: {
        struct cpu_clock cpu;
        if (!sb->current || cpu_clock_resolve(sb->current, clock, false, &cpu) < 0) return -EINVAL;
        return cpu_clock_now(sb, &cpu, ns) ? 0 : -EINVAL;
    }
    default: break;
    }
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI: *ns = clock_realtime(sb); return 0;
    case CLOCK_REALTIME_COARSE: *ns = coarse(clock_realtime(sb)); return 0;
    case CLOCK_MONOTONIC_COARSE: *ns = coarse(clock_monotonic(sb)); return 0;
    default:
        if (clock < 0) return -EINVAL; // a descriptor of a clock device: there are none
        *ns = clock_monotonic(sb);
        return 0;
    }
}

int clock_deadline(struct sandbox *sb, s32 clock, u64 ns, bool absolute, u64 *deadline) {
    u64 now = clock_monotonic(sb), that_now = now;
    if (absolute) {
        int err = clock_read(sb, clock, &that_now);
        if (err < 0) return err;
        ns = ns > that_now ? ns - that_now : 0;
    }
    *deadline = ns < UINT64_MAX - now ? now + ns : UINT64_MAX;
    return 0;
}
