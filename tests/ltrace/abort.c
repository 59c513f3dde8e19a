// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -f
#include <stdio.h>
#include <stdlib.h>
int main(void) {
    puts("before");
    abort();
}
