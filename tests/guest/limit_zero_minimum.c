// SPDX-License-Identifier: GPL-2.0-or-later
// MINSD and MAXSD give 0 for a denormal number while MXCSR.DAZ is set. One of KNOWN_DIFFERENCES.
#include "guest.h"
#include <emmintrin.h>

int main(void) {
    volatile double denormal = 1e-310, one = 1, minus = -1, r[2];
    _mm_setcsr(_mm_getcsr() | 0x40);
    r[0] = _mm_cvtsd_f64(_mm_min_sd(_mm_set_sd(denormal), _mm_set_sd(one)));
    r[1] = _mm_cvtsd_f64(_mm_max_sd(_mm_set_sd(denormal), _mm_set_sd(minus)));
    _mm_setcsr(0x1f80);
    printf("%a %a\n", r[0], r[1]);
    return 0;
}
