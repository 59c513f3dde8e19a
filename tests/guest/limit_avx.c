// SPDX-License-Identifier: GPL-2.0-or-later
// AVX, used as CPUID offers it. One of KNOWN_DIFFERENCES where the real processor has it.
#include "guest.h"

int main(void) {
    if (!__builtin_cpu_supports("avx")) {
        printf("no AVX here\n");
        return 77;
    }
    float f[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    __asm__ volatile("vmovups %0, %%ymm0\n vaddps %%ymm0, %%ymm0, %%ymm0\n vmovups %%ymm0, %0\n vzeroupper"
                     : "+m"(f)
                     :
                     : "xmm0");
    for (int i = 0; i < 8; i++) printf("%g ", f[i]);
    printf("\n");
    return 0;
}
