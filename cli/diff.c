// SPDX-License-Identifier: GPL-2.0-or-later
// belljar diff: where two runs part.
#include "cli/cli.h"
#include "cli/options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char command_diff_usage[] =
    "usage: belljar diff [OPTION...] PROGRAM [ARG...] ::: [OPTION...] [PROGRAM [ARG...]]\n"
    "       belljar diff --traces [--ignore LIST] FILE FILE\n"
    "\n"
    "Runs both side by side and says where they first part: tick, task, call, argument, result or memory.\n"
    "The options before the first PROGRAM are for both runs, those behind ::: for the second; without a second\n"
    "PROGRAM it is the first one again. What the programs write is thrown away.\n"
    "\n"
    "  --traces                 compare two files that --json wrote\n"
    "  --ignore LIST            of ticks, addresses, memory: do not compare those\n"
    "  --help                   this text\n"
    "\n" RUN_OPTIONS_USAGE("") "\n"
                               "Exit status: 0 the runs are the same, 1 they part, 125 belljar's own failure.\n";

enum { EXIT_SAME = 0, EXIT_PART = 1 };
enum { OPT_HELP = RUN_OPT_END, OPT_IGNORE, OPT_TRACES };
static bool two_traces;
static const struct option long_options[] = {RUN_LONG_OPTIONS,
                                             {"help", no_argument, NULL, OPT_HELP},
                                             {"ignore", required_argument, NULL, OPT_IGNORE},
                                             {"traces", no_argument, NULL, OPT_TRACES},
                                             {NULL, 0, NULL, 0}};

struct side {
    struct run_options options;
    char **argv;
};

struct input { // what both programs read, when it cannot be opened twice
    void *data;
    size_t size;
};

static void parse_ignore(struct belljar_compare_options *o, const char *text) {
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, ",");
        if (n == 5 && !strncmp(p, "ticks", n))
            o->ignore_ticks = 1;
        else if (n == 9 && !strncmp(p, "addresses", n))
            o->ignore_addresses = 1;
        else if (n == 6 && !strncmp(p, "memory", n))
            o->ignore_memory = 1;
        else
            die(EXIT_OWN, "--ignore: not ticks, addresses or memory: '%.*s'", (int)n, p);
        p += n + (p[n] == ',');
    }
}

// Options up to the program; those of the first side are for both.
static int parse_side(int argc, char **argv, struct side *one, struct side *other,
                      struct belljar_compare_options *compare) {
    optind = 0; // anew
    for (int option; (option = getopt_long(argc, argv, "+:", long_options, NULL)) != -1;) {
        switch (option) {
        case ':': die(EXIT_OWN, "%s: needs a value", argv[optind - 1]);
        case '?': die(EXIT_OWN, "%s: no such option ('belljar diff --help' lists them)", argv[optind - 1]);
        case OPT_TRACES: two_traces = true; break;
        case OPT_IGNORE: parse_ignore(compare, optarg); break;
        case OPT_HELP:
            fputs(command_diff_usage, stdout);
            if (fflush(stdout)) die(EXIT_OWN, "standard output: write failed");
            exit(0);
        default:
            run_options_parse(&one->options, option, optarg);
            if (other) run_options_parse(&other->options, option, optarg);
        }
    }
    return optind;
}

static struct input read_input(void) {
    struct input in = {NULL, 0};
    if (isatty(STDIN_FILENO)) return in;
    for (;;) {
        char *grown = realloc(in.data, in.size + 65536);
        if (!grown) die(EXIT_OWN, "no memory");
        in.data = grown;
        ssize_t n = read(STDIN_FILENO, grown + in.size, 65536);
        if (n < 0 && errno == EBADF) return in;
        if (n < 0) die(EXIT_OWN, "standard input: %s", strerror(errno));
        if (n == 0) return in;
        in.size += (size_t)n;
    }
}

static struct belljar *make(struct side *s, const struct input *in, int *fd) {
    char why[512];
    struct run_options *o = &s->options;
    o->jar.stream[0] = (struct belljar_stream){.kind = BELLJAR_STREAM_BUFFER, .data = in->data, .size = in->size};
    *fd = open_stdin(o);
    if (*fd >= 0) o->jar.stream[0] = (struct belljar_stream){.kind = BELLJAR_STREAM_FD, .fd = *fd};
    o->jar.stream[1].kind = o->jar.stream[2].kind = BELLJAR_STREAM_NULL;
    struct belljar *jar = belljar_create(&o->jar, why, sizeof why);
    if (!jar) die(EXIT_OWN, "%s", why);
    int status = load_jar(jar, o, s->argv);
    if (status) die(status, "%s", belljar_message(jar));
    return jar;
}

static struct belljar_difference compare(struct side sides[2], const struct input *in,
                                         struct belljar_compare_options options, uint64_t memory_at) {
    struct belljar_difference d;
    int fds[2];
    struct belljar *jars[2];
    for (int i = 0; i < 2; i++) jars[i] = make(&sides[i], in, &fds[i]);
    options.memory_at = memory_at;
    if (belljar_compare(jars[0], jars[1], &options, &d)) die(EXIT_OWN, "%s", belljar_message(jars[0]));
    for (int i = 0; i < 2; i++) {
        belljar_destroy(jars[i]);
        if (fds[i] >= 0) close(fds[i]);
    }
    return d;
}

// All calls were the same and the memory was not: the first call at whose beginning it is not.
static struct belljar_difference find_memory(struct side sides[2], const struct input *in,
                                             const struct belljar_compare_options *options,
                                             struct belljar_difference last) {
    uint64_t same = 0, differs = last.calls;
    struct belljar_difference found = last;
    while (differs - same > 1) {
        uint64_t middle = same + (differs - same) / 2;
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\rbelljar: memory parts between call %" PRIu64 " and call %" PRIu64 " ... ", same,
                    differs);
        struct belljar_difference d = compare(sides, in, *options, middle);
        if (d.found) {
            differs = middle;
            found = d;
        } else {
            same = middle;
        }
    }
    if (isatty(STDERR_FILENO)) fputs("\r\033[K", stderr);
    return found;
}

static int print_difference(const struct belljar_difference *d) {
    if (!d->found)
        printf("the runs are the same: %" PRIu64 " calls, %" PRIu64 " ticks\n", d->calls, d->ticks[0]);
    else
        printf("the runs part %s %s: %s\n  a: %s\n  b: %s\n", d->memory_alone ? "before" : "at", d->place, d->what,
               d->seen[0], d->seen[1]);
    if (fflush(stdout)) die(EXIT_OWN, "standard output: write failed");
    return d->found ? EXIT_PART : EXIT_SAME;
}

static int diff_traces(char **files, int count, const struct belljar_compare_options *options) {
    struct belljar_difference d;
    char why[512];
    if (count != 2) die(EXIT_OWN, "diff --traces: two FILEs ('belljar diff --help' shows how)");
    if (belljar_compare_traces(files[0], files[1], options, &d, why, sizeof why)) die(EXIT_OWN, "%s", why);
    return print_difference(&d);
}

int command_diff(int argc, char **argv) {
    struct side sides[2];
    struct belljar_compare_options options = {.struct_size = sizeof options};
    for (int i = 0; i < 2; i++) run_options_init(&sides[i].options);
    opterr = 0;
    int split = 1;
    while (split < argc && strcmp(argv[split], ":::") != 0) split++;
    bool two = split < argc;
    if (two) argv[split] = NULL;
    int program = parse_side(split, argv, &sides[0], &sides[1], &options);
    if (two_traces) return diff_traces(argv + program, split - program, &options);
    if (program == split) die(EXIT_OWN, "diff: which PROGRAM? ('belljar diff --help' shows how)");
    if (!two) die(EXIT_OWN, "diff: compared with what? ':::' and the second run are missing");
    sides[0].argv = sides[1].argv = argv + program;
    int second = split + parse_side(argc - split, argv + split, &sides[1], NULL, &options);
    if (second < argc) sides[1].argv = argv + second;

    signal(SIGPIPE, SIG_IGN);
    struct input in =
        sides[0].options.stdin_file && sides[1].options.stdin_file ? (struct input){NULL, 0} : read_input();
    struct belljar_difference d = compare(sides, &in, options, 0);
    if (d.found && d.memory_alone) d = find_memory(sides, &in, &options, d);
    free(in.data);
    for (int i = 0; i < 2; i++) run_options_free(&sides[i].options);
    return print_difference(&d);
}
