// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on the console: what keys do and how characters look (kd.h, keyboard.h).
#include "abi/errno.h"
#include "trace/ioctl_row.h"
#include "trace/names_input.h"
#include "trace/print_ioctl.h"

// --- What a key does, by the table that is in effect
LOCAL_NAMES(tables, NULL, {0, "K_NORMTAB"}, {1, "K_SHIFTTAB"}, {2, "K_ALTTAB"}, {3, "K_ALTSHIFTTAB"});
LOCAL_NAMES(shifts, "KG_???", {1 << 0, "1<<KG_SHIFT"}, {1 << 1, "1<<KG_ALTGR"}, {1 << 2, "1<<KG_CTRL"},
            {1 << 3, "1<<KG_ALT"}, {1 << 4, "1<<KG_SHIFTL"}, {1 << 5, "1<<KG_SHIFTR"}, {1 << 6, "1<<KG_CTRLL"},
            {1 << 7, "1<<KG_CTRLR"});
static const char *const action_types[] = {"KT_LATIN", "KT_FN",     "KT_SPEC",  "KT_PAD",   "KT_DEAD",
                                           "KT_CONS",  "KT_CUR",    "KT_SHIFT", "KT_META",  "KT_ASCII",
                                           "KT_LOCK",  "KT_LETTER", "KT_SLOCK", "KT_DEAD2", "KT_BRL"};
enum {
    TYPES = sizeof action_types / sizeof *action_types,
    LATIN = 0,
    FUNCTION = 1,
    META = 8,
    LETTER = 11,
    DEAD2 = 13
};

static void print_character(struct decode *d, u8 c) {
    static const char escapes[] = "abtnvfr"; // from 7 on
    if (c == '\'' || c == '\\')
        text_printf(d->out, "'\\%c'", c);
    else if (c >= '\t' && c <= '\r')
        text_printf(d->out, "'\\%c'", escapes[c - 7]);
    else if (c >= ' ' && c < 0x7f)
        text_printf(d->out, "'%c'", c);
    else
        text_printf(d->out, "'\\x%02x'", c);
}
static const char *action_name(u16 action) {
    for (u32 i = 0; i < names_KEY_ACTIONS.count; i++)
        if (names_KEY_ACTIONS.entries[i].value == action) return names_KEY_ACTIONS.entries[i].name;
    return NULL;
}
static void print_action(struct decode *d, u16 action) {
    u8 type = (u8)(action >> 8), value = (u8)action;
    const char *name = action_name(action);
    print_hex(d, action);
    if (d->opt->style == NAMES_RAW) return;
    text_puts(d->out, " /* ");
    if (name) {
        text_puts(d->out, name);
    } else {
        text_puts(d->out, "K(");
        if (type < TYPES)
            text_puts(d->out, action_types[type]);
        else
            print_hex(d, type);
        text_puts(d->out, ", ");
        if (type == LATIN || type == META || type == LETTER || type == DEAD2)
            print_character(d, value);
        else
            print_hex(d, value);
        text_char(d->out, ')');
    }
    text_puts(d->out, " */");
}
static void table_name(struct decode *d, u64 table) {
    if (table < tables_entries[0].value + names_tables.count)
        text_puts(d->out, tables_entries[table].name);
    else
        print_flags(d, &names_shifts, table);
}
static void entry_table(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_field(d, "kb_table");
    print_named(d, *(const u8 *)record, table_name);
}
static void entry_action(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_field(d, "kb_value");
    print_action(d, ((const u16 *)record)[1]);
}
LAYOUT(entry, 4, OWN(entry_table, 0), UDEC("kb_index", 1, 1));
LAYOUT(entry_told, 4, OWN(entry_action, 0));
LAYOUT(entry_set, 4, OWN(entry_table, 0), UDEC("kb_index", 1, 1), OWN(entry_action, 0));

// --- Strings of function keys
enum { KEY_STRING = 512, ARGUMENT = 2 };
static void function_name(struct decode *d, u64 key) {
    const char *name = action_name((u16)(FUNCTION << 8 | key));
    text_printf(d->out, "KVAL(%s)", name ? name : "?");
}
static void function_key(struct decode *d, const void *record, size_t length) {
    (void)length;
    print_field(d, "kb_func");
    print_named(d, *(const u8 *)record, function_name);
}
static void function_string(struct decode *d, const void *record, size_t length) {
    (void)record;
    (void)length;
    char string[KEY_STRING];
    print_field(d, "kb_string");
    size_t n = decode_peek(d, d->args[ARGUMENT] + 1, string, sizeof string);
    if (n < sizeof string && !memchr(string, 0, n)) // it ends where nothing is
        text_puts(d->out, "???");
    else
        print_string_within(d, d->args[ARGUMENT] + 1, KEY_STRING);
}
LAYOUT(function, 1, OWN(function_key, 0));
LAYOUT(function_told, 1, OWN(function_string, 0));
LAYOUT(function_set, 1, OWN(function_key, 0), OWN(function_string, 0));

// --- Accents
enum { ACCENTS_MOST = 256 };
static u64 accents_shown(const struct decode *d) {
    return elements_shown(d) < ACCENTS_MOST ? elements_shown(d) : ACCENTS_MOST;
}
static void accent(struct decode *d, const void *element) {
    static const char *const names[] = {"diacr", "base", "result"};
    print_open(d, '{');
    for (u32 i = 0; i < 3; i++) {
        print_field(d, names[i]);
        print_character(d, ((const u8 *)element)[i]);
    }
    print_close(d, '}');
}
LAYOUT(wide_accent, 12, HEX("diacr", 0, 4), HEX("base", 4, 4), HEX("result", 8, 4));
static void one_wide_accent(struct decode *d, const void *element) {
    print_layout(d, &wide_accent, element);
}
static void accents_behind(struct decode *d, const void *record, size_t length) {
    u32 count = *(const u32 *)record;
    print_field(d, "kbdiacr");
    print_array_part(d, d->args[ARGUMENT] + length, count, accents_shown(d), 3, accent);
}
static void wide_accents_behind(struct decode *d, const void *record, size_t length) {
    u32 count = *(const u32 *)record;
    print_field(d, "kbdiacruc");
    print_array_part(d, d->args[ARGUMENT] + length, count, accents_shown(d), 12, one_wide_accent);
}
LAYOUT(accents, 4, UDEC("kb_cnt", 0, 4), OWN(accents_behind, 0));
LAYOUT(wide_accents, 4, UDEC("kb_cnt", 0, 4), OWN(wide_accents_behind, 0));

// --- Which characters stand where in the font
LAYOUT(position, 4, HEX("unicode", 0, 2), HEX("fontpos", 2, 2));
static void one_position(struct decode *d, const void *element) {
    print_layout(d, &position, element);
}
static enum print_result print_positions(struct decode *d, u32 arg, bool out) {
    u64 record[2]; // a count and where they are
    uaddr_t at = d->args[arg];
    bool readable = at && d->verbose && decode_read(d, at, record, sizeof record);
    if (!d->exiting) {
        if (!readable) {
            print_addr(d, at);
            return PRINT_DONE;
        }
        print_open(d, '{');
        print_field_udec(d, "entry_ct", (u16)record[0]);
        if (out) {
            print_suspend(d);
            return PRINT_LATER;
        }
    } else {
        print_resume(d);
        if (!readable) {
            print_close(d, '}');
            return PRINT_DONE;
        }
        text_puts(d->out, " => ");
        print_udec(d, (u16)record[0]);
    }
    print_field(d, "entries");
    if (d->failed && d->result != -ENOMEM) // which says that there are more
        print_addr(d, record[1]);
    else
        print_array(d, record[1], (u16)record[0], position.size, one_position);
    print_close(d, '}');
    return PRINT_DONE;
}

// --- Fonts
enum { FONT_SET, FONT_GET, FONT_SET_DEFAULT, FONT_COPY, ROWS = 32 };
LOCAL_NAMES(font_operations, "KD_FONT_OP_???", {FONT_SET, "KD_FONT_OP_SET"}, {FONT_GET, "KD_FONT_OP_GET"},
            {FONT_SET_DEFAULT, "KD_FONT_OP_SET_DEFAULT"}, {FONT_COPY, "KD_FONT_OP_COPY"});
LOCAL_NAMES(font_flags, "KD_FONT_FLAG_???", {1, "KD_FONT_FLAG_DONT_RECALC"}, {0x80000000, "KD_FONT_FLAG_OLD"});
struct font {
    u32 operation, flags, width, height, characters, padding;
    u64 data;
};
static void print_font_data(struct decode *d, const struct font *f, bool data) {
    print_field(d, "data");
    if (data && f->data)
        print_hex_bytes(d, f->data, (f->width + 7ull) / 8 * ROWS * f->characters);
    else
        print_addr(d, f->data);
}
static void print_font_size(struct decode *d, const struct font *f, bool all) {
    print_field_udec(d, "width", f->width);
    print_field_udec(d, "height", f->height);
    if (all) print_field_udec(d, "charcount", f->characters);
}
static enum print_result print_font(struct decode *d, u32 arg) {
    struct font f;
    uaddr_t at = d->args[arg];
    bool readable = at && d->verbose && decode_read(d, at, &f, sizeof f);
    if (d->exiting) {
        if (d->failed) return PRINT_DONE;
        text_puts(d->out, " => ");
        if (!readable) {
            print_addr(d, at);
            return PRINT_DONE;
        }
    } else if (!readable) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    print_open(d, '{');
    if (!d->exiting) {
        print_field(d, "op");
        print_choice(d, &names_font_operations, f.operation);
    }
    switch (f.operation) {
    case FONT_SET_DEFAULT:
        print_font_size(d, &f, false);
        if (d->exiting) break;
        print_field(d, "data");
        print_string_within(d, f.data, ROWS - 1);
        break;
    case FONT_COPY: print_field_udec(d, "height", f.height); break;
    default:
        if (!d->exiting) {
            print_field(d, "flags");
            print_flags(d, &names_font_flags, f.flags);
        }
        print_font_size(d, &f, true);
        print_font_data(d, &f, f.operation == FONT_SET || (f.operation == FONT_GET && d->exiting));
    }
    print_close(d, '}');
    return d->exiting || f.operation == FONT_SET || f.operation == FONT_COPY ? PRINT_DONE : PRINT_LATER;
}

// {charcount=1, charheight=16, chardata="\x00..."}
static void font_bytes(struct decode *d, const void *record, size_t length) {
    const u64 *words = record;
    (void)length;
    print_field(d, "chardata");
    print_hex_bytes(d, words[1], ROWS * (words[0] & 0xffff));
}
LAYOUT(plain_font, 16, UDEC("charcount", 0, 2), UDEC("charheight", 2, 2), ADDRESS("chardata", 8));
LAYOUT(plain_font_data, 16, UDEC("charcount", 0, 2), UDEC("charheight", 2, 2), OWN(font_bytes, 0));

static const struct ioctl_row rows[] = {
    FILLED(0x4b46, entry, entry_told),          // KDGKBENT
    WRITES_STRUCT(0x4b47, entry_set),           // KDSKBENT
    FILLED(0x4b48, function, function_told),    // KDGKBSENT
    WRITES_STRUCT(0x4b49, function_set),        // KDSKBSENT
    READS_STRUCT(0x4b4a, accents),              // KDGKBDIACR
    WRITES_STRUCT(0x4b4b, accents),             // KDSKBDIACR
    READS_STRUCT(0x4bfa, wide_accents),         // KDGKBDIACRUC
    WRITES_STRUCT(0x4bfb, wide_accents),        // KDSKBDIACRUC
    TWICE(0x4b6b, plain_font, plain_font_data), // GIO_FONTX
    WRITES_STRUCT(0x4b6c, plain_font_data),     // PIO_FONTX
};
enum { GET_POSITIONS = 0x4b66, SET_POSITIONS = 0x4b67, FONT = 0x4b72 };

bool print_ioctl_keymap(struct decode *d, u32 arg, enum print_result *result) {
    switch ((u32)d->args[arg - 1]) {
    case GET_POSITIONS: *result = print_positions(d, arg, true); return true;
    case SET_POSITIONS: *result = print_positions(d, arg, false); return true;
    case FONT: *result = print_font(d, arg); return true;
    default: return print_ioctl_row(d, arg, rows, sizeof rows / sizeof *rows, result);
    }
}
