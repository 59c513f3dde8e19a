// SPDX-License-Identifier: GPL-2.0-or-later
// errno: a failed call returns -1 and leaves the reason in errno. ENOENT, EACCES, EMFILE and some more.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void check(const char *what, long result) {
    if (result >= 0)
        printf("%s: worked\n", what);
    else
        printf("%s: errno %d, %s\n", what, errno, strerror(errno));
}

int main(void) {
    check("open a missing file", open("missing", O_RDONLY));
    close(open("locked", O_WRONLY | O_CREAT, 0600));
    chmod("locked", 0);
    check("open without permission", open("locked", O_RDONLY)); // root may, an ordinary user may not
    check("read from a closed descriptor", read(999, NULL, 1));
    check("write to an unmapped address", write(STDOUT_FILENO, (void *)8, 4));
    check("chdir to a file", chdir("locked"));
    check("rmdir a missing directory", rmdir("missing"));
    check("an impossible seek", lseek(STDOUT_FILENO, -1, SEEK_SET));
    struct rlimit limit = {16, 16};
    setrlimit(RLIMIT_NOFILE, &limit);
    int opened = 0, fd = 0;
    while ((fd = open("/dev/null", O_RDONLY)) >= 0) opened++;
    int reason = errno;
    printf("descriptors run out after %d more: %s\n", opened, strerror(reason));
    unlink("locked");
    return 0;
}
