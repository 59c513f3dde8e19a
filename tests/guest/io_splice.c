// SPDX-License-Identifier: GPL-2.0-or-later
// splice: file to pipe, pipe to file, pipe to pipe; offsets, ends, flags.
#include "guest.h"
#include <sys/eventfd.h>
#include <sys/syscall.h>

static void contents(const char *what, int fd) {
    char buf[128];
    int n = pread(fd, buf, sizeof buf, 0);
    printf("%s: %.*s\n", what, n, buf);
}

int main(void) {
    static char big[200000], got[200000];
    char buf[64];
    int p[2], q[2], f = open("a", O_CREAT | O_RDWR, 0644), g = open("b", O_CREAT | O_RDWR, 0644), d = open(".", O_RDONLY);
    off_t off;
    pipe(p), pipe(q);
    write(f, "0123456789abcdef", 16);
    lseek(f, 1, SEEK_SET);
    show("file to pipe", splice(f, NULL, p[1], NULL, 6, 0));
    show("position", lseek(f, 0, SEEK_CUR));
    off = 10;
    show("file to pipe at an offset", splice(f, &off, p[1], NULL, 100, 0));
    printf("offset %ld\n", (long)off);
    show("pipe to pipe", splice(p[0], NULL, q[1], NULL, 8, 0));
    show("pipe to file", splice(q[0], NULL, g, NULL, 100, 0));
    show("position", lseek(g, 0, SEEK_CUR));
    off = 2;
    show("pipe to file at an offset", splice(p[0], NULL, g, &off, 100, 0));
    printf("offset %ld\n", (long)off);
    contents("b", g);
    off = 16;
    show("at the end of the file", splice(f, &off, p[1], NULL, 10, 0));
    show("empty, not waiting", splice(p[0], NULL, g, NULL, 10, SPLICE_F_NONBLOCK));
    show("empty to pipe, not waiting", splice(p[0], NULL, q[1], NULL, 10, SPLICE_F_NONBLOCK));
    fcntl(p[0], F_SETFL, O_NONBLOCK);
    show("empty, O_NONBLOCK", splice(p[0], NULL, g, NULL, 10, 0));
    show("nothing", splice(p[0], NULL, g, NULL, 0, 0));
    show("nothing, bad flags", splice(p[0], NULL, g, NULL, 0, 0x100));
    show("bad flags", splice(p[0], NULL, g, NULL, 1, 0x100));
    show("bad flags, bad fd", splice(99, NULL, g, NULL, 1, 0x100));
    show("bad input", splice(99, NULL, g, NULL, 1, 0));
    show("bad output", splice(p[0], NULL, 99, NULL, 1, 0));
    show("no pipe", splice(f, NULL, g, NULL, 1, 0));
    show("write end as input", splice(p[1], NULL, g, NULL, 1, 0));
    show("read end as output", splice(f, NULL, p[0], NULL, 1, 0));
    off = 0;
    show("offset for the pipe", splice(p[0], &off, g, NULL, 1, 0));
    show("offset for the other pipe", splice(f, NULL, p[1], &off, 1, 0));
    show("offset fault", syscall(SYS_splice, f, 8L, p[1], 0L, 1L, 0));
    off = -1;
    show("negative offset", splice(f, &off, p[1], NULL, 1, 0));
    show("negative length", syscall(SYS_splice, f, 0L, p[1], 0L, -1L, 0));
    show("the same pipe", splice(p[0], NULL, p[1], NULL, 1, 0));
    show("directory", splice(d, NULL, p[1], NULL, 1, 0));
    int a = open("b", O_WRONLY | O_APPEND), e = eventfd(1, 0), null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);
    write(p[1], "12345678", 8);
    show("to an appender", splice(p[0], NULL, a, NULL, 1, 0));
    show("to an eventfd", splice(p[0], NULL, e, NULL, 8, 0));
    show("from an eventfd", splice(e, NULL, p[1], NULL, 8, 0));
    show("to null", splice(p[0], NULL, null, NULL, 3, 0));
    show("from zero", splice(zero, NULL, p[1], NULL, 4, 0));
    show("read", read(p[0], buf, 64));
    printf("%.5s%d\n", buf, buf[5]);

    for (int i = 0; i < (int)sizeof big; i++) big[i] = (char)(i * 3 + i / 777);
    ftruncate(f, 0);
    pwrite(f, big, sizeof big, 0);
    off = 0;
    show("much", splice(f, &off, p[1], NULL, sizeof big, 0));
    fcntl(p[1], F_SETFL, O_NONBLOCK);
    show("full", splice(f, &off, p[1], NULL, 10, 0));
    ftruncate(g, 0), lseek(g, 0, SEEK_SET);
    show("all of it to a file", splice(p[0], NULL, g, NULL, sizeof big, 0));
    pread(g, got, sizeof got, 0);
    printf("%d\n", memcmp(got, big, 65536));
    off = 4000;
    show("two pieces of pages", splice(f, &off, p[1], NULL, 200, 0));
    show("read", read(p[0], got, 4096));
    printf("%d\n", memcmp(got, big + 4000, 200));

    // What is in a pipe is the page of the file itself.
    off = 0;
    splice(f, &off, p[1], NULL, 4, 0);
    pwrite(f, "WXYZ", 4, 0);
    read(p[0], buf, 4);
    printf("written under way: %.4s\n", buf);

    fcntl(p[0], F_SETFL, 0);
    pid_t child = fork();
    if (!child) {
        milliseconds(30);
        write(p[1], "late", 4);
        milliseconds(30);
        read(q[0], buf, 64);
        _exit(0);
    }
    show("waits for data", splice(p[0], NULL, q[1], NULL, 100, 0));
    fcntl(q[1], F_SETPIPE_SZ, 4096);
    write(p[1], "more", 4);
    show("waits for room", splice(p[0], NULL, q[1], NULL, 100, 0));
    reap("child", child);
    close(p[1]);
    show("read it", read(q[0], buf, 64));
    show("the end", splice(p[0], NULL, q[1], NULL, 100, 0));
    show("the end to a file", splice(p[0], NULL, g, NULL, 100, 0));
    signal(SIGPIPE, SIG_IGN);
    close(q[0]);
    show("no reader", splice(f, NULL, q[1], NULL, 10, 0));
    unlink("a"), unlink("b");
    return 0;
}
