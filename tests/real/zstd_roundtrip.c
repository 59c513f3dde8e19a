// SPDX-License-Identifier: GPL-2.0-or-later
// Zstandard: 64 MB made here, compressed in streams at several levels and unpacked again; sizes and checks.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { CHUNK = 1 << 20, TOTAL = 64 };
static unsigned char chunk[CHUNK], *packed, *unpacked;
static size_t packed_size;

// Text-like, repetitive, random and empty stretches in turn.
static void make(int n, unsigned char *out) {
    uint64_t s = (uint64_t)n * 0x9e3779b97f4a7c15 + 1;
    static const char *const words[] = {"alpha ",   "beta ",  "gamma ", "delta ",
                                        "epsilon ", "zeta\n", "eta, ",  "theta. "};
    for (size_t i = 0; i < CHUNK;) {
        s ^= s << 13, s ^= s >> 7, s ^= s << 17;
        if (n % 4 == 0) {
            const char *w = words[s % 8];
            for (; *w && i < CHUNK; w++) out[i++] = (unsigned char)*w;
        } else if (n % 4 == 1) {
            out[i] = (unsigned char)(i % 251 ^ (i >> 12)), i++;
        } else if (n % 4 == 2 && n % 8 == 2) {
            for (int k = 0; k < 8 && i < CHUNK; k++) out[i++] = (unsigned char)(s >> k * 8);
        } else {
            out[i++] = 0;
        }
    }
}
static uint64_t digest(uint64_t h, const unsigned char *p, size_t n) {
    for (size_t i = 0; i + 8 <= n; i += 8) {
        uint64_t w;
        memcpy(&w, p + i, 8);
        h = (h ^ w) * 0x9e3779b97f4a7c15, h ^= h >> 32;
    }
    return h;
}

static void level(int n, int megabytes) {
    ZSTD_CCtx *c = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, n), ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
    ZSTD_outBuffer out = {packed, (size_t)TOTAL * CHUNK + (1 << 20), 0};
    uint64_t before = 1, after = 1;
    for (int i = 0; i < megabytes; i++) {
        make(i, chunk), before = digest(before, chunk, CHUNK);
        ZSTD_inBuffer in = {chunk, CHUNK, 0};
        while (in.pos < in.size)
            if (ZSTD_isError(ZSTD_compressStream2(c, &out, &in, ZSTD_e_continue)))
                printf("compression failed\n"), exit(1);
    }
    ZSTD_inBuffer end = {NULL, 0, 0};
    while (ZSTD_compressStream2(c, &out, &end, ZSTD_e_end)) {}
    ZSTD_freeCCtx(c);
    packed_size = out.pos;
    ZSTD_DCtx *d = ZSTD_createDCtx();
    ZSTD_inBuffer in = {packed, packed_size, 0};
    size_t total = 0, r = 1;
    while (in.pos < in.size && r) {
        ZSTD_outBuffer piece = {chunk, CHUNK, 0};
        do {
            r = ZSTD_decompressStream(d, &piece, &in);
            if (ZSTD_isError(r)) printf("decompression failed: %s\n", ZSTD_getErrorName(r)), exit(1);
        } while (piece.pos < piece.size && (in.pos < in.size || r == 0) && r);
        after = digest(after, chunk, piece.pos), total += piece.pos;
    }
    ZSTD_freeDCtx(d);
    printf("level %d: %d MB in %zu bytes, %s %016llx\n", n, megabytes, packed_size,
           before == after && total == (size_t)megabytes * CHUNK ? "equal" : "DIFFERENT", (unsigned long long)after);
}

int main(void) {
    packed = malloc((size_t)TOTAL * CHUNK + (1 << 20));
    level(1, 64), level(3, 64), level(-5, 64), level(9, 16), level(15, 4), level(19, 2);
    // damage is noticed
    packed[packed_size / 2] ^= 0x10;
    unpacked = malloc(4 * CHUNK);
    size_t r = ZSTD_decompress(unpacked, 4 * CHUNK, packed, packed_size);
    printf("damaged: %s\n", ZSTD_isError(r) ? "noticed" : "missed");
    // a dictionary-less one-shot of small pieces
    size_t sum = 0;
    for (int i = 0; i < 2000; i++) {
        char text[200], small[400], back[200];
        int n = snprintf(text, sizeof text,
                         "{\"id\": %d, \"name\": \"user-%d\", \"active\": %s, \"name again\": \"user-%d\"}", i, i * 7,
                         i % 2 ? "true" : "false", i * 7);
        size_t s = ZSTD_compress(small, sizeof small, text, (size_t)n, 3);
        if (ZSTD_decompress(back, sizeof back, small, s) != (size_t)n || memcmp(back, text, (size_t)n))
            printf("piece %d differs\n", i);
        sum += s;
    }
    printf("small pieces: %zu\n", sum);
    return 0;
}
