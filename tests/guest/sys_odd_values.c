// SPDX-License-Identifier: GPL-2.0-or-later
// Flags, requests and values that few programs use, each answered by the one errno that Linux has for it.
#include "guest.h"
#include <limits.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static void direct(const char *name, int flags) {
    char what[80];
    snprintf(what, sizeof what, "O_DIRECT %s", name);
    int fd = outcome(what, open(name, flags | O_DIRECT, 0600));
    if (fd >= 0) close(fd);
}

int main(void) {
    mkfifo("fifo", 0600);
    direct("fifo", O_RDWR), direct(".", O_RDONLY), direct("/dev/null", O_RDONLY), direct("/dev/zero", O_RDONLY);
    direct("/proc/self/stat", O_RDONLY), direct("/proc", O_RDONLY), direct("file", O_RDWR | O_CREAT);

    int file = open("file", O_RDWR), dir = open(".", O_RDONLY), null = open("/dev/null", O_RDWR);
    int random = open("/dev/urandom", O_RDONLY), ep = epoll_create1(0), named = open("file", O_PATH);
    show("own file", linkat(file, "", AT_FDCWD, "1", AT_EMPTY_PATH));
    show("own O_PATH", linkat(named, "", AT_FDCWD, "2", AT_EMPTY_PATH));
    show("of a directory", linkat(dir, "file", AT_FDCWD, "3", AT_EMPTY_PATH));
    show("by name", linkat(AT_FDCWD, "file", AT_FDCWD, "4", AT_EMPTY_PATH));
    show("the directory", linkat(AT_FDCWD, "", AT_FDCWD, "5", AT_EMPTY_PATH));
    show("nameless", linkat(open(".", O_TMPFILE | O_RDWR, 0600), "", AT_FDCWD, "6", AT_EMPTY_PATH));
    show("no descriptor", linkat(99, "", AT_FDCWD, "7", AT_EMPTY_PATH));
    show("no string", linkat(dir, (char *)8, AT_FDCWD, "7", AT_EMPTY_PATH));
    show("without the flag", linkat(file, "", AT_FDCWD, "7", 0));
    pid_t pid = fork();
    if (pid == 0) {
        show("setresuid", syscall(SYS_setresuid, -1, -1, getuid()));
        show("inherited", linkat(file, "", AT_FDCWD, "8", AT_EMPTY_PATH));
        _exit(0);
    }
    reap("child", pid);

    unsigned long unknown[] = {0x5401, 0x801, 0, 0xffffffff};
    for (int i = 0; i < 4; i++) show("epoll", ioctl(ep, unknown[i], unknown));
    int zero = 0, fds[] = {file, dir, null, random, ep};
    char dedupe[24 + 32] = {0}, bad[24 + 32] = {[20] = 1};
    for (int i = 0; i < 5; i++) {
        printf("%d\n", i);
        if (fds[i] != file) show("FIDEDUPERANGE", ioctl(fds[i], 0xc0189436, dedupe));
        show("reserved", ioctl(fds[i], 0xc0189436, bad)), show("nowhere", ioctl(fds[i], 0xc0189436, 8));
        if (i > 1) show("FS_IOC_SETFLAGS", ioctl(fds[i], 0x40086602, &zero));
    }
    show("unshare, beyond 32 bits", syscall(SYS_unshare, 1ul << 40));
    show("unshare nothing", syscall(SYS_unshare, 0));
    alarm(UINT_MAX), printf("%u\n", alarm(0));
    alarm(INT_MAX + 1u), printf("%u\n", alarm(0));
    return 0;
}
