// SPDX-License-Identifier: GPL-2.0-or-later
// prctl(2): what a process may ask and change about itself (Linux: kernel/sys.c). Capabilities and secure bits are cred.c's.
#include "abi/prctl.h"
#include "abi/capability.h"
#include "abi/personality.h"
#include "syscalls/cred.h"
#include "syscalls/internal.h"

#include <string.h>

#define TIMER_SLACK_DEFAULT 50000
#define SAVED_AUXV_BYTES 416 // what Linux keeps room for: 26 pairs

static s64 put_int(struct task *t, uaddr_t to, s32 value) {
    return PUT_USER(t, to, &value) ? -EFAULT : 0;
}

static s64 set_name(struct task *t, uaddr_t from) {
    char name[TASK_COMM_LEN] = "";
    s64 n = strncpy_from_user(&t->mm->mmu, name, from, sizeof name - 1);
    if (n < 0) return n;
    name[n] = 0;
    task_set_comm(t, name);
    return 0;
}

static s64 set_dumpable(struct process *p, u64 value) {
    if (value != SUID_DUMP_DISABLE && value != SUID_DUMP_USER) return -EINVAL;
    p->dumpable = value == SUID_DUMP_USER;
    p->suid_dumpable = (u32)value;
    return 0;
}

static s64 set_death_signal(struct task *t, u64 signo) {
    if (signo > NSIG) return -EINVAL;
    t->pdeath_signal = (u32)signo;
    return 0;
}

static s64 machine_check_policy(u64 what, u64 policy) {
    if (what == PR_MCE_KILL_CLEAR) return policy ? -EINVAL : 0;
    return what == PR_MCE_KILL_SET && policy <= PR_MCE_KILL_DEFAULT ? 0 : -EINVAL;
}

static s64 get_auxv(struct task *t, uaddr_t to, u64 size) {
    u64 auxv[SAVED_AUXV_BYTES / sizeof(u64)] = {0};
    _Static_assert(sizeof auxv <= sizeof t->mm->auxv, "the start stack's copy holds as much");
    memcpy(auxv, t->mm->auxv, sizeof auxv);
    return user_write(t->mm, to, auxv, min_u64(size, sizeof auxv)) ? -EFAULT : (s64)sizeof auxv;
}

// The fields of /proc/PID/stat and cmdline that a privileged program may move.
static s64 set_mm(struct task *t, u64 field, u64 value, u64 zero, u64 zero2) {
    if (zero2 || (zero && field != PR_SET_MM_AUXV && field != PR_SET_MM_MAP && field != PR_SET_MM_MAP_SIZE))
        return -EINVAL;
    if (field == PR_SET_MM_MAP_SIZE) return put_int(t, value, sizeof(struct abi_prctl_mm_map));
    if (!task_capable(t, CAP_SYS_RESOURCE)) return -EPERM;
    if (value >= TASK_SIZE || value < MMAP_MIN_ADDR || !mm_find(t->mm, value)) return -EINVAL;
    struct mm *mm = t->mm;
    switch (field) {
    case PR_SET_MM_START_CODE: mm->start_code = value; return 0;
    case PR_SET_MM_END_CODE: mm->end_code = value; return 0;
    case PR_SET_MM_START_DATA: mm->start_data = value; return 0;
    case PR_SET_MM_END_DATA: mm->end_data = value; return 0;
    case PR_SET_MM_START_STACK: mm->start_stack = value; return 0;
    case PR_SET_MM_ARG_START: mm->arg_start = value; return 0;
    case PR_SET_MM_ARG_END: mm->arg_end = value; return 0;
    case PR_SET_MM_ENV_START: mm->env_start = value; return 0;
    case PR_SET_MM_ENV_END: mm->env_end = value; return 0;
    default: return -EINVAL;
    }
}

// Which process may trace this one (Yama); nobody can.
static s64 set_tracer(const struct task *t, u64 pid) {
    if (!pid || pid == PR_SET_PTRACER_ANY) return 0;
    return pid <= INT32_MAX && task_find(t->sb, (s32)pid) ? 0 : -EINVAL;
}

SYSCALL_HANDLER(prctl) {
    const s32 option = arg_int(sc, 0);
    const u64 a = sc->args[1], b = sc->args[2], c = sc->args[3], d = sc->args[4];
    struct process *p = t->process;
    s64 result;
    if (cred_prctl(t, option, a, b, c, d, &result)) return result;
    switch (option) {
    case PR_SET_PDEATHSIG: return set_death_signal(t, a);
    case PR_GET_PDEATHSIG: return put_int(t, a, (s32)t->pdeath_signal);
    case PR_GET_DUMPABLE: return p->suid_dumpable;
    case PR_SET_DUMPABLE: return set_dumpable(p, a);
    case PR_SET_NAME: return set_name(t, a);
    case PR_GET_NAME: return user_write(t->mm, a, t->comm, sizeof t->comm) ? -EFAULT : 0;
    case PR_GET_TIMING: return PR_TIMING_STATISTICAL;
    case PR_SET_TIMING: return a == PR_TIMING_STATISTICAL ? 0 : -EINVAL;
    case PR_GET_TSC: return put_int(t, a, PR_TSC_ENABLE);
    case PR_SET_TSC: return a == PR_TSC_ENABLE ? 0 : -EINVAL;
    case PR_SET_TIMERSLACK: t->timer_slack = (s64)a <= 0 ? TIMER_SLACK_DEFAULT : a; return 0;
    case PR_GET_TIMERSLACK: return (s64)t->timer_slack;
    case PR_TASK_PERF_EVENTS_DISABLE:
    case PR_TASK_PERF_EVENTS_ENABLE: return 0;
    case PR_MCE_KILL: return c || d ? -EINVAL : machine_check_policy(a, b);
    case PR_MCE_KILL_GET: return a || b || c || d ? -EINVAL : PR_MCE_KILL_DEFAULT;
    case PR_SET_MM: return set_mm(t, a, b, c, d);
    case PR_SET_CHILD_SUBREAPER: p->is_subreaper = a != 0; return 0;
    case PR_GET_CHILD_SUBREAPER: return put_int(t, a, p->is_subreaper);
    case PR_GET_TID_ADDRESS: return PUT_USER(t, a, &t->clear_child_tid) ? -EFAULT : 0;
    case PR_SET_THP_DISABLE:
        if (b || c || d) return -EINVAL;
        p->huge_pages_off = a != 0; // kept for who asks: there are no huge pages
        return 0;
    case PR_GET_THP_DISABLE: return a || b || c || d ? -EINVAL : p->huge_pages_off;
    case PR_GET_SPECULATION_CTRL:
        if (b || c || d) return -EINVAL;
        return a <= PR_SPEC_L1D_FLUSH ? PR_SPEC_NOT_AFFECTED : -ENODEV;
    case PR_SET_SPECULATION_CTRL:
        if (c || d) return -EINVAL;
        return a <= PR_SPEC_L1D_FLUSH ? -ENXIO : -ENODEV;
    case PR_SET_IO_FLUSHER:
    case PR_GET_IO_FLUSHER:
        return task_capable(t, CAP_SYS_RESOURCE) ? option == PR_SET_IO_FLUSHER && a > 1 ? -EINVAL : 0 : -EPERM;
    case PR_SET_SYSCALL_USER_DISPATCH: return a == PR_SYS_DISPATCH_OFF && !b && !c && !d ? 0 : -EINVAL;
    case PR_GET_MDWE:
    case PR_GET_MEMORY_MERGE: return a || b || c || d ? -EINVAL : 0;
    case PR_SET_MEMORY_MERGE: return b || c || d ? -EINVAL : task_capable(t, CAP_SYS_RESOURCE) ? 0 : -EPERM;
    case PR_GET_AUXV: return c || d ? -EINVAL : get_auxv(t, a, b);
    case PR_SET_PTRACER: return set_tracer(t, a);
    case PR_GET_SECCOMP: return 0;
    default: return -EINVAL; // PR_SET_SECCOMP too: as a kernel without it
    }
}

SYSCALL_HANDLER(personality) {
    const u32 old = t->personality, wanted = arg_uint(sc, 0);
    if (wanted != PER_QUERY) t->personality = wanted;
    return old;
}
