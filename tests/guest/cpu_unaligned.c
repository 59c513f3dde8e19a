// SPDX-License-Identifier: GPL-2.0-or-later
// Accesses at every odd address, across cache lines and pages: all sizes, SSE and x87 too, atomics, and faults half way.
#include "guest.h"
#include <emmintrin.h>
#include <setjmp.h>
#include <sys/mman.h>

enum { P = 4096, RW = PROT_READ | PROT_WRITE };
static sigjmp_buf back;
static long address;
static char *m;
static void on_fault(int signo, siginfo_t *info, void *context) {
    address = (char *)info->si_addr - m;
    siglongjmp(back, signo);
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &sa, NULL);
    m = mmap(NULL, 3 * P, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 2 * P; i++) m[i] = i * 13 + (i >> 8);
    uint64_t h = 1;
    for (int i = P - 70; i < P + 10; i++) {
        uint16_t a;
        uint32_t b;
        uint64_t c;
        __m128i d = _mm_loadu_si128((__m128i *)(m + i));
        memcpy(&a, m + i, 2), memcpy(&b, m + i, 4), memcpy(&c, m + i, 8);
        volatile uint16_t *pa = (void *)(m + i);
        volatile uint32_t *pb = (void *)(m + i);
        volatile uint64_t *pc = (void *)(m + i);
        if (*pa != a || *pb != b || *pc != c) printf("load at %d is wrong\n", i);
        *pa = a + 1, *pb = *pb + 7, *pc = *pc * 3;
        __atomic_fetch_add(pc, 5, __ATOMIC_SEQ_CST), __atomic_exchange_n(pb, b ^ 9, __ATOMIC_SEQ_CST);
        _mm_storeu_si128((__m128i *)(m + i + 20), _mm_add_epi32(d, _mm_set1_epi32(i)));
        long double x = i * 1.5L;
        __asm__ volatile("fldt %1\n fstpt %0" : "=m"(*(long double *)(m + i + 40)) : "m"(x));
        double y;
        memcpy(&y, (double[]){i / 7.0}, 8);
        __asm__ volatile("fldl %1\n fstpl %0" : "=m"(*(double *)(m + i + 51)) : "m"(y));
        h = checksum(m, 2 * P) ^ h * 31;
    }
    printf("%016lx\n", h);
    // an access across the border into a page without access: nothing of it happens
    mprotect(m + P, P, PROT_NONE);
    static const int sizes[] = {2, 4, 8, 16};
    for (int s = 0; s < 4; s++)
        for (int part = 1; part < sizes[s] && part < 8; part += sizes[s] == 16 ? 5 : 1) {
            char *p = m + P - part;
            memset(p, 0x11, part);
            int signo = sigsetjmp(back, 1);
            if (!signo) switch (sizes[s]) {
                case 2: *(volatile uint16_t *)p = 0xffff; break;
                case 4: *(volatile uint32_t *)p = 0xffffffff; break;
                case 8: *(volatile uint64_t *)p = ~0ul; break;
                case 16: _mm_storeu_si128((__m128i *)p, _mm_set1_epi8(-1)); break;
                }
            int untouched = 1;
            for (int i = 0; i < part; i++) untouched &= p[i] == 0x11;
            printf("%d bytes, %d before the border: signal %d at %ld, nothing written %d\n", sizes[s], part, signo,
                   address - P, untouched);
        }
    for (int part = 1; part < 8; part += 3) {
        int signo = sigsetjmp(back, 1);
        if (!signo) (void)*(volatile uint64_t *)(m + P - part);
        printf("load, %d before the border: signal %d at %ld\n", part, signo, address - P);
    }
    // code across a page border into a page that may not run
    char *code = mmap(NULL, 2 * P, 7, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int part = 1; part <= 6; part++) {
        char *f = code + P - part;
        mprotect(code, 2 * P, 7), memcpy(f, "\xb8\x78\x56\x34\x12\xc3", 6), mprotect(code + P, P, RW);
        m = code;
        int signo = sigsetjmp(back, 1);
        if (!signo) printf("%#x ", ((int (*)(void))f)());
        printf("%d bytes before the border: signal %d at %ld\n", part, signo, signo ? address - P : 0);
    }
    return 0;
}
