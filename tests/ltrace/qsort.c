// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -n 2
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static int compare(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}
static int compare_loud(const void *a, const void *b) {
    printf("%s %s\n", (const char *)a, *(char *const *)b);
    return strcmp(a, *(char *const *)b);
}
int main(void) {
    const char *words[] = {"pear", "apple", "fig", "plum", "lime"};
    qsort(words, 5, sizeof *words, compare);
    return bsearch("lime", words, 5, sizeof *words, compare_loud) == NULL;
}
