// SPDX-License-Identifier: GPL-2.0-or-later
// Buffering as it shows in a pipe: full for pipes, line by line and none where asked, twice after a fork, at exit.
#include "guest.h"
#include <stdio_ext.h>

static int p[2];
static void print_writes(const char *what) {
    char buffer[20000];
    fcntl(p[0], F_SETFL, O_NONBLOCK);
    ssize_t n = read(p[0], buffer, sizeof buffer);
    dprintf(1, "%s: ", what);
    if (n < 0)
        dprintf(1, "%s\n", errno_name(errno));
    else
        dprintf(1, "%zd bytes [%.*s]\n", n, n > 40 ? 40 : (int)n, buffer);
}

int main(void) {
    pipe(p);
    FILE *f = fdopen(p[1], "w");
    fprintf(f, "a line\nanother"), print_writes("not flushed");
    fflush(f), print_writes("flushed");
    for (int i = 0; i < 1000; i++) fprintf(f, "%04d\n", i);
    print_writes("more than the buffer"), fflush(f), print_writes("the rest");
    setvbuf(f, NULL, _IOLBF, 0), fprintf(f, "half"), print_writes("half a line"), fprintf(f, " line\nand"),
        print_writes("line by line"), fflush(f), print_writes("after flush");
    setvbuf(f, NULL, _IONBF, 0), fputc('x', f), print_writes("unbuffered"), fprintf(f, "%d-%s", 5, "y"),
        print_writes("one write");
    f = fdopen(dup(p[1]), "w");
    fprintf(f, "once or twice;");
    pid_t pid = fork();
    if (pid == 0) exit(0); // flushes its copy
    waitpid(pid, NULL, 0), print_writes("the child's copy"), fflush(f), print_writes("and mine");
    fprintf(f, "lost?");
    if ((pid = fork()) == 0) _exit(0);
    waitpid(pid, NULL, 0), print_writes("_exit does not flush"), fclose(f), print_writes("fclose does");
    FILE *in = fdopen(p[0], "r");
    clearerr(in), show("getc of an empty pipe", getc(in)), printf("error %d\n", ferror(in) != 0);
    clearerr(in), write(p[1], "abc\ndef\n", 8);
    char line[10];
    printf("%s", fgets(line, 10, in)), printf("pending in the buffer: %zu\n", __fpending(in)), ungetc('D', in),
        ungetc('X', in), printf("%s", fgets(line, 10, in));
    printf("stdout: buffer %zu, line buffered %d\n", __fbufsize(stdout) > 1, __flbf(stdout) != 0);
    // a broken pipe
    signal(SIGPIPE, SIG_IGN);
    int q[2];
    pipe(q), close(q[0]), f = fdopen(q[1], "w");
    fprintf(f, "nobody reads"), printf("flush: %d", fflush(f)), printf(" %s\n", errno_name(errno)),
        printf("close: %d\n", fclose(f));
    FILE *full = fopen("/dev/full", "w");
    if (full) fprintf(full, "x"), show("full", fflush(full));
    printf("stdin is an empty pipe: %d, ", getchar());
    printf("at end: %d\n", feof(stdin));
    return 0;
}
