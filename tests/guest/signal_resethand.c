// SPDX-License-Identifier: GPL-2.0-or-later
// SA_RESETHAND: the handler runs once, then the default action is back; the signal is masked unless SA_NODEFER.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int signo) {
    struct sigaction now;
    sigaction(signo, NULL, &now);
    printf("in handler: %s flags %x\n", now.sa_handler == SIG_DFL ? "default" : "handler",
           (unsigned)now.sa_flags & ~0x04000000u);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    pid_t child = fork();
    if (child == 0) {
        struct sigaction sa;
        memset(&sa, 0, sizeof sa);
        sa.sa_handler = handler;
        sa.sa_flags = SA_RESETHAND;
        sigaction(SIGTERM, &sa, NULL);
        raise(SIGTERM);
        puts("once survived");
        raise(SIGTERM);
        puts("not reached");
        _exit(1);
    }
    int status;
    waitpid(child, &status, 0);
    printf("signaled %d by %d\n", WIFSIGNALED(status), WTERMSIG(status));
    return 0;
}
