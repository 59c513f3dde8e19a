// SPDX-License-Identifier: GPL-2.0-or-later
// Calls that go on after a stop and SIGCONT without a handler: read, pause, wait, sigsuspend, poll; with a handler they end.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

static int pipefd[2];
static void handler(int signo) {}

static void body(int kind) {
    char c;
    int r = 0;
    struct pollfd p = {pipefd[0], POLLIN, 0};
    sigset_t none;
    sigemptyset(&none);
    if (kind >= 10) signal(SIGCONT, handler), kind -= 10, siginterrupt(SIGCONT, 1);
    switch (kind) {
    case 0: r = read(pipefd[0], &c, 1); break;
    case 1: r = poll(&p, 1, 3000); break;
    case 2: r = poll(&p, 1, -1); break;
    case 3: {
        int ep = epoll_create1(0);
        struct epoll_event ev = {.events = EPOLLIN};
        epoll_ctl(ep, EPOLL_CTL_ADD, pipefd[0], &ev);
        r = epoll_wait(ep, &ev, 1, 3000);
        break;
    }
    case 4: r = sigsuspend(&none); break;
    }
    _exit(r < 0 ? 100 + errno : r);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    for (int kind = 0; kind < 15; kind++) {
        if (kind % 10 > 4 || kind == 4) continue;
        pipe(pipefd);
        pid_t child = fork();
        if (child == 0) body(kind);
        int status;
        usleep(30000);
        kill(child, SIGSTOP);
        waitpid(child, &status, WUNTRACED);
        kill(child, SIGCONT);
        usleep(30000);
        write(pipefd[1], "x", 1);
        waitpid(child, &status, 0);
        printf("kind %d: %d\n", kind, WEXITSTATUS(status));
        close(pipefd[0]);
        close(pipefd[1]);
    }
    return 0;
}
