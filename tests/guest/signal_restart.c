// SPDX-License-Identifier: GPL-2.0-or-later
// A blocking read on a pipe: -EINTR from a handler without SA_RESTART, started again with it.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile int handled;
static int release[2];

static void handler(int signo) {
    handled++;
    if (signo == SIGUSR2) write(release[1], "x", 1);
}

static void rest(void) {
    struct timespec ts = {0, 50000000};
    nanosleep(&ts, NULL);
}

int main(void) {
    struct sigaction sa;
    char c;
    setvbuf(stdout, NULL, _IONBF, 0);
    pipe(release);
    memset(&sa, 0, sizeof sa);
    sa.sa_handler = handler;
    sigaction(SIGUSR1, &sa, NULL);
    sa.sa_flags = SA_RESTART;
    sigaction(SIGUSR2, &sa, NULL);
    pid_t child = fork();
    if (child == 0) {
        rest();
        kill(getppid(), SIGUSR1);
        rest();
        kill(getppid(), SIGUSR2);
        _exit(0);
    }
    ssize_t n = read(release[0], &c, 1);
    printf("without: %zd errno %d handled %d\n", n, n < 0 ? errno : 0, handled);
    n = read(release[0], &c, 1);
    printf("with: %zd handled %d\n", n, handled);
    // WNOHANG until the child is gone, so that SIGCHLD (ignored by default) does not matter
    printf("wait %d\n", waitpid(child, NULL, 0) == child);
    return 0;
}
