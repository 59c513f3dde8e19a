// SPDX-License-Identifier: GPL-2.0-or-later
// eventfd: adding and taking, semaphores, blocking at both ends, poll, and every error.
#include "guest.h"
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static void look(const char *what, int fd) {
    struct pollfd p = {fd, POLLIN | POLLOUT, 0};
    poll(&p, 1, 0);
    printf("%s: %x\n", what, p.revents);
}

int main(void) {
    uint64_t v;
    int e = eventfd(3, EFD_NONBLOCK | EFD_CLOEXEC);
    printf("cloexec %d flags %x\n", fcntl(e, F_GETFD), fcntl(e, F_GETFL));
    look("three", e);
    show("read", read(e, &v, 8));
    printf("value %llu\n", (unsigned long long)v);
    show("empty", read(e, &v, 8));
    look("empty", e);
    v = 0xfffffffffffffffe;
    show("write max", write(e, &v, 8));
    look("full", e);
    v = 1;
    show("write over", write(e, &v, 8));
    v = 0xffffffffffffffff;
    show("write invalid", write(e, &v, 8));
    show("read short", read(e, &v, 7));
    show("write short", write(e, &v, 7));
    char big[64];
    show("read long", read(e, big, 64));
    memcpy(&v, big, 8);
    printf("value %llx\n", (unsigned long long)v);
    v = 5;
    show("write", write(e, &v, 8));
    show("read fault", read(e, (void *)8, 8));
    show("write fault", write(e, (void *)8, 8));
    show("pread", pread(e, &v, 8, 0));
    show("lseek", lseek(e, 7, SEEK_SET));
    show("flags", eventfd(0, 0x10));
    struct stat st;
    fstat(e, &st);
    printf("mode %o size %ld\n", st.st_mode, (long)st.st_size);
    char name[64];
    char path[64];
    sprintf(path, "/proc/self/fd/%d", e);
    int n = readlink(path, name, 63);
    printf("name %.*s\n", n, name);
    int s = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
    for (int i = 0; i < 3; i++) {
        show("semaphore", read(s, &v, 8));
        printf("value %llu\n", (unsigned long long)v);
    }
    int b = eventfd(0, 0);
    pid_t child = fork();
    if (child == 0) {
        milliseconds(30);
        v = 7;
        write(b, &v, 8);
        milliseconds(30);
        v = 0xfffffffffffffffe;
        write(b, &v, 8);
        milliseconds(30);
        read(b, &v, 8);
        _exit(v == 0xfffffffffffffffe ? 0 : 1);
    }
    show("blocking read", read(b, &v, 8));
    printf("value %llu\n", (unsigned long long)v);
    milliseconds(50);
    v = 9;
    show("blocking write", write(b, &v, 8));
    reap("child", child);
    read(b, &v, 8);
    printf("value %llu\n", (unsigned long long)v);
    return 0;
}
