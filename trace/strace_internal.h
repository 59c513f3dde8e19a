// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of strace share.
#ifndef TRACE_STRACE_INTERNAL_H
#define TRACE_STRACE_INTERNAL_H

#include "trace/stack.h"
#include "trace/strace.h"

// A signal that was done with when it was sent, while its task was in a call: it is told when the call is finished, as a tracer on
// Linux would be.
struct late_signal {
    s32 signo;
    struct abi_siginfo info;
};

struct tracee {
    s32 tid; // 0: the slot is free
    struct decode decode;
    struct text call;    // the call so far, without what stands before it
    struct text stack;   // -k: where the call was made
    s32 former_tid;      // it is executing a program under the number of its leader; 0: it is not, or that was told
    bool unseen;         // not watched, but for its end: a thread that is not watched took its number
    bool gone;           // it ends: its registers tell nothing any more
    bool in_call;        // shown or counted, and not finished
    bool hidden;         // not to be printed
    bool open;           // the line on the output is this call's, and not ended
    size_t column;       // -ff: how much of it has been written when another task's file has its turn
    s32 injected;        // a signal that was sent by -e inject=, of which strace says nothing; 0: none
    bool delayed, poked; // by -e inject=
    u64 enter_ns, enter_ticks, system_ticks;
    struct late_signal *late; // malloc'ed
    size_t late_count, late_capacity;
    u64 *call_counts; // by number, of calls with an injection; CALL_SET_NUMBERS
};

struct count {
    u64 calls, errors, ns, min_ns, max_ns, ticks;
};

struct strace {
    struct sandbox *sb;
    struct strace_options opt;
    struct probes probes;
    struct tracee **tracees;
    size_t tracee_slots, tracee_count; // living ones
    struct stack_tracer *stacks;       // -k; NULL: none are wanted
    struct text out;
    size_t line_start;       // in out
    struct tracee *printing; // whose line is open
    u64 last_ns;
    bool any;
    struct count *counts; // by number; CALL_SET_NUMBERS
    bool finished;        // the end has been told
};

struct tracee *strace_find(struct strace *s, s32 tid);
// --- Its position: strace_save.c
void tracee_free(struct tracee *t); // NULL is allowed
void *strace_save(void *ctx);
void *strace_copy(const void *saved);
void strace_restore(void *ctx, void *saved);
void strace_drop(void *saved);
// --- Lines: strace_line.c
void line_begin(struct strace *s, struct tracee *t,
                const struct task *task);                 // ends an open one of another task as unfinished
void line_switch(struct strace *s, struct tracee *t);     // -ff: to where the file of another task stands
void line_fraction(struct strace *s, u64 ns, u32 digits); // of a second
void line_end(struct strace *s, struct tracee *t);
void line_close_unfinished(struct strace *s);
void line_align(struct strace *s); // to the column of "="
void line_flush(struct strace *s, s32 tid);
// --- The table: strace_count.c
void strace_count(struct strace *s, const struct tracee *t, u64 nr, bool failed);
void strace_table(struct strace *s);
// --- Injection: strace_inject.c
bool inject_enter(struct strace *s, struct tracee *t, struct task *task, s64 *result);
void inject_exit(struct strace *s, struct tracee *t, struct task *task);

#endif
