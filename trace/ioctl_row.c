// SPDX-License-Identifier: GPL-2.0-or-later
// Arguments of ioctl by rows.
#include "trace/ioctl_row.h"

#include <string.h>

static void print_numbers(struct decode *d, uaddr_t at, const struct field *f) {
    u64 values[2] = {0};
    u32 count = f->count ? f->count : 1;
    if (!at || !d->verbose || d->failed || !decode_read(d, at, values, (size_t)f->size * count)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '[');
    for (u32 i = 0; i < count; i++) {
        u64 value = 0;
        memcpy(&value, (u8 *)values + i * f->size, f->size);
        print_item(d);
        print_value_as(d, f, value);
    }
    print_close(d, ']');
}

static enum print_result print_twice(struct decode *d, u32 arg, const struct ioctl_row *row) {
    u64 record[LAYOUT_MAX / 8];
    uaddr_t at = d->args[arg];
    bool readable = at && d->verbose && decode_read(d, at, record, (d->exiting ? row->answered : row->asked)->size);
    if (!d->exiting) {
        if (readable)
            print_layout(d, row->asked, record);
        else
            print_addr(d, at);
        return readable || row->shape == STRUCT_ANYWAY ? PRINT_LATER : PRINT_DONE;
    }
    if (d->failed && row->shape != STRUCT_TOLD) return PRINT_DONE;
    text_puts(d->out, " => ");
    if (readable && !d->failed)
        print_layout(d, row->answered, record);
    else
        print_addr(d, at);
    return PRINT_DONE;
}

// What the caller has to leave empty is told only as it was answered, if it did.
static enum print_result print_received(struct decode *d, u32 arg, const struct ioctl_row *row) {
    u64 record[LAYOUT_MAX / 8];
    uaddr_t at = d->args[arg];
    bool readable = at && d->verbose && decode_read(d, at, record, row->asked->size), filled = false;
    if (!d->exiting) {
        if (!readable) {
            print_addr(d, at);
            return PRINT_DONE;
        }
        for (u32 i = 0; i < row->asked->size / 8u; i++) filled = filled || record[i];
        if (filled) print_layout(d, row->asked, record);
        d->kept[arg] = filled;
        return PRINT_LATER;
    }
    if (d->kept[arg]) text_puts(d->out, " => ");
    if (readable && !d->failed)
        print_layout(d, row->answered, record);
    else
        print_addr(d, at);
    return PRINT_DONE;
}

static enum print_result print_filled(struct decode *d, u32 arg, const struct ioctl_row *row) {
    u64 record[LAYOUT_MAX / 8];
    uaddr_t at = d->args[arg];
    bool readable = at && d->verbose && decode_read(d, at, record, (d->exiting ? row->answered : row->asked)->size);
    if (!d->exiting) {
        if (!readable) {
            print_addr(d, at);
            return PRINT_DONE;
        }
        print_open(d, '{');
        print_layout_fields(d, row->asked, record, row->asked->size);
        print_suspend(d);
        return PRINT_LATER;
    }
    print_resume(d);
    if (readable && !d->failed) print_layout_fields(d, row->answered, record, row->answered->size);
    if (d->failed && row->shape == STRUCT_FILLED_MORE) print_more(d);
    print_close(d, '}');
    return PRINT_DONE;
}

bool print_ioctl_row(struct decode *d, u32 arg, const struct ioctl_row *rows, u32 count, enum print_result *result) {
    const struct ioctl_row *row = NULL;
    u64 value = d->args[arg];
    for (u32 i = 0; i < count && !row; i++)
        if (rows[i].request == (u32)d->args[arg - 1]) row = &rows[i];
    if (!row) return false;
    *result = PRINT_DONE;
    switch (row->shape) {
    case NOTHING: break;
    case STRING: print_string(d, value); break;
    case VALUE:
        print_value_as(d, row->field, row->field->size < 8 ? value & ((1ull << 8 * row->field->size) - 1) : value);
        break;
    case NUMBER_OUT:
        *result = d->exiting ? PRINT_DONE : PRINT_LATER;
        if (d->exiting) print_numbers(d, value, row->field);
        break;
    case NUMBER_IN: print_numbers(d, value, row->field); break;
    case STRUCT_OUT: *result = print_layout_record(d, arg, true, row->asked); break;
    case STRUCT_IN: *result = print_layout_record(d, arg, false, row->asked); break;
    case STRUCT_ANYWAY:
    case STRUCT_TOLD:
    case STRUCT_TWICE: *result = print_twice(d, arg, row); break;
    case STRUCT_RECEIVED: *result = print_received(d, arg, row); break;
    case STRUCT_FILLED_MORE:
    case STRUCT_FILLED: *result = print_filled(d, arg, row); break;
    }
    return true;
}
