// SPDX-License-Identifier: GPL-2.0-or-later
// belljar ltrace: the options of ltrace 0.7.3, and where the lines go.
#include "cli/cli.h"
#include "cli/options.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char command_ltrace_usage[] =
    "usage: belljar ltrace [OPTION...] [--] PROGRAM [ARG...]\n"
    "\n"
    "Runs PROGRAM as belljar run does, and shows its calls to library functions with their arguments and results, "
    "as\n"
    "ltrace does. PROGRAM is static and has its symbol table. Calls are those that its own code makes.\n"
    "\n"
    "which calls:\n"
    "  -e FILTER                only these: NAME+NAME, with * and ?, /regular expression/, -NAME or !NAME for all "
    "but\n"
    "                           it; NAME@libc are the calls that libc makes itself\n"
    "  -l, --library PATTERN    only calls to libraries with such a name; of a static program there is \"libc\"\n"
    "  -x FILTER                show these functions whoever calls them; main@MAIN and the like are the program's "
    "own\n"
    "  -L                       no library calls\n"
    "  -S                       system calls, too\n"
    "  -b, --no-signals         no signals\n"
    "  -f                       child processes and threads, too\n"
    "how they are shown:\n"
    "  -o, --output FILE        write there, not to standard error\n"
    "  -c                       a table of times and calls at the end, and no lines\n"
    "  -n, --indent N           indent calls within calls by N columns\n"
    "  -a, --align COLUMN       where results stand (default 50)\n"
    "  -s SIZE                  most characters of a string (default 32)\n"
    "  -A N                     most elements of an array (default 4)\n"
    "  -i                       where the call returns to, in front\n"
    "  -r                       the time since the line before, in front\n"
    "  -t, -tt, -ttt            the time of day, with microseconds, as seconds since 1970; the guest's own clock\n"
    "  -T                       the time each call took, behind\n"
    "  -F, --config FILE        prototypes of functions (ltrace.conf(5)), in place of the built-in ones\n"
    "other:\n"
    "  -V, --version            version\n"
    "  -h, --help               this text\n"
    "\n"
    "Of belljar run:\n" RUN_OPTIONS_USAGE("") "  --stats                  figures on stderr at the end\n"
                                              "\n" RUN_EXIT_USAGE;

enum { OPT_HELP = RUN_OPT_END };

static const struct option long_options[] = {
    {"align", required_argument, NULL, 'a'},
    {"config", required_argument, NULL, 'F'},
    {"help", no_argument, NULL, OPT_HELP},
    {"indent", required_argument, NULL, 'n'},
    {"library", required_argument, NULL, 'l'},
    {"no-signals", no_argument, NULL, 'b'},
    {"output", required_argument, NULL, 'o'},
    {"version", no_argument, NULL, 'V'},
    RUN_LONG_OPTIONS,
    {NULL, 0, NULL, 0},
};

struct list { // of strings, with a NULL behind
    const char **v;
    size_t n;
};

struct command {
    struct run_options run;
    struct belljar_ltrace_options trace;
    struct list calls, symbols, libraries, configs;
    const char *output;
    int fd;
    bool failed;
    unsigned times; // how often -t was given
};

static void add(struct list *list, const char *text) {
    const char **grown = realloc(list->v, (list->n + 2) * sizeof *grown);
    if (!grown) die(EXIT_OWN, "no memory");
    list->v = grown;
    list->v[list->n++] = text;
    list->v[list->n] = NULL;
}

static void write_lines(void *ctx, const void *data, size_t size) {
    struct command *c = ctx;
    const char *at = data;
    while (size && !c->failed) {
        ssize_t n = write(c->fd, at, size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) { // said once; the program goes on
            c->failed = true;
            complain("%s: %s", c->output ? c->output : "standard error", strerror(errno));
            return;
        }
        at += n;
        size -= (size_t)n;
    }
}

static void note(void *ctx, const char *message) {
    (void)ctx;
    complain("ltrace: %s", message);
}

__attribute__((noreturn)) static void print_and_exit(const char *text) {
    fputs(text, stdout);
    if (fflush(stdout)) die(EXIT_OWN, "standard output: write failed");
    exit(0);
}

static unsigned small(const char *option, const char *value) {
    return (unsigned)parse_number(option, value, 1u << 20);
}

static void parse_option(struct command *c, int option, const char *value) {
    struct belljar_ltrace_options *t = &c->trace;
    switch (option) {
    case 'e': add(&c->calls, value); break;
    case 'x': add(&c->symbols, value); break;
    case 'l': add(&c->libraries, value); break;
    case 'F': add(&c->configs, value); break;
    case 'a': t->align = small("-a", value); break;
    case 'n': t->indent = small("-n", value); break;
    case 's': t->string_size = small("-s", value); break;
    case 'A': t->array_size = small("-A", value); break;
    case 'L': t->no_library_calls = 1; break;
    case 'S': t->system_calls = 1; break;
    case 'b': t->no_signals = 1; break;
    case 'f': t->follow = 1; break;
    case 'c': t->count = 1; break;
    case 'i': t->pointer = 1; break;
    case 'T': t->elapsed = 1; break;
    case 'r': t->time = BELLJAR_LTRACE_RELATIVE; break;
    case 't': c->times++; break;
    case 'o': c->output = value; break;
    case 'V': printf("belljar %s (%s)\n", belljar_version(), belljar_engine()); print_and_exit("");
    case 'h':
    case OPT_HELP: print_and_exit(command_ltrace_usage);
    case 'p': die(EXIT_OWN, "-p: a program under belljar is traced from its start");
    case 'u': die(EXIT_OWN, "-u: use --user UID[:GID]");
    case 'w': die(EXIT_OWN, "-w: there are no backtraces");
    case 'C': die(EXIT_OWN, "-C: names are not demangled; c++filt does it");
    case 'D': die(EXIT_OWN, "-D: there is no such output");
    default: run_options_parse(&c->run, option, value);
    }
}

static void finish_options(struct command *c) {
    struct belljar_ltrace_options *t = &c->trace;
    static const enum belljar_ltrace_time kinds[] = {BELLJAR_LTRACE_SECONDS, BELLJAR_LTRACE_MICROSECONDS,
                                                     BELLJAR_LTRACE_EPOCH};
    if (c->times && t->time == BELLJAR_LTRACE_RELATIVE) die(EXIT_OWN, "-r and -t: only one of them");
    if (c->times) t->time = kinds[c->times > 3 ? 2 : c->times - 1];
    t->calls = c->calls.v;
    t->symbols = c->symbols.v;
    t->libraries = c->libraries.v;
    t->configs = c->configs.v;
    t->write = write_lines;
    t->note = note;
    t->ctx = c;
    c->fd = STDERR_FILENO;
    if (!c->output) return;
    t->own_output = 1;
    c->fd = open(c->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (c->fd < 0) die(EXIT_OWN, "%s: %s", c->output, strerror(errno));
}

static int attach(struct belljar *jar, void *ctx) {
    struct command *c = ctx;
    return belljar_ltrace(jar, &c->trace);
}

int command_ltrace(int argc, char **argv) {
    struct command c = {.fd = -1};
    run_options_init(&c.run);
    belljar_ltrace_options_init(&c.trace);
    opterr = 0;
    for (int option;
         (option = getopt_long(argc, argv, "+:a:A:bcCD:e:fF:hil:Ln:o:p:rs:StTu:Vw:x:", long_options, NULL)) != -1;) {
        if (option == ':') die(EXIT_OWN, "%s: needs a value", argv[optind - 1]);
        if (option == '?') die(EXIT_OWN, "%s: no such option ('belljar ltrace --help' lists them)", argv[optind - 1]);
        parse_option(&c, option, optarg);
    }
    if (optind == argc) die(EXIT_OWN, "ltrace: which PROGRAM? ('belljar ltrace --help' shows how)");
    finish_options(&c);
    int status = run_jar(&c.run, argv + optind, attach, &c);
    if (c.output && close(c.fd) && !c.failed) complain("%s: %s", c.output, strerror(errno));
    free(c.calls.v);
    free(c.symbols.v);
    free(c.libraries.v);
    free(c.configs.v);
    return status;
}
