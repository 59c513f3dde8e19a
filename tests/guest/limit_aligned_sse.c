// SPDX-License-Identifier: GPL-2.0-or-later
// MOVAPS and memory operands of SSE raise #GP at an address that is no multiple of 16. One of KNOWN_DIFFERENCES.
#include "guest.h"

int main(void) {
    _Alignas(16) char bytes[64] = {0};
    __asm__ volatile("movaps %0, %%xmm0" : : "m"(bytes[1]) : "xmm0");
    printf("went on\n");
    return 0;
}
