// SPDX-License-Identifier: GPL-2.0-or-later
// Making tasks (clone, clone3) and scheduling them.
#ifndef ABI_SCHED_H
#define ABI_SCHED_H

#include "base/types.h"

#define CLONE_VM 0x100
#define CLONE_FS 0x200
#define CLONE_FILES 0x400
#define CLONE_SIGHAND 0x800
#define CLONE_PIDFD 0x1000
#define CLONE_PTRACE 0x2000
#define CLONE_VFORK 0x4000
#define CLONE_PARENT 0x8000
#define CLONE_THREAD 0x10000
#define CLONE_NEWNS 0x20000
#define CLONE_SYSVSEM 0x40000
#define CLONE_SETTLS 0x80000
#define CLONE_PARENT_SETTID 0x100000
#define CLONE_CHILD_CLEARTID 0x200000
#define CLONE_DETACHED 0x400000
#define CLONE_UNTRACED 0x800000
#define CLONE_CHILD_SETTID 0x1000000
#define CLONE_NEWCGROUP 0x2000000
#define CLONE_NEWUTS 0x4000000
#define CLONE_NEWIPC 0x8000000
#define CLONE_NEWUSER 0x10000000
#define CLONE_NEWPID 0x20000000
#define CLONE_NEWNET 0x40000000
#define CLONE_IO 0x80000000U
#define CLONE_NEWTIME 0x80
#define CSIGNAL 0xff
#define CLONE_CLEAR_SIGHAND 0x100000000ULL // clone3 only
#define CLONE_INTO_CGROUP 0x200000000ULL   // clone3 only

struct abi_clone_args {
    u64 flags;
    uaddr_t pidfd;
    uaddr_t child_tid;
    uaddr_t parent_tid;
    u64 exit_signal;
    uaddr_t stack;
    u64 stack_size;
    u64 tls;
    uaddr_t set_tid;
    u64 set_tid_size;
    u64 cgroup;
};
_Static_assert(sizeof(struct abi_clone_args) == 88, "clone_args, third version");
#define CLONE_ARGS_SIZE_VER0 64
#define CLONE_ARGS_SIZE_VER1 80
#define CLONE_ARGS_SIZE_VER2 88
#define MAX_PID_NS_LEVEL 32 // the most that set_tid_size may be

#define SCHED_NORMAL 0
#define SCHED_FIFO 1
#define SCHED_RR 2
#define SCHED_BATCH 3
#define SCHED_IDLE 5
#define SCHED_DEADLINE 6
#define SCHED_EXT 7
#define SCHED_RESET_ON_FORK 0x40000000 // or-ed to the policy
#define SCHED_FLAG_RESET_ON_FORK 0x1
#define SCHED_FLAG_RECLAIM 0x2
#define SCHED_FLAG_DL_OVERRUN 0x4
#define SCHED_FLAG_KEEP_POLICY 0x8
#define SCHED_FLAG_KEEP_PARAMS 0x10
#define SCHED_FLAG_UTIL_CLAMP_MIN 0x20
#define SCHED_FLAG_UTIL_CLAMP_MAX 0x40
#define SCHED_FLAG_ALL 0x7f
// POSIX's name of SCHED_NORMAL, and a number that is kept
#define SCHED_OTHER 0
#define SCHED_ISO 4

struct abi_sched_param {
    s32 sched_priority;
};

struct abi_sched_attr {
    u32 size;
    u32 sched_policy;
    u64 sched_flags;
    s32 sched_nice;
    u32 sched_priority;
    u64 sched_runtime;
    u64 sched_deadline;
    u64 sched_period;
    u32 sched_util_min;
    u32 sched_util_max;
};
_Static_assert(sizeof(struct abi_sched_attr) == 56, "sched_attr, second version");
#define SCHED_ATTR_SIZE_VER0 48
#define SCHED_ATTR_SIZE_VER1 56

#endif
