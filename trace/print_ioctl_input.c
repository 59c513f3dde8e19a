// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on input devices: evdev's, whose numbers carry a length or an axis.
#include "abi/ioctl.h"
#include "trace/layout.h"
#include "trace/names_input.h"
#include "trace/print_ioctl.h"

enum { AXES = 64 };
#define EVIOCGKEYCODE 0x80084504
#define EVIOCSKEYCODE 0x40084504
enum { SHORT_LIST = 4, BYTES_MAX = 128 };

// Bits that are set, by name; `most`: of so many.
static void print_bits(struct decode *d, uaddr_t at, u64 bytes, const struct name_table *names, u32 most) {
    u8 bits[BYTES_MAX] = {0};
    u32 shown = 0;
    if (bytes > sizeof bits) bytes = sizeof bits;
    if (!at || !bytes || !d->verbose || d->failed || !decode_read(d, at, bits, bytes)) {
        print_addr(d, at);
        return;
    }
    text_char(d->out, '[');
    for (u32 i = 0; i < most && i < 8 * bytes; i++) {
        if (!(bits[i / 8] >> i % 8 & 1)) continue;
        if (shown) text_char(d->out, ' ');
        if (shown++ == SHORT_LIST && d->abbrev) {
            text_puts(d->out, "...");
            break;
        }
        print_choice(d, names, i);
    }
    text_char(d->out, ']');
}

static const struct {
    const struct name_table *names;
    u32 most;
} bits_of_event[] = {
    [0x00] = {&names_INPUT_EVENTS, 0x1f},     [0x01] = {&names_INPUT_KEYS, 0x2ff},
    [0x02] = {&names_INPUT_MOVES, 0x0f},      [0x03] = {&names_INPUT_AXES, 0x3f},
    [0x04] = {&names_INPUT_OTHERS, 0x07},     [0x05] = {&names_INPUT_SWITCHES, 0x10},
    [0x11] = {&names_INPUT_LEDS, 0x0f},       [0x12] = {&names_INPUT_SOUNDS, 0x07},
    [0x14] = {&names_INPUT_REPEATS, 0x01},    [0x15] = {&names_INPUT_EFFECTS, 0x7f},
    [0x17] = {&names_INPUT_EFFECT_STATES, 1},
};
enum { EVENT_POWER = 0x16 };

LAYOUT_ABRIDGED(axis, 24, UDEC("value", 0, 4), UDEC("minimum", 4, 4), UDEC("maximum", 8, 4, .when = SHOWN_VERBOSE),
                UDEC("fuzz", 12, 4, .when = SHOWN_VERBOSE), UDEC("flat", 16, 4, .when = SHOWN_VERBOSE),
                UDEC("resolution", 20, 4, .when = SHOWN_VERBOSE));

static void slot(struct decode *d, const void *element) {
    print_dec(d, *(const s32 *)element);
}

static void print_slots(struct decode *d, uaddr_t at, u32 size) {
    u32 code;
    if (size < sizeof code || !d->verbose || d->failed || !decode_read(d, at, &code, sizeof code)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '{');
    print_field(d, "code");
    LOCAL_NAMES(slots, "ABS_MT_???", {0x2f, "ABS_MT_SLOT"}, {0x30, "ABS_MT_TOUCH_MAJOR"},
                {0x31, "ABS_MT_TOUCH_MINOR"}, {0x32, "ABS_MT_WIDTH_MAJOR"}, {0x33, "ABS_MT_WIDTH_MINOR"},
                {0x34, "ABS_MT_ORIENTATION"}, {0x35, "ABS_MT_POSITION_X"}, {0x36, "ABS_MT_POSITION_Y"},
                {0x37, "ABS_MT_TOOL_TYPE"}, {0x38, "ABS_MT_BLOB_ID"}, {0x39, "ABS_MT_TRACKING_ID"},
                {0x3a, "ABS_MT_PRESSURE"}, {0x3b, "ABS_MT_DISTANCE"}, {0x3c, "ABS_MT_TOOL_X"},
                {0x3d, "ABS_MT_TOOL_Y"});
    print_choice(d, &names_slots, code);
    print_field(d, "values");
    print_array(d, at + sizeof code, size / sizeof(s32) - 1, sizeof(s32), slot);
    print_close(d, '}');
}

// [scan code, key]
static enum print_result print_key_code(struct decode *d, u32 arg, bool out) {
    u32 codes[2];
    if (out && !d->exiting) return PRINT_LATER;
    if (!d->args[arg] || !d->verbose || (out && d->failed) || !decode_read(d, d->args[arg], codes, sizeof codes)) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    print_open(d, '[');
    print_item(d);
    print_udec(d, codes[0]);
    print_item(d);
    print_choice(d, &names_INPUT_KEYS, codes[1]);
    print_close(d, ']');
    return PRINT_DONE;
}

static void print_event_bits(struct decode *d, u32 event, uaddr_t at) {
    if (event == EVENT_POWER)
        print_array(d, at, 1, sizeof(s32), slot);
    else if (event < sizeof bits_of_event / sizeof *bits_of_event && bits_of_event[event].names)
        print_bits(d, at, (u64)d->result, bits_of_event[event].names, bits_of_event[event].most);
    else
        print_addr(d, at);
}

// --- Force feedback
LAYOUT(envelope, 8, UDEC("attack_length", 0, 2), UDEC("attack_level", 2, 2), UDEC("fade_length", 4, 2),
       HEX("fade_level", 6, 2));
LAYOUT(trigger, 4, UDEC("button", 0, 2), UDEC("interval", 2, 2));
LAYOUT(replay, 4, UDEC("length", 0, 2), UDEC("delay", 2, 2));
LAYOUT(constant, 10, DEC("level", 0, 2), INNER("envelope", 2, envelope));
LAYOUT(ramp, 12, DEC("start_level", 0, 2), DEC("end_level", 2, 2), INNER("envelope", 4, envelope));
LAYOUT(periodic, 32, UDEC("waveform", 0, 2), UDEC("period", 2, 2), DEC("magnitude", 4, 2), DEC("offset", 6, 2),
       UDEC("phase", 8, 2), INNER("envelope", 10, envelope), UDEC("custom_len", 20, 4), ADDRESS("custom_data", 24));
LAYOUT(rumble, 4, UDEC("strong_magnitude", 0, 2), UDEC("weak_magnitude", 2, 2));
enum { EFFECT_RUMBLE = 0x50, EFFECT_PERIODIC = 0x51, EFFECT_CONSTANT = 0x52, EFFECT_RAMP = 0x57 };
LAYOUT(effect_rumble, 48, INNER("rumble", 16, rumble));
LAYOUT(effect_periodic, 48, INNER("periodic", 16, periodic));
LAYOUT(effect_constant, 48, INNER("constant", 16, constant));
LAYOUT(effect_ramp, 48, INNER("ramp", 16, ramp));
LAYOUT(effect_times, 48, INNER("trigger", 6, trigger), INNER("replay", 10, replay));
static void effect_more(struct decode *d, const void *record, size_t length) {
    if (d->abbrev) {
        print_more(d);
        return;
    }
    print_layout_fields(d, &effect_times, record, length);
    switch (*(const u16 *)record) {
    case EFFECT_RUMBLE: print_layout_fields(d, &effect_rumble, record, length); break;
    case EFFECT_PERIODIC: print_layout_fields(d, &effect_periodic, record, length); break;
    case EFFECT_CONSTANT: print_layout_fields(d, &effect_constant, record, length); break;
    case EFFECT_RAMP: print_layout_fields(d, &effect_ramp, record, length); break;
    default: break;
    }
}
LAYOUT(effect, 48, CHOICE("type", 0, 2, INPUT_EFFECTS), DEC("id", 2, 2), UDEC("direction", 4, 2),
       OWN(effect_more, 0));
enum { EVIOCSFF = 0x40304580 };

bool print_ioctl_input(struct decode *d, u32 arg, enum print_result *result) {
    u32 request = (u32)d->args[arg - 1], number = _IOC_NR(request);
    uaddr_t at = d->args[arg];
    bool reads = _IOC_DIR(request) == _IOC_READ;
    if (_IOC_TYPE(request) != EVDEV_TYPE) return false;
    if (request == EVIOCGKEYCODE || request == EVIOCSKEYCODE) {
        *result = print_key_code(d, arg, reads);
        return true;
    }
    if (request == EVIOCSFF) {
        *result = print_layout_record(d, arg, false, &effect);
        return true;
    }
    bool whole = _IOC_SIZE(request) >= axis.size;
    if (_IOC_DIR(request) == _IOC_WRITE && number >= EVDEV_SET_AXES && whole) {
        *result = print_layout_record(d, arg, false, &axis);
        return true;
    }
    if (!reads || ioctl_name(request)) return false;
    *result = PRINT_LATER;
    if (!d->exiting) return true;
    *result = PRINT_DONE;
    if (number >= EVDEV_AXES && number < EVDEV_AXES + AXES && whole) {
        *result = print_layout_record(d, arg, true, &axis);
        return true;
    }
    if (number >= EVDEV_BITS && number < EVDEV_AXES) {
        print_event_bits(d, number - EVDEV_BITS, at);
        return true;
    }
    switch (number) {
    case 0x06:
    case 0x07:
    case 0x08:
        if (d->failed)
            print_addr(d, at);
        else
            print_bytes(d, at, (u64)d->result);
        return true;
    case 0x09: print_bits(d, at, (u64)d->result, &names_INPUT_PROPERTIES, 0x1f); return true;
    case 0x0a: print_slots(d, at, _IOC_SIZE(request)); return true;
    case 0x18: print_event_bits(d, 0x01, at); return true;
    case 0x19: print_event_bits(d, 0x11, at); return true;
    case 0x1a: print_event_bits(d, 0x12, at); return true;
    case 0x1b: print_event_bits(d, 0x05, at); return true;
    default: break;
    }
    print_hex(d, at);
    return true;
}
