// SPDX-License-Identifier: GPL-2.0-or-later
// A child that is stopped, continued and killed: SIGCHLD's siginfo and wait statuses at each step; SA_NOCLDSTOP.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t child;

static void show(int r, siginfo_t *info) {
    printf("signal %d code %d status %d child %d uid %d\n", r, info->si_code, info->si_status, info->si_pid == child,
           info->si_uid == getuid());
}

int main(void) {
    sigset_t set;
    siginfo_t info;
    int status;
    struct timespec brief = {0, 30000000}, second = {5, 0};
    setvbuf(stdout, NULL, _IONBF, 0);
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    child = fork();
    if (child == 0)
        for (;;) pause();
    nanosleep(&brief, NULL); // it waits by then
    setpgid(child, child);   // an orphaned group would ignore all stops but SIGSTOP
    int stops[] = {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};
    for (int i = 0; i < 2; i++) {
        kill(child, stops[i]);
        show(sigtimedwait(&set, &info, &second), &info);
        waitpid(child, &status, WUNTRACED);
        printf("stopped %d by %d\n", WIFSTOPPED(status), WSTOPSIG(status));
        printf("again %d\n", waitpid(child, &status, WUNTRACED | WNOHANG));
        kill(child, SIGCONT);
        show(sigtimedwait(&set, &info, &second), &info);
        waitpid(child, &status, WCONTINUED);
        printf("continued %d\n", WIFCONTINUED(status));
        nanosleep(&brief, NULL);
    }
    struct sigaction sa = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDSTOP};
    sigaction(SIGCHLD, &sa, NULL);
    kill(child, SIGSTOP);
    waitpid(child, &status, WUNTRACED);
    printf("stopped %d, signal %d\n", WIFSTOPPED(status), sigtimedwait(&set, &info, &brief));
    kill(child, SIGKILL);
    show(sigtimedwait(&set, &info, &second), &info);
    waitpid(child, &status, 0);
    printf("killed %d by %d core %d\n", WIFSIGNALED(status), WTERMSIG(status), WCOREDUMP(status));
    return 0;
}
