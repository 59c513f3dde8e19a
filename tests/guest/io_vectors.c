// SPDX-License-Identifier: GPL-2.0-or-later
// readv, writev, preadv and pwritev: scatter, gather, limits of the vector and bad members of it.
#include "guest.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>

int main(void) {
    char a[8] = "one", b[8] = "two", c[8] = "three", big[64];
    int f = open("f", O_CREAT | O_RDWR, 0644), r = open("f", O_RDONLY), w = open("f", O_WRONLY), p[2];
    pipe(p);
    struct iovec v[3] = {{a, 3}, {b, 3}, {c, 5}};
    show("writev", writev(f, v, 3));
    memset(big, 0, sizeof big);
    show("pread", pread(f, big, sizeof big, 0));
    printf("%s\n", big);
    struct iovec in[3] = {{a, 2}, {b, 0}, {c, 6}};
    lseek(f, 0, SEEK_SET);
    memset(a, '.', 8), memset(b, '.', 8), memset(c, '.', 8);
    show("readv", readv(f, in, 3));
    printf("%.8s %.8s %.8s\n", a, b, c);
    show("readv the rest", readv(f, in, 3));
    printf("%.8s %.8s %.8s\n", a, b, c);
    show("readv at the end", readv(f, in, 3));
    show("readv no vector", readv(f, in, 0));
    show("readv no vector at a bad address", readv(f, (void *)8, 0));
    show("writev no vector", writev(f, NULL, 0));
    show("writev only empty ones", writev(f, (struct iovec[]){{NULL, 0}, {(void *)8, 0}}, 2));

    struct iovec *many = calloc(1025, sizeof *many);
    for (int i = 0; i < 1025; i++) many[i] = (struct iovec){"x", 1};
    show("writev 1024", writev(f, many, 1024));
    show("writev 1025", writev(f, many, 1025));
    show("writev -1", syscall(SYS_writev, f, many, -1L));
    show("readv vector fault", readv(f, (void *)8, 1));
    show("readv bad fd", readv(99, v, 1));
    show("readv bad fd and vector", readv(99, (void *)8, 1025));
    show("readv of a writer", readv(w, v, 1));
    show("writev of a reader", writev(r, v, 1));
    show("writev of a reader, bad vector", writev(r, (void *)8, 1));
    show("writev negative length", writev(f, (struct iovec[]){{a, 1}, {big, -1}}, 2));
    show("writev bad member", writev(f, (struct iovec[]){{(void *)8, 1}, {b, 1}}, 2));
    show("writev bad member behind", writev(f, (struct iovec[]){{b, 2}, {(void *)8, 1}, {b, 1}}, 3));
    show("writev kernel member behind", writev(f, (struct iovec[]){{b, 2}, {(void *)-4096L, 1}}, 2));
    lseek(f, 0, SEEK_SET);
    show("readv bad member behind", readv(f, (struct iovec[]){{b, 2}, {(void *)8, 1}}, 2));
    show("position", lseek(f, 0, SEEK_CUR));
    show("readv bad member first", readv(f, (struct iovec[]){{(void *)8, 1}, {b, 2}}, 2));

    show("pwritev", pwritev(f, v, 2, 4));
    show("preadv", preadv(f, in, 3, 4));
    printf("%.8s\n", a);
    show("preadv negative", preadv(f, in, 1, -1));
    show("pwritev negative", pwritev(f, in, 1, -1));
    show("preadv pipe", preadv(p[0], in, 1, 0));
    show("pwritev pipe", pwritev(p[1], in, 1, 0));
    show("preadv bad fd", preadv(99, in, 1, 0));
    show("preadv negative, bad fd", preadv(99, in, 1, -1));
    show("preadv of a writer", preadv(w, in, 1, 0));
    show("preadv 1025", preadv(f, many, 1025, 0));

    struct iovec pw[2] = {{"pi", 2}, {"pe", 2}};
    show("writev pipe", writev(p[1], pw, 2));
    show("readv pipe", readv(p[0], (struct iovec[]){{a, 3}, {b, 3}}, 2));
    printf("%.3s%.1s\n", a, b);
    unlink("f");
    return 0;
}
