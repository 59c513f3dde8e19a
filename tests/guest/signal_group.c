// SPDX-License-Identifier: GPL-2.0-or-later
// Process groups: kill(0) and kill(-pgid) reach every member, the sender too; others are left alone.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile int caught;
static void handler(int signo) {
    caught++;
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    pid_t leader = fork();
    if (leader == 0) {
        int ready[2];
        char c;
        setpgid(0, 0);
        pipe(ready);
        signal(SIGUSR1, handler);
        pid_t kids[3];
        for (int i = 0; i < 3; i++)
            if ((kids[i] = fork()) == 0) {
                if (i == 2) setpgid(0, 0);
                sigset_t set;
                siginfo_t info;
                struct timespec wait = {i == 2 ? 0 : 5, 200000000};
                sigemptyset(&set);
                sigaddset(&set, SIGUSR1);
                sigprocmask(SIG_BLOCK, &set, NULL);
                write(ready[1], "r", 1);
                _exit(sigtimedwait(&set, &info, &wait) == SIGUSR1);
            }
        for (int i = 0; i < 3; i++) read(ready[0], &c, 1);
        printf("kill(0) %d caught %d\n", kill(0, SIGUSR1), caught);
        for (int i = 0; i < 3; i++) {
            int status;
            waitpid(kids[i], &status, 0);
            printf("kid %d got it %d\n", i, WEXITSTATUS(status));
        }
        printf("group exists %d\n", kill(-getpgrp(), 0));
        pid_t loop = fork();
        if (loop == 0) {
            signal(SIGTERM, SIG_DFL);
            for (;;) pause();
        }
        nanosleep(&(struct timespec){0, 20000000}, NULL); // it waits by then
        signal(SIGTERM, SIG_IGN);
        printf("kill(-pgid) %d\n", kill(-getpgrp(), SIGTERM));
        int status;
        waitpid(loop, &status, 0);
        printf("killed by %d\n", WTERMSIG(status));
        _exit(0);
    }
    int status;
    waitpid(leader, &status, 0);
    printf("leader exited %d\n", WIFEXITED(status));
    int r = kill(-leader, 0);
    printf("gone %d errno %d\n", r, errno);
    return 0;
}
