// SPDX-License-Identifier: GPL-2.0-or-later
// The numbers of the 64-bit calls as NR_name, generated from the one table.
#ifndef ABI_SYSCALL_NR_H
#define ABI_SYSCALL_NR_H

enum syscall_nr {
#define SYSCALL(nr, name, ...) NR_##name = (nr),
#define NOSYS(nr, name, ...) NR_##name = (nr),
#define STUB(nr, name, ...) NR_##name = (nr),
#include "../../syscalls/syscalls.def"
    NR_SYSCALLS // one past the last
};
_Static_assert(NR_SYSCALLS == 463, "the table ends with mseal");

#define X32_SYSCALL_BIT 0x40000000 // calls of the x32 ABI, which belljar does not have: -ENOSYS

#endif
