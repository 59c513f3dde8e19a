// SPDX-License-Identifier: GPL-2.0-or-later
// More code than the engine keeps translations of, all of it run, and run again: it makes room and nobody notices.
#include "guest.h"
#include <sys/mman.h>

#define BLOCKS 350000

// add $1, %rax; jmp to the next instruction: a block
static const unsigned char block[] = {0x48, 0x83, 0xc0, 0x01, 0xeb, 0x00};

int main(void) {
    size_t size = BLOCKS * sizeof block + 16;
    unsigned char *code = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    code[0] = 0x31, code[1] = 0xc0; // xor %eax, %eax
    for (size_t i = 0; i < BLOCKS; i++) memcpy(code + 2 + i * sizeof block, block, sizeof block);
    code[2 + BLOCKS * sizeof block] = 0xc3; // ret
    show("mprotect", mprotect(code, size, PROT_READ | PROT_EXEC));
    long (*run)(void) = (long (*)(void))code;
    printf("%ld blocks\n", run());
    pid_t pid = fork();
    if (pid == 0) _exit(run() == BLOCKS ? 7 : 1);
    reap("child", pid);
    return 0;
}
