// SPDX-License-Identifier: GPL-2.0-or-later
// Writing to a pipe nobody reads: SIGPIPE, or EPIPE when that is ignored or blocked.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int signo, siginfo_t *info, void *context) {
    printf("signal %d code %d from self %d\n", signo, info->si_code, info->si_pid == getpid());
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    int p[2];
    setvbuf(stdout, NULL, _IONBF, 0);
    pipe(p);
    close(p[0]);
    sigaction(SIGPIPE, &sa, NULL);
    int r = write(p[1], "x", 1);
    printf("caught: %d errno %d\n", r, errno);
    signal(SIGPIPE, SIG_IGN);
    r = write(p[1], "x", 1);
    printf("ignored: %d errno %d\n", r, errno);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGPIPE, SIG_DFL);
        write(p[1], "x", 1);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    printf("default: killed %d by %d\n", WIFSIGNALED(status), WTERMSIG(status));
    return 0;
}
