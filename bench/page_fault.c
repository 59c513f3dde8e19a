// SPDX-License-Identifier: GPL-2.0-or-later
// Fresh pages touched one by one: 256 a mapping.
#include "programs.h"

int main(int argc, char **argv) {
    enum { PAGES = 256 };
    for (long i = 0, n = iterations(argc, argv); i < n; i += PAGES) {
        char *m = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (m == MAP_FAILED) return 1;
        madvise(m, PAGES * 4096, MADV_NOHUGEPAGE);
        for (int k = 0; k < PAGES; k++) m[k * 4096] = 1;
        munmap(m, PAGES * 4096);
    }
    return 0;
}
