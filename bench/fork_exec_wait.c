// SPDX-License-Identifier: GPL-2.0-or-later
// A child that becomes a new program, this one, and exits.
#include "programs.h"

int main(int argc, char **argv) {
    if (argc > 2) return 0;
    for (long i = 0, n = iterations(argc, argv); i < n; i++) {
        pid_t pid = fork();
        if (pid < 0) return 1;
        if (pid == 0) {
            execl("/proc/self/exe", argv[0], "0", "child", (char *)NULL);
            _exit(1);
        }
        int status;
        waitpid(pid, &status, 0);
        if (status) return 1;
    }
    return 0;
}
