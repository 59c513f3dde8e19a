// SPDX-License-Identifier: GPL-2.0-or-later
// Watching a machine as strace(1) does: its lines, its filters, its table.
#ifndef TRACE_STRACE_H
#define TRACE_STRACE_H

#include "kernel/sandbox.h"
#include "trace/call_set.h"
#include "trace/decode.h"

enum {
    STRACE_STATUS_OK = 1,
    STRACE_STATUS_FAILED = 2,
    STRACE_STATUS_UNFINISHED = 4,
    STRACE_STATUS_UNAVAILABLE = 8, // no call has it here: a result is always known
    STRACE_STATUS_DETACHED = 16,
    STRACE_STATUS_ALL = 31
};
enum strace_time { STRACE_NO_TIME, STRACE_SECONDS, STRACE_MICROSECONDS, STRACE_EPOCH };
enum {
    STRACE_QUIET_ATTACH = 1,
    STRACE_QUIET_EXIT = 2,
    STRACE_QUIET_PERSONALITY = 4,
    STRACE_QUIET_RESOLVES = 8,
    STRACE_QUIET_THREAD_EXECVE = 16
};
enum strace_sort {
    SORT_TIME,
    SORT_MIN,
    SORT_MAX,
    SORT_AVERAGE,
    SORT_CALLS,
    SORT_ERRORS,
    SORT_NAME,
    SORT_NOTHING,
    SORT_TICKS
};

// One -e inject=SET:...
struct strace_injection {
    struct call_set calls;
    bool replaces; // the call is not made: `value` is its result
    bool is_value; // by retval=, so that it is told as a success, whatever it is
    s64 value;
    u32 signal;            // delivered on entry; 0: none
    u64 enter_ns, exit_ns; // of virtual time
    char *poke[2]; // "@arg2=4142,@arg1=00": written to where arguments point, on entry and on exit; malloc'ed or NULL
    u64 first, step, last; // which calls of a task, from 1; step 0: only the first; last 0: no end
    struct strace_injection *next;
};

struct strace_options {
    struct decode_options decode;
    bool follow;         // -f
    bool separate;       // -ff: a file for each task
    bool detach_on_exec; // -b execve: who executes another program is watched no longer
    struct call_set trace, abbrev, verbose, raw;
    u64 signals;              // shown: a bit each, signal - 1
    u64 read_fds, write_fds;  // -e read=, write=: descriptors whose data is dumped; all: every bit
    u32 status;               // STRACE_STATUS_*
    u32 quiet;                // STRACE_QUIET_*
    const char *const *paths; // -P; NULL: all. The strings stay the caller's.
    u32 column;               // -a
    bool always_pid;          // -f to a file
    enum strace_time time;
    bool relative;                                     // -r
    u32 time_digits, relative_digits, duration_digits; // of fractions of a second: 0, 3, 6, 9
    bool durations;                                    // -T
    struct stack_tracer *stacks;                       // -k: taken over on success; NULL: no stack traces
    bool pointer, number;                              // -i, -n
    bool lines, count;                                 // lines, and the table of -c
    bool wall;                                         // -w: the table's times are of the wall
    enum strace_sort sort;
    const char *columns;                 // -U: names by commas; NULL: strace's own
    struct strace_injection *injections; // malloc'ed; strace_stop frees them
    // Where the text goes: of a task with -ff, else tid 0. False: writing failed, and nothing more is written there.
    bool (*write)(void *ctx, s32 tid, const char *data, size_t n);
    void *ctx;
    bool interactive; // a terminal: nothing is held back
};

struct strace;

// NULL: no memory. `path`, `argv` and `envp` are of the program that is started next, for the execve of its own.
struct strace *strace_start(struct sandbox *sb, const struct strace_options *opt);
void strace_flush(struct strace *s);
void strace_finish(struct strace *s); // the run is over: ends the line that is open, prints the table
void strace_stop(struct strace *s);   // NULL is allowed; before the machine is gone

// The names of -U. False: `why`.
bool strace_columns_check(const char *columns, char *why, size_t why_size);
void strace_injections_free(struct strace_injection *in);
// "error=ENOSYS:when=3" and so on, behind the calls. False: `why`.
bool strace_injection_parse(struct strace_injection *in, const char *text, bool fault, char *why, size_t why_size);

#endif
