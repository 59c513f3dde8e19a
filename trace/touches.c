// SPDX-License-Identifier: GPL-2.0-or-later
// Does a call have to do with a file? (strace(1), -P)
#include "abi/limits.h"
#include "abi/poll.h"
#include "kernel/task.h"
#include "trace/decode.h"

#include <string.h>

static bool fd_is(const struct decode *d, s32 fd, const char *path) {
    char buffer[PATH_MAX];
    const struct file *f = d->task->files ? fd_file_any(d->task, fd) : NULL;
    const char *name = f ? path_name(&f->path, NULL, buffer, sizeof buffer) : NULL;
    return name && strcmp(name, path) == 0;
}

static bool string_is(struct decode *d, uaddr_t at, const char *path) {
    char buffer[PATH_MAX];
    size_t n = strlen(path) + 1;
    return n <= sizeof buffer && decode_read(d, at, buffer, n) && memcmp(buffer, path, n) == 0;
}

static bool any_polled_is(struct decode *d, uaddr_t at, u64 count, const char *path) {
    struct abi_pollfd entry;
    for (u64 i = 0; i < count && decode_read(d, at + i * sizeof entry, &entry, sizeof entry); i++)
        if (fd_is(d, entry.fd, path)) return true;
    return false;
}

static bool any_in_set_is(struct decode *d, uaddr_t set, s32 count, const char *path) {
    u64 word = 0;
    for (s32 fd = 0; set && fd < count; fd++) {
        if (fd % 64 == 0 && !decode_read(d, set + (u64)fd / 8, &word, sizeof word)) return false;
        if ((word >> fd % 64 & 1) && fd_is(d, fd, path)) return true;
    }
    return false;
}

static bool argument_touches(struct decode *d, u32 arg, const char *path) {
    u64 value = d->args[arg];
    u32 id = d->row->arg[arg];
    switch (id) {
    case A_POLLFDS: return any_polled_is(d, value, (u32)d->args[arg + 1], path);
    case A_FDSET_IN:
    case A_FDSET_OUT:
    case A_FDSET_EX: return any_in_set_is(d, value, (s32)d->args[0], path);
    default: break;
    }
    switch (arg_kinds[id].printer) {
    case PRINT_FD:
    case PRINT_DIRFD: return fd_is(d, (s32)value, path);
    case PRINT_PATH: return arg_kinds[id].direction == DIR_IN && string_is(d, value, path);
    default: return false;
    }
}

bool decode_touches(struct decode *d, const char *path) {
    for (u32 i = 0; d->row && i < d->row->arity; i++)
        if (argument_touches(d, i, path)) return true;
    return false;
}
