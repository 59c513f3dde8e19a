// SPDX-License-Identifier: GPL-2.0-or-later
// stat of a path with three components.
#include "programs.h"

int main(int argc, char **argv) {
    struct stat st;
    mkdir("bench-dir", 0700), mkdir("bench-dir/deep", 0700);
    close(open("bench-dir/deep/file", O_CREAT | O_WRONLY, 0600));
    for (long i = 0, n = iterations(argc, argv); i < n; i++)
        if (stat("bench-dir/deep/file", &st)) return 1;
    return 0;
}
