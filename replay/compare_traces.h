// SPDX-License-Identifier: GPL-2.0-or-later
// Two saved traces (docs/trace-json.md), event by event.
#ifndef REPLAY_COMPARE_TRACES_H
#define REPLAY_COMPARE_TRACES_H

#include "replay/compare.h"

// COMPARE_FAILED: report->what says which file cannot be read, and why. `ignore_addresses` leaves the arguments as numbers out.
enum compare_result compare_traces(const char *a, const char *b, const struct compare_options *opt,
                                   struct compare_report *report);

#endif
