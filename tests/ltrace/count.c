// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -c
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void) {
    for (int i = 0; i < 10; i++) free(malloc(10));
    for (int i = 0; i < 3; i++) strlen("abc");
    puts("done");
    exit(1);
}
