// SPDX-License-Identifier: GPL-2.0-or-later
// What bpf(2) is asked, by command: maps' elements, identifiers, pinned objects. Of the others the address is told.
#include "trace/decode.h"

LOCAL_NAMES(update_modes, "BPF_???", {0, "BPF_ANY"}, {1, "BPF_NOEXIST"}, {2, "BPF_EXIST"}, {4, "BPF_F_LOCK"});
LOCAL_NAMES(element_flags, "BPF_???", {0, "BPF_ANY"}, {4, "BPF_F_LOCK"});
LOCAL_NAMES(open_flags, "BPF_F_???", {8, "BPF_F_RDONLY"}, {16, "BPF_F_WRONLY"});
enum { MAP_LOOKUP = 1, MAP_UPDATE, MAP_DELETE, MAP_NEXT_KEY, BPF_PIN = 6, BPF_GET, PROG_NEXT_ID = 11, MAP_NEXT_ID };
enum { OBJ_INFO = 15, BTF_FD_BY_ID = 19, MAP_TAKE = 21, MAP_FREEZE, BTF_NEXT_ID, LINK_FD_BY_ID = 30, LINK_NEXT_ID };
enum { BPF_ATTR_MAX = 4096 };

static void field_address(struct decode *d, const char *name, u64 value) {
    print_field(d, name);
    print_addr(d, value);
}

static void field_descriptor(struct decode *d, const char *name, u64 fd) {
    print_field(d, name);
    print_fd(d, (s32)fd);
}

static void field_flags(struct decode *d, const char *name, const struct name_table *names, u64 flags) {
    print_field(d, name);
    print_flags(d, names, flags);
}

// Prints what `command` reads of `size` bytes, and says how many bytes that may be; 0: not one of these commands.
static u32 command_fields(struct decode *d, u32 command, const u64 *a, u64 size) {
    switch (command) {
    case MAP_LOOKUP:
    case MAP_UPDATE:
    case MAP_TAKE:
        field_descriptor(d, "map_fd", a[0]);
        field_address(d, "key", a[1]);
        field_address(d, "value", a[2]);
        if (command == MAP_UPDATE) {
            print_field(d, "flags");
            print_choice(d, &names_update_modes, a[3]);
        } else if (size > 24) {
            field_flags(d, "flags", &names_element_flags, a[3]);
        }
        return 32;
    case MAP_DELETE:
        field_descriptor(d, "map_fd", a[0]);
        field_address(d, "key", a[1]);
        return 16;
    case MAP_NEXT_KEY:
        field_descriptor(d, "map_fd", a[0]);
        field_address(d, "key", a[1]);
        field_address(d, "next_key", a[2]);
        return 24;
    case MAP_FREEZE: field_descriptor(d, "map_fd", a[0]); return 4;
    case BPF_PIN:
    case BPF_GET:
        print_field(d, "pathname");
        print_path(d, a[0]);
        field_descriptor(d, "bpf_fd", (u32)a[1]);
        if (size > 12) field_flags(d, "file_flags", &names_open_flags, a[1] >> 32);
        return 16;
    case PROG_NEXT_ID:
    case MAP_NEXT_ID:
    case BTF_NEXT_ID:
    case LINK_NEXT_ID:
        print_field_udec(d, "start_id", (u32)a[0]);
        print_field_udec(d, "next_id", a[0] >> 32);
        if (size > 8) field_flags(d, "open_flags", &names_open_flags, (u32)a[1]);
        return 12;
    case OBJ_INFO:
        print_field(d, "info");
        print_open(d, '{');
        field_descriptor(d, "bpf_fd", (u32)a[0]);
        print_field_udec(d, "info_len", a[0] >> 32);
        field_address(d, "info", a[1]);
        print_close(d, '}');
        return 16;
    case BTF_FD_BY_ID: print_field_udec(d, "btf_id", (u32)a[0]); return 4;
    case LINK_FD_BY_ID: print_field_udec(d, "link_id", (u32)a[0]); return 4;
    default: return 0;
    }
}

// What stands behind the fields that the command has, if anything does.
static void print_extra(struct decode *d, const u8 *bytes, u32 from, u32 to) {
    u32 first = from;
    while (first < to && !bytes[first]) first++;
    if (first >= to) return;
    if (d->abbrev) {
        print_more(d);
        return;
    }
    print_field(d, "extra_data");
    text_char(d->out, '"');
    for (u32 i = from; i < to; i++) text_printf(d->out, "\\x%02x", bytes[i]);
    text_printf(d->out, "\" /* bytes %u..%u */", from, to - 1);
}

ARG_PRINTER(A_BPF_ATTR_IN) {
    u64 attr[BPF_ATTR_MAX / 8] = {0};
    uaddr_t at = d->args[arg];
    u32 size = (u32)d->args[arg + 1], command = (u32)d->args[0];
    size_t before = d->out->size;
    u64 fields = d->fields;
    if (at && size && size <= BPF_ATTR_MAX && d->verbose && decode_read(d, at, attr, size)) {
        print_open(d, '{');
        u32 known = command_fields(d, command, attr, size);
        if (known) {
            print_extra(d, (const u8 *)attr, known, size);
            print_close(d, '}');
            return PRINT_DONE;
        }
        d->out->size = before;
        d->fields = fields;
    }
    print_addr(d, at);
    return PRINT_DONE;
}
