// SPDX-License-Identifier: GPL-2.0-or-later
// msync and mincore: flags, holes, and which pages are in memory.
#include "guest.h"
#include <sys/mman.h>

enum { P = 4096, RW = PROT_READ | PROT_WRITE };

int main(void) {
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    ftruncate(fd, 4 * P);
    char *m = mmap((void *)0x300000000000, 4 * P, RW, MAP_SHARED | MAP_FIXED, fd, 0), c;
    m[0] = 'A';
    show("MS_SYNC", msync(m, 4 * P, MS_SYNC)), show("MS_ASYNC", msync(m, 4 * P, MS_ASYNC)),
        show("MS_INVALIDATE", msync(m, P, MS_INVALIDATE)), show("no flags", msync(m, P, 0));
    show("SYNC and ASYNC", msync(m, P, MS_SYNC | MS_ASYNC)), show("unknown", msync(m, P, 8)),
        show("odd address", msync(m + 1, P, MS_SYNC)), show("size 0", msync(m, 0, MS_SYNC)),
        show("overflow", msync(m, -P, MS_SYNC));
    show("unmapped", msync((void *)0x200000000000, P, MS_SYNC));
    pread(fd, &c, 1, 0), printf("in the file: %c\n", c);
    munmap(m + P, P);
    show("across a hole", msync(m, 3 * P, MS_SYNC)), show("ending before it", msync(m, P, MS_SYNC)),
        show("starting in it", msync(m + P, 2 * P, MS_ASYNC));
    mlock(m + 2 * P, P), show("INVALIDATE of a locked page", msync(m + 2 * P, P, MS_INVALIDATE)),
        munlock(m + 2 * P, P);
    char *anon = mmap(NULL, 8 * P, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    show("anonymous", msync(anon, P, MS_SYNC));

    unsigned char vec[8] = {0};
    madvise(anon, 8 * P, MADV_NOHUGEPAGE);
    anon[2 * P] = 1, anon[5 * P] = 1;
    show("mincore", mincore(anon, 8 * P, vec));
    for (int i = 0; i < 8; i++) printf("%d", vec[i] & 1);
    printf("\n");
    volatile char read_only = anon[3 * P]; // the zero page counts as resident
    mincore(anon, 8 * P, vec);
    for (int i = 0; i < 8; i++) printf("%d", vec[i] & 1);
    printf("\n");
    madvise(anon + 2 * P, P, MADV_DONTNEED), mincore(anon, 8 * P, vec), printf("after DONTNEED %d\n", vec[2] & 1);
    memset(vec, 0x55, sizeof vec);
    show("size rounds up", mincore(anon, P + 1, vec)), printf("two written: %d %d\n", vec[1] != 0x55, vec[2] == 0x55);
    show("odd address", mincore(anon + 1, P, vec)), show("unmapped", mincore((void *)0x200000000000, P, vec)),
        show("bad vector", mincore(anon, P, (unsigned char *)8)), show("size 0", mincore(anon, 0, vec)),
        show("kernel address", mincore((void *)0xffff800000000000, P, vec));
    munmap(anon + 4 * P, P), show("across a hole", mincore(anon, 8 * P, vec));
    mincore(m, P, vec), printf("a file's page that was written: %d\n", vec[0] & 1);
    mprotect(anon, P, PROT_NONE), show("protected", mincore(anon, P, vec));
    return 0;
}
