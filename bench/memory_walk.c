// SPDX-License-Identifier: GPL-2.0-or-later
// Random steps through 16 MB: the emulated TLB.
#include "programs.h"

int main(int argc, char **argv) {
    enum { WORDS = 16 << 20 >> 3 };
    uint64_t *m = calloc(WORDS, 8), h = 1;
    for (long i = 0; i < WORDS; i += 512) m[i] = 1;
    for (long i = 0, n = iterations(argc, argv); i < n; i++) {
        h = h * 6364136223846793005 + 1442695040888963407;
        m[h >> 43] += h;
    }
    return finish(m[5]);
}
