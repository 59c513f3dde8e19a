// SPDX-License-Identifier: GPL-2.0-or-later
// An integer hash in a loop: the processor alone.
#include "programs.h"

int main(int argc, char **argv) {
    uint64_t h = 1;
    for (long i = 0, n = iterations(argc, argv); i < n; i++) h = (h ^ (uint64_t)i) * 0x100000001b3, h ^= h >> 29;
    return finish(h);
}
