// SPDX-License-Identifier: GPL-2.0-or-later
// Tables that printers use besides those that belong to a kind.
#ifndef TRACE_NAMES_PROCESS_H
#define TRACE_NAMES_PROCESS_H

#include "trace/names.h"

extern const struct name_table names_CLONE_FLAGS, names_CLONE3_FLAGS, names_A_UNSHARE_FLAGS, names_A_MMAP_PROT,
    names_MMAP_FLAGS, names_A_MREMAP_FLAGS, names_A_MSYNC_FLAGS, names_A_MADVICE, names_A_WAIT_OPTIONS,
    names_A_WAIT_IDTYPE, names_A_SIG_HOW, names_A_RLIMIT, names_A_RUSAGE_WHO, names_A_PRIO_WHICH,
    names_A_SCHED_POLICY, names_A_GRND_FLAGS, names_A_CLOCK, names_A_TIMER_FLAGS, names_A_ITIMER,
    names_AUDIT_ARCHITECTURES;

#endif
