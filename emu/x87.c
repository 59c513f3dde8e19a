// SPDX-License-Identifier: GPL-2.0-or-later
// The x87's instructions that belljar carries out itself, on FXSAVE64's image: operands, stack, flags, rounding, and remainders, which are exact
// here as on a processor (the engine has 53 bits of them). What numbers the others give is x87_math.c's.
//
// Special operands, flags and stack are as Intel's manual has them, and where it says "undefined", as an Intel processor behaves: an
// operand of F2XM1 beyond 1 is left as it is; every finite result but zero counts as inexact.
#include "emu/x87.h"
#include "emu/x87_real.h"

#include <string.h>

enum { FX_FCW = 0, FX_FSW = 2, FX_FTW = 4, FX_ST = 32, ST_SIZE = 16 };
enum { // exception flags of the status word, and in the same places the masks of the control word
    FLAG_INVALID = 0x01,
    FLAG_DENORMAL = 0x02,
    FLAG_ZERO_DIVIDE = 0x04,
    FLAG_OVERFLOW = 0x08,
    FLAG_UNDERFLOW = 0x10,
    FLAG_PRECISION = 0x20,
    FLAGS_MASKED = 0x3f,
    FLAG_STACK = 0x40,
    FLAG_SUMMARY = 0x80,
    FLAG_C0 = 0x100,
    FLAG_C1 = 0x200,
    FLAG_C2 = 0x400,
    FLAG_C3 = 0x4000,
    FLAG_BUSY = 0x8000,
};
#define QUIET_BIT (1ull << 62)
enum { EXPONENT_WRAP = 24576 }; // what is put on exponents that do not fit, for those who unmask that
enum { ROUND_NEAREST, ROUND_DOWN, ROUND_UP, ROUND_ZERO }; // bits 10 and 11 of the control word

static const struct real zero = {0}, one = {INTEGER_BIT, EXPONENT_BIAS, false};
static const struct real infinity = {INTEGER_BIT, EXPONENT_MAX, false};
static const struct real default_nan = {INTEGER_BIT | QUIET_BIT, EXPONENT_MAX, true};

struct x87 {
    u8 *image;
    u16 control, status;
    bool stack_fault; // operand empty, or no room
    bool unmasked;    // an exception that the program wants to hear of came before there was a result
};

static struct real with_sign(struct real r, bool negative) {
    r.negative = negative;
    return r;
}

// --- Kinds of operands
static bool is_zero(const struct real *r) {
    return !r->exponent && !r->mantissa;
}
static bool is_denormal(const struct real *r) {
    return !r->exponent && r->mantissa;
}
static bool is_infinite(const struct real *r) {
    return r->exponent == EXPONENT_MAX && r->mantissa == INTEGER_BIT;
}
static bool is_nan(const struct real *r) {
    return r->exponent == EXPONENT_MAX && r->mantissa > INTEGER_BIT;
}
static bool is_signalling(const struct real *r) {
    return is_nan(r) && !(r->mantissa & QUIET_BIT);
}
static bool is_unsupported(const struct real *r) { // formats of the 8087
    return r->exponent && !(r->mantissa & INTEGER_BIT);
}

// --- Stack, tags, flags
static struct real get(const struct x87 *x, int i) {
    struct real r;
    u16 top;
    const u8 *at = x->image + FX_ST + ST_SIZE * i;
    memcpy(&r.mantissa, at, 8);
    memcpy(&top, at + 8, 2);
    r.exponent = top & EXPONENT_MAX;
    r.negative = top >> 15;
    return r;
}

static void put(struct x87 *x, int i, struct real r) {
    u16 top = (u16)(r.exponent | (r.negative ? 0x8000 : 0));
    u8 *at = x->image + FX_ST + ST_SIZE * i;
    memcpy(at, &r.mantissa, 8);
    memcpy(at + 8, &top, 2);
}

static u8 tag_bit(const struct x87 *x, int i) {
    return (u8)(1u << (((x->status >> 11) + i) & 7));
}
static bool is_empty(const struct x87 *x, int i) {
    return !(x->image[FX_FTW] & tag_bit(x, i));
}
static void set_top(struct x87 *x, int by) {
    x->status = (u16)((x->status & ~0x3800) | (((x->status >> 11) + by) & 7) << 11);
}

static void push(struct x87 *x, struct real r) {
    u8 last[ST_SIZE], *st = x->image + FX_ST;
    memcpy(last, st + 7 * ST_SIZE, ST_SIZE);
    memmove(st + ST_SIZE, st, 7 * ST_SIZE);
    memcpy(st, last, ST_SIZE);
    set_top(x, -1);
    x->image[FX_FTW] |= tag_bit(x, 0);
    put(x, 0, r);
}

static void pop(struct x87 *x) {
    u8 first[ST_SIZE], *st = x->image + FX_ST;
    x->image[FX_FTW] &= (u8)~tag_bit(x, 0);
    memcpy(first, st, ST_SIZE);
    memmove(st, st + ST_SIZE, 7 * ST_SIZE);
    memcpy(st + 7 * ST_SIZE, first, ST_SIZE);
    set_top(x, 1);
}

// Exceptions before there is a result: with one of them unmasked, there will be none.
static void raise_before(struct x87 *x, u16 flags) {
    x->status |= flags;
    if (flags & FLAGS_MASKED & ~x->control) x->unmasked = true;
}

// --- Rounding
static bool rounds_up(const struct x87 *x, const struct exact *v) {
    switch (x->control >> 10 & 3) {
    case ROUND_NEAREST: return v->half && (v->more || (v->bits & 1));
    case ROUND_DOWN: return v->negative && (v->half || v->more);
    case ROUND_UP: return !v->negative && (v->half || v->more);
    default: return false;
    }
}

// Adds one in the last place; true: that carried out of the 64 bits.
static bool round_once(struct x87 *x, struct exact *v) {
    x->status &= (u16)~FLAG_C1;
    if (!rounds_up(x, v)) return false;
    x->status |= FLAG_C1;
    return ++v->bits == 0;
}

static struct real round_denormal(struct x87 *x, struct exact v) {
    int shift = 1 - EXPONENT_BIAS - v.exponent;
    if (shift > 64) {
        v.more = true;
        v.half = false;
        v.bits = 0;
    } else if (shift > 0) {
        u64 lost = shift == 64 ? v.bits : v.bits & ((1ull << shift) - 1), middle = 1ull << (shift - 1);
        v.more = v.more || v.half || (lost & (middle - 1));
        v.half = lost & middle;
        v.bits = shift == 64 ? 0 : v.bits >> shift;
    }
    round_once(x, &v);
    return (struct real){v.bits, v.bits & INTEGER_BIT ? 1 : 0, v.negative}; // it may have become normal
}

static struct real round_overflow(struct x87 *x, bool negative) {
    int mode = x->control >> 10 & 3;
    bool largest = mode == ROUND_ZERO || mode == (negative ? ROUND_UP : ROUND_DOWN);
    x->status &= (u16)~FLAG_C1;
    if (largest) return (struct real){~0ull, EXPONENT_MAX - 1, negative};
    x->status |= FLAG_C1;
    return with_sign(infinity, negative);
}

static struct real round_result(struct x87 *x, struct exact v) {
    struct exact full = v;
    x->status |= FLAG_PRECISION;
    if (round_once(x, &full)) {
        full.bits = INTEGER_BIT;
        full.exponent++;
    }
    if (full.exponent > EXPONENT_MAX - 1 - EXPONENT_BIAS) {
        x->status |= FLAG_OVERFLOW;
        if (x->control & FLAG_OVERFLOW) return round_overflow(x, v.negative);
        full.exponent -= EXPONENT_WRAP;
    } else if (full.exponent < 1 - EXPONENT_BIAS) { // tiny, as it would be with any exponent
        x->status |= FLAG_UNDERFLOW;
        if (x->control & FLAG_UNDERFLOW) return round_denormal(x, v);
        full.exponent += EXPONENT_WRAP;
    }
    return (struct real){full.bits, (u16)(full.exponent + EXPONENT_BIAS), full.negative};
}

// An operand, or a result that is one, as it is.
static struct real unchanged(struct x87 *x, struct real r) {
    struct exact v = {r.mantissa, exponent_of(&r), r.negative, false, false};
    while (!(v.bits & INTEGER_BIT)) {
        v.bits <<= 1;
        v.exponent--;
    }
    return round_result(x, v);
}

// --- NaNs: of two the larger one, but a quiet one before a signalling one
static struct real quieted(struct real r) {
    r.mantissa |= QUIET_BIT;
    return r;
}

static struct real choose_nan(const struct real *a, const struct real *b) {
    if (!is_nan(b)) return quieted(*a);
    if (!is_nan(a)) return quieted(*b);
    if (is_signalling(a) != is_signalling(b)) return is_signalling(a) ? *b : *a;
    if (a->mantissa == b->mantissa) return quieted(a->negative ? *b : *a);
    return quieted(a->mantissa > b->mantissa ? *a : *b);
}

// True: one of the operands decides the result, *out.
static bool nan_result(struct x87 *x, const struct real *a, const struct real *b, struct real *out) {
    if (is_unsupported(a) || is_unsupported(b)) {
        raise_before(x, FLAG_INVALID);
        *out = default_nan;
        return true;
    }
    if (!is_nan(a) && !is_nan(b)) return false;
    if (is_signalling(a) || is_signalling(b)) raise_before(x, FLAG_INVALID);
    *out = choose_nan(a, b);
    return true;
}

static struct real invalid(struct x87 *x) {
    raise_before(x, FLAG_INVALID);
    return default_nan;
}

// --- The instructions: results of operands
static struct real f2xm1(struct x87 *x, struct real a) {
    struct real out;
    if (nan_result(x, &a, &a, &out) || is_zero(&a)) return is_zero(&a) ? a : out;
    if (is_infinite(&a)) return a.negative ? with_sign(one, true) : a;
    if (is_denormal(&a)) raise_before(x, FLAG_DENORMAL);
    if (x->unmasked) return a;
    if (a.exponent >= EXPONENT_BIAS) { // from 1 on, where it is undefined, but for -1
        struct real minus_half = {INTEGER_BIT, EXPONENT_BIAS - 1, true};
        bool minus_one = a.negative && a.exponent == EXPONENT_BIAS && a.mantissa == INTEGER_BIT;
        return unchanged(x, minus_one ? minus_half : a);
    }
    return round_result(x, x87_2xm1(&a));
}

// An infinity by a logarithm that is positive, negative or none at all.
static struct real infinite_product(const struct real *y, bool negative) {
    return with_sign(infinity, y->negative != negative);
}

static struct real fyl2x(struct x87 *x, struct real a, struct real y) {
    struct real out;
    if (nan_result(x, &a, &y, &out)) return out;
    bool below_one = a.exponent < EXPONENT_BIAS;
    bool is_one = a.exponent == EXPONENT_BIAS && a.mantissa == INTEGER_BIT;
    if (is_zero(&a)) {
        if (is_zero(&y)) return invalid(x);
        if (!is_infinite(&y)) raise_before(x, FLAG_ZERO_DIVIDE);
        return infinite_product(&y, true);
    }
    if (a.negative) return invalid(x);
    if (is_zero(&y) ? is_infinite(&a) : is_infinite(&y) && is_one) return invalid(x);
    if (is_denormal(&a) || is_denormal(&y)) raise_before(x, FLAG_DENORMAL);
    if (is_infinite(&a) || is_infinite(&y)) return infinite_product(&y, below_one);
    if (is_zero(&y) || is_one) return with_sign(zero, y.negative != below_one);
    if (x->unmasked) return y;
    return round_result(x, x87_yl2x(&a, &y));
}

static struct real fyl2xp1(struct x87 *x, struct real a, struct real y) {
    struct real out;
    if (nan_result(x, &a, &y, &out)) return out;
    if (is_infinite(&a) && (a.negative || is_zero(&y))) return invalid(x);
    if (is_zero(&a) && is_infinite(&y)) return invalid(x);
    if (is_denormal(&a) || is_denormal(&y)) raise_before(x, FLAG_DENORMAL);
    if (is_infinite(&a) || is_infinite(&y)) return infinite_product(&y, a.negative);
    if (is_zero(&a) || is_zero(&y)) return with_sign(zero, a.negative != y.negative);
    if (x->unmasked) return y;
    if (a.negative && a.exponent >= EXPONENT_BIAS) return unchanged(x, a); // up to -1, where it is undefined
    return round_result(x, x87_yl2xp1(&a, &y));
}

static struct real fpatan(struct x87 *x, struct real a, struct real y) {
    struct real out;
    if (nan_result(x, &a, &y, &out)) return out;
    if (is_denormal(&a) || is_denormal(&y)) raise_before(x, FLAG_DENORMAL);
    if (!a.negative && (is_zero(&y) || (is_infinite(&a) && !is_infinite(&y)))) return with_sign(zero, y.negative);
    if (x->unmasked) return y;
    return round_result(x, x87_atan2(&y, &a));
}

// --- Remainders
__extension__ typedef unsigned __int128 u128;

// A number of 64 bits, exactly.
static struct real exact_result(struct x87 *x, u64 bits, int exponent, bool negative) {
    if (!bits) return with_sign(zero, negative);
    while (!(bits & INTEGER_BIT)) {
        bits <<= 1;
        exponent--;
    }
    if (exponent < 1 - EXPONENT_BIAS) {
        if (x->control & FLAG_UNDERFLOW) return (struct real){bits >> (1 - EXPONENT_BIAS - exponent), 0, negative};
        x->status |= FLAG_UNDERFLOW;
        exponent += EXPONENT_WRAP;
    }
    return (struct real){bits, (u16)(exponent + EXPONENT_BIAS), negative};
}

static u64 normalized(const struct real *r, int *exponent) {
    u64 bits = r->mantissa;
    for (*exponent = exponent_of(r); !(bits & INTEGER_BIT); bits <<= 1) --*exponent;
    return bits;
}

// Quotient towards zero (FPREM) or to the nearest (FPREM1). It is done in one step if the exponents are less than 64 apart; else the step takes
// 32 to 63 bits off, as many as Intel's do, and says that it is to be repeated.
static struct real remainder_of(struct x87 *x, struct real a, struct real b, bool nearest) {
    struct real out;
    if (nan_result(x, &a, &b, &out)) return out;
    if (is_infinite(&a) || is_zero(&b)) return invalid(x);
    if (is_denormal(&a) || is_denormal(&b)) raise_before(x, FLAG_DENORMAL);
    if (x->unmasked) return a;
    x->status &= (u16) ~(FLAG_C0 | FLAG_C3);
    if (is_infinite(&b) && is_denormal(&a) && (a.mantissa & INTEGER_BIT)) a.exponent = 1; // as the 8087 had them
    if (is_zero(&a) || is_infinite(&b)) return a;
    int ea, eb;
    u64 ma = normalized(&a, &ea), mb = normalized(&b, &eb);
    int apart = ea - eb;
    if (apart < -1 || (apart < 0 && !nearest)) return exact_result(x, ma, ea, a.negative);
    if (apart >= 64) {
        int step = (apart & 31) | 32;
        x->status |= FLAG_C2;
        return exact_result(x, (u64)(((u128)ma << step) % mb), eb + apart - step, a.negative);
    }
    u128 modulus = apart < 0 ? (u128)mb << 1 : mb, whole = apart < 0 ? ma : (u128)ma << apart;
    u128 quotient = whole / modulus, rest = whole % modulus;
    bool negative = a.negative;
    if (nearest && (rest > modulus - rest || (rest == modulus - rest && quotient & 1))) {
        rest = modulus - rest;
        quotient++;
        negative = rest ? !negative : negative;
    }
    if (quotient & 1) x->status |= FLAG_C1;
    if (quotient & 2) x->status |= FLAG_C3;
    if (quotient & 4) x->status |= FLAG_C0;
    return exact_result(x, (u64)rest, apart < 0 ? ea : eb, negative);
}

// --- The instructions on the stack
static void run_in_place(struct x87 *x, u8 opcode) {
    struct real a = get(x, 0), out = default_nan;
    if (opcode != X87_F2XM1) x->status &= (u16)~FLAG_C2;
    if (!x->stack_fault)
        out = opcode == X87_F2XM1 ? f2xm1(x, a) : remainder_of(x, a, get(x, 1), opcode == X87_FPREM1);
    if (x->unmasked) return;
    put(x, 0, out);
    x->image[FX_FTW] |= tag_bit(x, 0);
}

static void run_binary(struct x87 *x, u8 opcode) {
    struct real a = get(x, 0), y = get(x, 1), out = default_nan;
    if (!x->stack_fault)
        out = opcode == X87_FYL2X ? fyl2x(x, a, y) : opcode == X87_FYL2XP1 ? fyl2xp1(x, a, y) : fpatan(x, a, y);
    if (x->unmasked) return;
    put(x, 1, out);
    x->image[FX_FTW] |= tag_bit(x, 1);
    pop(x);
}

static void run_angle(struct x87 *x, u8 opcode) {
    struct real a = get(x, 0), first, second;
    x->status &= (u16)~FLAG_C2;
    if (x->stack_fault) {
        first = second = default_nan;
    } else if (nan_result(x, &a, &a, &first)) {
        second = first;
    } else if (is_infinite(&a)) {
        first = second = invalid(x);
    } else if (is_zero(&a)) {
        first = opcode == X87_FCOS ? one : a;
        second = one;
    } else if (a.exponent >= EXPONENT_BIAS + 63) {
        x->status |= FLAG_C2;
        return;
    } else {
        if (is_denormal(&a)) raise_before(x, FLAG_DENORMAL);
        if (x->unmasked) return;
        first = round_result(x, opcode == X87_FCOS    ? x87_cosine(&a)
                                : opcode == X87_FPTAN ? x87_tangent(&a)
                                                      : x87_sine(&a));
        second = opcode == X87_FSINCOS ? round_result(x, x87_cosine(&a)) : one;
    }
    if (x->unmasked) return;
    put(x, 0, first);
    x->image[FX_FTW] |= tag_bit(x, 0);
    if (opcode == X87_FSINCOS || opcode == X87_FPTAN) push(x, second);
}

static void check_stack(struct x87 *x, u8 opcode) {
    bool unary = opcode == X87_F2XM1 || opcode == X87_FSIN || opcode == X87_FCOS;
    bool pushes = opcode == X87_FSINCOS || opcode == X87_FPTAN;
    bool underflow = is_empty(x, 0) || (!unary && !pushes && is_empty(x, 1)), overflow = pushes && !is_empty(x, 7);
    x->stack_fault = underflow || overflow;
    if (!x->stack_fault) return;
    raise_before(x, FLAG_INVALID | FLAG_STACK);
    if (!underflow) x->status |= FLAG_C1;
}

static void run(struct x87 *x, u8 opcode) {
    check_stack(x, opcode);
    switch (opcode) {
    case X87_F2XM1:
    case X87_FPREM:
    case X87_FPREM1: run_in_place(x, opcode); break;
    case X87_FYL2X:
    case X87_FYL2XP1:
    case X87_FPATAN: run_binary(x, opcode); break;
    default: run_angle(x, opcode);
    }
}

bool x87_execute(u8 fxsave[512], u8 opcode) {
    struct x87 x = {.image = fxsave};
    memcpy(&x.control, fxsave + FX_FCW, 2);
    memcpy(&x.status, fxsave + FX_FSW, 2);
    if (x.status & FLAG_SUMMARY) return false;
    x.status &= (u16)~FLAG_C1;
    run(&x, opcode);
    if (x.status & ~x.control & FLAGS_MASKED) x.status |= FLAG_SUMMARY | FLAG_BUSY;
    memcpy(fxsave + FX_FSW, &x.status, 2);
    return true;
}
