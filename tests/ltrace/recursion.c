// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -n 2 -x fact -x main
#include <stdio.h>
int fact(int n) {
    printf("%d\n", n);
    return n < 2 ? 1 : n * fact(n - 1);
}
int main(void) {
    return fact(5);
}
