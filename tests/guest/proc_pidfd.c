// SPDX-License-Identifier: GPL-2.0-or-later
// pidfds: opening, polling, signalling, waiting, taking descriptors.
#include "guest.h"
#include <poll.h>
#include <sys/syscall.h>

static int ready(int fd) {
    struct pollfd p = {fd, POLLIN | POLLOUT, 0};
    int n = poll(&p, 1, 0);
    return n < 0 ? -1 : p.revents;
}

int main(void) {
    int own = syscall(SYS_pidfd_open, getpid(), 0);
    if (own < 0 && errno == ENOSYS) skip("this kernel has no pidfd_open");
    printf("own: %d, closes on exec %d\n", own, fcntl(own, F_GETFD));
    show("bad flags", syscall(SYS_pidfd_open, getpid(), 1)), show("nobody", syscall(SYS_pidfd_open, 0x7ffffff0, 0));
    show("0", syscall(SYS_pidfd_open, 0, 0)), show("-1", syscall(SYS_pidfd_open, -1, 0));
    printf("ready %d\n", ready(own));
    char c;
    show("read", read(own, &c, 1)), show("write", write(own, &c, 1));
    struct gate g = gate_new();
    pid_t pid = fork();
    if (pid == 0) gate_pass(&g), _exit(7);
    int fd = syscall(SYS_pidfd_open, pid, O_NONBLOCK);
    printf("non-blocking: %d\n", !!(fcntl(fd, F_GETFL) & O_NONBLOCK));
    siginfo_t info;
    show("waitid, not yet", waitid(P_PIDFD, fd, &info, WEXITED));
    show("signal 0", syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0)),
        show("bad flags", syscall(SYS_pidfd_send_signal, fd, 0, NULL, 64));
    show("bad signal", syscall(SYS_pidfd_send_signal, fd, 99, NULL, 0)),
        show("not a pidfd", syscall(SYS_pidfd_send_signal, 0, 0, NULL, 0));
    printf("ready %d\n", ready(fd));
    gate_open(&g);
    struct pollfd p = {fd, POLLIN, 0};
    poll(&p, 1, -1);
    printf("readable when it ended: %d\n", p.revents & POLLIN);
    show("a zombie can be signalled", syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0));
    show("waitid", waitid(P_PIDFD, fd, &info, WEXITED)), printf("status %d\n", info.si_status);
    show("signal after", syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0));
    printf("still readable: %d\n", ready(fd) & POLLIN);
    close(fd);
    if ((pid = fork()) == 0) {
        int mine = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
        write(mine, "hidden", 6);
        dup2(mine, 60);
        gate_open(&g);
        for (;;) pause();
    }
    fd = syscall(SYS_pidfd_open, pid, 0);
    gate_pass(&g);
    int taken = syscall(SYS_pidfd_getfd, fd, 60, 0);
    char text[7] = "";
    if (taken >= 0)
        pread(taken, text, 6, 0), printf("taken: %s, closes on exec %d\n", text, fcntl(taken, F_GETFD));
    else
        printf("pidfd_getfd: %s\n", errno_name(errno));
    show("a closed one", syscall(SYS_pidfd_getfd, fd, 61, 0)), show("flags", syscall(SYS_pidfd_getfd, fd, 60, 1));
    show("kill by pidfd", syscall(SYS_pidfd_send_signal, fd, SIGUSR1, NULL, 0));
    reap("killed", pid);
    char path[64], line[256];
    sprintf(path, "/proc/self/fdinfo/%d", own);
    FILE *f = fopen(path, "r");
    int pid_line = 0;
    while (f && fgets(line, sizeof line, f)) pid_line |= sscanf(line, "Pid: %d", &pid) == 1 && pid == getpid();
    printf("fdinfo names the process: %d\n", pid_line);
    return 0;
}
