// SPDX-License-Identifier: GPL-2.0-or-later
// Resource limits: what the first process has, and changing them (getrlimit(2); Linux: do_prlimit in kernel/sys.c). Each limit is
// kept by who hands out the resource.
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "kernel/internal.h"
#include "kernel/posix_timer.h"

#define STACK_SOFT (8u << 20)
#define NOFILE_SOFT 1024
#define NOFILE_HARD (1u << 20)
#define MEMLOCK_BYTES (8u << 20)
#define MSGQUEUE_BYTES 819200

void rlimits_init(struct process *p) {
    const u64 tasks = p->sb->opt.max_procs;
    for (int i = 0; i < RLIM_NLIMITS; i++) p->rlimit[i] = (struct abi_rlimit64){RLIM_INFINITY, RLIM_INFINITY};
    p->rlimit[RLIMIT_STACK].rlim_cur = STACK_SOFT;
    p->rlimit[RLIMIT_CORE].rlim_cur = 0; // none is ever written
    p->rlimit[RLIMIT_NPROC] = (struct abi_rlimit64){tasks, tasks};
    p->rlimit[RLIMIT_NOFILE] = (struct abi_rlimit64){NOFILE_SOFT, NOFILE_HARD};
    p->rlimit[RLIMIT_MEMLOCK] = (struct abi_rlimit64){MEMLOCK_BYTES, MEMLOCK_BYTES};
    p->rlimit[RLIMIT_SIGPENDING] = (struct abi_rlimit64){tasks, tasks};
    p->rlimit[RLIMIT_MSGQUEUE] = (struct abi_rlimit64){MSGQUEUE_BYTES, MSGQUEUE_BYTES};
    p->rlimit[RLIMIT_NICE] = p->rlimit[RLIMIT_RTPRIO] = (struct abi_rlimit64){0, 0};
}

// Address spaces keep copies, so that a fault need not look for a task.
static void rlimit_tell_memory(const struct process *p) {
    const struct task *t;
    list_for_each(t, &p->threads, thread_link) {
        if (!t->mm) continue;
        t->mm->rlimit_as = p->rlimit[RLIMIT_AS].rlim_cur;
        t->mm->rlimit_data = p->rlimit[RLIMIT_DATA].rlim_cur;
        t->mm->rlimit_stack = p->rlimit[RLIMIT_STACK].rlim_cur;
        t->mm->rlimit_memlock = p->rlimit[RLIMIT_MEMLOCK].rlim_cur;
    }
}

int rlimit_set(const struct task *t, struct process *p, u32 which, const struct abi_rlimit64 *wanted) {
    struct abi_rlimit64 *limit = &p->rlimit[which];
    if (wanted->rlim_cur > wanted->rlim_max) return -EINVAL;
    if (which == RLIMIT_NOFILE && wanted->rlim_max > NR_OPEN_DEFAULT_LIMIT) return -EPERM;
    if (wanted->rlim_max > limit->rlim_max && !task_capable(t, CAP_SYS_RESOURCE)) return -EPERM;
    *limit = *wanted;
    rlimit_tell_memory(p);
    if (which == RLIMIT_CPU) cpu_timers_changed(p);
    return 0;
}
