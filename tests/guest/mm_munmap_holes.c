// SPDX-License-Identifier: GPL-2.0-or-later
// Holes and pieces: unmapping the head, the middle, the tail, across several mappings; a model of two thousand random
// operations that predicts each page.
#include "guest.h"
#include <setjmp.h>
#include <sys/mman.h>

static sigjmp_buf fault;
static void on_fault(int signo) {
    siglongjmp(fault, signo);
}
// '.' unmapped, '-' no access, 'r' readable, 'w' writable; reads through the processor
static char probe(volatile char *p) {
    unsigned char vec;
    int mapped = mincore((void *)p, 4096, &vec) == 0;
    if (sigsetjmp(fault, 1)) return mapped ? '-' : '.';
    char c = *p;
    if (sigsetjmp(fault, 1)) return 'r';
    *p = c;
    return 'w';
}
static void print(const char *what, char *base, int pages) {
    printf("%-28s", what);
    for (int i = 0; i < pages; i++) putchar(probe(base + i * 4096));
    putchar('\n');
}
static unsigned seed = 12345;
static unsigned next(void) {
    return (seed = seed * 1103515245 + 12345) >> 16;
}

int main(void) {
    static char line[64];
    setvbuf(stdout, line, _IOLBF, sizeof line);
    struct sigaction sa = {.sa_handler = on_fault};
    sigaction(SIGSEGV, &sa, NULL), sigaction(SIGBUS, &sa, NULL);
    enum { N = 16, RW = PROT_READ | PROT_WRITE, ANON = MAP_PRIVATE | MAP_ANONYMOUS };
    char *m = mmap((void *)0x300000000000, N * 4096, RW, ANON | MAP_FIXED, -1, 0);
    for (int i = 0; i < N; i++) m[i * 4096] = i;
    print("whole", m, N);
    munmap(m + 5 * 4096, 4096), print("a hole", m, N);
    munmap(m, 4096), print("without its head", m, N);
    munmap(m + 15 * 4096, 4096), print("without its tail", m, N);
    munmap(m + 3 * 4096, 5 * 4096), print("across the hole", m, N);
    mprotect(m + 9 * 4096, 3 * 4096, PROT_READ), print("read-only in the middle", m, N);
    mprotect(m + 10 * 4096, 4096, PROT_NONE), print("no access within", m, N);
    show("mprotect across a hole", mprotect(m, N * 4096, PROT_READ)), print("stopped at the first hole", m, N);
    show("mprotect from a mapped page", mprotect(m + 4096, 4 * 4096, PROT_READ)),
        print("the pages before it changed", m, N);
    printf("contents stay: %d %d\n", m[4096], m[14 * 4096]);
    mmap(m + 3 * 4096, 2 * 4096, RW, ANON | MAP_FIXED, -1, 0), print("filled again", m, N),
        printf("with zeros: %d\n", m[3 * 4096]);
    munmap(m, N * 4096), print("nothing", m, N);

    enum { PAGES = 64 };
    static char state[PAGES], value[PAGES];
    memset(state, '.', PAGES);
    char *base = (char *)0x310000000000;
    int wrong = 0;
    for (int step = 0; step < 2000; step++) {
        int from = next() % PAGES, count = 1 + next() % 12, kind = next() % 5;
        if (from + count > PAGES) count = PAGES - from;
        char *at = base + from * 4096;
        int all = 1;
        for (int i = 0; i < count; i++) all &= state[from + i] != '.';
        if (kind == 0) {
            munmap(at, count * 4096), memset(state + from, '.', count);
        } else if (kind == 1) {
            mmap(at, count * 4096, RW, ANON | MAP_FIXED, -1, 0), memset(state + from, 'w', count),
                memset(value + from, 0, count);
        } else if (kind == 2) {
            static const int prots[] = {PROT_NONE, PROT_READ, RW};
            int which = next() % 3, r = mprotect(at, count * 4096, prots[which]);
            if ((r == 0) != all) wrong++;
            for (int i = 0; i < count && state[from + i] != '.'; i++) state[from + i] = "-rw"[which];
        } else if (kind == 3) {
            for (int i = 0; i < count; i++)
                if (state[from + i] == 'w') at[i * 4096 + 7] = value[from + i] = (char)next();
        } else if (all) {
            madvise(at, count * 4096, MADV_DONTNEED), memset(value + from, 0, count);
        }
        for (int i = 0; i < PAGES; i++) {
            if (state[i] != '.' && state[i] != '-' && base[i * 4096 + 7] != value[i]) wrong++;
            if (step % 50 == 0 && probe(base + i * 4096) != state[i]) wrong++;
        }
    }
    print("after two thousand steps", base, PAGES);
    printf("wrong: %d\n", wrong);
    return 0;
}
