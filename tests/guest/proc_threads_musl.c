// SPDX-License-Identifier: GPL-2.0-or-later
// guest: musl
// Threads of another C library: its own clone, futexes, TLS and cancellation.
#include "guest.h"
#include <pthread.h>
#include <semaphore.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER, not_full = PTHREAD_COND_INITIALIZER;
static int queue[8], head, tail;
static __thread long mine = 5;

static void *produce(void *arg) {
    for (int i = 1; i <= 1000; i++) {
        pthread_mutex_lock(&mutex);
        while (tail - head == 8) pthread_cond_wait(&not_full, &mutex);
        queue[tail++ % 8] = i;
        pthread_cond_signal(&not_empty);
        pthread_mutex_unlock(&mutex);
    }
    mine += (long)arg;
    return (void *)mine;
}
static void *consume(void *arg) {
    long sum = 0;
    for (int i = 0; i < 1000; i++) {
        pthread_mutex_lock(&mutex);
        while (tail == head) pthread_cond_wait(&not_empty, &mutex);
        sum += queue[head++ % 8];
        pthread_cond_signal(&not_full);
        pthread_mutex_unlock(&mutex);
    }
    return (void *)sum;
}
static void cleanup(void *arg) {
    printf("cleanup %s\n", (char *)arg);
}
static void *cancelled(void *arg) {
    pthread_cleanup_push(cleanup, "outer");
    pthread_cleanup_push(cleanup, "inner");
    for (;;) pause();
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}
static void *deep(void *arg) {
    char frame[60000];
    memset(frame, 1, sizeof frame);
    return (void *)checksum(frame, sizeof frame);
}

int main(void) {
    pthread_t p[3], c[3], t;
    void *result;
    long total = 0;
    for (long i = 0; i < 3; i++)
        pthread_create(&p[i], NULL, produce, (void *)i), pthread_create(&c[i], NULL, consume, NULL);
    for (int i = 0; i < 3; i++) {
        pthread_join(p[i], &result), printf("producer %ld\n", (long)result);
        pthread_join(c[i], &result), total += (long)result;
    }
    printf("consumed %ld\n", total);
    pthread_create(&t, NULL, cancelled, NULL);
    milliseconds(5);
    int r = pthread_cancel(t);
    pthread_join(t, &result);
    printf("cancel %d, cancelled: %d\n", r, result == PTHREAD_CANCELED);
    pthread_create(&t, NULL, deep, NULL), pthread_join(t, &result), printf("deep %lx\n", (long)result);
    sem_t sem;
    sem_init(&sem, 1, 2);
    sem_wait(&sem), sem_wait(&sem);
    printf("trywait: %s\n", sem_trywait(&sem) ? errno_name(errno) : "taken");
    for (int i = 0; i < 300; i++) {
        pthread_create(&t, NULL, deep, NULL);
        pthread_join(t, NULL);
    }
    pid_t pid = fork();
    if (pid == 0) {
        pthread_create(&t, NULL, produce, (void *)40);
        pthread_create(&c[0], NULL, consume, NULL);
        pthread_join(t, &result), pthread_join(c[0], NULL);
        _exit((int)(long)result);
    }
    reap("threads in a child", pid);
    return 0;
}
