// SPDX-License-Identifier: GPL-2.0-or-later
// open and close of a path with three components.
#include "programs.h"

int main(int argc, char **argv) {
    mkdir("bench-dir", 0700), mkdir("bench-dir/deep", 0700);
    close(open("bench-dir/deep/file", O_CREAT | O_WRONLY, 0600));
    for (long i = 0, n = iterations(argc, argv); i < n; i++) {
        int fd = open("bench-dir/deep/file", O_RDONLY);
        if (fd < 0) return 1;
        close(fd);
    }
    return 0;
}
