// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -s 5 -a 30
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
static void last(int status, void *arg) {
    (void)status, (void)arg;
    puts("last words");
}
int main(void) {
    on_exit(last, NULL);
    puts("a string to be cut");
    exit(42);
}
