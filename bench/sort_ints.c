// SPDX-License-Identifier: GPL-2.0-or-later
// qsort of ints: calls through a pointer, memory moves.
#include "programs.h"

static int compare(const void *a, const void *b) {
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}
int main(int argc, char **argv) {
    long n = iterations(argc, argv);
    int *v = malloc(((size_t)n + 1) * sizeof *v);
    unsigned s = 1;
    for (long i = 0; i < n; i++) v[i] = (int)(s = s * 1103515245 + 12345);
    qsort(v, (size_t)n, sizeof *v, compare);
    return finish((uint64_t)(n ? v[n / 2] : 0));
}
