// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace:
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void) {
    char line[64];
    close(open("/dev/null", O_RDWR, 0));
    FILE *f = fopen("/nowhere/at/all", "r");
    if (f || chdir("/tmp")) return 1;
    umask(022);
    unlink("ltrace-file");
    f = fopen("ltrace-file", "w+");
    fprintf(f, "one %d\ntwo %s\n", 1, "2");
    fputs("three\n", f);
    fputc('x', f);
    fwrite("yz\n", 1, 3, f);
    fflush(f);
    fseek(f, 0, SEEK_SET);
    while (fgets(line, sizeof line, f)) continue;
    feof(f);
    ftell(f);
    rewind(f);
    fread(line, 1, 3, f);
    fgetc(f);
    ungetc('q', f);
    fclose(f);
    int fd = open("ltrace-file", O_RDWR | O_APPEND, 0);
    read(fd, line, 3);
    lseek(fd, 2, SEEK_CUR);
    pread(fd, line, 5, 4);
    write(fd, "tail\0more", 9);
    ftruncate(fd, 5);
    dup2(fd, 20);
    close(20);
    close(fd);
    access("ltrace-file", R_OK | W_OK);
    chmod("ltrace-file", 0640);
    rename("ltrace-file", "ltrace-other");
    symlink("ltrace-other", "ltrace-link");
    readlink("ltrace-link", line, sizeof line);
    mkdir("ltrace-dir", 0755);
    rmdir("ltrace-dir");
    unlink("ltrace-link");
    remove("ltrace-other");
    getcwd(line, sizeof line);
    return 7;
}
