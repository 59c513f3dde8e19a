// SPDX-License-Identifier: GPL-2.0-or-later
// Mutexes between processes: shared, robust (the owner dies), with priority inheritance; semaphores and conditions.
#include "guest.h"
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/syscall.h>

struct shared {
    pthread_mutex_t mutex, robust, inherit;
    pthread_cond_t condition;
    sem_t semaphore;
    pthread_barrier_t barrier;
    long counter;
    int ready;
};

int main(void) {
    struct shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t ma;
    pthread_mutexattr_init(&ma), pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED),
        pthread_mutex_init(&s->mutex, &ma);
    pthread_mutexattr_setprotocol(&ma, PTHREAD_PRIO_INHERIT), pthread_mutex_init(&s->inherit, &ma);
    pthread_mutexattr_setprotocol(&ma, PTHREAD_PRIO_NONE), pthread_mutexattr_setrobust(&ma, PTHREAD_MUTEX_ROBUST),
        pthread_mutex_init(&s->robust, &ma);
    pthread_condattr_t ca;
    pthread_condattr_init(&ca), pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED),
        pthread_cond_init(&s->condition, &ca);
    pthread_barrierattr_t ba;
    pthread_barrierattr_init(&ba), pthread_barrierattr_setpshared(&ba, PTHREAD_PROCESS_SHARED),
        pthread_barrier_init(&s->barrier, &ba, 3);
    sem_init(&s->semaphore, 1, 0);

    pid_t pids[6];
    for (int i = 0; i < 6; i++)
        if ((pids[i] = fork()) == 0) {
            for (int k = 0; k < 3000; k++) {
                pthread_mutex_lock(&s->mutex);
                s->counter++;
                pthread_mutex_unlock(&s->mutex);
            }
            _exit(0);
        }
    for (int i = 0; i < 6; i++) waitpid(pids[i], NULL, 0);
    printf("six processes counted %ld\n", s->counter);
    s->counter = 0;
    for (int i = 0; i < 4; i++)
        if ((pids[i] = fork()) == 0) {
            for (int k = 0; k < 1000; k++)
                pthread_mutex_lock(&s->inherit), s->counter++, pthread_mutex_unlock(&s->inherit);
            _exit(0);
        }
    for (int i = 0; i < 4; i++) waitpid(pids[i], NULL, 0);
    printf("with priority inheritance %ld\n", s->counter);

    pid_t pid = fork();
    if (pid == 0) pthread_mutex_lock(&s->robust), _exit(1);
    reap("dies with the mutex", pid);
    int r = pthread_mutex_lock(&s->robust);
    printf("lock: %s\n", errno_name(r));
    printf("consistent: %d\n", pthread_mutex_consistent(&s->robust));
    printf("unlock: %d\n", pthread_mutex_unlock(&s->robust));
    printf("lock: %d\n", pthread_mutex_lock(&s->robust));
    // somebody waits while the owner is killed
    pid_t waiter = fork();
    if (waiter == 0) _exit(pthread_mutex_lock(&s->robust) == EOWNERDEAD ? 33 : 1);
    pthread_mutex_unlock(&s->robust);
    waitpid(waiter, NULL, 0);
    r = pthread_mutex_lock(&s->robust);
    printf("lock after the waiter: %s\n", errno_name(r));
    printf("unlock without repair: %d\n", pthread_mutex_unlock(&s->robust));
    printf("lost for ever: %s\n", errno_name(pthread_mutex_lock(&s->robust)));
    pthread_mutex_init(&s->robust, &ma);
    if ((pid = fork()) == 0) {
        pthread_mutex_lock(&s->robust);
        s->ready = 1;
        for (;;) pause();
    }
    while (!s->ready) milliseconds(1);
    if ((waiter = fork()) == 0) _exit(pthread_mutex_lock(&s->robust) == EOWNERDEAD ? 33 : 1);
    milliseconds(30);
    kill(pid, SIGKILL);
    reap("owner", pid), reap("waiter", waiter);

    s->ready = 0;
    if ((pid = fork()) == 0) {
        pthread_mutex_lock(&s->mutex);
        while (s->ready != 1) pthread_cond_wait(&s->condition, &s->mutex);
        s->ready = 2;
        pthread_cond_signal(&s->condition);
        pthread_mutex_unlock(&s->mutex);
        sem_post(&s->semaphore);
        pthread_barrier_wait(&s->barrier);
        _exit(44);
    }
    milliseconds(5);
    pthread_mutex_lock(&s->mutex);
    s->ready = 1;
    pthread_cond_broadcast(&s->condition);
    while (s->ready != 2) pthread_cond_wait(&s->condition, &s->mutex);
    pthread_mutex_unlock(&s->mutex);
    while (sem_wait(&s->semaphore)) {}
    printf("condition and semaphore passed\n");
    if ((waiter = fork()) == 0) pthread_barrier_wait(&s->barrier), _exit(45);
    r = pthread_barrier_wait(&s->barrier);
    reap("at the barrier", pid), reap("at the barrier", waiter);
    void *head;
    size_t size;
    show("robust list", syscall(SYS_get_robust_list, 0, &head, &size));
    printf("size %zu\n", size);
    show("wrong size", syscall(SYS_set_robust_list, head, 8));
    show("of nobody", syscall(SYS_get_robust_list, 0x7ffffff0, &head, &size));
    return 0;
}
