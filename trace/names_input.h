// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of names of input events.
#ifndef TRACE_NAMES_INPUT_H
#define TRACE_NAMES_INPUT_H

#include "trace/names.h"

extern const struct name_table names_KEY_ACTIONS;
extern const struct name_table names_INPUT_EVENTS, names_INPUT_AXES, names_INPUT_MOVES, names_INPUT_KEYS,
    names_INPUT_OTHERS, names_INPUT_SWITCHES, names_INPUT_LEDS, names_INPUT_SOUNDS, names_INPUT_REPEATS,
    names_INPUT_PROPERTIES, names_INPUT_EFFECTS, names_INPUT_EFFECT_STATES;

#endif
