// SPDX-License-Identifier: GPL-2.0-or-later
// Priorities, policies, affinity: what an ordinary user gets to see and may change.
#include "guest.h"
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>

int main(void) {
    if (getpriority(PRIO_PROCESS, 0)) skip("started with niceness %d, not 0", getpriority(PRIO_PROCESS, 0));
    show("getpriority", getpriority(PRIO_PROCESS, 0)),
        show("raw, 20 - nice", syscall(SYS_getpriority, PRIO_PROCESS, 0));
    show("group", getpriority(PRIO_PGRP, 0));
    errno = 0;
    show("which 3", getpriority(3, 0)), show("nobody", getpriority(PRIO_PROCESS, 0x7ffffff0));
    show("setpriority 5", setpriority(PRIO_PROCESS, 0, 5)), show("getpriority", getpriority(PRIO_PROCESS, 0));
    show("setpriority 99 is 19", setpriority(PRIO_PROCESS, 0, 99)), show("getpriority", getpriority(PRIO_PROCESS, 0));
    struct rlimit limit = {0, 0};
    setrlimit(RLIMIT_NICE, &limit);
    show("back to 0", setpriority(PRIO_PROCESS, 0, 0));
    errno = 0;
    show("nice(-1)", nice(-1)), show("nice(0)", nice(0));
    pid_t pid = fork();
    if (pid == 0) show("inherited", getpriority(PRIO_PROCESS, 0)), _exit(0);
    reap("child", pid);

    show("policy", sched_getscheduler(0)), show("of nobody", sched_getscheduler(0x7ffffff0)),
        show("of -1", sched_getscheduler(-1));
    static const int policies[] = {SCHED_OTHER, SCHED_FIFO, SCHED_RR, SCHED_BATCH, SCHED_IDLE, 4, 6, 77};
    for (int i = 0; i < 8; i++) {
        printf("policy %d ", policies[i]);
        show("lowest", sched_get_priority_min(policies[i])), printf("policy %d ", policies[i]),
            show("highest", sched_get_priority_max(policies[i]));
    }
    struct sched_param param = {0};
    limit.rlim_cur = limit.rlim_max = 0, setrlimit(RLIMIT_RTPRIO, &limit);
    show("batch", sched_setscheduler(0, SCHED_BATCH, &param)), show("policy", sched_getscheduler(0));
    show("other", sched_setscheduler(0, SCHED_OTHER, &param)), show("param", sched_getparam(0, &param)),
        printf("%d\n", param.sched_priority);
    show("idle", sched_setscheduler(0, SCHED_IDLE, &param)), show("policy", sched_getscheduler(0));
    param.sched_priority = 1;
    show("other with priority", sched_setscheduler(0, SCHED_OTHER, &param)),
        show("fifo", sched_setscheduler(0, SCHED_FIFO, &param)), show("unknown", sched_setscheduler(0, 77, &param));
    param.sched_priority = 100;
    show("fifo 100", sched_setscheduler(0, SCHED_FIFO, &param)), show("setparam", sched_setparam(0, &param)),
        show("null", sched_setscheduler(0, SCHED_OTHER, NULL));
    struct timespec ts;
    show("interval", sched_rr_get_interval(0, &ts)),
        show("interval of nobody", sched_rr_get_interval(0x7ffffff0, &ts));
    show("yield", sched_yield());

    cpu_set_t set;
    long size = syscall(SYS_sched_getaffinity, 0, sizeof set, &set);
    printf("affinity: %s, at least one: %d\n", size > 0 && size % 8 == 0 ? "ok" : "odd",
           size > 0 && CPU_COUNT(&set) >= 1);
    show("too small", syscall(SYS_sched_getaffinity, 0, 0, &set)),
        show("not a multiple of 8", syscall(SYS_sched_getaffinity, 0, 127, &set)),
        show("of nobody", sched_getaffinity(0x7ffffff0, sizeof set, &set));
    int first = 0;
    sched_getaffinity(0, sizeof set, &set);
    while (!CPU_ISSET(first, &set)) first++;
    CPU_ZERO(&set);
    CPU_SET(first, &set);
    show("one processor only", sched_setaffinity(0, sizeof set, &set));
    unsigned cpu = 99, node = 99;
    syscall(SYS_getcpu, &cpu, &node, NULL);
    printf("running there: %d %d\n", cpu == (unsigned)first, sched_getcpu() == first);
    CPU_ZERO(&set);
    show("none", sched_setaffinity(0, sizeof set, &set));
    show("ioprio_get", syscall(SYS_ioprio_get, 1, 0)), show("ioprio_get bad", syscall(SYS_ioprio_get, 9, 0));
    return 0;
}
