// SPDX-License-Identifier: GPL-2.0-or-later
// All the ways to end: exit codes modulo 256, atexit order, exit without flushing, from threads, by signals.
#include "guest.h"
#include <pthread.h>
#include <sys/syscall.h>

static void first(void) {
    printf("atexit: registered first, runs last\n");
}
static void second(void) {
    printf("atexit: second\n");
}
static void with_status(int status, void *arg) {
    printf("on_exit: %d %s\n", status, (char *)arg);
}
static void quick(void) {
    printf("at_quick_exit\n");
}
static void *exit_from_thread(void *arg) {
    exit(41);
}
static void *thread_exit_only(void *arg) {
    syscall(SYS_exit, 99);
    return NULL;
}
static void *sleeps(void *arg) {
    milliseconds(20);
    printf("the last thread speaks\n");
    return NULL;
}
static void *forever(void *arg) {
    for (;;) pause();
}

static void run(int kind) {
    static char buffer[4096];
    volatile int zero = 0, one = 1;
    pthread_t t;
    switch (kind) {
    case 0: exit(0);
    case 1: exit(255);
    case 2: exit(256);
    case 3: exit(-1);
    case 4: _exit(0x1234);
    case 5: atexit(first), atexit(second), on_exit(with_status, "arg"), exit(5);
    case 6: atexit(first), _exit(6);
    case 7: at_quick_exit(quick), atexit(first), quick_exit(7);
    case 8: pthread_create(&t, NULL, exit_from_thread, NULL), pthread_join(t, NULL), _exit(1);
    case 9: pthread_create(&t, NULL, sleeps, NULL), pthread_exit(NULL); // exit status 0 with the last thread
    case 10: pthread_create(&t, NULL, forever, NULL), milliseconds(20), syscall(SYS_exit_group, 10);
    case 11: pthread_create(&t, NULL, sleeps, NULL), syscall(SYS_exit, 11); // the leader alone; its code counts
    case 12: abort();
    case 13: *(volatile int *)8 = 1;
    case 14: __builtin_trap();
    case 15: raise(SIGALRM);
    case 16: pthread_create(&t, NULL, forever, NULL), milliseconds(20), kill(getpid(), SIGKILL), pause();
    case 17: setvbuf(stdout, buffer, _IOFBF, sizeof buffer), printf("flushed by exit\n"), exit(17);
    case 18: setvbuf(stdout, buffer, _IOFBF, sizeof buffer), printf("lost by _exit\n"), _exit(18);
    case 19: syscall(SYS_exit, 0x1FF);
    case 20: syscall(SYS_exit_group, -2);
    case 21: zero = one / zero;
    }
}

int main(void) {
    for (int i = 0; i < 22; i++) {
        pid_t pid = fork();
        char who[32];
        if (pid == 0) run(i), _exit(123);
        int status;
        waitpid(pid, &status, 0);
        sprintf(who, "way %d", i);
        show_status(who, status & ~0x80);
    }
    int bad = 0;
    for (int i = 0; i < 256; i++) {
        pid_t pid = fork();
        int status;
        if (pid == 0) _exit(i);
        waitpid(pid, &status, 0);
        bad += status != i << 8;
    }
    printf("exit codes that came out wrong: %d\n", bad);
    return 0;
}
