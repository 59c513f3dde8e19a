// SPDX-License-Identifier: GPL-2.0-or-later
// Locks of open files (F_OFD_*) and flock: who conflicts with whom, inheritance, conversion, waiting.
#include "guest.h"
#include <sys/file.h>

static int ofd(int fd, int cmd, int type, long start, long len) {
    struct flock l = {.l_type = (short)type, .l_whence = SEEK_SET, .l_start = start, .l_len = len};
    int r = fcntl(fd, cmd, &l);
    if (cmd == F_OFD_GETLK && !r)
        printf("type %d start %ld len %ld pid %d\n", l.l_type, (long)l.l_start, (long)l.l_len, l.l_pid);
    return r;
}

static void nothing(int s) {}

int main(void) {
    int a = open("f", O_CREAT | O_RDWR, 0644), b = open("f", O_RDWR), r = open("f", O_RDONLY), c = dup(a);
    show("a", ofd(a, F_OFD_SETLK, F_WRLCK, 0, 10));
    show("b conflicts", ofd(b, F_OFD_SETLK, F_RDLCK, 5, 1));
    show("a's duplicate does not", ofd(c, F_OFD_SETLK, F_WRLCK, 5, 10));
    show("b asks", ofd(b, F_OFD_GETLK, F_WRLCK, 0, 0));
    show("a asks", ofd(a, F_OFD_GETLK, F_WRLCK, 0, 0));
    show("write lock of a reader", ofd(r, F_OFD_SETLK, F_WRLCK, 50, 1));
    struct flock l = {.l_type = F_WRLCK, .l_pid = 7};
    show("with a pid", fcntl(a, F_OFD_SETLK, &l));
    show("asking with a pid", fcntl(a, F_OFD_GETLK, &l));
    l = (struct flock){.l_type = F_WRLCK, .l_start = 0, .l_len = 1};
    show("a process lock conflicts with it", fcntl(b, F_SETLK, &l));
    show("and sees it", fcntl(b, F_GETLK, &l));
    printf("pid %d\n", l.l_pid);
    close(c);
    show("closing a duplicate keeps it", ofd(b, F_OFD_SETLK, F_RDLCK, 5, 1));
    pid_t child = fork();
    if (!child) {
        show("child shares it", ofd(a, F_OFD_SETLK, F_RDLCK, 0, 0));
        _exit(0);
    }
    reap("child", child);
    show("b may read now", ofd(b, F_OFD_SETLK, F_RDLCK, 5, 1));
    child = fork();
    if (!child) {
        milliseconds(30);
        ofd(b, F_OFD_SETLK, F_UNLCK, 0, 0);
        _exit(0);
    }
    show("a waits", ofd(a, F_OFD_SETLKW, F_WRLCK, 0, 0));
    reap("child", child);
    close(a);
    show("gone with the last descriptor", ofd(b, F_OFD_SETLK, F_WRLCK, 0, 0));
    ofd(b, F_OFD_SETLK, F_UNLCK, 0, 0);

    a = open("f", O_RDONLY);
    show("flock shared", flock(a, LOCK_SH));
    show("flock shared twice", flock(b, LOCK_SH | LOCK_NB));
    show("flock exclusive", flock(b, LOCK_EX | LOCK_NB));
    show("b lost what it had", flock(a, LOCK_EX | LOCK_NB));
    show("b again", flock(b, LOCK_SH | LOCK_NB));
    show("record locks do not matter", ofd(b, F_OFD_SETLK, F_WRLCK, 0, 0));
    c = dup(a);
    show("unlocked through a duplicate", flock(c, LOCK_UN));
    show("b", flock(b, LOCK_EX | LOCK_NB));
    show("bad operation", flock(a, 0));
    show("bad operation", flock(a, LOCK_SH | LOCK_EX));
    show("bad fd", flock(99, LOCK_SH));
    show("bad fd and operation", flock(99, 77));
    show("O_PATH", flock(open("f", O_PATH), LOCK_SH));
    int d = open(".", O_RDONLY), p[2];
    pipe(p);
    show("a directory", flock(d, LOCK_EX | LOCK_NB));
    show("a pipe", flock(p[0], LOCK_EX | LOCK_NB));
    child = fork();
    if (!child) {
        close(b);
        show("child waits", flock(a, LOCK_EX));
        _exit(0);
    }
    milliseconds(30);
    flock(b, LOCK_UN);
    reap("child", child);
    show("the child's lock is shared", flock(a, LOCK_EX | LOCK_NB));
    struct sigaction act = {.sa_handler = nothing};
    sigaction(SIGALRM, &act, NULL);
    ualarm(30000, 0);
    show("interrupted", flock(b, LOCK_SH));
    close(a), close(c);
    show("closed", flock(b, LOCK_SH | LOCK_NB));
    unlink("f");
    return 0;
}
