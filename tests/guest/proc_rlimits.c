// SPDX-License-Identifier: GPL-2.0-or-later
// Resource limits: reading and setting, what an ordinary user may not, and what happens at each limit.
#include "guest.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>

static void set(int which, rlim_t soft, rlim_t hard) {
    struct rlimit limit = {soft, hard};
    if (setrlimit(which, &limit)) printf("setrlimit %d: %s\n", which, errno_name(errno));
}
static void print(const char *what, int which) {
    struct rlimit limit;
    getrlimit(which, &limit);
    printf("%s: %lld %lld\n", what, (long long)limit.rlim_cur, (long long)limit.rlim_max);
}
static pid_t child;
#define IN_CHILD if ((child = fork()) == 0)

static int recurse(int depth) {
    volatile char frame[4096];
    frame[0] = depth;
    return depth ? recurse(depth - 1) + frame[0] : 0;
}
static volatile int got_xcpu;
static void on_xcpu(int signo) {
    got_xcpu = 1;
}

int main(void) {
    struct rlimit limit;
    show("bad resource", getrlimit(16, &limit));
    show("bad resource", getrlimit(-1, &limit));
    show("bad pointer", syscall(SYS_getrlimit, RLIMIT_CORE, 8));
    show("bad pointer", syscall(SYS_setrlimit, RLIMIT_CORE, 8));
    for (int i = 0; i < 16; i++)
        if (getrlimit(i, &limit) || limit.rlim_cur > limit.rlim_max) printf("resource %d is odd\n", i);
    set(RLIMIT_CORE, 0, 0), print("core", RLIMIT_CORE);
    set(RLIMIT_NOFILE, 100, 200), print("files", RLIMIT_NOFILE);
    set(RLIMIT_NOFILE, 201, 200);
    set(RLIMIT_NOFILE, 100, 201), print("hard limits only go down", RLIMIT_NOFILE);
    set(RLIMIT_NOFILE, 150, 200), print("soft ones up again", RLIMIT_NOFILE);
    set(RLIMIT_CPU, 1000, RLIM_INFINITY), print("cpu", RLIMIT_CPU);
    struct rlimit old, new = {120, 200};
    show("prlimit64", syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &new, &old));
    printf("old %ld\n", (long)old.rlim_cur);
    show("prlimit64 of nobody", syscall(SYS_prlimit64, 0x7ffffff0, RLIMIT_NOFILE, 0, &old));
    show("prlimit64, nothing wanted", syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, 0));
    struct gate g = gate_new();
    IN_CHILD {
        gate_pass(&g);
        print("set by the parent", RLIMIT_NOFILE);
        _exit(0);
    }
    new.rlim_cur = 77;
    show("prlimit64 of a child", syscall(SYS_prlimit64, child, RLIMIT_NOFILE, &new, NULL));
    gate_open(&g), reap("child", child), print("mine", RLIMIT_NOFILE);

    IN_CHILD { // NOFILE: the highest descriptor plus one
        set(RLIMIT_NOFILE, 20, 20);
        int fd, highest = 0;
        while ((fd = dup(0)) >= 0) highest = fd;
        printf("highest %d, then %s\n", highest, errno_name(errno));
        show("dup2 to the limit", dup2(0, 20)), show("dup2 below", dup2(0, 19));
        show("F_DUPFD above", fcntl(0, F_DUPFD, 20));
        close(5), close(6);
        int p[2];
        show("pipe with two free", pipe(p)), show("pipe with none", pipe(p));
        set(RLIMIT_NOFILE, 4, 20);
        show("an open one above a lowered limit still works", write(p[1], "x", 1));
        close(3), show("a free number below it", dup(0)), show("no other", dup(0));
        _exit(0);
    }
    reap("NOFILE", child);
    IN_CHILD { // FSIZE
        set(RLIMIT_FSIZE, 1000, 2000);
        int fd = open("sized", O_RDWR | O_CREAT | O_TRUNC, 0600);
        char block[800] = "";
        show("800", write(fd, block, 800)), show("up to the limit", write(fd, block, 800));
        signal(SIGXFSZ, SIG_IGN);
        show("beyond", write(fd, block, 1)), show("ftruncate beyond", ftruncate(fd, 1001));
        show("pwrite across", pwrite(fd, block, 10, 995)), show("overwriting", pwrite(fd, block, 10, 0));
        signal(SIGXFSZ, SIG_DFL);
        write(fd, block, 1);
        _exit(0);
    }
    reap("FSIZE", child);
    IN_CHILD { // CPU: SIGXCPU every second from the soft limit on, SIGKILL at the hard one
        set(RLIMIT_CPU, 1, 2);
        signal(SIGXCPU, on_xcpu);
        while (!got_xcpu) {}
        printf("got SIGXCPU\n");
        for (;;) {}
    }
    reap("CPU", child);
    IN_CHILD { // AS
        FILE *f = fopen("/proc/self/statm", "r");
        long pages = 0;
        fscanf(f, "%ld", &pages), fclose(f);
        set(RLIMIT_AS, ((pages * 4096 | 0xfffff) + 1) + (8 << 20), RLIM_INFINITY);
        void *a = mmap(NULL, 4 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        outcome("4 MB", (long)a);
        outcome("16 MB", (long)mmap(NULL, 16 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        outcome("mremap to 16 MB", (long)mremap(a, 4 << 20, 16 << 20, MREMAP_MAYMOVE));
        printf("malloc: %s\n", malloc(100 << 20) ? "ok" : errno_name(errno));
        _exit(0);
    }
    reap("AS", child);
    IN_CHILD { // DATA: brk and private writable mappings
        set(RLIMIT_DATA, 4 << 20, RLIM_INFINITY);
        outcome("brk by 8 MB", (long)sbrk(8 << 20));
        outcome("writable 8 MB",
                (long)mmap(NULL, 8 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        outcome("read-only 8 MB", (long)mmap(NULL, 8 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        outcome("shared 8 MB", (long)mmap(NULL, 8 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
        _exit(0);
    }
    reap("DATA", child);
    IN_CHILD { // STACK: the running program's stack may not grow beyond it
        set(RLIMIT_STACK, 1 << 20, RLIM_INFINITY);
        recurse(100);
        printf("400 KB deep\n");
        recurse(600);
        printf("not reached\n");
        _exit(0);
    }
    reap("STACK", child);
    IN_CHILD { // MEMLOCK
        set(RLIMIT_MEMLOCK, 65536, 65536);
        char *m = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        show("mlock 64 KB", mlock(m, 65536)), show("and a page", mlock(m + 65536, 4096));
        show("the same again", mlock(m, 65536)), show("munlock", munlock(m, 65536)),
            show("mlock elsewhere", mlock(m + 65536, 4096));
        set(RLIMIT_MEMLOCK, 0, 0), show("mlock with limit 0", mlock(m, 4096)),
            show("mlockall with limit 0", mlockall(MCL_FUTURE));
        _exit(0);
    }
    reap("MEMLOCK", child);
    IN_CHILD { // inherited by fork and kept by threads
        set(RLIMIT_NOFILE, 33, 44);
        if (fork() == 0) print("grandchild", RLIMIT_NOFILE), _exit(0);
        wait(NULL);
        _exit(0);
    }
    reap("inheritance", child);
    return 0;
}
