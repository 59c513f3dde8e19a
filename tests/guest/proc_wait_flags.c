// SPDX-License-Identifier: GPL-2.0-or-later
// Whose children they are: __WNOTHREAD, __WCLONE and __WALL, and the death of the thread that made a child.
#include "guest.h"
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

static pid_t child;
static int status;

static void *makes_child(void *arg) {
    struct gate *g = arg;
    child = fork();
    if (!child) {
        if (g) gate_pass(g), milliseconds(20); // until the others wait
        _exit(11);
    }
    if (!g) {
        waitid(P_PID, child, &(siginfo_t){0}, WEXITED | WNOWAIT);
        printf("its own, by its maker: %d\n", waitpid(child, &status, __WNOTHREAD) == child);
    }
    return NULL;
}

static void *waits_for_any(void *arg) {
    // Which thread is told by SIGCHLD is chance, if several can be; here only the other one is.
    sigset_t set;
    sigemptyset(&set), sigaddset(&set, SIGCHLD), pthread_sigmask(SIG_BLOCK, &set, NULL);
    printf("another thread's child, any thread's: %d\n", waitpid(child, &status, 0) == child);
    show_status("child", status);
    return NULL;
}

static int nothing(void *arg) {
    return 5;
}
static char stack[65536] __attribute__((aligned(16)));

static void *mother(void *arg) {
    int *fds = arg;
    child = fork();
    if (!child) {
        prctl(PR_SET_PDEATHSIG, SIGUSR2);
        write(fds[1], "r", 1);
        for (;;) pause();
    }
    char byte;
    read(fds[0], &byte, 1);
    return NULL; // the thread ends, the process does not
}

int main(void) {
    pthread_t t;
    struct gate g = gate_new();
    // a child of another thread that is gone by now belongs to whoever is left
    pthread_create(&t, NULL, makes_child, &g);
    pthread_join(t, NULL);
    show("not ended yet", waitpid(child, &status, WNOHANG | __WNOTHREAD));
    pthread_create(&t, NULL, waits_for_any, NULL);
    milliseconds(20); // it waits by then
    gate_open(&g);
    pthread_join(t, NULL);

    child = fork();
    if (!child) gate_pass(&g), _exit(3);
    pthread_t other;
    pthread_create(&other, NULL, makes_child, NULL);
    pthread_join(other, NULL);
    gate_open(&g);
    while (waitpid(-1, &status, 0) > 0) show_status("one of mine", status);

    // no SIGCHLD at its end: a "clone child"
    pid_t pid = clone(nothing, stack + sizeof stack, 0, NULL);
    waitid(P_PID, pid, &(siginfo_t){0}, WEXITED | WNOWAIT | __WALL);
    show("plain wait", waitpid(pid, &status, 0));
    printf("__WCLONE: %d\n", waitpid(pid, &status, __WCLONE) == pid);
    show_status("it", status);
    signal(SIGUSR1, SIG_IGN);
    pid = clone(nothing, stack + sizeof stack, SIGUSR1, NULL);
    show("plain wait, other signal", waitpid(pid, &status, 0));
    printf("__WALL: %d\n", waitpid(pid, &status, __WALL) == pid);
    pid = fork();
    if (!pid) _exit(1);
    show("a normal child by __WCLONE", waitpid(pid, &status, __WCLONE));
    printf("by __WALL: %d\n", waitpid(pid, &status, __WALL) == pid);

    // PR_SET_PDEATHSIG is about the thread
    int fds[2];
    pipe(fds);
    pthread_create(&t, NULL, mother, fds);
    pthread_join(t, NULL);
    reap("child of a thread that ended", child);
    return 0;
}
