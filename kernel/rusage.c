// SPDX-License-Identifier: GPL-2.0-or-later
// What tasks and processes have used (getrusage(2); Linux: getrusage in kernel/sys.c).
#include <string.h>

#include "kernel/internal.h"
#include "kernel/timespec.h"

void task_cpu_times(const struct task *t, u64 *user_ns, u64 *system_ns) {
    u64 user = t->utime_ticks;
    if (t->on_cpu) user += t->sb->ticks.now - t->stime_ticks - t->switched_in;
    *user_ns = user * TICK_NS;
    *system_ns = t->stime_ticks * TICK_NS;
}

void process_cpu_times(const struct process *p, u64 *user_ns, u64 *system_ns) {
    *user_ns = p->utime_dead * TICK_NS;
    *system_ns = p->stime_dead * TICK_NS;
    const struct task *t;
    list_for_each(t, &p->threads, thread_link) {
        if (t->state == TASK_ZOMBIE) continue; // counted among the dead
        u64 user, system;
        task_cpu_times(t, &user, &system);
        *user_ns += user;
        *system_ns += system;
    }
}

// A thread that is gone: what it used is the process's.
void usage_add_dead(struct process *p, const struct task *t) {
    p->utime_dead += t->utime_ticks;
    p->stime_dead += t->stime_ticks;
    p->min_flt_dead += t->min_flt;
    p->nvcsw_dead += t->nvcsw;
    p->nivcsw_dead += t->nivcsw;
}

// A child that was waited for: what it and its own children used is the parent's.
void usage_add_child(struct process *parent, const struct process *child) {
    parent->cutime += child->utime_dead + child->cutime;
    parent->cstime += child->stime_dead + child->cstime;
    parent->cmin_flt += child->min_flt_dead + child->cmin_flt;
    parent->cnvcsw += child->nvcsw_dead + child->cnvcsw;
    parent->cnivcsw += child->nivcsw_dead + child->cnivcsw;
    parent->cmaxrss = max_u64(parent->cmaxrss, max_u64(child->maxrss, child->cmaxrss));
}

static u64 peak_pages(const struct process *p) {
    const struct task *t;
    u64 pages = p->maxrss;
    list_for_each(t, &p->threads, thread_link) {
        if (t->mm) return max_u64(pages, t->mm->hiwater_rss);
    }
    return pages;
}

static void fill(struct abi_rusage *out, u64 user, u64 system, u64 pages) {
    memset(out, 0, sizeof *out);
    out->ru_utime = timeval_from_ns(user);
    out->ru_stime = timeval_from_ns(system);
    out->ru_maxrss = (s64)(pages * (PAGE_SIZE / 1024));
}

void task_usage(const struct task *t, struct abi_rusage *out) {
    u64 user, system;
    task_cpu_times(t, &user, &system);
    fill(out, user, system, peak_pages(t->process));
    out->ru_minflt = (s64)t->min_flt;
    out->ru_nvcsw = (s64)t->nvcsw;
    out->ru_nivcsw = (s64)t->nivcsw;
}

void process_usage(const struct process *p, bool self, bool children, struct abi_rusage *out) {
    u64 user = 0, system = 0, pages = 0, faults = 0, voluntary = 0, involuntary = 0;
    if (self) {
        process_cpu_times(p, &user, &system);
        pages = peak_pages(p);
        faults = p->min_flt_dead, voluntary = p->nvcsw_dead, involuntary = p->nivcsw_dead;
        const struct task *t;
        list_for_each(t, &p->threads, thread_link) {
            if (t->state == TASK_ZOMBIE) continue;
            faults += t->min_flt, voluntary += t->nvcsw, involuntary += t->nivcsw;
        }
    }
    if (children) {
        user += p->cutime * TICK_NS, system += p->cstime * TICK_NS;
        pages = max_u64(pages, p->cmaxrss);
        faults += p->cmin_flt, voluntary += p->cnvcsw, involuntary += p->cnivcsw;
    }
    fill(out, user, system, pages);
    out->ru_minflt = (s64)faults;
    out->ru_nvcsw = (s64)voluntary;
    out->ru_nivcsw = (s64)involuntary;
}
