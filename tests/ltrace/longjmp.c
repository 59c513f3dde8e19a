// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace:
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
static jmp_buf place;
static int compared;
static int compare(const void *a, const void *b) {
    puts("compare");
    if (++compared == 2) longjmp(place, 7);
    return *(const int *)a - *(const int *)b;
}
static void deep(int n) {
    printf("%d\n", n);
    if (n == 0) longjmp(place, 8);
    deep(n - 1);
}
int main(void) {
    int numbers[] = {3, 1, 2, 0};
    if (!setjmp(place)) qsort(numbers, 4, sizeof *numbers, compare);
    puts("landed");
    if (!setjmp(place)) deep(3);
    puts("again");
    return 0;
}
