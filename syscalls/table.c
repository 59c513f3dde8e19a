// SPDX-License-Identifier: GPL-2.0-or-later
// The dispatcher: a number to a handler. Rows without one answer their errno, and are remembered if they are merely not built yet.
#include "syscalls/table.h"

#include "abi/errno.h"
#include "abi/syscall_nr.h"
#include "kernel/sandbox.h"

struct syscall_row {
    const char *name;
    s64 (*handler)(struct task *t, struct syscall *sc); // NULL: answers `error`
    s64 error;
    const char *reason; // of a refusal; NULL: not built yet
};

static const struct syscall_row table[NR_SYSCALLS] = {
#define SYSCALL(nr, name, ...) [nr] = {#name, sys_##name, 0, NULL},
#define NOSYS(nr, name, ...) [nr] = {#name, NULL, -ENOSYS, NULL},
#define STUB(nr, name, classes, error, reason, ...) [nr] = {#name, NULL, -(error), reason},
#include "syscalls/syscalls.def"
};

static s64 dispatch_without_handler(struct task *t, u64 nr) {
    if (nr >= NR_SYSCALLS || !table[nr].name) return -ENOSYS;
    if (!table[nr].reason) t->sb->stats.nosys[nr / 64] |= 1ull << nr % 64;
    return table[nr].error;
}

static s64 dispatch(struct task *t) {
    struct syscall *sc = &t->syscall;
    u64 nr = sc->nr;
    if (nr < NR_SYSCALLS && table[nr].handler) return table[nr].handler(t, sc);
    return dispatch_without_handler(t, nr);
}

// A row's arguments, counted behind its class and kind of result.
#define ARITY(...) ARITY_PICK(__VA_ARGS__, 6, 5, 4, 3, 2, 1, 0, 0)
#define ARITY_PICK(class, result, a, b, c, d, e, f, n, ...) n
static const u8 arity[NR_SYSCALLS] = {
#define SYSCALL(nr, name, ...) [nr] = ARITY(__VA_ARGS__),
#define NOSYS(nr, name, ...) [nr] = ARITY(__VA_ARGS__),
#define STUB(nr, name, classes, error, reason, ...) [nr] = ARITY(classes, __VA_ARGS__),
#include "syscalls/syscalls.def"
};

const struct syscall_layer syscall_layer = {.dispatch = dispatch, .arity = arity, .count = NR_SYSCALLS};

const char *syscall_name(u32 nr) {
    return nr < NR_SYSCALLS ? table[nr].name : NULL;
}

const char *syscall_refusal(u32 nr) {
    return nr < NR_SYSCALLS ? table[nr].reason : NULL;
}
