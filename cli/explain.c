// SPDX-License-Identifier: GPL-2.0-or-later
// belljar explain: system calls on their way through the kernel, as text, step by step, or as a page.
#include "cli/cli.h"
#include "cli/options.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

const char command_explain_usage[] =
    "usage: belljar explain [OPTION...] [--] PROGRAM [ARG...]\n"
    "\n"
    "Runs PROGRAM as belljar run does, and shows each of its system calls on its way: the function and the\n"
    "instruction that make it, the registers, the switch to ring 0, the row of the table, the objects that are\n"
    "touched with what changed in them, the result, and what libc makes of it. Child processes and threads, too.\n"
    "\n"
    "which:\n"
    "  -e [trace=]SET           calls by name, %class or /regex, as in strace -e trace=\n"
    "  --calls A-B              of all calls of the run, counted from 1, those from A to B; A-, -B, A\n"
    "  --faults                 page faults, too\n"
    "how:\n"
    "  -o, --output FILE        write there, not to standard error\n"
    "  --step                   wait for a key before each step: Enter next, c on without waiting, q quit\n"
    "  --html FILE              a page for a browser, complete in one file: tasks and calls to click through\n"
    "  --records FILE           all of it as JSON, a record a line\n"
    "  --colour, --color WHEN   auto (default: on a terminal), always or never\n"
    "With --html or --records there is text only if -o or --step asks for it.\n"
    "other:\n"
    "  -h, --help               this text\n"
    "\n"
    "Of belljar run:\n" RUN_OPTIONS_USAGE("") "  --stats                  figures on stderr at the end\n"
                                              "\n" RUN_EXIT_USAGE;

enum { OPT_CALLS = RUN_OPT_END, OPT_FAULTS, OPT_STEP, OPT_HTML, OPT_RECORDS, OPT_COLOUR };

static const struct option long_options[] = {
    {"help", no_argument, NULL, 'h'},
    {"output", required_argument, NULL, 'o'},
    {"calls", required_argument, NULL, OPT_CALLS},
    {"faults", no_argument, NULL, OPT_FAULTS},
    {"step", no_argument, NULL, OPT_STEP},
    {"html", required_argument, NULL, OPT_HTML},
    {"records", required_argument, NULL, OPT_RECORDS},
    {"colour", required_argument, NULL, OPT_COLOUR},
    {"color", required_argument, NULL, OPT_COLOUR},
    RUN_LONG_OPTIONS,
    {NULL, 0, NULL, 0},
};

struct command {
    struct run_options run;
    struct belljar_explain_options explain;
    const char *output;
    int fd, tty;
    int step, failed;
    enum { AUTO, ALWAYS, NEVER } colour;
};

static int write_text(void *context, const char *data, size_t size) {
    struct command *c = context;
    while (size) {
        ssize_t n = write(c->fd, data, size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            complain("%s: %s", c->output ? c->output : "standard error",
                     strerror(errno)); // said once; the program goes on
            c->failed = 1;
            return 0;
        }
        data += n;
        size -= (size_t)n;
    }
    return 1;
}

// One key of the terminal, without waiting for the line to end. 0: it is gone.
static char read_key(int tty) {
    struct termios old, raw;
    char key = 0;
    if (tcgetattr(tty, &old)) return 0;
    raw = old;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(tty, TCSANOW, &raw);
    ssize_t n;
    do n = read(tty, &key, 1);
    while (n < 0 && errno == EINTR);
    tcsetattr(tty, TCSANOW, &old);
    return n == 1 ? key : 0;
}

static enum belljar_explain_step wait_for_key(void *context) {
    static const char prompt[] = "-- Enter: next step, c: go on without waiting, q: quit --", erase[] = "\r\033[K";
    const struct command *c = context;
    for (;;) {
        if (write(c->tty, prompt, sizeof prompt - 1) < 0) return BELLJAR_EXPLAIN_RUN;
        char key = read_key(c->tty);
        if (write(c->tty, erase, sizeof erase - 1) < 0) return BELLJAR_EXPLAIN_RUN;
        switch (key) {
        case '\n':
        case '\r':
        case ' ': return BELLJAR_EXPLAIN_STEP;
        case 'c':
        case 0: return BELLJAR_EXPLAIN_RUN;
        case 'q': exit(0);
        default: break;
        }
    }
}

static void parse_calls(struct belljar_explain_options *o, const char *text) {
    const char *dash = strchr(text, '-');
    char first[32];
    size_t n = dash ? (size_t)(dash - text) : strlen(text);
    if (n >= sizeof first || (dash && !n && !dash[1])) die(EXIT_OWN, "--calls: not A-B: '%s'", text);
    memcpy(first, text, n);
    first[n] = '\0';
    o->first = n ? parse_number("--calls", first, UINT64_MAX) : 1;
    o->last = !dash ? o->first : dash[1] ? parse_number("--calls", dash + 1, UINT64_MAX) : UINT64_MAX;
    if (!o->first || o->last < o->first) die(EXIT_OWN, "--calls: there are none from A to B: '%s'", text);
}

static void parse_option(struct command *c, int option, const char *value) {
    switch (option) {
    case 'e': c->explain.calls = strncmp(value, "trace=", 6) ? value : value + 6; break;
    case 'o': c->output = value; break;
    case OPT_CALLS: parse_calls(&c->explain, value); break;
    case OPT_FAULTS: c->explain.faults = 1; break;
    case OPT_STEP: c->step = 1; break;
    case OPT_HTML: c->explain.page = value; break;
    case OPT_RECORDS: c->explain.records = value; break;
    case OPT_COLOUR:
        if (strcmp(value, "auto") != 0 && strcmp(value, "always") != 0 && strcmp(value, "never") != 0)
            die(EXIT_OWN, "--colour: not auto, always or never: '%s'", value);
        c->colour = *value == 'n' ? NEVER : value[1] == 'l' ? ALWAYS : AUTO;
        break;
    case 'h':
        fputs(command_explain_usage, stdout);
        if (fflush(stdout)) die(EXIT_OWN, "standard output: write failed");
        exit(0);
    default: run_options_parse(&c->run, option, value);
    }
}

static void open_output(struct command *c) {
    c->fd = STDERR_FILENO;
    if (c->output) {
        c->fd = open(c->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (c->fd < 0) die(EXIT_OWN, "%s: %s", c->output, strerror(errno));
    }
    if (c->step) {
        c->tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
        if (c->tty < 0) die(EXIT_OWN, "--step: there is no terminal: %s", strerror(errno));
        c->explain.step = wait_for_key;
    }
    if (c->output || c->step || (!c->explain.page && !c->explain.records)) c->explain.write = write_text;
    c->explain.colour = c->colour == ALWAYS || (c->colour == AUTO && isatty(c->fd) && !getenv("NO_COLOR"));
    setlocale(LC_CTYPE, "");
    c->explain.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
    setlocale(LC_CTYPE, "C");
    c->explain.context = c;
}

static char *title_of(char **argv) {
    size_t n = 1;
    for (char **a = argv; *a; a++) n += strlen(*a) + 1;
    char *title = calloc(1, n);
    if (!title) die(EXIT_OWN, "no memory");
    for (char **a = argv; *a; a++) {
        if (a != argv) strcat(title, " ");
        strcat(title, *a);
    }
    return title;
}

static int attach(struct belljar *jar, void *ctx) {
    struct command *c = ctx;
    return belljar_explain(jar, &c->explain);
}

int command_explain(int argc, char **argv) {
    struct command c = {.fd = -1, .tty = -1};
    run_options_init(&c.run);
    belljar_explain_options_init(&c.explain);
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "+:e:ho:", long_options, NULL)) != -1;) {
        if (option == ':') die(EXIT_OWN, "%s: needs a value", argv[optind - 1]);
        if (option == '?')
            die(EXIT_OWN, "%s: no such option ('belljar explain --help' lists them)", argv[optind - 1]);
        parse_option(&c, option, optarg);
    }
    if (optind == argc) die(EXIT_OWN, "explain: which PROGRAM? ('belljar explain --help' shows how)");
    open_output(&c);
    char *title = title_of(argv + optind);
    c.explain.title = title;
    int status = run_jar(&c.run, argv + optind, attach, &c);
    if (c.output && close(c.fd) && !c.failed) complain("%s: %s", c.output, strerror(errno));
    if (c.tty >= 0) close(c.tty);
    free(title);
    return status;
}
