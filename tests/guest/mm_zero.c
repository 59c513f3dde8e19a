// SPDX-License-Identifier: GPL-2.0-or-later
// Fresh memory is zero, however it comes: nothing of a former owner is ever seen.
#include "guest.h"
#include <sys/mman.h>

enum { RW = PROT_READ | PROT_WRITE, SIZE = 4 << 20 };
static long dirt(const char *m, long size) {
    long n = 0;
    for (long i = 0; i < size; i++) n += m[i] != 0;
    return n;
}

int main(void) {
    for (int round = 0; round < 5; round++) {
        char *m = mmap(NULL, SIZE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        long d = dirt(m, SIZE);
        memset(m, 0xee, SIZE);
        madvise(m, SIZE / 2, MADV_DONTNEED);
        long e = dirt(m, SIZE / 2);
        memset(m, 0xee, SIZE);
        munmap(m, SIZE);
        printf("mapping: %ld, after DONTNEED: %ld\n", d, e);
    }
    pid_t pid = fork();
    if (pid == 0) {
        memset(malloc(SIZE), 0xdd, SIZE);
        char *shared = mmap(NULL, SIZE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        memset(shared, 0xcc, SIZE);
        volatile char stack[100000];
        memset((char *)stack, 0xbb, sizeof stack);
        _exit(0);
    }
    reap("a child that leaves dirt behind", pid);
    char *shared = mmap(NULL, SIZE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    printf("shared: %ld\n", dirt(shared, SIZE));
    char *brk = sbrk(SIZE);
    printf("brk: %ld\n", dirt(brk, SIZE));
    memset(brk, 0xaa, SIZE), sbrk(-SIZE), brk = sbrk(SIZE);
    printf("brk again: %ld\n", dirt(brk, SIZE));
    int fd = memfd_create("x", 0);
    ftruncate(fd, SIZE);
    char *file = mmap(NULL, SIZE, RW, MAP_SHARED, fd, 0);
    printf("memfd: %ld\n", dirt(file, SIZE));
    memset(file, 0x99, SIZE), ftruncate(fd, 1000), ftruncate(fd, SIZE);
    printf("truncated and grown: %ld\n", dirt(file, SIZE));
    static char buffer[SIZE];
    lseek(fd, SIZE + 123456, SEEK_SET), write(fd, "x", 1), lseek(fd, SIZE, SEEK_SET);
    ssize_t n = read(fd, buffer, SIZE);
    printf("a hole by seeking: %zd bytes, %ld\n", n, dirt(buffer, n));
    int name = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    write(name, "abc", 3);
    char *tail = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, name, 0);
    printf("tail of a file's page: %ld\n", dirt(tail, 4096));
    char *moved = mremap(mmap(NULL, 4096, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096, SIZE, MREMAP_MAYMOVE);
    printf("grown by mremap: %ld\n", dirt(moved, SIZE));
    static char bss[SIZE];
    printf("bss: %ld\n", dirt(bss, SIZE));
    int p[2];
    pipe(p);
    if ((pid = fork()) == 0) {
        char *stack = (char *)__builtin_frame_address(0) - (1 << 20);
        long d = dirt(stack, 1 << 19);
        _exit(d != 0);
    }
    reap("stack never used", pid);
    return 0;
}
