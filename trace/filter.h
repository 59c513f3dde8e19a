// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace's filter expressions: which functions are to be seen (ltrace(1), "FILTER EXPRESSIONS").
#ifndef TRACE_FILTER_H
#define TRACE_FILTER_H

#include "base/types.h"

struct filter; // rules in the order given; a later one overrides those before it

// Adds what one -e, -x or -l says. False: no memory, or no such expression; `why` says so.
bool filter_add(struct filter **f, const char *text, char *why, size_t why_size);
// As if "@pattern" had been added: only what is in such a library.
bool filter_add_library(struct filter **f, const char *pattern, char *why, size_t why_size);
void filter_free(struct filter *f); // NULL is allowed
// A function of that name in a piece of code that has these names ("MAIN", a file's name, "libc"). A rule without a library
// means those for which `everywhere` is true.
bool filter_match(const struct filter *f, const char *name, const char *const *libraries, bool everywhere);

#endif
