// SPDX-License-Identifier: GPL-2.0-or-later
// lseek: every whence, holes, overflow, and files without a position.
#include "guest.h"
#include <sys/eventfd.h>
#include <sys/syscall.h>

int main(void) {
    int f = open("f", O_CREAT | O_RDWR, 0644), p[2], d = open(".", O_RDONLY), o = open("f", O_PATH);
    pipe(p);
    write(f, "0123456789", 10);
    show("set", lseek(f, 4, SEEK_SET));
    show("cur", lseek(f, 2, SEEK_CUR));
    show("cur back", lseek(f, -5, SEEK_CUR));
    show("end", lseek(f, 0, SEEK_END));
    show("end back", lseek(f, -3, SEEK_END));
    show("beyond", lseek(f, 1000, SEEK_END));
    show("before", lseek(f, -1, SEEK_SET));
    show("before cur", lseek(f, -2000, SEEK_CUR));
    show("position kept", lseek(f, 0, SEEK_CUR));
    show("overflow", lseek(f, INT64_MAX, SEEK_CUR));
    show("largest", lseek(f, INT64_MAX, SEEK_SET));
    show("whence 5", lseek(f, 0, 5));
    show("whence -1", lseek(f, 0, -1));
    show("bad fd", lseek(99, 0, SEEK_SET));
    show("bad fd and whence", lseek(99, 0, 77));
    show("pipe", lseek(p[0], 0, SEEK_SET));
    show("pipe, bad whence", lseek(p[0], 0, 9));
    show("O_PATH", lseek(o, 0, SEEK_SET));
    show("directory", lseek(d, 0, SEEK_SET));
    show("stdin of no position", lseek(0, 0, SEEK_CUR) == -1 && errno == ESPIPE);
    int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDONLY);
    show("null", lseek(null, 5, SEEK_SET));
    show("zero end", lseek(zero, 5, SEEK_END));

    ftruncate(f, 0);
    pwrite(f, "x", 1, 3 * 4096);
    pwrite(f, "y", 1, 6 * 4096 + 5);
    ftruncate(f, 9 * 4096);
    show("data from 0", lseek(f, 0, SEEK_DATA));
    show("hole from 0", lseek(f, 0, SEEK_HOLE));
    show("hole from data", lseek(f, 3 * 4096 + 7, SEEK_HOLE));
    show("data inside data", lseek(f, 3 * 4096 + 7, SEEK_DATA));
    show("next data", lseek(f, 4 * 4096, SEEK_DATA));
    show("data in the tail hole", lseek(f, 7 * 4096, SEEK_DATA));
    show("hole in the tail hole", lseek(f, 7 * 4096 + 1, SEEK_HOLE));
    show("data at the end", lseek(f, 9 * 4096, SEEK_DATA));
    show("hole at the end", lseek(f, 9 * 4096, SEEK_HOLE));
    show("data negative", lseek(f, -1, SEEK_DATA));
    show("hole negative", lseek(f, -1, SEEK_HOLE));
    show("pipe data", lseek(p[0], 0, SEEK_DATA));
    unlink("f");
    return 0;
}
