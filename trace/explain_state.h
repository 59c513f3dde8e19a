// SPDX-License-Identifier: GPL-2.0-or-later
// What the kernel holds for a task, as text: an object of objects, {"file @1a40": {"position": "0", ...}, ...}, taken before and after
// a call so that the difference tells what the call did. Looking changes nothing: no page, no name and no file is brought in.
#ifndef TRACE_EXPLAIN_STATE_H
#define TRACE_EXPLAIN_STATE_H

#include "trace/decode.h"

#include <jansson.h>

// The task, its process, memory, signal handlers and descriptors, and the files, names and inodes that the call in `d` is about. `chains`
// gets a list for each descriptor and path among the arguments, of the names of the objects on its way from left to right:
// {"of": "rdi", "objects": ["fd 1", "file @1a40", "dentry /dev/null", "inode 3 of devtmpfs", "device 1:3"]}.
// NULL: no memory. Of a result that is a descriptor there is a chain {"of": "result"} once d->exiting.
json_t *explain_state(struct decode *d, json_t *chains);

// [{"object": ..., "property": ..., "before": ..., "after": ...}]; null where there was, or is, no such thing.
json_t *explain_changes(const json_t *before, const json_t *after);

// Text of the guest's, whatever bytes it holds: those that are no UTF-8 become U+FFFD.
json_t *explain_text_of(const char *s, size_t n);

#endif
