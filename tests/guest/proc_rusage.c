// SPDX-License-Identifier: GPL-2.0-or-later
// Time and memory used: only grows, has the right size, goes to the parent with wait.
#include "guest.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/times.h>

static double seconds(struct timeval t) {
    return t.tv_sec + t.tv_usec / 1e6;
}
static double used(int who) {
    struct rusage u;
    getrusage(who, &u);
    return seconds(u.ru_utime) + seconds(u.ru_stime);
}
static void burn(double amount) {
    double start = used(RUSAGE_THREAD);
    while (used(RUSAGE_THREAD) - start < amount)
        for (volatile int i = 0; i < 100000; i++) {}
}
static void *thread(void *arg) {
    double before = used(RUSAGE_THREAD);
    burn(0.05);
    printf("a thread starts at nothing: %d, and its own time counts: %d\n", before < 0.02,
           used(RUSAGE_THREAD) >= 0.05);
    return NULL;
}

int main(void) {
    struct rusage u, v;
    show("bad who", getrusage(5, &u)), show("bad pointer", syscall(SYS_getrusage, RUSAGE_SELF, 8));
    memset(&u, 0xff, sizeof u);
    show("self", getrusage(RUSAGE_SELF, &u));
    printf("no holes: %ld %ld %ld %ld %ld %ld\n", u.ru_ixrss, u.ru_idrss, u.ru_isrss, u.ru_nswap, u.ru_msgsnd,
           u.ru_nsignals);
    burn(0.05);
    getrusage(RUSAGE_SELF, &v);
    printf("time grows: %d\n",
           seconds(v.ru_utime) + seconds(v.ru_stime) - seconds(u.ru_utime) - seconds(u.ru_stime) >= 0.049);
    enum { SIZE = 32 << 20 };
    char *m = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    madvise(m, SIZE, MADV_NOHUGEPAGE);
    getrusage(RUSAGE_SELF, &u);
    for (int i = 0; i < SIZE; i += 4096) m[i] = 1;
    getrusage(RUSAGE_SELF, &v);
    printf("minor faults: %d, memory high: %d\n", v.ru_minflt - u.ru_minflt >= SIZE / 4096,
           v.ru_maxrss >= SIZE / 1024);
    munmap(m, SIZE);
    getrusage(RUSAGE_SELF, &u);
    printf("the highest is kept: %d\n", u.ru_maxrss >= v.ru_maxrss);
    pthread_t t;
    pthread_create(&t, NULL, thread, NULL), pthread_join(t, NULL);
    double self = used(RUSAGE_SELF), main_thread = used(RUSAGE_THREAD);
    printf("the process has its threads' time: %d\n", self - main_thread > 0.04);

    printf("children: nothing yet %d\n", used(RUSAGE_CHILDREN) < 0.02);
    pid_t pid = fork();
    if (pid == 0) {
        printf("a child starts at nothing: %d\n", used(RUSAGE_SELF) < 0.04);
        if (fork() == 0) burn(0.1), _exit(0);
        wait(NULL);
        burn(0.1);
        _exit(0);
    }
    struct rusage of_child;
    siginfo_t info;
    waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
    printf("not before it is reaped: %d\n", used(RUSAGE_CHILDREN) < 0.02);
    wait4(pid, NULL, 0, &of_child);
    double child_time = seconds(of_child.ru_utime) + seconds(of_child.ru_stime);
    printf("wait4 has its children's time too: %d; RUSAGE_CHILDREN: %d\n", child_time >= 0.19,
           used(RUSAGE_CHILDREN) >= 0.19);
    signal(SIGCHLD, SIG_IGN);
    double before = used(RUSAGE_CHILDREN);
    if (fork() == 0) burn(0.1), _exit(0);
    wait(NULL);
    printf("children nobody waits for do not count: %d\n", used(RUSAGE_CHILDREN) - before < 0.05);

    struct tms tms;
    clock_t wall = times(&tms);
    printf("times: %d %d\n", wall != -1,
           tms.tms_utime + tms.tms_stime >= 10 && tms.tms_cutime + tms.tms_cstime >= 17);
    show("ticks a second", sysconf(_SC_CLK_TCK));
    show("times, bad pointer", syscall(SYS_times, 8));
    struct timespec ts;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    printf("the process's clock: %d\n", ts.tv_sec + ts.tv_nsec / 1e9 >= 0.09);
    clock_t c = clock();
    burn(0.03);
    printf("clock: %d\n", clock() - c >= 0.029 * CLOCKS_PER_SEC);
    // sleeping costs nothing
    double cpu = used(RUSAGE_SELF);
    milliseconds(100);
    printf("sleeping costs nothing: %d\n", used(RUSAGE_SELF) - cpu < 0.05);
    getrusage(RUSAGE_SELF, &u);
    printf("voluntary switches: %d\n", u.ru_nvcsw > 0);
    return 0;
}
