// SPDX-License-Identifier: GPL-2.0-or-later
// Every call that strace 6.1 knows, with arguments drawn from a pool: numbers, small and odd; addresses of zeroes, of text, of bytes that
// count, of pointers to these, of nothing. Made to be run while all calls are answered by -e inject=, so that none is carried out. There
// is no C library in it, which would not live through that; its data lie at the same addresses in every run.
typedef unsigned long word;
#ifndef SEED
#define SEED 1
#endif

enum { NEWEST = 450, EXIT = 60, EXIT_GROUP = 231, RT_SIGRETURN = 15, ROUNDS = 24, PAGE = 4096 };

static char zeroes[PAGE] __attribute__((aligned(PAGE)));
static unsigned char counting[PAGE] __attribute__((aligned(PAGE)));
static unsigned char spread[PAGE] __attribute__((aligned(PAGE)));
static word pointers[PAGE / sizeof(word)] __attribute__((aligned(PAGE)));
static unsigned words[PAGE / sizeof(unsigned)] __attribute__((aligned(PAGE)));
static const char text[] = "/some/where\n";

static word call(word nr, const word a[6]) {
    register word r10 __asm__("r10") = a[3], r8 __asm__("r8") = a[4], r9 __asm__("r9") = a[5];
    word result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(nr), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

static word draw(word *state) {
    *state = *state * 6364136223846793005ul + 1442695040888963407ul;
    return *state >> 33;
}

static word argument(word *state) {
    const word pool[] = {0,
                         1,
                         2,
                         3,
                         4,
                         5,
                         6,
                         7,
                         8,
                         9,
                         10,
                         12,
                         16,
                         17,
                         21,
                         32,
                         64,
                         100,
                         255,
                         0x400,
                         0x1000,
                         0x8000,
                         0x10000,
                         0x80000,
                         0x12345678,
                         0x80000000,
                         0xffffffff,
                         -1ul,
                         -2ul,
                         -100ul,
                         (word)1 << 40,
                         0x5401,
                         0x80045430,
                         (word)zeroes,
                         (word)counting,
                         (word)spread,
                         (word)pointers,
                         (word)words,
                         (word)text,
                         (word)zeroes,
                         (word)counting,
                         (word)pointers,
                         (word)words,
                         (word)counting + PAGE - 20,
                         (word)words + 4,
                         (word)pointers + 8,
                         8,
                         0xfffffffffffff000};
    return pool[draw(state) % (sizeof pool / sizeof *pool)];
}

__attribute__((used, force_align_arg_pointer)) void _start(void) {
    word state = SEED, a[6] = {0};
    for (int i = 0; i < PAGE; i++) counting[i] = (unsigned char)(i + 1), spread[i] = (unsigned char)(i * 37);
    for (unsigned i = 0; i < PAGE / sizeof(word); i++) {
        const word to[] = {(word)text, (word)counting, 5, (word)zeroes, 0, 8};
        pointers[i] = i < 40 ? to[i % 6] : 0;
    }
    for (unsigned i = 0; i < PAGE / sizeof(unsigned); i++) words[i] = i % 7 == 3 ? 1u << i % 31 : i % 5;
    for (word nr = 0; nr <= NEWEST; nr++) {
        if (nr == EXIT || nr == EXIT_GROUP || nr == RT_SIGRETURN || (nr > 334 && nr < 424))
            continue; // and there is a gap
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < 6; i++) a[i] = argument(&state);
            call(nr, a);
        }
    }
    a[0] = 0;
    for (;;) call(EXIT_GROUP, a);
}
