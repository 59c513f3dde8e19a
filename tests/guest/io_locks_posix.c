// SPDX-License-Identifier: GPL-2.0-or-later
// Record locks of processes: conflicts, splitting and merging, waiting, deadlock, what close does, and every error.
#include "guest.h"

static struct flock range(int type, int whence, long start, long len) {
    return (struct flock){.l_type = (short)type, .l_whence = (short)whence, .l_start = start, .l_len = len};
}
static int set(int fd, int type, long start, long len) {
    struct flock l = range(type, SEEK_SET, start, len);
    return fcntl(fd, F_SETLK, &l);
}
static int set_wait(int fd, int type, long start, long len) {
    struct flock l = range(type, SEEK_SET, start, len);
    return fcntl(fd, F_SETLKW, &l);
}

// What another process sees: the locks in the way, one after the other.
static void look(const char *what, int fd) {
    fflush(stdout);
    pid_t parent = getpid(), child = fork();
    if (!child) {
        printf("%s:", what);
        long at = 0;
        for (;;) {
            struct flock l = range(F_WRLCK, SEEK_SET, at, 0);
            if (fcntl(fd, F_GETLK, &l)) {
                printf(" %s", errno_name(errno));
                break;
            }
            if (l.l_type == F_UNLCK) break;
            printf(" %c%ld+%ld%s", l.l_type == F_WRLCK ? 'W' : 'R', (long)l.l_start, (long)l.l_len,
                   l.l_pid == parent ? "" : " by a stranger");
            if (l.l_len == 0) break;
            at = l.l_start + l.l_len;
        }
        printf("\n");
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

static void nothing(int s) {}

int main(void) {
    int f = open("f", O_CREAT | O_RDWR, 0644), r = open("f", O_RDONLY), w = open("f", O_WRONLY),
        o = open("f", O_PATH), p[2];
    write(f, "0123456789", 10);
    show("write lock", set(f, F_WRLCK, 10, 10));
    look("one", f);
    show("middle unlocked", set(f, F_UNLCK, 13, 3));
    look("split", f);
    show("filled", set(f, F_WRLCK, 13, 3));
    look("merged", f);
    show("middle read", set(f, F_RDLCK, 14, 2));
    look("three", f);
    show("neighbour", set(f, F_RDLCK, 20, 5));
    show("another", set(f, F_WRLCK, 0, 10));
    look("five", f);
    show("to the end", set(f, F_WRLCK, 5, 0));
    look("to the end", f);
    show("all unlocked", set(f, F_UNLCK, 0, 0));
    look("none", f);
    struct flock l = range(F_WRLCK, SEEK_END, -4, 2);
    show("from the end", fcntl(f, F_SETLK, &l));
    lseek(f, 3, SEEK_SET);
    l = range(F_RDLCK, SEEK_CUR, 1, -3);
    show("backwards", fcntl(f, F_SETLK, &l));
    look("two", f);
    set(f, F_UNLCK, 0, 0);

    show("read lock of a writer", set(w, F_RDLCK, 0, 1));
    show("write lock of a reader", set(r, F_WRLCK, 0, 1));
    show("O_PATH", set(o, F_WRLCK, 0, 1));
    show("bad fd", set(99, F_WRLCK, 0, 1));
    show("bad type", set(f, 7, 0, 1));
    l = range(F_WRLCK, 9, 0, 1);
    show("bad whence", fcntl(f, F_SETLK, &l));
    l = range(F_WRLCK, SEEK_SET, -1, 1);
    show("negative start", fcntl(f, F_SETLK, &l));
    l = range(F_WRLCK, SEEK_SET, 5, -6);
    show("negative backwards", fcntl(f, F_SETLK, &l));
    l = range(F_WRLCK, SEEK_CUR, INT64_MAX, 1);
    show("overflow", fcntl(f, F_SETLK, &l));
    l = range(F_WRLCK, SEEK_SET, INT64_MAX, 2);
    show("length overflows", fcntl(f, F_SETLK, &l));
    show("fault", fcntl(f, F_SETLK, 8));
    show("get fault", fcntl(f, F_GETLK, 8));
    l = range(F_UNLCK, SEEK_SET, 0, 1);
    show("get unlock", fcntl(f, F_GETLK, &l));
    pipe(p);
    show("lock a pipe", set(p[0], F_RDLCK, 0, 1));
    l = range(F_WRLCK, SEEK_SET, 0, 4);
    show("own locks are not in the way", set(f, F_WRLCK, 0, 4) || fcntl(f, F_GETLK, &l));
    printf("type %d\n", l.l_type);

    // Closing any descriptor of the file drops them.
    close(r);
    look("after close", f);

    pid_t child = fork();
    if (!child) {
        show("child: not inherited", set(f, F_WRLCK, 0, 4));
        show("child: waits for 10", set_wait(f, F_WRLCK, 10, 1));
        _exit(0);
    }
    set(f, F_WRLCK, 10, 1);
    milliseconds(30);
    show("parent: conflict", set(f, F_RDLCK, 2, 1));
    show("parent: lets 10 go", set(f, F_UNLCK, 10, 1));
    reap("child", child);

    // Deadlock: each holds what the other wants.
    struct gate g = gate_new();
    set(f, F_WRLCK, 0, 1);
    child = fork();
    if (!child) {
        set(f, F_WRLCK, 1, 1);
        gate_open(&g);
        set_wait(f, F_WRLCK, 0, 1);
        _exit(0);
    }
    gate_pass(&g);
    milliseconds(30);
    show("deadlock", set_wait(f, F_WRLCK, 1, 1));
    set(f, F_UNLCK, 0, 0);
    reap("child", child);

    child = fork();
    if (!child) {
        set(f, F_WRLCK, 0, 1);
        gate_open(&g);
        pause();
        _exit(0);
    }
    gate_pass(&g);
    struct sigaction a = {.sa_handler = nothing};
    sigaction(SIGALRM, &a, NULL);
    ualarm(30000, 0);
    show("wait interrupted", set_wait(f, F_WRLCK, 0, 1));
    kill(child, SIGKILL);
    reap("child", child);
    show("its locks went with it", set(f, F_WRLCK, 0, 1));
    unlink("f");
    return 0;
}
