// SPDX-License-Identifier: GPL-2.0-or-later
// The futex calls that have sizes and flags for each word: futex_waitv, futex_wait, futex_wake, futex_requeue.
#include "guest.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>

enum { NR_WAITV = 449, NR_WAKE = 454, NR_WAIT = 455, NR_REQUEUE = 456, SIZE_U32 = 2, PRIVATE = 128 };
struct entry {
    uint64_t val, uaddr;
    uint32_t flags, reserved;
};
static uint32_t words[4] = {10, 11, 12, 13};
static struct entry v[130];

static void fill(unsigned n, uint32_t flags) {
    for (unsigned i = 0; i < n; i++) v[i] = (struct entry){words[i % 4], (uintptr_t)&words[i % 4], flags, 0};
}
static struct timespec *after(int ms, clockid_t clock) {
    static struct timespec ts;
    clock_gettime(clock, &ts);
    ts.tv_nsec += ms * 1000000L;
    while (ts.tv_nsec >= 1000000000) ts.tv_sec++, ts.tv_nsec -= 1000000000;
    return &ts;
}
static long waitv(unsigned n, unsigned flags, struct timespec *limit, clockid_t clock) {
    return syscall(NR_WAITV, v, n, flags, limit, clock);
}

static void *wakes_third(void *arg) {
    milliseconds(20);
    return (void *)syscall(SYS_futex, &words[2], 1 | (arg ? PRIVATE : 0), 5, NULL, NULL, 0);
}
static int waiting;
static void *waits_one(void *arg) {
    __atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
    long r = syscall(NR_WAIT, &words[0], 10, (long)arg, SIZE_U32 | PRIVATE, NULL, 0);
    return (void *)r;
}

int main(void) {
    if (syscall(NR_WAITV, NULL, 0, 0, NULL, 0) == -1 && errno == ENOSYS) skip("no futex_waitv on this kernel");
    fill(4, SIZE_U32 | PRIVATE);
    show("none", waitv(0, 0, NULL, 0));
    show("too many", waitv(129, 0, NULL, 0));
    show("flags", waitv(1, 1, NULL, 0));
    show("clock", waitv(1, 0, after(1, CLOCK_MONOTONIC), CLOCK_BOOTTIME));
    show("past", waitv(4, 0, &(struct timespec){0, 0}, CLOCK_MONOTONIC));
    show("bad time", waitv(4, 0, &(struct timespec){0, 1000000000}, CLOCK_MONOTONIC));
    v[1].flags = PRIVATE | 3;
    show("64 bits", waitv(2, 0, NULL, 0));
    v[1].flags = SIZE_U32 | 64;
    show("unknown flag", waitv(2, 0, NULL, 0));
    fill(4, SIZE_U32);
    v[1].reserved = 1;
    show("reserved", waitv(2, 0, NULL, 0));
    fill(4, SIZE_U32);
    v[3].val = 99;
    show("another value", waitv(4, 0, NULL, 0));
    v[3].val = 1ull << 40 | 13;
    show("too large a value", waitv(4, 0, NULL, 0));
    fill(2, SIZE_U32);
    v[1].uaddr = 8;
    show("bad address", waitv(2, 0, NULL, 0));
    v[1].uaddr = (uintptr_t)&words[1] + 2;
    show("misaligned", waitv(2, 0, NULL, 0));
    fill(128, SIZE_U32 | PRIVATE);
    show("128, until", waitv(128, 0, after(5, CLOCK_REALTIME), CLOCK_REALTIME));

    pthread_t t;
    for (int private = 0; private < 2; private ++) {
        fill(4, SIZE_U32 | (private ? PRIVATE : 0));
        pthread_create(&t, NULL, wakes_third, private ? "" : NULL);
        show("index", waitv(4, 0, NULL, 0));
        void *woken;
        pthread_join(t, &woken);
        printf("woken: %ld\n", (long)woken);
    }
    if (syscall(NR_WAKE, &words[0], 1ul, 1, SIZE_U32 | PRIVATE) == -1 && errno == ENOSYS) {
        printf("no futex_wake here\n");
        return 0;
    }
    show("wait: another value", syscall(NR_WAIT, &words[0], 9ul, ~0u, SIZE_U32 | PRIVATE, NULL, 0));
    show("wait: until", syscall(NR_WAIT, &words[0], 10ul, ~0u, SIZE_U32, after(3, CLOCK_MONOTONIC), CLOCK_MONOTONIC));
    show("wait: no mask", syscall(NR_WAIT, &words[0], 10ul, 0ul, SIZE_U32, NULL, 0));
    show("wait: wide mask", syscall(NR_WAIT, &words[0], 10ul, 1ul << 32, SIZE_U32, NULL, 0));
    show("wait: bad flags", syscall(NR_WAIT, &words[0], 10ul, 1ul, 0, NULL, 0));
    show("wake: nobody", syscall(NR_WAKE, &words[0], 1ul, 1, SIZE_U32 | PRIVATE));
    show("wake: no mask", syscall(NR_WAKE, &words[0], 0ul, 1, SIZE_U32));
    show("wake: misaligned", syscall(NR_WAKE, (char *)words + 1, 1ul, 1, SIZE_U32));
    show("requeue: flags", syscall(NR_REQUEUE, v, 1, 1, 1));

    pthread_t many[6];
    for (long i = 0; i < 6; i++) pthread_create(&many[i], NULL, waits_one, (void *)(i < 2 ? 1l : 6l));
    while (__atomic_load_n(&waiting, __ATOMIC_SEQ_CST) < 6) {}
    milliseconds(20);
    show("wake: none of them", syscall(NR_WAKE, &words[0], ~0ul >> 32, 0, SIZE_U32 | PRIVATE));
    show("wake: mask 8", syscall(NR_WAKE, &words[0], 8ul, 9, SIZE_U32 | PRIVATE));
    show("wake: mask 1", syscall(NR_WAKE, &words[0], 1ul, 9, SIZE_U32 | PRIVATE));
    fill(2, SIZE_U32 | PRIVATE);
    v[0].val = 3;
    show("requeue: another value", syscall(NR_REQUEUE, v, 0, 1, 1));
    fill(2, SIZE_U32 | PRIVATE);
    show("requeue: one, two", syscall(NR_REQUEUE, v, 0, 1, 2));
    show("left at the first", syscall(NR_WAKE, &words[0], ~0ul >> 32, 9, SIZE_U32 | PRIVATE));
    show("moved to the second", syscall(NR_WAKE, &words[1], ~0ul >> 32, 9, SIZE_U32 | PRIVATE));
    for (int i = 0; i < 6; i++) {
        void *r;
        pthread_join(many[i], &r);
        if (r) printf("thread %d: %ld\n", i, (long)r);
    }
    return 0;
}
