// SPDX-License-Identifier: GPL-2.0-or-later
// Comparing the runs of two sandboxes.
#include "api/internal.h"

#include "replay/compare_traces.h"

#include <stdio.h>
#include <string.h>

static struct compare_options options_from(const struct belljar_compare_options *o) {
    return (struct compare_options){.ignore_ticks = o->ignore_ticks != 0,
                                    .ignore_addresses = o->ignore_addresses != 0,
                                    .ignore_memory = o->ignore_memory != 0,
                                    .memory_at = o->memory_at};
}

static void report_to(struct belljar_difference *out, enum compare_result result,
                      const struct compare_report *report) {
    *out = (struct belljar_difference){.found = result == COMPARE_DIFFERENT,
                                       .memory_alone = report->memory_alone,
                                       .calls = report->calls,
                                       .ticks = {report->ticks[0], report->ticks[1]}};
    memcpy(out->place, report->place, sizeof out->place);
    memcpy(out->what, report->what, sizeof out->what);
    memcpy(out->seen, report->seen, sizeof out->seen);
}

int belljar_compare(struct belljar *a, struct belljar *b, const struct belljar_compare_options *options,
                    struct belljar_difference *out) {
    if (options->struct_size != sizeof *options)
        return jar_fail(a, BELLJAR_E_ARGUMENT, "the options were made for another version of the library");
    if (!a->loaded || !b->loaded) return jar_fail(a, BELLJAR_E_STATE, "nothing is loaded");
    const struct compare_options o = options_from(options);
    struct compare_report report;
    enum compare_result result = compare_run(a->sandbox, b->sandbox, &o, &report);
    if (result == COMPARE_FAILED) return jar_fail(a, BELLJAR_E_ENGINE, "comparing: %s", report.what);
    report_to(out, result, &report);
    return 0;
}

int belljar_compare_traces(const char *a, const char *b, const struct belljar_compare_options *options,
                           struct belljar_difference *out, char *why, size_t why_size) {
    const struct compare_options o = options_from(options);
    struct compare_report report;
    enum compare_result result = compare_traces(a, b, &o, &report);
    if (why) snprintf(why, why_size, "%s", report.what);
    if (result == COMPARE_FAILED) return BELLJAR_E_HOST;
    report_to(out, result, &report);
    return 0;
}
