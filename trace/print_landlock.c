// SPDX-License-Identifier: GPL-2.0-or-later
// Landlock's rule sets and rules.
#include "abi/landlock.h"
#include "trace/decode.h"

LOCAL_NAMES(access_fs, "LANDLOCK_ACCESS_FS_???", NAME(LANDLOCK_ACCESS_FS_EXECUTE),
            NAME(LANDLOCK_ACCESS_FS_WRITE_FILE), NAME(LANDLOCK_ACCESS_FS_READ_FILE),
            NAME(LANDLOCK_ACCESS_FS_READ_DIR), NAME(LANDLOCK_ACCESS_FS_REMOVE_DIR),
            NAME(LANDLOCK_ACCESS_FS_REMOVE_FILE), NAME(LANDLOCK_ACCESS_FS_MAKE_CHAR),
            NAME(LANDLOCK_ACCESS_FS_MAKE_DIR), NAME(LANDLOCK_ACCESS_FS_MAKE_REG), NAME(LANDLOCK_ACCESS_FS_MAKE_SOCK),
            NAME(LANDLOCK_ACCESS_FS_MAKE_FIFO), NAME(LANDLOCK_ACCESS_FS_MAKE_BLOCK),
            NAME(LANDLOCK_ACCESS_FS_MAKE_SYM), NAME(LANDLOCK_ACCESS_FS_REFER), NAME(LANDLOCK_ACCESS_FS_TRUNCATE),
            NAME(LANDLOCK_ACCESS_FS_IOCTL_DEV));

ARG_PRINTER(A_LANDLOCK_RULESET_IN) {
    u64 handled, size = d->args[arg + 1];
    uaddr_t at = d->args[arg];
    if (!at || size < sizeof handled || !d->verbose || !decode_read(d, at, &handled, sizeof handled)) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    print_open(d, '{');
    print_field(d, "handled_access_fs");
    print_flags(d, &names_access_fs, handled);
    if (size > sizeof handled) print_more(d); // what came after Linux 5.13
    print_close(d, '}');
    return PRINT_DONE;
}

static void path_beneath_fields(struct decode *d, const void *record) {
    const struct abi_landlock_path_beneath_attr *a = record;
    print_field(d, "allowed_access");
    print_flags(d, &names_access_fs, a->allowed_access);
    print_field(d, "parent_fd");
    print_fd(d, a->parent_fd);
}

ARG_PRINTER(A_LANDLOCK_RULE_IN) {
    struct abi_landlock_path_beneath_attr attr;
    if ((u32)d->args[arg - 1] == LANDLOCK_RULE_PATH_BENEATH)
        return print_record(d, arg, false, &attr, sizeof attr, path_beneath_fields);
    print_addr(d, d->args[arg]);
    return PRINT_DONE;
}
