// SPDX-License-Identifier: GPL-2.0-or-later
// Two machines run side by side, call by call, until they part.
#ifndef REPLAY_COMPARE_H
#define REPLAY_COMPARE_H

#include "kernel/sandbox.h"

struct compare_options {
    bool ignore_ticks;     // when things happen
    bool ignore_addresses; // arguments and results that are addresses
    bool ignore_memory;    // what arguments point to, and the memory of a process when it ends
    u64 memory_at; // compare the memory of the calling process when this call begins, and stop there; 0: never
};

enum compare_result { COMPARE_EQUAL, COMPARE_DIFFERENT, COMPARE_FAILED };

struct compare_report {
    u64 calls;         // begun in both, up to there
    u64 ticks[2];      // of both machines
    bool memory_alone; // the calls were the same, the memory of an ending process was not: it parted somewhere before
    char place[64];    // "call 17", "signal after call 17", "the end"
    char what[256];    // in words
    char seen[2][1024]; // the call or event on each side
};

// Runs both, which have been started, to their ends or to the first difference. COMPARE_FAILED: report->what says why.
enum compare_result compare_run(struct sandbox *a, struct sandbox *b, const struct compare_options *opt,
                                struct compare_report *report);

#endif
