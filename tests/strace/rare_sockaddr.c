// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses of every family with every length, and what those of each mean. No call gets as far as a socket.
#define _GNU_SOURCE
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
static unsigned char b[4096];
static void say(int length) {
    syscall(SYS_bind, -1, b, length);
}
static void family(int number) {
    memset(b, 0, 256), *(unsigned short *)b = number;
}
// Values at an offset of an address of otherwise zeroes
static void values(int number, int length, int at, int width, const unsigned *list, int n) {
    for (int i = 0; i < n; i++) family(number), memcpy(b + at, list + i, width), say(length);
}
#define VALUES(number, length, at, width, ...)                                                                       \
    values(number, length, at, width, (unsigned[]){__VA_ARGS__}, sizeof((unsigned[]){__VA_ARGS__}) / 4)
static void up_to(int number, int length, int at, int width, unsigned end) {
    for (unsigned i = 0; i < end; i++) values(number, length, at, width, &i, 1);
}
static void calls(void) {
    static const char *const names[] = {
        "\x9c\x84\x72\x82\x82\x40\x60", "\x9c\x84\x72\x82\x82\x40\x62", "\x9c\x84\x72\x82\x82\x40\x02",
        "\x9c\x84\x72\x82\x82\x40\x1e", "\x82\x84\x40\x40\x40\x40\x60", "\x82\x84\x40\x40\x40\x42\x60",
        "\x82\x84\x40\x82\x40\x40\x60", "\x82\x84\x40\x82\x40\x40\x02", "\x40\x40\x40\x40\x40\x40\x00",
        "\x40\x40\x40\x40\x40\x40\x02", "\x40\x40\x40\x40\x40\x40\x60", "\x82\x82\x82\x82\x82\x82\x00",
        "\x83\x82\x82\x82\x82\x82\x00", "\xc2\xc2\x82\x82\x82\x82\x00", "\x82\x82\x82\x82\x82\xfe\x00",
        "\x82\x82\x82\x82\x82\x82\x20"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
        family(3), memcpy(b + 2, names[i], 7), say(16), b[12] = 1, memcpy(b + 16, names[i], 7), say(23);
    for (int i = 0; i < 256; i++)
        family(3), memset(b + 2, 0x82, 6), b[2 + i % 7] = i, say(16), memset(b + 2, 0x40, 6), b[5] = i, say(16);
    static const int lengths[] = {16, 17, 23, 24, 30, 72, 73, 79, 80, 100, 128};
    static const int counts[] = {0, 1, 2, 7, 8, 9, 40, -1, 0x7fffffff};
    for (unsigned i = 0; i < 11; i++)
        for (unsigned k = 0; k < 9; k++)
            family(3), memcpy(b + 2, names[2], 7), memcpy(b + 16, names[0], 7), memcpy(b + 12, counts + k, 4),
                say(lengths[i]);
}
int main(void) {
    static const int lengths[] = {-1, 0,  1,  2,  3,   4,   5,   6,   7,   8,   9,   10,   11,
                                  12, 13, 14, 15, 16,  17,  18,  19,  20,  21,  22,  23,   24,
                                  25, 26, 27, 28, 29,  32,  35,  36,  40,  48,  64,  72,   87,
                                  88, 95, 96, 97, 109, 110, 111, 127, 128, 129, 140, 1000, 0x7fffffff};
    for (int f = -1; f < 50; f++)
        for (unsigned k = 0; k < sizeof lengths / sizeof *lengths; k++) {
            for (int i = 2; i < 4096; i++) b[i] = i + 1;
            *(short *)b = f, say(lengths[k]);
            family(f), say(lengths[k]);
        }
    unsigned char *page = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                  *end = page + 4096;
    munmap(end, 4096);
    for (int n = 0; n < 20; n++) syscall(SYS_connect, -1, end - n, n), syscall(SYS_connect, -1, end - n, n + 1);
    syscall(SYS_connect, -1, 0, 16), syscall(SYS_connect, -1, 8, 16), syscall(SYS_connect, -1, 8, 0);
    up_to(17, 20, 8, 2, 840), VALUES(17, 20, 8, 2, 65533, 65534, 65535), up_to(17, 20, 10, 1, 10),
        VALUES(17, 20, 2, 2, 0x8, 0x608, 0x300, 0xdd86, 0xffff), VALUES(17, 20, 4, 4, 1, 999, -1);
    for (int n = 0; n < 12; n++) up_to(17, 12 + n, 11, 1, 13);
    up_to(31, 6, 4, 2, 8), up_to(31, 4, 2, 2, 3), VALUES(31, 6, 4, 2, 0xffff), up_to(31, 14, 12, 1, 5);
    up_to(31, 12, 2, 2, 0x110), VALUES(31, 12, 2, 2, 0x1000, 0x1001, 0x1002, 0x10fe, 0x10ff, 0x1100, 0xfffe, 0xffff);
    up_to(31, 12, 10, 2, 0x90), VALUES(31, 12, 10, 2, 0x1000, 0xfffe, 0xffff);
    up_to(33, 36, 2, 2, 5), VALUES(33, 36, 2, 2, 2499, 2500, 2501, 2502, 2503, 52, 0xffff), up_to(33, 36, 4, 2, 12);
    for (int f = 0; f < 11; f++)
        for (int n = 0; n < 32; n++)
            family(33), b[4] = 2, b[6] = n, b[8] = f, b[11] = 80, b[12] = 127, b[15] = b[31] = b[32] = 1,
                        say(36 + n % 3);
    up_to(36, 20, 4, 4, 5), VALUES(36, 20, 4, 4, -1), VALUES(36, 20, 8, 4, 7, 0x70000),
        VALUES(36, 20, 10, 4, 1, 0x10000), VALUES(36, 24, 16, 4, 1, 0x10000, 0x1000000);
    for (int t = 0; t < 5; t++) family(36), memset(b + 8, 17 * t + 1, 12), *(int *)(b + 4) = t, say(20);
    for (int i = 0; i < 32; i++) VALUES(38, 88, 16, 4, 1u << i), VALUES(38, 88, 20, 4, 1u << i | 1 << 12);
    for (int n = 22; n < 33; n++)
        family(38), memcpy(b + 2, "skcipher", 8), memcpy(b + 24, "cbc(aes)", 8), say(n),
            memcpy(b + 2, "fourteen letters", 14), say(n);
    up_to(39, 16, 12, 4, 10), up_to(39, 96, 16, 1, 8), up_to(39, 96, 17, 1, 8), VALUES(39, 96, 16, 2, 0xfeff, 0xff),
        VALUES(39, 16, 4, 4, 1, -1);
    for (int n = 0; n < 66; n++)
        family(39), memset(b + 18, 'x', n % 8), b[88] = n, say(96), b[94] = 1, b[80] = b[81] = 'z', say(97);
    up_to(40, 16, 8, 4, 5), up_to(40, 16, 4, 4, 3), up_to(40, 16, 12, 1, 5), VALUES(40, 16, 8, 4, -1, -2),
        VALUES(40, 16, 4, 4, -1, -2), VALUES(40, 16, 2, 4, 1, 0x10000), VALUES(40, 16, 13, 1, 1),
        VALUES(40, 16, 15, 1, 9);
    up_to(44, 16, 2, 2, 35), VALUES(44, 16, 4, 4, 1, 999), VALUES(44, 16, 12, 4, 1, 5, -1);
    for (int i = -1; i < 3; i++) family(44), b[2] = 1, *(int *)(b + 12) = i, say(16);
    for (int i = 1; i < 12; i++)
        VALUES(45, 12, i, 1, 1, 255), VALUES(42, 12, i, 1, 1, 255), VALUES(16, 12, i, 1, 1, 255);
    VALUES(45, 12, 4, 4, 1, -1), VALUES(16, 12, 4, 4, -1, 99999), VALUES(45, 24, 12, 4, 5, -1);
    for (int n = 0; n < 18; n++)
        family(9), memset(b + 2, '1', n), say(18), b[5] = 200, say(18), family(4), memset(b + 2, n, 14), say(16),
                                                   b[15] = 0, say(16);
    for (int n = 24; n < 30; n++) family(10), b[24] = 1, say(n), b[24] = 5, say(n), b[27] = 3, say(n);
    VALUES(10, 28, 8, 2, 0x80fe, 0xbffe, 0xc0fe, 0x40fe, 0x01ff, 0x02ff, 0x12ff, 0xf2ff, 0x03ff, 0x05ff);
    for (int i = 8; i < 24; i++)
        VALUES(10, 28, i, 1, 1), VALUES(10, 28, i, 2, 0x201), VALUES(10, 28, i, 4, 0xffff, 0xffffff, -1, 0x1000001);
    static const unsigned char links[][2] = {{0xfe, 0x80}, {0xfe, 0xbf}, {0xfe, 0xc0}, {0xfe, 0x40}, {0xff, 1},
                                             {0xff, 2},    {0xff, 0x12}, {0xff, 0xf2}, {0xff, 5},    {0, 0}};
    for (int i = 0; i < 10; i++)
        for (int n = 24; n < 30; n++) family(10), memcpy(b + 8, links[i], 2), b[24] = 1, say(n), b[25] = 9, say(n);
    calls();
    for (int n = 0; n < 112; n += 1 + n / 20)
        family(1), memcpy(b + 2, "path/to", n % 8), say(n), b[2] = 0, say(n), memset(b + 2, 'x', 200), say(n),
                                                            b[2] = 0, say(n);
    return 0;
}
