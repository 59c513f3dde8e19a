// SPDX-License-Identifier: GPL-2.0-or-later
// Memory between processes: counters, a ring buffer and a matrix in shared anonymous memory and memfds.
#include "guest.h"
#include <sched.h>
#include <sys/mman.h>

enum { RW = PROT_READ | PROT_WRITE };
struct ring {
    volatile unsigned head, tail;
    unsigned slots[64];
};

int main(void) {
    unsigned long *counters = mmap(NULL, 1 << 20, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 8; i++)
        if (fork() == 0) {
            for (int k = 0; k < 5000; k++)
                __atomic_fetch_add(&counters[0], k, __ATOMIC_SEQ_CST),
                    __atomic_fetch_add(&counters[(k % 200) * 512 + 1], 1, __ATOMIC_SEQ_CST);
            _exit(0);
        }
    while (wait(NULL) > 0) {}
    unsigned long sum = 0;
    for (int i = 0; i < 200; i++) sum += counters[i * 512 + 1];
    printf("counters %lu %lu\n", counters[0], sum);

    struct ring *ring = mmap(NULL, sizeof *ring, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid = fork();
    if (pid == 0) {
        for (unsigned i = 1; i <= 20000; i++) {
            while (ring->tail - ring->head == 64) sched_yield();
            ring->slots[ring->tail % 64] = i * i;
            __atomic_store_n(&ring->tail, ring->tail + 1, __ATOMIC_RELEASE);
        }
        _exit(0);
    }
    unsigned total = 0;
    for (unsigned i = 1; i <= 20000; i++) {
        while (__atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE) == ring->head) sched_yield();
        if (ring->slots[ring->head % 64] != i * i) printf("item %u is wrong\n", i);
        total += ring->slots[ring->head % 64];
        ring->head++;
    }
    reap("producer", pid), printf("ring %u\n", total);

    enum { N = 48 };
    int fd = memfd_create("matrix", 0);
    ftruncate(fd, 3 * N * N * sizeof(double));
    double *m = mmap(NULL, 3 * N * N * sizeof(double), RW, MAP_SHARED, fd, 0);
    for (int i = 0; i < N * N; i++) m[i] = i % 13, m[N * N + i] = i % 7;
    for (int part = 0; part < 4; part++)
        if (fork() == 0) {
            double *own = mmap(NULL, 3 * N * N * sizeof(double), RW, MAP_SHARED, fd, 0); // at another address
            for (int i = part; i < N; i += 4)
                for (int j = 0; j < N; j++)
                    for (int k = 0; k < N; k++) own[2 * N * N + i * N + j] += own[i * N + k] * own[N * N + k * N + j];
            _exit(own == m);
        }
    int status, same = 0;
    while (wait(&status) > 0) same += WEXITSTATUS(status);
    double trace = 0, all = 0;
    for (int i = 0; i < N * N; i++) all += m[2 * N * N + i];
    for (int i = 0; i < N; i++) trace += m[2 * N * N + i * N + i];
    printf("matrix %.0f %.0f, mapped at another address %d times\n", trace, all, 4 - same);

    // grandchildren inherit; unmapping in one leaves the others
    if ((pid = fork()) == 0) {
        if (fork() == 0) {
            milliseconds(10);
            counters[1000] = 77;
            _exit(0);
        }
        munmap(counters, 1 << 20);
        wait(NULL);
        _exit(0);
    }
    reap("middle", pid), printf("from the grandchild: %lu\n", counters[1000]);
    // the memory is gone with its last user: as much again and again
    for (int i = 0; i < 100; i++) {
        char *big = mmap(NULL, 16 << 20, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        for (int k = 0; k < 16 << 20; k += 65536) big[k] = i;
        munmap(big, 16 << 20);
    }
    printf("a hundred times 16 MB\n");
    return 0;
}
