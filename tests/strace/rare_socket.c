// SPDX-License-Identifier: GPL-2.0-or-later
// setsockopt and getsockopt on no socket: every level's options by name, and values of every kind and length, some of them at the end of memory.
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
static unsigned char bytes[600000] __attribute__((aligned(4096)));
static const struct {
    int level, first, end;
} levels[] = {
    {0, 0, 53},      {0, 60, 70},  {0, 94, 102},    {0, 126, 134},   {1, 0, 82},   {6, 0, 41},    {17, 0, 3},
    {17, 98, 107},   {40, 0, 11},  {41, 0, 84},     {58, 0, 3},      {100, 0, 3},  {101, 0, 9},   {132, 0, 136},
    {136, 0, 3},     {255, 0, 4},  {256, 0, 4},     {257, 0, 27},    {258, 0, 3},  {259, 0, 10},  {260, 0, 10},
    {261, 0, 10},    {262, 0, 10}, {263, 0, 26},    {264, 0, 10},    {265, 0, 10}, {266, 0, 14},  {267, 0, 10},
    {268, 0, 13},    {269, 0, 20}, {269, 124, 130}, {269, 190, 194}, {270, 0, 15}, {271, 0, 4},   {271, 124, 142},
    {272, 0, 9},     {273, 0, 8},  {274, 0, 22},    {275, 0, 7},     {276, 0, 12}, {276, 26, 32}, {277, 0, 4},
    {277, 126, 132}, {278, 0, 3},  {278, 124, 132}, {279, 0, 10},    {280, 0, 8},  {281, 0, 4},   {282, 0, 5},
    {283, 0, 11},    {284, 0, 3},  {285, 0, 3},     {-1, -1, 2},     {2, 0, 3},    {43, 0, 3},    {1000, 0, 2}};
static void set(int level, int option, const void *at, int length) {
    syscall(SYS_setsockopt, -1, level, option, at, length);
}
static void get(int level, int option, void *at, int length) {
    syscall(SYS_getsockopt, -1, level, option, at, &length);
}
static void both(int level, int option, void *at, int length) {
    set(level, option, at, length);
    get(level, option, at, length);
}
// Those of which strace says more than that they are numbers or bytes, and one of each that it does not.
static const int special[][2] = {{0, 2},   {0, 35},  {0, 42},  {0, 46},  {1, 2},   {1, 4},   {1, 13},
                                 {1, 17},  {1, 25},  {1, 26},  {1, 27},  {1, 51},  {1, 74},  {6, 11},
                                 {40, 0},  {41, 20}, {41, 27}, {41, 42}, {132, 2}, {255, 1}, {263, 1},
                                 {263, 5}, {263, 6}, {264, 1}, {270, 1}, {270, 9}, {999, 1}};
int main(void) {
    static const int lengths[] = {-1,  0,   1,   2,   3,   4,    5,    7,          8,          9,          11,
                                  12,  13,  15,  16,  17,  18,   19,   20,         21,         23,         24,
                                  28,  29,  32,  33,  64,  128,  132,  135,        136,        137,        140,
                                  264, 300, 400, 512, 600, 4096, 8192, 0x7fffffff, 0x80000000, -2147483647};
    unsigned char *page = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                  *end = page + 4096;
    munmap(end, 4096);
    for (int i = 0; i < 512; i++) bytes[i] = i + 1;
    memset(page, 0x41, 4096);
    for (unsigned i = 0; i < sizeof levels / sizeof *levels; i++)
        for (int o = levels[i].first; o < levels[i].end; o++)
            set(levels[i].level, o, 0, 0), get(levels[i].level, o, 0, 0);
    for (int o = 0; o < 80; o++) both(1, o, bytes, 3), both(1, o, bytes, 4), both(1, o, bytes, 5);
    for (unsigned i = 0; i < sizeof special / sizeof *special; i++) {
        int l = special[i][0], o = special[i][1];
        for (unsigned k = 0; k < sizeof lengths / sizeof *lengths; k++)
            if (l != 270 || lengths[k] < 10000) both(l, o, bytes, lengths[k]);
        both(l, o, 0, 4), both(l, o, 0, 16), both(l, o, (void *)8, 0), both(l, o, (void *)8, 4),
            both(l, o, (void *)8, 200);
        for (int n = 1; n < 21; n += 1 + n / 8)
            both(l, o, end - n, n), both(l, o, end - n, n + 1), both(l, o, end - n, 136);
        both(l, o, end - 136, 136), both(l, o, end - 135, 136), both(l, o, end - 136, 400), both(l, o, end - 40, 36);
        syscall(SYS_getsockopt, -1, l, o, bytes, 0), syscall(SYS_getsockopt, -1, l, o, bytes, 8);
        syscall(SYS_getsockopt, -1, l, o, 0, 0), syscall(SYS_getsockopt, -1, l, o, bytes, end - 3);
        syscall(SYS_setsockopt, -1, l, o, bytes, 0x500000004),
            syscall(SYS_setsockopt, 1l << 32 | 7, 5l << 32 | l, 1l << 32 | o, bytes, 16);
    }
    // What the values mean
    for (int v = -2; v < 135; v++) get(1, 4, &v, 4);
    for (int v = -1; v < 258; v += v == 3 ? 252 : 1)
        both(1, 74, &v, 4), both(1, 3, &v, 4), both(1, 39, &v, 4), both(1, 38, &v, 4);
    for (int i = 0; i < 33; i++) {
        unsigned filter[2] = {i < 32 ? 1u << i : 0, 0x10};
        both(255, 1, filter, 4), both(255, 1, filter, 8), filter[0] = ~filter[0], both(255, 1, filter, 4);
    }
    struct {
        int index;
        unsigned short type, length;
        unsigned char address[8];
    } membership = {1, 0, 6, "\0\21\"3DUfw"};
    for (int i = 1; i < 10; i++) membership.type = i, membership.length = i, set(263, 1 + i % 2, &membership, 16);
    membership.length = 9, set(263, 1, &membership, 16), membership.length = 65535, set(263, 1, &membership, 16);
    struct {
        unsigned short n;
        void *at;
    } program = {0, 0};
    static unsigned long code[5000] = {0x28 | 12ul << 32, 0x10015ul | 0x800ul << 32, 6 | 0x40000ul << 32, 6};
    for (int o = 26; o < 52; o += 25) {
        program.n = 0, program.at = 0, set(1, o, &program, 16), program.n = 4, set(1, o, &program, 16);
        program.at = code, set(1, o, &program, 16), program.n = 5, set(1, o, &program, 16);
        program.n = 4999, set(1, o, &program, 16), program.at = (void *)8, set(1, o, &program, 16);
        program.n = 3, program.at = end - 16, set(1, o, &program, 16), program.n = 0, set(1, o, &program, 16);
    }
    get(1, 26, bytes, 65535), get(1, 26, bytes, 65536), get(1, 26, bytes, 70000);
    // Statements of filters: every code, and every offset that is none
    for (int i = 0; i < 0x180; i++) code[i] = i | 9ul << 32, code[0x180 + i] = i * 0x101 | (i % 3 << 16) | 7ul << 32;
    for (int i = 0; i < 70; i++)
        code[0x300 + i] = 0x20 | 0xfffff000ul + i << 32, code[0x350 + i] = 0x30 | 0xffe00000ul + i << 32;
    static const unsigned places[] = {0xfff00000, 0xffefffff, 0xffdfffff, 0xffffefff, 0xffffffff};
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < 4; k++)
            code[0x400 + 4 * i + k] = (unsigned[]){0x28, 0x48, 0x29, 0x1000020}[k] | (unsigned long)places[i] << 32;
    program.n = 0x420, program.at = code, set(1, 26, &program, 16), get(1, 26, code, 0x420);
    unsigned char group[300] = {5};
    static const unsigned char addresses[][28] = {{2, 0, 0, 80, 224, 0, 0, 1},
                                                  {10, 0, 0, 80, 0, 0, 0, 7, 0xff, 2, [23] = 1, 1},
                                                  {1, 0, 'a', 'b'},
                                                  {16, 0, 0, 0, 1},
                                                  {0},
                                                  {99}};
    for (unsigned i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        memcpy(group + 8, addresses[i], 28);
        both(0, 42, group, 136), both(0, 45, group, 300), both(41, 42, group, 136), both(41, 45, group, 136),
            both(0, 46, group, 264), both(41, 46, group, 264);
    }
    unsigned address6[5] = {0, 0, 0, 0x1000000, 1};
    static const int scopes[] = {0, 1, 1000, 999999, -1};
    for (int i = 0; i < 5; i++) address6[4] = scopes[i], set(41, 20 + i % 2, address6, 20), set(41, 27, address6, 24);
    for (int n = 0; n < 40; n++) memset(bytes, 0, 512), get(270, 9, bytes, 4 * n), get(270, 9, bytes, 4 * n + 3);
    static const char *const texts[] = {"eth0", "cubic",  "",
                                        "a\nb", "\377\1", "0123456789012345678901234567890123456789"};
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        for (unsigned n = strlen(texts[i]); n < strlen(texts[i]) + 2; n++)
            both(1, 25, (void *)texts[i], n), both(6, 13, (void *)texts[i], n), both(6, 31, (void *)texts[i], n),
                both(279, 1, (void *)texts[i], n);
    return 0;
}
