// SPDX-License-Identifier: GPL-2.0-or-later
// belljar run: one program, its standard streams, its exit status.
#include "cli/cli.h"
#include "cli/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

const char command_run_usage[] =
    "usage: belljar run [OPTION...] [--] PROGRAM [ARG...]\n"
    "\n"
    "Runs PROGRAM, a static x86-64 Linux executable or a #! script whose interpreter is in the guest.\n"
    "Without --root PROGRAM is a file of the host, which the guest sees as /bin/NAME, in a small built-in root.\n"
    "With --root it is a path in the guest.\n"
    "\n" RUN_OPTIONS_USAGE(
        "  -t                       a terminal for the program (not yet)\n") "other:\n"
                                                                             "  --stats                  figures on "
                                                                             "stderr at the end\n"
                                                                             "  --help                   this text\n"
                                                                             "\n" RUN_EXIT_USAGE;

enum { OPT_HELP = RUN_OPT_END };

static const struct option long_options[] = {
    RUN_LONG_OPTIONS, {"help", no_argument, NULL, OPT_HELP}, {NULL, 0, NULL, 0}};

int command_run(int argc, char **argv) {
    struct run_options o;
    run_options_init(&o);
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "+:t", long_options, NULL)) != -1;) {
        switch (option) {
        case ':': die(EXIT_OWN, "%s: needs a value", argv[optind - 1]);
        case '?': die(EXIT_OWN, "%s: no such option ('belljar run --help' lists them)", argv[optind - 1]);
        case 't': die(EXIT_OWN, "-t: not yet in this version");
        case OPT_HELP:
            fputs(command_run_usage, stdout);
            if (fflush(stdout)) die(EXIT_OWN, "standard output: write failed");
            exit(0);
        default: run_options_parse(&o, option, optarg);
        }
    }
    if (optind == argc) die(EXIT_OWN, "run: which PROGRAM? ('belljar run --help' shows how)");
    return run_jar(&o, argv + optind, NULL, NULL);
}
