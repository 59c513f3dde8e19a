// SPDX-License-Identifier: GPL-2.0-or-later
// The part of prctl(2) that is about privileges.
#ifndef SYSCALLS_CRED_H
#define SYSCALLS_CRED_H

#include "kernel/task.h"

// False: `option` is none of these. syscalls/capability.c
bool cred_prctl(struct task *t, s32 option, u64 a, u64 b, u64 c, u64 d, s64 *result);

#endif
