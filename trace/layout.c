// SPDX-License-Identifier: GPL-2.0-or-later
// Printing structs by tables of their fields.
#include "trace/layout.h"

#include <string.h>

static u64 value_at(const void *at, size_t size) {
    u64 value = 0; // the guest and the host are both little-endian
    memcpy(&value, at, size <= sizeof value ? size : sizeof value);
    return value;
}

static s64 signed_value(u64 value, size_t size) {
    u32 unused = size < 8 ? 64 - 8 * (u32)size : 0;
    return (s64)(value << unused) >> unused;
}

void print_text_field(struct decode *d, const char *name, const char *text, size_t size) {
    print_field(d, name);
    print_quoted(d, text, size - 1, QUOTE_STRING);
    if (!memchr(text, 0, size)) text_puts(d->out, "...");
}

static void interface_name(struct decode *d, u64 index) {
    if (index == 1) // belljar has the loopback device and no other
        text_puts(d->out, "if_nametoindex(\"lo\")");
    else
        print_udec(d, index);
}

void print_interface(struct decode *d, u32 index) {
    enum name_style style = d->opt->style;
    if (index != 1 || style == NAMES_RAW) {
        print_udec(d, index);
    } else if (style == NAMES_VERBOSE) {
        print_udec(d, index);
        text_puts(d->out, " /* ");
        interface_name(d, index);
        text_puts(d->out, " */");
    } else {
        interface_name(d, index);
    }
}

static void print_uuid(struct decode *d, const u8 *bytes) {
    for (u32 i = 0; i < 16; i++)
        text_printf(d->out, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", bytes[i]);
}

static void print_limit(struct decode *d, u64 value) {
    bool largest = value == UINT64_MAX;
    if (!largest || d->opt->style != NAMES_ABBREV) print_udec(d, value);
    if (!largest || d->opt->style == NAMES_RAW) return;
    if (d->opt->style == NAMES_VERBOSE)
        print_comment(d, "UINT64_MAX");
    else
        text_puts(d->out, "UINT64_MAX");
}

void print_value_as(struct decode *d, const struct field *f, u64 value) {
    switch ((enum field_kind)f->kind) {
    case FIELD_DEC: print_dec(d, signed_value(value, f->size)); break;
    case FIELD_UDEC: print_udec(d, value); break;
    case FIELD_LIMIT: print_limit(d, value); break;
    case FIELD_HEX: print_hex(d, value); break;
    case FIELD_OCTAL: print_octal(d, value); break;
    case FIELD_ADDR: print_addr(d, value); break;
    case FIELD_FLAGS: print_flags(d, f->names, value); break;
    case FIELD_CHOICE: print_choice(d, f->names, value); break;
    case FIELD_CHOICE_DEC:
        print_choice_dec(d, f->names, f->size < 4 ? value : (u64)signed_value(value, f->size));
        break;
    case FIELD_FD: print_fd(d, (s32)value); break;
    case FIELD_DEV: print_dev(d, value); break;
    case FIELD_INTERFACE: print_interface(d, (u32)value); break;
    case FIELD_TEXT:
    case FIELD_BYTES:
    case FIELD_HEX_BYTES:
    case FIELD_UUID:
    case FIELD_LAYOUT:
    case FIELD_OWN: break; // no values
    }
}

static void print_element(struct decode *d, const struct field *f, const u8 *at) {
    switch ((enum field_kind)f->kind) {
    case FIELD_BYTES: print_quoted(d, at, f->size, 0); break;
    case FIELD_HEX_BYTES: print_quoted(d, at, f->size, QUOTE_HEX); break;
    case FIELD_UUID: print_uuid(d, at); break;
    case FIELD_LAYOUT: print_layout(d, f->inner, at); break;
    default: print_value_as(d, f, value_at(at, f->size)); break;
    }
}

static bool is_shown(const struct decode *d, const struct field *f, const u8 *at, size_t length) {
    if (f->least && length <= f->least) return false;
    if (f->when == SHOWN_VERBOSE) return !d->abbrev;
    if (f->when != SHOWN_SET) return true;
    for (size_t i = 0; i < (size_t)f->size * (f->count ? f->count : 1); i++)
        if (at[i]) return true;
    return false;
}

void print_layout_fields(struct decode *d, const struct layout *layout, const void *record, size_t length) {
    for (u32 i = 0; i < layout->count; i++) {
        const struct field *f = &layout->fields[i];
        const u8 *at = (const u8 *)record + f->offset;
        size_t step = f->kind == FIELD_LAYOUT ? f->inner->size : f->size;
        if (!is_shown(d, f, at, length)) continue;
        if (f->kind == FIELD_OWN) {
            f->own(d, record, length);
            continue;
        }
        if (f->kind == FIELD_TEXT) {
            print_text_field(d, f->name, (const char *)at, f->size);
            continue;
        }
        print_field(d, f->name);
        if (!f->count) {
            print_element(d, f, at);
            continue;
        }
        print_open(d, '[');
        for (u32 n = 0; n < f->count && f->offset + (n + 1) * step <= length; n++) {
            if (n >= elements_shown(d)) {
                print_more(d);
                break;
            }
            print_item(d);
            print_element(d, f, at + n * step);
        }
        print_close(d, ']');
    }
    if (layout->abridged && d->abbrev) print_more(d);
}

void print_layout(struct decode *d, const struct layout *layout, const void *record) {
    print_open(d, '{');
    print_layout_fields(d, layout, record, layout->size);
    print_close(d, '}');
}

enum print_result print_layout_record(struct decode *d, u32 arg, bool out, const struct layout *layout) {
    u64 record[LAYOUT_MAX / 8];
    uaddr_t at = d->args[arg];
    if (out && !d->exiting) return PRINT_LATER;
    if (!at || !d->verbose || (out && d->failed) || !decode_read(d, at, record, layout->size))
        print_addr(d, at);
    else
        print_layout(d, layout, record);
    return PRINT_DONE;
}
