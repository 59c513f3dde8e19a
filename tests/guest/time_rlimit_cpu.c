// SPDX-License-Identifier: GPL-2.0-or-later
// RLIMIT_CPU: SIGXCPU at the soft limit and each second after, SIGKILL at the hard one.
#include "guest.h"
#include <sys/resource.h>

static volatile int hits;
static void handler(int signo) {
    hits++;
}

int main(void) {
    struct rlimit limit = {1, 2};
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CPU, &limit);
        for (;;) {}
    }
    reap("default action", child);
    child = fork();
    if (child == 0) {
        signal(SIGXCPU, handler);
        setrlimit(RLIMIT_CPU, &limit);
        while (!hits) {}
        write(1, "caught\n", 7);
        for (;;) {}
    }
    reap("hard limit", child);
    return 0;
}
