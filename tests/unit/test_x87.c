// SPDX-License-Identifier: GPL-2.0-or-later
// The x87 instructions that belljar carries out itself: what they compute, held against the processor that runs this test, and that nothing but
// their results shows: no tick more, no byte changed, no breakpoint missed.
#include "emu/x87.h"
#include "tests/unit/emu_machine.h"

#include <cpuid.h>
#include <stdio.h>

enum { C1 = 0x200, PRECISION = 0x20, UNDERFLOW_FLAG = 0x10 };
#define INTEGER_BIT (1ull << 63)
static const u8 opcodes[] = {X87_F2XM1,   X87_FYL2X,   X87_FPTAN, X87_FPATAN,
                             X87_FYL2XP1, X87_FSINCOS, X87_FSIN,  X87_FCOS};

// --- Images
struct value {
    u16 top;
    u64 mantissa;
};
struct image {
    _Alignas(16) u8 bytes[512];
};

static void set_st(struct image *im, int i, struct value v) {
    memcpy(im->bytes + 32 + 16 * i, &v.mantissa, 8);
    memcpy(im->bytes + 40 + 16 * i, &v.top, 2);
}
static struct value st(const struct image *im, int i) {
    struct value v;
    memcpy(&v.mantissa, im->bytes + 32 + 16 * i, 8);
    memcpy(&v.top, im->bytes + 40 + 16 * i, 2);
    return v;
}
static u16 word(const struct image *im, int at) {
    u16 w;
    memcpy(&w, im->bytes + at, 2);
    return w;
}
static struct image image(u16 control, u16 status, u8 tags, struct value a, struct value b) {
    static const u32 mxcsr = 0x1f80;
    struct image im = {{0}};
    memcpy(im.bytes, &control, 2);
    memcpy(im.bytes + 2, &status, 2);
    im.bytes[4] = tags;
    memcpy(im.bytes + 24, &mxcsr, 4);
    for (int i = 0; i < 8; i++) set_st(&im, i, (struct value){(u16)(0x4000 + i), INTEGER_BIT});
    set_st(&im, 0, a);
    set_st(&im, 1, b);
    return im;
}

static void on_processor(struct image *im, u8 opcode) {
    static struct image keep, at;
    at = *im;
#define RUN_NATIVELY(code, byte)                                                                                     \
    case code:                                                                                                       \
        __asm__ volatile("fxsave64 %0\n fxrstor64 %1\n .byte 0xd9, " byte "\n fxsave64 %1\n fxrstor64 %0"            \
                         : "+m"(keep), "+m"(at)                                                                      \
                         :                                                                                           \
                         : "memory");                                                                                \
        break;
    switch (opcode) {
        RUN_NATIVELY(X87_F2XM1, "0xf0")
        RUN_NATIVELY(X87_FYL2X, "0xf1")
        RUN_NATIVELY(X87_FPTAN, "0xf2")
        RUN_NATIVELY(X87_FPATAN, "0xf3")
        RUN_NATIVELY(X87_FPREM1, "0xf5")
        RUN_NATIVELY(X87_FPREM, "0xf8")
        RUN_NATIVELY(X87_FYL2XP1, "0xf9")
        RUN_NATIVELY(X87_FSINCOS, "0xfb")
        RUN_NATIVELY(X87_FSIN, "0xfe")
        RUN_NATIVELY(X87_FCOS, "0xff")
    default: break;
    }
    *im = at;
}

static void need_intel(void) { // others differ in the last place, and where Intel's manual leaves it open
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(0, &a, &b, &c, &d) || b != signature_INTEL_ebx) {
        print_message("not an Intel processor: nothing to compare with\n");
        skip();
    }
}

// --- What they compute
static void test_known_results(void **state) { // to 64 bits, each in two directions of rounding
    static const struct {
        u8 opcode;
        struct value a, b, down, up;
    } known[] = {
        {X87_FSIN, {0x3fff, INTEGER_BIT}, {0}, {0x3ffe, 0xd76aa47848677020}, {0x3ffe, 0xd76aa47848677021}},
        {X87_FCOS, {0x3fff, INTEGER_BIT}, {0}, {0x3ffe, 0x8a51407da8345c91}, {0x3ffe, 0x8a51407da8345c92}},
        {X87_FPATAN,
         {0x3fff, INTEGER_BIT},
         {0x3fff, INTEGER_BIT},
         {0x3ffe, 0xc90fdaa22168c234},
         {0x3ffe, 0xc90fdaa22168c235}},
        {X87_F2XM1, {0x3ffe, INTEGER_BIT}, {0}, {0x3ffd, 0xd413cccfe7799211}, {0x3ffd, 0xd413cccfe7799212}},
        {X87_FYL2X,
         {0x4000, 0xc000000000000000},
         {0x3fff, INTEGER_BIT},
         {0x3fff, 0xcae00d1cfdeb43cf},
         {0x3fff, 0xcae00d1cfdeb43d0}},
        {X87_FYL2X,
         {0x4002, INTEGER_BIT},
         {0x3fff, INTEGER_BIT},
         {0x4000, 0xc000000000000000},
         {0x4000, 0xc000000000000000}},
        {X87_FYL2XP1,
         {0x3ffd, INTEGER_BIT},
         {0x3fff, INTEGER_BIT},
         {0x3ffd, 0xa4d3c25e68dc57f2},
         {0x3ffd, 0xa4d3c25e68dc57f3}},
        // the multiple of 66 bits of pi next to 2^62.9 decides all of it
        {X87_FSIN, {0x403d, ~0ull}, {0}, {0x3ffe, 0xe0ab9300da6d2684}, {0x3ffe, 0xe0ab9300da6d2685}},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
        for (int up = 0; up < 2; up++) {
            struct image im = image(up ? 0xb7f : 0x77f, 0, 3, known[i].a, known[i].b);
            struct value want = up ? known[i].up : known[i].down;
            assert_true(x87_execute(im.bytes, known[i].opcode));
            if (st(&im, 0).top != want.top || st(&im, 0).mantissa != want.mantissa)
                fail_msg("%zu: %04x.%016lx", i, st(&im, 0).top, (unsigned long)st(&im, 0).mantissa);
        }
    }
}

static bool is_undefined(u8 opcode, struct value a) { // by the manual
    int exponent = a.top & 0x7fff;
    bool number = exponent != 0x7fff;
    return number && ((opcode == X87_F2XM1 && exponent >= 0x3fff) || (opcode == X87_FYL2XP1 && exponent >= 0x3ffd));
}

static bool is_within_ulp(struct value a, struct value b) {
    u64 difference = a.mantissa - b.mantissa;
    if ((a.top ^ b.top) >> 15) return false;
    if (a.top == b.top) return difference + 1 <= 2;
    struct value low = a.top < b.top ? a : b, high = a.top < b.top ? b : a;
    return high.top - low.top == 1 && high.mantissa == INTEGER_BIT &&
           (low.mantissa == ~0ull || low.mantissa == INTEGER_BIT - 1);
}

// Result, stack, tags and flags are the processor's: but one unit in the last place, whether it was rounded up, and whether the smallest normal number
// was tiny. How many of them were not equal in the last bit.
static int compare(const struct image *in, u8 opcode) {
    struct image native = *in, ours = *in;
    u16 open = 0;
    int unequal = 0;
    on_processor(&native, opcode);
    assert_true(x87_execute(ours.bytes, opcode));
    if (word(&native, 2) & PRECISION) open |= C1;
    bool good = native.bytes[4] == ours.bytes[4] && word(&native, 0) == word(&ours, 0);
    for (int i = 0; i < 8; i++) {
        struct value a = st(&native, i), b = st(&ours, i);
        if (a.top == b.top && a.mantissa == b.mantissa) continue;
        good = good && (word(&native, 2) & PRECISION) && i < 2 && is_within_ulp(a, b);
        if (a.top != b.top && !(a.top & 0x7fff && b.top & 0x7fff)) open |= UNDERFLOW_FLAG;
        unequal = 1;
    }
    good = good && !((word(&native, 2) ^ word(&ours, 2)) & ~open);
    if (!good)
        fail_msg("d9 %02x, control %04x, tags %02x, of %04x.%016lx and %04x.%016lx: %04x.%016lx %04x.%016lx status "
                 "%04x; the processor: "
                 "%04x.%016lx %04x.%016lx status %04x",
                 opcode, word(in, 0), in->bytes[4], st(in, 0).top, (unsigned long)st(in, 0).mantissa, st(in, 1).top,
                 (unsigned long)st(in, 1).mantissa, st(&ours, 0).top, (unsigned long)st(&ours, 0).mantissa,
                 st(&ours, 1).top, (unsigned long)st(&ours, 1).mantissa, word(&ours, 2), st(&native, 0).top,
                 (unsigned long)st(&native, 0).mantissa, st(&native, 1).top, (unsigned long)st(&native, 1).mantissa,
                 word(&native, 2));
    return unequal;
}

// All flags masked; none; each alone unmasked; the directions of rounding; less precision, which changes nothing.
static const u16 controls[] = {0x37f, 0x340, 0x37e, 0x37d, 0x37b, 0x377, 0x36f,
                               0x35f, 0x77f, 0xb7f, 0xf7f, 0x07f, 0x27f};

static void test_special_operands(void **state) {
    static const struct value special[] = {
        {0, 0},                       // zeros
        {0x8000, 0},                  //
        {0x3fff, INTEGER_BIT},        // 1, 2, 3, a half
        {0xbfff, INTEGER_BIT},        //
        {0x4000, INTEGER_BIT},        //
        {0xc000, 0xc000000000000000}, //
        {0x3ffe, INTEGER_BIT},        //
        {0xbffe, INTEGER_BIT},        //
        {0x7fff, INTEGER_BIT},        // infinities
        {0xffff, INTEGER_BIT},        //
        {0, 0x123456789abc},          // denormals, and as the 8087 had them
        {0x8000, 0x4000000000000000}, //
        {0, 0xc000000000000001},      //
        {0, 1},                       //
        {1, INTEGER_BIT},             // the smallest normal numbers, small, the largest
        {0x8001, 0x8000000000000001}, //
        {0x100, 0xc000000000000003},  //
        {0x3fb9, 0x8000000000000001}, //
        {0x7ffe, ~0ull},              //
        {0xfffe, ~0ull},              //
        {0x403d, ~0ull},              // around 2^63
        {0x403e, INTEGER_BIT},        //
        {0xc03e, INTEGER_BIT},        //
        {0x7fff, 0xc000000000000001}, // quiet and signalling NaNs
        {0xffff, 0xc000000000000001}, //
        {0xffff, 0xc000000000000002}, //
        {0x7fff, 0x8000000000000001}, //
        {0xffff, 0x8000000000000009}, //
        {0x7fff, 0x4000000000000001},
        {0x7fff, 0},                  // formats that are not supported
        {0x4000, 0x4000000000000000}, //
    };
    (void)state;
    need_intel();
    for (size_t w = 0; w < ARRAY_SIZE(controls); w++)
        for (size_t k = 0; k < sizeof opcodes; k++)
            for (size_t i = 0; i < ARRAY_SIZE(special); i++)
                for (size_t j = 0; j < ARRAY_SIZE(special); j++) {
                    if (is_undefined(opcodes[k], special[i])) continue;
                    struct image im =
                        image(controls[w], (u16)(i & 1 ? 0x4700 : 0x0800), i & 1 ? 3 : 6, special[i], special[j]);
                    compare(&im, opcodes[k]);
                }
}

static void test_stack(void **state) { // every pattern of empty registers
    (void)state;
    need_intel();
    for (size_t w = 0; w < ARRAY_SIZE(controls); w++)
        for (size_t k = 0; k < sizeof opcodes; k++)
            for (unsigned tags = 0; tags < 256; tags++)
                for (u16 top = 0; top < 8; top++) {
                    struct value half = {0x3ffc, INTEGER_BIT};
                    struct image im = image(controls[w], (u16)(top << 11), (u8)tags, half, half);
                    compare(&im, opcodes[k]);
                }
}

static bool is_remainder(u8 opcode) {
    return opcode == X87_FPREM || opcode == X87_FPREM1;
}

static u64 next_random(u64 *x) {
    *x ^= *x << 13, *x ^= *x >> 7, *x ^= *x << 17;
    return *x;
}

static void test_close_to_the_processor(void **state) {
    u64 x = 88172645463325252ull;
    (void)state;
    need_intel();
    for (size_t k = 0; k < sizeof opcodes; k++) {
        int unequal = 0, total = 0;
        for (int round = 0; round < 4; round++)
            for (int n = 0; n < 2500; n++) {
                static const u64 spans[] = {4, 40, 120, 32000};
                u64 span = spans[n & 3];
                struct value a = {(u16)(0x3fff - span / 2 + next_random(&x) % span), next_random(&x) | INTEGER_BIT};
                struct value b = {(u16)(0x3fff - span / 2 + next_random(&x) % span), next_random(&x) | INTEGER_BIT};
                if (is_undefined(opcodes[k], a)) a.top = (u16)(0x3ffc - n % 5);
                if (is_remainder(opcodes[k])) { // quotients that are small, or almost halves of integers
                    if (n & 64) b.top = (u16)(a.top - n % 70 + 5);
                    if (n & 128) b.mantissa = (a.mantissa + (u64)n % 5 - 2) | INTEGER_BIT;
                    if (n & 256) a.mantissa &= ~0ull << n % 64, b.mantissa &= ~0ull << n % 64;
                } else if (a.top >= 0x403e && opcodes[k] != X87_FYL2X && opcodes[k] != X87_FPATAN) {
                    a.top = 0x403d;
                }
                if (opcodes[k] != X87_FYL2X && n & 16) a.top |= 0x8000;
                if (n & 32) b.top |= 0x8000;
                struct image im = image((u16)(0x37f | round << 10), 0, 3, a, b);
                unequal += compare(&im, opcodes[k]);
                total++;
            }
        if (is_remainder(opcodes[k])) assert_int_equal(unequal, 0);
        print_message("d9 %02x: %d of %d differ from this processor's in the last place\n", opcodes[k], unequal,
                      total);
    }
}

static void test_pending_exception_comes_first(void **state) {
    struct image im = image(0x37e, 0x8081, 3, (struct value){0x3fff, INTEGER_BIT}, (struct value){0}), before = im;
    (void)state;
    assert_false(x87_execute(im.bytes, X87_FSIN));
    assert_memory_equal(&im, &before, sizeof im);
}

// --- On the CPU
// What comes out must be what x87_execute makes of the same stack, and the same as a run with FABS in its place in every other way.
CODE_BLOB(loop_ours,
          "mov $100, %ecx\n fninit\n fld1\n 1: fld1\n faddp\n fsincos\n fpatan\n dec %ecx\n jnz 1b\n syscall");
CODE_BLOB(loop_plain, "mov $100, %ecx\n fninit\n fld1\n 1: fld1\n faddp\n fabs\n fabs\n dec %ecx\n jnz 1b\n syscall");
CODE_BLOB(
    starts_ours,
    "mov $50, %ecx\n fninit\n fld1\n fld1\n 1: fcos\n dec %ecx\n jz 2f\n test $1, %cl\n jz 1b\n jmp 1b\n 2: syscall");
CODE_BLOB(
    starts_plain,
    "mov $50, %ecx\n fninit\n fld1\n fld1\n 1: fabs\n dec %ecx\n jz 2f\n test $1, %cl\n jz 1b\n jmp 1b\n 2: syscall");

static struct value st0(const struct machine *m) {
    struct value v;
    memcpy(&v.mantissa, m->regs.fxsave + 32, 8);
    memcpy(&v.top, m->regs.fxsave + 40, 2);
    return v;
}

static u64 ticks_of(struct machine *m, const char *code, const char *end) {
    m->ticks.now = 0;
    machine_code_at(m, CODE, code, (size_t)(end - code));
    machine_run(m);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    return m->ticks.now;
}
#define TICKS(m, name) ticks_of(m, name, name##_end)

static void check_loops(struct machine *m) {
    struct image want = image(0x37f, 0x3800, 0x80, (struct value){0x3fff, INTEGER_BIT}, (struct value){0});
    u64 plain = TICKS(m, loop_plain);
    assert_int_equal(TICKS(m, loop_ours), plain);
    struct value v = st0(m);
    assert_int_equal(TICKS(m, loop_ours), plain); // translated already
    assert_memory_equal(&v.mantissa, m->regs.fxsave + 32, 8);
    plain = TICKS(m, starts_plain);
    assert_int_equal(TICKS(m, starts_ours), plain);
    for (int i = 0; i < 50; i++) assert_true(x87_execute(want.bytes, X87_FCOS));
    assert_int_equal(st0(m).mantissa, st(&want, 0).mantissa);
    assert_int_equal(st0(m).top, st(&want, 0).top);
}

static void test_ticks_are_those_of_any_instruction(void **state) {
    check_loops(*state);
}

// A program that reads its own bytes, in pages of their own, sees them as they are.
CODE_BLOB(reads_itself, "fninit\n fldpi\n 1: fsin\n mov 1b(%rip), %bx\n syscall");
static void test_bytes_stay(void **state) {
    struct machine *m = *state;
    m->space->area[0].flags |= PTE_WRITE;
    for (int i = 0; i < 3; i++) {
        RUN(m, reads_itself);
        assert_int_equal((u16)m->regs.gpr[REG_RBX], 0xfed9);
        assert_int_equal(st0(m).top, 0xbfbf); // pi is 66 bits long: what its 64 are too much
        assert_int_equal(st0(m).mantissa, INTEGER_BIT);
    }
}

CODE_BLOB(changes_itself, "fninit\n fld1\n lea 1f(%rip), %rdi\n mov $2, %ecx\n"
                          "1: fsin\n movb $0xff, 1(%rdi)\n dec %ecx\n jnz 1b\n syscall"); // FCOS the second time
static void test_self_modifying(void **state) {
    struct machine *m = *state;
    struct image want = image(0x37f, 0, 1, (struct value){0x3fff, INTEGER_BIT}, (struct value){0});
    m->space->area[0].flags |= PTE_WRITE;
    RUN(m, changes_itself);
    x87_execute(want.bytes, X87_FSIN);
    x87_execute(want.bytes, X87_FCOS);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(st0(m).mantissa, st(&want, 0).mantissa);
}

CODE_BLOB(prefixed,
          "fninit\n fld1\n .byte 0x66, 0x3e, 0x48, 0xd9, 0xfe\n fld1\n .byte 0xf3, 0xd9, 0xff\n inc %ebx\n syscall");
CODE_BLOB(locked, "fninit\n fld1\n .byte 0xf0, 0xd9, 0xfe\n syscall");
static void test_prefixes(void **state) {
    struct machine *m = *state;
    RUN(m, prefixed);
    assert_int_equal(m->exit.reason, CPU_STOPPED);
    assert_int_equal(st0(m).mantissa, 0x8a51407da8345c92);
    RUN(m, locked);
    assert_int_equal(m->exit.reason, CPU_EXCEPTION);
    assert_int_equal(m->exit.vector, 6);
    assert_int_equal(m->regs.rip, CODE + 4);
}

static void test_across_pages(void **state) { // its bytes, and the block's
    struct machine *m = *state;
    struct image want = image(0x37f, 0, 1, (struct value){0x3fff, INTEGER_BIT}, (struct value){0});
    x87_execute(want.bytes, X87_FSIN);
    for (u64 back = 0; back < 8; back++) {
        static const u8 code[] = {0xdb, 0xe3, 0xd9, 0xe8, 0xd9, 0xfe, 0x0f, 0x05};
        for (int i = 0; i < 2; i++) {
            machine_code_at(m, CODE + PAGE_SIZE - back, code, sizeof code);
            machine_run(m);
            assert_int_equal(m->exit.reason, CPU_STOPPED);
            assert_int_equal(st0(m).mantissa, st(&want, 0).mantissa);
        }
    }
}

// Bytes that the engine takes and Capstone does not (a reserved form of FSTP), so that the length of what stands before is not known.
CODE_BLOB(after_unknown, "fninit\n fld1\n fld1\n .byte 0xd9, 0xd9\n fsin\n syscall");
// A push of 16 bits, of which Capstone makes one of 32.
CODE_BLOB(after_disputed, "fninit\n fld1\n .byte 0x66, 0xf3, 0x68, 0x01, 0x02\n fsin\n syscall");
static void test_after_what_cannot_be_decoded(void **state) {
    struct machine *m = *state;
    for (int i = 0; i < 4; i++) {
        m->ticks.now = 0;
        if (i & 1)
            RUN(m, after_unknown);
        else
            RUN(m, after_disputed);
        assert_int_equal(st0(m).mantissa, 0xd76aa47848677021);
        assert_int_equal(m->ticks.now, 1);
    }
}

// What stands in their place while a block is translated is not the program's to use.
CODE_BLOB(own_interrupt, "fninit\n fld1\n int $0x81\n syscall");
static void test_the_interrupt_is_nobodys(void **state) {
    struct machine *m = *state;
    RUN(m, own_interrupt);
    assert_int_equal(m->exit.reason, CPU_EXCEPTION);
    assert_int_equal(m->exit.vector, 13);
    assert_int_equal(m->regs.rip, CODE + 4);
    assert_int_equal(st0(m).mantissa, INTEGER_BIT);
}

CODE_BLOB(pending, "fninit\n fldcw (%rdi)\n fldz\n fld1\n fxch\n fyl2x\n nop\n .byte 0x66\n fcos\n syscall");
static void test_unmasked_exceptions_are_due_at_the_next(void **state) {
    struct machine *m = *state;
    u16 control = 0x37b; // division by zero
    LOAD(m, pending);
    pfn_t pfn;
    assert_int_equal(mmu_pin(&m->space->mmu, DATA, ACCESS_WRITE, &pfn), 0);
    assert_int_equal(mmu_poke(&m->space->mmu, DATA, &control, 2), 2);
    m->regs.gpr[REG_RDI] = DATA;
    machine_resume(m);
    assert_int_equal(m->exit.reason, CPU_EXCEPTION);
    assert_int_equal(m->exit.vector, 16);
    assert_int_equal(m->regs.rip, CODE + 13); // at the prefix
    assert_int_equal(m->regs.fxsave[2] & 0x84, 0x84);
}

static void test_trap_flag(void **state) { // the program's own: after each instruction
    static const char *const names[] = {"fninit", "fld1", "fsin", "nop"};
    static const u8 code[] = {0xdb, 0xe3, 0xd9, 0xe8, 0xd9, 0xfe, 0x90, 0x0f, 0x05};
    static const u64 ends[] = {2, 4, 6, 7};
    struct machine *m = *state;
    machine_code_at(m, CODE, code, sizeof code);
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        m->regs.rflags |= 0x100;
        machine_resume(m);
        assert_int_equal(m->exit.reason, CPU_EXCEPTION);
        if (m->exit.vector != 1 || m->regs.rip != CODE + ends[i])
            fail_msg("%s: vector %u at %lx", names[i], m->exit.vector, (unsigned long)m->regs.rip);
    }
    assert_int_equal(st0(m).mantissa, 0xd76aa47848677021);
}

// --- With breakpoints
static u64 hit_at[4096];
static unsigned hits, stop_every;
static bool on_breakpoint(void *ctx, u64 address) {
    (void)ctx;
    hit_at[hits % ARRAY_SIZE(hit_at)] = address;
    return ++hits && stop_every && hits % stop_every == 0;
}
static const struct cpu_ops watched = {
    .syscall = machine_syscall, .read_tsc = machine_tsc, .breakpoint = on_breakpoint};

static unsigned hits_of(struct machine *m, const char *code, const char *end, u64 *ticks) {
    hits = 0;
    m->ticks.now = 0;
    m->syscalls = 0;
    machine_code_at(m, CODE, code, (size_t)(end - code));
    machine_run(m);
    for (int i = 0; i < 1000 && !m->syscalls; i++) machine_run(m);
    assert_int_equal(m->syscalls, 1);
    *ticks = m->ticks.now;
    return hits;
}

static void test_breakpoints(void **state) { // at every instruction of the loop
    struct machine *m = *state;
    const char *why;
    cpu_destroy(m->cpu);
    m->cpu = cpu_create(m->pool, &m->ticks, &watched, m, &why);
    assert_non_null(m->cpu);
    cpu_set_mmu(m->cpu, &m->space->mmu);
    u64 alone = TICKS(m, loop_plain);
    for (u64 at = CODE + 9; at < CODE + 21; at += 2) { // all are two bytes long
        assert_true(cpu_breakpoint_set_anywhere(m->cpu, at));
        for (stop_every = 0; stop_every < 3; stop_every += 2) {
            u64 ticks = 0, ticks_ours = 0;
            unsigned plain = hits_of(m, loop_plain, loop_plain_end, &ticks);
            unsigned ours = hits_of(m, loop_ours, loop_ours_end, &ticks_ours);
            if (plain != ours || ticks != ticks_ours || (!stop_every && (ticks != alone || plain != 100)))
                fail_msg("at +%lu, stopping at every %u: %u hits, %lu ticks; ours: %u, %lu; without: %lu ticks",
                         (unsigned long)(at - CODE), stop_every, plain, (unsigned long)ticks, ours,
                         (unsigned long)ticks_ours, (unsigned long)alone);
        }
        stop_every = 0;
        cpu_breakpoint_clear_anywhere(m->cpu, at);
    }
    check_loops(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_results),
        cmocka_unit_test(test_special_operands),
        cmocka_unit_test(test_stack),
        cmocka_unit_test(test_close_to_the_processor),
        cmocka_unit_test(test_pending_exception_comes_first),
        TEST(test_ticks_are_those_of_any_instruction),
        TEST(test_bytes_stay),
        TEST(test_self_modifying),
        TEST(test_prefixes),
        TEST(test_across_pages),
        TEST(test_after_what_cannot_be_decoded),
        TEST(test_the_interrupt_is_nobodys),
        TEST(test_unmasked_exceptions_are_due_at_the_next),
        TEST(test_trap_flag),
        TEST(test_breakpoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
