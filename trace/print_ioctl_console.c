// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on the Linux console, as far as an argument is not just a number or a struct: sounds, lights, the keyboard. Numbers: Linux's kd.h.
#include "trace/layout.h"
#include "trace/names_input.h"
#include "trace/print_ioctl.h"

enum {
    SOUND = 0x4b2f,
    TONE,
    SET_KEYBOARD = 0x4b45,
    GET_SCAN_CODE = 0x4b4c,
    SIGNAL_ACCEPT = 0x4b4e,
    SET_LIGHTS = 0x4b65
};
enum { GET_MAP = 0x4b40, SET_MAP, GET_FONT = 0x4b60, SET_FONT, GET_WIDE_MAP = 0x4b69, SET_WIDE_MAP };
enum { GET_COLOURS = 0x4b70, SET_COLOURS, CLOCK_HZ = 1193180, MAP_SIZE = 256, FONT_SIZE = 8192, COLOURS_SIZE = 48 };

static void print_hertz(struct decode *d, u32 period) {
    u32 hertz = period ? CLOCK_HZ / period : 0;
    if (hertz)
        text_printf(d->out, " /* %u Hz", hertz);
    else
        text_puts(d->out, " /* off");
}

static void print_sound(struct decode *d, u64 period) {
    print_udec(d, period);
    if (d->opt->style == NAMES_RAW) return;
    print_hertz(d, (u32)period);
    text_puts(d->out, " */");
}

static void print_tone(struct decode *d, u32 value) { // a period, and in the high half how long
    u32 period = value & 0xffff, duration = value >> 16;
    if (duration)
        text_printf(d->out, "%u<<16|%u", duration, period);
    else
        print_udec(d, period);
    if (!duration || !period || period > CLOCK_HZ) {
        if (d->opt->style != NAMES_RAW) print_comment(d, "off");
        return;
    }
    if (d->opt->style == NAMES_RAW) return;
    print_hertz(d, period);
    text_printf(d->out, ", %u ms */", duration);
}

// Of the characters that Unicode leaves to everyone the font's own are told as such.
enum { DIRECT_BASE = 0xf000, DIRECT_MASK = 0x1ff };
static void direct_character(struct decode *d, u64 value) {
    text_puts(d->out, "UNI_DIRECT_BASE+");
    print_hex(d, value & DIRECT_MASK);
}
static void wide_character(struct decode *d, const void *element) {
    u16 value = *(const u16 *)element;
    if ((value & ~DIRECT_MASK) == DIRECT_BASE)
        print_named(d, value, direct_character);
    else
        print_hex(d, value);
}

// What a keyboard or a font is made of: bytes.
static enum print_result print_map(struct decode *d, u32 arg, bool out, u32 size) {
    if (out && !d->exiting) return PRINT_LATER;
    if (d->failed || !d->verbose)
        print_addr(d, d->args[arg]);
    else
        print_hex_bytes(d, d->args[arg], size);
    return PRINT_DONE;
}

static enum print_result print_wide_map(struct decode *d, u32 arg, bool out) {
    if (out && !d->exiting) return PRINT_LATER;
    print_array(d, d->args[arg], MAP_SIZE, sizeof(u16), wide_character);
    return PRINT_DONE;
}

// {scancode=0x1, keycode=0x2 => 0x3}
static enum print_result print_scan_code(struct decode *d, u32 arg) {
    u32 codes[2];
    uaddr_t at = d->args[arg];
    bool readable = at && d->verbose && decode_read(d, at, codes, sizeof codes);
    if (!d->exiting) {
        if (!readable) {
            print_addr(d, at);
            return PRINT_DONE;
        }
        print_open(d, '{');
        print_field_hex(d, "scancode", codes[0]);
        print_field_hex(d, "keycode", codes[1]);
        print_suspend(d);
        return PRINT_LATER;
    }
    print_resume(d);
    if (readable && !d->failed) {
        text_puts(d->out, " => ");
        print_hex(d, codes[1]);
    }
    print_close(d, '}');
    return PRINT_DONE;
}

bool print_ioctl_console(struct decode *d, u32 arg, enum print_result *result) {
    u64 value = d->args[arg];
    u32 request = (u32)d->args[arg - 1];
    *result = PRINT_DONE;
    switch (request) {
    case SOUND: print_sound(d, value); return true;
    case TONE: print_tone(d, (u32)value); return true;
    case SET_KEYBOARD: print_choice_dec(d, &names_KEYBOARD_MODES, value); return true;
    case SIGNAL_ACCEPT: print_signum(d, (s32)value); return true;
    case SET_LIGHTS: print_flags(d, &names_KEYBOARD_LIGHTS, (u8)value); return true;
    case GET_SCAN_CODE: *result = print_scan_code(d, arg); return true;
    case GET_MAP:
    case SET_MAP: *result = print_map(d, arg, request == GET_MAP, MAP_SIZE); return true;
    case GET_FONT:
    case SET_FONT: *result = print_map(d, arg, request == GET_FONT, FONT_SIZE); return true;
    case GET_COLOURS:
    case SET_COLOURS: *result = print_map(d, arg, request == GET_COLOURS, COLOURS_SIZE); return true;
    case GET_WIDE_MAP:
    case SET_WIDE_MAP: *result = print_wide_map(d, arg, request == GET_WIDE_MAP); return true;
    default: return false;
    }
}
