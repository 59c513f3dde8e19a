// SPDX-License-Identifier: GPL-2.0-or-later
// A handler for SIGINT and SIGTERM: kill, sigaction, sigprocmask and pause.
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t interrupts, finished;

static void on_signal(int signo) {
    if (signo == SIGINT)
        interrupts++;
    else
        finished = 1;
}

int main(void) {
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);

    sigset_t both, before, pending;
    sigemptyset(&both);
    sigaddset(&both, SIGINT);
    sigaddset(&both, SIGTERM);
    sigprocmask(SIG_BLOCK, &both, &before);
    kill(getpid(), SIGINT);
    kill(getpid(), SIGINT); // one instance of a standard signal waits, however often it is sent
    sigpending(&pending);
    printf("blocked: handled %d, pending %d\n", (int)interrupts, sigismember(&pending, SIGINT));
    sigprocmask(SIG_SETMASK, &before, NULL);
    printf("unblocked: handled %d\n", (int)interrupts);

    sigprocmask(SIG_BLOCK, &both, &before);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        kill(parent, SIGTERM);
        _exit(0);
    }
    while (!finished) sigsuspend(&before); // pause, but with the mask changed in the same step
    printf("SIGTERM arrived\n");
    sigprocmask(SIG_SETMASK, &before, NULL);
    waitpid(child, NULL, 0);

    child = fork();
    if (child == 0) {
        for (;;) pause();
    }
    kill(child, SIGKILL);
    int status;
    waitpid(child, &status, 0);
    printf("a pausing child was killed by signal %d\n", WTERMSIG(status));
    return 0;
}
