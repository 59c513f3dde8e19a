// SPDX-License-Identifier: GPL-2.0-or-later
// The x87's transcendental instructions and remainders, which belljar carries out itself: on FXSAVE64's image, without an engine.
#ifndef EMU_X87_H
#define EMU_X87_H

#include "base/types.h"

enum x87_opcode { // what follows D9
    X87_F2XM1 = 0xf0,
    X87_FYL2X = 0xf1,
    X87_FPTAN = 0xf2,
    X87_FPATAN = 0xf3,
    X87_FPREM1 = 0xf5,
    X87_FPREM = 0xf8,
    X87_FYL2XP1 = 0xf9,
    X87_FSINCOS = 0xfb,
    X87_FSIN = 0xfe,
    X87_FCOS = 0xff,
};
static inline bool x87_is_ours(u8 opcode) { // F0 to F3, F5, F8, F9, FB, FE and FF
    return opcode >= 0xf0 && (0xcb2fu >> (opcode & 15) & 1);
}

// Does what the instruction does to control word, status word, tags and stack (Intel SDM volume 2, and what processors do where that leaves
// it open). False: an exception is pending, nothing was done, and #MF is due in its place.
bool x87_execute(u8 fxsave[512], u8 opcode);

#endif
