// SPDX-License-Identifier: GPL-2.0-or-later
// O_ASYNC: SIGIO, or the signal F_SETSIG chose, when a pipe becomes readable.
#include "guest.h"
#include <poll.h>

static volatile sig_atomic_t got, code, fd, band;
static void io(int s, siginfo_t *i, void *u) {
    got = s;
    code = i->si_code;
    fd = i->si_fd;
    band = (int)i->si_band;
}

int main(void) {
    int p[2];
    struct sigaction a = {.sa_sigaction = io, .sa_flags = SA_SIGINFO};
    sigaction(SIGIO, &a, NULL);
    sigaction(SIGRTMIN + 1, &a, NULL);
    pipe(p);
    fcntl(p[0], F_SETOWN, getpid());
    fcntl(p[0], F_SETFL, O_ASYNC);
    write(p[1], "x", 1);
    printf("signal %d\n", got);
    got = 0;
    char c;
    read(p[0], &c, 1);
    fcntl(p[0], F_SETSIG, SIGRTMIN + 1);
    write(p[1], "x", 1);
    printf("signal %d code %d of the read end %d band %x\n", got - SIGRTMIN, code, fd == p[0], band);
    got = 0;
    read(p[0], &c, 1);
    fcntl(p[0], F_SETFL, 0);
    write(p[1], "x", 1);
    printf("off: %d\n", got);
    return 0;
}
