// SPDX-License-Identifier: GPL-2.0-or-later
// Asynchronous I/O of io_submit and io_getevents.
#ifndef ABI_AIO_H
#define ABI_AIO_H

#include "base/types.h"

#define IOCB_CMD_PREAD 0
#define IOCB_CMD_PWRITE 1
#define IOCB_CMD_FSYNC 2
#define IOCB_CMD_FDSYNC 3
#define IOCB_CMD_POLL 5
#define IOCB_CMD_NOOP 6
#define IOCB_CMD_PREADV 7
#define IOCB_CMD_PWRITEV 8
#define IOCB_FLAG_RESFD 0x1
#define IOCB_FLAG_IOPRIO 0x2

struct abi_io_event {
    u64 data;
    uaddr_t obj;
    s64 res;
    s64 res2;
};
struct abi_iocb {
    u64 aio_data;
    u32 aio_key;
    u32 aio_rw_flags;
    u16 aio_lio_opcode;
    s16 aio_reqprio;
    u32 aio_fildes;
    uaddr_t aio_buf;
    u64 aio_nbytes;
    s64 aio_offset;
    u64 aio_reserved2;
    u32 aio_flags;
    u32 aio_resfd;
};
_Static_assert(sizeof(struct abi_iocb) == 64, "iocb");

#endif
