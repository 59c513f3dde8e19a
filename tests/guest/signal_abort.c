// SPDX-License-Identifier: GPL-2.0-or-later
// abort(): kills although caught, ignored or blocked; the handler runs first; assert-like exits have the same status.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int signo) {
    puts("abort handler");
}

static void try(const char *what, int how) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        if (how == 1) signal(SIGABRT, handler);
        if (how == 2) signal(SIGABRT, SIG_IGN);
        if (how == 3) {
            sigset_t set;
            sigfillset(&set);
            sigprocmask(SIG_BLOCK, &set, NULL);
        }
        abort();
    }
    waitpid(child, &status, 0);
    printf("%s: signaled %d by %d core %d\n", what, WIFSIGNALED(status), WTERMSIG(status), WCOREDUMP(status));
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    try("default", 0);
    try("caught", 1);
    try("ignored", 2);
    try("blocked", 3);
    return 0;
}
