// SPDX-License-Identifier: GPL-2.0-or-later
// explain's records as text for a terminal or a file, at most 100 columns where that can be.
#ifndef TRACE_EXPLAIN_TEXT_H
#define TRACE_EXPLAIN_TEXT_H

#include "trace/text.h"

#include <jansson.h>

struct explain_style {
    bool colour; // ANSI escape sequences
    bool utf8;   // lines and arrows beyond ASCII
};

// The two halves of a call: down into the kernel, as it begins; what it did and the way back, once it is finished.
void explain_text_down(struct text *out, const json_t *call, struct explain_style style);
// `apart`: something else was told in between, so say which call this is.
void explain_text_up(struct text *out, const json_t *call, bool apart, struct explain_style style);
void explain_text_event(struct text *out, const json_t *record, struct explain_style style); // everything but calls

#endif
