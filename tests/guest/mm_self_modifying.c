// SPDX-License-Identifier: GPL-2.0-or-later
// Code that changes: in a writable and executable page, through a second mapping, by mprotect, in a file that is
// rewritten, in a child after fork, in the page that is running.
#include "guest.h"
#include <sys/mman.h>

typedef int (*function)(void);
static void returns(unsigned char *at, int value) { // mov $value, %eax; ret
    at[0] = 0xb8, memcpy(at + 1, &value, 4), at[5] = 0xc3;
}

int main(void) {
    enum { RWX = PROT_READ | PROT_WRITE | PROT_EXEC };
    unsigned char *page = mmap(NULL, 8192, RWX, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    function f = (function)page;
    long sum = 0;
    for (int i = 0; i < 500; i++) returns(page, i), sum += f();
    printf("rewritten 500 times: %ld\n", sum);
    // many functions in one page, each changed while the others run
    for (int i = 0; i < 64; i++) returns(page + i * 64, i);
    sum = 0;
    for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 64; i++) sum += ((function)(page + i * 64))();
        returns(page + round * 64, 1000 + round);
    }
    printf("one of many changed: %ld\n", sum);
    // an instruction across the page border; its second half changes
    returns(page + 4093, 0x01020304);
    printf("across the border: %#x", ((function)(page + 4093))());
    page[4097] = 0x77;
    printf(" %#x\n", ((function)(page + 4093))());
    // code that writes the instruction after it: movb $42, 1(%rip) ; then mov $imm8 is changed
    static const unsigned char patching[] = {0xc6, 0x05, 0x01, 0, 0, 0, 42, 0xb8, 7, 0, 0, 0, 0xc3};
    memcpy(page, patching, sizeof patching);
    printf("patches the next instruction: %d\n", f());
    // a loop that counts by patching its own immediate: incb of the immediate byte, n times
    static const unsigned char loop[] = {0xb9, 100,  0,    0,    0,      // mov $100, %ecx
                                         0xfe, 0x05, 1,    0,    0,   0, // 1: incb the immediate
                                         0xb8, 0,    0,    0,    0,      // mov $0, %eax
                                         0xff, 0xc9, 0x75, 0xf1, 0xc3};  // dec %ecx; jnz 1b; ret
    memcpy(page, loop, sizeof loop);
    printf("patches itself in a loop: %d\n", f());
    // byte stores by rep movsb and by a system call
    unsigned char other[6];
    returns(other, 5151);
    memcpy(page, other, 6);
    int n = f();
    int p[2];
    pipe(p);
    returns(other, 6161), write(p[1], other, 6), read(p[0], page, 6);
    printf("by memcpy %d, by read %d\n", n, f());

    int fd = memfd_create("code", 0);
    ftruncate(fd, 4096);
    unsigned char *w = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    function x = (function)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
    sum = 0;
    for (int i = 0; i < 300; i++) returns(w, i * 3), sum += x();
    printf("through another mapping: %ld\n", sum);
    returns(other, 70), pwrite(fd, other, 6, 0), printf("by pwrite: %d\n", x());
    pid_t pid = fork();
    if (pid == 0) {
        returns(w, 71);
        returns(page, 72);
        _exit(x() == 71 && f() == 72 ? 9 : 1);
    }
    reap("child", pid);
    printf("shared code changed by the child: %d, private not: %d\n", x(), f());
    if ((pid = fork()) == 0) {
        int first = f();
        returns(page, 80);
        _exit(first == 6161 && f() == 80 ? 10 : 1);
    }
    returns(page, 81);
    reap("child", pid), printf("parent: %d\n", f());

    // strictly writable or executable, as JIT compilers do it
    sum = 0;
    for (int i = 0; i < 100; i++) {
        mprotect(page, 4096, PROT_READ | PROT_WRITE), returns(page, i * 5);
        mprotect(page, 4096, PROT_READ | PROT_EXEC), sum += f();
    }
    printf("write xor execute: %ld\n", sum);
    // a fresh mapping at the same address
    sum = 0;
    for (int i = 0; i < 50; i++) {
        munmap(page, 4096);
        mmap(page, 4096, RWX, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        returns(page, i), sum += f();
    }
    printf("mapped anew: %ld\n", sum);
    mprotect(page, 4096, RWX), madvise(page, 4096, MADV_DONTNEED);
    returns(page, 90), printf("after DONTNEED: %d\n", f());
    // two processes with different code at one address take turns
    struct gate a = gate_new(), b = gate_new();
    if ((pid = fork()) == 0) {
        for (int i = 0; i < 50; i++) returns(page, i), gate_pass(&a), sum = f() == i, gate_open(&b);
        _exit(sum ? 11 : 1);
    }
    int wrong = 0;
    for (int i = 0; i < 50; i++) returns(page, i * 7), gate_open(&a), gate_pass(&b), wrong += f() != i * 7;
    reap("taking turns", pid), printf("wrong %d\n", wrong);
    return 0;
}
