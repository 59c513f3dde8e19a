// SPDX-License-Identifier: GPL-2.0-or-later
// Large address space with little memory: reservations of many gigabytes, used here and there, as run-times do it.
#include "guest.h"
#include <sys/mman.h>

int main(void) {
    unsigned long sizes[] = {1ul << 30, 8ul << 30, 64ul << 30, 1ul << 40, 16ul << 40};
    for (int i = 0; i < 5; i++) {
        char *m = mmap(NULL, sizes[i], PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (m == MAP_FAILED) {
            printf("%lu GB: %s\n", sizes[i] >> 30, errno_name(errno));
            continue;
        }
        // a page at the start, in the middle and at the end
        unsigned long at[] = {0, sizes[i] / 2, sizes[i] - 4096};
        int sum = 0;
        for (int k = 0; k < 3; k++) mprotect(m + at[k], 4096, PROT_READ | PROT_WRITE), m[at[k] + 5] = k + 1;
        for (int k = 0; k < 3; k++) sum += m[at[k] + 5];
        pid_t pid = fork();
        if (pid == 0) _exit(m[at[2] + 5] * 10);
        int status;
        waitpid(pid, &status, 0);
        printf("%lu GB: %d, child %d, unmapped %d\n", sizes[i] >> 30, sum, WEXITSTATUS(status), munmap(m, sizes[i]));
    }
    // writable reservation, touched sparsely
    char *m = mmap(NULL, 4ul << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    madvise(m, 4ul << 30, MADV_NOHUGEPAGE);
    for (unsigned long i = 0; i < 4ul << 30; i += 16 << 20) m[i] = i >> 24;
    int good = 1;
    for (unsigned long i = 0; i < 4ul << 30; i += 16 << 20) good &= m[i] == (char)(i >> 24);
    printf("sparse: %d\n", good);
    munmap(m, 4ul << 30);
    // an aligned piece cut out of a larger one, as allocators do it
    m = mmap(NULL, 128 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    char *aligned = (char *)(((unsigned long)m + (64 << 20) - 1) & -(64ul << 20));
    if (aligned > m) munmap(m, aligned - m);
    if (m + (128 << 20) > aligned + (64 << 20)) munmap(aligned + (64 << 20), m + (128 << 20) - aligned - (64 << 20));
    mprotect(aligned, 1 << 20, PROT_READ | PROT_WRITE), memset(aligned, 1, 1 << 20);
    printf("aligned: %d %d\n", (unsigned long)aligned % (64 << 20) == 0, aligned[12345]);
    int fd = memfd_create("large", 0);
    show("a file of 8 TB", ftruncate(fd, 8l << 40));
    char *f = mmap(NULL, 1ul << 40, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 4l << 40);
    f[(1ul << 40) - 1] = 7;
    char c;
    pread(fd, &c, 1, (5l << 40) - 1), printf("its end: %d\n", c);
    return 0;
}
