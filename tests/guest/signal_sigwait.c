// SPDX-License-Identifier: GPL-2.0-or-later
// sigwaitinfo and sigtimedwait: the lowest number first, real-time signals in order of sending, standard ones once; timeouts.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(void) {
    sigset_t set, none;
    siginfo_t info;
    struct timespec zero = {0, 0}, brief = {0, 20000000}, bad = {0, 1000000000};
    setvbuf(stdout, NULL, _IONBF, 0);
    sigfillset(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int signals[] = {SIGRTMIN + 5, SIGUSR2, SIGRTMIN, SIGHUP, SIGUSR2, SIGRTMIN + 5, SIGSEGV, SIGRTMIN, SIGTERM};
    for (int i = 0; i < 9; i++) sigqueue(getpid(), signals[i], (union sigval){.sival_int = i});
    for (;;) {
        int n = sigtimedwait(&set, &info, &zero);
        if (n < 0) {
            printf("end: errno %d\n", errno);
            break;
        }
        printf("%d value %d code %d\n", n, info.si_value.sival_int, info.si_code);
    }
    int r = sigtimedwait(&set, &info, &brief);
    printf("brief %d errno %d\n", r, errno);
    r = sigtimedwait(&set, &info, &bad);
    printf("bad %d errno %d\n", r, errno);
    raise(SIGUSR1);
    sigemptyset(&none);
    sigaddset(&none, SIGUSR2);
    r = sigtimedwait(&none, &info, &zero);
    printf("other set %d errno %d\n", r, errno);
    r = syscall(SYS_rt_sigtimedwait, &set, NULL, &zero, 8);
    printf("no info %d\n", r);
    r = syscall(SYS_rt_sigtimedwait, &set, NULL, &zero, 4);
    printf("size %d errno %d\n", r, errno);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        usleep(50000);
        kill(parent, SIGUSR1);
        _exit(3);
    }
    r = sigwaitinfo(&set, &info);
    printf("waited %d from child %d\n", r, info.si_pid == child);
    r = sigwaitinfo(&set, &info);
    printf("waited %d status %d code %d\n", r, info.si_status, info.si_code);
    waitpid(child, NULL, 0);
    return 0;
}
