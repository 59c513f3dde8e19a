// SPDX-License-Identifier: GPL-2.0-or-later
// Futexes with an owner: the kernel passes them on, to the next in line, also when the owner dies; what is refused.
#include "guest.h"
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>

static uint32_t word;
static int ready;
static long unlocked; // what the unlock of the thread that was waited for returned

static long pi(int op, struct timespec *limit) {
    return syscall(SYS_futex, &word, op | FUTEX_PRIVATE_FLAG, 0, limit, NULL, 0);
}
static uint32_t tid(void) {
    return (uint32_t)syscall(SYS_gettid);
}
// "mine", "0", and the bits above
static void show_word(const char *what) {
    uint32_t owner = word & FUTEX_TID_MASK;
    printf("%s: %s%s%s\n", what,
           owner == tid() ? "mine"
           : owner        ? "another's"
                          : "free",
           word & FUTEX_WAITERS ? ", waited for" : "", word & FUTEX_OWNER_DIED ? ", owner died" : "");
}

static void *locks_and_keeps(void *arg) {
    word = tid();
    __atomic_store_n(&ready, 1, __ATOMIC_SEQ_CST);
    milliseconds(arg ? 200 : 50);
    if (!arg) unlocked = pi(FUTEX_UNLOCK_PI, NULL);
    return NULL;
}

static void *waits(void *arg) {
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_sec += 100;
    long r = pi(FUTEX_LOCK_PI, &limit);
    printf("%s has it: %ld\n", (char *)arg, r);
    milliseconds(5);
    pi(FUTEX_UNLOCK_PI, NULL);
    return NULL;
}

static pthread_mutex_t mutex;
static long count;
static void *counts(void *arg) {
    for (int i = 0; i < 2000; i++) {
        pthread_mutex_lock(&mutex);
        long now = count;
        if (i % 50 == 0) sched_yield();
        count = now + 1;
        pthread_mutex_unlock(&mutex);
    }
    return arg;
}

int main(void) {
    pthread_t t, others[4];
    show("a free one", pi(FUTEX_LOCK_PI, NULL));
    show_word("word");
    show("again", pi(FUTEX_LOCK_PI, NULL));
    show("try again", pi(FUTEX_TRYLOCK_PI, NULL));
    show("unlock", pi(FUTEX_UNLOCK_PI, NULL));
    show_word("word");
    show("unlock a free one", pi(FUTEX_UNLOCK_PI, NULL));
    show("try a free one", pi(FUTEX_TRYLOCK_PI, NULL));
    word = FUTEX_TID_MASK - 5;
    show("of nobody", pi(FUTEX_LOCK_PI, NULL));
    show("unlock another's", pi(FUTEX_UNLOCK_PI, NULL));
    word = FUTEX_OWNER_DIED;
    show("of somebody who died", pi(FUTEX_LOCK_PI, NULL));
    show_word("word");
    show("unlock", pi(FUTEX_UNLOCK_PI, NULL));
    show("misaligned", syscall(SYS_futex, (char *)&word + 1, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    show("bad address", syscall(SYS_futex, NULL, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));

    pthread_create(&t, NULL, locks_and_keeps, NULL);
    while (!__atomic_load_n(&ready, __ATOMIC_SEQ_CST)) sched_yield();
    show("try while it is held", pi(FUTEX_TRYLOCK_PI, NULL));
    show("wait for it", pi(FUTEX_LOCK_PI, NULL));
    pthread_join(t, NULL);
    show("unlock with a waiter", unlocked);
    printf("owner is me: %d\n", (word & FUTEX_TID_MASK) == tid());
    for (int i = 0; i < 3; i++) {
        pthread_create(&others[i], NULL, waits, (char *[]){"first", "second", "third"}[i]);
        milliseconds(30);
    }
    printf("waited for: %d\n", (word & FUTEX_WAITERS) != 0);
    unlocked = pi(FUTEX_UNLOCK_PI, NULL);
    for (int i = 0; i < 3; i++) pthread_join(others[i], NULL);
    show("unlock", unlocked);
    printf("free in the end: %d\n", (word & FUTEX_TID_MASK) == 0);

    ready = 0, word = 0;
    pthread_create(&t, NULL, locks_and_keeps, "dies with it");
    while (!__atomic_load_n(&ready, __ATOMIC_SEQ_CST)) sched_yield();
    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_nsec += 5000000;
    if (limit.tv_nsec >= 1000000000) limit.tv_sec++, limit.tv_nsec -= 1000000000;
    show("until then", pi(FUTEX_LOCK_PI, &limit));
    show("from who dies", pi(FUTEX_LOCK_PI, NULL));
    printf("owner is me: %d, died: %d\n", (word & FUTEX_TID_MASK) == tid(), (word & FUTEX_OWNER_DIED) != 0);
    pthread_join(t, NULL);
    show("unlock", pi(FUTEX_UNLOCK_PI, NULL));

    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&mutex, &attr);
    for (int i = 0; i < 4; i++) pthread_create(&others[i], NULL, counts, NULL);
    for (int i = 0; i < 4; i++) pthread_join(others[i], NULL);
    printf("counted %ld\n", count);
    return 0;
}
