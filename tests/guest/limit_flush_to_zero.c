// SPDX-License-Identifier: GPL-2.0-or-later
// SSE results that are denormal become zero while MXCSR.FZ is set. One of KNOWN_DIFFERENCES.
#include "guest.h"
#include <float.h>
#include <xmmintrin.h>

int main(void) {
    volatile double min = DBL_MIN, two = 2;
    volatile float fmin_ = FLT_MIN;
    _mm_setcsr(_mm_getcsr() | 0x8000);
    printf("flushed: %a %a %a\n", min / two, (double)(fmin_ / 2), -min / two);
    return 0;
}
