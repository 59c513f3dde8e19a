// SPDX-License-Identifier: GPL-2.0-or-later
// belljar run: one program, its standard streams, its exit status.
#include "cli/cli.h"
#include "cli/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char command_run_usage[] = "usage: belljar run [OPTION...] [--] PROGRAM [ARG...]\n"
                                 "\n"
                                 "Runs PROGRAM, a static x86-64 Linux executable or a #! script whose interpreter is "
                                 "in the guest.\n"
                                 "Without --root PROGRAM is a file of the host, which the guest sees as /bin/NAME, "
                                 "in a small built-in root.\n"
                                 "With --root it is a path in the guest.\n"
                                 "\n" RUN_OPTIONS_USAGE("  -t                       a terminal for the program (not "
                                                        "yet)\n") "checkpoints ('belljar resume FILE' goes on from "
                                                                  "one):\n"
                                                                  "  --checkpoint FILE        write the whole "
                                                                  "machine there, and end with exit status 0\n"
                                                                  "  --checkpoint-at WHEN     a tick, SYSCALL:N for "
                                                                  "the moment before the Nth system call, or EXIT\n"
                                                                  "  --keep-going             run on afterwards\n"
                                                                  "  --key FILE               what it is sealed with "
                                                                  "(default: a key of yours, made the first time)\n"
                                                                  "other:\n"
                                                                  "  --stats                  figures on stderr at "
                                                                  "the end\n"
                                                                  "  --help                   this text\n"
                                                                  "\n" RUN_EXIT_USAGE;

enum { OPT_HELP = RUN_OPT_END, OPT_CHECKPOINT, OPT_CHECKPOINT_AT, OPT_KEEP_GOING };

static const struct option long_options[] = {RUN_LONG_OPTIONS,
                                             {"help", no_argument, NULL, OPT_HELP},
                                             {"checkpoint", required_argument, NULL, OPT_CHECKPOINT},
                                             {"checkpoint-at", required_argument, NULL, OPT_CHECKPOINT_AT},
                                             {"key", required_argument, NULL, RUN_OPT_KEY},
                                             {"keep-going", no_argument, NULL, OPT_KEEP_GOING},
                                             {NULL, 0, NULL, 0}};

static void parse_when(struct checkpoint *c, const char *text) {
    c->when = CHECKPOINT_TICK;
    if (!strcmp(text, "EXIT")) {
        c->when = CHECKPOINT_EXIT;
        return;
    }
    if (!strncmp(text, "SYSCALL:", 8)) {
        c->when = CHECKPOINT_CALL;
        text += 8;
    }
    c->at = parse_number("--checkpoint-at", text, UINT64_MAX);
    if (c->when == CHECKPOINT_CALL && !c->at) die(EXIT_OWN, "--checkpoint-at: system calls count from 1");
}

int command_run(int argc, char **argv) {
    struct run_options o;
    bool when = false;
    run_options_init(&o);
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "+:t", long_options, NULL)) != -1;) {
        switch (option) {
        case ':': die(EXIT_OWN, "%s: needs a value", argv[optind - 1]);
        case '?': die(EXIT_OWN, "%s: no such option ('belljar run --help' lists them)", argv[optind - 1]);
        case 't': die(EXIT_OWN, "-t: not yet in this version");
        case OPT_CHECKPOINT:
            o.checkpoint.file = optarg;
            o.jar.hash = 1; // who goes on may be asked for it
            break;
        case OPT_CHECKPOINT_AT:
            parse_when(&o.checkpoint, optarg);
            when = true;
            break;
        case OPT_KEEP_GOING: o.checkpoint.keep_going = true; break;
        case OPT_HELP:
            fputs(command_run_usage, stdout);
            if (fflush(stdout)) die(EXIT_OWN, "standard output: write failed");
            exit(0);
        default: run_options_parse(&o, option, optarg);
        }
    }
    if (optind == argc) die(EXIT_OWN, "run: which PROGRAM? ('belljar run --help' shows how)");
    if (when != (o.checkpoint.file != NULL))
        die(EXIT_OWN, "--checkpoint FILE and --checkpoint-at WHEN belong together");
    if (o.checkpoint.keep_going && !o.checkpoint.file) die(EXIT_OWN, "--keep-going: belongs to --checkpoint");
    if (o.checkpoint.file) key_get(&o, true);
    return run_jar(&o, argv + optind, NULL, NULL);
}
