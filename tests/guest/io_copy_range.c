// SPDX-License-Identifier: GPL-2.0-or-later
// copy_file_range: offsets, overlaps, ends, and what is no regular file.
#include "guest.h"
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static void contents(const char *what, int fd) {
    char buf[128];
    int n = pread(fd, buf, sizeof buf, 0);
    printf("%s: %.*s\n", what, n, buf);
}

int main(void) {
    int f = open("a", O_CREAT | O_RDWR, 0644), g = open("b", O_CREAT | O_RDWR, 0644), d = open(".", O_RDONLY), p[2];
    pipe(p);
    off_t in, out;
    write(f, "0123456789abcdef", 16);
    lseek(f, 0, SEEK_SET);
    show("own positions", copy_file_range(f, NULL, g, NULL, 5, 0));
    show("input", lseek(f, 0, SEEK_CUR));
    show("output", lseek(g, 0, SEEK_CUR));
    in = 10, out = 8;
    show("offsets", copy_file_range(f, &in, g, &out, 3, 0));
    printf("%ld %ld\n", (long)in, (long)out);
    show("input", lseek(f, 0, SEEK_CUR));
    lseek(g, 11, SEEK_SET);
    show("to the end", copy_file_range(f, NULL, g, NULL, 100, 0));
    show("at the end", copy_file_range(f, NULL, g, NULL, 100, 0));
    char hole[64] = "";
    printf("size %ld, hole %d\n", (long)lseek(g, 0, SEEK_END), pread(g, hole, 64, 0) > 6 && hole[6] == 0);
    in = 100;
    show("beyond the end", copy_file_range(f, &in, g, NULL, 1, 0));
    show("nothing", copy_file_range(f, NULL, g, NULL, 0, 0));
    in = 0, out = 8;
    show("the same file, apart", copy_file_range(f, &in, f, &out, 8, 0));
    contents("a", f);
    in = 0, out = 4;
    show("the same file, overlapping", copy_file_range(f, &in, f, &out, 8, 0));
    in = 0, out = 0;
    show("onto itself", copy_file_range(f, &in, f, &out, 8, 0));
    in = 12, out = 14;
    show("overlap cut by the end", copy_file_range(f, &in, f, &out, 100, 0));
    in = -1;
    show("negative input", copy_file_range(f, &in, g, NULL, 1, 0));
    out = -1;
    show("negative output", copy_file_range(f, NULL, g, &out, 1, 0));
    in = 0, out = INT64_MAX - 1;
    show("output overflows", copy_file_range(f, &in, g, &out, 5, 0));
    in = 0;
    show("huge length", copy_file_range(f, &in, g, NULL, (size_t)-1, 0));
    show("flags", copy_file_range(f, NULL, g, NULL, 1, 1));
    show("flags, bad fd", copy_file_range(f, NULL, 99, NULL, 1, 1));
    show("bad input", copy_file_range(99, NULL, g, NULL, 1, 0));
    show("offset fault", syscall(SYS_copy_file_range, f, 8L, g, 0L, 1L, 0));
    show("offset fault and flags", syscall(SYS_copy_file_range, f, 8L, g, 0L, 1L, 1));
    show("directory", copy_file_range(d, NULL, g, NULL, 1, 0));
    show("to a pipe", copy_file_range(f, NULL, p[1], NULL, 1, 0));
    show("from a pipe", copy_file_range(p[0], NULL, g, NULL, 1, 0));
    int r = open("b", O_RDONLY), w = open("a", O_WRONLY), a = open("b", O_WRONLY | O_APPEND);
    show("input not readable", copy_file_range(w, NULL, g, NULL, 1, 0));
    show("output not writable", copy_file_range(f, NULL, r, NULL, 1, 0));
    show("output appends", copy_file_range(f, NULL, a, NULL, 1, 0));
    int null = open("/dev/null", O_WRONLY);
    show("to a device", copy_file_range(f, NULL, null, NULL, 1, 0));
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit l = {10, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &l);
    in = 0, out = 8;
    show("up to the limit", copy_file_range(f, &in, g, &out, 8, 0));
    show("at the limit", copy_file_range(f, &in, g, &out, 6, 0));
    unlink("a"), unlink("b");
    return 0;
}
