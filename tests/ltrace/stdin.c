// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace:
// stdin: one line\nanother\n12 and 13\n
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void) {
    char line[32], *grown = NULL;
    size_t size = 0;
    fgets(line, sizeof line, stdin);
    getline(&grown, &size, stdin);
    int a = 0, b = 0;
    scanf("%d and %d", &a, &b);
    getchar();
    getchar();
    free(grown);
    return a + b;
}
