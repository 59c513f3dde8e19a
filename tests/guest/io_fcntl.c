// SPDX-License-Identifier: GPL-2.0-or-later
// fcntl: status flags, owners, signals, hints, leases, notification, and commands that do not exist.
#include "guest.h"
#include <sys/stat.h>
#include <sys/syscall.h>
#ifndef F_GETOWNER_UIDS
#define F_GETOWNER_UIDS 17
#endif

int main(void) {
    int f = open("f", O_CREAT | O_RDWR | O_EXCL | O_TRUNC | O_NOCTTY, 0644), r = open("f", O_RDONLY), p[2];
    int o = open("f", O_PATH), d;
    mkdir("dir", 0755);
    d = open("dir", O_RDONLY | O_DIRECTORY);
    pipe(p);
    printf("flags %x %x %x %x\n", fcntl(f, F_GETFL), fcntl(r, F_GETFL), fcntl(o, F_GETFL), fcntl(d, F_GETFL));
    show("F_SETFL everything",
         fcntl(f, F_SETFL, O_APPEND | O_NONBLOCK | O_WRONLY | O_CREAT | O_TRUNC | O_SYNC | O_DIRECTORY));
    printf("flags %x\n", fcntl(f, F_GETFL));
    show("F_SETFL nothing", fcntl(f, F_SETFL, 0));
    printf("flags %x\n", fcntl(f, F_GETFL));
    show("F_SETFL O_NOATIME", fcntl(f, F_SETFL, O_NOATIME));
    printf("flags %x\n", fcntl(f, F_GETFL));
    int passwd = open("/etc/passwd", O_RDONLY);
    show("F_SETFL O_NOATIME of somebody else's", fcntl(passwd, F_SETFL, O_NOATIME));
    show("F_SETFL O_DIRECT pipe", fcntl(p[1], F_SETFL, O_DIRECT));
    printf("flags %x\n", fcntl(p[1], F_GETFL));
    show("F_SETFL O_ASYNC", fcntl(f, F_SETFL, O_ASYNC));
    printf("flags %x\n", fcntl(f, F_GETFL));
    show("bad fd", fcntl(99, F_GETFL));
    show("no such command", fcntl(f, 999));
    show("no such command, bad fd", fcntl(99, 999));
    show("negative command", fcntl(f, -1));
    show("O_PATH F_GETFD", fcntl(o, F_GETFD));
    show("O_PATH F_SETFD", fcntl(o, F_SETFD, 1));
    show("O_PATH F_SETFL", fcntl(o, F_SETFL, 0));
    show("O_PATH F_GETOWN", fcntl(o, F_GETOWN));
    show("O_PATH no such command", fcntl(o, 999));

    struct f_owner_ex ex = {F_OWNER_PID, getpid()};
    show("F_GETOWN", syscall(SYS_fcntl, p[0], F_GETOWN));
    show("F_SETOWN", fcntl(p[0], F_SETOWN, getpid()));
    printf("%d\n", (int)syscall(SYS_fcntl, p[0], F_GETOWN) == getpid());
    show("F_GETOWN_EX", fcntl(p[0], F_GETOWN_EX, &ex));
    printf("type %d, me %d\n", ex.type, ex.pid == getpid());
    show("F_SETOWN group", fcntl(p[0], F_SETOWN, -getpgrp()));
    show("F_GETOWN_EX", fcntl(p[0], F_GETOWN_EX, &ex));
    printf("type %d, my group %d\n", ex.type, ex.pid == getpgrp());
    printf("%d\n", fcntl(p[0], F_GETOWN) == -getpgrp());
    show("F_SETOWN nobody", fcntl(p[0], F_SETOWN, 0));
    show("F_GETOWN", fcntl(p[0], F_GETOWN));
    show("F_SETOWN no such process", fcntl(p[0], F_SETOWN, 4000000));
    show("F_SETOWN no such group", fcntl(p[0], F_SETOWN, -4000000));
    show("F_SETOWN smallest", fcntl(p[0], F_SETOWN, (int)0x80000000));
    ex = (struct f_owner_ex){F_OWNER_TID, getpid()};
    show("F_SETOWN_EX thread", fcntl(p[0], F_SETOWN_EX, &ex));
    ex.type = 9;
    show("F_SETOWN_EX no such type", fcntl(p[0], F_SETOWN_EX, &ex));
    show("F_SETOWN_EX fault", fcntl(p[0], F_SETOWN_EX, 8));
    show("F_GETOWN_EX fault", fcntl(p[0], F_GETOWN_EX, 8));
    unsigned ids[2] = {7, 7};
    show("F_GETSIG", fcntl(p[0], F_GETSIG));
    show("F_SETSIG", fcntl(p[0], F_SETSIG, SIGRTMIN));
    show("F_GETSIG", fcntl(p[0], F_GETSIG));
    show("F_SETSIG invalid", fcntl(p[0], F_SETSIG, 65));
    show("F_SETSIG negative", fcntl(p[0], F_SETSIG, -1));

    show("F_GETLEASE", fcntl(f, F_GETLEASE));
    show("F_SETLEASE nonsense", fcntl(r, F_SETLEASE, 77));
    show("F_SETLEASE somebody else's", fcntl(passwd, F_SETLEASE, F_RDLCK));
    show("F_SETLEASE pipe", fcntl(p[0], F_SETLEASE, F_RDLCK));
    show("F_SETLEASE directory", fcntl(d, F_SETLEASE, F_WRLCK));
    show("F_SETLEASE none to give back", fcntl(r, F_SETLEASE, F_UNLCK));
    show("F_SETLEASE read while written", fcntl(r, F_SETLEASE, F_RDLCK));
    show("F_SETLEASE on a writer", fcntl(f, F_SETLEASE, F_RDLCK));
    show("F_NOTIFY file", fcntl(f, F_NOTIFY, DN_CREATE));
    show("F_NOTIFY bad fd", fcntl(99, F_NOTIFY, DN_CREATE));

    uint64_t hint = 99;
    show("F_GET_RW_HINT", fcntl(f, F_GET_RW_HINT, &hint));
    printf("%d\n", (int)hint);
    hint = 2;
    show("F_SET_RW_HINT", fcntl(f, F_SET_RW_HINT, &hint));
    hint = 99;
    show("F_GET_RW_HINT", fcntl(f, F_GET_RW_HINT, &hint));
    printf("%d\n", (int)hint);
    hint = 6;
    show("F_SET_RW_HINT invalid", fcntl(f, F_SET_RW_HINT, &hint));
    show("F_SET_RW_HINT fault", fcntl(f, F_SET_RW_HINT, 8));
    show("F_GET_RW_HINT fault", fcntl(f, F_GET_RW_HINT, 8));
    unlink("f"), rmdir("dir");
    return 0;
}
