// SPDX-License-Identifier: GPL-2.0-or-later
// Who sent it: siginfo of kill, tgkill, sigqueue, and of a child, all through one SA_SIGINFO handler.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t child;

static void handler(int signo, siginfo_t *info, void *context) {
    printf("signo %d same %d errno %d code %d pid %s uid %d value %d context %d\n", signo, info->si_signo == signo,
           info->si_errno, info->si_code,
           info->si_pid == getpid() ? "self"
           : info->si_pid == child  ? "child"
           : info->si_pid == 0      ? "0"
                                    : "?",
           info->si_uid == getuid(), info->si_code == SI_QUEUE ? info->si_value.sival_int : -1, context != NULL);
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigset_t block, old;
    setvbuf(stdout, NULL, _IONBF, 0);
    sigaction(SIGUSR1, &sa, NULL);
    sigaction(SIGRTMIN + 3, &sa, NULL);
    kill(getpid(), SIGUSR1);
    syscall(SYS_tgkill, getpid(), getpid(), SIGUSR1);
    syscall(SYS_tkill, getpid(), SIGUSR1);
    sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 42});
    sigqueue(getpid(), SIGRTMIN + 3, (union sigval){.sival_int = -7});
    sigemptyset(&block);
    sigaddset(&block, SIGUSR1);
    sigprocmask(SIG_BLOCK, &block, &old);
    child = fork();
    if (child == 0) {
        kill(getppid(), SIGUSR1);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    sigprocmask(SIG_SETMASK, &old, NULL);
    siginfo_t forged = {.si_signo = SIGUSR1, .si_code = SI_USER};
    printf("forged to self %ld\n", syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, &forged));
    child = fork();
    if (child == 0) pause();
    usleep(20000); // it waits by then
    printf("forged to child %ld\n", syscall(SYS_rt_sigqueueinfo, child, SIGUSR1, &forged));
    forged.si_code = SI_TKILL;
    printf("forged tkill %ld\n", syscall(SYS_rt_sigqueueinfo, child, SIGUSR1, &forged));
    forged.si_code = -60;
    printf("allowed %ld\n", syscall(SYS_rt_sigqueueinfo, child, 0, &forged));
    kill(child, SIGKILL);
    int status;
    waitpid(child, &status, 0);
    printf("status %d\n", WTERMSIG(status));
    return 0;
}
