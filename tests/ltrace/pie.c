// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace:
// static: -static-pie
#include <stdio.h>
#include <string.h>
int main(void) {
    char text[64];
    memcpy(text, "position independent", 21);
    memmove(text + 1, text, 10);
    strlen(text);
    strcmp(text, "pp");
    strchr(text, 's');
    puts(text);
    return 0;
}
