// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace:
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int main(int argc, char **argv) {
    double whole;
    int exponent;
    time_t when = 86400 * 365;
    char text[64];
    pow(argc, 2.5);
    sqrt(argc + 1.0);
    floor(-argc / 2.0);
    sinf((float)argc);
    frexp(argc * 12.0, &exponent);
    modf(argc * 1.25, &whole);
    abs(-argc);
    (void)!toupper('a' + argc);
    (void)!isdigit('0' + argc);
    srand(1);
    rand();
    gmtime(&when);
    strftime(text, sizeof text, "%Y-%m-%d", gmtime(&when));
    div(7, 2);
    ldiv(-7, 2);
    (void)argv;
    return 0;
}
