// SPDX-License-Identifier: GPL-2.0-or-later
// The hash: two words at a time are multiplied to 128 bits whose halves are folded together, as the fast hashes of these days do (wyhash
// and its kin). The running value is also carried past the product, which a factor of zero would lose.
#include "base/hash.h"

#include <string.h>

#define FIRST 0x9e3779b97f4a7c15ull // the golden ratio, and odd constants of even weight
#define SECOND 0xd6e8feb86659fd93ull
#define THIRD 0xa0761d6478bd642full

__extension__ typedef unsigned __int128 u128;

static u64 fold(u64 a, u64 b) {
    u128 product = (u128)a * b;
    return (u64)product ^ (u64)(product >> 64);
}
static u64 rotate(u64 x, int n) {
    return x << n | x >> (64 - n);
}
// Little endian, wherever it runs.
static u64 word(const u8 *p) {
    u64 w;
    memcpy(&w, p, sizeof w);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w;
}

u64 hash_bytes(u64 seed, const void *data, size_t size) {
    const u8 *p = data;
    u8 rest[16] = {0};
    u64 h = seed ^ fold(size ^ FIRST, SECOND);
    for (; size > sizeof rest; size -= sizeof rest, p += sizeof rest)
        h = fold(word(p) ^ h ^ FIRST, word(p + 8) ^ rotate(h, 32) ^ SECOND) + rotate(h, 23);
    if (size) memcpy(rest, p, size);
    h = fold(word(rest) ^ h ^ SECOND, word(rest + 8) ^ rotate(h, 32) ^ THIRD) + rotate(h, 23);
    h = fold(h ^ FIRST, THIRD);
    return h ^ h >> 32;
}
