// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -f
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
    int ends[2], status;
    char c;
    pipe(ends);
    pid_t child = fork();
    if (child == 0) {
        read(ends[0], &c, 1); // so that the parent goes first
        usleep(200000);       // and waits by then
        puts("child");
        exit(3);
    }
    write(ends[1], "x", 1);
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}
