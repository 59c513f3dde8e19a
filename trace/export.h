// SPDX-License-Identifier: GPL-2.0-or-later
// A run as data: one JSON object a system call (docs/trace-json.md), or the trace events that Perfetto and chrome://tracing show.
#ifndef TRACE_EXPORT_H
#define TRACE_EXPORT_H

#include "kernel/sandbox.h"

struct export;

enum export_format { EXPORT_JSON, EXPORT_PERFETTO };

// Opens `path` and watches the machine from now on. NULL: `why` says what failed.
struct export *export_start(struct sandbox *sb, enum export_format format, const char *path, char *why,
                            size_t why_size);
// Completes the file and ends the watching. False: not everything could be written, `why` says why; the file is closed either way.
bool export_finish(struct export *e, char *why, size_t why_size);

#endif
