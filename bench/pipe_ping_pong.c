// SPDX-License-Identifier: GPL-2.0-or-later
// One byte there and back between two processes: two switches a turn.
#include "programs.h"

int main(int argc, char **argv) {
    int there[2], back[2];
    char c = 0;
    long n = iterations(argc, argv);
    if (pipe(there) || pipe(back)) return 1;
    pid_t pid = fork();
    if (pid == 0) {
        for (long i = 0; i < n; i++)
            if (read(there[0], &c, 1) != 1 || write(back[1], &c, 1) != 1) _exit(1);
        _exit(0);
    }
    for (long i = 0; i < n; i++)
        if (write(there[1], &c, 1) != 1 || read(back[0], &c, 1) != 1) return 1;
    waitpid(pid, NULL, 0);
    return 0;
}
