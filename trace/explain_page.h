// SPDX-License-Identifier: GPL-2.0-or-later
// explain's records as one HTML page that needs nothing else, not even a network: trace/explain.html with the records in it.
#ifndef TRACE_EXPLAIN_PAGE_H
#define TRACE_EXPLAIN_PAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

// `about`: {"title": ..., "belljar": ..., "engine": ...}; `records`: an array. False: it could not be written, errno says why.
bool explain_page_write(FILE *file, const json_t *about, const json_t *records);

#endif
