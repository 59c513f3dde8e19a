// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of names about files: those that belong to a kind, and those that printers use besides.
#ifndef TRACE_NAMES_FILE_H
#define TRACE_NAMES_FILE_H

#include "trace/names.h"

// O_* with the access mode first: trace/print_file.c.
struct decode;
void print_open_flags(struct decode *d, u32 flags);

extern const struct name_table names_OPEN_FLAGS, names_POLL_EVENTS, names_EPOLL_EVENTS, names_STATX_FLAGS;
extern const struct name_table names_A_SEEK_WHENCE, names_A_FD_FLAGS, names_A_FCNTL_CMD, names_A_FLOCK_OP,
    names_A_ACCESS_MODE, names_A_AT_FLAGS, names_A_FACCESSAT_FLAGS, names_A_RENAME_FLAGS, names_A_XATTR_FLAGS,
    names_A_RWF_FLAGS, names_A_SPLICE_FLAGS, names_A_FALLOC_MODE, names_A_FADVICE, names_A_CLOSE_RANGE_FLAGS,
    names_A_EPOLL_FLAGS, names_A_EPOLL_OP, names_A_EFD_FLAGS, names_A_TFD_FLAGS, names_A_SFD_FLAGS,
    names_A_TFD_TIMER_FLAGS, names_A_MFD_FLAGS, names_A_INOTIFY_FLAGS, names_A_INOTIFY_MASK, names_A_STATX_MASK;

#endif
