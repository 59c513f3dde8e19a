// SPDX-License-Identifier: GPL-2.0-or-later
// Bad pointers in system calls: EFAULT, never a signal, and partial results where a buffer ends in the middle.
#include "guest.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/utsname.h>

enum { P = 4096, RW = PROT_READ | PROT_WRITE };
static void *const bad[] = {(void *)8, (void *)0x7ffffffff000, (void *)0x800000000000, (void *)0xffff800000000000,
                            (void *)-8};

int main(void) {
    char *m = mmap(NULL, 3 * P, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *end = m + P;
    mprotect(end, P, PROT_NONE);
    char *read_only = m + 2 * P;
    mprotect(read_only, P, PROT_READ);
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600), p[2];
    memset(m, 'x', P), write(fd, m, P), pipe(p);
    for (int i = 0; i < 5; i++) {
        printf("pointer %d\n", i);
        show("read file", pread(fd, bad[i], 10, 0)), show("write file", pwrite(fd, bad[i], 10, 0)),
            write(p[1], "abc", 3), show("read pipe", read(p[0], bad[i], 3)),
            show("write pipe", write(p[1], bad[i], 10));
        read(p[0], m, 3);
        show("open", open(bad[i], O_RDONLY)), show("stat", syscall(SYS_stat, "file", bad[i])),
            show("fstat", syscall(SYS_fstat, fd, bad[i])),
            show("readlink", syscall(SYS_readlink, "/proc/self/exe", bad[i], 10)),
            show("getcwd", syscall(SYS_getcwd, bad[i], 100));
        show("uname", uname(bad[i])), show("gettimeofday", syscall(SYS_gettimeofday, bad[i], NULL)),
            show("clock_gettime", syscall(SYS_clock_gettime, 0, bad[i])),
            show("nanosleep", syscall(SYS_nanosleep, bad[i], NULL)), show("pipe", syscall(SYS_pipe, bad[i]));
        show("sigaction", syscall(SYS_rt_sigaction, SIGUSR1, bad[i], NULL, 8)),
            show("sigprocmask", syscall(SYS_rt_sigprocmask, SIG_BLOCK, bad[i], NULL, 8)),
            show("poll", poll(bad[i], 1, 0)), show("select", select(1, bad[i], NULL, NULL, &(struct timeval){0})),
            show("statfs", syscall(SYS_statfs, "/", bad[i]));
        show("readv", readv(fd, bad[i], 1)), show("writev, bad base", writev(p[1], &(struct iovec){bad[i], 5}, 1)),
            show("getdents", syscall(SYS_getdents64, open(".", O_RDONLY), bad[i], 100)),
            show("mkdir", mkdir(bad[i], 0700)), show("chdir", chdir(bad[i]));
        show("wait4", (fork() == 0 ? _exit(0) : 0, syscall(SYS_wait4, -1, bad[i], 0, NULL))),
            show("futex", syscall(SYS_futex, bad[i], 0, 0, NULL)),
            show("getrandom", syscall(SYS_getrandom, bad[i], 8, 0)), show("sysinfo", syscall(SYS_sysinfo, bad[i])),
            show("epoll_ctl", epoll_ctl(epoll_create1(0), EPOLL_CTL_ADD, p[0], bad[i]));
        outcome("getgroups", syscall(SYS_getgroups, 0, bad[i])), show("times", syscall(SYS_times, bad[i])),
            show("getitimer", syscall(SYS_getitimer, 0, bad[i])),
            show("sendfile", syscall(SYS_sendfile, p[1], fd, bad[i], 1)),
            show("mincore", syscall(SYS_mincore, m, P, bad[i]));
    }
    printf("ends in the middle\n");
    strcpy(end - 5, "file"), show("a path that just fits", open(end - 5, O_RDONLY) >= 0 ? 0 : -1);
    memcpy(end - 4, "file", 4), show("a path without end", open(end - 4, O_RDONLY));
    memset(m, 'x', P);
    show("file read up to the border", pread(fd, end - 100, 200, 0)),
        show("file write up to the border", pwrite(fd, end - 100, 200, 0)),
        show("at the border", pread(fd, end, 200, 0)), show("pipe write", write(p[1], end - 100, 200));
    write(p[1], m, 200), show("pipe read", read(p[0], end - 100, 200));
    struct iovec v[1025] = {{m, 10}, {(void *)8, 10}, {m + 20, 10}};
    show("writev stops at the bad one", pwritev(fd, v, 3, 0)), show("readv too", preadv(fd, v, 3, 0)),
        show("too many", readv(fd, v, 1025)), show("negative", readv(fd, v, -1));
    v[1].iov_len = 0, show("a bad one of length 0", pwritev(fd, v, 3, 0)), v[1].iov_len = -1,
    show("a length below 0", pwritev(fd, v, 3, 0));
    show("read-only memory", pread(fd, read_only, 10, 0)), show("stat into it", syscall(SYS_stat, "file", read_only)),
        show("write from it", pwrite(fd, read_only, 10, 0));
    show("length 0 with a bad pointer: read", read(fd, (void *)8, 0)), show("write", write(fd, (void *)8, 0)),
        show("from the kernel", write(fd, (void *)0xffff800000000000, 0));
    show("a length past the end of the address space", pread(fd, m, -1, 0)),
        show("huge length", pwrite(fd, m, 0x7fffffff00000000, 0) >= P ? 1 : -1);
    mprotect(end, P, RW), show("border gone", pread(fd, end - 100, 200, 0));
    // copy on write and demand zero happen in system calls as well
    pid_t pid = fork();
    if (pid == 0) pread(fd, m, 50, 0), memset(m + 50, 'c', 50), _exit(0);
    m[0] = 'p';
    reap("child", pid), printf("%c%c\n", m[0], m[60]);
    char *fresh = mmap(NULL, 16 * P, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    show("into fresh pages", pread(fd, fresh + P - 10, P, 0)),
        printf("%c%c%d\n", fresh[P - 10], fresh[P + 10], fresh[3 * P]);
    show("out of fresh pages", pwrite(fd, fresh + 8 * P - 5, 3 * P, 0)), printf("%d\n", fresh[9 * P]);
    return 0;
}
