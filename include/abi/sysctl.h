// SPDX-License-Identifier: GPL-2.0-or-later
// What _sysctl(2) took before Linux 5.5 removed it: struct __sysctl_args of include/uapi/linux/sysctl.h.
#ifndef ABI_SYSCTL_H
#define ABI_SYSCTL_H

#include "base/types.h"

struct abi_sysctl_args {
    u64 name; // of nlen ints
    s32 nlen;
    u64 oldval, oldlenp, newval, newlen, unused[4];
};

#endif
