// SPDX-License-Identifier: GPL-2.0-or-later
// bpf's attributes, of descriptors and identifiers that there are not, by somebody who may not.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
    if (!getuid()) return 1;
    static int b[40];
    static const long commands[] = {1, 2, 3, 4, 6, 7, 11, 12, 15, 19, 21, 22, 23, 30, 31};
    static const long sizes[] = {0, 4, 8, 12, 16, 24, 32, 40, 120};
    for (int zero = 0; zero < 2; zero++) {
        for (int i = 0; i < 30; i++) b[i] = zero ? 0 : 0x4000 + i;
        if (zero) b[0] = 999;
        for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
            for (unsigned k = 0; k < sizeof sizes / sizeof *sizes; k++) syscall(SYS_bpf, commands[i], b, sizes[k]);
    }
    return 0;
}
