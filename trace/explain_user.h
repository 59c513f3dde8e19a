// SPDX-License-Identifier: GPL-2.0-or-later
// Where in its program a task makes a call: the function, and the instructions around SYSCALL.
#ifndef TRACE_EXPLAIN_USER_H
#define TRACE_EXPLAIN_USER_H

#include "kernel/task.h"

#include <jansson.h>

struct explain_programs; // the symbols of the programs seen so far, and a disassembler

struct explain_programs *explain_programs_create(void); // NULL: no memory
void explain_programs_destroy(struct explain_programs *p);
void explain_programs_forget(struct explain_programs *p); // files may have changed in no order of time

// The function that contains `address`, "" where nothing is known of it. `offset` gets the distance from its start.
const char *explain_function(struct explain_programs *p, struct task *t, u64 address, u64 *offset);
// [{"address": "0x401234", "bytes": "0f 05", "text": "syscall", "here": true}], the one at `rip` and a few before and behind.
json_t *explain_instructions(struct explain_programs *p, struct task *t, u64 rip);

#endif
