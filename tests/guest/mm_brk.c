// SPDX-License-Identifier: GPL-2.0-or-later
// The program break: grows, shrinks, gives zeros again, stops at other mappings, differs in each process.
#include "guest.h"
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static sigjmp_buf fault;
static void on_fault(int signo) {
    siglongjmp(fault, signo);
}
static int touch(volatile char *p) {
    int signo = sigsetjmp(fault, 1);
    if (signo) return signo;
    *p = *p + 1;
    return 0;
}
static char *brk_raw(void *p) {
    return (char *)syscall(SYS_brk, p);
}
static void set(const char *what, char *p) {
    printf("%s: %s\n", what, brk_raw(p) == p ? "done" : "refused");
}
extern char end;

int main(void) {
    signal(SIGSEGV, on_fault);
    char *start = brk_raw(NULL);
    printf("above the program: %d\n", start >= &end);
    start = (char *)(((uintptr_t)start + 4095) & ~4095ul);
    set("page border", start);
    show("at the break", touch(start));
    set("one byte more", start + 1);
    show("the page is there", touch(start)), show("to its end", touch(start + 4095)),
        show("the next is not", touch(start + 4096));
    char *high = start + (4 << 20);
    set("4 MB", high);
    show("the last byte", touch(high - 1)), show("above", touch(high));
    for (char *p = start; p < high; p += 4096) *p = 7;
    set("down to 1 MB", start + (1 << 20));
    show("above", touch(start + (1 << 20))), show("kept below", start[4096]);
    set("up again", high);
    show("zero", start[(1 << 20) + 4096]);
    printf("below the start nothing changes: %d\n", brk_raw((void *)65536) == high);
    printf("nor far too high: %d\n", brk_raw((void *)0x7ffffffff000) == high);
    set("an odd break is kept", high - 123);
    set("back", high);
    char *block = mmap(high + (1 << 20), 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    set("below another mapping", high + (512 << 10));
    set("over it", high + (2 << 20));
    munmap(block, 4096);
    set("when it is gone", high + (2 << 20));
    mprotect(start + 8192, 4096, PROT_READ);
    show("a protected page in the heap", touch(start + 8192));
    munmap(start + 16384, 4096);
    show("a hole in the heap", touch(start + 16384));
    set("growing beyond it", high + (3 << 20));
    pid_t pid = fork();
    if (pid == 0) {
        char *mine = brk_raw(NULL);
        brk_raw(mine + 8192);
        _exit(mine == high + (3 << 20) && start[0] == 7 ? 5 : 1);
    }
    reap("child", pid);
    set("mine is where it was", brk_raw(NULL));
    return 0;
}
