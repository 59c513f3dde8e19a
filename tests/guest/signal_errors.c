// SPDX-License-Identifier: GPL-2.0-or-later
// The errors of every signal call.
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static void check(const char *what, long r) {
    printf("%s: %ld errno %d\n", what, r, r < 0 ? errno : 0);
}

int main(void) {
    unsigned long set = 0, action[4] = {0, 0, 0, 0};
    char info[128] = {0};
    int pid = getpid(), tid = syscall(SYS_gettid);
    check("sigaction 0", syscall(SYS_rt_sigaction, 0, NULL, NULL, 8));
    check("sigaction 65", syscall(SYS_rt_sigaction, 65, NULL, NULL, 8));
    check("sigaction -1", syscall(SYS_rt_sigaction, -1, NULL, NULL, 8));
    check("sigaction size", syscall(SYS_rt_sigaction, 1, NULL, NULL, 16));
    check("sigaction kill read", syscall(SYS_rt_sigaction, SIGKILL, NULL, action, 8));
    check("sigaction kill set", syscall(SYS_rt_sigaction, SIGKILL, action, NULL, 8));
    check("sigaction stop set", syscall(SYS_rt_sigaction, SIGSTOP, action, NULL, 8));
    check("sigaction fault", syscall(SYS_rt_sigaction, 1, (void *)8, NULL, 8));
    check("sigaction old fault", syscall(SYS_rt_sigaction, 1, NULL, (void *)8, 8));
    action[1] = ~0ul;
    check("sigaction all flags", syscall(SYS_rt_sigaction, SIGURG, action, NULL, 8));
    check("sigaction read", syscall(SYS_rt_sigaction, SIGURG, NULL, action, 8));
    printf("flags kept %lx\n", action[1]);
    check("procmask size", syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, NULL, 4));
    check("procmask how without set", syscall(SYS_rt_sigprocmask, 99, NULL, &set, 8));
    check("procmask how", syscall(SYS_rt_sigprocmask, 99, &set, NULL, 8));
    check("procmask fault", syscall(SYS_rt_sigprocmask, SIG_BLOCK, (void *)8, NULL, 8));
    check("procmask old fault", syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, (void *)8, 8));
    check("pending size 4", syscall(SYS_rt_sigpending, &set, 4));
    check("pending size 9", syscall(SYS_rt_sigpending, &set, 9));
    check("pending fault", syscall(SYS_rt_sigpending, (void *)8, 8));
    check("suspend size", syscall(SYS_rt_sigsuspend, &set, 7));
    check("suspend fault", syscall(SYS_rt_sigsuspend, (void *)8, 8));
    check("timedwait fault", syscall(SYS_rt_sigtimedwait, (void *)8, NULL, NULL, 8));
    check("kill 65", kill(pid, 65));
    check("kill -1", kill(pid, -1));
    check("kill nobody", kill(999999, SIGUSR1));
    check("kill nobody 0", kill(999999, 0));
    check("kill no group", kill(-999999, 0));
    check("kill INT_MIN", kill(-2147483647 - 1, 0));
    check("kill self 0", kill(pid, 0));
    check("tkill 0", syscall(SYS_tkill, 0, 0));
    check("tkill -1", syscall(SYS_tkill, -1, 0));
    check("tkill self", syscall(SYS_tkill, tid, 0));
    check("tkill nobody", syscall(SYS_tkill, 999999, 0));
    check("tkill 65", syscall(SYS_tkill, tid, 65));
    check("tgkill 0", syscall(SYS_tgkill, 0, tid, 0));
    check("tgkill tid 0", syscall(SYS_tgkill, pid, 0, 0));
    check("tgkill wrong group", syscall(SYS_tgkill, 999999, tid, 0));
    check("tgkill self", syscall(SYS_tgkill, pid, tid, 0));
    check("sigqueue fault", syscall(SYS_rt_sigqueueinfo, pid, SIGURG, (void *)8));
    check("sigqueue nobody", syscall(SYS_rt_sigqueueinfo, 999999, SIGURG, info));
    check("sigqueue 65", syscall(SYS_rt_sigqueueinfo, pid, 65, info));
    check("tgsigqueue 0", syscall(SYS_rt_tgsigqueueinfo, 0, tid, SIGURG, info));
    check("tgsigqueue self", syscall(SYS_rt_tgsigqueueinfo, pid, tid, SIGURG, info));
    check("restart_syscall", syscall(SYS_restart_syscall));
    return 0;
}
