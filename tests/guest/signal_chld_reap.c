// SPDX-License-Identifier: GPL-2.0-or-later
// SIGCHLD ignored or SA_NOCLDWAIT: children vanish without wait, which then waits for all and answers ECHILD.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int caught, code, status_seen;
static void handler(int signo, siginfo_t *info, void *context) {
    caught++;
    code = info->si_code;
    status_seen = info->si_status;
}

static void try(const char *what) {
    int status, r;
    pid_t child = fork();
    if (child == 0) _exit(7);
    do r = waitpid(child, &status, 0);
    while (r < 0 && errno == EINTR);
    printf("%s: wait %s errno %d caught %d\n", what,
           r == child ? "child"
           : r < 0    ? "failed"
                      : "?",
           r < 0 ? errno : 0, caught);
}

int main(void) {
    struct sigaction sa = {.sa_handler = SIG_IGN};
    setvbuf(stdout, NULL, _IONBF, 0);
    try("default");
    sigaction(SIGCHLD, &sa, NULL);
    try("ignored");
    sa.sa_handler = SIG_DFL;
    sa.sa_flags = SA_NOCLDWAIT;
    sigaction(SIGCHLD, &sa, NULL);
    try("nocldwait");
    sa.sa_sigaction = handler;
    sa.sa_flags = SA_NOCLDWAIT | SA_SIGINFO | SA_RESTART;
    sigaction(SIGCHLD, &sa, NULL);
    try("nocldwait with handler");
    sa.sa_flags = SA_SIGINFO | SA_RESTART;
    sigaction(SIGCHLD, &sa, NULL);
    try("handler");
    printf("code %d status %d\n", code, status_seen);
    return 0;
}
