// SPDX-License-Identifier: GPL-2.0-or-later
// read and write: what they return at the end, for nothing, for bad descriptors, directions, lengths and addresses.
#include "guest.h"
#include <sys/mman.h>
#include <sys/syscall.h>

int main(void) {
    char buf[32] = "hello, world";
    int w = open("f", O_CREAT | O_WRONLY, 0644), r = open("f", O_RDONLY), d = open(".", O_RDONLY | O_DIRECTORY);
    int path = open("f", O_PATH);
    show("write", write(w, buf, 12));
    show("write nothing", write(w, buf, 0));
    show("write nothing from nowhere", write(w, NULL, 0));
    show("read", read(r, buf, 5));
    show("read the rest", read(r, buf, sizeof buf));
    show("read at the end", read(r, buf, sizeof buf));
    show("read nothing", read(r, buf, 0));
    show("read nothing to nowhere", read(r, NULL, 0));

    show("read bad fd", read(99, buf, 1));
    show("write bad fd", write(99, buf, 1));
    show("read fd -1", read(-1, buf, 1));
    show("read of a writer", read(w, buf, 1));
    show("read of a writer, bad address", read(w, (void *)8, 1));
    show("write of a reader", write(r, buf, 1));
    show("write nothing to a reader", write(r, buf, 0));
    show("read O_PATH", read(path, buf, 1));
    show("write O_PATH", write(path, buf, 1));
    show("read a directory", read(d, buf, 1));
    show("read nothing of a directory", read(d, buf, 0));
    show("write a directory", write(d, buf, 1));

    lseek(r, 0, SEEK_SET);
    show("read to a bad address", read(r, (void *)8, 4));
    show("position after that", lseek(r, 0, SEEK_CUR));
    show("write from a bad address", write(w, (void *)8, 4));
    show("position after that", lseek(w, 0, SEEK_CUR));
    show("read to a kernel address", read(r, (void *)0xffff800000000000, 4));
    show("read past user memory", read(r, (void *)0x7ffffffffff0, 64));
    show("read negative length", syscall(SYS_read, r, buf, -1L));
    show("write negative length", syscall(SYS_write, w, buf, -5L));
    show("write more than memory", syscall(SYS_write, w, buf, 0x7fffffffffffffffL));
    lseek(r, 0, SEEK_END);

    // What can be copied before a bad page is.
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(page + 4096, 4096);
    memset(page, 'x', 4096);
    show("write up to a hole", write(w, page + 4090, 12));
    show("position after that", lseek(w, 0, SEEK_CUR));
    lseek(r, 0, SEEK_SET);
    show("read up to a hole", read(r, page + 4090, 12));
    printf("%.6s\n", page + 4090);
    show("position after that", lseek(r, 0, SEEK_CUR));
    char *readonly = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    show("read to read-only memory", read(r, readonly, 4));

    int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR), full = open("/dev/full", O_RDWR);
    show("null read", read(null, buf, 4));
    show("null write", write(null, buf, 4));
    show("null write from nowhere", write(null, (void *)8, 4));
    show("zero read", read(zero, buf, 4));
    printf("%d%d%d%d\n", buf[0], buf[1], buf[2], buf[3]);
    show("zero read to a bad address", read(zero, (void *)8, 4));
    show("zero write", write(zero, buf, 4));
    show("full read", read(full, buf, 4));
    show("full write", write(full, buf, 4));
    close(w), close(r);
    show("write closed", write(w, buf, 1));
    unlink("f");
    return 0;
}
