// SPDX-License-Identifier: GPL-2.0-or-later
// Sets of system calls, as `strace -e trace=` names them.
#ifndef TRACE_CALL_SET_H
#define TRACE_CALL_SET_H

#include "base/types.h"

enum { CALL_SET_NUMBERS = 512 };

struct call_set {
    u64 bits[CALL_SET_NUMBERS / 64];
    bool others; // numbers beyond, which no call has
};

static inline bool call_set_has(const struct call_set *set, u64 nr) {
    return nr < CALL_SET_NUMBERS ? set->bits[nr / 64] >> nr % 64 & 1 : set->others;
}
void call_set_all(struct call_set *set);

// strace(1), "Filtering": names and numbers, %class, /regex, separated by commas; `all` and `none` alone; a leading `!` for all but
// those; `?` before what need not exist; `@64` behind a name. False: `why` gets what is wrong, in strace's words.
bool call_set_parse(struct call_set *set, const char *text, char *why, size_t why_size);

#endif
