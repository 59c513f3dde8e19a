// SPDX-License-Identifier: GPL-2.0-or-later
// Stack traces of tasks, through their programs' unwind tables (.eh_frame), by elfutils' libdw. It is loaded when the first trace is
// wanted: linked in, it would cost every run its start.
#ifndef TRACE_STACK_H
#define TRACE_STACK_H

#include "kernel/task.h"
#include "trace/text.h"

struct stack_tracer;

struct stack_tracer *stack_tracer_create(char *why, size_t why_size); // NULL: `why` says what is missing
void stack_tracer_destroy(struct stack_tracer *s);                    // NULL is allowed
// A line for each frame, innermost first, as strace -k has them: " > /bin/program(function+0x12) [0x1234]", the address as an offset in the
// file that is mapped there. `t` is in a system call that has just begun.
void stack_trace(struct stack_tracer *s, struct task *t, struct text *out);
// The same as functions: their number, at most `most`; "" where there is no symbol. Names are valid as long as the tracer.
size_t stack_functions(struct stack_tracer *s, struct task *t, const char **names, size_t most);

#endif
