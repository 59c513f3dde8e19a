// SPDX-License-Identifier: GPL-2.0-or-later
// Of two NaN operands SSE keeps the first one's payload. One of KNOWN_DIFFERENCES.
#include "guest.h"

int main(void) {
    uint64_t raw[] = {0x7ff8000000001234, 0xfff8000000009abc}, sum;
    double n[2], r;
    memcpy(n, raw, sizeof n);
    volatile double a = n[0], b = n[1];
    r = a + b, memcpy(&sum, &r, sizeof sum);
    printf("%lx\n", sum);
    return 0;
}
