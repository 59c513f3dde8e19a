// SPDX-License-Identifier: GPL-2.0-or-later
// sendfile: positions, outputs of every kind, what cannot be sent.
#include "guest.h"
#include <sys/eventfd.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static char big[300000];

int main(void) {
    char buf[64];
    off_t off;
    int p[2], r, w, d = open(".", O_RDONLY);
    for (int i = 0; i < (int)sizeof big; i++) big[i] = (char)(i * 13 + i / 1000);
    int f = open("in", O_CREAT | O_RDWR, 0644), g = open("out", O_CREAT | O_RDWR, 0644);
    write(f, "0123456789abcdef", 16);
    lseek(f, 2, SEEK_SET);
    show("all", sendfile(g, f, NULL, 100));
    show("position of the input", lseek(f, 0, SEEK_CUR));
    show("position of the output", lseek(g, 0, SEEK_CUR));
    show("at the end", sendfile(g, f, NULL, 100));
    off = 10;
    show("from an offset", sendfile(g, f, &off, 3));
    printf("offset %ld\n", (long)off);
    show("position of the input", lseek(f, 0, SEEK_CUR));
    memset(buf, 0, sizeof buf);
    pread(g, buf, 63, 0);
    printf("%s\n", buf);
    off = 100;
    show("beyond the end", sendfile(g, f, &off, 3));
    printf("offset %ld\n", (long)off);
    off = -1;
    show("negative offset", sendfile(g, f, &off, 3));
    show("nothing", sendfile(g, f, NULL, 0));
    show("negative count", syscall(SYS_sendfile, g, f, 0L, -1L));
    show("offset fault", syscall(SYS_sendfile, g, f, 8L, 1L));
    show("bad input", sendfile(g, 99, NULL, 1));
    show("bad output", sendfile(99, f, NULL, 1));
    r = open("in", O_RDONLY), w = open("out", O_WRONLY);
    show("input not readable", sendfile(g, w, NULL, 1));
    show("output not writable", sendfile(r, f, NULL, 1));
    show("both wrong", sendfile(99, w, NULL, 1));
    show("directory", sendfile(g, d, NULL, 1));
    pipe(p);
    show("from a pipe", sendfile(g, p[0], NULL, 1));
    off = 0;
    show("from a pipe at an offset", sendfile(g, p[0], &off, 1));
    int a = open("out", O_WRONLY | O_APPEND), null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);
    show("appending", sendfile(a, f, NULL, 1));
    lseek(f, 0, SEEK_SET);
    show("to null", sendfile(null, f, NULL, 16));
    show("from zero", sendfile(g, zero, NULL, 5));
    int e = eventfd(0, 0);
    lseek(f, 0, SEEK_SET);
    show("to an eventfd", sendfile(e, f, NULL, 8));
    show("from an eventfd", sendfile(g, e, NULL, 8));

    show("to a pipe", sendfile(p[1], f, NULL, 7));
    show("read", read(p[0], buf, 64));
    printf("%.7s\n", buf);
    // A pipe takes what it has slots for.
    int h = open("big", O_CREAT | O_RDWR, 0644);
    write(h, big, sizeof big);
    lseek(h, 0, SEEK_SET);
    show("much to a pipe", sendfile(p[1], h, NULL, sizeof big));
    show("position", lseek(h, 0, SEEK_CUR));
    fcntl(p[1], F_SETFL, O_NONBLOCK);
    show("more, full", sendfile(p[1], h, NULL, 1));
    static char got[300000];
    show("read", read(p[0], got, sizeof got));
    printf("%d\n", memcmp(got, big, 65536));
    off = 100;
    show("from the middle of a page", sendfile(p[1], h, &off, sizeof big));
    show("read", read(p[0], got, sizeof got));
    printf("%d\n", memcmp(got, big + 100, 65436));
    signal(SIGPIPE, SIG_IGN);
    close(p[0]);
    show("no reader", sendfile(p[1], h, NULL, 10));
    // To a file in one go, also the same file.
    ftruncate(g, 0);
    lseek(g, 0, SEEK_SET), lseek(h, 0, SEEK_SET);
    show("whole", sendfile(g, h, NULL, sizeof big));
    pread(g, got, sizeof got, 0);
    printf("%d\n", memcmp(got, big, sizeof big));
    // A reader that is slow.
    pipe(p);
    pid_t child = fork();
    if (!child) {
        close(p[1]);
        int total = 0, n;
        milliseconds(30);
        while ((n = read(p[0], got + total, 9999)) > 0) total += n;
        printf("child %d %d\n", total, memcmp(got, big, sizeof big));
        _exit(0);
    }
    close(p[0]);
    lseek(h, 0, SEEK_SET);
    long total = 0, n;
    while ((n = sendfile(p[1], h, NULL, sizeof big)) > 0) total += n;
    show("in pieces", total);
    close(p[1]);
    reap("child", child);
    unlink("in"), unlink("out"), unlink("big");
    return 0;
}
