// SPDX-License-Identifier: GPL-2.0-or-later
// belljar's command line: finds the sub-command.
#include "cli/cli.h"

#include <belljar.h>
#include <stdio.h>
#include <string.h>

static const struct command {
    const char *name, *summary, *usage;
    int (*run)(int argc, char **argv); // NULL: belongs to a later version
} commands[] = {
    {"run", "run a program", command_run_usage, command_run},
    {"strace", "show the system calls of a program", command_strace_usage, command_strace},
    {"ltrace", "show the library calls of a program", command_ltrace_usage, command_ltrace},
    {"explain", "walk system calls through the kernel, step by step", command_explain_usage, command_explain},
    {"replay", "repeat a recorded run", NULL, NULL},
    {"resume", "go on from a checkpoint", command_resume_usage, command_resume},
    {"diff", "find where two runs part", command_diff_usage, command_diff},
    {"fuzz", "run a program on many inputs from a snapshot", NULL, NULL},
    {"gdb", "debug a program", NULL, NULL},
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void print_help(FILE *to) {
    fputs("usage: belljar COMMAND [OPTION...] PROGRAM [ARG...]\n\n"
          "Runs static x86-64 Linux programs under a bell jar: an emulated CPU and a Linux kernel of its own,\n"
          "inside this one process. Nothing of the program reaches the host but its standard streams.\n\n"
          "commands:\n",
          to);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(to, "  %-9s %s%s\n", commands[i].name, commands[i].summary, commands[i].run ? "" : " (not yet)");
    fputs("\n'belljar COMMAND --help' lists a command's options; 'belljar --version' names the CPU emulator.\n", to);
}

static const struct command *find_command(const char *name) {
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (!strcmp(commands[i].name, name)) return &commands[i];
    return NULL;
}

// A help text that could not be written (a full disk, a closed pipe) is an error like any other.
static int finish_stdout(void) {
    if (fflush(stdout) || ferror(stdout)) die(EXIT_OWN, "standard output: write failed");
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        print_help(stderr);
        return EXIT_OWN;
    }
    const char *word = argv[1];
    if (!strcmp(word, "--version") || !strcmp(word, "-V")) {
        printf("belljar %s (%s)\n", belljar_version(), belljar_engine());
        return finish_stdout();
    }
    const struct command *named = !strcmp(word, "help") && argc > 2 ? find_command(argv[2]) : NULL;
    if (named && named->usage) {
        fputs(named->usage, stdout);
        return finish_stdout();
    }
    if (!strcmp(word, "--help") || !strcmp(word, "-h") || (!strcmp(word, "help") && argc == 2)) {
        print_help(stdout);
        return finish_stdout();
    }
    const struct command *command = named ? named : find_command(word);
    if (!command) die(EXIT_OWN, "%s: no such command ('belljar --help' lists them)", word);
    if (!command->run) die(EXIT_OWN, "%s: not yet in this version", command->name);
    return command->run(argc - 1, argv + 1);
}
