// SPDX-License-Identifier: GPL-2.0-or-later
// The shortest system call.
#include "programs.h"

int main(int argc, char **argv) {
    long sum = 0;
    for (long i = 0, n = iterations(argc, argv); i < n; i++) sum += syscall(SYS_getpid);
    return finish((uint64_t)sum);
}
