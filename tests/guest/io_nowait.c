// SPDX-License-Identifier: GPL-2.0-or-later
// RWF_NOWAIT on a pipe, which otherwise waits.
#include "guest.h"
#include <sys/syscall.h>
#include <sys/uio.h>

int main(void) {
    char buf[16] = "some bytes", *big = calloc(1, 200000);
    int p[2], q[2];
    pipe(p), pipe(q);
    struct iovec v = {buf, 4}, b = {big, 200000};
    show("empty", syscall(SYS_preadv2, p[0], &v, 1, -1L, 0L, RWF_NOWAIT));
    show("write", syscall(SYS_pwritev2, p[1], &v, 1, -1L, 0L, RWF_NOWAIT));
    show("read", syscall(SYS_preadv2, p[0], &v, 1, -1L, 0L, RWF_NOWAIT));
    show("write much", syscall(SYS_pwritev2, q[1], &b, 1, -1L, 0L, RWF_NOWAIT));
    show("write full", syscall(SYS_pwritev2, q[1], &v, 1, -1L, 0L, RWF_NOWAIT));
    close(p[1]);
    show("end", syscall(SYS_preadv2, p[0], &v, 1, -1L, 0L, RWF_NOWAIT));
    return 0;
}
