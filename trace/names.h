// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of names for flags and choices, as strace prints them.
#ifndef TRACE_NAMES_H
#define TRACE_NAMES_H

#include "base/types.h"

struct name_value {
    u64 value;
    const char *name;
};

// For PRINT_FLAGS kinds entries are tried in order and their bits taken away, so that a name for several bits stands before those
// for each; an entry of value 0 names "no flags at all". For PRINT_CHOICE kinds one entry must be equal.
struct name_table {
    const struct name_value *entries;
    u32 count;
    const char *unknown; // what strace says in a comment of what has no name: "O_???"
};

// `NAMES(A_SEEK_WHENCE, "SEEK_???", NAME(SEEK_SET), NAME(SEEK_CUR))` defines names_A_SEEK_WHENCE: the name as string, its value from include/abi.
#define NAME(constant)                                                                                               \
    { (u64)(constant), #constant }
#define NAMES(kind, unknown_text, ...)                                                                               \
    static const struct name_value kind##_entries[] = {__VA_ARGS__};                                                 \
    const struct name_table names_##kind = {kind##_entries, sizeof kind##_entries / sizeof kind##_entries[0],        \
                                            unknown_text}
// The same for one file: `LOCAL_NAMES(types, NULL, NAME(A))` defines a static names_types.
#define LOCAL_NAMES(table, unknown_text, ...)                                                                        \
    static const struct name_value table##_entries[] = {__VA_ARGS__};                                                \
    static const struct name_table names_##table = {                                                                 \
        table##_entries, sizeof table##_entries / sizeof table##_entries[0], unknown_text}

// Tables stand in names_SUBJECT.c, or with the one printer that uses them. Those of the kinds whose word is PRINT_FLAGS or PRINT_CHOICE are
// declared here, others that several printers share in names_SUBJECT.h.
#define ARG_KIND(kind, ...) extern const struct name_table names_##kind;
#include "syscalls/arg_kinds.def"

#endif
