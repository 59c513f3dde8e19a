// SPDX-License-Identifier: GPL-2.0-or-later
// The smallest program: one line on standard output.
#include <stdio.h>

int main(void) {
    printf("Hello World\n");
    return 0;
}
