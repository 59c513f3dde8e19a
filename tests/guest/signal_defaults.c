// SPDX-License-Identifier: GPL-2.0-or-later
// The default action of every signal, as the parent sees it.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int n = 1; n <= 64; n++) {
        if (n == 32 || n == 33) continue; // the C library's own
        int status;
        pid_t child = fork();
        if (child == 0) {
            setpgid(0, 0); // not orphaned: the parent is in another group of this session
            kill(getpid(), n);
            _exit(0);
        }
        waitpid(child, &status, WUNTRACED);
        if (WIFSTOPPED(status)) {
            printf("%d stopped by %d", n, WSTOPSIG(status));
            kill(child, SIGCONT);
            waitpid(child, &status, 0);
            printf(", then exited %d\n", WIFEXITED(status));
        } else if (WIFSIGNALED(status))
            printf("%d killed by %d core %d\n", n, WTERMSIG(status), WCOREDUMP(status));
        else
            printf("%d ignored\n", n);
    }
    return 0;
}
