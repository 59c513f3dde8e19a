// SPDX-License-Identifier: GPL-2.0-or-later
// vfork: the parent stands still until its child has called exec or _exit.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    static volatile int step;
    pid_t pid = vfork();
    if (pid < 0) return perror("vfork"), 1;
    if (pid == 0) {
        step = 1; // the child runs in the parent's memory
        _exit(3);
    }
    int status;
    waitpid(pid, &status, 0);
    printf("step %d, child exited with %d\n", step, WEXITSTATUS(status));
    return 0;
}
