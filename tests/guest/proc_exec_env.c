// SPDX-License-Identifier: GPL-2.0-or-later
// execve hands over arguments and environment byte for byte: empty ones, long ones, many, none.
#include "guest.h"
#include <elf.h>
#include <sys/auxv.h>

extern char **environ;

static int show_self(int argc, char **argv) {
    int count = 0;
    size_t bytes = 0;
    for (char **e = environ; *e; e++) count++, bytes += strlen(*e) + 1;
    size_t arg_bytes = 0;
    for (int i = 0; i < argc; i++) arg_bytes += strlen(argv[i]) + 1;
    printf("argc %d, %zu bytes; environment %d, %zu bytes\n", argc, arg_bytes, count, bytes);
    for (int i = 0; i < argc && i < 6; i++) printf("  [%.30s]\n", argv[i]);
    for (int i = 0; i < count && i < 4; i++) printf("  {%.30s}\n", environ[i]);
    // strings lie behind one another, above the pointers; argc is where the stack started
    int in_order = 1;
    for (int i = 1; i < argc; i++) in_order &= argv[i] == argv[i - 1] + strlen(argv[i - 1]) + 1;
    for (int i = 1; i < count; i++) in_order &= environ[i] == environ[i - 1] + strlen(environ[i - 1]) + 1;
    if (argc && count) in_order &= environ[0] == argv[argc - 1] + strlen(argv[argc - 1]) + 1;
    printf("  in order %d, list ends %d, argc at the start %d, aligned %d\n", in_order, argv[argc] == NULL,
           ((long *)argv)[-1] == argc, ((uintptr_t)argv - 8) % 16 == 0);
    printf("  aux: page size %lu, entry %d, secure %lu, uid %d, random %d, execfn %s\n", getauxval(AT_PAGESZ),
           getauxval(AT_ENTRY) != 0, getauxval(AT_SECURE), getauxval(AT_UID) == getuid(), getauxval(AT_RANDOM) != 0,
           base_name((char *)getauxval(AT_EXECFN)));
    return 0;
}

static void run(const char *what, char **argv, char **envp) {
    printf("%s\n", what);
    pid_t pid = fork();
    if (pid == 0) {
        execve("/proc/self/exe", argv, envp);
        printf("execve: %s\n", errno_name(errno));
        _exit(1);
    }
    reap("  it", pid);
}

int main(int argc, char **argv) {
    if (argc != 1 || !strcmp(argv[0], "self") || !argv[0][0]) return show_self(argc, argv);
    char *none[] = {NULL};
    run("plain", (char *[]){"self", "a", "b c", NULL}, (char *[]){"X=1", "Y=2", NULL});
    run("empty strings", (char *[]){"self", "", "", "z", NULL}, (char *[]){"", "NOEQUALS", "=odd", "A=", NULL});
    run("no environment", (char *[]){"self", NULL}, none);
    run("NULL environment", (char *[]){"self", NULL}, NULL);
    run("argv[0] empty", (char *[]){"", NULL}, none);
    run("bytes above 127 and newlines", (char *[]){"self", "\xff\xfe\n\t", "\xc3\xa4", NULL}, none);
    char *long_string = malloc(100001);
    memset(long_string, 'x', 100000), long_string[100000] = 0;
    run("one long argument", (char *[]){"self", long_string, "end", NULL}, (char *[]){"E=e", NULL});
    run("one long variable", (char *[]){"self", "end", NULL}, (char *[]){long_string, "E=e", NULL});
    char **many = calloc(20002, sizeof *many);
    for (int i = 0; i < 20000; i++) asprintf(&many[i], i ? "%d" : "self", i);
    run("many arguments", many, none);
    many[0] = "ZERO=0";
    run("many variables", (char *[]){"self", NULL}, many);
    // the same pointer many times
    char **same = calloc(1001, sizeof *same);
    for (int i = 0; i < 1000; i++) same[i] = i ? "again" : "self";
    run("the same string often", same, none);
    setenv("FROM_LIBC", "yes", 1), unsetenv("PATH"), unsetenv("PROGRAM"), putenv("PUT=1");
    run("from the C library", (char *[]){"self", NULL}, environ);
    return 0;
}
