// SPDX-License-Identifier: GPL-2.0-or-later
// sysinfo, and the actions of syslog.
#ifndef ABI_SYSINFO_H
#define ABI_SYSINFO_H

#include "base/types.h"

#define SI_LOAD_SHIFT 16
struct abi_sysinfo {
    s64 uptime;   // seconds
    u64 loads[3]; // 1, 5 and 15 minutes, fixed point with SI_LOAD_SHIFT bits
    u64 totalram; // from here to totalswap in units of mem_unit
    u64 freeram;
    u64 sharedram;
    u64 bufferram;
    u64 totalswap;
    u64 freeswap;
    u16 procs;
    u16 pad;
    u64 totalhigh;
    u64 freehigh;
    u32 mem_unit;
};
_Static_assert(sizeof(struct abi_sysinfo) == 112, "sysinfo");

#define SYSLOG_ACTION_CLOSE 0
#define SYSLOG_ACTION_OPEN 1
#define SYSLOG_ACTION_READ 2
#define SYSLOG_ACTION_READ_ALL 3
#define SYSLOG_ACTION_READ_CLEAR 4
#define SYSLOG_ACTION_CLEAR 5
#define SYSLOG_ACTION_CONSOLE_OFF 6
#define SYSLOG_ACTION_CONSOLE_ON 7
#define SYSLOG_ACTION_CONSOLE_LEVEL 8
#define SYSLOG_ACTION_SIZE_UNREAD 9
#define SYSLOG_ACTION_SIZE_BUFFER 10

#endif
