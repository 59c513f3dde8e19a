// SPDX-License-Identifier: GPL-2.0-or-later
// io_submit and its like, with requests of every kind, on contexts that do not exist.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
int main(void) {
    aio_context_t ctx = 0;
    char buf[16] = "some data";
    struct iovec v[2] = {{buf, 4}, {buf + 4, 4}};
    syscall(SYS_io_setup, 2, 0), syscall(SYS_io_setup, 2, 8), syscall(SYS_io_setup, 0x10, &ctx);
    struct iocb c[10];
    memset(c, 0, sizeof c);
    for (int i = 0; i < 10; i++) {
        c[i].aio_data = i ? 0xabc : 0;
        c[i].aio_lio_opcode = i;
        c[i].aio_fildes = 77;
        c[i].aio_buf = (long)buf;
        c[i].aio_nbytes = 9;
        c[i].aio_offset = i * 3;
        c[i].aio_reqprio = i;
    }
    c[7].aio_buf = c[8].aio_buf = (long)v;
    c[7].aio_nbytes = c[8].aio_nbytes = 2;
    c[5].aio_buf = POLLIN | POLLOUT;
    c[1].aio_flags = 1;
    c[1].aio_resfd = 3;
    c[2].aio_flags = 3;
    c[3].aio_rw_flags = 3;
    c[0].aio_rw_flags = 0x1f;
    c[9].aio_lio_opcode = 99;
    struct iocb *p[14] = {c, c + 1, c + 2, c + 3, c + 4, c + 5, c + 6, c + 7, c + 8, c + 9, 0, (void *)8};
    syscall(SYS_io_submit, 0, 12, p), syscall(SYS_io_submit, 0x1234, 1, p), syscall(SYS_io_submit, 0, 0, p),
        syscall(SYS_io_submit, 0, 2, 0), syscall(SYS_io_submit, 0, 2, 8);
    for (int i = 0; i < 10; i++) {
        struct iocb *one[1] = {c + i};
        syscall(SYS_io_submit, 5, 1, one);
    }
    struct io_event e[4];
    struct timespec ts = {0, 5};
    syscall(SYS_io_cancel, 0, c, e), syscall(SYS_io_cancel, 0x55, 0, 0), syscall(SYS_io_cancel, 0, 8, e);
    syscall(SYS_io_getevents, 0x77, 1, 4, e, &ts), syscall(SYS_io_getevents, 0x77, -1, 4, 0, 0),
        syscall(SYS_io_getevents, 0, 1, 4, e, 8);
    syscall(SYS_io_pgetevents, 0x77, 1, 4, e, &ts, 0), syscall(SYS_io_destroy, 0x4567), syscall(SYS_io_destroy, 0);
    return 0;
}
