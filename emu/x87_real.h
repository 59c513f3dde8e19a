// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers of the x87, and the functions of them that are not exact (x87_math.c). Private to x87*.c.
#ifndef EMU_X87_REAL_H
#define EMU_X87_REAL_H

#include "base/types.h"

#define INTEGER_BIT (1ull << 63)
enum { EXPONENT_MAX = 0x7fff, EXPONENT_BIAS = 16383 };

struct real { // as the register has it
    u64 mantissa;
    u16 exponent;
    bool negative;
};
static inline int exponent_of(const struct real *r) {
    return (r->exponent ? r->exponent : 1) - EXPONENT_BIAS;
}

// A finite result other than zero: 64 bits, the integer bit first, then two more, and whether anything follows.
struct exact {
    u64 bits;
    int exponent; // of the integer bit
    bool negative;
    bool half, more;
};

// Of finite operands for which the result is neither zero nor infinite: x of the logarithms is positive and not 1, of the sines and their like
// not zero and below 2^63, of 2^x - 1 between -1 and 1. x87_atan2 takes zeros and infinities, too.
struct exact x87_2xm1(const struct real *x);
struct exact x87_yl2x(const struct real *x, const struct real *y);
struct exact x87_yl2xp1(const struct real *x, const struct real *y);
struct exact x87_atan2(const struct real *y, const struct real *x);
struct exact x87_sine(const struct real *x);
struct exact x87_cosine(const struct real *x);
struct exact x87_tangent(const struct real *x);

#endif
