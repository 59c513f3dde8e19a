// SPDX-License-Identifier: GPL-2.0-or-later
// LOCK before an instruction that cannot be locked is an illegal opcode. One of KNOWN_DIFFERENCES.
#include "guest.h"

int main(void) {
    long word = 0;
    __asm__ volatile(".byte 0xf0, 0x48, 0x89, 0x07" : : "D"(&word), "a"(1l) : "memory"); // lock mov [rdi], rax
    printf("went on, %ld\n", word);
    return 0;
}
