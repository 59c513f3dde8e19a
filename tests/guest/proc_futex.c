// SPDX-License-Identifier: GPL-2.0-or-later
// futex by hand: each operation, its errors, private and between processes.
#include "guest.h"
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static long futex(volatile void *word, int op, unsigned value, const void *timeout, volatile void *word2,
                  unsigned value3) {
    return syscall(SYS_futex, word, op, value, timeout, word2, value3);
}
static volatile unsigned word, word2;
static volatile int woken, waiting;

struct wait {
    volatile unsigned *at;
    unsigned bits;
};
static void *waits(void *arg) {
    struct wait *w = arg;
    __atomic_fetch_add(&waiting, 1, __ATOMIC_SEQ_CST);
    long r = futex(w->at, FUTEX_WAIT_BITSET, 0, NULL, NULL, w->bits);
    if (r) printf("a wait returned %ld %s\n", r, errno_name(errno));
    __atomic_fetch_add(&woken, 1, __ATOMIC_SEQ_CST);
    return NULL;
}
static pthread_t threads[16];
static void start(int count, struct wait *w) {
    waiting = woken = 0;
    for (int i = 0; i < count; i++) pthread_create(&threads[i], NULL, waits, w);
    while (waiting < count) milliseconds(1);
    milliseconds(20); // now they are in the kernel
}
static void woken_are(const char *what) {
    milliseconds(20);
    printf("%s: %d woken\n", what, woken);
}
static void join(int count) {
    for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
}

int main(void) {
    struct timespec none = {0, 0}, soon = {0, 10000000}, bad = {0, 1000000000}, negative = {-1, 0}, past = {1, 0};
    word = 1;
    show("wait, other value", futex(&word, FUTEX_WAIT, 2, NULL, NULL, 0));
    show("wait, timeout 0", futex(&word, FUTEX_WAIT, 1, &none, NULL, 0));
    show("wait, timeout", futex(&word, FUTEX_WAIT, 1, &soon, NULL, 0));
    show("wait, bad timeout", futex(&word, FUTEX_WAIT, 1, &bad, NULL, 0));
    show("wait, negative timeout", futex(&word, FUTEX_WAIT, 1, &negative, NULL, 0));
    show("wait, timeout at 8", futex(&word, FUTEX_WAIT, 1, (void *)8, NULL, 0));
    show("wait, absolute past", futex(&word, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 1, &past, NULL, ~0u));
    show("wait, unaligned", futex((char *)&word + 1, FUTEX_WAIT, 1, NULL, NULL, 0));
    show("wait, unmapped", futex((void *)4096, FUTEX_WAIT, 1, NULL, NULL, 0));
    show("wait, kernel address", futex((void *)0xffff800000000000, FUTEX_WAIT, 1, NULL, NULL, 0));
    show("bitset 0", futex(&word, FUTEX_WAIT_BITSET, 1, &none, NULL, 0));
    show("wake bitset 0", futex(&word, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0));
    show("wake nobody", futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0));
    show("wake, unmapped private", futex((void *)4096, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0));
    show("wake, unmapped shared", futex((void *)4096, FUTEX_WAKE, 1, NULL, NULL, 0));
    show("unknown operation", futex(&word, 99, 1, NULL, NULL, 0));
    show("FUTEX_FD", futex(&word, FUTEX_FD, 0, NULL, NULL, 0));
    show("realtime clock where it means nothing", futex(&word, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 1, NULL, NULL, 0));
    show("cmp_requeue, other value", futex(&word, FUTEX_CMP_REQUEUE, 1, (void *)1, &word2, 77));
    show("requeue, negative count", futex(&word, FUTEX_CMP_REQUEUE, -1, (void *)1, &word2, 1));

    word = 0;
    struct wait any = {&word, ~0u}, first = {&word, 1}, second = {&word, 2};
    start(5, &any);
    show("wake 2", futex(&word, FUTEX_WAKE, 2, NULL, NULL, 0)), woken_are("after 2");
    show("wake all", futex(&word, FUTEX_WAKE, 1000, NULL, NULL, 0)), join(5), woken_are("after all");
    start(3, &first);
    show("wake bits 2", futex(&word, FUTEX_WAKE_BITSET, 10, NULL, NULL, 2)), woken_are("none");
    show("wake bits 3", futex(&word, FUTEX_WAKE_BITSET, 10, NULL, NULL, 3)), join(3);
    start(6, &any);
    show("wake 1, requeue 3", futex(&word, FUTEX_CMP_REQUEUE, 1, (void *)3, &word2, 0)), woken_are("requeued");
    show("left on the first", futex(&word, FUTEX_WAKE, 10, NULL, NULL, 0));
    show("now on the second", futex(&word2, FUTEX_WAKE, 10, NULL, NULL, 0)), join(6);
    start(2, &any);
    word2 = 5;
    show("wake_op: add 3, true if 5",
         futex(&word, FUTEX_WAKE_OP, 1, (void *)1, &word2, FUTEX_OP(FUTEX_OP_ADD, 3, FUTEX_OP_CMP_EQ, 5)));
    printf("second word %u\n", word2);
    static const struct {
        int op, arg, cmp, cmparg;
    } ops[] = {{FUTEX_OP_SET, 12, FUTEX_OP_CMP_GT, 100},
               {FUTEX_OP_OR, 0x30, FUTEX_OP_CMP_LT, 0},
               {FUTEX_OP_ANDN, 4, FUTEX_OP_CMP_NE, 1},
               {FUTEX_OP_XOR, 0xff, FUTEX_OP_CMP_GE, 1},
               {FUTEX_OP_OR | FUTEX_OP_OPARG_SHIFT, 9, FUTEX_OP_CMP_LE, 0}};
    for (int i = 0; i < 5; i++) {
        long r =
            futex(&word2, FUTEX_WAKE_OP, 0, 0, &word2, FUTEX_OP(ops[i].op, ops[i].arg, ops[i].cmp, ops[i].cmparg));
        printf("wake_op %d: %ld, word %#x\n", i, r, word2);
    }
    show("wake_op unknown", futex(&word, FUTEX_WAKE_OP, 1, (void *)1, &word2, FUTEX_OP(7, 0, 0, 0)));
    futex(&word, FUTEX_WAKE, 10, NULL, NULL, 0), join(2);
    // a private wake does not reach a shared wait of the same word, in anonymous private memory it is the same
    // key all the same

    // between processes: shared memory at different addresses, or a file
    volatile unsigned *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t pid = fork();
    if (pid == 0) {
        volatile unsigned *moved = mremap((void *)shared, 0, 4096, MREMAP_MAYMOVE);
        moved[1] = 1;
        long r = futex(moved, FUTEX_WAIT, 0, NULL, NULL, 0);
        _exit(r == 0 ? 21 : 1);
    }
    while (!shared[1]) milliseconds(1);
    milliseconds(20);
    show("a private wake misses it", futex(shared, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0));
    show("a shared one wakes it", futex(shared, FUTEX_WAKE, 1, NULL, NULL, 0));
    reap("waiter", pid);
    // after fork, private memory is another futex
    word = 0;
    if ((pid = fork()) == 0)
        _exit(futex(&word, FUTEX_WAIT, 0, &(struct timespec){0, 60000000}, NULL, 0) < 0 && errno == ETIMEDOUT ? 22
                                                                                                              : 1);
    milliseconds(20);
    show("not the child's", futex(&word, FUTEX_WAKE, 1, NULL, NULL, 0));
    reap("child", pid);

    // priority inheritance: the kernel sets the owner
    unsigned tid = syscall(SYS_gettid);
    word = 0;
    show("lock_pi", futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0)), printf("owner is me: %d\n", word == tid);
    show("lock_pi again", futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    show("unlock_pi", futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0)), printf("free: %d\n", word == 0);
    show("unlock_pi again", futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    show("trylock_pi", futex(&word, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0)),
        futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0);
    word = 0x3ffffff0;
    show("owner does not exist", futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    return 0;
}
