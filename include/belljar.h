/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * belljar: run static x86-64 Linux programs under a bell jar.
 *
 * A sandbox is one emulated machine: a CPU, memory, a file system and a Linux kernel, all inside this process. Make one,
 * put files in, load a program, run it, read what it wrote, destroy it:
 *
 *     struct belljar_options opt;
 *     belljar_options_init(&opt);
 *     char why[256];
 *     struct belljar *jar = belljar_create(&opt, why, sizeof why);
 *     const char *argv[] = {"hello", NULL};
 *     if (belljar_load(jar, "./hello", argv, NULL, NULL) == 0 && belljar_run(jar) == BELLJAR_EXITED)
 *         status = belljar_exit_code(jar);
 *     belljar_destroy(jar);
 *
 * Functions return 0 or a negative number (enum belljar_error); belljar_message says in one line what failed and why.
 * Several sandboxes can live in one process; one sandbox must not be used by two threads at once, and sandboxes are
 * created and destroyed by one thread at a time. Strings and buffers passed in are copied.
 */
#ifndef BELLJAR_H
#define BELLJAR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define BELLJAR_API __attribute__((visibility("default")))
#else
#define BELLJAR_API
#endif

struct belljar; /* one sandbox; owned by the caller from belljar_create to belljar_destroy */

enum belljar_error {
    BELLJAR_OK = 0,
    BELLJAR_E_ARGUMENT = -1,       /* a bad argument or option value */
    BELLJAR_E_MEMORY = -2,         /* the host gave no memory */
    BELLJAR_E_NOT_FOUND = -3,      /* no such file, in the guest or on the host */
    BELLJAR_E_NOT_EXECUTABLE = -4, /* not a program this machine can run */
    BELLJAR_E_STATE = -5,          /* not now: nothing is loaded, or it has ended already */
    BELLJAR_E_HOST = -6,           /* the host refused: reading, writing, creating */
    BELLJAR_E_ENGINE = -7          /* the CPU emulator failed */
};

/* How belljar_run ended. */
enum belljar_result {
    BELLJAR_FAILED = -1, /* see belljar_message */
    BELLJAR_EXITED = 0,  /* the program is gone: belljar_exit_code */
    BELLJAR_LIMIT,       /* a limit of the options ended the run: belljar_message names it */
    BELLJAR_STOPPED,     /* belljar_interrupt was called, or the point to run to is reached; belljar_run goes on */
    BELLJAR_DEADLOCK     /* every task waits for something that can never come */
};

/* A standard stream of the program. */
enum belljar_stream_kind {
    BELLJAR_STREAM_NULL = 0, /* reads give end of file, writes vanish */
    BELLJAR_STREAM_FD,       /* a file descriptor of the host; stays the caller's */
    BELLJAR_STREAM_BUFFER    /* stdin: the bytes given; stdout, stderr: kept for belljar_output */
};
struct belljar_stream {
    enum belljar_stream_kind kind;
    int fd;
    const void *data; /* stdin as buffer */
    size_t size;
};

struct belljar_options {
    size_t struct_size; /* set by belljar_options_init: which version of this struct the caller knows */
    uint64_t memory;    /* bytes of guest memory; default 1 GiB */
    uint64_t fs_size;   /* bytes that in-memory files may hold; default half the memory */
    uint64_t seed;      /* of all randomness in a sealed run; default 0 */
    uint64_t epoch_ns;  /* wall clock at the start, ns since 1970; default 2026-01-01 00:00:00 UTC */
    uint64_t quantum;   /* ticks a task runs while others wait; 0: default */
    uint64_t max_ticks; /* ends the run after so many ticks; 0: no limit */
    uint32_t max_procs; /* tasks at once; 0: default */
    uint32_t max_files; /* open files in the whole machine; 0: default */
    uint32_t uid, gid;  /* of the first process; default 1000, 1000 */
    int live;           /* real time and entropy instead of sealed ones */
    int hash; /* keep stats.hash; costs a few nanoseconds a call, and a look at all memory and files at the end */
    const char *hostname; /* default "belljar" */
    const char *root;     /* host directory or archive to be the root file system; NULL: the small built-in one */
    struct belljar_stream stream[3]; /* default: the three descriptors 0, 1, 2 */
    /* What checkpoint files are sealed with, and what the seal must be of those that are resumed: 32 to 64 random bytes that nobody
     * else has. NULL: none; what is written can only be resumed with `trust` then. */
    const void *key;
    size_t key_size;
    const char *key_name; /* in messages; NULL: "the key given" */
    int trust;            /* belljar_resume: believe the file, whoever made it */
};

enum belljar_mount_mode {
    BELLJAR_MOUNT_COW, /* read from the host, changes stay in the sandbox */
    BELLJAR_MOUNT_RO,  /* changes are refused (EROFS) */
    BELLJAR_MOUNT_RW   /* changes reach the host */
};

struct belljar_stats {
    uint64_t ticks; /* translation blocks executed */
    uint64_t system_calls, switches, forks, execs, page_faults, cow_copies, signals;
    uint64_t peak_memory;   /* bytes of guest frames in use at once, at most */
    uint64_t kernel_memory; /* bytes of kernel objects now */
    /* With options.hash: of all system calls so far (task, number, arguments, result), the memory that each process ended with or
     * has now, and the files. The same in every sealed run of the same program with the same options, files and
     * kinds of streams, on every machine. */
    uint64_t hash;
};

BELLJAR_API const char *belljar_version(void); /* "0.1.0" */
BELLJAR_API const char *belljar_engine(void);  /* the CPU emulator and its version */

BELLJAR_API void belljar_options_init(struct belljar_options *opt);
/* NULL on failure, with the reason in `why` (may be NULL). */
BELLJAR_API struct belljar *belljar_create(const struct belljar_options *opt, char *why, size_t why_size);
BELLJAR_API void belljar_destroy(struct belljar *jar);              /* NULL is allowed */
BELLJAR_API const char *belljar_message(const struct belljar *jar); /* valid until the next call on `jar` */

/* Before belljar_load. Guest paths are absolute; missing directories of put_file and mount points are made. */
BELLJAR_API int belljar_mount(struct belljar *jar, const char *host_path, const char *guest_path,
                              enum belljar_mount_mode mode);
BELLJAR_API int belljar_put_file(struct belljar *jar, const char *guest_path, const void *data, size_t size,
                                 unsigned mode);
/* At any time between runs. *data is malloc'ed and the caller's to free. */
BELLJAR_API int belljar_get_file(struct belljar *jar, const char *guest_path, void **data, size_t *size);
/* A regular file, or a directory with everything in it: files, directories, links. If it holds anything else, that is left out,
 * the rest is copied, the result is BELLJAR_LEFT_OUT, and the message says how many there were and names the first. */
#define BELLJAR_LEFT_OUT 1
BELLJAR_API int belljar_copy_out(struct belljar *jar, const char *guest_path, const char *host_path);

/*
 * Makes the first process. Without a root in the options `program` is a file of the host, which appears in the guest as
 * /bin/NAME; with one it is a path in the guest, searched in PATH when it has no slash.
 * `argv` and `envp` end in NULL. The environment starts as PATH, HOME, USER and TERM; each entry of `envp` (which may be
 * NULL) adds or replaces one, an entry without '=' takes the variable of that name away. `cwd` NULL: "/".
 */
BELLJAR_API int belljar_load(struct belljar *jar, const char *program, const char *const *argv,
                             const char *const *envp, const char *cwd);
BELLJAR_API enum belljar_result belljar_run(struct belljar *jar);
/*
 * Run to an exact point: BELLJAR_STOPPED there, or at once if it is behind. The program cannot tell, and belljar_run goes on.
 * The first moment between two blocks of its code at which stats.ticks is `ticks` or more; and the moment before the system call
 * that is the `number`th of the sandbox's life, counted from 1: stats.system_calls is then number - 1.
 */
BELLJAR_API enum belljar_result belljar_run_until(struct belljar *jar, uint64_t ticks);
BELLJAR_API enum belljar_result belljar_run_until_call(struct belljar *jar, uint64_t number);
/* To the moment before the first program's last call, exit_group or the last thread's exit; a signal may end it before. */
BELLJAR_API enum belljar_result belljar_run_until_exit(struct belljar *jar);
/* Makes belljar_run return BELLJAR_STOPPED soon. May be called from a signal handler or another thread. */
BELLJAR_API void belljar_interrupt(struct belljar *jar);
BELLJAR_API int belljar_exit_code(const struct belljar *jar);   /* 0-255, or 128+N if signal N killed it */
BELLJAR_API int belljar_exit_signal(const struct belljar *jar); /* N, or 0 */
/* What the program wrote to a BELLJAR_STREAM_BUFFER stream so far; valid until the next run or destroy. */
BELLJAR_API const void *belljar_output(const struct belljar *jar, int stream, size_t *size);
/*
 * Other bytes for a standard input of kind BELLJAR_STREAM_BUFFER, to be read from their start: between runs, and also after
 * belljar_restore, which brings back those of the snapshot, or after belljar_resume.
 */
BELLJAR_API int belljar_set_input(struct belljar *jar, const void *data, size_t size);
BELLJAR_API void belljar_get_stats(const struct belljar *jar, struct belljar_stats *out);
/*
 * Snapshots: the whole machine as it is between two runs, with its clock and its randomness. Any snapshot can be restored any number of
 * times, in any order: also one that was taken before or after, or on another branch. Taking and restoring cost what has
 * changed in between. Positions and contents of BELLJAR_STREAM_BUFFER streams belong to it; what went through a descriptor, and
 * what was changed in a BELLJAR_MOUNT_RW tree, cannot be taken back. strace, ltrace, explain and exports are where they were: calls begun, counts, an open
 * line. What they have written stays (a line that is open now is ended first), and what they write from there on is what they wrote after the
 * snapshot: who can cut their text to the size it had then has one whole trace. Monitors are the caller's to take back. A snapshot is the caller's until it is dropped, at the
 * latest by belljar_destroy.
 */
struct belljar_snapshot;
/* NULL: no memory on the host, and nothing has changed; or inside a run. */
BELLJAR_API struct belljar_snapshot *belljar_snapshot(struct belljar *jar);
/*
 * BELLJAR_E_MEMORY: the host had no memory. Mostly nothing has changed then. If it ended half-way belljar_run says so, and refuses, until a
 * restore of any snapshot succeeds. If there was none while the program ran, to keep what it wrote over, no snapshot can be restored
 * or taken any more before all are dropped; the run itself is not disturbed.
 */
BELLJAR_API int belljar_restore(struct belljar *jar, struct belljar_snapshot *snapshot);
BELLJAR_API void belljar_snapshot_drop(struct belljar_snapshot *snapshot); /* NULL is allowed; the others stay good */

/*
 * Checkpoint files: the machine between two runs, to go on in another process or on another machine with the very same build of
 * belljar and its engine. Sealed runs only. Standard input goes on where it was if it is a regular file or a buffer. Directories of
 * the host (root, mounts) must be there again, under the same paths; the program itself is in the file. Snapshots and monitors are not.
 */
BELLJAR_API int belljar_checkpoint(struct belljar *jar, const char *path);
/*
 * A sandbox as it was when the file was written, loaded, ready to run. Of the options only the streams count; a stream of kind
 * BELLJAR_STREAM_BUFFER takes up what was in it. NULL: `why` has one line on it. A file that the
 * options' key did not seal is refused before anything of it is looked at, and so is one that is no checkpoint or another build's. With
 * options.trust the seal is not asked for: damage is found, malice is not. Trust only files that you would run as a program.
 */
BELLJAR_API struct belljar *belljar_resume(const char *path, const struct belljar_options *opt, char *why,
                                           size_t why_size);

/* The names of system calls that were answered ENOSYS because belljar does not have them yet; NULL after the last. */
BELLJAR_API const char *belljar_missing_call(const struct belljar *jar, size_t index);

/*
 * Watching and steering system calls from a program of one's own.
 *
 * The callbacks run inside belljar_run, when a task makes a call and when the call is finished; a call that waits is begun
 * once and finished once. Between the two other tasks may run. What the vDSO answers without a call is not seen.
 */
struct belljar_call {
    int tid, pid;     /* who makes it */
    uint64_t number;  /* on entry it may be changed: another call is made */
    const char *name; /* NULL: there is no such call */
    uint64_t args[6]; /* on entry they may be changed; those that the call does not have are 0 */
    /*
     * On exit what the call gave, -errno for an error, -512 to -516 if a signal broke it off (the program gets EINTR, or the call
     * is made again); it may be changed. On entry: the answer of BELLJAR_CALL_ANSWER.
     */
    int64_t result;
    int answered; /* on exit: a monitor gave the answer, the call was not made */
};

enum belljar_action {
    BELLJAR_CALL_MAKE = 0, /* go on, with what is in the struct */
    BELLJAR_CALL_ANSWER    /* the program gets `result`, the call is not made */
};

struct belljar_monitor {
    size_t struct_size; /* sizeof(struct belljar_monitor) */
    const char *calls;  /* which: "write,openat", "%file", "/^get", "!close", as in `strace -e trace=`; NULL: all */
    void *context;      /* passed to the callbacks, each of which may be NULL */
    enum belljar_action (*enter)(void *context, struct belljar *jar, struct belljar_call *call);
    void (*exit)(void *context, struct belljar *jar, struct belljar_call *call);
    void (*task_new)(void *context, struct belljar *jar, int parent_tid, int tid);
    void (*task_exit)(void *context, struct belljar *jar, int tid, int status); /* as waitpid gives it */
};

struct belljar_registers {
    uint64_t rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8, r9, r10, r11, r12, r13, r14, r15, rip, rflags, fs_base,
        gs_base;
};

/* At any time. Monitors are asked in the order of their coming, and stay until the sandbox is destroyed. */
BELLJAR_API int belljar_add_monitor(struct belljar *jar, const struct belljar_monitor *monitor);
/*
 * The memory of a task, whatever its protection; no page is brought in by reading. The number of bytes done, less than `size`
 * where there is nothing (more), or an error: BELLJAR_E_NOT_FOUND for no such task.
 */
BELLJAR_API int64_t belljar_read_memory(struct belljar *jar, int tid, uint64_t address, void *buffer, size_t size);
BELLJAR_API int64_t belljar_write_memory(struct belljar *jar, int tid, uint64_t address, const void *data,
                                         size_t size);
/* In a callback on entry, or between runs. On exit of a call RAX is set from its result afterwards. */
BELLJAR_API int belljar_get_registers(struct belljar *jar, int tid, struct belljar_registers *out);
BELLJAR_API int belljar_set_registers(struct belljar *jar, int tid, const struct belljar_registers *in);
/* What /proc/TID/fd/FD is a link to: a path, "pipe:[7]", ...; NUL-terminated. BELLJAR_E_NOT_FOUND: nothing is open there. */
BELLJAR_API int belljar_fd_path(struct belljar *jar, int tid, int fd, char *buffer, size_t size);

/* --- ltrace: the library calls of the programs that run, one line each, or counted. */
enum belljar_ltrace_time {
    BELLJAR_LTRACE_NO_TIME,
    BELLJAR_LTRACE_RELATIVE,     /* since the line before */
    BELLJAR_LTRACE_SECONDS,      /* the guest's time of day */
    BELLJAR_LTRACE_MICROSECONDS, /* with microseconds */
    BELLJAR_LTRACE_EPOCH         /* since 1970, with microseconds */
};
struct belljar_ltrace_options {
    size_t struct_size; /* set by belljar_ltrace_options_init */
    /* Lists that end in NULL, or NULL. Filters are ltrace's expressions. */
    const char *const *calls;     /* which functions that the program calls; NULL: all */
    const char *const *symbols;   /* functions shown whoever calls them, the program's own among them; NULL: none */
    const char *const *libraries; /* only functions of such libraries; NULL: of all */
    const char *const *configs;   /* host files with prototypes in ltrace's language, in place of the built-in ones */
    int follow;                   /* child processes and threads, too */
    int count;                    /* a table at the end of the run instead of lines */
    int no_library_calls;
    int system_calls;
    int no_signals;
    int pointer;    /* where the call returns to, at the start of each line */
    int elapsed;    /* how long it took, at the end */
    int own_output; /* `write` goes elsewhere than what the program writes: it may be called late */
    enum belljar_ltrace_time time;
    unsigned align;       /* column of the results; default 50 */
    unsigned indent;      /* for each level of calls within calls; default 0 */
    unsigned string_size; /* characters of a string at most; default 32 */
    unsigned array_size;  /* elements of an array at most; default 4 */
    void (*write)(void *ctx, const void *data, size_t size);
    void (*note)(void *ctx, const char *message); /* that a program has no symbols; may be NULL */
    void *ctx;
};
BELLJAR_API void belljar_ltrace_options_init(struct belljar_ltrace_options *opt);
/* Before belljar_load; once. Functions are found by the program's symbol table, so it must not be stripped. */
BELLJAR_API int belljar_ltrace(struct belljar *jar, const struct belljar_ltrace_options *opt);

/*
 * strace: what it is told is told in strace's own words; strace(1) explains them. Before belljar_load. The text goes to `write`, of the
 * task `tid` with `separate`, else 0; it answers whether it could be written.
 */
struct belljar_strace_options {
    size_t struct_size; /* set by belljar_strace_options_init, like the defaults */
    int (*write)(void *context, int tid, const char *data, size_t size);
    void *context;
    int interactive;                                   /* a person is watching: nothing is held back */
    int follow, separate;                              /* -f, -ff */
    int detach_on_exec;                                /* -b execve */
    int always_pid;                                    /* as -f does in a file */
    const char *const *expressions;                    /* of -e, in order, NULL-terminated; NULL: none */
    const char *const *paths;                          /* of -P; NULL: all */
    int string_limit, column;                          /* -s 32, -a 40 */
    int hex_strings;                                   /* -x 1, -xx 2 */
    int names;                                         /* -X: 0 abbrev, 1 verbose, 2 raw */
    int describe_fds, describe_pids;                   /* -y 1, -yy 2; -Y */
    int time;                                          /* -t 1, -tt 2, -ttt 3 */
    int relative, durations;                           /* -r, -T */
    int time_digits, relative_digits, duration_digits; /* of the second: 0, 3, 6 (the default), 9; for -t: 0 */
    int pointer, number;                               /* -i, -n */
    int stacks;                                        /* -k */
    int unabbreviated;                                 /* -v */
    int quiet;                                         /* -q 1, -qq 2, -qqq 3 */
    int status;                                        /* -z 1, -Z 2; 0: all */
    int count;                                         /* -c 1, -C 2 */
    int wall;                                          /* -w */
    const char *sort, *columns;                        /* -S, -U; NULL: strace's */
};
BELLJAR_API void belljar_strace_options_init(struct belljar_strace_options *options);
BELLJAR_API int belljar_strace(struct belljar *jar, const struct belljar_strace_options *options);

/*
 * explain: system calls one at a time on their way through the kernel, for people who learn how that works. Before belljar_load.
 */
enum belljar_explain_step {
    BELLJAR_EXPLAIN_STEP, /* stop again at the next step */
    BELLJAR_EXPLAIN_RUN   /* do not ask any more */
};
struct belljar_explain_options {
    size_t struct_size;   /* set by belljar_explain_options_init */
    const char *calls;    /* which, as in `strace -e trace=`; NULL: all */
    uint64_t first, last; /* ... and of all calls of the run, counted from 1, those from `first` to `last` */
    int faults;           /* page faults, too */
    int colour, utf8;     /* of the text: ANSI colours; lines and arrows beyond ASCII */
    /* Gets the text piece by piece; answers whether it could be written. NULL: none. */
    int (*write)(void *context, const char *data, size_t size);
    /* Asked behind each piece: a call on its way down, one on its way back, an event. The machine stands still. NULL: nobody is. */
    enum belljar_explain_step (*step)(void *context);
    void *context;
    const char *records; /* file for the records, a JSON object a line (docs/explain-json.md); NULL: none */
    const char *page;    /* file for the HTML page, written by belljar_explain_finish; NULL: none */
    const char *title;   /* of the page */
};
BELLJAR_API void belljar_explain_options_init(struct belljar_explain_options *options);
BELLJAR_API int belljar_explain(struct belljar *jar, const struct belljar_explain_options *options);
/* Completes the files. BELLJAR_E_HOST: one could not be written as a whole; the run was not disturbed by that. */
BELLJAR_API int belljar_explain_finish(struct belljar *jar);

/*
 * The run as data, from now on: one JSON object a line for each system call (docs/trace-json.md), or trace events for Perfetto and
 * chrome://tracing. One file of each format at a time.
 */
enum belljar_export_format { BELLJAR_EXPORT_JSON, BELLJAR_EXPORT_PERFETTO };
BELLJAR_API int belljar_export_start(struct belljar *jar, enum belljar_export_format format, const char *path);
/* Completes the files. BELLJAR_E_HOST: one could not be written as a whole; the run was not disturbed by that. */
BELLJAR_API int belljar_export_finish(struct belljar *jar);

/*
 * Where two runs part: both sandboxes, loaded and not yet run, are run side by side, to their ends or to the first
 * difference: of a call, its arguments, what they point to, its result, a signal, the tick at which it happens, or the
 * memory of a process that ends.
 */
struct belljar_compare_options {
    size_t struct_size;   /* sizeof(struct belljar_compare_options) */
    int ignore_ticks;     /* when things happen */
    int ignore_addresses; /* arguments and results that are addresses */
    int ignore_memory;    /* what arguments point to, and the memory of a process when it ends */
    uint64_t memory_at;   /* look at the caller's memory when this call begins, from 1, and stop there; 0: do not */
};
struct belljar_difference {
    int found;        /* 0: the runs are the same */
    int memory_alone; /* all calls were the same: the memory parted at some call before, which memory_at can find */
    uint64_t calls;   /* made by both, up to there */
    uint64_t ticks[2];
    char place[64];     /* "call 17", "the end, after call 20" */
    char what[256];     /* what differs, in words */
    char seen[2][1024]; /* the call or event in each run */
};
/* 0 or an error; belljar_message(a) says which. */
BELLJAR_API int belljar_compare(struct belljar *a, struct belljar *b, const struct belljar_compare_options *options,
                                struct belljar_difference *out);
/* The same of two files that belljar_export_start wrote as JSON. On failure `why` says which cannot be read. */
BELLJAR_API int belljar_compare_traces(const char *a, const char *b, const struct belljar_compare_options *options,
                                       struct belljar_difference *out, char *why, size_t why_size);

#ifdef __cplusplus
}
#endif
#endif
