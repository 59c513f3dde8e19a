// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of names of input events, and of what else several printers of input devices share.
#ifndef TRACE_NAMES_INPUT_H
#define TRACE_NAMES_INPUT_H

#include "trace/names.h"

// Numbers of ioctl on event devices: from these on, one for each kind of event, one for each axis (read; set)
enum { EVDEV_TYPE = 'E', EVDEV_BITS = 0x20, EVDEV_AXES = 0x40, EVDEV_SET_AXES = 0xc0 };

extern const struct name_table names_KEY_ACTIONS;
extern const struct name_table names_INPUT_EVENTS, names_INPUT_AXES, names_INPUT_MOVES, names_INPUT_KEYS,
    names_INPUT_OTHERS, names_INPUT_SWITCHES, names_INPUT_LEDS, names_INPUT_SOUNDS, names_INPUT_REPEATS,
    names_INPUT_PROPERTIES, names_INPUT_EFFECTS, names_INPUT_EFFECT_STATES, names_KEYBOARD_MODES,
    names_KEYBOARD_LIGHTS;

#endif
