// SPDX-License-Identifier: GPL-2.0-or-later
// belljar strace: strace's own options; the lines go to standard error, a file, a command, or a file for each task.
#include "cli/cli.h"
#include "cli/options.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char command_strace_usage[] =
    "usage: belljar strace [OPTION...] [--] PROGRAM [ARG...]\n"
    "\n"
    "Runs PROGRAM as belljar run does, and shows its system calls as strace does, with strace's options.\n"
    "\n"
    "which:\n"
    "  -e EXPR                  trace=, status=, signal=, read=, write=, verbose=, abbrev=, raw=, decode-fds=,\n"
    "                           quiet=, inject=, fault= of strace(1); without a word: trace=\n"
    "  --trace, --signal, --status, --read, --write, --verbose, --abbrev, --raw, --inject, --fault, --decode-fds "
    "WHICH\n"
    "                           the same words as options\n"
    "  -f, --follow-forks       child processes and threads, too\n"
    "  -ff, --output-separately the same, with a file for each task: -o FILE gives FILE.PID\n"
    "  -b, --detach-on execve   watch a process only until it executes another program\n"
    "  -P, --trace-path PATH    only calls that touch PATH\n"
    "  -z, --successful-only    only calls that succeeded\n"
    "  -Z, --failed-only        only calls that failed\n"
    "how:\n"
    "  -o, --output FILE        write there, not to standard error; |COMMAND or !COMMAND: to that command\n"
    "  -A, --output-append-mode append to the file\n"
    "  -a, --columns COLUMN     where results stand (default 40)\n"
    "  -s, --string-limit SIZE  most characters of a string (default 32)\n"
    "  -x, -xx, --strings-in-hex[=none|non-ascii|all|non-ascii-chars]  strings in hexadecimal: unprintable ones, "
    "all\n"
    "  -X, --const-print-style FORMAT  of flags and constants: raw, abbrev or verbose\n"
    "  -v, --no-abbrev          structs as a whole\n"
    "  -y, -yy                  what descriptors are: paths, everything\n"
    "  -Y, --decode-pids comm   the command's name behind a pid\n"
    "  -t, -tt, -ttt, --timestamps, --absolute-timestamps[=[format:]none|time|unix,[precision:]UNIT]\n"
    "                           the guest's time of day, with microseconds, as seconds since 1970; UNIT s, ms, us, "
    "ns\n"
    "  -r, --relative-timestamps[=UNIT]  the time since the line before\n"
    "  -T, --syscall-times[=UNIT]  the time each call took\n"
    "  -i, --instruction-pointer where the call was made\n"
    "  -k, --stack-traces       the functions that lead to each call, innermost first\n"
    "  -n, --syscall-number     its number\n"
    "  -q, -qq, -qqq, --quiet, --silent   fewer messages\n"
    "the table:\n"
    "  -c, --summary-only       a table of calls, and no lines\n"
    "  -C, --summary            lines and the table\n"
    "  -S, --summary-sort-by BY time, min-time, max-time, avg-time, calls, errors, name, nothing; ticks\n"
    "  -U, --summary-columns LIST  of time-percent, total-time, min-time, max-time, avg-time, calls, errors, name; "
    "ticks\n"
    "  -w, --summary-wall-clock how long calls took, not the CPU time in them\n"
    "program:\n"
    "  -E VAR=VALUE             as --env\n"
    "  -u, --username UID[:GID] as --user\n"
    "other:\n"
    "  -V, --version            version\n"
    "  -h, --help               this text\n"
    "\n"
    "Of belljar run:\n" RUN_OPTIONS_USAGE("") "  --stats                  figures on stderr at the end\n"
                                              "\n" RUN_EXIT_USAGE;

enum { OPT_HELP = RUN_OPT_END, OPT_SEPARATE, OPT_HARMLESS, OPT_EXPRESSION, OPT_QUIET, OPT_HEX, OPT_TIMES };

static const struct option long_options[] = {
    {"help", no_argument, NULL, OPT_HELP},
    {"version", no_argument, NULL, 'V'},
    {"follow-forks", no_argument, NULL, 'f'},
    {"output-separately", no_argument, NULL, OPT_SEPARATE},
    {"trace-path", required_argument, NULL, 'P'},
    {"successful-only", no_argument, NULL, 'z'},
    {"failed-only", no_argument, NULL, 'Z'},
    {"output", required_argument, NULL, 'o'},
    {"output-append-mode", no_argument, NULL, 'A'},
    {"columns", required_argument, NULL, 'a'},
    {"string-limit", required_argument, NULL, 's'},
    {"const-print-style", required_argument, NULL, 'X'},
    {"no-abbrev", no_argument, NULL, 'v'},
    {"decode-pids", required_argument, NULL, 'Y' + 256},
    {"absolute-timestamps", optional_argument, NULL, OPT_TIMES},
    {"timestamps", optional_argument, NULL, OPT_TIMES},
    {"relative-timestamps", optional_argument, NULL, 'r'},
    {"syscall-times", optional_argument, NULL, 'T'},
    {"username", required_argument, NULL, 'u'},
    {"instruction-pointer", no_argument, NULL, 'i'},
    {"syscall-number", no_argument, NULL, 'n'},
    {"stack-traces", no_argument, NULL, 'k'},
    {"attach", required_argument, NULL, 'p'},
    {"daemonize", optional_argument, NULL, 'D'},
    {"debug", no_argument, NULL, 'd'},
    {"detach-on", required_argument, NULL, 'b'},
    {"interruptible", required_argument, NULL, 'I'},
    {"stack-traces", no_argument, NULL, 'k'},
    {"summary-syscall-overhead", required_argument, NULL, 'O'},
    {"env", required_argument, NULL, 'E'},
    {"strings-in-hex", optional_argument, NULL, OPT_HEX},
    {"trace", required_argument, NULL, OPT_EXPRESSION},
    {"abbrev", required_argument, NULL, OPT_EXPRESSION},
    {"verbose", required_argument, NULL, OPT_EXPRESSION},
    {"raw", required_argument, NULL, OPT_EXPRESSION},
    {"signal", required_argument, NULL, OPT_EXPRESSION},
    {"signals", required_argument, NULL, OPT_EXPRESSION},
    {"status", required_argument, NULL, OPT_EXPRESSION},
    {"read", required_argument, NULL, OPT_EXPRESSION},
    {"reads", required_argument, NULL, OPT_EXPRESSION},
    {"write", required_argument, NULL, OPT_EXPRESSION},
    {"writes", required_argument, NULL, OPT_EXPRESSION},
    {"inject", required_argument, NULL, OPT_EXPRESSION},
    {"fault", required_argument, NULL, OPT_EXPRESSION},
    {"decode-fds", optional_argument, NULL, OPT_EXPRESSION},
    {"quiet", optional_argument, NULL, OPT_QUIET},
    {"silent", optional_argument, NULL, OPT_QUIET},
    {"silence", optional_argument, NULL, OPT_QUIET},
    {"summary-only", no_argument, NULL, 'c'},
    {"summary", no_argument, NULL, 'C'},
    {"summary-sort-by", required_argument, NULL, 'S'},
    {"summary-columns", required_argument, NULL, 'U'},
    {"summary-wall-clock", no_argument, NULL, 'w'},
    {"seccomp-bpf", no_argument, NULL, OPT_HARMLESS},
    RUN_LONG_OPTIONS,
    {NULL, 0, NULL, 0},
};

struct list { // of strings, with a NULL behind
    const char **v;
    size_t n;
};

struct file {
    int tid, fd;
};

struct command {
    struct run_options run;
    struct belljar_strace_options trace;
    struct list expressions, paths, owned; // `owned`: of the expressions, those that were put together here
    const char *output;
    int append, times, follow, fd;
    FILE *pipe;         // of a command
    struct file *files; // -ff
    size_t file_count;
    int failed;
};

static void add(struct list *list, const char *text) {
    const char **grown = realloc(list->v, (list->n + 2) * sizeof *grown);
    if (!grown) die(EXIT_OWN, "no memory");
    list->v = grown;
    list->v[list->n++] = text;
    list->v[list->n] = NULL;
}

static int open_output(const struct command *c, const char *path) {
    return open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (c->append ? O_APPEND : O_TRUNC), 0666);
}

// The file of a task with -ff; -1: it cannot be opened.
static int file_of(struct command *c, int tid) {
    for (size_t i = 0; i < c->file_count; i++)
        if (c->files[i].tid == tid) return c->files[i].fd;
    char path[4096];
    snprintf(path, sizeof path, "%s.%d", c->output, tid);
    struct file *grown = realloc(c->files, (c->file_count + 1) * sizeof *grown);
    if (!grown) die(EXIT_OWN, "no memory");
    c->files = grown;
    int fd = open_output(c, path);
    if (fd >= 0) grown[c->file_count++] = (struct file){tid, fd};
    return fd;
}

static int write_text(void *context, int tid, const char *data, size_t size) {
    struct command *c = context;
    if (c->failed) return 0;
    int fd = c->trace.separate && c->output ? file_of(c, tid) : c->fd;
    while (fd >= 0 && size) {
        ssize_t n = write(fd, data, size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) break;
        data += n;
        size -= (size_t)n;
    }
    if (!size) return 1;
    c->failed = 1; // said once; the program goes on
    complain("%s: %s", c->output ? c->output : "standard error", strerror(errno));
    return 0;
}

__attribute__((noreturn)) static void print_and_exit(const char *text) {
    fputs(text, stdout);
    if (fflush(stdout)) die(EXIT_OWN, "standard output: write failed");
    exit(0);
}

static int style_of(const char *text) {
    static const char *const names[] = {"abbrev", "verbose", "raw"};
    for (int i = 0; i < 3; i++)
        if (!strcmp(text, names[i])) return i;
    die(EXIT_OWN, "-X: not raw, abbrev or verbose: '%s'", text);
}

static int digits_of(const char *option, const char *unit) {
    static const char *const units[] = {"s", "ms", "us", "ns"};
    for (int i = 0; i < 4; i++)
        if (!strcmp(unit, units[i])) return 3 * i;
    die(EXIT_OWN, "%s: not s, ms, us or ns: '%s'", option, unit);
}

// --absolute-timestamps=[format:]FORMAT,[precision:]UNIT
static void parse_times(struct command *c, const char *text) {
    int format = 1, digits = 0;
    while (*text) {
        char word[32];
        size_t n = strcspn(text, ",");
        snprintf(word, sizeof word, "%.*s", (int)n, text);
        const char *value = strchr(word, ':') ? strchr(word, ':') + 1 : word;
        if (!strcmp(value, "none") || !strcmp(value, "time") || !strcmp(value, "unix"))
            format = *value == 'n' ? 0 : *value == 't' ? 1 : 3;
        else
            digits = digits_of("--absolute-timestamps", value);
        text += n + (text[n] == ',');
    }
    c->times = format == 1 ? 2 : format;
    c->trace.time_digits = digits;
}

static int hex_of(const char *text) {
    static const char *const names[] = {"none", "non-ascii", "all", "non-ascii-chars"};
    for (int i = 0; i < 4; i++)
        if (!text || !strcmp(text, names[i])) return text ? i : 2;
    die(EXIT_OWN, "--strings-in-hex: not none, non-ascii, all or non-ascii-chars: '%s'", text);
}

// --trace=WHICH is -e trace=WHICH; without a value it is `otherwise`.
static void add_expression(struct command *c, const char *name, const char *value, const char *otherwise) {
    char *text;
    if (!value) value = otherwise;
    if (asprintf(&text, "%s=%s", name, value) < 0) die(EXIT_OWN, "no memory");
    add(&c->expressions, text);
    add(&c->owned, text);
}

static void parse_option(struct command *c, int option, const char *value, const char *name) {
    struct belljar_strace_options *t = &c->trace;
    switch (option) {
    case 'e': add(&c->expressions, value); break;
    case OPT_EXPRESSION: add_expression(c, name, value, "path"); break;
    case OPT_QUIET: add_expression(c, "quiet", value, "attach,personality"); break;
    case OPT_HEX: t->hex_strings = hex_of(value); break;
    case 'P': add(&c->paths, value); break;
    case 'f': c->follow++; break;
    case OPT_SEPARATE: t->separate = 1; break;
    case 'o': c->output = value; break;
    case 'A': c->append = 1; break;
    case 'a': t->column = (int)parse_number("-a", value, 1000); break;
    case 's': t->string_limit = (int)parse_number("-s", value, 1u << 28); break;
    case 'x': t->hex_strings = t->hex_strings ? 2 : 1; break;
    case 'X': t->names = style_of(value); break;
    case 'v': t->unabbreviated = 1; break;
    case 'y': t->describe_fds++; break;
    case 'Y': t->describe_pids = 1; break;
    case 'Y' + 256:
        if (strcmp(value, "comm") != 0) die(EXIT_OWN, "--decode-pids: only comm: '%s'", value);
        t->describe_pids = 1;
        break;
    case 't': c->times++; break;
    case OPT_TIMES: parse_times(c, value ? value : ""); break;
    case 'r':
        t->relative = 1;
        if (value) t->relative_digits = digits_of("--relative-timestamps", value);
        break;
    case 'T':
        t->durations = 1;
        if (value) t->duration_digits = digits_of("--syscall-times", value);
        break;
    case 'i': t->pointer = 1; break;
    case 'n': t->number = 1; break;
    case 'q': t->quiet++; break;
    case 'z': t->status = 1; break;
    case 'Z': t->status = 2; break;
    case 'c':
    case 'C':
        if (t->count && t->count != (option == 'c' ? 1 : 2)) die(EXIT_OWN, "-c and -C: one of them");
        t->count = option == 'c' ? 1 : 2;
        break;
    case 'S': t->sort = value; break;
    case 'U': t->columns = value; break;
    case 'w': t->wall = 1; break;
    case 'E': run_options_parse(&c->run, RUN_OPT_ENV, value); break;
    case OPT_HARMLESS:
    case 'd': break; // makes nothing quicker here, tells nothing more
    case 'V': printf("belljar %s (%s)\n", belljar_version(), belljar_engine()); print_and_exit("");
    case 'h':
    case OPT_HELP: print_and_exit(command_strace_usage);
    case 'k': t->stacks = 1; break;
    case 'b':
        if (strcmp(value, "execve") != 0) die(EXIT_OWN, "Syscall '%s' for -b isn't supported", value);
        t->detach_on_exec = 1;
        break;
    case 'p': die(EXIT_OWN, "-p: a program under belljar is traced from its start");
    case 'u': run_options_parse(&c->run, RUN_OPT_USER, value); break;
    case 'D':
    case 'I': die(EXIT_OWN, "-%c: there is no tracing process apart from the program's", option);
    case 'O': die(EXIT_OWN, "-O: tracing takes no time of the program's");
    default: run_options_parse(&c->run, option, value);
    }
}

static void open_sink(struct command *c) {
    const char *o = c->output;
    c->fd = STDERR_FILENO;
    if (!o) {
        if (c->trace.separate) c->trace.separate = 0; // one stream: as strace has it
        c->trace.interactive = isatty(STDERR_FILENO);
        return;
    }
    if (*o == '|' || *o == '!') {
        if (c->trace.separate) die(EXIT_OWN, "-ff: not to a command");
        c->pipe = popen(o + 1, "w");
        if (!c->pipe) die(EXIT_OWN, "%s: %s", o, strerror(errno));
        c->fd = fileno(c->pipe);
        return;
    }
    if (c->trace.separate) return;
    c->fd = open_output(c, o);
    if (c->fd < 0) die(EXIT_OWN, "%s: %s", o, strerror(errno));
}

static void finish_options(struct command *c) {
    struct belljar_strace_options *t = &c->trace;
    t->follow = c->follow > 0;
    if (c->follow > 1) t->separate = 1;
    if (t->separate && t->count) die(EXIT_OWN, "-c and -C: not with -ff");
    t->time = c->times > 3 ? 3 : c->times;
    if (t->wall && !t->count) die(EXIT_OWN, "-w: only with -c or -C");
    t->expressions = c->expressions.v;
    t->paths = c->paths.v;
    t->write = write_text;
    t->context = c;
    open_sink(c);
    t->always_pid = t->follow && c->output && !t->separate;
}

static int attach(struct belljar *jar, void *ctx) {
    struct command *c = ctx;
    return belljar_strace(jar, &c->trace);
}

static void close_sink(struct command *c) {
    for (size_t i = 0; i < c->file_count; i++) close(c->files[i].fd);
    if (c->pipe)
        (void)pclose(c->pipe);
    else if (c->output && !c->trace.separate && close(c->fd) && !c->failed)
        complain("%s: %s", c->output, strerror(errno));
    free(c->files);
}

int command_strace(int argc, char **argv) {
    struct command c = {.fd = -1};
    run_options_init(&c.run);
    belljar_strace_options_init(&c.trace);
    opterr = 0;
    int index = -1;
    for (int option; (option = getopt_long(argc, argv, "+:a:Ab:cCdDe:E:fhiI:knNo:O:p:P:qrs:S:tTu:U:vVwxX:yYzZ",
                                           long_options, &index)) != -1;) {
        if (option == ':') die(EXIT_OWN, "%s: needs a value", argv[optind - 1]);
        if (option == '?') die(EXIT_OWN, "%s: no such option ('belljar strace --help' lists them)", argv[optind - 1]);
        parse_option(&c, option, optarg, index < 0 ? "" : long_options[index].name);
        index = -1;
    }
    if (optind == argc) die(EXIT_OWN, "strace: which PROGRAM? ('belljar strace --help' shows how)");
    finish_options(&c);
    int status = run_jar(&c.run, argv + optind, attach, &c);
    close_sink(&c);
    for (size_t i = 0; i < c.owned.n; i++) free((char *)(uintptr_t)c.owned.v[i]);
    free(c.owned.v);
    free(c.expressions.v);
    free(c.paths.v);
    return status;
}
