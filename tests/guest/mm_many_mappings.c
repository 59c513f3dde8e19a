// SPDX-License-Identifier: GPL-2.0-or-later
// Thousands of mappings: made, split, found again by address, copied by fork, removed in another order.
#include "guest.h"
#include <sys/mman.h>

enum { P = 4096, N = 3000, RW = PROT_READ | PROT_WRITE };
static int *pages[N];

int main(void) {
    char *base = (char *)0x300000000000;
    for (int i = 0; i < N; i++) {
        int k = i * 7919 % N; // every second page, in a scattered order
        pages[k] = mmap(base + k * 2 * P, P, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        *pages[k] = k;
    }
    long sum = 0;
    for (int i = 0; i < N; i++) sum += *pages[i] * (i % 3 + 1);
    printf("scattered: %ld\n", sum);
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < N; i += 2) munmap(pages[i], P);
        long odd = 0;
        for (int i = 1; i < N; i += 2) odd += *pages[i];
        printf("child: %ld\n", odd);
        _exit(0);
    }
    reap("child", pid);
    char *whole = mmap((void *)0x310000000000, 2 * N * P, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    for (int i = 0; i < N; i++) mprotect(whole + 2 * i * P, P, PROT_READ);
    for (int i = 0; i < N; i++) whole[(2 * i + 1) * P] = 1;
    FILE *f = fopen("/proc/self/maps", "r");
    int c, lines = 0;
    while ((c = getc(f)) != EOF) lines += c == '\n';
    fclose(f);
    printf("lines of maps: %d\n", lines >= 3 * N && lines < 3 * N + 40);
    mprotect(whole, 2 * N * P, RW);
    sum = 0;
    for (int i = 0; i < 2 * N; i++) sum += whole[i * P];
    printf("one again: %ld\n", sum);
    for (int i = 0; i < N; i++) {
        int k = i * 4643 % N;
        if (*pages[k] != k) printf("page %d is wrong\n", k);
        munmap(pages[k], P);
    }
    // maps of one file, each at another offset
    int fd = memfd_create("x", 0);
    ftruncate(fd, 1000 * P);
    for (int i = 0; i < 1000; i++) {
        int *p = mmap(NULL, P, RW, MAP_SHARED, fd, (long)(i * 389 % 1000) * P);
        *p = i * 389 % 1000;
        if (i % 3 == 0) munmap(p, P);
    }
    sum = 0;
    for (int i = 0; i < 1000; i++) {
        int v;
        pread(fd, &v, sizeof v, (long)i * P), sum += v == i;
    }
    printf("of one file: %ld\n", sum);
    return 0;
}
