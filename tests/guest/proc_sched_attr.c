// SPDX-License-Identifier: GPL-2.0-or-later
// sched_setattr and sched_getattr, resetting on fork, and I/O priorities.
#include "guest.h"
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>

struct attr {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
    uint32_t util_min, util_max;
    char more[8];
};

static long set(pid_t pid, uint32_t size, uint32_t policy, uint64_t flags, int nice, uint32_t priority) {
    struct attr a = {.size = size, .policy = policy, .flags = flags, .nice = nice, .priority = priority};
    return syscall(SYS_sched_setattr, pid, &a, 0);
}
static void get(const char *what) {
    struct attr a;
    memset(&a, 0x55, sizeof a);
    long r = syscall(SYS_sched_getattr, 0, &a, 48, 0);
    printf("%s: %ld, size %u, policy %u, flags %lu, nice %d, priority %u\n", what, r, a.size, a.policy,
           (unsigned long)a.flags, a.nice, a.priority);
}

int main(void) {
    if (getpriority(PRIO_PROCESS, 0)) skip("started with niceness %d, not 0", getpriority(PRIO_PROCESS, 0));
    get("at first");
    show("nice 5", set(0, 48, SCHED_OTHER, 0, 5, 0));
    get("then");
    show("less nice", set(0, 48, SCHED_OTHER, 0, 4, 0));
    show("out of range", set(0, 48, SCHED_OTHER, 0, 77, 0));
    get("clamped");
    show("batch", set(0, 48, SCHED_BATCH, 0, 19, 0));
    show("priority of batch", set(0, 48, SCHED_BATCH, 0, 19, 1));
    show("round robin", set(0, 48, SCHED_RR, 0, 0, 5));
    show("round robin without a priority", set(0, 48, SCHED_RR, 0, 0, 0));
    show("too high", set(0, 48, SCHED_FIFO, 0, 0, 100));
    show("deadline, nothing said", set(0, 48, SCHED_DEADLINE, 0, 0, 0));
    show("no such policy", set(0, 48, 4, 0, 0, 0));
    show("negative policy", set(0, 48, 0x80000000, 0, 0, 0));
    show("no such flag", set(0, 48, SCHED_OTHER, 1 << 20, 19, 0));
    show("no such process", set(30000, 48, SCHED_OTHER, 0, 19, 0));
    show("negative pid", set(-1, 48, SCHED_OTHER, 0, 19, 0));
    show("size 0", set(0, 0, SCHED_BATCH, 0, 19, 0));
    show("too small", set(0, 40, SCHED_BATCH, 0, 19, 0));
    struct attr a = {.size = sizeof a, .policy = SCHED_BATCH, .nice = 19};
    show("larger, zeroes", syscall(SYS_sched_setattr, 0, &a, 0));
    a.more[3] = 1;
    show("larger, something there", syscall(SYS_sched_setattr, 0, &a, 0));
    show("flags of the call", syscall(SYS_sched_setattr, 0, &a, 1));
    show("nowhere", syscall(SYS_sched_setattr, 0, NULL, 0));
    show("bad address", syscall(SYS_sched_setattr, 0, 8, 0));
    show("get: too small", syscall(SYS_sched_getattr, 0, &a, 47, 0));
    show("get: too large", syscall(SYS_sched_getattr, 0, &a, 5000, 0));
    show("get: flags", syscall(SYS_sched_getattr, 0, &a, 48, 1));
    show("get: nobody", syscall(SYS_sched_getattr, 30000, &a, 48, 0));
    show("get: bad address", syscall(SYS_sched_getattr, 0, 8, 48, 0));
    show("keep policy", set(0, 48, 77, 8, 19, 0));
    show("keep everything", set(0, 48, 77, 24, 3, 9));
    get("kept");
    show("idle", set(0, 48, SCHED_IDLE, 0, 0, 0));
    show("back from idle", set(0, 48, SCHED_OTHER, 0, 19, 0));
    get("now");

    show("reset on fork", sched_setscheduler(0, SCHED_OTHER | SCHED_RESET_ON_FORK, &(struct sched_param){0}));
    show("policy", sched_getscheduler(0));
    get("told");
    pid_t pid = fork();
    if (!pid) {
        get("child");
        _exit(0);
    }
    reap("child", pid);
    show("off again", sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){0}));

    enum { PROCESS = 1, GROUP, USER };
    show("ioprio", syscall(SYS_ioprio_get, PROCESS, 0));
    show("best effort 3", syscall(SYS_ioprio_set, PROCESS, 0, 2 << 13 | 3));
    show("ioprio", syscall(SYS_ioprio_get, PROCESS, 0));
    show("idle", syscall(SYS_ioprio_set, PROCESS, getpid(), 3 << 13));
    show("ioprio", syscall(SYS_ioprio_get, PROCESS, getpid()));
    show("real time", syscall(SYS_ioprio_set, PROCESS, 0, 1 << 13));
    show("none, with a level", syscall(SYS_ioprio_set, PROCESS, 0, 3));
    show("no such class", syscall(SYS_ioprio_set, PROCESS, 0, 5 << 13));
    show("no such kind", syscall(SYS_ioprio_set, 4, 0, 2 << 13));
    show("no such process", syscall(SYS_ioprio_set, PROCESS, 30000, 2 << 13));
    show("process 1", syscall(SYS_ioprio_set, PROCESS, 1, 2 << 13));
    return 0;
}
