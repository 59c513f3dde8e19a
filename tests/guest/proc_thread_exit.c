// SPDX-License-Identifier: GPL-2.0-or-later
// Threads and the process: fork and exec from a thread, cancellation, the leader gone first, signals to threads.
#include "guest.h"
#include <pthread.h>
#include <sys/syscall.h>

static void cleanup(void *arg) {
    printf("cleanup: %s\n", (char *)arg);
}
static void *blocked_in_read(void *arg) {
    int p[2];
    char c;
    pipe(p);
    pthread_cleanup_push(cleanup, "read");
    read(p[0], &c, 1);
    pthread_cleanup_pop(0);
    return NULL;
}
static void *spins(void *arg) {
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
    for (;;) {}
    return NULL;
}
static void *disabled(void *arg) {
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    milliseconds(30);
    printf("not cancelled while disabled\n");
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    pthread_testcancel();
    printf("not reached\n");
    return NULL;
}
static void *in_condition(void *arg) {
    static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
    pthread_mutex_lock(&m);
    pthread_cleanup_push(cleanup, "condition");
    pthread_cond_wait(&c, &m);
    pthread_cleanup_pop(0);
    return NULL;
}
static char at_fork[64];
static void prepare(void) {
    strcpy(at_fork, "prepare");
}
static void in_parent(void) {
    strcat(at_fork, " parent");
}
static void in_child(void) {
    strcat(at_fork, " child");
}
static volatile int ticks;
static void *ticker(void *arg) {
    for (;;) ticks++;
}
static void *forks(void *arg) {
    pid_t pid = fork();
    if (pid == 0) {
        int before = ticks;
        milliseconds(20);
        printf("at fork: %s\n", at_fork);
        printf("the other threads are not in the child: %d; it leads: %d\n", ticks == before,
               getpid() == (pid_t)syscall(SYS_gettid));
        _exit(5);
    }
    reap("forked by a thread", pid);
    printf("at fork: %s\n", at_fork);
    return NULL;
}
static pthread_t main_thread;
static void *joins_main(void *arg) {
    void *result;
    pthread_join(main_thread, &result);
    printf("joined the main thread: %ld\n", (long)result);
    char path[64], state[512] = "";
    int fd = open("/proc/self/stat", O_RDONLY);
    read(fd, state, sizeof state - 1);
    printf("the leader is a zombie: %c\n", strrchr(state, ')')[2]);
    printf("getpid still works: %d\n", getpid() == *(pid_t *)arg);
    exit(9);
}
static __thread int handled_here;
static volatile int handled_by_other;
static void handler(int signo) {
    handled_here = 1;
}
static void *gets_signal(void *arg) {
    nanosleep(&(struct timespec){5, 0}, NULL); // until it comes
    handled_by_other = handled_here;
    return NULL;
}
static void *aborts(void *arg) {
    milliseconds(10);
    abort();
}
static void *exits_raw(void *arg) {
    syscall(SYS_exit, 3); // a thread that ends without its library
    return NULL;
}

int main(void) {
    pthread_t t;
    void *result;
    static void *(*const victims[])(void *) = {blocked_in_read, spins, disabled, in_condition};
    for (int i = 0; i < 4; i++) {
        pthread_create(&t, NULL, victims[i], NULL);
        milliseconds(10);
        int r = pthread_cancel(t);
        pthread_join(t, &result);
        printf("victim %d: %d %s\n", i, r, result == PTHREAD_CANCELED ? "cancelled" : "ended");
    }
    signal(SIGUSR1, handler);
    pthread_create(&t, NULL, gets_signal, NULL);
    milliseconds(10);
    pthread_kill(t, SIGUSR1), pthread_join(t, NULL);
    printf("the signal went to the thread: %d, not to me: %d\n", handled_by_other, !handled_here);
    show("tgkill of another's thread", syscall(SYS_tgkill, getpid(), 0x7ffffff0, 0));
    show("tgkill with the wrong process", syscall(SYS_tgkill, 0x7ffffff0, syscall(SYS_gettid), 0));
    show("tgkill with 0", syscall(SYS_tgkill, 0, 0, 0)), show("tkill -1", syscall(SYS_tkill, -1, 0));
    pthread_create(&t, NULL, ticker, NULL);
    pthread_atfork(prepare, in_parent, in_child);
    pthread_t u;
    pthread_create(&u, NULL, forks, NULL), pthread_join(u, NULL);
    pthread_cancel(t); // it never comes to a cancellation point; exit ends it

    pid_t pid = fork();
    if (pid == 0) {
        pid_t own = getpid();
        main_thread = pthread_self();
        pthread_create(&t, NULL, joins_main, &own);
        pthread_exit((void *)8);
    }
    reap("a process whose leader ended first", pid);
    if ((pid = fork()) == 0) {
        for (int i = 0; i < 20; i++) pthread_create(&t, NULL, exits_raw, NULL);
        milliseconds(300); // they have ended by then
        _exit(10);
    }
    reap("threads that ended by the bare call", pid);
    if ((pid = fork()) == 0) { // a fatal signal in one thread ends all
        pthread_create(&t, NULL, ticker, NULL);
        milliseconds(10);
        pthread_create(&u, NULL, aborts, NULL);
        for (;;) pause();
    }
    int status;
    waitpid(pid, &status, 0);
    show_status("abort in a thread", status & ~0x80);
    return 0;
}
