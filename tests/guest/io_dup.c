// SPDX-License-Identifier: GPL-2.0-or-later
// dup, dup2, dup3, F_DUPFD and F_DUPFD_CLOEXEC: which number comes out, what is shared, limits.
#include "guest.h"
#include <sys/resource.h>
#include <sys/syscall.h>

int main(void) {
    int f = open("f", O_CREAT | O_RDWR, 0644), o = open("f", O_PATH);
    show("dup", dup(f));
    show("dup bad", dup(99));
    show("dup -1", dup(-1));
    show("dup O_PATH", dup(o));
    show("dup2", dup2(f, 20));
    show("dup2 same", dup2(f, f));
    show("dup2 bad same", dup2(99, 99));
    show("dup2 bad", dup2(99, 20));
    show("20 is still open", fcntl(20, F_GETFD));
    show("dup2 to -1", dup2(f, -1));
    show("dup2 bad to -1", dup2(99, -1));
    show("dup3", dup3(f, 21, O_CLOEXEC));
    show("its flag", fcntl(21, F_GETFD));
    show("dup2 over it", dup2(f, 21));
    show("its flag", fcntl(21, F_GETFD));
    show("dup3 same", dup3(f, f, 0));
    show("dup3 same bad", dup3(99, 99, 0));
    show("dup3 unknown flag", dup3(f, 22, O_NONBLOCK));
    show("dup3 unknown flag, bad fd", dup3(99, 22, O_NONBLOCK));
    show("F_DUPFD from 10", fcntl(f, F_DUPFD, 10));
    show("F_DUPFD from 10", fcntl(f, F_DUPFD, 10));
    show("F_DUPFD_CLOEXEC from 20", fcntl(f, F_DUPFD_CLOEXEC, 20));
    show("its flag", fcntl(22, F_GETFD));
    show("F_DUPFD of O_PATH", fcntl(o, F_DUPFD, 30));
    show("F_DUPFD -1", fcntl(f, F_DUPFD, -1));
    show("F_DUPFD large", fcntl(f, F_DUPFD, 1 << 30));
    show("F_DUPFD bad", fcntl(99, F_DUPFD, 1 << 30));
    show("write", write(f, "abcdef", 6));
    show("position shared", lseek(20, 0, SEEK_CUR));
    show("set flags through one", fcntl(20, F_SETFL, O_NONBLOCK));
    printf("seen through the other %x\n", fcntl(f, F_GETFL));
    show("F_SETFD", fcntl(f, F_SETFD, FD_CLOEXEC));
    printf("descriptor flags are not shared: %d %d\n", fcntl(f, F_GETFD), fcntl(20, F_GETFD));
    show("F_SETFD other bits", fcntl(f, F_SETFD, 0xfe));
    show("F_GETFD", fcntl(f, F_GETFD));
    struct rlimit lim = {25, 100};
    setrlimit(RLIMIT_NOFILE, &lim);
    show("dup2 at the limit", dup2(f, 25));
    show("dup2 below", dup2(f, 24));
    show("F_DUPFD at the limit", fcntl(f, F_DUPFD, 25));
    show("F_DUPFD taken to the limit", fcntl(f, F_DUPFD, 24));
    int last, n = 0;
    while ((last = dup(f)) >= 0) n++;
    show("dup full", last);
    printf("%d fitted\n", n);
    show("open full", open("f", O_RDONLY));
    show("open full, creating", open("g", O_RDONLY | O_CREAT, 0644));
    show("was it created", access("g", F_OK));
    int p[2];
    show("pipe full", pipe(p));
    close(7);
    show("pipe with one left", pipe(p));
    show("the one is free still", dup(f));
    show("above the limit stays open", fcntl(30, F_GETFD));
    show("and closes", close(30));
    show("close twice", close(30));
    unlink("f"), unlink("g");
    return 0;
}
