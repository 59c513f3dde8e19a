// SPDX-License-Identifier: GPL-2.0-or-later
// The first program of all dies by SIGTERM like any other.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(void) {
    puts("before");
    fflush(stdout);
    raise(SIGTERM);
    puts("after");
    return 0;
}
