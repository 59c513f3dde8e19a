// SPDX-License-Identifier: GPL-2.0-or-later
// RLIMIT_SIGPENDING: sigqueue of a real-time signal answers EAGAIN at the limit, kill and standard signals still get through.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

int main(void) {
    sigset_t set;
    siginfo_t info;
    struct timespec zero = {0, 0};
    struct rlimit limit = {0, 0};
    setvbuf(stdout, NULL, _IONBF, 0);
    sigfillset(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    printf("setrlimit %d\n", setrlimit(RLIMIT_SIGPENDING, &limit));
    int r = sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 1});
    printf("sigqueue rt %d errno %d\n", r, errno);
    printf("kill rt %d\n", kill(getpid(), SIGRTMIN + 1));
    printf("kill standard %d\n", kill(getpid(), SIGUSR1));
    printf("sigqueue standard %d\n", sigqueue(getpid(), SIGUSR2, (union sigval){.sival_int = 5}));
    for (int n; (n = sigtimedwait(&set, &info, &zero)) > 0;)
        printf("got %d code %d value %d pid self %d\n", n, info.si_code,
               info.si_code == SI_QUEUE ? info.si_value.sival_int : -1, info.si_pid == getpid());
    return 0;
}
