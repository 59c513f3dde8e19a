// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of syscalls.def and arg_kinds.def as data, for what looks at calls from outside: recorders, comparisons, decoders.
#ifndef SYSCALLS_KINDS_H
#define SYSCALLS_KINDS_H

#include "base/types.h"

enum arg_direction { DIR_NONE, DIR_IN, DIR_OUT, DIR_INOUT };

enum size_rule {
#define SIZE_RULE(name) name,
#include "syscalls/arg_kinds.def"
};

enum arg_printer {
#define PRINTER(name) name,
#include "syscalls/arg_kinds.def"
};

enum arg_kind_id { // 0: no argument
    A_NONE,
#define ARG_KIND(name, ...) name,
#include "syscalls/arg_kinds.def"
    ARG_KIND_COUNT
};

enum ret_kind_id {
#define RET_KIND(name, ...) name,
#include "syscalls/arg_kinds.def"
    RET_KIND_COUNT
};

struct arg_kind {
    const char *name;
    u8 direction, rule, printer; // enum arg_direction, size_rule, arg_printer
    u32 unit;                    // bytes: arg_kinds.def says of what
};
extern const struct arg_kind arg_kinds[ARG_KIND_COUNT];

enum { // the bit of each class
#define SYSCALL_CLASS(id, word) INDEX_##id,
#include "syscalls/arg_kinds.def"
};
enum {
    C_NONE = 0,
#define SYSCALL_CLASS(id, word) id = 1 << INDEX_##id,
#include "syscalls/arg_kinds.def"
};

struct call_kinds {
    const char *name;
    u32 classes; // C_*
    u16 arg[6];  // enum arg_kind_id; A_NONE behind the last
    u16 result;  // enum ret_kind_id
    u8 arity;
    bool built; // a handler answers it
};
// The row of a call; NULL: there is no such call.
const struct call_kinds *call_kinds_of(u64 nr);

#endif
