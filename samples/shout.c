// SPDX-License-Identifier: GPL-2.0-or-later
// Copies standard input to standard output in capitals: what embed.c puts into its sandboxes.
#include <ctype.h>
#include <stdio.h>

int main(void) {
    for (int c; (c = getchar()) != EOF;) putchar(toupper(c));
    putchar('\n');
    return 0;
}
