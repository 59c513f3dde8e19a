// SPDX-License-Identifier: GPL-2.0-or-later
// How files are opened and made: flags, modes, file handles.
#include "abi/errno.h"
#include "abi/fcntl.h"
#include "abi/mman.h"
#include "abi/stat.h"
#include "trace/decode.h"

#include <string.h>

LOCAL_NAMES(access_modes, NULL, NAME(O_RDONLY), NAME(O_WRONLY), NAME(O_RDWR), NAME(O_ACCMODE));
LOCAL_NAMES(resolve, "RESOLVE_???", NAME(RESOLVE_NO_XDEV), NAME(RESOLVE_NO_MAGICLINKS), NAME(RESOLVE_NO_SYMLINKS),
            NAME(RESOLVE_BENEATH), NAME(RESOLVE_IN_ROOT), NAME(RESOLVE_CACHED));

static void open_flag_names(struct decode *d, u64 flags) {
    print_choice(d, &names_access_modes, flags & O_ACCMODE);
    print_flags_behind(d, &names_A_FD_FLAGS, flags & ~(u64)O_ACCMODE);
}

void print_open_flags(struct decode *d, u64 flags) {
    print_named(d, flags, open_flag_names);
}

ARG_PRINTER(A_OPEN_FLAGS) {
    print_open_flags(d, (u32)d->args[arg]);
    return PRINT_DONE;
}

static bool creates(u64 flags) {
    return flags & (O_CREAT | __O_TMPFILE);
}

ARG_PRINTER(A_CREATE_MODE) {
    if (creates(d->args[arg - 1])) print_octal(d, (u16)d->args[arg]);
    return PRINT_DONE;
}

// --- openat2: a struct that may grow
static void how_fields(struct decode *d, const void *record) {
    const struct abi_open_how *how = record;
    print_field(d, "flags");
    print_open_flags(d, how->flags);
    if (creates(how->flags) || how->mode) {
        print_field(d, "mode");
        print_octal(d, how->mode);
    }
    print_field(d, "resolve");
    print_flags(d, &names_resolve, how->resolve);
}

ARG_PRINTER(A_OPEN_HOW_IN) {
    struct abi_open_how how;
    u64 size = d->args[arg + 1];
    if (size < sizeof how || !d->verbose || !decode_read(d, d->args[arg], &how, sizeof how)) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    print_open(d, '{');
    how_fields(d, &how);
    print_rest(d, d->args[arg], sizeof how, size);
    print_close(d, '}');
    return PRINT_DONE;
}

// --- File handles
static bool handle_read(struct decode *d, u32 arg, struct abi_file_handle *head, u8 bytes[MAX_HANDLE_SZ]) {
    return decode_read(d, d->args[arg], head, sizeof *head) &&
           decode_read(d, d->args[arg] + sizeof *head, bytes, min_u64(head->handle_bytes, MAX_HANDLE_SZ));
}

static void handle_contents(struct decode *d, const struct abi_file_handle *head, const u8 *bytes) {
    print_field(d, "handle_type");
    print_dec(d, head->handle_type);
    print_field(d, "f_handle");
    print_quoted(d, bytes, min_u64(head->handle_bytes, MAX_HANDLE_SZ), QUOTE_HEX);
    if (head->handle_bytes > MAX_HANDLE_SZ) text_puts(d->out, "...");
}

ARG_PRINTER(A_FILE_HANDLE_IN) {
    struct abi_file_handle head;
    u8 bytes[MAX_HANDLE_SZ];
    if (!d->verbose || !handle_read(d, arg, &head, bytes)) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    print_open(d, '{');
    print_field_udec(d, "handle_bytes", head.handle_bytes);
    handle_contents(d, &head, bytes);
    print_close(d, '}');
    return PRINT_DONE;
}

// {handle_bytes=128 => 8, ...}: the room there was, and what was needed; that is told by EOVERFLOW, too.
ARG_PRINTER(A_FILE_HANDLE_INOUT) {
    struct abi_file_handle head;
    u8 bytes[MAX_HANDLE_SZ];
    bool there = d->verbose && decode_read(d, d->args[arg], &head, sizeof head);
    if (!d->exiting) {
        if (!there) {
            print_addr(d, d->args[arg]);
            return PRINT_DONE;
        }
        text_printf(d->out, "{handle_bytes=%u", head.handle_bytes);
        d->kept[arg] = head.handle_bytes;
        return PRINT_LATER;
    }
    if (there && (!d->failed || d->result == -EOVERFLOW)) {
        if (head.handle_bytes != d->kept[arg]) text_printf(d->out, " => %u", head.handle_bytes);
        if (!d->failed && handle_read(d, arg, &head, bytes)) {
            d->fields |= 1;
            handle_contents(d, &head, bytes);
            d->fields &= ~1ull;
        }
    }
    text_char(d->out, '}');
    return PRINT_DONE;
}

ARG_PRINTER(A_CWD_OUT) {
    if (!d->exiting) return PRINT_LATER;
    if (d->failed)
        print_addr(d, d->args[arg]);
    else if (d->result > 0)
        print_path_bytes(d, d->args[arg], (u64)d->result - 1);
    else
        print_path(d, d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_MOUNT_ID_OUT) {
    struct abi_file_handle head;
    if (!d->exiting) return PRINT_LATER;
    s32 id;
    if (d->failed || !d->verbose || !decode_read(d, d->args[arg - 1], &head, sizeof head) ||
        !decode_read(d, d->args[arg], &id, sizeof id))
        print_addr(d, d->args[arg]);
    else
        text_printf(d->out, "[%d]", id);
    return PRINT_DONE;
}

static void number(struct decode *d, const void *element) {
    s32 value;
    memcpy(&value, element, sizeof value);
    print_fd(d, value);
}

// As descriptors, so that -y says what they are.
ARG_PRINTER(A_FD_PAIR_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_array(d, d->args[arg], 2, sizeof(s32), number);
    return PRINT_DONE;
}

LOCAL_NAMES(memfd_flags, "MFD_???", NAME(MFD_CLOEXEC), NAME(MFD_ALLOW_SEALING), NAME(MFD_HUGETLB));

static void memfd_flag_names(struct decode *d, u64 all) {
    const u32 huge = (u32)MFD_HUGE_MASK << MFD_HUGE_SHIFT, flags = (u32)all, size = flags >> MFD_HUGE_SHIFT;
    if (flags & ~huge || !size) print_flags(d, &names_memfd_flags, flags & ~huge);
    if (flags & ~huge && size) text_char(d->out, '|');
    if (size) text_printf(d->out, "%u<<MFD_HUGE_SHIFT", size);
}

ARG_PRINTER(A_MFD_FLAGS) { // and the size of its pages
    u32 flags = (u32)d->args[arg];
    if (flags)
        print_named(d, flags, memfd_flag_names);
    else
        print_hex(d, flags);
    return PRINT_DONE;
}

ARG_PRINTER(A_MEMFD_NAME) {
    const u32 looked_at = 250; // "memfd:" in front makes NAME_MAX of the longest
    print_string_within(d, d->args[arg], looked_at);
    return PRINT_DONE;
}
