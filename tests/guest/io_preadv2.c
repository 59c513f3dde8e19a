// SPDX-License-Identifier: GPL-2.0-or-later
// preadv2 and pwritev2: the file's own position, and the flags.
#include "guest.h"
#include <sys/syscall.h>
#include <sys/uio.h>
#ifndef RWF_NOAPPEND
#define RWF_NOAPPEND 0x20
#endif

static long rd(int f, struct iovec *v, int n, long pos, int flags) {
    return syscall(SYS_preadv2, f, v, n, pos, 0L, flags);
}
static long wr(int f, struct iovec *v, int n, long pos, int flags) {
    return syscall(SYS_pwritev2, f, v, n, pos, 0L, flags);
}

int main(void) {
    char buf[16] = "0123456789", got[32];
    struct iovec v = {buf, 4}, g = {got, 16};
    int f = open("f", O_CREAT | O_RDWR, 0644), p[2];
    pipe(p);
    show("pwritev2 own position", wr(f, &v, 1, -1, 0));
    show("pwritev2 own position", wr(f, &v, 1, -1, 0));
    show("position", lseek(f, 0, SEEK_CUR));
    show("pwritev2 at 2", wr(f, &(struct iovec){"ab", 2}, 1, 2, 0));
    show("position", lseek(f, 0, SEEK_CUR));
    show("append", wr(f, &(struct iovec){"END", 3}, 1, 0, RWF_APPEND));
    show("position", lseek(f, 0, SEEK_CUR));
    show("append at own position", wr(f, &(struct iovec){"!", 1}, 1, -1, RWF_APPEND));
    show("position", lseek(f, 0, SEEK_CUR));
    memset(got, 0, sizeof got);
    show("preadv2", rd(f, &g, 1, 0, 0));
    printf("%s\n", got);
    lseek(f, 3, SEEK_SET);
    memset(got, 0, sizeof got);
    show("preadv2 own position", rd(f, &g, 1, -1, 0));
    printf("%s\n", got);
    show("preadv2 at -2", rd(f, &g, 1, -2, 0));
    show("pwritev2 at -2", wr(f, &v, 1, -2, 0));
    show("preadv2 HIPRI", rd(f, &g, 1, 0, RWF_HIPRI));
    show("preadv2 DSYNC", rd(f, &g, 1, 0, RWF_DSYNC));
    show("preadv2 SYNC", rd(f, &g, 1, 0, RWF_SYNC));
    show("pwritev2 DSYNC", wr(f, &v, 1, 0, RWF_DSYNC));
    show("pwritev2 SYNC", wr(f, &v, 1, 0, RWF_SYNC));
    show("preadv2 unknown", rd(f, &g, 1, 0, 0x10000));
    show("pwritev2 unknown", wr(f, &v, 1, 0, 0x10000));
    show("preadv2 unknown, bad fd", rd(99, &g, 1, 0, 0x10000));
    show("preadv2 bad fd", rd(99, &g, 1, 0, 0));
    show("preadv2 empty vector, unknown", rd(f, &g, 0, 0, 0x10000));
    show("preadv2 own position of a pipe", wr(p[1], &v, 1, -1, 0));
    show("preadv2 own position of a pipe", rd(p[0], &g, 1, -1, 0));
    show("preadv2 place in a pipe", rd(p[0], &g, 1, 0, 0));
    show("preadv2 vector fault", rd(f, (void *)8, 1, 0, 0));
    int a = open("f", O_WRONLY | O_APPEND);
    show("append and noappend", wr(a, &v, 1, 0, RWF_APPEND | RWF_NOAPPEND));
    unlink("f");
    return 0;
}
