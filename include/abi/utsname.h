// SPDX-License-Identifier: GPL-2.0-or-later
// uname.
#ifndef ABI_UTSNAME_H
#define ABI_UTSNAME_H

#define ABI_UTSNAME_LENGTH 65
struct abi_utsname {
    char sysname[ABI_UTSNAME_LENGTH];
    char nodename[ABI_UTSNAME_LENGTH];
    char release[ABI_UTSNAME_LENGTH];
    char version[ABI_UTSNAME_LENGTH];
    char machine[ABI_UTSNAME_LENGTH];
    char domainname[ABI_UTSNAME_LENGTH];
};
_Static_assert(sizeof(struct abi_utsname) == 390, "utsname");

#endif
