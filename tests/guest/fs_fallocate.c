// SPDX-License-Identifier: GPL-2.0-or-later
// fallocate: setting space aside, punching holes, what tmpfs does not do.
#include "guest.h"
#include <linux/falloc.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void size(const char *what, int fd) {
    struct stat st;
    fstat(fd, &st);
    printf("%s: size %ld blocks %ld\n", what, (long)st.st_size, (long)st.st_blocks);
}
static volatile sig_atomic_t signals;
static void count(int s) {
    signals++;
}

int main(void) {
    char buf[8192];
    int f = open("f", O_CREAT | O_RDWR, 0644), r = open("f", O_RDONLY), p[2];
    mkdir("d", 0755);
    int d = open("d", O_RDONLY);
    pipe(p);
    show("allocate", fallocate(f, 0, 0, 10000));
    size("allocated", f);
    show("keep size", fallocate(f, FALLOC_FL_KEEP_SIZE, 0, 20000));
    size("kept", f);
    show("further", fallocate(f, 0, 30000, 1));
    size("further", f);
    memset(buf, 'x', sizeof buf);
    pwrite(f, buf, 8192, 0);
    show("punch", fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 100, 4096));
    size("punched", f);
    pread(f, buf, 8192, 0);
    printf("%c%d%d%c\n", buf[99], buf[100], buf[4195], buf[4196]);
    show("punch all", fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 100000));
    size("empty", f);
    show("punch without keeping", fallocate(f, FALLOC_FL_PUNCH_HOLE, 0, 1));
    show("collapse", fallocate(f, FALLOC_FL_COLLAPSE_RANGE, 0, 4096));
    show("zero", fallocate(f, FALLOC_FL_ZERO_RANGE, 0, 4096));
    show("insert", fallocate(f, FALLOC_FL_INSERT_RANGE, 0, 4096));
    show("unshare", fallocate(f, FALLOC_FL_UNSHARE_RANGE, 0, 4096));
    show("unknown", fallocate(f, 0x1000, 0, 4096));
    show("negative offset", fallocate(f, 0, -1, 10));
    show("no length", fallocate(f, 0, 0, 0));
    show("negative length", fallocate(f, 0, 0, -1));
    show("too far", fallocate(f, 0, INT64_MAX, 10));
    show("unknown and no length", fallocate(f, 0x1000, 0, 0));
    show("bad fd", fallocate(99, 0, 0, 1));
    show("bad fd and length", fallocate(99, 0, 0, 0));
    show("read-only", fallocate(r, 0, 0, 1));
    show("directory", fallocate(d, 0, 0, 1));
    show("pipe", fallocate(p[1], 0, 0, 1));
    show("read end of a pipe", fallocate(p[0], 0, 0, 1));
    show("device", fallocate(open("/dev/null", O_RDWR), 0, 0, 1));
    show("O_PATH", fallocate(open("f", O_PATH), 0, 0, 1));
    show("posix_fallocate", posix_fallocate(f, 0, 4096));
    signal(SIGXFSZ, count);
    struct rlimit l = {100000, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &l);
    show("over the limit", fallocate(f, 0, 99999, 2));
    printf("signals %d\n", (int)signals);
    show("over the limit, keeping", fallocate(f, FALLOC_FL_KEEP_SIZE, 99999, 2));
    unlink("f"), rmdir("d");
    return 0;
}
