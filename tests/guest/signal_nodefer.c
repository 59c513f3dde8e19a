// SPDX-License-Identifier: GPL-2.0-or-later
// SA_NODEFER lets a handler be entered again; without it the signal waits for the handler's return.
#include <signal.h>
#include <stdio.h>
#include <string.h>

static volatile int depth, entries, limit = 3;

static void handler(int signo) {
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    printf("enter depth %d blocked %d\n", depth, sigismember(&now, signo));
    depth++;
    if (++entries < limit) raise(signo);
    depth--;
    printf("leave depth %d\n", depth);
}

int main(void) {
    struct sigaction sa;
    setvbuf(stdout, NULL, _IONBF, 0);
    memset(&sa, 0, sizeof sa);
    sa.sa_handler = handler;
    sa.sa_flags = SA_NODEFER;
    sigaction(SIGUSR1, &sa, NULL);
    raise(SIGUSR1);
    puts("deferred");
    sa.sa_flags = 0;
    entries = 0;
    sigaction(SIGUSR1, &sa, NULL);
    raise(SIGUSR1);
    return 0;
}
