// SPDX-License-Identifier: GPL-2.0-or-later
// A child that exits at once, waited for.
#include "programs.h"

int main(int argc, char **argv) {
    for (long i = 0, n = iterations(argc, argv); i < n; i++) {
        pid_t pid = fork();
        if (pid < 0) return 1;
        if (pid == 0) _exit(0);
        waitpid(pid, NULL, 0);
    }
    return 0;
}
