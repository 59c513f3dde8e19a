// SPDX-License-Identifier: GPL-2.0-or-later
// mmap in every form: anonymous, of files, shared, private, fixed, hinted, with offsets, and each way it fails.
#include "guest.h"
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static void *map(size_t size, int prot, int flags, int fd, off_t offset) {
    return mmap(NULL, size, prot, flags, fd, offset);
}
static void try(const char *what, void *hint, size_t size, int prot, int flags, int fd, off_t offset) {
    void *p = mmap(hint, size, prot, flags, fd, offset);
    printf("%s: %s%s\n", what, p == MAP_FAILED ? errno_name(errno) : "ok",
           p != MAP_FAILED && (uintptr_t)p % 4096 ? ", unaligned!" : "");
    if (p != MAP_FAILED) munmap(p, size);
}

int main(void) {
    enum { RW = PROT_READ | PROT_WRITE, ANON = MAP_PRIVATE | MAP_ANONYMOUS };
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char text[10000];
    for (int i = 0; i < 10000; i++) text[i] = 'a' + i % 26;
    write(fd, text, sizeof text);
    int ro = open("file", O_RDONLY), wo = open("file", O_WRONLY), dir = open(".", O_RDONLY),
        path = open("file", O_PATH), p[2];
    pipe(p);
    try("anonymous", NULL, 4096, RW, ANON, -1, 0), try("one byte", NULL, 1, RW, ANON, -1, 0);
    try("size 0", NULL, 0, RW, ANON, -1, 0), try("size -1", NULL, -1, RW, ANON, -1, 0),
        try("size 2^47", NULL, 1ul << 47, RW, ANON, -1, 0);
    try("size 2^64 - page", NULL, -4096ul, RW, ANON, -1, 0), try("no kind", NULL, 4096, RW, MAP_ANONYMOUS, -1, 0);
    try("both kinds", NULL, 4096, RW, MAP_PRIVATE | MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    try("shared anonymous", NULL, 4096, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0),
        try("SHARED_VALIDATE anonymous", NULL, 4096, RW, MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1, 0);
    try("descriptor ignored", NULL, 4096, RW, ANON, 999, 0), try("offset ignored", NULL, 4096, RW, ANON, -1, 4096),
        try("bad descriptor", NULL, 4096, RW, MAP_PRIVATE, 999, 0);
    try("odd offset", NULL, 4096, RW, MAP_PRIVATE, fd, 100),
        try("odd offset, anonymous", NULL, 4096, RW, ANON, -1, 100),
        try("offset overflow", NULL, 8192, RW, MAP_PRIVATE, fd, (off_t)0x7ffffffffffff000);
    try("negative offset", NULL, 4096, RW, MAP_PRIVATE, fd, -4096);
    try("beyond the end", NULL, 4096, RW, MAP_PRIVATE, fd, 1 << 20),
        try("PROT_NONE", NULL, 4096, PROT_NONE, ANON, -1, 0), try("write only", NULL, 4096, PROT_WRITE, ANON, -1, 0);
    try("unknown protection", NULL, 4096, 0x80, ANON, -1, 0),
        try("unknown flag", NULL, 4096, RW, ANON | 0x800000, -1, 0),
        try("unknown flag, validated", NULL, 4096, RW, MAP_SHARED_VALIDATE | 0x800000, fd, 0);
    try("MAP_SYNC on tmpfs", NULL, 4096, RW, MAP_SHARED_VALIDATE | MAP_SYNC, fd, 0);
    try("read-only file, private write", NULL, 4096, RW, MAP_PRIVATE, ro, 0),
        try("read-only file, shared read", NULL, 4096, PROT_READ, MAP_SHARED, ro, 0),
        try("read-only file, shared write", NULL, 4096, RW, MAP_SHARED, ro, 0);
    try("write-only file", NULL, 4096, PROT_WRITE, MAP_SHARED, wo, 0),
        try("write-only file, private", NULL, 4096, PROT_READ, MAP_PRIVATE, wo, 0);
    try("directory", NULL, 4096, PROT_READ, MAP_PRIVATE, dir, 0),
        try("O_PATH", NULL, 4096, PROT_READ, MAP_PRIVATE, path, 0),
        try("pipe", NULL, 4096, PROT_READ, MAP_PRIVATE, p[0], 0);
    int zero = open("/dev/zero", O_RDWR), null = open("/dev/null", O_RDWR);
    try("/dev/zero", NULL, 4096, RW, MAP_PRIVATE, zero, 0),
        try("/dev/zero shared", NULL, 4096, RW, MAP_SHARED, zero, 0),
        try("/dev/null", NULL, 4096, RW, MAP_PRIVATE, null, 0);
    try("fixed at an odd address", (void *)0x10000001, 4096, RW, ANON | MAP_FIXED, -1, 0),
        try("fixed in the kernel", (void *)0xffff800000000000, 4096, RW, ANON | MAP_FIXED, -1, 0);
    try("fixed across the end", (void *)0x7fffffffe000, 8192, RW, ANON | MAP_FIXED, -1, 0),
        try("fixed at 0", NULL, 4096, RW, ANON | MAP_FIXED, -1, 0),
        try("fixed at the lowest page allowed", (void *)65536, 4096, RW, ANON | MAP_FIXED, -1, 0);
    try("populated", NULL, 1 << 20, RW, ANON | MAP_POPULATE, -1, 0),
        try("NORESERVE", NULL, 1 << 30, RW, ANON | MAP_NORESERVE, -1, 0),
        try("STACK | GROWSDOWN", NULL, 65536, RW, ANON | MAP_STACK | MAP_GROWSDOWN, -1, 0);
    try("GROWSDOWN of a file", NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_GROWSDOWN, fd, 0),
        try("GROWSDOWN shared", NULL, 4096, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0);
    try("DENYWRITE, EXECUTABLE, NONBLOCK", NULL, 4096, RW, ANON | MAP_DENYWRITE | MAP_EXECUTABLE | MAP_NONBLOCK, -1,
        0);

    void *low = mmap(NULL, 4096, RW, ANON | MAP_32BIT, -1, 0);
    printf("MAP_32BIT: %s\n", low != MAP_FAILED && (uintptr_t)low < 1ul << 31 ? "below 2 GB" : "no");
    char *hint = mmap((void *)0x123450000000, 4096, RW, ANON, -1, 0),
         *taken = mmap((void *)0x123450000000, 4096, RW, ANON, -1, 0);
    printf("a free hint is taken: %d, an occupied one is not: %d\n", hint == (char *)0x123450000000,
           taken != MAP_FAILED && taken != hint);
    char *odd = mmap((void *)0x123460000123, 4096, RW, ANON, -1, 0);
    printf("an odd hint is rounded: %d\n", odd == (char *)0x123460000000);
    // new mappings go below older ones and touch them
    char *a = map(4096, RW, ANON, -1, 0), *b = map(4096, RW, ANON, -1, 0);
    printf("one below the other: %d\n", b == a - 4096);
    char *over = mmap(a, 4096, RW, ANON | MAP_FIXED, -1, 0);
    a[0] = 1;
    mmap(a, 4096, RW, ANON | MAP_FIXED, -1, 0);
    printf("fixed replaces: %d, contents gone: %d\n", over == a, a[0] == 0);

    char *m = map(10000, PROT_READ, MAP_PRIVATE, fd, 0);
    printf("file: %d, rest of the last page zero: %d %d\n", !memcmp(m, text, 10000), m[10000] == 0, m[12287] == 0);
    char *second = map(4096, PROT_READ, MAP_SHARED, fd, 4096);
    printf("at an offset: %d\n", !memcmp(second, text + 4096, 4096));
    close(fd);
    printf("after close: %c\n", m[27]);
    unlink("file");
    printf("after unlink: %c\n", second[0]);
    char *z = map(8192, RW, MAP_PRIVATE, zero, 0);
    z[5000] = 3;
    printf("/dev/zero: %d %d\n", z[0], z[5000]);
    show("munmap, odd address", munmap(m + 1, 4096)), show("munmap, size 0", munmap(m, 0)),
        show("munmap, kernel address", munmap((void *)0xffff800000000000, 4096));
    show("munmap of nothing", munmap((void *)0x200000000000, 4096)), show("munmap, size rounds up", munmap(m, 10000));
    return 0;
}
