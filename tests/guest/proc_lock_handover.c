// SPDX-License-Identifier: GPL-2.0-or-later
// A lock that wakes who waits for it and then is free to be taken by whoever comes first, as in interpreters with one lock for all
// threads. A thread that lets go of it again and again, for a system call each time, must not keep another out for ever.
#include "guest.h"
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>

static atomic_int locked, turn, stop;

static void take(void) {
    int expected = 0;
    while (!atomic_compare_exchange_strong(&locked, &expected, 1)) {
        int seen = atomic_load(&turn);
        struct timespec patience = {0, 5000000};
        if (atomic_load(&locked)) syscall(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, seen, &patience, NULL, 0);
        expected = 0;
    }
}

static void let_go(void) {
    atomic_store(&locked, 0);
    atomic_fetch_add(&turn, 1);
    syscall(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void *busy(void *arg) {
    take();
    while (!atomic_load(&stop)) {
        for (volatile int i = 0; i < 30000; i++) {}
        let_go();
        getppid();
        take();
    }
    let_go();
    return arg;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, busy, NULL);
    for (int i = 0; i < 20; i++) {
        take();
        let_go();
        milliseconds(1);
    }
    atomic_store(&stop, 1);
    pthread_join(thread, NULL);
    printf("both got the lock\n");
    return 0;
}
