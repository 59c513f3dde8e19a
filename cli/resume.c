// SPDX-License-Identifier: GPL-2.0-or-later
// belljar resume: goes on from a checkpoint file.
#include "cli/cli.h"
#include "cli/options.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char command_resume_usage[] =
    "usage: belljar resume [OPTION...] FILE\n"
    "\n"
    "Goes on from a checkpoint that 'belljar run --checkpoint FILE' wrote, to the same end that run would have had.\n"
    "Only the build of belljar that wrote it can, and only with the key that sealed it: another's file is refused.\n"
    "\n"
    "  --key FILE               the key that sealed it (default: your own, which 'belljar run' made)\n"
    "  --trust                  do not ask for the seal: only for a file that you would run as a program\n"
    "  --stdin FILE             standard input (default: this command's); a regular file goes on where it was\n"
    "  --copy-out GUEST:HOST    when the program is done, copy a file or directory out of the guest\n"
    "  --timeout SECONDS        of the host's clock\n"
    "  --stats                  figures on stderr at the end\n"
    "  --help                   this text\n"
    "\n"
    "Exit status: the program's; 128+N if signal N killed it; 124 a limit; 125 belljar's own failure.\n";

enum { OPT_HELP = RUN_OPT_END, OPT_TRUST };
static const struct option long_options[] = {{"stdin", required_argument, NULL, RUN_OPT_STDIN},
                                             {"copy-out", required_argument, NULL, RUN_OPT_COPY_OUT},
                                             {"timeout", required_argument, NULL, RUN_OPT_TIMEOUT},
                                             {"stats", no_argument, NULL, RUN_OPT_STATS},
                                             {"key", required_argument, NULL, RUN_OPT_KEY},
                                             {"trust", no_argument, NULL, OPT_TRUST},
                                             {"help", no_argument, NULL, OPT_HELP},
                                             {NULL, 0, NULL, 0}};

int command_resume(int argc, char **argv) {
    struct run_options o;
    char why[1024];
    run_options_init(&o);
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "+:", long_options, NULL)) != -1;) {
        switch (option) {
        case ':': die(EXIT_OWN, "%s: needs a value", argv[optind - 1]);
        case '?': die(EXIT_OWN, "%s: no such option ('belljar resume --help' lists them)", argv[optind - 1]);
        case OPT_TRUST: o.jar.trust = 1; break;
        case OPT_HELP:
            fputs(command_resume_usage, stdout);
            if (fflush(stdout)) die(EXIT_OWN, "standard output: write failed");
            exit(0);
        default: run_options_parse(&o, option, optarg);
        }
    }
    if (argc - optind != 1) die(EXIT_OWN, "resume: one FILE ('belljar resume --help' shows how)");
    if (!o.jar.trust) key_get(&o, false);
    int stdin_fd = open_stdin(&o);
    if (stdin_fd >= 0) o.jar.stream[0].fd = stdin_fd;
    signal(SIGPIPE, SIG_IGN); // the guest gets it, as it would natively
    struct belljar *jar = belljar_resume(argv[optind], &o.jar, why, sizeof why);
    if (!jar) die(EXIT_OWN, "%s", why);
    int status = finish_jar(jar, &o);
    belljar_destroy(jar);
    run_options_free(&o);
    if (stdin_fd >= 0) close(stdin_fd);
    return status;
}
