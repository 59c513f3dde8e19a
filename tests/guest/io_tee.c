// SPDX-License-Identifier: GPL-2.0-or-later
// tee and vmsplice.
#include "guest.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>

int main(void) {
    char buf[64] = "";
    int p[2], q[2], f = open("a", O_CREAT | O_RDWR, 0644);
    pipe(p), pipe(q);
    write(p[1], "hello ", 6), write(p[1], "world", 5);
    show("tee", tee(p[0], q[1], 100, 0));
    show("tee part", tee(p[0], q[1], 3, 0));
    show("copy", read(q[0], buf, 64));
    printf("%.14s\n", buf);
    write(p[1], "!", 1);
    show("original", read(p[0], buf, 64));
    printf("%.12s\n", buf);
    show("empty, not waiting", tee(p[0], q[1], 1, SPLICE_F_NONBLOCK));
    show("nothing", tee(p[0], q[1], 0, 0));
    show("nothing, bad fd", tee(99, q[1], 0, 0));
    show("bad flags", tee(p[0], q[1], 1, 0x100));
    show("bad flags, nothing", tee(p[0], q[1], 0, 0x100));
    show("bad fd", tee(99, q[1], 1, 0));
    show("same pipe", tee(p[0], p[1], 1, 0));
    show("file", tee(f, q[1], 1, 0));
    show("to a file", tee(p[0], f, 1, 0));
    show("wrong ends", tee(p[1], q[0], 1, 0));
    write(p[1], "x", 1);
    fcntl(q[1], F_SETPIPE_SZ, 4096);
    write(q[1], "y", 1);
    show("full, not waiting", tee(p[0], q[1], 1, SPLICE_F_NONBLOCK));
    read(q[0], buf, 1);
    signal(SIGPIPE, SIG_IGN);
    int r[2];
    pipe(r);
    close(r[0]);
    show("no reader", tee(p[0], r[1], 1, 0));
    close(p[1]);
    read(p[0], buf, 64);
    show("the end", tee(p[0], q[1], 1, 0));

    pipe(p);
    struct iovec v[1025] = {{"one", 3}, {"", 0}, {"two", 3}};
    show("vmsplice", vmsplice(p[1], v, 3, 0));
    struct iovec in[2] = {{buf, 4}, {buf + 10, 10}};
    show("vmsplice out", vmsplice(p[0], in, 2, 0));
    printf("%.4s %.2s\n", buf, buf + 10);
    show("out, not waiting", vmsplice(p[0], in, 2, SPLICE_F_NONBLOCK));
    show("no vector", vmsplice(p[1], v, 0, 0));
    show("bad flags", vmsplice(p[1], v, 1, 0x100));
    show("bad fd", vmsplice(99, v, 1, 0));
    show("not a pipe", vmsplice(f, v, 1, 0));
    show("vector fault", vmsplice(p[1], (void *)8, 1, 0));
    show("1025", vmsplice(p[1], v, 1025, 0));
    show("member fault", vmsplice(p[1], (struct iovec[]){{"ok", 2}, {(void *)8, 1}}, 2, 0));
    show("only a fault", vmsplice(p[1], (struct iovec[]){{(void *)8, 1}}, 1, 0));
    show("read", read(p[0], buf, 64));
    char *pages = mmap(NULL, 40 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(pages, 'p', 40 * 4096);
    show("more than fits", vmsplice(p[1], (struct iovec[]){{pages + 100, 39 * 4096}}, 1, 0));
    show("full, not waiting", vmsplice(p[1], v, 1, SPLICE_F_NONBLOCK));
    static char got[200000];
    show("read", read(p[0], got, sizeof got));
    close(p[0]);
    show("no reader", vmsplice(p[1], v, 1, 0));
    unlink("a");
    return 0;
}
