// SPDX-License-Identifier: GPL-2.0-or-later
// wait4 with every kind of pid and option.
#include "guest.h"
#include <sys/resource.h>
#include <sys/syscall.h>

static pid_t child(int status, struct gate *g) {
    pid_t pid = fork();
    if (pid == 0) {
        if (g) gate_pass(g);
        _exit(status);
    }
    return pid;
}

int main(void) {
    int status = 77;
    struct rusage usage;
    show("no children", wait4(-1, &status, 0, NULL));
    show("no children, WNOHANG", wait4(-1, &status, WNOHANG, NULL));
    show("bad option", wait4(-1, &status, 0x10000000, NULL));
    show("WNOWAIT is waitid's", wait4(-1, &status, WNOWAIT, NULL));
    show("WEXITED is waitid's", wait4(-1, &status, WEXITED, NULL));
    show("INT_MIN", wait4((pid_t)0x80000000, &status, 0, NULL));
    struct gate g = gate_new();
    pid_t pid = child(5, &g);
    show("still running", wait4(pid, &status, WNOHANG, NULL));
    printf("status untouched: %d\n", status);
    show("somebody else's", wait4(1, &status, 0, NULL) == -1 && errno == ECHILD ? 0 : -1);
    show("no such group", wait4(-pid, &status, 0, NULL));
    gate_open(&g);
    memset(&usage, 0xff, sizeof usage);
    printf("is the child: %d\n", wait4(pid, &status, 0, &usage) == pid);
    show_status("child", status);
    printf("usage filled in: %d %d\n", usage.ru_utime.tv_usec >= 0 && usage.ru_utime.tv_usec < 1000000,
           usage.ru_nvcsw >= 0);
    show("once only", wait4(pid, &status, 0, NULL));

    pid = child(6, NULL);
    printf("pid 0, same group: %d\n", wait4(0, &status, 0, NULL) == pid);
    pid = child(7, NULL);
    printf("-group: %d\n", wait4(-getpgrp(), &status, 0, NULL) == pid);
    pid = child(8, NULL);
    printf("no status wanted: %d\n", wait4(-1, NULL, 0, NULL) == pid);
    pid = child(9, NULL);
    show("bad status pointer", wait4(pid, (int *)8, 0, NULL));
    show("the child is gone nevertheless", wait4(pid, &status, 0, NULL));
    pid = child(10, NULL);
    show("bad usage pointer", wait4(pid, &status, 0, (struct rusage *)8));
    show("gone", wait4(pid, &status, WNOHANG, NULL));

    // a group of their own
    pid_t group = fork();
    if (group == 0) setpgid(0, 0), gate_pass(&g), _exit(1);
    setpgid(group, group);
    pid_t other = fork();
    if (other == 0) setpgid(0, group), gate_pass(&g), _exit(1);
    setpgid(other, group);
    show("pid 0: not my group", wait4(0, &status, WNOHANG, NULL));
    show("-group: running", wait4(-group, &status, WNOHANG, NULL));
    gate_open(&g), gate_open(&g);
    int n = 0;
    while (wait4(-group, &status, 0, NULL) > 0) n++;
    printf("of the group: %d\n", n);

    // stops
    pid = fork();
    if (pid == 0) {
        raise(SIGSTOP);
        _exit(12);
    }
    wait4(pid, &status, WUNTRACED, NULL), show_status("stopped", status);
    show("reported once", wait4(pid, &status, WUNTRACED | WNOHANG, NULL));
    show("nothing continued yet", wait4(pid, &status, WCONTINUED | WNOHANG, NULL));
    kill(pid, SIGCONT);
    wait4(pid, &status, WCONTINUED, NULL), show_status("continued", status);
    wait4(pid, &status, 0, NULL), show_status("ended", status);
    // The terminal's stop signals stop nobody in an orphaned process group, as this one is.
    if ((pid = fork()) == 0) {
        raise(SIGTSTP), raise(SIGTTIN), raise(SIGTTOU);
        _exit(16);
    }
    wait4(pid, &status, WUNTRACED, NULL), show_status("SIGTSTP, orphaned group", status);
    pid = fork();
    if (pid == 0) {
        gate_pass(&g); // its parent is in another group of the session: not orphaned
        for (;;) pause();
    }
    setpgid(pid, pid);
    gate_open(&g);
    milliseconds(20); // it waits by then
    kill(pid, SIGTSTP);
    wait4(pid, &status, WUNTRACED, NULL), show_status("SIGTSTP", status);
    kill(pid, SIGKILL); // a stopped process dies at once
    wait4(pid, &status, WUNTRACED, NULL), show_status("SIGKILL while stopped", status);

    // children that exit by signal
    static const int signals[] = {SIGTERM, SIGKILL, SIGSEGV, SIGABRT, SIGUSR1, 34, 64};
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
        if ((pid = fork()) == 0) syscall(SYS_kill, getpid(), signals[i]), _exit(0);
        wait4(pid, &status, 0, NULL), show_status("signalled", status & ~0x80);
    }
    // __WCLONE: only children that end without SIGCHLD; __WALL: all
    pid = child(13, NULL);
    show("__WCLONE sees no ordinary child", wait4(-1, &status, __WCLONE, NULL));
    printf("__WALL does: %d\n", wait4(-1, &status, __WALL, NULL) == pid);
    pid = syscall(SYS_clone, 0, 0, 0, 0, 0);
    if (pid == 0) _exit(14);
    show("a silent child is not seen", wait4(-1, &status, 0, NULL));
    printf("by __WCLONE it is: %d", wait4(-1, &status, __WCLONE | __WNOTHREAD, NULL) == pid);
    show_status("", status);
    return 0;
}
