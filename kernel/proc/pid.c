// SPDX-License-Identifier: GPL-2.0-or-later
// The directories of a process and of its threads: what is in /proc/PID and /proc/PID/task/TID (Linux: tgid_base_stuff and
// tid_base_stuff in fs/proc/base.c, in whose order they are listed).
#include "kernel/proc/internal.h"

#include "abi/errno.h"
#include "abi/stat.h"

#include <inttypes.h>
#include <stdio.h>

static const struct proc_type task_dir, thread_dir;

static const struct proc_entry process_entries[] = {
    {"task", &task_dir, 0},
    {"fd", &proc_pid_fd, 0},
    {"fdinfo", &proc_pid_fdinfo, 0},
    {"ns", &proc_pid_ns, 0},
    {"net", &proc_pid_net, 0},
    {"environ", &proc_pid_environ, 0},
    {"auxv", &proc_pid_auxv, 0},
    {"status", &proc_pid_status, 0},
    {"personality", &proc_pid_personality, 0},
    {"limits", &proc_pid_limits, 0},
    {"comm", &proc_pid_comm, 0},
    {"syscall", &proc_pid_syscall, 0},
    {"cmdline", &proc_pid_cmdline, 0},
    {"stat", &proc_pid_stat, 0},
    {"statm", &proc_pid_statm, 0},
    {"maps", &proc_pid_maps, 0},
    {"mem", &proc_pid_mem, 0},
    {"cwd", &proc_pid_cwd, 0},
    {"root", &proc_pid_root, 0},
    {"exe", &proc_pid_exe, 0},
    {"mounts", &proc_pid_mounts, 0},
    {"mountinfo", &proc_pid_mountinfo, 0},
    {"mountstats", &proc_pid_mountstats, 0},
    {"smaps", &proc_pid_smaps, 0},
    {"smaps_rollup", &proc_pid_smaps_rollup, 0},
    {"wchan", &proc_pid_wchan, 0},
    {"schedstat", &proc_pid_schedstat, 0},
    {"cgroup", &proc_pid_cgroup, 0},
    {"oom_score", &proc_pid_oom_score, 0},
    {"oom_adj", &proc_pid_oom_adj, 0},
    {"oom_score_adj", &proc_pid_oom_score_adj, 0},
    {"loginuid", &proc_pid_loginuid, 0},
    {"sessionid", &proc_pid_sessionid, 0},
    {"coredump_filter", &proc_pid_coredump_filter, 0},
    {"io", &proc_pid_io, 0},
    {"uid_map", &proc_pid_id_map, 0},
    {"gid_map", &proc_pid_id_map, 0},
    {"projid_map", &proc_pid_id_map, 0},
    {"setgroups", &proc_pid_setgroups, 0},
    {"timerslack_ns", &proc_pid_timerslack, 0},
};

static const struct proc_entry thread_entries[] = {
    {"fd", &proc_pid_fd, PER_THREAD},
    {"fdinfo", &proc_pid_fdinfo, PER_THREAD},
    {"ns", &proc_pid_ns, PER_THREAD},
    {"net", &proc_pid_net, PER_THREAD},
    {"environ", &proc_pid_environ, PER_THREAD},
    {"auxv", &proc_pid_auxv, PER_THREAD},
    {"status", &proc_pid_status, PER_THREAD},
    {"personality", &proc_pid_personality, PER_THREAD},
    {"limits", &proc_pid_limits, PER_THREAD},
    {"comm", &proc_pid_comm, PER_THREAD},
    {"syscall", &proc_pid_syscall, PER_THREAD},
    {"cmdline", &proc_pid_cmdline, PER_THREAD},
    {"stat", &proc_pid_stat, PER_THREAD},
    {"statm", &proc_pid_statm, PER_THREAD},
    {"maps", &proc_pid_maps, PER_THREAD},
    {"children", &proc_pid_children, PER_THREAD},
    {"mem", &proc_pid_mem, PER_THREAD},
    {"cwd", &proc_pid_cwd, PER_THREAD},
    {"root", &proc_pid_root, PER_THREAD},
    {"exe", &proc_pid_exe, PER_THREAD},
    {"mounts", &proc_pid_mounts, PER_THREAD},
    {"mountinfo", &proc_pid_mountinfo, PER_THREAD},
    {"smaps", &proc_pid_smaps, PER_THREAD},
    {"smaps_rollup", &proc_pid_smaps_rollup, PER_THREAD},
    {"wchan", &proc_pid_wchan, PER_THREAD},
    {"schedstat", &proc_pid_schedstat, PER_THREAD},
    {"cgroup", &proc_pid_cgroup, PER_THREAD},
    {"oom_score", &proc_pid_oom_score, PER_THREAD},
    {"oom_adj", &proc_pid_oom_adj, PER_THREAD},
    {"oom_score_adj", &proc_pid_oom_score_adj, PER_THREAD},
    {"loginuid", &proc_pid_loginuid, PER_THREAD},
    {"sessionid", &proc_pid_sessionid, PER_THREAD},
    {"io", &proc_pid_io, PER_THREAD},
    {"uid_map", &proc_pid_id_map, PER_THREAD},
    {"gid_map", &proc_pid_id_map, PER_THREAD},
    {"projid_map", &proc_pid_id_map, PER_THREAD},
    {"setgroups", &proc_pid_setgroups, PER_THREAD},
};

const struct proc_type proc_tgid_dir = {.mode = S_IFDIR | 0555,
                                        .flags = PROC_IMMUTABLE,
                                        .refresh = proc_refresh,
                                        .entries = process_entries,
                                        .entry_count = ARRAY_SIZE(process_entries)};
static const struct proc_type thread_dir = {.mode = S_IFDIR | 0555,
                                            .flags = PROC_IMMUTABLE,
                                            .refresh = proc_refresh,
                                            .entries = thread_entries,
                                            .entry_count = ARRAY_SIZE(thread_entries)};

// --- task/
static int thread_find(struct inode *dir, const char *name, size_t len, struct proc_child *out) {
    u32 tid;
    if (!proc_parse_number(name, len, &tid)) return -ENOENT;
    const struct task *t = task_find(sandbox_of(dir), (s32)tid);
    if (!t || t->process->pid != proc_node(dir)->pid) return -ENOENT;
    *out = (struct proc_child){&thread_dir, t->process->pid, t->tid, t->start_ns, PER_THREAD};
    return 0;
}

static int thread_next(struct inode *dir, u64 *key, char name[32], struct proc_child *out) {
    const struct task *self = proc_task(dir), *best = NULL, *t;
    if (!self) return 0;
    list_for_each(t, &self->process->threads, thread_link) {
        if ((u64)t->tid >= *key && (!best || t->tid < best->tid)) best = t;
    }
    if (!best) return 0;
    *key = (u64)best->tid;
    snprintf(name, 32, "%d", best->tid);
    *out = (struct proc_child){&thread_dir, best->process->pid, best->tid, best->start_ns, PER_THREAD};
    return 1;
}

static u32 task_links(const struct inode *dir) {
    const struct task *t = proc_task(dir);
    u32 n = 2;
    const struct task *other;
    if (!t) return n;
    list_for_each(other, &t->process->threads, thread_link) n++;
    return n;
}

static const struct proc_type task_dir = {
    .mode = S_IFDIR | 0555, .refresh = proc_refresh, .links = task_links, .find = thread_find, .next = thread_next};
