// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting for children: what wait4 and waitid have in common.
#ifndef KERNEL_WAIT_H
#define KERNEL_WAIT_H

#include "kernel/task.h"

struct wait_request {
    s32 which; // P_ALL, P_PID, P_PGID, P_PIDFD
    s32 id;
    const struct process *process; // of P_PIDFD
    u32 options;                   // WEXITED | WSTOPPED | ... as waitid has them
};
struct wait_result {
    s32 pid;
    u32 uid;
    s32 code, value; // CLD_*, and si_status
    s32 status;      // as wait4 reports it
    struct abi_rusage usage;
};
// 1: *out is filled; 0: nothing yet (WNOHANG); -ECHILD, -ERESTARTSYS, SYS_PARKED.
s64 process_wait(struct task *t, const struct wait_request *r, struct wait_result *out);

#endif
