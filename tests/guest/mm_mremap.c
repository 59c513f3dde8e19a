// SPDX-License-Identifier: GPL-2.0-or-later
// mremap: shrinking, growing in place and by moving, to a fixed address, duplicating shared memory, and its errors.
#include "guest.h"
#include <sys/mman.h>

enum { P = 4096, RW = PROT_READ | PROT_WRITE, ANON = MAP_PRIVATE | MAP_ANONYMOUS };
static int mapped(void *p) {
    unsigned char vec;
    return mincore(p, P, &vec) == 0;
}
static void *fixed(uintptr_t at, int pages) {
    return mmap((void *)at, pages * P, RW, ANON | MAP_FIXED, -1, 0);
}
static void result(const char *what, void *p) {
    printf("%s: %s\n", what, p == MAP_FAILED ? errno_name(errno) : "ok");
}

int main(void) {
    char *m = fixed(0x300000000000, 8);
    for (int i = 0; i < 8; i++) m[i * P] = 10 + i;
    char *n = mremap(m, 8 * P, 3 * P, 0);
    printf("shrunk in place: %d, rest gone: %d, kept: %d\n", n == m, !mapped(m + 3 * P), m[2 * P]);
    n = mremap(m, 3 * P, 6 * P, 0);
    printf("grown in place: %d, old %d, new %d\n", n == m, m[2 * P], m[5 * P]);
    n = mremap(m, 6 * P, 6 * P, 0);
    printf("same size: %d\n", n == m);
    fixed(0x300000000000 + 6 * P, 1);
    result("no room in place", mremap(m, 6 * P, 7 * P, 0));
    n = mremap(m, 6 * P, 20 * P, MREMAP_MAYMOVE);
    printf("moved: %d, old place free: %d, contents %d %d %d\n", n != m, !mapped(m), n[0], n[2 * P], n[19 * P]);
    n[19 * P] = 77;
    char *to = (char *)0x320000000000;
    char *f = mremap(n, 20 * P, 10 * P, MREMAP_MAYMOVE | MREMAP_FIXED, to);
    printf("to a fixed place, smaller: %d, contents %d, all of the old is gone: %d\n", f == to, f[2 * P],
           !mapped(n) && !mapped(n + 15 * P));
    char *victim = fixed(0x330000000000, 4);
    memset(victim, 9, 4 * P);
    f = mremap(f, 2 * P, 2 * P, MREMAP_MAYMOVE | MREMAP_FIXED, victim + P);
    printf("over another mapping: %d, %d %d %d, the rest of the source stays: %d\n", f == victim + P, victim[0],
           victim[P], victim[3 * P], to[2 * P]);
    // part of a mapping
    char *part = fixed(0x340000000000, 6);
    for (int i = 0; i < 6; i++) part[i * P] = i;
    char *middle = mremap(part + 2 * P, 2 * P, 5 * P, MREMAP_MAYMOVE);
    printf("from the middle: %d %d, hole behind it: %d%d%d%d%d%d\n", middle[0], middle[P], mapped(part),
           mapped(part + P), mapped(part + 2 * P), mapped(part + 3 * P), mapped(part + 4 * P), mapped(part + 5 * P));
    result("across a hole", mremap(part, 6 * P, 7 * P, MREMAP_MAYMOVE)),
        result("unmapped", mremap((void *)0x200000000000, P, 2 * P, MREMAP_MAYMOVE));
    result("odd address", mremap(part + 1, P, P, 0)), result("new size 0", mremap(part, P, 0, 0)),
        result("unknown flag", mremap(part, P, P, 8)),
        result("FIXED without MAYMOVE", mremap(part, P, P, MREMAP_FIXED, to));
    result("fixed, odd address", mremap(part, P, P, MREMAP_MAYMOVE | MREMAP_FIXED, to + 1)),
        result("fixed, overlapping itself", mremap(part, 2 * P, 2 * P, MREMAP_MAYMOVE | MREMAP_FIXED, part + P)),
        result("fixed, in the kernel", mremap(part, P, P, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)0xffff800000000000));
    result("old size 0, private", mremap(part, 0, P, MREMAP_MAYMOVE)),
        result("too large", mremap(part, P, 1ul << 47, MREMAP_MAYMOVE)),
        result("sizes round up", mremap(part, 1, 5000, MREMAP_MAYMOVE));

    char *shared = mmap(NULL, 2 * P, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    char *twin = mremap(shared, 0, 2 * P, MREMAP_MAYMOVE);
    strcpy(shared + P, "seen twice");
    printf("twin of shared memory: %s\n", twin + P);
    munmap(shared, 2 * P), printf("after the first is gone: %s\n", twin + P);
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    for (int i = 0; i < 4; i++) pwrite(fd, &(char){'A' + i}, 1, i * P);
    ftruncate(fd, 4 * P);
    char *file = mmap(NULL, P, RW, MAP_SHARED, fd, P);
    file = mremap(file, P, 3 * P, MREMAP_MAYMOVE);
    printf("a file's mapping grows into the file: %c %c %c\n", file[0], file[P], file[2 * P]);
    file[2 * P + 1] = 'Z';
    char c;
    pread(fd, &c, 1, 3 * P + 1), printf("written through: %c\n", c);
    char *private = mmap(NULL, 2 * P, RW, MAP_PRIVATE, fd, 0);
    private[0] = 'x';
    private = mremap(private, 2 * P, 40 * P, MREMAP_MAYMOVE);
    printf("private changes move along: %c %c\n", private[0], private[P]);
    // MREMAP_DONTUNMAP
    char *d = mmap(NULL, 2 * P, RW, ANON, -1, 0);
    strcpy(d, "moves");
    char *e = mremap(d, 2 * P, 2 * P, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL);
    if (e == MAP_FAILED)
        result("DONTUNMAP", e);
    else
        printf("DONTUNMAP: %s, behind it [%s]\n", e, d);
    result("DONTUNMAP with another size", mremap(e, 2 * P, 3 * P, MREMAP_MAYMOVE | MREMAP_DONTUNMAP, NULL)),
        result("DONTUNMAP alone", mremap(e, 2 * P, 2 * P, MREMAP_DONTUNMAP, NULL));
    // realloc of large blocks is mremap
    char *r = malloc(1 << 20);
    for (int i = 0; i < 1 << 20; i += P) r[i] = i / P;
    r = realloc(r, 64 << 20);
    int good = 1;
    for (int i = 0; i < 1 << 20; i += P) good &= r[i] == (char)(i / P);
    r[(64 << 20) - 1] = 1;
    r = realloc(r, 300000), good &= r[70 * P] == 70;
    printf("realloc: %d\n", good);
    // protections move along
    char *ro = mmap(NULL, 2 * P, PROT_READ, ANON, -1, 0);
    ro = mremap(ro, 2 * P, 30 * P, MREMAP_MAYMOVE);
    int p[2];
    pipe(p), write(p[1], "x", 1);
    show("still read-only", read(p[0], ro + 20 * P, 1));
    return 0;
}
