// SPDX-License-Identifier: GPL-2.0-or-later
// mount, umount2, the descriptor-based mount calls, statmount and listmount.
#ifndef ABI_MOUNT_H
#define ABI_MOUNT_H

#include "base/types.h"

#define MS_RDONLY 0x1
#define MS_NOSUID 0x2
#define MS_NODEV 0x4
#define MS_NOEXEC 0x8
#define MS_SYNCHRONOUS 0x10
#define MS_REMOUNT 0x20
#define MS_MANDLOCK 0x40
#define MS_DIRSYNC 0x80
#define MS_NOSYMFOLLOW 0x100
#define MS_NOATIME 0x400
#define MS_NODIRATIME 0x800
#define MS_BIND 0x1000
#define MS_MOVE 0x2000
#define MS_REC 0x4000
#define MS_SILENT 0x8000
#define MS_POSIXACL 0x10000
#define MS_UNBINDABLE 0x20000
#define MS_PRIVATE 0x40000
#define MS_SLAVE 0x80000
#define MS_SHARED 0x100000
#define MS_RELATIME 0x200000
#define MS_KERNMOUNT 0x400000
#define MS_I_VERSION 0x800000
#define MS_STRICTATIME 0x1000000
#define MS_LAZYTIME 0x2000000
#define MS_ACTIVE 0x40000000
#define MS_NOUSER 0x80000000U
#define MS_RMT_MASK 0x2800051
#define MS_MGC_VAL 0xc0ed0000U // an old magic number in the top half, ignored
#define MS_MGC_MSK 0xffff0000U // an old magic number in the top half, ignored
// the kernel's own
#define MS_SUBMOUNT 0x4000000
#define MS_NOREMOTELOCK 0x8000000
#define MS_NOSEC 0x10000000
#define MS_BORN 0x20000000

#define MNT_FORCE 0x1
#define MNT_DETACH 0x2
#define MNT_EXPIRE 0x4
#define UMOUNT_NOFOLLOW 0x8

#define OPEN_TREE_CLONE 0x1
#define OPEN_TREE_CLOEXEC 0x80000
#define MOVE_MOUNT_F_SYMLINKS 0x1
#define MOVE_MOUNT_F_AUTOMOUNTS 0x2
#define MOVE_MOUNT_F_EMPTY_PATH 0x4
#define MOVE_MOUNT_T_SYMLINKS 0x10
#define MOVE_MOUNT_T_AUTOMOUNTS 0x20
#define MOVE_MOUNT_T_EMPTY_PATH 0x40
#define MOVE_MOUNT_SET_GROUP 0x100
#define MOVE_MOUNT_BENEATH 0x200
#define FSOPEN_CLOEXEC 0x1
#define FSPICK_CLOEXEC 0x1
#define FSPICK_SYMLINK_NOFOLLOW 0x2
#define FSPICK_NO_AUTOMOUNT 0x4
#define FSPICK_EMPTY_PATH 0x8
#define FSCONFIG_SET_FLAG 0
#define FSCONFIG_SET_STRING 1
#define FSCONFIG_SET_BINARY 2
#define FSCONFIG_SET_PATH 3
#define FSCONFIG_SET_PATH_EMPTY 4
#define FSCONFIG_SET_FD 5
#define FSCONFIG_CMD_CREATE 6
#define FSCONFIG_CMD_RECONFIGURE 7
#define FSCONFIG_CMD_CREATE_EXCL 8
#define FSMOUNT_CLOEXEC 0x1
#define MOUNT_ATTR_RDONLY 0x1
#define MOUNT_ATTR_NOSUID 0x2
#define MOUNT_ATTR_NODEV 0x4
#define MOUNT_ATTR_NOEXEC 0x8
#define MOUNT_ATTR__ATIME 0x70
#define MOUNT_ATTR_RELATIME 0x0
#define MOUNT_ATTR_NOATIME 0x10
#define MOUNT_ATTR_STRICTATIME 0x20
#define MOUNT_ATTR_NODIRATIME 0x80
#define MOUNT_ATTR_IDMAP 0x100000
#define MOUNT_ATTR_NOSYMFOLLOW 0x200000
#define MOUNT_ATTR_SIZE_VER0 32

struct abi_mount_attr {
    u64 attr_set;
    u64 attr_clr;
    u64 propagation;
    u64 userns_fd;
};
_Static_assert(sizeof(struct abi_mount_attr) == 32, "mount_attr");

struct abi_mnt_id_req {
    u32 size;
    u32 spare;
    u64 mnt_id;
    u64 param;
    u64 mnt_ns_id;
};
#define MNT_ID_REQ_SIZE_VER0 24
#define MNT_ID_REQ_SIZE_VER1 32
#define STATMOUNT_SB_BASIC 0x1
#define STATMOUNT_MNT_BASIC 0x2
#define STATMOUNT_PROPAGATE_FROM 0x4
#define STATMOUNT_MNT_ROOT 0x8
#define STATMOUNT_MNT_POINT 0x10
#define STATMOUNT_FS_TYPE 0x20
#define STATMOUNT_MNT_NS_ID 0x40
#define STATMOUNT_MNT_OPTS 0x80
#define LSMT_ROOT (~0ULL)
#define LISTMOUNT_REVERSE 0x1

struct abi_statmount {
    u32 size;
    u32 mnt_opts; // from here on, a string is its offset in str
    u64 mask;
    u32 sb_dev_major;
    u32 sb_dev_minor;
    u64 sb_magic;
    u32 sb_flags;
    u32 fs_type;
    u64 mnt_id;
    u64 mnt_parent_id;
    u32 mnt_id_old;
    u32 mnt_parent_id_old;
    u64 mnt_attr;
    u64 mnt_propagation;
    u64 mnt_peer_group;
    u64 mnt_master;
    u64 propagate_from;
    u32 mnt_root;
    u32 mnt_point;
    u64 mnt_ns_id;
    u64 __spare2[49];
    char str[];
};
_Static_assert(sizeof(struct abi_statmount) == 512, "statmount");

#endif
