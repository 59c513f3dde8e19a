// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers, names and brackets: what all printers are made of.
#include "abi/mman.h"
#include "trace/decode.h"

#include <inttypes.h>

void print_hex(struct decode *d, u64 value) {
    char digits[16];
    size_t at = sizeof digits;
    if (!value) {
        text_char(d->out, '0');
        return;
    }
    for (; value; value >>= 4) digits[--at] = "0123456789abcdef"[value & 15];
    text_put(d->out, "0x", 2);
    text_put(d->out, digits + at, sizeof digits - at);
}

void print_addr(struct decode *d, u64 value) {
    if (value)
        print_hex(d, value);
    else
        text_puts(d->out, "NULL");
}

void print_udec(struct decode *d, u64 value) {
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    text_put(d->out, digits + at, sizeof digits - at);
}

void print_dec(struct decode *d, s64 value) {
    if (value < 0) text_char(d->out, '-');
    print_udec(d, value < 0 ? 0 - (u64)value : (u64)value);
}

void print_octal(struct decode *d, u64 value) {
    text_printf(d->out, "%#03" PRIo64, value);
}

void print_uid(struct decode *d, u32 id) {
    print_dec(d, id == UINT32_MAX ? -1 : (s64)id);
}

void print_comment(struct decode *d, const char *text) {
    text_puts(d->out, " /* ");
    text_puts(d->out, text);
    text_puts(d->out, " */");
}

// --- Names
static void choice(struct decode *d, const struct name_table *names, u64 value,
                   void (*number)(struct decode *, u64)) {
    const char *name = NULL; // a negative number may have come as 32 bits
    for (u32 i = 0; !name && i < names->count; i++)
        if (names->entries[i].value == value || (value <= UINT32_MAX && (u32)names->entries[i].value == value))
            name = names->entries[i].name;
    if (name && d->opt->style == NAMES_ABBREV) {
        text_puts(d->out, name);
        return;
    }
    number(d, value);
    if (d->opt->style == NAMES_RAW) return;
    if (!name) name = names->unknown;
    if (name) print_comment(d, name);
}

static void number_dec(struct decode *d, u64 value) {
    print_dec(d, (s64)value);
}

void print_choice(struct decode *d, const struct name_table *names, u64 value) {
    choice(d, names, value, print_hex);
}

void print_choice_dec(struct decode *d, const struct name_table *names, u64 value) {
    choice(d, names, value, number_dec);
}

void print_flags(struct decode *d, const struct name_table *names, u64 value) {
    u64 rest = value;
    bool any = false, verbose = d->opt->style == NAMES_VERBOSE;
    if (d->opt->style == NAMES_RAW) {
        print_hex(d, value);
        return;
    }
    for (u32 i = 0; (rest || !any) && i < names->count; i++) {
        u64 bits = names->entries[i].value;
        if (bits ? (rest & bits) != bits : value != 0) continue;
        if (any)
            text_char(d->out, '|');
        else if (verbose) {
            print_hex(d, value);
            text_puts(d->out, " /* ");
        }
        text_puts(d->out, names->entries[i].name);
        any = true;
        rest &= ~bits;
    }
    if (!any) {
        print_hex(d, value);
        if (value && names->unknown) print_comment(d, names->unknown);
        return;
    }
    if (rest) {
        text_char(d->out, '|');
        print_hex(d, rest);
    }
    if (verbose) text_puts(d->out, " */");
}

void print_flags_behind(struct decode *d, const struct name_table *names, u64 value) {
    const struct name_table silent = {names->entries, names->count, NULL};
    if (!value) return;
    text_char(d->out, '|');
    print_flags(d, &silent, value);
}

void print_names_only(struct decode *d, u64 value, void (*names)(struct decode *d, u64 value)) {
    const struct decode_options *options = d->opt;
    struct decode_options plain = *options;
    plain.style = NAMES_ABBREV;
    d->opt = &plain;
    names(d, value);
    d->opt = options;
}

void print_named(struct decode *d, u64 value, void (*names)(struct decode *d, u64 value)) {
    if (d->opt->style != NAMES_ABBREV) print_hex(d, value);
    if (d->opt->style == NAMES_RAW) return;
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " /* ");
    d->in_comment = d->opt->style == NAMES_VERBOSE;
    print_names_only(d, value, names);
    d->in_comment = false;
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " */");
}

void print_named_bytes(struct decode *d, const void *bytes, size_t n,
                       void (*names)(struct decode *d, const void *bytes)) {
    if (d->opt->style != NAMES_ABBREV) print_quoted(d, bytes, n, QUOTE_HEX);
    if (d->opt->style == NAMES_RAW) return;
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " /* ");
    names(d, bytes);
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " */");
}

// --- Brackets
void print_open(struct decode *d, char bracket) {
    text_char(d->out, bracket);
    d->fields <<= 1;
}

void print_close(struct decode *d, char bracket) {
    text_char(d->out, bracket);
    d->fields >>= 1;
}

void print_suspend(struct decode *d) {
    d->fields >>= 1;
}

void print_resume(struct decode *d) {
    d->fields = d->fields << 1 | 1; // something stands in it, from entry
}

void print_arrow(struct decode *d) {
    text_puts(d->out, " => ");
    d->fields &= ~1ull;
}

void print_item(struct decode *d) {
    if (d->fields & 1) text_put(d->out, ", ", 2);
    d->fields |= 1;
}

void print_field(struct decode *d, const char *name) {
    print_item(d);
    text_puts(d->out, name);
    text_char(d->out, '=');
}

void print_field_udec(struct decode *d, const char *name, u64 value) {
    print_field(d, name);
    print_udec(d, value);
}

void print_field_hex(struct decode *d, const char *name, u64 value) {
    print_field(d, name);
    print_hex(d, value);
}

void print_more(struct decode *d) {
    print_item(d);
    text_puts(d->out, "...");
}

// --- Structs and lists in the caller's memory
// A tracer on Linux reads with process_vm_readv(2), which gives what the program itself may read.
size_t decode_peek(struct decode *d, uaddr_t from, void *to, size_t n) {
    struct mm *mm = d->task->mm;
    if (!mm || from + n < from) return 0;
    uaddr_t end = from;
    for (struct vma *v = mm_find(mm, from); v && v->start <= end && v->prot & PROT_READ && end < from + n;
         v = vma_next(v))
        end = v->end;
    return mm_peek(mm, from, to, (size_t)min_u64(n, end - from));
}

bool decode_read(struct decode *d, uaddr_t from, void *to, size_t n) {
    return decode_peek(d, from, to, n) == n;
}

static bool looked_into(const struct decode *d) {
    return d->verbose && !(d->exiting && d->failed);
}

enum print_result print_record(struct decode *d, u32 arg, bool out, void *buffer, size_t size,
                               void (*fields)(struct decode *d, const void *record)) {
    uaddr_t at = d->args[arg];
    if (out && !d->exiting) return PRINT_LATER;
    if (!at || !(out ? looked_into(d) : d->verbose) || !decode_read(d, at, buffer, size)) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    print_open(d, '{');
    fields(d, buffer);
    print_close(d, '}');
    return PRINT_DONE;
}

void print_more_at(struct decode *d, uaddr_t at) {
    print_more(d);
    text_puts(d->out, " /* ");
    print_hex(d, at);
    text_puts(d->out, " */");
}

void print_array(struct decode *d, uaddr_t from, u64 count, size_t size,
                 void (*one)(struct decode *d, const void *element)) {
    print_array_part(d, from, count, elements_shown(d), size, one);
}

void print_array_part(struct decode *d, uaddr_t from, u64 count, u64 most, size_t size,
                      void (*one)(struct decode *d, const void *element)) {
    u64 element[ARRAY_ELEMENT_MAX / 8];
    if (!from) {
        print_addr(d, from);
        return;
    }
    if (!count) {
        text_puts(d->out, "[]");
        return;
    }
    bool fits = size <= sizeof element && count <= UINT64_MAX / size && from + count * size > from;
    if (!fits || !looked_into(d) || !decode_read(d, from, element, size)) {
        print_addr(d, from);
        return;
    }
    print_open(d, '[');
    for (u64 i = 0; i < count; i++) {
        uaddr_t at = from + i * size;
        if (i && !decode_read(d, at, element, size)) {
            print_more_at(d, at);
            break;
        }
        if (i >= most || text_is_long(d)) {
            print_more(d);
            break;
        }
        print_item(d);
        one(d, element);
    }
    print_close(d, ']');
}
