// SPDX-License-Identifier: GPL-2.0-or-later
// signalfd: signals read as records, several at once, lowest first; poll, epoll, changing the mask, a reader's own signals.
#include "guest.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>

static void drain(int fd) {
    struct signalfd_siginfo s[4];
    ssize_t n = read(fd, s, sizeof s);
    if (n < 0) {
        show("read", n);
        return;
    }
    for (unsigned i = 0; i < n / sizeof *s; i++)
        printf("signal %u code %d self %d uid %d int %d status %d\n", s[i].ssi_signo, s[i].ssi_code,
               s[i].ssi_pid == (unsigned)getpid(), s[i].ssi_uid == getuid(), s[i].ssi_int, s[i].ssi_status);
}
static int ready(int fd, int ms) {
    struct pollfd p = {fd, POLLIN | POLLOUT, 0};
    poll(&p, 1, ms);
    return p.revents;
}

int main(void) {
    sigset_t set, all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGRTMIN);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGKILL);
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    printf("flags %x %d\n", fcntl(fd, F_GETFL), fcntl(fd, F_GETFD));
    drain(fd);
    printf("poll %x\n", ready(fd, 0));
    sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 5});
    sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 6});
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGUSR2);
    printf("poll %x\n", ready(fd, 0));
    drain(fd);
    drain(fd);
    sigaddset(&set, SIGUSR2);
    printf("same fd %d\n", signalfd(fd, &set, 0) == fd);
    drain(fd);
    pid_t child = fork();
    if (child == 0) {
        kill(getpid(), SIGUSR1);
        struct signalfd_siginfo s;
        _exit(read(fd, &s, sizeof s) == sizeof s && s.ssi_pid == (unsigned)getpid() ? 3 : 4);
    }
    printf("poll for the child %x\n", ready(fd, 5000));
    drain(fd);
    reap("child", child);
    int ep = epoll_create1(0);
    struct epoll_event ev = {.events = EPOLLIN};
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
    show("epoll", epoll_wait(ep, &ev, 1, 0));
    raise(SIGUSR1);
    show("epoll", epoll_wait(ep, &ev, 1, 0));
    drain(fd);
    show("epoll", epoll_wait(ep, &ev, 1, 0));
    fcntl(fd, F_SETFL, 0);
    pid_t parent = getpid();
    child = fork();
    if (child == 0) {
        milliseconds(30);
        kill(parent, SIGUSR2);
        _exit(0);
    }
    struct signalfd_siginfo one;
    show("blocking", read(fd, &one, sizeof one));
    printf("signal %u from child %d\n", one.ssi_signo, one.ssi_pid == (unsigned)child);
    reap("child", child);
    char small[64] = "";
    show("short", read(fd, small, 64));
    show("write", write(fd, small, 64));
    show("size", syscall(SYS_signalfd4, -1, &set, 4, 0));
    show("flags", syscall(SYS_signalfd4, -1, &set, 8, 1));
    show("fault", syscall(SYS_signalfd4, -1, 8, 8, 0));
    show("bad fd", syscall(SYS_signalfd4, 99, &set, 8, 0));
    show("not a signalfd", syscall(SYS_signalfd4, ep, &set, 8, 0));
    show("old call", syscall(SYS_signalfd, -1, &set, 8) >= 0);
    return 0;
}
