// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/PID/stat, statm and status (proc_pid_stat(5), proc_pid_statm(5), proc_pid_status(5); Linux: fs/proc/array.c, task_mmu.c).
#include "kernel/proc/internal.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/stat.h"

#include <inttypes.h>
#include <string.h>

#define NS_PER_JIFFY (NSEC_PER_SEC / USER_HZ)
#define PUT_NUMBERS(out, ...)                                                                                        \
    proc_numbers(out, (const u64[]){__VA_ARGS__}, sizeof((const u64[]){__VA_ARGS__}) / sizeof(u64))

// task->flags of Linux, as far as programs look at them.
enum { PF_EXITING = 0x4, PF_FORKNOEXEC = 0x40, PF_RANDOMIZE = 0x400000 };

static const char *state_of(const struct task *t) {
    switch (t->state) {
    case TASK_RUNNABLE: return "R (running)";
    case TASK_WAITING: return "S (sleeping)";
    case TASK_STOPPED: return "T (stopped)";
    case TASK_ZOMBIE: return "Z (zombie)";
    }
    return "X (dead)";
}

static u32 thread_count(const struct process *p) {
    return p->thread_count ? p->thread_count : 1; // a zombie counts itself
}

static s32 parent_pid(const struct process *p) {
    return p->parent ? p->parent->pid : 0;
}

// What the code of the program itself takes, and what code of others does.
static void text_and_lib(const struct mm *mm, u64 *text, u64 *lib) {
    u64 code = PAGE_ALIGN(mm->end_code) - (mm->start_code & PAGE_MASK), exec = mm->exec_vm * PAGE_SIZE;
    *text = min_u64(code, exec) / 1024;
    *lib = exec / 1024 - *text;
}

// --- Signals, as sets.
static void handled_sets(const struct task *t, sigset *ignored, sigset *caught) {
    *ignored = *caught = 0;
    for (int i = 0; t->sighand && i < 64; i++) {
        u64 handler = t->sighand->action[i].handler;
        if (handler == SIG_IGN)
            *ignored |= 1ull << i;
        else if (handler != SIG_DFL)
            *caught |= 1ull << i;
    }
}

static u32 count_queue(const struct sigpending *p, u32 uid) {
    u32 n = 0;
    const struct sigqueue *q;
    list_for_each(q, &p->queue, link) n += q->uid == uid;
    return n;
}

static u32 queued_signals(const struct sandbox *sb, u32 uid) {
    u32 n = 0;
    const struct task *t;
    const struct process *p;
    list_for_each(t, &sb->tasks, all_link) n += count_queue(&t->pending, uid);
    list_for_each(p, &sb->processes, all_link) n += count_queue(&p->pending, uid);
    return n;
}

// --- stat
static void put_usage(struct proc_text *out, const struct task *t, bool whole) {
    const struct process *p = t->process;
    u64 user, system, faults = t->min_flt;
    if (whole) {
        struct abi_rusage usage;
        process_cpu_times(p, &user, &system);
        process_usage(p, true, false, &usage);
        faults = (u64)usage.ru_minflt;
        PUT_NUMBERS(out, faults, p->cmin_flt, t->mm ? t->mm->maj_flt : 0, 0, user / NS_PER_JIFFY,
                    system / NS_PER_JIFFY, p->cutime * TICK_NS / NS_PER_JIFFY, p->cstime * TICK_NS / NS_PER_JIFFY);
    } else {
        task_cpu_times(t, &user, &system);
        PUT_NUMBERS(out, faults, 0, 0, 0, user / NS_PER_JIFFY, system / NS_PER_JIFFY, 0, 0);
    }
}

// Where things lie in memory is told to those who may look; others see ones and zeroes.
static void put_code(struct proc_text *out, const struct mm *mm, bool permitted) {
    if (mm && permitted)
        PUT_NUMBERS(out, mm->start_code, mm->end_code, mm->start_stack, 0, 0);
    else
        PUT_NUMBERS(out, mm != NULL, mm != NULL, 0, 0, 0);
}

static void put_layout(struct proc_text *out, const struct mm *mm, bool permitted) {
    if (mm && permitted)
        PUT_NUMBERS(out, mm->start_data, mm->end_data, mm->start_brk, mm->arg_start, mm->arg_end, mm->env_start,
                    mm->env_end);
    else
        PUT_NUMBERS(out, 0, 0, 0, 0, 0, 0, 0);
}

static int show_stat(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    const struct process *p = t->process;
    const struct mm *mm = t->mm;
    bool permitted = proc_may_look(t), rt = t->rt_priority > 0;
    const u64 low = 0x7fffffff;
    sigset ignored, caught;
    handled_sets(t, &ignored, &caught);
    u32 flags = PF_RANDOMIZE | (p->did_exec ? 0 : PF_FORKNOEXEC) | (t->state == TASK_ZOMBIE ? PF_EXITING : 0);
    proc_printf(out, "%d (%s) %c %d %d %d 0 -1 %u", t->tid, t->comm, state_of(t)[0], parent_pid(p), p->pgid, p->sid,
                flags);
    put_usage(out, t, !proc_about_thread(inode));
    proc_printf(out, " %d %d", rt ? -1 - t->rt_priority : 20 + t->nice, t->nice);
    PUT_NUMBERS(out, thread_count(p), 0, t->start_ns / NS_PER_JIFFY);
    PUT_NUMBERS(out, mm ? mm->total_vm * PAGE_SIZE : 0, mm ? mm_rss(mm) : 0, p->rlimit[RLIMIT_RSS].rlim_cur);
    put_code(out, mm, permitted);
    PUT_NUMBERS(out, t->pending.set & low, t->blocked & low, ignored & low, caught & low);
    PUT_NUMBERS(out, permitted && t->state != TASK_RUNNABLE, 0, 0); // waits for something
    proc_printf(out, " %d 0 %d %d 0 0 0", t == p->leader ? p->exit_signal : -1, t->rt_priority, t->policy);
    put_layout(out, mm, permitted);
    proc_printf(out, " %d\n", permitted ? t->exit_code : 0);
    return 0;
}

const struct proc_type proc_pid_stat = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_task, .show = show_stat};

// --- statm
static int show_statm(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    struct mm_usage usage = {0};
    u64 text = 0, lib = 0;
    if (!t) return -ESRCH;
    const struct mm *mm = t->mm;
    if (mm) {
        proc_mm_usage(t->mm, &usage);
        text_and_lib(mm, &text, &lib);
    }
    proc_printf(out, "%" PRIu64, mm ? mm->total_vm : 0);
    PUT_NUMBERS(out, mm ? mm_rss(mm) : 0, usage.file + usage.shared, text / (PAGE_SIZE / 1024), 0,
                mm ? mm->data_vm + mm->stack_vm : 0, 0);
    proc_puts(out, "\n");
    return 0;
}

const struct proc_type proc_pid_statm = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_task, .show = show_statm};

// --- status
static void put_ids(struct proc_text *out, const struct task *t) {
    const struct process *p = t->process;
    const struct cred *c = t->cred;
    proc_printf(out, "State:\t%s\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n", state_of(t), p->pid,
                t->tid, parent_pid(p));
    proc_printf(out, "Uid:\t%u\t%u\t%u\t%u\n", c->uid, c->euid, c->suid, c->fsuid);
    proc_printf(out, "Gid:\t%u\t%u\t%u\t%u\n", c->gid, c->egid, c->sgid, c->fsgid);
    proc_printf(out, "FDSize:\t%u\nGroups:\t", t->files ? t->files->size : 0);
    for (u32 i = 0; i < c->ngroups; i++) proc_printf(out, i ? " %u" : "%u", c->groups[i]);
    proc_printf(out, " \nNStgid:\t%d\nNSpid:\t%d\nNSpgid:\t%d\nNSsid:\t%d\n", p->pid, t->tid, p->pgid, p->sid);
    proc_printf(out, "Kthread:\t%d\n", t->process == t->sb->reaper);
}

static void put_memory(struct proc_text *out, struct mm *mm) {
    struct mm_usage usage;
    u64 text, lib, rss = KIB(mm_rss(mm)), tables = 4 + mm_rss(mm) / 512; // about one table for every 2 MiB in use
    proc_mm_usage(mm, &usage);
    text_and_lib(mm, &text, &lib);
    const struct {
        const char *name;
        u64 kib;
    } rows[] = {
        {"VmPeak", KIB(mm->total_vm)},
        {"VmSize", KIB(mm->total_vm)},
        {"VmLck", KIB(mm->locked_vm)},
        {"VmPin", 0},
        {"VmHWM", max_u64(KIB(mm->hiwater_rss), rss)},
        {"VmRSS", rss},
        {"RssAnon", KIB(usage.anonymous)},
        {"RssFile", KIB(usage.file)},
        {"RssShmem", KIB(usage.shared)},
        {"VmData", KIB(mm->data_vm)},
        {"VmStk", KIB(mm->stack_vm)},
        {"VmExe", text},
        {"VmLib", lib},
        {"VmPTE", KIB(tables)},
        {"VmSwap", 0},
        {"HugetlbPages", 0},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        proc_printf(out, "%s:\t%8" PRIu64 " kB\n", rows[i].name, rows[i].kib);
    proc_puts(out, "CoreDumping:\t0\nTHP_enabled:\t0\nuntag_mask:\t0xffffffffffffffff\n");
}

static void put_signals(struct proc_text *out, const struct task *t) {
    sigset ignored, caught;
    handled_sets(t, &ignored, &caught);
    proc_printf(out, "Threads:\t%u\nSigQ:\t%u/%" PRIu64 "\n", thread_count(t->process),
                queued_signals(t->sb, t->cred->uid), task_rlimit(t, RLIMIT_SIGPENDING));
    proc_printf(out, "SigPnd:\t%016" PRIx64 "\nShdPnd:\t%016" PRIx64 "\nSigBlk:\t%016" PRIx64 "\n", t->pending.set,
                t->process->pending.set, t->blocked);
    proc_printf(out, "SigIgn:\t%016" PRIx64 "\nSigCgt:\t%016" PRIx64 "\n", ignored, caught);
}

static void put_privileges(struct proc_text *out, const struct task *t) {
    const struct cred *c = t->cred;
    proc_printf(out, "CapInh:\t%016" PRIx64 "\nCapPrm:\t%016" PRIx64 "\nCapEff:\t%016" PRIx64 "\n",
                c->cap_inheritable, c->cap_permitted, c->cap_effective);
    proc_printf(out, "CapBnd:\t%016" PRIx64 "\nCapAmb:\t%016" PRIx64 "\n", c->cap_bounding, c->cap_ambient);
    proc_printf(out, "NoNewPrivs:\t%d\nSeccomp:\t0\nSeccomp_filters:\t0\n", c->no_new_privs);
    proc_puts(out, "Speculation_Store_Bypass:\tnot vulnerable\nSpeculationIndirectBranch:\tnot affected\n");
}

static void put_placement(struct proc_text *out, const struct task *t) {
    proc_puts(out, "Cpus_allowed:\t1\nCpus_allowed_list:\t0\nMems_allowed:\t");
    for (int i = 1; i < 32; i++) proc_puts(out, "00000000,"); // a mask of 1024 nodes, as Debian's kernels have it
    proc_puts(out, "00000001\nMems_allowed_list:\t0\n");
    proc_printf(out, "voluntary_ctxt_switches:\t%" PRIu64 "\nnonvoluntary_ctxt_switches:\t%" PRIu64 "\n", t->nvcsw,
                t->nivcsw);
}

static int show_status(struct inode *inode, struct proc_text *out) {
    const struct task *t = proc_task(inode);
    if (!t) return -ESRCH;
    proc_puts(out, "Name:\t");
    proc_put_escaped(out, t->comm, "\n\\");
    proc_puts(out, "\n");
    if (t->fs) proc_printf(out, "Umask:\t%#04o\n", t->fs->umask);
    put_ids(out, t);
    if (t->mm) put_memory(out, t->mm);
    put_signals(out, t);
    put_privileges(out, t);
    put_placement(out, t);
    return 0;
}

const struct proc_type proc_pid_status = {
    .mode = S_IFREG | 0444, .refresh = proc_refresh, .open = proc_open_task, .show = show_status};
