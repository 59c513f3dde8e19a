// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: the library calls of a program, line by line or counted.
#ifndef TRACE_LTRACE_H
#define TRACE_LTRACE_H

#include "kernel/sandbox.h"
#include "trace/filter.h"
#include "trace/prototype.h"
#include "trace/value.h"

enum ltrace_time { LTRACE_NO_TIME, LTRACE_RELATIVE, LTRACE_SECONDS, LTRACE_MICROSECONDS, LTRACE_EPOCH };

struct ltrace_options {
    struct value_options values;
    u32 align, indent;
    bool follow;     // -f
    bool count;      // -c
    bool no_library; // -L
    bool syscalls;   // -S
    bool no_signals; // -b
    bool pointer;    // -i
    bool elapsed;    // -T
    bool own_file;   // -o: the lines do not go where the program writes
    enum ltrace_time time;
    // Taken over: -e (NULL: the program's own calls), -x, -l
    struct filter *calls, *symbols, *libraries;
    // Taken over: what values are shown by, and the C library's functions by name; they may be the same.
    struct prototypes *prototypes, *libc;
    void (*write)(void *ctx, const void *data, size_t size); // where the lines go
    void (*note)(void *ctx, const char *message);            // what must be said of a program
    void *ctx;
};

struct ltrace;

void ltrace_options_free(const struct ltrace_options *o); // what would be taken over
// Watches the machine from here on. Before its first program. NULL: no memory; the options' objects are freed then, too.
struct ltrace *ltrace_attach(struct sandbox *sb, const struct ltrace_options *options);
void ltrace_flush(struct ltrace *l);  // writes what has been put off
void ltrace_finish(struct ltrace *l); // the run is over: the table of -c
void ltrace_detach(struct ltrace *l); // NULL is allowed

#endif
