// SPDX-License-Identifier: GPL-2.0-or-later
// Stacks: growth on demand far below the old end, the limit, overflow caught on an alternate stack, GROWSDOWN
// mappings, the gap that guards them, threads' guard pages.
#include "guest.h"
#include <pthread.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/resource.h>

static sigjmp_buf fault;
static volatile int code;
static void on_fault(int signo, siginfo_t *info, void *context) {
    code = info->si_code;
    siglongjmp(fault, signo);
}
static int touch(volatile char *p) {
    int signo = sigsetjmp(fault, 1);
    if (signo) return signo;
    *p = 1;
    return 0;
}
static int recurse(int depth) {
    volatile char frame[1000];
    memset((char *)frame, depth, sizeof frame);
    return depth ? recurse(depth - 1) + frame[depth % 1000] : 0;
}
static int endless(int depth) {
    volatile char frame[1000];
    frame[depth % 1000] = 1;
    return endless(depth + 1) + frame[0];
}
static void *thread_overflow(void *arg) {
    static char alt[65536];
    stack_t ss = {.ss_sp = alt, .ss_size = sizeof alt};
    sigaltstack(&ss, NULL);
    int signo = sigsetjmp(fault, 1);
    if (!signo) endless(0);
    printf("thread's overflow: signal %d, ACCERR %d\n", signo, code == SEGV_ACCERR);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc == 1) { // a limit for the new program's stack
        struct rlimit limit = {8 << 20, RLIM_INFINITY};
        setrlimit(RLIMIT_STACK, &limit);
        execl("/proc/self/exe", argv[0], "limited", (char *)NULL);
        return 1;
    }
    static char alt[65536];
    stack_t ss = {.ss_sp = alt, .ss_size = sizeof alt};
    sigaltstack(&ss, NULL);
    struct sigaction sa = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(SIGSEGV, &sa, NULL), sigaction(SIGBUS, &sa, NULL);
    char *here = __builtin_frame_address(0);
    show("64 KB below", touch(here - 65536)), show("1 MB below, at once", touch(here - (1 << 20))),
        show("7 MB below", touch(here - (7 << 20)));
    show("9 MB below", touch(here - (9 << 20))), printf("MAPERR %d\n", code == SEGV_MAPERR);
    show("recursion, 6 MB", recurse(6000) ? 1 : 0);
    int signo = sigsetjmp(fault, 1);
    if (!signo) endless(0);
    printf("endless recursion: signal %d\n", signo);
    signo = sigsetjmp(fault, 1);
    if (!signo) endless(0);
    printf("once more: signal %d\n", signo);
    pid_t pid = fork();
    if (pid == 0) { // without another stack the handler cannot run
        ss.ss_flags = SS_DISABLE, sigaltstack(&ss, NULL);
        endless(0);
    }
    int status;
    waitpid(pid, &status, 0), show_status("without an alternate stack", status & ~0x80);
    if ((pid = fork()) == 0) { // the limit may be raised while running
        struct rlimit limit = {16 << 20, RLIM_INFINITY};
        setrlimit(RLIMIT_STACK, &limit);
        _exit(touch(here - (12 << 20)));
    }
    waitpid(pid, &status, 0), show_status("limit raised, 12 MB", status & ~0x80);

    // GROWSDOWN elsewhere
    char *m = mmap((void *)0x300000100000, 8192, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED, -1, 0);
    show("GROWSDOWN: inside", touch(m)), show("a page below", touch(m - 4096)),
        show("a hundred pages below", touch(m - 100 * 4096)), show("between", touch(m - 50 * 4096));
    char *block =
        mmap((void *)0x300000000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    show("half a megabyte above a neighbour", touch((char *)0x300000080000)),
        show("a page above it: the gap holds", touch(block + 4096));
    show("mprotect down to the start", mprotect(m, 4096, PROT_READ | PROT_GROWSDOWN)),
        show("all of it is read-only now", touch(m - 20 * 4096)), show("the rest is not", touch(m + 4096));
    int p[2];
    pipe(p), write(p[1], "12345678", 8);
    char *n = mmap((void *)0x310000100000, 4096, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED, -1, 0);
    show("a system call grows it too", read(p[0], n - 4096, 8));

    pthread_t t;
    pthread_attr_t attr;
    pthread_attr_init(&attr), pthread_attr_setstacksize(&attr, 256 << 10);
    pthread_create(&t, &attr, thread_overflow, NULL), pthread_join(t, NULL);
    return 0;
}
