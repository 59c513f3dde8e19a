// SPDX-License-Identifier: GPL-2.0-or-later
// guest: musl
// Another C library from start to end: start-up, stdio, malloc, exec, signals, time, directories.
#include "guest.h"
#include <dirent.h>
#include <regex.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/stat.h>

static volatile int got;
static void on_signal(int signo) {
    got += signo;
}

int main(int argc, char **argv) {
    if (argc > 1) {
        printf("again: %s %s, E=%s\n", argv[0], argv[1], getenv("E"));
        return 7;
    }
    printf("%d %5.2f %-6s| %x %llu %Lg %c %p\n", -5, 3.14159, "left", 255, 1ull << 40, 0.5L, 'c', (void *)0);
    int a;
    double d;
    char word[20];
    printf("%d", sscanf("17 2.5 word", "%d %lf %s", &a, &d, word)), printf(" %d %g %s\n", a, d, word);
    FILE *f = fopen("file", "w+");
    for (int i = 0; i < 1000; i++) fprintf(f, "%d\n", i * i);
    rewind(f);
    long sum = 0;
    while (fscanf(f, "%d", &a) == 1) sum += a;
    printf("sum %ld, %s\n", sum, strerror(ENOENT));
    char **blocks = malloc(1000 * sizeof *blocks);
    for (int i = 0; i < 1000; i++) blocks[i] = malloc(i * 37 % 5000 + 1), memset(blocks[i], i, i * 37 % 5000 + 1);
    for (int i = 0; i < 1000; i += 2) free(blocks[i]);
    for (int i = 1; i < 1000; i += 2) blocks[i] = realloc(blocks[i], 6000);
    int bad = 0;
    for (int i = 1; i < 1000; i += 2) bad += blocks[i][i * 37 % 5000] != (char)i;
    printf("malloc %d\n", bad);
    signal(SIGUSR1, on_signal), raise(SIGUSR1), kill(getpid(), SIGUSR1), printf("signals %d\n", got);
    jmp_buf j;
    volatile int turns = 0;
    if (setjmp(j) < 5 && turns < 5) turns++, longjmp(j, turns);
    printf("turns %d\n", turns);
    pid_t pid = fork();
    if (pid == 0) {
        setenv("E", "env", 1);
        execl("/proc/self/exe", "name", "arg", (char *)NULL);
        _exit(1);
    }
    reap("exec", pid);
    time_t t = 1700000000;
    char text[64];
    strftime(text, sizeof text, "%F %T %A", gmtime(&t)), printf("%s\n", text);
    mkdir("dir", 0700), close(creat("dir/x", 0600));
    DIR *dir = opendir("dir");
    int entries = 0;
    while (readdir(dir)) entries++;
    printf("entries %d\n", entries);
    regex_t re;
    regmatch_t m;
    regcomp(&re, "b+", REG_EXTENDED), printf("%d", regexec(&re, "aabbb", 1, &m, 0)),
        printf(" %d-%d\n", (int)m.rm_so, (int)m.rm_eo);
    char *map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fileno(f), 0);
    printf("mapped %.3s\n", map);
    qsort(word, strlen(word), 1, (int (*)(const void *, const void *))strcmp);
    printf("%ld\n", strtol("0x1F", NULL, 0));
    int p[2];
    pipe(p);
    f = fdopen(p[1], "w"), fprintf(f, "through a pipe"), fflush(f), memset(text, 0, sizeof text),
    read(p[0], text, 63), printf("%s\n", text);
    return 0;
}
