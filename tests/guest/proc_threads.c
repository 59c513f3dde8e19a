// SPDX-License-Identifier: GPL-2.0-or-later
// POSIX threads: join and detach, mutexes of all kinds, conditions, barriers, read-write locks, once, keys, TLS.
#include "guest.h"
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static long counter, turn;
static __thread int tls_number = 17;
static __thread char tls_bytes[300];

static void *returns(void *arg) {
    return (void *)((long)arg * 2);
}
static void *exits(void *arg) {
    pthread_exit((void *)((long)arg * 3));
}
static void *counts(void *arg) {
    for (int i = 0; i < 20000; i++) {
        pthread_mutex_lock(&mutex);
        counter++;
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}
static void *takes_turns(void *arg) {
    long me = (long)arg;
    for (int round = 0; round < 50; round++) {
        pthread_mutex_lock(&mutex);
        while (turn % 4 != me) pthread_cond_wait(&condition, &mutex);
        turn++;
        counter = counter * 4 + me, counter %= 1000003;
        pthread_cond_broadcast(&condition);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}
static void *uses_tls(void *arg) {
    int fresh = tls_number == 17;
    for (int i = 0; i < 300; i++) fresh &= tls_bytes[i] == 0;
    tls_number = (long)arg;
    memset(tls_bytes, tls_number, sizeof tls_bytes);
    milliseconds(5);
    return (void *)(long)(fresh && tls_number == (long)arg && tls_bytes[299] == (char)tls_number);
}

static pthread_barrier_t barrier;
static int arrivals[10];
static void *at_barrier(void *arg) {
    int serial = 0;
    for (int round = 0; round < 10; round++) {
        __atomic_fetch_add(&arrivals[round], 1, __ATOMIC_SEQ_CST);
        serial += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
        if (__atomic_load_n(&arrivals[round], __ATOMIC_SEQ_CST) != 5) printf("barrier let one through\n");
        serial += 0 * pthread_barrier_wait(&barrier);
    }
    return (void *)(long)serial;
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static int readers, writers, violations;
static void *reads(void *arg) {
    for (int i = 0; i < 300; i++) {
        pthread_rwlock_rdlock(&rwlock);
        __atomic_fetch_add(&readers, 1, __ATOMIC_SEQ_CST);
        if (__atomic_load_n(&writers, __ATOMIC_SEQ_CST)) violations++;
        __atomic_fetch_sub(&readers, 1, __ATOMIC_SEQ_CST);
        pthread_rwlock_unlock(&rwlock);
    }
    return NULL;
}
static void *writes(void *arg) {
    for (int i = 0; i < 300; i++) {
        pthread_rwlock_wrlock(&rwlock);
        if (__atomic_fetch_add(&writers, 1, __ATOMIC_SEQ_CST) || __atomic_load_n(&readers, __ATOMIC_SEQ_CST))
            violations++;
        __atomic_fetch_sub(&writers, 1, __ATOMIC_SEQ_CST);
        pthread_rwlock_unlock(&rwlock);
    }
    return NULL;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int once_count;
static void only_once(void) {
    once_count++;
}
static pthread_key_t key;
static int destroyed;
static void destroy(void *value) {
    destroyed += (int)(long)value;
}
static void *has_key(void *arg) {
    pthread_once(&once, only_once);
    if (pthread_getspecific(key)) printf("a new thread has a value already\n");
    pthread_setspecific(key, arg);
    return NULL;
}
static sem_t semaphore;
static void *posts(void *arg) {
    milliseconds(5);
    sem_post(&semaphore);
    return NULL;
}
static void *tells_ids(void *arg) {
    pid_t *ids = arg;
    ids[0] = getpid(), ids[1] = syscall(SYS_gettid);
    return NULL;
}

static volatile pid_t told;
static void on_child(int signo) {
    told = syscall(SYS_gettid);
}
static void *forks(void *arg) {
    pid_t pid = fork();
    if (!pid) milliseconds(20), _exit(0);
    reap("a thread's child", pid);
    printf("its end is told to its maker: %d\n", told == syscall(SYS_gettid));
    return NULL;
}

int main(void) {
    pthread_t t[64];
    void *result;
    pthread_create(&t[0], NULL, returns, (void *)21), pthread_join(t[0], &result),
        printf("returned %ld\n", (long)result);
    pthread_create(&t[0], NULL, exits, (void *)21), pthread_join(t[0], &result),
        printf("exited with %ld\n", (long)result);
    printf("join oneself: %s\n", errno_name(pthread_join(pthread_self(), NULL)));
    pthread_attr_t attr;
    pthread_attr_init(&attr), pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED),
        pthread_attr_setstacksize(&attr, 65536);
    sem_init(&semaphore, 0, 0);
    pthread_create(&t[0], &attr, posts, NULL), sem_wait(&semaphore), printf("detached thread posted\n");
    printf("small stack: %s\n", errno_name(pthread_attr_setstacksize(&attr, 1000)));
    pid_t ids[2];
    pthread_create(&t[0], NULL, tells_ids, ids), pthread_join(t[0], NULL);
    printf("same process %d, own thread id %d, the leader's is the process's %d\n", ids[0] == getpid(),
           ids[1] != getpid(), syscall(SYS_gettid) == getpid());

    for (int i = 0; i < 8; i++) pthread_create(&t[i], NULL, counts, NULL);
    for (int i = 0; i < 8; i++) pthread_join(t[i], NULL);
    printf("counted %ld\n", counter);
    counter = 0;
    for (long i = 0; i < 4; i++) pthread_create(&t[i], NULL, takes_turns, (void *)i);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    printf("turns %ld, in order %ld\n", turn, counter);
    int good = 0;
    for (long i = 0; i < 20; i++) pthread_create(&t[i], NULL, uses_tls, (void *)(i + 1));
    for (int i = 0; i < 20; i++) pthread_join(t[i], &result), good += (long)result;
    printf("TLS right in %d, mine is %d\n", good, tls_number);
    pthread_barrier_init(&barrier, NULL, 5);
    int serial = 0;
    for (int i = 0; i < 5; i++) pthread_create(&t[i], NULL, at_barrier, NULL);
    for (int i = 0; i < 5; i++) pthread_join(t[i], &result), serial += (long)result;
    printf("barrier: %d rounds had one serial thread\n", serial);
    for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, i % 2 ? writes : reads, NULL);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    printf("read-write lock violations: %d\n", violations);
    pthread_key_create(&key, destroy);
    for (long i = 0; i < 10; i++) pthread_create(&t[i], NULL, has_key, (void *)(i + 1));
    for (int i = 0; i < 10; i++) pthread_join(t[i], NULL);
    printf("once %d, destructors %d\n", once_count, destroyed);

    pthread_mutexattr_t ma;
    pthread_mutexattr_init(&ma);
    static const int kinds[] = {PTHREAD_MUTEX_ERRORCHECK, PTHREAD_MUTEX_RECURSIVE};
    for (int i = 0; i < 2; i++) {
        pthread_mutex_t m;
        pthread_mutexattr_settype(&ma, kinds[i]), pthread_mutex_init(&m, &ma);
        int a = pthread_mutex_lock(&m), b = pthread_mutex_lock(&m), c = pthread_mutex_trylock(&m);
        printf("kind %d: %s %s %s", i, errno_name(a), errno_name(b), errno_name(c));
        while (!(a = pthread_mutex_unlock(&m))) printf(" unlocked");
        printf(" %s\n", errno_name(a));
    }
    pthread_mutex_lock(&mutex);
    printf("trylock of a locked one: %s\n", errno_name(pthread_mutex_trylock(&mutex)));
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until), until.tv_nsec += 20000000, until.tv_sec += until.tv_nsec / 1000000000,
        until.tv_nsec %= 1000000000;
    printf("timed wait: %s\n", errno_name(pthread_cond_timedwait(&condition, &mutex, &until)));
    show("sem_timedwait", sem_timedwait(&semaphore, &until));
    pthread_mutex_unlock(&mutex);
    // two hundred threads at once
    pthread_t many[200];
    long sum = 0;
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_JOINABLE);
    for (long i = 0; i < 200; i++)
        if (pthread_create(&many[i], &attr, returns, (void *)i)) return perror("pthread_create"), 1;
    for (int i = 0; i < 200; i++) pthread_join(many[i], &result), sum += (long)result;
    printf("two hundred: %ld\n", sum);
    signal(SIGCHLD, on_child);
    pthread_create(&t[0], NULL, forks, NULL), pthread_join(t[0], NULL);
    return 0;
}
