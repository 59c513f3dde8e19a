// SPDX-License-Identifier: GPL-2.0-or-later
// Divide and add doubles: floating point in software.
#include "programs.h"

int main(int argc, char **argv) {
    double s = 0;
    for (long i = 1, n = iterations(argc, argv); i <= n; i++) s += 1.0 / (double)i;
    return finish((uint64_t)s);
}
