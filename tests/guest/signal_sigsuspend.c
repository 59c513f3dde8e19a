// SPDX-License-Identifier: GPL-2.0-or-later
// sigsuspend: waits with the given mask, returns -1 EINTR after the handler, and the old mask is back; pause likewise.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int signo, siginfo_t *info, void *context) {
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    printf("handler %d: usr1 %d usr2 %d term %d\n", signo, sigismember(&now, SIGUSR1), sigismember(&now, SIGUSR2),
           sigismember(&now, SIGTERM));
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigset_t block, wait, now;
    setvbuf(stdout, NULL, _IONBF, 0);
    sigaction(SIGUSR1, &sa, NULL);
    sigaction(SIGUSR2, &sa, NULL);
    sigemptyset(&block);
    sigaddset(&block, SIGUSR1);
    sigaddset(&block, SIGUSR2);
    sigprocmask(SIG_BLOCK, &block, NULL);
    raise(SIGUSR1);
    raise(SIGUSR2);
    sigemptyset(&wait);
    sigaddset(&wait, SIGUSR2);
    sigaddset(&wait, SIGTERM);
    int r = sigsuspend(&wait);
    printf("sigsuspend %d errno %d\n", r, errno);
    sigprocmask(SIG_BLOCK, NULL, &now);
    printf("back: usr1 %d usr2 %d term %d\n", sigismember(&now, SIGUSR1), sigismember(&now, SIGUSR2),
           sigismember(&now, SIGTERM));
    sigemptyset(&wait);
    r = sigsuspend(&wait);
    printf("sigsuspend %d errno %d\n", r, errno);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        usleep(50000);
        kill(parent, SIGUSR1);
        _exit(0);
    }
    r = sigsuspend(&wait);
    printf("waited %d errno %d\n", r, errno);
    waitpid(child, NULL, 0);
    sigprocmask(SIG_UNBLOCK, &block, NULL);
    child = fork();
    if (child == 0) {
        usleep(50000);
        kill(parent, SIGUSR2);
        _exit(0);
    }
    r = pause();
    printf("pause %d errno %d\n", r, errno);
    waitpid(child, NULL, 0);
    return 0;
}
