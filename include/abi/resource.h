// SPDX-License-Identifier: GPL-2.0-or-later
// Limits, use of resources and priorities.
#ifndef ABI_RESOURCE_H
#define ABI_RESOURCE_H

#include "abi/time.h"

#define RLIMIT_CPU 0
#define RLIMIT_FSIZE 1
#define RLIMIT_DATA 2
#define RLIMIT_STACK 3
#define RLIMIT_CORE 4
#define RLIMIT_RSS 5
#define RLIMIT_NPROC 6
#define RLIMIT_NOFILE 7
#define RLIMIT_MEMLOCK 8
#define RLIMIT_AS 9
#define RLIMIT_LOCKS 10
#define RLIMIT_SIGPENDING 11
#define RLIMIT_MSGQUEUE 12
#define RLIMIT_NICE 13
#define RLIMIT_RTPRIO 14
#define RLIMIT_RTTIME 15
#define RLIM_NLIMITS 16
#define RLIM_INFINITY (~0ULL)

// getrlimit and setrlimit use the same layout here: a long is 64 bits wide
struct abi_rlimit64 {
    u64 rlim_cur;
    u64 rlim_max;
};

#define RUSAGE_SELF 0
#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD 1
// the kernel's own
#define RUSAGE_BOTH (-2)
struct abi_rusage {
    struct abi_timeval ru_utime;
    struct abi_timeval ru_stime;
    s64 ru_maxrss; // KiB
    s64 ru_ixrss;
    s64 ru_idrss;
    s64 ru_isrss;
    s64 ru_minflt;
    s64 ru_majflt;
    s64 ru_nswap;
    s64 ru_inblock;
    s64 ru_oublock;
    s64 ru_msgsnd;
    s64 ru_msgrcv;
    s64 ru_nsignals;
    s64 ru_nvcsw;
    s64 ru_nivcsw;
};
_Static_assert(sizeof(struct abi_rusage) == 144, "rusage");

#define PRIO_PROCESS 0
#define PRIO_PGRP 1
#define PRIO_USER 2
#define PRIO_MIN (-20)
#define PRIO_MAX 20

#define IOPRIO_WHO_PROCESS 1
#define IOPRIO_WHO_PGRP 2
#define IOPRIO_WHO_USER 3
#define IOPRIO_CLASS_NONE 0
#define IOPRIO_CLASS_RT 1
#define IOPRIO_CLASS_BE 2
#define IOPRIO_CLASS_IDLE 3
#define IOPRIO_CLASS_SHIFT 13
#define IOPRIO_NR_LEVELS 8
#define IOPRIO_BE_NORM 4
#define IOPRIO_PRIO_CLASS(prio) (((prio) >> IOPRIO_CLASS_SHIFT) & 7)
#define IOPRIO_PRIO_DATA(prio) ((prio) & ((1 << IOPRIO_CLASS_SHIFT) - 1))
#define IOPRIO_PRIO_VALUE(class, data) ((class) << IOPRIO_CLASS_SHIFT | (data))

#endif
