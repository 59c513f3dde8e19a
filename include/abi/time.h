// SPDX-License-Identifier: GPL-2.0-or-later
// Clocks, timers and every shape in which a program hands over a time.
#ifndef ABI_TIME_H
#define ABI_TIME_H

#include "base/types.h"

#define CLOCK_REALTIME 0
#define CLOCK_MONOTONIC 1
#define CLOCK_PROCESS_CPUTIME_ID 2
#define CLOCK_THREAD_CPUTIME_ID 3
#define CLOCK_MONOTONIC_RAW 4
#define CLOCK_REALTIME_COARSE 5
#define CLOCK_MONOTONIC_COARSE 6
#define CLOCK_BOOTTIME 7
#define CLOCK_REALTIME_ALARM 8
#define CLOCK_BOOTTIME_ALARM 9
#define CLOCK_SGI_CYCLE 10 // gone
#define CLOCK_TAI 11
#define MAX_CLOCKS 16
// A negative clock id is ~pid << 3 | kind of CPU time, with bit 2 for one thread; kind 3 is a descriptor.
#define CPUCLOCK_PROF 0
#define CPUCLOCK_VIRT 1
#define CPUCLOCK_SCHED 2
#define CLOCKFD 3
#define CPUCLOCK_PERTHREAD_MASK 0x4
#define CPUCLOCK_CLOCK_MASK 0x3

#define TIMER_ABSTIME 0x1

#define USER_HZ 100 // ticks a second in times(2), /proc and si_utime

struct abi_timespec {
    s64 tv_sec;
    s64 tv_nsec;
};
struct abi_timeval {
    s64 tv_sec;
    s64 tv_usec;
};
struct abi_timezone {
    s32 tz_minuteswest;
    s32 tz_dsttime;
};
struct abi_itimerspec {
    struct abi_timespec it_interval;
    struct abi_timespec it_value;
};
struct abi_itimerval {
    struct abi_timeval it_interval;
    struct abi_timeval it_value;
};
struct abi_utimbuf {
    s64 actime;
    s64 modtime;
};
struct abi_tms {
    s64 tms_utime;
    s64 tms_stime;
    s64 tms_cutime;
    s64 tms_cstime;
};
_Static_assert(sizeof(struct abi_itimerspec) == 32, "itimerspec");

#define ITIMER_REAL 0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF 2

#define TFD_TIMER_ABSTIME 0x1
#define TFD_TIMER_CANCEL_ON_SET 0x2
#define TFD_CLOEXEC 02000000
#define TFD_NONBLOCK 04000

// adjtimex, clock_adjtime
struct abi_timex {
    u32 modes;
    s64 offset;
    s64 freq;
    s64 maxerror;
    s64 esterror;
    s32 status;
    s64 constant;
    s64 precision;
    s64 tolerance;
    struct abi_timeval time;
    s64 tick;
    s64 ppsfreq;
    s64 jitter;
    s32 shift;
    s64 stabil;
    s64 jitcnt;
    s64 calcnt;
    s64 errcnt;
    s64 stbcnt;
    s32 tai;
    s32 __pad[11];
};
_Static_assert(sizeof(struct abi_timex) == 208, "timex");
#define ADJ_OFFSET 0x1
#define ADJ_FREQUENCY 0x2
#define ADJ_MAXERROR 0x4
#define ADJ_ESTERROR 0x8
#define ADJ_STATUS 0x10
#define ADJ_TIMECONST 0x20
#define ADJ_TAI 0x80
#define ADJ_SETOFFSET 0x100
#define ADJ_MICRO 0x1000
#define ADJ_NANO 0x2000
#define ADJ_TICK 0x4000
#define ADJ_OFFSET_SINGLESHOT 0x8001
#define ADJ_OFFSET_SS_READ 0xa001
#define STA_PLL 0x1
#define STA_PPSFREQ 0x2
#define STA_PPSTIME 0x4
#define STA_FLL 0x8
#define STA_INS 0x10
#define STA_DEL 0x20
#define STA_UNSYNC 0x40
#define STA_FREQHOLD 0x80
#define STA_PPSSIGNAL 0x100
#define STA_PPSJITTER 0x200
#define STA_PPSWANDER 0x400
#define STA_PPSERROR 0x800
#define STA_CLOCKERR 0x1000
#define STA_NANO 0x2000
#define STA_MODE 0x4000
#define STA_CLK 0x8000
#define TIME_OK 0
#define TIME_INS 1
#define TIME_DEL 2
#define TIME_OOP 3
#define TIME_WAIT 4
#define TIME_ERROR 5

#endif
