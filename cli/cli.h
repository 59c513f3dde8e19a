// SPDX-License-Identifier: GPL-2.0-or-later
// What the sub-commands share. The command line knows the sandbox only through belljar.h.
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdint.h>

// belljar's own exit statuses; the guest's program has all others.
enum { EXIT_LIMIT = 124, EXIT_OWN = 125, EXIT_NOT_EXECUTABLE = 126, EXIT_NOT_FOUND = 127 };

// "belljar: what: why" on stderr, and exit with `status`.
__attribute__((noreturn, format(printf, 2, 3))) void die(int status, const char *format, ...);
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

// A size with an optional suffix K, M, G, T (powers of 1024), as uint64_t; dies naming the option when it is none.
uint64_t parse_size(const char *option, const char *text);
uint64_t parse_number(const char *option, const char *text, uint64_t max);
// Seconds since 1970, optionally with a fraction and a leading "@", or YYYY-MM-DD[THH:MM:SS[Z]] in UTC; as ns.
uint64_t parse_epoch(const char *option, const char *text);
double parse_seconds(const char *option, const char *text);

int command_run(int argc, char **argv);
extern const char command_run_usage[];
int command_strace(int argc, char **argv);
extern const char command_strace_usage[];
int command_resume(int argc, char **argv);
extern const char command_resume_usage[];
int command_diff(int argc, char **argv);
extern const char command_diff_usage[];
int command_explain(int argc, char **argv);
extern const char command_explain_usage[];
int command_ltrace(int argc, char **argv);
extern const char command_ltrace_usage[];

#endif
