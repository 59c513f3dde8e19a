// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -n 2
// The static one on musl, whose functions call each other in other ways.
// compiler: musl-gcc
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static int compare(const void *a, const void *b) {
    printf("%d %d\n", *(const int *)a, *(const int *)b);
    return *(const int *)a - *(const int *)b;
}
int main(void) {
    int numbers[] = {1, 2};
    char text[32];
    qsort(numbers, 2, sizeof *numbers, compare);
    strcpy(text, "on musl");
    memset(text, 'O', 1);
    printf("%s\n", text);
    snprintf(text, sizeof text, "%d", 5);
    free(malloc(10));
    return 3;
}
