// SPDX-License-Identifier: GPL-2.0-or-later
// Copies a file with read and write, and shows every way that can go wrong. Without arguments it makes its own example.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain(const char *what, const char *name) {
    printf("copy_file: %s %s: %s\n", what, name, strerror(errno));
    return -1;
}

static int copy(const char *from, const char *to) {
    char buffer[4096];
    int result = -1;
    int in = open(from, O_RDONLY);
    if (in < 0) return complain("open", from);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0644);
    if (out < 0) {
        complain("create", to);
        goto close_in;
    }
    for (;;) {
        ssize_t got = read(in, buffer, sizeof buffer);
        if (got == 0) break;
        if (got < 0) {
            if (errno == EINTR) continue;
            complain("read", from);
            goto close_out;
        }
        for (ssize_t done = 0; done < got;) { // a write may take less than it was given
            ssize_t put = write(out, buffer + done, (size_t)(got - done));
            if (put < 0 && errno == EINTR) continue;
            if (put < 0) {
                complain("write", to);
                goto close_out;
            }
            done += put;
        }
    }
    result = 0;
close_out:
    if (close(out) < 0) result = complain("close", to);
close_in:
    close(in);
    return result;
}

int main(int argc, char **argv) {
    if (argc == 3) return copy(argv[1], argv[2]) ? 1 : 0;
    int fd = open("original", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0) return complain("create", "original") ? 1 : 0;
    for (int i = 0; i < 3000; i++) dprintf(fd, "line %d\n", i);
    close(fd);
    mkdir("directory", 0755);
    printf("copied: %d\n", copy("original", "copy"));
    printf("again: %d\n", copy("original", "copy"));            // EEXIST
    printf("missing: %d\n", copy("nowhere", "other"));          // ENOENT
    printf("a directory: %d\n", copy("directory", "other"));    // EISDIR, at read
    printf("through a file: %d\n", copy("original/x", "more")); // ENOTDIR
    printf("full disk: ");                                      // ENOSPC
    int full = open("/dev/full", O_WRONLY);
    printf("%s\n", write(full, "x", 1) < 0 ? strerror(errno) : "written");
    struct stat a, b;
    printf("same size: %d\n", !stat("original", &a) && !stat("copy", &b) && a.st_size == b.st_size);
    unlink("original"), unlink("copy"), unlink("other"), rmdir("directory");
    return 0;
}
