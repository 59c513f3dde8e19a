// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace:
#include <stdio.h>
#include <stdlib.h>
int main(void) {
    printf("Hello World\n");
    exit(0);
}
