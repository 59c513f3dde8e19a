// SPDX-License-Identifier: GPL-2.0-or-later
// A store of 16 bytes across the border of a page that refuses it writes nothing. One of KNOWN_DIFFERENCES: only where the border
// lies in the second half (cpu_unaligned has the others).
#include "guest.h"
#include <emmintrin.h>
#include <setjmp.h>
#include <sys/mman.h>

static sigjmp_buf back;
static void on_fault(int signo) {
    siglongjmp(back, signo);
}

int main(void) {
    signal(SIGSEGV, on_fault);
    char *m = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(m + 4096, 4096, PROT_NONE);
    int signo = sigsetjmp(back, 1), written = 0;
    if (!signo) _mm_storeu_si128((__m128i *)(m + 4096 - 11), _mm_set1_epi8(-1));
    for (int i = 4096 - 11; i < 4096; i++) written += m[i] != 0;
    printf("signal %d, %d bytes written\n", signo, written);
    return 0;
}
