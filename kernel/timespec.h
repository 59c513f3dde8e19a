// SPDX-License-Identifier: GPL-2.0-or-later
// Between the times that programs hand over and nanoseconds. Too large a time saturates: it never comes.
#ifndef KERNEL_TIMESPEC_H
#define KERNEL_TIMESPEC_H

#include "abi/time.h"
#include "kernel/timer.h"

#define TIME_NS_MAX ((u64)INT64_MAX)

static inline bool timespec_valid(const struct abi_timespec *ts) {
    return ts->tv_sec >= 0 && (u64)ts->tv_nsec < NSEC_PER_SEC;
}
static inline bool timeval_valid(const struct abi_timeval *tv) {
    return tv->tv_sec >= 0 && (u64)tv->tv_usec < 1000000;
}
// Of a valid one.
static inline u64 timespec_ns(const struct abi_timespec *ts) {
    if ((u64)ts->tv_sec >= TIME_NS_MAX / NSEC_PER_SEC) return TIME_NS_MAX;
    return (u64)ts->tv_sec * NSEC_PER_SEC + (u64)ts->tv_nsec;
}
static inline u64 timeval_ns(const struct abi_timeval *tv) {
    const struct abi_timespec ts = {tv->tv_sec, tv->tv_usec * 1000};
    return timespec_ns(&ts);
}
static inline struct abi_timespec timespec_from_ns(u64 ns) {
    return (struct abi_timespec){(s64)(ns / NSEC_PER_SEC), (s64)(ns % NSEC_PER_SEC)};
}
static inline struct abi_timeval timeval_from_ns(u64 ns) {
    return (struct abi_timeval){(s64)(ns / NSEC_PER_SEC), (s64)(ns % NSEC_PER_SEC / 1000)};
}

#endif
