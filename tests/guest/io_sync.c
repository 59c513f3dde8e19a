// SPDX-License-Identifier: GPL-2.0-or-later
// fsync, fdatasync, syncfs, sync_file_range, posix_fadvise, readahead: on what, with what.
#include "guest.h"
#include <sys/eventfd.h>
#include <sys/syscall.h>

static void all(const char *what, int fd) {
    printf("%s:\n", what);
    show(" fsync", fsync(fd));
    show(" fdatasync", fdatasync(fd));
    show(" syncfs", syncfs(fd));
    show(" sync_file_range", sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE));
    show(" fadvise", syscall(SYS_fadvise64, fd, 0L, 0L, POSIX_FADV_SEQUENTIAL));
    show(" readahead", readahead(fd, 0, 10));
}

int main(void) {
    int p[2], f = open("f", O_CREAT | O_RDWR, 0644);
    pipe(p);
    write(f, "x", 1);
    all("file", f);
    all("read-only file", open("f", O_RDONLY));
    all("write-only file", open("f", O_WRONLY));
    all("directory", open(".", O_RDONLY));
    all("pipe", p[1]);
    all("null", open("/dev/null", O_RDWR));
    all("path", open("f", O_PATH));
    all("nothing", 99);
    sync();
    show("range flags", sync_file_range(f, 0, 0, 8));
    show("range flags 0", sync_file_range(f, 0, 0, 0));
    show("range negative", sync_file_range(f, -1, 0, 0));
    show("range negative length", sync_file_range(f, 0, -1, 0));
    show("range overflow", sync_file_range(f, INT64_MAX, 10, 0));
    show("range bad fd and flags", sync_file_range(99, 0, 0, 8));
    show("range pipe and flags", sync_file_range(p[0], 0, 0, 8));
    show("fadvise 6", syscall(SYS_fadvise64, f, 0L, 0L, 6));
    show("fadvise negative", syscall(SYS_fadvise64, f, -1L, 0L, 0));
    show("fadvise negative length", syscall(SYS_fadvise64, f, 0L, -1L, 0));
    show("fadvise -1", syscall(SYS_fadvise64, f, 0L, 0L, -1));
    show("readahead negative", readahead(f, -1, 10));
    unlink("f");
    return 0;
}
