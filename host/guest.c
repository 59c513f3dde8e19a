// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers of the guest's ABI for the rest of host/, which sees the host's headers and so cannot see these. Types and permission
// bits of files need no translation: they are the same on every Unix.
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/stat.h"
#include "abi/time.h"
#include "host/internal.h"

int guest_error(int index) {
    static const int numbers[] = {
#define ERROR(name) -name,
#include "host/errors.def"
#undef ERROR
    };
    return index >= 0 && index < (int)ARRAY_SIZE(numbers) ? numbers[index] : -EIO;
}

int guest_error_number(enum guest_errno error) {
    switch (error) {
    case GUEST_EAGAIN: return -EAGAIN;
    case GUEST_EBADF: return -EBADF;
    case GUEST_EINTR: return -EINTR;
    case GUEST_EINVAL: return -EINVAL;
    case GUEST_ENOENT: return -ENOENT;
    case GUEST_ENOMEM: return -ENOMEM;
    case GUEST_ENAMETOOLONG: return -ENAMETOOLONG;
    case GUEST_EPERM: return -EPERM;
    case GUEST_EROFS: return -EROFS;
    case GUEST_ESPIPE: return -ESPIPE;
    }
    return -EIO;
}

u32 guest_open_flags(bool reads, bool writes, bool appends) {
    return (writes ? reads ? O_RDWR : O_WRONLY : O_RDONLY) | (appends ? O_APPEND : 0);
}

u64 guest_makedev(unsigned major, unsigned minor) {
    return abi_makedev(major, minor);
}

bool guest_clock_is_realtime(int clock) {
    return clock == CLOCK_REALTIME;
}
