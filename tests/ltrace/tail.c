// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace:
// Functions that end in a call of a library's, which the compiler makes a jump.
// cflags: -O2
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static char *volatile name = "tail";
__attribute__((noinline)) static int speak(const char *s) {
    return puts(s);
}
__attribute__((noinline)) static size_t measure(const char *s) {
    return strlen(s);
}
int main(void) {
    if (speak(name) < 0) return 99;
    return (int)measure(name);
}
