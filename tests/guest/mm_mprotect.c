// SPDX-License-Identifier: GPL-2.0-or-later
// mprotect: what a page allows after each protection, by the processor and by system calls, in threads and children.
#include "guest.h"
#include <pthread.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static sigjmp_buf fault;
static volatile int code;
static void on_fault(int signo, siginfo_t *info, void *context) {
    code = info->si_code;
    siglongjmp(fault, signo);
}
static char *page;
static const char *can_read(void) {
    if (sigsetjmp(fault, 1)) return code == SEGV_ACCERR ? "no (ACCERR)" : "no (MAPERR)";
    (void)*(volatile char *)page;
    return "yes";
}
static const char *can_write(void) {
    if (sigsetjmp(fault, 1)) return code == SEGV_ACCERR ? "no (ACCERR)" : "no (MAPERR)";
    *(volatile char *)(page + 100) = 1;
    return "yes";
}
static const char *can_run(void) {
    if (sigsetjmp(fault, 1)) return code == SEGV_ACCERR ? "no (ACCERR)" : "no (MAPERR)";
    ((void (*)(void))page)();
    return "yes";
}
static void report(const char *what) {
    int p[2];
    pipe(p);
    ssize_t out = write(p[1], page, 1);
    const char *out_error = out < 0 ? errno_name(errno) : "ok";
    write(p[1], "xxx", 3);
    ssize_t in = read(p[0], page + 200, 1);
    printf("%-12s read %-12s write %-12s run %-12s system calls: out %s, in %s\n", what, can_read(), can_write(),
           can_run(), out_error, in < 0 ? errno_name(errno) : "ok");
    close(p[0]), close(p[1]);
}
static volatile int stop, faults;
static void count_fault(int signo, siginfo_t *info, void *context) {
    mprotect((void *)((uintptr_t)info->si_addr & ~4095ul), 4096, PROT_READ | PROT_WRITE);
    faults++; // last: main protects again as soon as it sees it
}
static void *writer(void *arg) {
    while (!stop) __atomic_fetch_add((int *)(page + 512), 1, __ATOMIC_SEQ_CST);
    return NULL;
}

int main(void) {
    struct sigaction sa = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &sa, NULL);
    page = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    page[0] = (char)0xc3; // ret
    static const struct {
        const char *name;
        int prot;
    } kinds[] = {{"rw", 3}, {"none", 0}, {"r", 1},    {"w", 2},   {"rx", 5},
                 {"wx", 6}, {"rwx", 7},  {"none", 0}, {"rwx", 7}, {"r", 1}};
    for (int i = 0; i < 10; i++) mprotect(page, 4096, kinds[i].prot), report(kinds[i].name);
    munmap(page, 4096), report("unmapped");
    page += 4096;
    show("odd address", mprotect(page + 1, 4096, PROT_READ)),
        show("unmapped", mprotect((void *)0x200000000000, 4096, PROT_READ)),
        show("size 0", mprotect(page, 0, PROT_NONE)), show("size rounds up", mprotect(page, 1, PROT_READ));
    show("unknown bits", mprotect(page, 4096, 0x40)),
        show("GROWSDOWN where nothing grows", mprotect(page, 4096, PROT_READ | PROT_GROWSDOWN)),
        show("both", mprotect(page, 4096, PROT_GROWSDOWN | PROT_GROWSUP)),
        show("overflow", mprotect(page, -4096ul, PROT_READ));
    int fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    ftruncate(fd, 4096);
    int ro = open("file", O_RDONLY);
    char *shared = mmap(NULL, 4096, PROT_READ, MAP_SHARED, ro, 0),
         *private = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, ro, 0);
    show("write to a shared mapping of a read-only descriptor", mprotect(shared, 4096, PROT_READ | PROT_WRITE)),
        show("to a private one", mprotect(private, 4096, PROT_READ | PROT_WRITE));

    // a barrier as a garbage collector has it: protected again and again while a thread writes
    sa.sa_sigaction = count_fault, sigaction(SIGSEGV, &sa, NULL);
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
    pthread_t t;
    pthread_create(&t, NULL, writer, NULL);
    for (int i = 0; i < 50; i++) {
        int before = faults;
        mprotect(page, 4096, PROT_READ);
        while (faults == before) {}
    }
    stop = 1, pthread_join(t, NULL);
    printf("write barrier: %d faults\n", faults);
    // protection is each process's own, the shared page is not
    char *both = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid = fork();
    if (pid == 0) {
        both[0] = 1, mprotect(both, 4096, PROT_NONE);
        _exit(0);
    }
    reap("child", pid), both[0]++, printf("still writable here: %d\n", both[0]);
    // many single pages of different protection in a row, then one again
    char *row = mmap(NULL, 256 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(row, 5, 256 * 4096);
    for (int i = 0; i < 256; i += 2) mprotect(row + i * 4096, 4096, PROT_READ);
    faults = 0;
    for (int i = 0; i < 256; i++) row[i * 4096] = 6;
    printf("every other page faulted: %d\n", faults);
    mprotect(row, 256 * 4096, PROT_READ | PROT_WRITE);
    long sum = 0;
    for (int i = 0; i < 256 * 4096; i++) sum += row[i];
    printf("sum %ld\n", sum);
    return 0;
}
