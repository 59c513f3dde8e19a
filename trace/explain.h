// SPDX-License-Identifier: GPL-2.0-or-later
// explain: each system call as a record of its way from the program through the kernel and back, for people who learn how that works.
// Records are JSON objects (docs/explain-json.md); the text (explain_text.h) and the page (explain_page.h) are made from them.
#ifndef TRACE_EXPLAIN_H
#define TRACE_EXPLAIN_H

#include "kernel/sandbox.h"
#include "trace/call_set.h"

#include <jansson.h>

struct explain;

struct explain_options {
    struct call_set calls; // which calls
    u64 first, last;       // ... and of all calls of the run, counted from 1, those from first to last
    bool faults;           // page faults, too
    // A call begins: its record has everything up to "row", the state is as before. May be NULL.
    void (*begin)(void *ctx, const json_t *record);
    void (*record)(void *ctx, const json_t *record); // it is complete, or an event has happened
    void *ctx;
};

struct explain *explain_start(struct sandbox *sb, const struct explain_options *opt); // NULL: no memory
// Calls that never came back are told. False: memory was short, and something is missing.
bool explain_stop(struct explain *e);

#endif
