// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: -n 3
#include <signal.h>
#include <string.h>
#include <unistd.h>
static void handler(int signo) {
    write(1, "handled\n", 8);
    (void)signo;
}
int main(void) {
    struct sigaction action;
    sigset_t set;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigaction(SIGUSR1, &action, NULL);
    signal(SIGUSR2, SIG_IGN);
    raise(SIGUSR1);
    raise(SIGUSR2);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    kill(getpid(), SIGUSR1);
    sigpending(&set);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    kill(getpid(), SIGTERM);
    return 0;
}
