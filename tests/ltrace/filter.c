// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -e puts+str*-strlen
#include <stdio.h>
#include <string.h>
int main(void) {
    puts("shown");
    printf("%s\n", "not shown");
    strlen("not shown");
    strcmp("shown", "too");
    return 0;
}
