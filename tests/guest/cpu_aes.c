// SPDX-License-Identifier: GPL-2.0-or-later
// AES, carry-less multiplication, and the bit manipulation and load-swap instructions the emulated processor offers;
// what CPUID does not offer is not tried.
#include "guest.h"
#include <cpuid.h>
#pragma GCC target("aes,pclmul,sse4.1")
#include <immintrin.h>

static void print(const char *what, __m128i v) {
    unsigned char b[16];
    _mm_storeu_si128((__m128i *)b, v);
    printf("%-10s ", what);
    for (int i = 0; i < 16; i++) printf("%02x", b[i]);
    printf("\n");
}
static __m128i step(__m128i key, __m128i gen) {
    gen = _mm_shuffle_epi32(gen, 0xff);
    for (int i = 0; i < 3; i++) key = _mm_xor_si128(key, _mm_slli_si128(key, 4));
    return _mm_xor_si128(key, gen);
}

int main(void) {
    unsigned a, b, c, d;
    __get_cpuid(1, &a, &b, &c, &d);
    if (!(c & bit_AES) || !(c & bit_PCLMUL)) skip("this processor has no AES or PCLMULQDQ");
    // FIPS 197, appendix B
    __m128i k[11], m = _mm_setr_epi8(0x32, 0x43, 0xf6, 0xa8, 0x88, 0x5a, 0x30, 0x8d, 0x31, 0x31, 0x98, 0xa2, 0xe0,
                                     0x37, 0x07, 0x34);
    k[0] =
        _mm_setr_epi8(0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c);
#define K(n, rcon) k[n] = step(k[n - 1], _mm_aeskeygenassist_si128(k[n - 1], rcon))
    K(1, 1);
    K(2, 2);
    K(3, 4);
    K(4, 8);
    K(5, 16);
    K(6, 32);
    K(7, 64);
    K(8, 128);
    K(9, 0x1b);
    K(10, 0x36);
    __m128i x = _mm_xor_si128(m, k[0]);
    for (int i = 1; i < 10; i++) x = _mm_aesenc_si128(x, k[i]);
    x = _mm_aesenclast_si128(x, k[10]);
    print("encrypted", x);
    x = _mm_xor_si128(x, k[10]);
    for (int i = 9; i > 0; i--) x = _mm_aesdec_si128(x, _mm_aesimc_si128(k[i]));
    print("decrypted", _mm_aesdeclast_si128(x, k[0]));
    __m128i p = _mm_set_epi64x(0x123456789abcdef0, 0xfedcba9876543211),
            q = _mm_set_epi64x(0x0f1e2d3c4b5a6978, 0x8796a5b4c3d2e1f0);
    print("clmul 00", _mm_clmulepi64_si128(p, q, 0x00)), print("clmul 01", _mm_clmulepi64_si128(p, q, 0x01)),
        print("clmul 10", _mm_clmulepi64_si128(p, q, 0x10)), print("clmul 11", _mm_clmulepi64_si128(p, q, 0x11));
    uint64_t v = 0x0123456789abcdef, r;
    __asm__("popcnt %1, %0" : "=r"(r) : "r"(v) : "cc");
    printf("popcnt %lu\n", r);
    // rounds in a chain, as a hash
    for (int i = 0; i < 10000; i++)
        x = _mm_aesenc_si128(i & 1 ? _mm_clmulepi64_si128(x, k[i % 11], 0x11) : _mm_clmulepi64_si128(x, k[i % 11], 0),
                             x);
    print("chain", x);
    return 0;
}
