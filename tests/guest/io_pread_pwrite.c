// SPDX-License-Identifier: GPL-2.0-or-later
// pread64 and pwrite64: places of their own, O_APPEND, holes, and what they refuse.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>

int main(void) {
    char buf[32];
    struct stat st;
    int p[2], f = open("f", O_CREAT | O_RDWR, 0644);
    pipe(p);
    show("pwrite", pwrite(f, "abcdef", 6, 0));
    show("pwrite inside", pwrite(f, "XY", 2, 2));
    show("position", lseek(f, 0, SEEK_CUR));
    show("pread", pread(f, buf, 4, 1));
    printf("%.4s\n", buf);
    show("pread at the end", pread(f, buf, 4, 6));
    show("pread beyond", pread(f, buf, 4, 600));
    show("pwrite beyond", pwrite(f, "end", 3, 10000));
    fstat(f, &st);
    printf("size %ld\n", (long)st.st_size);
    memset(buf, 1, sizeof buf);
    show("pread the hole", pread(f, buf, 8, 9990));
    printf("%d %d\n", buf[0], buf[7]);
    show("position", lseek(f, 0, SEEK_CUR));

    show("pread negative", pread(f, buf, 1, -1));
    show("pwrite negative", pwrite(f, buf, 1, -1));
    show("pread negative, bad fd", pread(99, buf, 1, -1));
    show("pread bad fd", pread(99, buf, 1, 0));
    show("pread pipe", pread(p[0], buf, 1, 0));
    show("pread pipe's other end", pread(p[1], buf, 1, 0));
    show("pwrite pipe", pwrite(p[1], buf, 1, 0));
    show("pread fault", pread(f, (void *)8, 4, 0));
    show("pwrite fault", pwrite(f, (void *)8, 4, 0));
    show("pread to the last byte there can be", pread(f, buf, 4, INT64_MAX));
    show("pwrite to the last byte there can be", pwrite(f, buf, 4, INT64_MAX));
    show("pwrite nothing there", pwrite(f, buf, 0, INT64_MAX));
    show("pwrite near the last", pwrite(f, buf, 4, INT64_MAX - 2));
    int w = open("f", O_WRONLY), r = open("f", O_RDONLY), d = open(".", O_RDONLY);
    show("pread of a writer", pread(w, buf, 1, 0));
    show("pwrite of a reader", pwrite(r, buf, 1, 0));
    show("pread a directory", pread(d, buf, 1, 0));

    // pwrite(2), BUGS: with O_APPEND the offset does not matter.
    ftruncate(f, 4);
    int a = open("f", O_WRONLY | O_APPEND);
    show("pwrite append", pwrite(a, "++", 2, 0));
    memset(buf, 0, sizeof buf);
    show("pread all", pread(f, buf, sizeof buf, 0));
    printf("%s\n", buf);
    show("position of the appender", lseek(a, 0, SEEK_CUR));
    unlink("f");
    return 0;
}
