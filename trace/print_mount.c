// SPDX-License-Identifier: GPL-2.0-or-later
// Mounts, extended attributes, and memory of other processes: what needs a look at another argument.
#include "abi/mman.h"
#include "abi/mount.h"
#include "abi/uio.h"
#include "abi/xattr.h"
#include "trace/decode.h"

#include <string.h>

// --- mount: which arguments the flags leave unread
enum { MOUNT_FLAGS_ARG = 3 };
#define MS_PROPAGATION (MS_UNBINDABLE | MS_PRIVATE | MS_SLAVE | MS_SHARED)

static u64 mount_flags(const struct decode *d) {
    u64 flags = d->args[MOUNT_FLAGS_ARG];
    return (flags & MS_MGC_MSK) == MS_MGC_VAL ? flags & ~(u64)MS_MGC_MSK : flags;
}

LOCAL_NAMES(mount_flags, "MS_???", NAME(MS_RDONLY), NAME(MS_NOSUID), NAME(MS_NODEV), NAME(MS_NOEXEC),
            NAME(MS_SYNCHRONOUS), NAME(MS_REMOUNT), NAME(MS_MANDLOCK), NAME(MS_DIRSYNC), NAME(MS_NOSYMFOLLOW),
            NAME(MS_NOATIME), NAME(MS_NODIRATIME), NAME(MS_BIND), NAME(MS_MOVE), NAME(MS_REC), NAME(MS_SILENT),
            NAME(MS_POSIXACL), NAME(MS_UNBINDABLE), NAME(MS_PRIVATE), NAME(MS_SLAVE), NAME(MS_SHARED),
            NAME(MS_RELATIME), NAME(MS_KERNMOUNT), NAME(MS_I_VERSION), NAME(MS_STRICTATIME), NAME(MS_LAZYTIME),
            NAME(MS_SUBMOUNT), NAME(MS_NOREMOTELOCK), NAME(MS_NOSEC), NAME(MS_BORN), NAME(MS_ACTIVE),
            NAME(MS_NOUSER));

ARG_PRINTER(A_MOUNT_FLAGS) {
    const u64 flags = d->args[arg], mask = MS_MGC_MSK;
    const bool magic = (flags & mask) == MS_MGC_VAL; // programs had to say it once
    if (magic) text_puts(d->out, flags & ~mask ? "MS_MGC_VAL|" : "MS_MGC_VAL");
    if (!magic || flags & ~mask) print_flags(d, &names_mount_flags, magic ? flags & ~mask : flags);
    return PRINT_DONE;
}

ARG_PRINTER(A_MOUNT_TYPE) {
    if (mount_flags(d) & (MS_REMOUNT | MS_BIND | MS_MOVE | MS_PROPAGATION))
        print_addr(d, d->args[arg]);
    else
        print_string(d, d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_MOUNT_DATA) {
    const u64 flags = mount_flags(d);
    if (!(flags & MS_REMOUNT) && flags & (MS_BIND | MS_MOVE | MS_PROPAGATION))
        print_addr(d, d->args[arg]);
    else
        print_string(d, d->args[arg]);
    return PRINT_DONE;
}

// --- fsconfig
static u32 fsconfig_command(const struct decode *d) {
    return (u32)d->args[1];
}

ARG_PRINTER(A_FSCONFIG_KEY) {
    if (fsconfig_command(d) <= FSCONFIG_SET_FD)
        print_string(d, d->args[arg]);
    else
        print_addr(d, d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_FSCONFIG_VALUE) {
    switch (fsconfig_command(d)) {
    case FSCONFIG_SET_STRING: print_string(d, d->args[arg]); break;
    case FSCONFIG_SET_BINARY: print_hex_bytes(d, d->args[arg], (u32)d->args[arg + 1]); break;
    case FSCONFIG_SET_PATH:
    case FSCONFIG_SET_PATH_EMPTY: print_path(d, d->args[arg]); break;
    default: print_addr(d, d->args[arg]);
    }
    return PRINT_DONE;
}

ARG_PRINTER(A_FSCONFIG_AUX) {
    switch (fsconfig_command(d)) {
    case FSCONFIG_SET_PATH:
    case FSCONFIG_SET_PATH_EMPTY: print_dirfd(d, (s32)d->args[arg]); break;
    case FSCONFIG_SET_FD: print_fd(d, (s32)d->args[arg]); break;
    default: print_dec(d, (s32)d->args[arg]);
    }
    return PRINT_DONE;
}

// --- mount_setattr
LOCAL_NAMES(mount_attributes, "MOUNT_ATTR_???", NAME(MOUNT_ATTR_RDONLY), NAME(MOUNT_ATTR_NOSUID),
            NAME(MOUNT_ATTR_NODEV), NAME(MOUNT_ATTR_NOEXEC), NAME(MOUNT_ATTR_NOATIME), NAME(MOUNT_ATTR_STRICTATIME),
            NAME(MOUNT_ATTR_NODIRATIME), NAME(MOUNT_ATTR_IDMAP), NAME(MOUNT_ATTR_NOSYMFOLLOW)); // more than fsmount's
LOCAL_NAMES(propagation, "MS_???", NAME(MS_UNBINDABLE), NAME(MS_PRIVATE), NAME(MS_SLAVE), NAME(MS_SHARED));

ARG_PRINTER(A_MOUNT_ATTR_IN) {
    struct abi_mount_attr attr;
    u64 size = d->args[arg + 1];
    if (size < sizeof attr || !d->verbose || !decode_read(d, d->args[arg], &attr, sizeof attr)) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    print_open(d, '{');
    print_field(d, "attr_set");
    print_flags(d, &names_mount_attributes, attr.attr_set);
    print_field(d, "attr_clr");
    print_flags(d, &names_mount_attributes, attr.attr_clr);
    print_field(d, "propagation");
    print_choice(d, &names_propagation, attr.propagation);
    print_field(d, "userns_fd");
    if (attr.userns_fd > INT32_MAX)
        print_udec(d, attr.userns_fd);
    else
        print_fd(d, (s32)attr.userns_fd);
    print_rest(d, d->args[arg], sizeof attr, size);
    print_close(d, '}');
    return PRINT_DONE;
}

// --- sysfs: strace prints numbers
ARG_PRINTER(A_SYSFS_ARG) {
    print_hex(d, d->args[arg]);
    return PRINT_DONE;
}

// --- Extended attributes: a NUL at the end of what is shown is left out, and then nothing seems cut
static void print_attribute(struct decode *d, uaddr_t at, u64 size) {
    u8 last;
    u64 shown = min_u64(size, d->opt->string_limit);
    if (size > XATTR_SIZE_MAX) {
        print_addr(d, at);
        return;
    }
    if (at && shown && decode_read(d, at + shown - 1, &last, 1) && !last)
        print_bytes(d, at, shown - 1);
    else
        print_bytes(d, at, size);
}

ARG_PRINTER(A_XATTR_IN) {
    print_attribute(d, d->args[arg], d->args[arg + 1]);
    return PRINT_DONE;
}

ARG_PRINTER(A_XATTR_OUT) {
    if (!d->exiting) return PRINT_LATER;
    if (d->failed)
        print_addr(d, d->args[arg]);
    else
        print_attribute(d, d->args[arg], (u64)d->result);
    return PRINT_DONE;
}

ARG_PRINTER(A_XATTR_LIST_OUT) { // with no room the result tells how much is needed
    if (!d->exiting) return PRINT_LATER;
    if (d->failed || !d->args[arg + 1])
        print_addr(d, d->args[arg]);
    else
        print_bytes(d, d->args[arg], (u64)d->result);
    return PRINT_DONE;
}

// --- Vectors of another process's memory
static void remote_element(struct decode *d, const void *element) {
    const struct abi_iovec *iov = element;
    print_open(d, '{');
    print_field(d, "iov_base");
    print_addr(d, iov->iov_base);
    print_field_udec(d, "iov_len", iov->iov_len);
    print_close(d, '}');
}

ARG_PRINTER(A_IOV_REMOTE) {
    bool failed = d->failed;
    d->failed = false; // what was asked for is told, whatever came of it
    print_array(d, d->args[arg], d->args[arg + 1], sizeof(struct abi_iovec), remote_element);
    d->failed = failed;
    return PRINT_DONE;
}

// --- cachestat
static void range_fields(struct decode *d, const void *record) {
    const struct abi_cachestat_range *range = record;
    print_field_udec(d, "off", range->off);
    print_field_udec(d, "len", range->len);
}

ARG_PRINTER(A_CACHESTAT_RANGE_IN) {
    struct abi_cachestat_range range;
    return print_record(d, arg, false, &range, sizeof range, range_fields);
}

static void cachestat_fields(struct decode *d, const void *record) {
    const struct abi_cachestat *stat = record;
    print_field_udec(d, "nr_cache", stat->nr_cache);
    print_field_udec(d, "nr_dirty", stat->nr_dirty);
    print_field_udec(d, "nr_writeback", stat->nr_writeback);
    print_field_udec(d, "nr_evicted", stat->nr_evicted);
    print_field_udec(d, "nr_recently_evicted", stat->nr_recently_evicted);
}

ARG_PRINTER(A_CACHESTAT_OUT) {
    struct abi_cachestat stat;
    return print_record(d, arg, true, &stat, sizeof stat, cachestat_fields);
}

// --- mincore: a byte for each page
static void page_element(struct decode *d, const void *element) {
    print_udec(d, *(const u8 *)element & 1);
}

ARG_PRINTER(A_MINCORE_OUT) {
    if (!d->exiting) return PRINT_LATER;
    u64 pages = d->args[arg - 1] / PAGE_SIZE + (d->args[arg - 1] % PAGE_SIZE != 0);
    print_array(d, d->args[arg], pages, 1, page_element);
    return PRINT_DONE;
}
