// SPDX-License-Identifier: GPL-2.0-or-later
// What the inotify calls refuse, an event arriving while read waits, poll and epoll.
#include "guest.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>

int main(void) {
    int in = inotify_init(), p[2];
    char buf[512];
    pipe(p);
    mkdir("e", 0755);
    mkdir("locked", 0300);
    symlink("e", "link");
    close(open("f", O_CREAT | O_WRONLY, 0644));
    show("init flags", inotify_init1(1));
    show("no mask", inotify_add_watch(in, "e", 0));
    show("unknown mask", inotify_add_watch(in, "e", 0x1000));
    show("add and create", inotify_add_watch(in, "e", IN_OPEN | IN_MASK_ADD | IN_MASK_CREATE));
    show("missing", inotify_add_watch(in, "missing", IN_OPEN));
    show("not a directory", inotify_add_watch(in, "f", IN_OPEN | IN_ONLYDIR));
    show("not readable", inotify_add_watch(in, "locked", IN_OPEN));
    show("fault", inotify_add_watch(in, (void *)8, IN_OPEN));
    show("empty", inotify_add_watch(in, "", IN_OPEN));
    show("not inotify", inotify_add_watch(p[0], "e", IN_OPEN));
    show("bad fd", inotify_add_watch(99, "e", IN_OPEN));
    show("rm missing", inotify_rm_watch(in, 5));
    show("rm not inotify", inotify_rm_watch(p[0], 1));
    show("rm bad fd", inotify_rm_watch(99, 1));
    show("write", write(in, buf, 8));
    show("lseek", lseek(in, 0, SEEK_SET));
    int a = inotify_add_watch(in, "e", IN_CREATE), b = inotify_add_watch(in, "link", IN_CREATE),
        c = inotify_add_watch(in, "link", IN_CREATE | IN_DONT_FOLLOW);
    printf("link follows %d, does not %d\n", a == b, c != a);
    struct pollfd pf = {in, POLLIN, 0};
    show("poll", poll(&pf, 1, 0));
    pid_t child = fork();
    if (child == 0) {
        milliseconds(30);
        close(open("e/new", O_CREAT | O_WRONLY, 0644));
        _exit(0);
    }
    show("read waits", read(in, buf, sizeof buf));
    reap("child", child);
    struct inotify_event *e = (void *)buf;
    printf("mask %x name %s\n", e->mask, e->name);
    int ep = epoll_create1(0);
    struct epoll_event ev = {.events = EPOLLIN | EPOLLET};
    epoll_ctl(ep, EPOLL_CTL_ADD, in, &ev);
    mkdir("e/sub", 0755);
    show("epoll", epoll_wait(ep, &ev, 1, 0));
    show("edge", epoll_wait(ep, &ev, 1, 0));
    show("read fault", read(in, (void *)8, 512));
    rmdir("e/sub"), unlink("e/new"), rmdir("e"), unlink("link"), rmdir("locked"), unlink("f");
    return 0;
}
