// SPDX-License-Identifier: GPL-2.0-or-later
// Mapped files that end early: SIGBUS beyond the last page, zeros to the end of it, before and after truncation.
#include "guest.h"
#include <setjmp.h>
#include <sys/mman.h>

enum { P = 4096, RW = PROT_READ | PROT_WRITE };
static sigjmp_buf fault;
static siginfo_t last;
static void on_fault(int signo, siginfo_t *info, void *context) {
    last = *info;
    siglongjmp(fault, signo);
}
static void get(const char *what, volatile char *p) {
    int signo = sigsetjmp(fault, 1);
    if (signo)
        printf("%s: signal %d, code %d, address right %d\n", what, signo, last.si_code, last.si_addr == p);
    else
        printf("%s: %d\n", what, *p);
}
static void put(const char *what, volatile char *p, char c) {
    int signo = sigsetjmp(fault, 1);
    if (signo)
        printf("%s: signal %d, code %d, address right %d\n", what, signo, last.si_code, last.si_addr == p);
    else
        *p = c, printf("%s: written\n", what);
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGBUS, &sa, NULL), sigaction(SIGSEGV, &sa, NULL);
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    char block[P], c;
    memset(block, 'x', P), write(fd, block, P), write(fd, block, 100);
    char *shared = mmap(NULL, 4 * P, RW, MAP_SHARED, fd, 0), *private = mmap(NULL, 4 * P, RW, MAP_PRIVATE, fd, 0);
    get("first page", shared + 5), get("second page", shared + P + 99),
        get("after the end, same page", shared + P + 100), get("third page", shared + 2 * P),
        put("third page", shared + 2 * P, 1), get("private, third page", private + 2 * P + 7),
        put("private, third page", private + 3 * P, 1);
    put("after the end, same page", shared + P + 200, 'y');
    show("the file has not grown", lseek(fd, 0, SEEK_END));
    ftruncate(fd, P + 300), pread(fd, &c, 1, P + 200);
    printf("what was written behind the end shows or is zero when the file grows: %d\n", c == 0 || c == 'y');
    ftruncate(fd, 3 * P), get("third page now", shared + 2 * P), put("and is writable", shared + 2 * P + 1, 'z'),
        pread(fd, &c, 1, 2 * P + 1), printf("in the file: %c\n", c);
    get("fourth", shared + 3 * P);

    put("private copy of the first page", private, 'p');
    ftruncate(fd, 0);
    get("truncated to nothing: shared", shared), get("private, never written", private + P),
        get("private, written: gone too", private), put("writing", shared, 1);
    ftruncate(fd, 2 * P), get("grown again: zeros", shared), get("private sees the file again", private),
        put("writing works", shared + 1, 'q'), get("private sees it", private + 1);
    ftruncate(fd, 100), get("cut within the page", shared + 1), get("zeros behind", shared + 200);
    for (int i = 0; i < P; i++) shared[i] = 'f';
    ftruncate(fd, 50), ftruncate(fd, P), get("kept below 50", shared + 49), get("zero above", shared + 50);
    // system calls get EFAULT where the processor gets SIGBUS
    int p[2];
    pipe(p);
    ftruncate(fd, P);
    show("write from beyond the end", write(p[1], shared + P, 10)),
        show("across the end", write(p[1], shared + P - 4, 10)), write(p[1], "data", 4),
        show("read into it", read(p[0], shared + P, 4));
    // another process truncates while this one has it mapped
    memset(shared, 'k', P);
    get("before", shared);
    pid_t pid = fork();
    if (pid == 0) ftruncate(fd, 0), _exit(0);
    reap("truncating child", pid), get("after", shared);
    ftruncate(fd, P), get("restored", shared);
    // opened with O_TRUNC, and replaced by rename: the mapping keeps the old file
    shared[0] = 'o';
    int other = open("other", O_RDWR | O_CREAT, 0600);
    write(other, "new", 3), rename("other", "file"), get("after rename", shared);
    close(open("file", O_RDWR | O_TRUNC)), get("the new one truncated", shared);
    // not mapped beyond what was asked
    char *small = mmap((void *)0x300000000000, P, RW, MAP_SHARED | MAP_FIXED, fd, 0);
    get("behind the mapping it is SIGSEGV", small + P);
    // default action
    if ((pid = fork()) == 0) signal(SIGBUS, SIG_DFL), ftruncate(fd, 0), *(volatile char *)shared = 1, _exit(0);
    int status;
    waitpid(pid, &status, 0), show_status("unhandled", status & ~0x80);
    return 0;
}
