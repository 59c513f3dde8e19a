// SPDX-License-Identifier: GPL-2.0-or-later
// SSE to SSE4.2: every kind of vector instruction on pseudo-random data, one checksum a group.
#include "guest.h"
#pragma GCC target("sse4.2")
#include <nmmintrin.h>

static uint64_t h = 1, seed = 7;
static uint64_t next(void) {
    return seed = seed * 6364136223846793005 + 1442695040888963407, seed >> 8 ^ seed << 21;
}
static __m128i vector(void) {
    return _mm_set_epi64x(next(), next());
}
static void mix(__m128i v) {
    uint64_t w[2];
    _mm_storeu_si128((__m128i *)w, v);
    h = (h ^ w[0]) * 0x100000001b3, h = (h ^ w[1]) * 0x100000001b3, h ^= h >> 29;
}
static void mixd(__m128d v) {
    mix(_mm_castpd_si128(v));
}
static void mixs(__m128 v) {
    mix(_mm_castps_si128(v));
}
static void done(const char *what) {
    printf("%-12s %016lx\n", what, h);
    h = 1;
}
enum { N = 500 };
#define EACH                                                                                                         \
    for (int i = 0; i < N; i++)                                                                                      \
        for (__m128i a = vector(), b = vector(), *once = &a; once; once = NULL)
static __m128 floats(void) {
    return _mm_set_ps((int)next() / 1e5f, (int)next() / 7e8f, (int)next() * 3e10f, (int)(next() % 2000) - 1000);
}
// GCC 14 makes VROUNDSD of _mm_round_sd, AVX or not.
static __m128d round_sd_up(__m128d x, __m128d y) {
    __asm__("roundsd $2, %1, %0" : "+x"(x) : "x"(y));
    return x;
}
static __m128d doubles(void) {
    return _mm_set_pd((int)next() / 1e5, (long)next() / 7e3);
}

int main(void) {
    EACH {
        mix(_mm_add_epi8(a, b)), mix(_mm_add_epi16(a, b)), mix(_mm_add_epi32(a, b)), mix(_mm_add_epi64(a, b)),
            mix(_mm_sub_epi8(a, b)), mix(_mm_sub_epi16(a, b)), mix(_mm_sub_epi32(a, b)), mix(_mm_sub_epi64(a, b));
    }
    done("add sub");
    EACH {
        mix(_mm_adds_epi8(a, b)), mix(_mm_adds_epi16(a, b)), mix(_mm_adds_epu8(a, b)), mix(_mm_adds_epu16(a, b)),
            mix(_mm_subs_epi8(a, b)), mix(_mm_subs_epi16(a, b)), mix(_mm_subs_epu8(a, b)), mix(_mm_subs_epu16(a, b)),
            mix(_mm_avg_epu8(a, b)), mix(_mm_avg_epu16(a, b)), mix(_mm_sad_epu8(a, b));
    }
    done("saturating");
    EACH {
        mix(_mm_mullo_epi16(a, b)), mix(_mm_mulhi_epi16(a, b)), mix(_mm_mulhi_epu16(a, b)), mix(_mm_mul_epu32(a, b)),
            mix(_mm_mul_epi32(a, b)), mix(_mm_mullo_epi32(a, b)), mix(_mm_madd_epi16(a, b)),
            mix(_mm_maddubs_epi16(a, b)), mix(_mm_mulhrs_epi16(a, b));
    }
    done("multiply");
    EACH {
        mix(_mm_and_si128(a, b)), mix(_mm_or_si128(a, b)), mix(_mm_xor_si128(a, b)), mix(_mm_andnot_si128(a, b)),
            mix(_mm_cmpeq_epi8(a, b)), mix(_mm_cmpgt_epi16(a, b)), mix(_mm_cmplt_epi32(a, b)),
            mix(_mm_cmpeq_epi64(a, a)), mix(_mm_cmpgt_epi64(a, b)), h += _mm_movemask_epi8(a),
            h += _mm_testz_si128(a, b) + 2 * _mm_testc_si128(a, b) + 4 * _mm_testnzc_si128(a, b);
    }
    done("logic");
    EACH {
        __m128i c = _mm_cvtsi32_si128(i % 70);
        mix(_mm_sll_epi16(a, c)), mix(_mm_sll_epi32(a, c)), mix(_mm_sll_epi64(a, c)), mix(_mm_srl_epi16(a, c)),
            mix(_mm_srl_epi32(a, c)), mix(_mm_srl_epi64(a, c)), mix(_mm_sra_epi16(a, c)), mix(_mm_sra_epi32(a, c)),
            mix(_mm_slli_si128(a, 5)), mix(_mm_srli_si128(a, 11)), mix(_mm_slli_epi32(a, 7)),
            mix(_mm_srai_epi16(a, 3)), mix(_mm_srli_epi64(a, 33));
    }
    done("shift");
    EACH {
        mix(_mm_unpackhi_epi8(a, b)), mix(_mm_unpacklo_epi8(a, b)), mix(_mm_unpackhi_epi16(a, b)),
            mix(_mm_unpacklo_epi32(a, b)), mix(_mm_unpackhi_epi64(a, b)), mix(_mm_packs_epi16(a, b)),
            mix(_mm_packs_epi32(a, b)), mix(_mm_packus_epi16(a, b)), mix(_mm_packus_epi32(a, b)),
            mix(_mm_shuffle_epi32(a, 0x1b)), mix(_mm_shufflehi_epi16(a, 0x93)), mix(_mm_shufflelo_epi16(a, 0x4e)),
            mix(_mm_shuffle_epi8(a, b)), mix(_mm_alignr_epi8(a, b, 5)),
            mix(_mm_blendv_epi8(a, b, _mm_slli_epi16(a, 1))), mix(_mm_blend_epi16(a, b, 0xa5));
    }
    done("shuffle");
    EACH {
        mix(_mm_max_epu8(a, b)), mix(_mm_min_epu8(a, b)), mix(_mm_max_epi16(a, b)), mix(_mm_min_epi16(a, b)),
            mix(_mm_max_epi8(a, b)), mix(_mm_min_epi8(a, b)), mix(_mm_max_epu16(a, b)), mix(_mm_min_epu16(a, b)),
            mix(_mm_max_epi32(a, b)), mix(_mm_min_epu32(a, b)), mix(_mm_abs_epi8(a)), mix(_mm_abs_epi16(a)),
            mix(_mm_abs_epi32(a)), mix(_mm_sign_epi8(a, b)), mix(_mm_sign_epi32(a, b)), mix(_mm_hadd_epi16(a, b)),
            mix(_mm_hadd_epi32(a, b)), mix(_mm_hadds_epi16(a, b)), mix(_mm_hsub_epi16(a, b)),
            mix(_mm_minpos_epu16(a)), mix(_mm_mpsadbw_epu8(a, b, 5));
    }
    done("min max");
    EACH {
        mix(_mm_cvtepi8_epi16(a)), mix(_mm_cvtepi8_epi32(a)), mix(_mm_cvtepi8_epi64(a)), mix(_mm_cvtepu8_epi16(a)),
            mix(_mm_cvtepi16_epi32(a)), mix(_mm_cvtepu16_epi64(a)), mix(_mm_cvtepi32_epi64(a)),
            mix(_mm_cvtepu32_epi64(a)),
            h += _mm_extract_epi8(a, 7) + _mm_extract_epi16(a, 3) + _mm_extract_epi32(a, 2) + _mm_extract_epi64(a, 1),
            mix(_mm_insert_epi8(a, i, 9)), mix(_mm_insert_epi16(a, i, 4)), mix(_mm_insert_epi32(a, i, 3)),
            mix(_mm_insert_epi64(a, i, 0));
    }
    done("widen insert");
    for (int i = 0; i < N; i++) {
        __m128 x = floats(), y = floats();
        mixs(_mm_add_ps(x, y)), mixs(_mm_sub_ps(x, y)), mixs(_mm_mul_ps(x, y)), mixs(_mm_div_ps(x, y)),
            mixs(_mm_sqrt_ps(_mm_mul_ps(x, x))), mixs(_mm_min_ps(x, y)), mixs(_mm_max_ps(x, y)),
            mixs(_mm_add_ss(x, y)), mixs(_mm_cmplt_ps(x, y)), mixs(_mm_cmpneq_ps(x, y)), mixs(_mm_cmpord_ps(x, y)),
            mixs(_mm_shuffle_ps(x, y, 0x8d)), mixs(_mm_unpackhi_ps(x, y)), mixs(_mm_movehl_ps(x, y)),
            mixs(_mm_hadd_ps(x, y)), mixs(_mm_addsub_ps(x, y)), mixs(_mm_moveldup_ps(x)), mixs(_mm_movehdup_ps(x)),
            mixs(_mm_dp_ps(_mm_set1_ps(i), _mm_set_ps(1, 2, 3, 4), 0xf7)), mixs(_mm_insert_ps(x, y, 0x6a)),
            mixs(_mm_blend_ps(x, y, 5)), mixs(_mm_blendv_ps(x, y, y)), mixs(_mm_round_ps(x, 0)),
            mixs(_mm_round_ps(x, 1)), mixs(_mm_round_ps(x, 2)), mixs(_mm_round_ps(x, 3));
        mix(_mm_cvtps_epi32(x)), mix(_mm_cvttps_epi32(x)), mixd(_mm_cvtps_pd(x)), mixs(_mm_cvtepi32_ps(vector())),
            h += _mm_movemask_ps(x) + _mm_comilt_ss(x, y) + _mm_ucomige_ss(x, y) + _mm_cvtss_si32(x);
    }
    done("float");
    for (int i = 0; i < N; i++) {
        __m128d x = doubles(), y = doubles();
        mixd(_mm_add_pd(x, y)), mixd(_mm_sub_pd(x, y)), mixd(_mm_mul_pd(x, y)), mixd(_mm_div_pd(x, y)),
            mixd(_mm_sqrt_pd(_mm_mul_pd(x, x))), mixd(_mm_min_pd(x, y)), mixd(_mm_max_sd(x, y)),
            mixd(_mm_cmple_pd(x, y)), mixd(_mm_shuffle_pd(x, y, 1)), mixd(_mm_unpackhi_pd(x, y)),
            mixd(_mm_hsub_pd(x, y)), mixd(_mm_addsub_pd(x, y)), mixd(_mm_movedup_pd(x)), mixd(_mm_round_pd(x, 1)),
            mixd(round_sd_up(x, y)), mixd(_mm_dp_pd(_mm_set1_pd(i), _mm_set_pd(3, 7), 0x31));
        mix(_mm_cvtpd_epi32(x)), mix(_mm_cvttpd_epi32(x)), mixs(_mm_cvtpd_ps(x)), mixd(_mm_cvtepi32_pd(vector())),
            h += _mm_movemask_pd(x) + _mm_comieq_sd(x, y) + _mm_cvtsd_si64(x) + _mm_cvttsd_si32(x),
            mixd(_mm_cvtsi64_sd(x, next())), mixd(_mm_cvtss_sd(x, floats()));
    }
    done("double");
    char text[33] = "The quick brown fox jumps over it";
    for (int i = 0; i < N; i++) {
        __m128i s = _mm_loadu_si128((__m128i *)(text + i % 16)), set = _mm_set1_epi8('a' + i % 26);
        h = h * 31 + _mm_cmpistri(set, s, 0) + 17 * _mm_cmpestri(s, i % 20, s, 9, 12) + _mm_cmpistrz(s, set, 8) +
            2 * _mm_cmpistrc(set, s, 4),
        mix(_mm_cmpistrm(set, s, 0x40)), mix(_mm_cmpestrm(s, 5, set, i % 17, 0x1a));
        h += _mm_crc32_u8(i, i * 3), h += _mm_crc32_u16(i, next()), h += _mm_crc32_u32((uint32_t)h, next()),
            h += _mm_crc32_u64(h, next()), h += _mm_popcnt_u64(next()) + _mm_popcnt_u32(i);
    }
    done("strings crc");
    for (int i = 0; i < N; i++) { // the old registers share the x87's
        __m128i v = vector();
        uint64_t lo = _mm_cvtsi128_si64(v), hi = _mm_extract_epi64(v, 1), r;
        __asm__("movq %1, %%mm0\n movq %2, %%mm1\n paddw %%mm1, %%mm0\n pmullw %%mm1, %%mm0\n packsswb %%mm1, "
                "%%mm0\n punpckhbw %%mm0, %%mm1\n pxor %%mm1, %%mm0\n pshufb %%mm1, %%mm0\n movq %%mm0, %0\n emms"
                : "=r"(r)
                : "r"(lo), "r"(hi)
                : "mm0", "mm1");
        h = h * 31 + r;
    }
    done("mmx");
    static char area[256] __attribute__((aligned(64)));
    _mm_stream_si128((__m128i *)area, vector()), _mm_maskmoveu_si128(vector(), _mm_set1_epi16(0x80), area + 32),
        _mm_sfence(), _mm_stream_si64((long long *)(area + 64), 5), _mm_mfence(), _mm_prefetch(area, _MM_HINT_T0),
        _mm_clflush(area), _mm_lfence(), _mm_pause();
    mix(_mm_stream_load_si128((__m128i *)area)), mix(_mm_lddqu_si128((__m128i *)(area + 31))),
        h += checksum(area, 256);
    done("stores");
    return 0;
}
