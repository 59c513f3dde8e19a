// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -s 60
#include <stdarg.h>
#include <stdio.h>
static void say(const char *format, ...) {
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
}
int main(void) {
    int n;
    printf("%d %i %u %ld %lld %hd %hhu\n", -1, 2, 3000000000u, 4000000000l, 5ll, 6, 7);
    printf("%x %X %#o %lx %zu %c\n", 255, 255, 8, ~0ul, sizeof n, 'c');
    printf("%f %e %g %5.2f %s %p\n", 1.5, 2.5, 3.5, 4.0, "s", (void *)0);
    printf("%*d|%-*s|%.*f%%%n\n", 5, 1, 6, "left", 2, 3.14159, &n);
    printf("%f %f %f %f %f %f %f %f %f %f %d\n", 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11);
    printf("%d %d %d %d %d %d %d %d %s\n", 1, 2, 3, 4, 5, 6, 7, 8, "nine");
    printf("none\n");
    fprintf(stdout, "%s %c\n", "to a stream", 'x');
    dprintf(1, "%d\n", 12);
    say("%d\n", 13);
    return 0;
}
