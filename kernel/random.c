// SPDX-License-Identifier: GPL-2.0-or-later
// Randomness: a generator that starts from the seed, or the host's entropy in a live run. xoshiro256** by Blackman and
// Vigna, seeded through SplitMix64 as its authors advise; a sealed run wants repeatable numbers, not secret ones.
#include "kernel/internal.h"

#include <string.h>

static u64 rotate_left(u64 x, int n) {
    return x << n | x >> (64 - n);
}

void random_seed(struct sandbox *sb, u64 seed) {
    for (int i = 0; i < 4; i++) {
        u64 z = seed += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        sb->rng[i] = z ^ z >> 31;
    }
}

static u64 random_next(u64 s[4]) {
    u64 result = rotate_left(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

void sandbox_random(struct sandbox *sb, void *buf, size_t n) {
    if (sb->opt.live && sb->door) {
        sb->door->entropy(sb->door_ctx, buf, n);
        return;
    }
    for (u8 *p = buf; n;) {
        u64 r = random_next(sb->rng);
        size_t part = n < sizeof r ? n : sizeof r;
        memcpy(p, &r, part);
        p += part;
        n -= part;
    }
}
