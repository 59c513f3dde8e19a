// SPDX-License-Identifier: GPL-2.0-or-later
// Shared by the files of explain.
#ifndef TRACE_EXPLAIN_INTERNAL_H
#define TRACE_EXPLAIN_INTERNAL_H

#include "abi/fcntl.h"
#include "abi/limits.h"
#include "abi/mman.h"
#include "abi/stat.h"
#include "kernel/sandbox.h"
#include "trace/explain_state.h"

struct state { // being taken
    struct decode *d;
    struct task *t;
    json_t *all, *chains;
};

__attribute__((format(printf, 4, 5))) void state_put(struct state *s, const char *object, const char *property,
                                                     const char *format, ...);
void state_put_files(struct state *s); // explain_files.c

#endif
