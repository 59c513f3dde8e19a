// SPDX-License-Identifier: GPL-2.0-or-later
// Directory entries as getdents and getdents64 write them.
#ifndef ABI_DIRENT_H
#define ABI_DIRENT_H

#include "base/types.h"

struct abi_linux_dirent64 {
    u64 d_ino;
    s64 d_off;
    u16 d_reclen;
    u8 d_type;
    char d_name[];
};
_Static_assert(offsetof(struct abi_linux_dirent64, d_name) == 19, "linux_dirent64.d_name");

// The older record: the type is the last byte of it, after the name and its NUL
struct abi_linux_dirent {
    u64 d_ino;
    u64 d_off;
    u16 d_reclen;
    char d_name[];
};
_Static_assert(offsetof(struct abi_linux_dirent, d_name) == 18, "linux_dirent.d_name");

#define DT_UNKNOWN 0
#define DT_FIFO 1
#define DT_CHR 2
#define DT_DIR 4
#define DT_BLK 6
#define DT_REG 8
#define DT_LNK 10
#define DT_SOCK 12
#define DT_WHT 14

#endif
