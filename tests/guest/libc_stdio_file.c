// SPDX-License-Identifier: GPL-2.0-or-later
// Streams on files and memory: modes, seeking, updating, pushing back, temporary files, redirection.
#include "guest.h"
#include <sys/stat.h>

int main(void) {
    FILE *f = fopen("file", "w+");
    for (int i = 0; i < 2000; i++) fprintf(f, "line %d\n", i);
    printf("%ld", ftell(f)), rewind(f);
    char line[100];
    int n = 0;
    while (fgets(line, sizeof line, f)) n++;
    printf(" %d %d\n", n, feof(f) != 0);
    fseek(f, 5000, SEEK_SET), fgets(line, sizeof line, f), fgets(line, sizeof line, f), printf("%s", line);
    fseek(f, -10, SEEK_END), fgets(line, sizeof line, f), fgets(line, sizeof line, f), printf("%s", line);
    fseek(f, 0, SEEK_SET), fputs("LINE", f), fseek(f, 0, SEEK_CUR), fgets(line, sizeof line, f),
        printf("rest:%s", line);
    fpos_t at;
    fgetpos(f, &at), fgets(line, sizeof line, f), fsetpos(f, &at), fgets(line, sizeof line, f),
        printf("again: %s", line);
    show("fseek -1", fseek(f, -1, SEEK_SET)), fclose(f);
    static const char *const modes[] = {"r", "r+", "w", "a", "a+", "wx", "we", "rb", "q"};
    for (int i = 0; i < 9; i++) {
        f = fopen("second", modes[i]);
        printf("%s: %s", modes[i], f ? "ok" : errno_name(errno));
        if (f)
            printf(" written %d", fputs("x", f) >= 0 && fflush(f) == 0),
                printf(" flags %x cloexec %d", fcntl(fileno(f), F_GETFL) & 0xfff & ~O_CREAT,
                       fcntl(fileno(f), F_GETFD)),
                fclose(f);
        struct stat st;
        printf(" size %ld\n", stat("second", &st) ? -1 : (long)st.st_size);
    }
    f = fopen("binary", "w+b");
    double d[100];
    for (int i = 0; i < 100; i++) d[i] = i / 3.0;
    printf("%zu", fwrite(d, sizeof *d, 100, f)), rewind(f), memset(d, 0, sizeof d),
        printf(" %zu", fread(d, sizeof *d, 60, f)), printf(" %zu %g\n", fread(d + 60, sizeof *d, 40, f), d[10]);
    for (int i = 0; i < 300; i++) fputc(i, f);
    fseek(f, 800, SEEK_SET), n = 0;
    for (int c; (c = getc(f)) != EOF;) n += c;
    printf("%d\n", n), fseek(f, 100000, SEEK_SET), fputc(1, f), fclose(f);
    struct stat st;
    stat("binary", &st), printf("sparse %ld\n", (long)st.st_size);
    char memory[64] = "in memory";
    f = fmemopen(memory, sizeof memory, "r+"), fscanf(f, "%*s %s", line), printf("%s", line), fseek(f, 0, SEEK_SET),
    fputs("IN", f), fclose(f), printf(" %s\n", memory);
    char *grown;
    size_t size;
    f = open_memstream(&grown, &size);
    for (int i = 0; i < 1000; i++) fprintf(f, "%d,", i);
    fclose(f), printf("%zu %.10s %016lx\n", size, grown, (long)checksum(grown, size));
    f = tmpfile(), printf("tmpfile %d", f != NULL);
    if (f) fputs("temporary", f), rewind(f), printf(" %s\n", fgets(line, sizeof line, f)), fclose(f);
    char name[] = "prefixXXXXXX", suffixed[] = "aXXXXXX.txt", dir[] = "dirXXXXXX";
    int fd = mkstemp(name);
    fstat(fd, &st), printf("mkstemp %d %o %d; ", fd >= 0, st.st_mode & 0777, strncmp(name, "prefix", 6)),
        printf("mkstemps %d; mkdtemp %d\n", mkstemps(suffixed, 4) >= 0, mkdtemp(dir) != NULL);
    errno = 0, fd = mkstemp((char[]){"bad"}), printf("%d %s\n", fd, errno_name(errno));
    f = freopen("redirected", "w", stderr), fprintf(stderr, "to a file\n"), fflush(stderr),
    f = fopen("redirected", "r"), fgets(line, sizeof line, f), printf("%s", line);
    show("rename", rename("redirected", "renamed")), show("remove", remove("renamed")),
        show("remove", remove("renamed"));
    f = fopen("file", "r");
    ungetc('U', f), printf("%c", getc(f)), printf("%c\n", getc(f));
    char *lineptr = NULL;
    size_t cap = 0;
    printf("%zd", getdelim(&lineptr, &cap, '3', f)), printf(" %zd\n", getline(&lineptr, &cap, f));
    show("getc of a directory", getc(fopen(".", "r")));
    show("fclose of a closed one", (close(fileno(f)), fclose(f)));
    flockfile(stdout), putchar_unlocked('u'), putchar('\n'), funlockfile(stdout);
    // a large copy through getc and putc
    f = fopen("file", "r");
    FILE *out = fopen("copy", "w");
    for (int c; (c = getc(f)) != EOF;) putc(c, out);
    fclose(out), stat("copy", &st), printf("copied %ld\n", (long)st.st_size);
    return 0;
}
