// SPDX-License-Identifier: GPL-2.0-or-later
// The table of system calls, from the rows of syscalls.def: prototypes of all handlers, names, and the dispatcher.
#ifndef SYSCALLS_TABLE_H
#define SYSCALLS_TABLE_H

#include "kernel/sandbox.h"

#define SYSCALL(nr, name, ...) s64 sys_##name(struct task *t, struct syscall *sc);
#include "syscalls/syscalls.def"

extern const struct syscall_layer syscall_layer; // for sandbox_create
const char *syscall_name(u32 nr);                // NULL: no such call
// Why a call is refused on purpose, in plain words; NULL: it is not.
const char *syscall_refusal(u32 nr);

#endif
