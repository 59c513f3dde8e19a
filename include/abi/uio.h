// SPDX-License-Identifier: GPL-2.0-or-later
// Scattered buffers: readv, writev and the preadv2 flags.
#ifndef ABI_UIO_H
#define ABI_UIO_H

#include "base/types.h"

struct abi_iovec {
    uaddr_t iov_base;
    u64 iov_len;
};
#define UIO_MAXIOV 1024
#define UIO_FASTIOV 8

#define RWF_HIPRI 0x1
#define RWF_DSYNC 0x2
#define RWF_SYNC 0x4
#define RWF_NOWAIT 0x8
#define RWF_APPEND 0x10
#define RWF_NOAPPEND 0x20
#define RWF_ATOMIC 0x40
#define RWF_SUPPORTED (RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT | RWF_APPEND | RWF_NOAPPEND | RWF_ATOMIC)

#endif
