// SPDX-License-Identifier: GPL-2.0-or-later
// What every sub-command that runs a program takes: the options of the run, and the run itself.
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <belljar.h>
#include <stdbool.h>
#include <stddef.h>

// Their values for getopt_long; a sub-command's own begin at RUN_OPT_END.
enum run_option {
    RUN_OPT_ROOT = 256,
    RUN_OPT_MOUNT,
    RUN_OPT_COPY_OUT,
    RUN_OPT_FS_SIZE,
    RUN_OPT_ENV,
    RUN_OPT_USER,
    RUN_OPT_CWD,
    RUN_OPT_ARGV0,
    RUN_OPT_HOSTNAME,
    RUN_OPT_STDIN,
    RUN_OPT_LIVE,
    RUN_OPT_SEED,
    RUN_OPT_EPOCH,
    RUN_OPT_QUANTUM,
    RUN_OPT_MEMORY,
    RUN_OPT_MAX_TICKS,
    RUN_OPT_TIMEOUT,
    RUN_OPT_MAX_PROCS,
    RUN_OPT_MAX_FILES,
    RUN_OPT_STATS,
    RUN_OPT_JSON,
    RUN_OPT_PERFETTO,
    RUN_OPT_KEY, // of belljar run and resume
    RUN_OPT_END,
};

// Entries for a table of getopt_long. Of two with one name the first counts: a sub-command's own stand before them.
// clang-format off
#define RUN_LONG_OPTIONS \
    {"root", required_argument, NULL, RUN_OPT_ROOT}, \
    {"mount", required_argument, NULL, RUN_OPT_MOUNT}, \
    {"copy-out", required_argument, NULL, RUN_OPT_COPY_OUT}, \
    {"fs-size", required_argument, NULL, RUN_OPT_FS_SIZE}, \
    {"env", required_argument, NULL, RUN_OPT_ENV}, \
    {"user", required_argument, NULL, RUN_OPT_USER}, \
    {"cwd", required_argument, NULL, RUN_OPT_CWD}, \
    {"argv0", required_argument, NULL, RUN_OPT_ARGV0}, \
    {"hostname", required_argument, NULL, RUN_OPT_HOSTNAME}, \
    {"stdin", required_argument, NULL, RUN_OPT_STDIN}, \
    {"live", no_argument, NULL, RUN_OPT_LIVE}, \
    {"seed", required_argument, NULL, RUN_OPT_SEED}, \
    {"epoch", required_argument, NULL, RUN_OPT_EPOCH}, \
    {"quantum", required_argument, NULL, RUN_OPT_QUANTUM}, \
    {"memory", required_argument, NULL, RUN_OPT_MEMORY}, \
    {"max-ticks", required_argument, NULL, RUN_OPT_MAX_TICKS}, \
    {"timeout", required_argument, NULL, RUN_OPT_TIMEOUT}, \
    {"max-procs", required_argument, NULL, RUN_OPT_MAX_PROCS}, \
    {"max-files", required_argument, NULL, RUN_OPT_MAX_FILES}, \
    {"json", required_argument, NULL, RUN_OPT_JSON}, \
    {"perfetto", required_argument, NULL, RUN_OPT_PERFETTO}, \
    {"stats", no_argument, NULL, RUN_OPT_STATS}
// clang-format on

// Their part of a help text; `terminal` is the line of -t, which the tracers have for something else.
#define RUN_OPTIONS_USAGE(terminal)                                                                                  \
    "files:\n"                                                                                                       \
    "  --root DIR|ARCHIVE       the root file system: a directory (changes stay in memory) or a tar, cpio or zip "   \
    "file\n"                                                                                                         \
    "  --mount SRC:DST[:MODE]   show the host's SRC at DST; MODE cow (default: changes stay in memory), ro or rw\n"  \
    "  --copy-out GUEST:HOST    when the program is done, copy a file or directory out of the guest\n"               \
    "  --fs-size SIZE           most that in-memory files may hold (default: half of --memory)\n"                    \
    "program:\n"                                                                                                     \
    "  --env NAME=VALUE         add to the environment (the host's is never passed on); --env NAME takes away\n"     \
    "  --user UID[:GID]         who runs it (default 1000:1000)\n"                                                   \
    "  --cwd DIR                working directory (default /)\n"                                                     \
    "  --argv0 NAME             its argv[0] (default: as typed)\n"                                                   \
    "  --hostname NAME          (default belljar)\n"                                                                 \
    "  --stdin FILE             standard input (default: this command's)\n" terminal "time and chance:\n"            \
    "  --live                   real clock and entropy (default: sealed, every run is identical)\n"                  \
    "  --seed N                 of all randomness in a sealed run (default 0)\n"                                     \
    "  --epoch TIME             clock at the start: seconds since 1970 or YYYY-MM-DDTHH:MM:SS (default "             \
    "2026-01-01)\n"                                                                                                  \
    "  --quantum TICKS          how long a task runs while others wait\n"                                            \
    "exports:\n"                                                                                                     \
    "  --json FILE              every system call as a JSON object on a line of its own\n"                           \
    "  --perfetto FILE          the run as trace events, for ui.perfetto.dev or chrome://tracing\n"                  \
    "limits (one that ends the run is named on stderr, exit status 124):\n"                                          \
    "  --memory SIZE            guest memory (default 1G)\n"                                                         \
    "  --max-ticks N            executed code blocks\n"                                                              \
    "  --timeout SECONDS        of the host's clock\n"                                                               \
    "  --max-procs N            tasks at once\n"                                                                     \
    "  --max-files N            open files at once\n"

#define RUN_EXIT_USAGE                                                                                               \
    "Exit status: the program's; 128+N if signal N killed it; 124 a limit; 125 belljar's own failure;\n"             \
    "126 PROGRAM is not executable; 127 PROGRAM not found.\n"

struct pair { // "left:right[:mode]" of --mount and --copy-out
    char *left, *right;
    enum belljar_mount_mode mode;
};

enum { OWN_KEY_PATH = 4096 };

struct run_options {
    struct belljar_options jar;
    struct pair *mounts, *copies;
    size_t mount_count, copy_count;
    const char **env;
    size_t env_count;
    const char *cwd, *argv0, *stdin_file;
    const char *sealed_only; // an option given that means nothing in a live run
    double timeout;
    const char *exports[2]; // --json, --perfetto
    bool stats;
    struct checkpoint {   // of belljar run alone
        const char *file; // NULL: none
        enum { CHECKPOINT_TICK, CHECKPOINT_CALL, CHECKPOINT_EXIT } when;
        uint64_t at;
        bool keep_going;
    } checkpoint;
    struct checkpoint_key { // cli/key.c
        const char *file;   // --key; NULL: the user's own
        char own_path[OWN_KEY_PATH], name[OWN_KEY_PATH + 128];
        unsigned char bytes[64];
        size_t size;
    } key;
};

void run_options_init(struct run_options *o);
// False: it is none of theirs. A bad value ends the command with a message.
bool run_options_parse(struct run_options *o, int option, const char *value);

// Reads the key of checkpoint files into o->jar; `make`: makes the user's own if there is none. Ends the command if it is no good.
void key_get(struct run_options *o, bool make);

// Opens what --stdin names, for reading; the caller closes it. -1: there is no --stdin. Ends the command if it cannot be read.
int open_stdin(const struct run_options *o);

void run_options_free(struct run_options *o);
// Mounts and the program, into a sandbox made with o->jar. 0, or the command's exit status; belljar_message says why.
int load_jar(struct belljar *jar, const struct run_options *o, char **argv);

// Runs a loaded sandbox to its end, takes files out and prints figures. The command's exit status.
int finish_jar(struct belljar *jar, const struct run_options *o);

// Makes a sandbox, lets `attach` (or NULL) set up what is to watch it, runs argv[0] in it and takes everything down, `o` too.
// The result is the command's exit status. `attach` answers 0 or a negative error whose reason belljar_message has.
int run_jar(struct run_options *o, char **argv, int (*attach)(struct belljar *jar, void *ctx), void *ctx);

#endif
