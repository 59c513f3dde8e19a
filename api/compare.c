// SPDX-License-Identifier: GPL-2.0-or-later
// Comparing the runs of two sandboxes.
#include "api/internal.h"

#include "replay/compare.h"

#include <string.h>

int belljar_compare(struct belljar *a, struct belljar *b, const struct belljar_compare_options *options,
                    struct belljar_difference *out) {
    if (options->struct_size != sizeof *options)
        return jar_fail(a, BELLJAR_E_ARGUMENT, "the options were made for another version of the library");
    if (!a->loaded || !b->loaded) return jar_fail(a, BELLJAR_E_STATE, "nothing is loaded");
    const struct compare_options o = {.ignore_ticks = options->ignore_ticks != 0,
                                      .ignore_addresses = options->ignore_addresses != 0,
                                      .ignore_memory = options->ignore_memory != 0,
                                      .memory_at = options->memory_at};
    struct compare_report report;
    enum compare_result result = compare_run(a->sandbox, b->sandbox, &o, &report);
    if (result == COMPARE_FAILED) return jar_fail(a, BELLJAR_E_ENGINE, "comparing: %s", report.what);
    *out = (struct belljar_difference){.found = result == COMPARE_DIFFERENT,
                                       .memory_alone = report.memory_alone,
                                       .calls = report.calls,
                                       .ticks = {report.ticks[0], report.ticks[1]}};
    memcpy(out->place, report.place, sizeof out->place);
    memcpy(out->what, report.what, sizeof out->what);
    memcpy(out->seen, report.seen, sizeof out->seen);
    return 0;
}
