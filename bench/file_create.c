// SPDX-License-Identifier: GPL-2.0-or-later
// A file made, written and removed, in the working directory.
#include "programs.h"

int main(int argc, char **argv) {
    for (long i = 0, n = iterations(argc, argv); i < n; i++) {
        int fd = open("bench-file", O_CREAT | O_WRONLY | O_EXCL, 0600);
        if (fd < 0 || write(fd, "x", 1) != 1) return 1;
        close(fd);
        unlink("bench-file");
    }
    return 0;
}
