// SPDX-License-Identifier: GPL-2.0-or-later
// MAP_FIXED_NOREPLACE: never over anything that is there.
#include "guest.h"
#include <sys/mman.h>

enum { P = 4096, RW = PROT_READ | PROT_WRITE, F = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE };
static char *base = (char *)0x300000000000;
static void try(const char *what, long page, int pages, int flags) {
    char *p = mmap(base + page * P, pages * P, RW, flags, -1, 0);
    printf("%s: %s\n", what, p == MAP_FAILED ? errno_name(errno) : p == base + page * P ? "there" : "elsewhere");
}

int main(void) {
    try("free", 4, 4, F);
    base[4 * P] = 5;
    try("the same again", 4, 4, F), try("over its head", 3, 2, F), try("over its tail", 7, 2, F),
        try("inside", 5, 1, F), try("around", 0, 12, F);
    try("just below", 2, 2, F), try("just above", 8, 2, F);
    printf("untouched: %d\n", base[4 * P]);
    munmap(base + 5 * P, P), try("into a hole", 5, 1, F), try("with MAP_FIXED too", 4, 1, F | MAP_FIXED);
    char *odd = mmap(base + 20 * P + 1, P, RW, F, -1, 0);
    printf("odd address: %s\n", odd == MAP_FAILED ? errno_name(errno) : "ok");
    // the gap between hint and guard: a plain hint over something goes elsewhere
    try("a plain hint", 4, 1, MAP_PRIVATE | MAP_ANONYMOUS);
    char *stack = (char *)((uintptr_t)__builtin_frame_address(0) & ~4095ul);
    char *p = mmap(stack, P, RW, F, -1, 0);
    printf("on the stack: %s\n", p == MAP_FAILED ? errno_name(errno) : "ok");
    p = mmap((void *)((uintptr_t)main & ~4095ul), P, RW, F, -1, 0);
    printf("on the program: %s\n", p == MAP_FAILED ? errno_name(errno) : "ok");
    p = mmap((void *)0x7ffffffff000, P, RW, F, -1, 0);
    printf("above the last page: %s\n", p == MAP_FAILED ? errno_name(errno) : "ok");
    return 0;
}
