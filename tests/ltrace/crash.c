// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace:
#include <stdio.h>
#include <string.h>
int main(void) {
    puts("before");
    memset(NULL, 1, 10);
    return 0;
}
