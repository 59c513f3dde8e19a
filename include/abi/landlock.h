// SPDX-License-Identifier: GPL-2.0-or-later
// Landlock rule sets.
#ifndef ABI_LANDLOCK_H
#define ABI_LANDLOCK_H

#include "base/types.h"

#define LANDLOCK_CREATE_RULESET_VERSION 0x1
#define LANDLOCK_RULE_PATH_BENEATH 1
#define LANDLOCK_RULE_NET_PORT 2
#define LANDLOCK_ACCESS_FS_EXECUTE 0x1
#define LANDLOCK_ACCESS_FS_WRITE_FILE 0x2
#define LANDLOCK_ACCESS_FS_READ_FILE 0x4
#define LANDLOCK_ACCESS_FS_READ_DIR 0x8
#define LANDLOCK_ACCESS_FS_REMOVE_DIR 0x10
#define LANDLOCK_ACCESS_FS_REMOVE_FILE 0x20
#define LANDLOCK_ACCESS_FS_MAKE_CHAR 0x40
#define LANDLOCK_ACCESS_FS_MAKE_DIR 0x80
#define LANDLOCK_ACCESS_FS_MAKE_REG 0x100
#define LANDLOCK_ACCESS_FS_MAKE_SOCK 0x200
#define LANDLOCK_ACCESS_FS_MAKE_FIFO 0x400
#define LANDLOCK_ACCESS_FS_MAKE_BLOCK 0x800
#define LANDLOCK_ACCESS_FS_MAKE_SYM 0x1000
#define LANDLOCK_ACCESS_FS_REFER 0x2000
#define LANDLOCK_ACCESS_FS_TRUNCATE 0x4000
#define LANDLOCK_ACCESS_FS_IOCTL_DEV 0x8000
#define LANDLOCK_ACCESS_NET_BIND_TCP 0x1
#define LANDLOCK_ACCESS_NET_CONNECT_TCP 0x2

struct abi_landlock_ruleset_attr {
    u64 handled_access_fs;
    u64 handled_access_net;
    u64 scoped;
};
struct abi_landlock_path_beneath_attr {
    u64 allowed_access;
    s32 parent_fd;
} __attribute__((packed));

#endif
