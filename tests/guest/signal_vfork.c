// SPDX-License-Identifier: GPL-2.0-or-later
// Signals around vfork: the parent waits through a handler's signal, which arrives afterwards; the child's death is told.
#include "guest.h"

static volatile int hits;
static void handler(int signo) {
    hits++;
}

int main(void) {
    struct sigaction sa = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &sa, NULL);
    sigaction(SIGCHLD, &sa, NULL);
    volatile int during = -1;
    pid_t child = vfork();
    if (child == 0) {
        kill(getppid(), SIGUSR1);
        milliseconds(20);
        during = hits;
        _exit(5);
    }
    printf("during %d after %d\n", during, hits);
    reap("child", child);
    printf("hits %d\n", hits);
    child = vfork();
    if (child == 0) {
        kill(getpid(), SIGKILL);
        _exit(1);
    }
    reap("killed", child);
    return 0;
}
