// SPDX-License-Identifier: GPL-2.0-or-later
// Structs as tables of their fields: for the many that a decoder shows as they are.
#ifndef TRACE_LAYOUT_H
#define TRACE_LAYOUT_H

#include "trace/decode.h"

enum field_kind {
    FIELD_DEC,
    FIELD_UDEC,
    FIELD_LIMIT, // decimal, the largest by its name
    FIELD_HEX,
    FIELD_OCTAL,
    FIELD_ADDR,
    FIELD_FLAGS,
    FIELD_CHOICE,
    FIELD_CHOICE_DEC, // what has no name in decimal
    FIELD_FD,
    FIELD_DEV,
    FIELD_INTERFACE, // a network interface, by its number
    FIELD_TEXT,      // `size` characters, up to the first NUL
    FIELD_BYTES,     // `size` bytes as a string
    FIELD_HEX_BYTES, // the same as \xNN
    FIELD_UUID,
    FIELD_LAYOUT,
    FIELD_OWN, // by `own`, which prints the name, too
};

enum field_when {
    SHOWN_ALWAYS,
    SHOWN_VERBOSE, // with -v
    SHOWN_SET,     // where it is not 0
};

struct field {
    const char *name;
    u16 offset, size; // in bytes; of one element
    u16 count;        // of elements, shown as a list; 0: it is none
    u16 least;        // shown where the struct has more bytes than this
    u8 kind, when;
    const struct name_table *names;
    const struct layout *inner;
    void (*own)(struct decode *d, const void *record, size_t length);
};

struct layout {
    const struct field *fields;
    u16 count;
    u16 size;      // of the whole, in bytes
    bool abridged; // without -v "..." stands at its end
};

#define LAYOUT_MAX 4096 // bytes that a layout may have

#define LAYOUT(of, bytes, ...)                                                                                       \
    _Static_assert((bytes) <= LAYOUT_MAX, "what is read of it must have room");                                      \
    static const struct field of##_fields[] = {__VA_ARGS__};                                                         \
    static const struct layout of = {of##_fields, sizeof of##_fields / sizeof of##_fields[0], bytes, false}
#define LAYOUT_ABRIDGED(of, bytes, ...)                                                                              \
    _Static_assert((bytes) <= LAYOUT_MAX, "what is read of it must have room");                                      \
    static const struct field of##_fields[] = {__VA_ARGS__};                                                         \
    static const struct layout of = {of##_fields, sizeof of##_fields / sizeof of##_fields[0], bytes, true}

// Elements of the two above; more is said behind them: DEC("x", 0, 4, .when = SHOWN_SET).
#define FIELD(field_name, at, bytes, of_kind, ...)                                                                   \
    { .name = (field_name), .offset = (at), .size = (bytes), .kind = (of_kind), __VA_ARGS__ }
#define DEC(name, at, bytes, ...) FIELD(name, at, bytes, FIELD_DEC, __VA_ARGS__)
#define UDEC(name, at, bytes, ...) FIELD(name, at, bytes, FIELD_UDEC, __VA_ARGS__)
#define HEX(name, at, bytes, ...) FIELD(name, at, bytes, FIELD_HEX, __VA_ARGS__)
#define ADDRESS(name, at, ...) FIELD(name, at, 8, FIELD_ADDR, __VA_ARGS__)
#define FLAGS(name, at, bytes, table, ...) FIELD(name, at, bytes, FIELD_FLAGS, .names = &names_##table, __VA_ARGS__)
#define CHOICE(name, at, bytes, table, ...) FIELD(name, at, bytes, FIELD_CHOICE, .names = &names_##table, __VA_ARGS__)
#define DESCRIPTOR(name, at, ...) FIELD(name, at, 4, FIELD_FD, __VA_ARGS__)
#define INTERFACE(name, at, ...) FIELD(name, at, 4, FIELD_INTERFACE, __VA_ARGS__)
#define TEXT(name, at, bytes, ...) FIELD(name, at, bytes, FIELD_TEXT, __VA_ARGS__)
#define INNER(name, at, layout, ...) FIELD(name, at, 0, FIELD_LAYOUT, .inner = &(layout), __VA_ARGS__)
#define OWN(printer, at, ...) FIELD(NULL, at, 0, FIELD_OWN, .own = (printer), __VA_ARGS__)

// What stands between the braces, of a struct of `length` bytes of which all that the layout has can be read.
void print_layout_fields(struct decode *d, const struct layout *layout, const void *record, size_t length);
void print_layout(struct decode *d, const struct layout *layout, const void *record); // with the braces
// As print_record.
enum print_result print_layout_record(struct decode *d, u32 arg, bool out, const struct layout *layout);
// A value by itself.
void print_value_as(struct decode *d, const struct field *field, u64 value);
// An interface's number as if_nametoindex("lo").
void print_interface(struct decode *d, u32 index);
// `size` characters of a struct of which the last should be NUL; "..." where it is none.
void print_text_field(struct decode *d, const char *name, const char *text, size_t size);

#endif
