// SPDX-License-Identifier: GPL-2.0-or-later
// The arguments and results of a function call, found by the System V ABI for x86-64 (3.2.3) and printed as ltrace prints them.
#ifndef TRACE_VALUE_H
#define TRACE_VALUE_H

#include "kernel/task.h"
#include "trace/prototype.h"
#include "trace/text.h"

enum { CALL_ARGS_MAX = 64 };

// What the registers held at a function's first instruction, and when it returned.
struct call_regs {
    u64 gpr[6];               // RDI RSI RDX RCX R8 R9
    u64 xmm[8];               // lower halves
    u64 stack;                // address of the first argument there
    u64 rax, rdx, xmm0, xmm1; // on return
    u8 st0[10];
};

struct value_options {
    u32 string_limit; // -s
    u32 array_limit;  // -A: elements of an array, and structs behind structs
};

// Prints the arguments of `f` before f->split, or from it on; a ", " stands before the first where `more` says so. Whether any
// was printed. `returned`: regs has the result, which expressions may refer to.
bool call_print_args(struct text *out, struct task *t, const struct value_options *options, const struct prototype *f,
                     const struct call_regs *regs, bool returned, bool more);
void call_print_result(struct text *out, struct task *t, const struct value_options *options,
                       const struct prototype *f, const struct call_regs *regs);

#endif
