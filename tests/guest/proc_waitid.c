// SPDX-License-Identifier: GPL-2.0-or-later
// waitid: what it waits for, what it leaves, what siginfo says.
#include "guest.h"
#include <sys/resource.h>
#include <sys/syscall.h>

static void print(const char *what, int result, siginfo_t *info, pid_t pid) {
    if (result < 0)
        printf("%s: %s\n", what, errno_name(errno));
    else if (!info->si_pid)
        printf("%s: nothing, signo %d code %d\n", what, info->si_signo, info->si_code);
    else
        printf("%s: right pid %d signo %d code %d status %d errno %d own uid %d\n", what, info->si_pid == pid,
               info->si_signo, info->si_code, info->si_status, info->si_errno, info->si_uid == getuid());
}
static siginfo_t info;
#define TRY(what, pid, ...) memset(&info, 0x55, sizeof info), print(what, waitid(__VA_ARGS__), &info, pid)

int main(void) {
    pid_t pid = 0;
    TRY("no children", pid, P_ALL, 0, &info, WEXITED);
    TRY("nothing to wait for", pid, P_ALL, 0, &info, 0);
    TRY("WNOHANG alone", pid, P_ALL, 0, &info, WNOHANG);
    TRY("bad option", pid, P_ALL, 0, &info, WEXITED | 0x100);
    TRY("bad id type", pid, 9, 0, &info, WEXITED);
    TRY("P_PID 0", pid, P_PID, 0, &info, WEXITED);
    TRY("P_PID negative", pid, P_PID, -5, &info, WEXITED);
    TRY("P_PGID negative", pid, P_PGID, -5, &info, WEXITED);
    TRY("P_PIDFD, bad descriptor", pid, P_PIDFD, 999, &info, WEXITED);
    TRY("P_PIDFD, not a pidfd", pid, P_PIDFD, 1, &info, WEXITED);
    struct gate g = gate_new();
    pid = fork();
    if (pid == 0) {
        gate_pass(&g);
        raise(SIGSTOP);
        gate_pass(&g);
        _exit(0x123); // the low eight bits count
    }
    TRY("running", pid, P_PID, pid, &info, WEXITED | WSTOPPED | WCONTINUED | WNOHANG);
    gate_open(&g);
    TRY("stopped, left there", pid, P_PID, pid, &info, WSTOPPED | WNOWAIT);
    TRY("stopped, taken", pid, P_ALL, 0, &info, WSTOPPED);
    TRY("no second time", pid, P_ALL, 0, &info, WSTOPPED | WNOHANG);
    kill(pid, SIGCONT);
    TRY("continued, left there", pid, P_PID, pid, &info, WCONTINUED | WNOWAIT);
    TRY("continued", pid, P_PGID, 0, &info, WCONTINUED);
    TRY("no second time", pid, P_PID, pid, &info, WCONTINUED | WNOHANG);
    gate_open(&g);
    TRY("exited, left there", pid, P_PID, pid, &info, WEXITED | WNOWAIT);
    TRY("exited, left there again", pid, P_PGID, getpgrp(), &info, WEXITED | WNOWAIT);
    TRY("WSTOPPED does not see it", pid, P_PID, pid, &info, WSTOPPED | WNOHANG);
    TRY("exited", pid, P_PID, pid, &info, WEXITED);
    TRY("gone", pid, P_PID, pid, &info, WEXITED);
    if ((pid = fork()) == 0) kill(getpid(), SIGKILL);
    TRY("killed", pid, P_ALL, 0, &info, WEXITED);
    if ((pid = fork()) == 0) raise(SIGTERM);
    printf("without siginfo: %d\n", waitid(P_PID, pid, NULL, WEXITED));
    if ((pid = fork()) == 0) _exit(3);
    struct rusage usage;
    memset(&usage, 0xff, sizeof usage);
    printf("the system call gives usage too: %ld", syscall(SYS_waitid, P_PID, pid, &info, WEXITED, &usage));
    printf(" %d\n", usage.ru_stime.tv_usec >= 0 && usage.ru_stime.tv_usec < 1000000);
    if ((pid = fork()) == 0) _exit(4);
    printf("bad siginfo pointer: %s\n", waitid(P_PID, pid, (siginfo_t *)8, WEXITED) < 0 ? errno_name(errno) : "ok");
    TRY("after it", pid, P_PID, pid, &info, WEXITED | WNOHANG);
#ifdef SYS_pidfd_open
    if ((pid = fork()) == 0) gate_pass(&g), _exit(5);
    int fd = syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0) skip("no pidfd_open here");
    TRY("pidfd, running", pid, P_PIDFD, fd, &info, WEXITED | WNOHANG);
    gate_open(&g);
    TRY("pidfd", pid, P_PIDFD, fd, &info, WEXITED);
    TRY("pidfd, gone", pid, P_PIDFD, fd, &info, WEXITED);
#endif
    return 0;
}
