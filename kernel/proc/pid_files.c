// SPDX-License-Identifier: GPL-2.0-or-later
// The small files of /proc/PID (proc(5); Linux: fs/proc/base.c).
#include "kernel/proc/internal.h"

#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/stat.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// A number as programs write it: blanks around it and the final newline are allowed.
static int parse_number(const char *text, long *out) {
    char *end;
    *out = strtol(text, &end, 0);
    if (end == text) return -EINVAL;
    while (*end == ' ' || *end == '\n' || *end == '\t') end++;
    return *end ? -EINVAL : 0;
}

// --- comm
static int show_comm(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    proc_printf(out, "%s\n", t->comm);
    return 0;
}

static s64 write_comm(struct file *f, const char *text, size_t n) {
    struct task *t = proc_task(f->inode);
    const struct task *current = sandbox_of(f)->current;
    char name[sizeof t->comm] = {0};
    if (!t) return -ESRCH;
    if (!current || current->process != t->process) return -EINVAL;
    memcpy(name, text, min_u64(n, sizeof name - 1)); // a final newline belongs to the name, as in Linux
    task_set_comm(t, name);
    return (s64)n;
}

const struct proc_type proc_pid_comm = {
    .mode = S_IFREG | 0644, .refresh = proc_refresh, .open = proc_open_task, .show = show_comm, .write = write_comm};

// --- limits
static void put_limit(struct proc_text *out, u64 value) {
    if (value == RLIM_INFINITY)
        proc_printf(out, "%-20s ", "unlimited");
    else
        proc_printf(out, "%-20" PRIu64 " ", value);
}

static int show_limits(struct inode *inode, struct proc_text *out) {
    static const struct {
        const char *name, *unit;
    } rows[RLIM_NLIMITS] = {
        [RLIMIT_CPU] = {"Max cpu time", "seconds"},         [RLIMIT_FSIZE] = {"Max file size", "bytes"},
        [RLIMIT_DATA] = {"Max data size", "bytes"},         [RLIMIT_STACK] = {"Max stack size", "bytes"},
        [RLIMIT_CORE] = {"Max core file size", "bytes"},    [RLIMIT_RSS] = {"Max resident set", "bytes"},
        [RLIMIT_NPROC] = {"Max processes", "processes"},    [RLIMIT_NOFILE] = {"Max open files", "files"},
        [RLIMIT_MEMLOCK] = {"Max locked memory", "bytes"},  [RLIMIT_AS] = {"Max address space", "bytes"},
        [RLIMIT_LOCKS] = {"Max file locks", "locks"},       [RLIMIT_SIGPENDING] = {"Max pending signals", "signals"},
        [RLIMIT_MSGQUEUE] = {"Max msgqueue size", "bytes"}, [RLIMIT_NICE] = {"Max nice priority", NULL},
        [RLIMIT_RTPRIO] = {"Max realtime priority", NULL},  [RLIMIT_RTTIME] = {"Max realtime timeout", "us"},
    };
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    proc_printf(out, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit", "Hard Limit", "Units");
    for (int i = 0; i < RLIM_NLIMITS; i++) {
        proc_printf(out, "%-25s ", rows[i].name);
        put_limit(out, t->process->rlimit[i].rlim_cur);
        put_limit(out, t->process->rlimit[i].rlim_max);
        if (rows[i].unit) proc_printf(out, "%-10s", rows[i].unit);
        proc_puts(out, "\n");
    }
    return 0;
}

const struct proc_type proc_pid_limits = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_task, .show = show_limits};

// --- io: figures of the process, for those who may look into it
static int show_io(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    if (!proc_may_look(t)) return -EACCES;
    const struct process *p = t->process;
    proc_printf(out, "rchar: %" PRIu64 "\nwchar: %" PRIu64 "\nsyscr: %" PRIu64 "\nsyscw: %" PRIu64 "\n", p->io_rchar,
                p->io_wchar, p->io_syscr, p->io_syscw);
    proc_puts(out, "read_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n");
    return 0;
}

const struct proc_type proc_pid_io = {
    .mode = S_IFREG | 0400, .refresh = proc_refresh, .open = proc_open_task, .show = show_io};

// --- What the run loop knows: personality, syscall, wchan, schedstat, timerslack_ns
static int show_personality(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    if (!proc_may_look(t)) return -EPERM;
    proc_printf(out, "%08x\n", t->personality);
    return 0;
}

const struct proc_type proc_pid_personality = {
    .mode = S_IFREG | 0400, .refresh = proc_refresh, .open = proc_open_task, .show = show_personality};

static int show_syscall(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    if (!proc_may_look(t)) return -EPERM;
    struct cpu_state now = t->cpu;
    if (t->cpu_live) cpu_save(t->sb->cpu, &now);
    const struct syscall *sc = &t->syscall;
    if (!t->mm || (t->state == TASK_RUNNABLE && t != t->sb->current)) {
        proc_puts(out, "running\n");
        return 0;
    }
    if (sc->active) {
        proc_printf(out, "%" PRId64, (s64)sc->nr);
        for (size_t i = 0; i < ARRAY_SIZE(sc->args); i++) proc_printf(out, " 0x%" PRIx64, sc->args[i]);
    } else {
        proc_puts(out, "-1");
    }
    proc_printf(out, " 0x%" PRIx64 " 0x%" PRIx64 "\n", now.gpr[REG_RSP], now.rip);
    return 0;
}

const struct proc_type proc_pid_syscall = {
    .mode = S_IFREG | 0400, .refresh = proc_refresh, .open = proc_open_task, .show = show_syscall};

static int show_schedstat(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    u64 user, system;
    if (!t) return -ESRCH;
    task_cpu_times(t, &user, &system);
    proc_printf(out, "%" PRIu64 " 0 %" PRIu64 "\n", user + system, t->nvcsw + t->nivcsw + 1);
    return 0;
}

const struct proc_type proc_pid_schedstat = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_task, .show = show_schedstat};

static int show_timerslack(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    proc_printf(out, "%" PRIu64 "\n", t->timer_slack);
    return 0;
}

static s64 write_timerslack(struct file *f, const char *text, size_t n) {
    struct task *t = proc_task(f->inode);
    long value;
    if (!t) return -ESRCH;
    if (parse_number(text, &value) < 0 || value < 0) return -EINVAL;
    const struct task *current = t->sb->current;
    if (current && current != t && !task_capable(current, CAP_SYS_NICE)) return -EPERM;
    t->timer_slack = value ? (u64)value : 50000;
    return (s64)n;
}

const struct proc_type proc_pid_timerslack = {.mode = S_IFREG | 0666,
                                              .refresh = proc_refresh,
                                              .open = proc_open_task,
                                              .show = show_timerslack,
                                              .write = write_timerslack};

// --- Out of memory: who would go first. Linux: oom_badness in mm/oom_kill.c.
static int show_oom_score(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    s64 total = (s64)page_pool_total(t->sb->pool), points = t->mm ? (s64)mm_rss(t->mm) : 0;
    points += t->process->oom_score_adj * (total / 1000);
    s64 score = (1000 + points * 1000 / total) * 2 / 3;
    proc_printf(out, "%" PRId64 "\n", t->mm && score > 0 ? score : 0);
    return 0;
}

const struct proc_type proc_pid_oom_score = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_task, .show = show_oom_score};

static s64 set_oom_score_adj(struct file *f, long value, size_t n) {
    struct task *t = proc_task(f->inode);
    if (!t) return -ESRCH;
    const struct task *current = t->sb->current;
    // What an ordinary user has added to it he may take back.
    if (value < 0 && value < t->process->oom_score_adj && current && !task_capable(current, CAP_SYS_RESOURCE))
        return -EACCES;
    t->process->oom_score_adj = (s32)value;
    return (s64)n;
}

static int show_oom_score_adj(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    proc_printf(out, "%d\n", t->process->oom_score_adj);
    return 0;
}

static s64 write_oom_score_adj(struct file *f, const char *text, size_t n) {
    long value;
    if (parse_number(text, &value) < 0 || value < -1000 || value > 1000) return -EINVAL;
    return set_oom_score_adj(f, value, n);
}

const struct proc_type proc_pid_oom_score_adj = {.mode = S_IFREG | 0644,
                                                 .refresh = proc_refresh,
                                                 .open = proc_open_task,
                                                 .show = show_oom_score_adj,
                                                 .write = write_oom_score_adj};

// The same on the scale that it had before 2.6.36: -17 to 15.
static int show_oom_adj(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    s32 adj = t->process->oom_score_adj;
    proc_printf(out, "%d\n", adj == 1000 ? 15 : adj * 17 / 1000);
    return 0;
}

static s64 write_oom_adj(struct file *f, const char *text, size_t n) {
    long value;
    if (parse_number(text, &value) < 0 || value < -17 || value > 15) return -EINVAL;
    return set_oom_score_adj(f, value == 15 ? 1000 : value * 1000 / 17, n);
}

const struct proc_type proc_pid_oom_adj = {.mode = S_IFREG | 0644,
                                           .refresh = proc_refresh,
                                           .open = proc_open_task,
                                           .show = show_oom_adj,
                                           .write = write_oom_adj};

// --- children, of one thread
static int show_children(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    const struct process *child;
    list_for_each(child, &t->process->children, sibling) {
        if (child->parent_tid == t->tid) proc_printf(out, "%d ", child->pid);
    }
    return 0;
}

const struct proc_type proc_pid_children = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_task, .show = show_children};

// --- The same for everybody.
static int show_cgroup(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_puts(out, "0::/\n");
    return 0;
}
static int show_wchan(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_puts(out, "0");
    return 0;
}
static int show_unset_id(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_puts(out, "4294967295");
    return 0;
}
static int show_coredump_filter(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_puts(out, "00000033\n");
    return 0;
}
static int show_id_map(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_printf(out, "%10u %10u %10u\n", 0u, 0u, UINT32_MAX);
    return 0;
}
static int show_setgroups(struct inode *inode, struct proc_text *out) {
    (void)inode;
    proc_puts(out, "allow\n");
    return 0;
}

const struct proc_type proc_pid_cgroup = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_task, .show = show_cgroup};
const struct proc_type proc_pid_wchan = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_task, .show = show_wchan};
const struct proc_type proc_pid_loginuid = {
    .mode = S_IFREG | 0644, .refresh = proc_refresh, .open = proc_open_task, .show = show_unset_id};
const struct proc_type proc_pid_sessionid = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_task, .show = show_unset_id};
const struct proc_type proc_pid_coredump_filter = {
    .mode = S_IFREG | 0644, .refresh = proc_refresh, .open = proc_open_task, .show = show_coredump_filter};
const struct proc_type proc_pid_id_map = {
    .mode = S_IFREG | 0644, .refresh = proc_refresh, .open = proc_open_task, .show = show_id_map};
const struct proc_type proc_pid_setgroups = {
    .mode = S_IFREG | 0644, .refresh = proc_refresh, .open = proc_open_task, .show = show_setgroups};
