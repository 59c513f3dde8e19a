// SPDX-License-Identifier: GPL-2.0-or-later
// The arithmetic flags, for every operation and border value, 8 to 64 bits; undefined flags are not looked at.
#include "guest.h"

enum { CF = 1, PF = 4, AF = 16, ZF = 64, SF = 128, OF = 2048, ALL = CF | PF | AF | ZF | SF | OF };
static const uint64_t values[] = {0,
                                  1,
                                  2,
                                  0x0f,
                                  0x10,
                                  0x7f,
                                  0x80,
                                  0x81,
                                  0xff,
                                  0x100,
                                  0x7fff,
                                  0x8000,
                                  0xffff,
                                  0x10000,
                                  0x7fffffff,
                                  0x80000000,
                                  0xffffffff,
                                  0x100000000,
                                  0x7fffffffffffffff,
                                  0x8000000000000000,
                                  0xffffffffffffffff,
                                  0x123456789abcdef0,
                                  0x5555555555555555};
enum { N = sizeof values / sizeof *values };
static uint64_t h;
static void mix(uint64_t result, uint64_t flags, int mask) {
    h = (h ^ result) * 0x100000001b3, h = (h ^ (flags & mask)) * 0x100000001b3, h ^= h >> 29;
}
#define BINARY(insn, type, mask)                                                                                     \
    h = 1;                                                                                                           \
    for (int i = 0; i < N; i++)                                                                                      \
        for (int k = 0; k < N; k++)                                                                                  \
            for (int c = 0; c < 2; c++) {                                                                            \
                type a = (type)values[i], b = (type)values[k];                                                       \
                uint64_t f;                                                                                          \
                __asm__ volatile("bt $0, %3\n " insn " %2, %0\n pushfq\n pop %1\n"                                   \
                                 : "+q"(a), "=&r"(f)                                                                 \
                                 : "q"(b), "r"(c)                                                                    \
                                 : "cc");                                                                            \
                mix(a, f, mask);                                                                                     \
            }                                                                                                        \
    printf("%-6s %zu bits: %016lx\n", insn, sizeof(type) * 8, h)
#define ALL_SIZES(insn, mask)                                                                                        \
    BINARY(insn, uint8_t, mask);                                                                                     \
    BINARY(insn, uint16_t, mask);                                                                                    \
    BINARY(insn, uint32_t, mask);                                                                                    \
    BINARY(insn, uint64_t, mask)
#define UNARY(insn, type, mask)                                                                                      \
    h = 1;                                                                                                           \
    for (int i = 0; i < N; i++)                                                                                      \
        for (int c = 0; c < 2; c++) {                                                                                \
            type a = (type)values[i];                                                                                \
            uint64_t f;                                                                                              \
            __asm__ volatile("bt $0, %2\n " insn " %0\n pushfq\n pop %1\n" : "+q"(a), "=&r"(f) : "r"(c) : "cc");     \
            mix(a, f, mask);                                                                                         \
        }                                                                                                            \
    printf("%-6s %zu bits: %016lx\n", insn, sizeof(type) * 8, h)
#define UNARY_SIZES(insn, mask)                                                                                      \
    UNARY(insn, uint8_t, mask);                                                                                      \
    UNARY(insn, uint16_t, mask);                                                                                     \
    UNARY(insn, uint32_t, mask);                                                                                     \
    UNARY(insn, uint64_t, mask)
// shifts and rotates: OF is defined for a count of 1 only, AF never, nothing changes for 0
#define SHIFT(insn, type)                                                                                            \
    h = 1;                                                                                                           \
    for (int i = 0; i < N; i++)                                                                                      \
        for (int count = 0; count < (int)sizeof(type) * 8; count++)                                                  \
            for (int c = 0; c < 2; c++) {                                                                            \
                type a = (type)values[i];                                                                            \
                uint64_t f;                                                                                          \
                __asm__ volatile("bt $0, %3\n " insn " %%cl, %0\n pushfq\n pop %1\n"                                 \
                                 : "+q"(a), "=&r"(f)                                                                 \
                                 : "c"(count), "r"(c)                                                                \
                                 : "cc");                                                                            \
                mix(a, f,                                                                                            \
                    insn[0] == 'r' ? count == 1 ? CF | OF : CF                                                       \
                    : count == 1   ? CF | OF | ZF | SF | PF                                                          \
                    : count        ? CF | ZF | SF | PF                                                               \
                                   : CF);                                                                                   \
            }                                                                                                        \
    printf("%-6s %zu bits: %016lx\n", insn, sizeof(type) * 8, h)
#define SHIFT_SIZES(insn)                                                                                            \
    SHIFT(insn, uint8_t);                                                                                            \
    SHIFT(insn, uint16_t);                                                                                           \
    SHIFT(insn, uint32_t);                                                                                           \
    SHIFT(insn, uint64_t)

static void conditions(void) {
    static const char *const names = "o no b ae e ne be a s ns p np l ge le g";
    h = 1;
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++) {
            uint8_t c[16];
            uint64_t a = values[i], b = values[k];
#define SET(n, cc) __asm__ volatile("cmp %2, %1\n set" cc " %0" : "=q"(c[n]) : "r"(a), "r"(b) : "cc")
            SET(0, "o");
            SET(1, "no");
            SET(2, "b");
            SET(3, "ae");
            SET(4, "e");
            SET(5, "ne");
            SET(6, "be");
            SET(7, "a");
            SET(8, "s");
            SET(9, "ns");
            SET(10, "p");
            SET(11, "np");
            SET(12, "l");
            SET(13, "ge");
            SET(14, "le");
            SET(15, "g");
            for (int n = 0; n < 16; n++) mix(c[n], 0, 0);
        }
    printf("conditions: %016lx\n", h);
}

int main(void) {
    ALL_SIZES("add", ALL);
    ALL_SIZES("adc", ALL);
    ALL_SIZES("sub", ALL);
    ALL_SIZES("sbb", ALL);
    ALL_SIZES("cmp", ALL);
    ALL_SIZES("and", ALL & ~AF);
    ALL_SIZES("or", ALL & ~AF);
    ALL_SIZES("xor", ALL & ~AF);
    ALL_SIZES("test", ALL & ~AF);
    BINARY("imul", uint16_t, CF | OF);
    BINARY("imul", uint32_t, CF | OF);
    BINARY("imul", uint64_t, CF | OF);
    UNARY_SIZES("inc", ALL);
    UNARY_SIZES("dec", ALL);
    UNARY_SIZES("neg", ALL);
    UNARY_SIZES("not", ALL & ~AF & ~(PF | ZF | SF | OF));
    SHIFT_SIZES("shl");
    SHIFT_SIZES("shr");
    SHIFT_SIZES("sar");
    SHIFT_SIZES("rol");
    SHIFT_SIZES("ror");
    SHIFT_SIZES("rcl");
    SHIFT_SIZES("rcr");
    conditions();
    // flags a program may set, and one it may not
    uint64_t f;
    __asm__ volatile("pushfq\n orq $0x240cd5, (%%rsp)\n popfq\n pushfq\n pop %0\n push $0x202\n popfq\n"
                     : "=r"(f)
                     :
                     : "cc");
    printf("set by popf: %#lx\n", f & 0x240fd7);
    __asm__ volatile("push $0x3002\n popfq\n pushfq\n pop %0\n push $0x202\n popfq\n" : "=r"(f) : : "cc");
    printf("IF and IOPL cannot be changed: %#lx\n", f & 0x3200);
    __asm__ volatile("mov $0xd5, %%ah\n sahf\n lahf\n movzx %%ah, %%eax\n mov %%rax, %0" : "=r"(f) : : "rax", "cc");
    printf("sahf and lahf: %#lx\n", f);
    uint64_t lo = ~0ul, hi = 0x1234;
    __asm__ volatile("stc\n cmc\n mulq %2\n setc %b2" : "+a"(lo), "=d"(hi), "+r"(f) : : "cc");
    printf("mul: %lx %lx %d\n", hi, lo, (int)(f & 1));
    return 0;
}
