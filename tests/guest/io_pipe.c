// SPDX-License-Identifier: GPL-2.0-or-later
// Pipes: flags, capacity, ends, atomic and partial writes without waiting, packets.
#include "guest.h"
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static int fill(int fd, int size) {
    static char buf[1 << 20];
    int total = 0, n;
    while ((n = write(fd, buf, size)) > 0) total += n;
    return total;
}

int main(void) {
    char buf[8192];
    int p[2], q[2], n;
    struct stat st;
    show("pipe", pipe(p));
    printf("%d %d\n", p[0], p[1]);
    fstat(p[0], &st);
    printf("mode %o nlink %ld size %ld blksize %ld\n", st.st_mode, (long)st.st_nlink, (long)st.st_size,
           (long)st.st_blksize);
    printf("flags %x %x\n", fcntl(p[0], F_GETFL), fcntl(p[1], F_GETFL));
    show("pipe2 nonblock cloexec", pipe2(q, O_NONBLOCK | O_CLOEXEC));
    printf("flags %x %x %d\n", fcntl(q[0], F_GETFL), fcntl(q[1], F_GETFL), fcntl(q[0], F_GETFD));
    show("pipe2 unknown flag", pipe2(q, O_APPEND));
    show("pipe fault", syscall(SYS_pipe, 8));
    show("pipe2 fault", syscall(SYS_pipe2, 8, 0));
    show("next descriptor is still", dup(0));

    show("read empty", read(q[0], buf, 10));
    show("write", write(q[1], "abc", 3));
    show("FIONREAD", ioctl(q[0], FIONREAD, &n));
    printf("%d\n", n);
    show("FIONREAD of the other end", ioctl(q[1], FIONREAD, &n));
    printf("%d\n", n);
    show("read from the write end", read(q[1], buf, 1));
    show("write to the read end", write(q[0], buf, 1));
    show("read part", read(q[0], buf, 2));
    show("read part", read(q[0], buf, 2));
    show("fault", read(q[0], (void *)8, 2));
    write(q[1], "xyz", 3);
    show("fault with data", read(q[0], (void *)8, 2));
    show("data is still there", read(q[0], buf, 10));
    show("write fault", write(q[1], (void *)8, 2));
    show("read nothing", read(q[0], buf, 0));
    show("write nothing", write(q[1], buf, 0));

    printf("holds %d by thousands\n", fill(q[1], 1000));
    show("a byte more", write(q[1], "x", 1));
    show("4096 more", write(q[1], buf, 4096));
    for (int i = 0; i < 66; i++) n = read(q[0], buf, 1000);
    show("last", n);
    while ((n = read(q[0], buf, 8192)) > 0) {}
    printf("holds %d by bytes\n", fill(q[1], 1));
    while (read(q[0], buf, 8192) > 0) {}
    printf("holds %d by 5000\n", fill(q[1], 5000));
    while (read(q[0], buf, 8192) > 0) {}
    printf("holds %d at once\n", fill(q[1], 1 << 20));
    show("read a page", read(q[0], buf, 4096));
    show("an atomic write fits", write(q[1], buf, 4096));
    show("read less than a page", read(q[0], buf, 4000));
    show("an atomic write does not", write(q[1], buf, 4096));
    show("read the rest of the page", read(q[0], buf, 96));
    show("a larger one is cut", write(q[1], buf, 8192));

    show("size", fcntl(q[1], F_GETPIPE_SZ));
    show("size of a directory", fcntl(open(".", O_RDONLY), F_GETPIPE_SZ));
    show("smaller than its contents", fcntl(q[1], F_SETPIPE_SZ, 4096));
    while (read(q[0], buf, 8192) > 0) {}
    show("one page", fcntl(q[1], F_SETPIPE_SZ, 1));
    printf("holds %d\n", fill(q[1], 1 << 20));
    show("rounded up", fcntl(q[1], F_SETPIPE_SZ, 5000));
    show("one million", fcntl(q[1], F_SETPIPE_SZ, 1 << 20));
    show("too much", fcntl(q[1], F_SETPIPE_SZ, (1 << 20) + 1));
    show("nonsense", fcntl(q[1], F_SETPIPE_SZ, -1));
    show("zero", fcntl(p[1], F_SETPIPE_SZ, 0));
    while (read(q[0], buf, 8192) > 0) {}
    printf("holds %d\n", fill(q[1], 4096));

    write(p[1], "tail", 4);
    close(p[1]);
    show("after the writer went", read(p[0], buf, 10));
    show("the end", read(p[0], buf, 10));
    signal(SIGPIPE, SIG_IGN);
    close(q[0]);
    show("no reader", write(q[1], "x", 1));
    show("no reader, nothing", write(q[1], "x", 0));

    int k[2];
    show("packets", pipe2(k, O_DIRECT | O_NONBLOCK));
    printf("flags %x %x\n", fcntl(k[0], F_GETFL), fcntl(k[1], F_GETFL));
    write(k[1], "one", 3), write(k[1], "second", 6), write(k[1], "3", 1);
    show("first", read(k[0], buf, 100));
    show("cut", read(k[0], buf, 2));
    show("third", read(k[0], buf, 100));
    show("long", write(k[1], buf, 5000));
    show("in two", read(k[0], buf, 8192));
    show("in two", read(k[0], buf, 8192));
    return 0;
}
