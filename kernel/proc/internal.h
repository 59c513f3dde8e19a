// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of kernel/proc share: the types of objects, and the way from an object to the task it is about.
#ifndef KERNEL_PROC_INTERNAL_H
#define KERNEL_PROC_INTERNAL_H

#include "kernel/proc/proc.h"
#include "vfs/procfs/procfs.h"

// Value of an entry below /proc/PID/task/TID: it is about the thread alone, not the process.
#define PER_THREAD 1u

#define KIB(pages) ((pages) * (PAGE_SIZE / 1024))

// --- task.c
struct task *proc_task(const struct inode *inode); // NULL: it is gone
bool proc_about_thread(const struct inode *inode);
// The task's memory, for those who may look: 0, and NULL if it has none; -ESRCH, -EACCES. Not held.
int proc_task_mm(const struct inode *inode, struct mm **out);
bool proc_may_look(const struct task *target);             // ptrace(2), PTRACE_MODE_READ, by the task that runs
int proc_refresh(struct inode *inode);                     // owner as Linux's task_dump_owner
int proc_open_memory(struct inode *inode, struct file *f); // -EACCES unless one may look
int proc_open_task(struct inode *inode, struct file *f);   // -ESRCH once it is gone
// Root and working directory; process 1 has those of the machine. NULL: it has none any more.
const struct path *proc_task_root(const struct task *t);
const struct path *proc_task_cwd(const struct task *t);
// The path as d_path shows it to whoever asks; -errno or its length.
int proc_path_text(const struct path *p, const struct vfs_caller *who, char *buf, size_t size);

// --- A kind of file that is about a task: named here, defined where its text is made.
extern const struct proc_type proc_pid_stat, proc_pid_statm, proc_pid_status, proc_pid_maps, proc_pid_smaps,
    proc_pid_smaps_rollup;
extern const struct proc_type proc_pid_cmdline, proc_pid_environ, proc_pid_auxv, proc_pid_mem;
extern const struct proc_type proc_pid_mounts, proc_pid_mountinfo, proc_pid_mountstats;
extern const struct proc_type proc_pid_exe, proc_pid_cwd, proc_pid_root, proc_pid_ns;
extern const struct proc_type proc_pid_fd, proc_pid_fdinfo, proc_pid_net;
extern const struct proc_type proc_pid_comm, proc_pid_limits, proc_pid_io, proc_pid_cgroup, proc_pid_personality,
    proc_pid_syscall;
extern const struct proc_type proc_pid_wchan, proc_pid_oom_score, proc_pid_oom_score_adj, proc_pid_oom_adj,
    proc_pid_loginuid;
extern const struct proc_type proc_pid_sessionid, proc_pid_schedstat, proc_pid_timerslack, proc_pid_coredump_filter;
extern const struct proc_type proc_pid_id_map, proc_pid_setgroups, proc_pid_children;
extern const struct proc_type proc_tgid_dir; // pid.c: /proc/PID

// --- machine.c, sys.c
extern const struct proc_type proc_meminfo, proc_cpuinfo, proc_uptime, proc_loadavg, proc_stat, proc_version,
    proc_filesystems;
extern const struct proc_type proc_cmdline, proc_devices, proc_partitions, proc_diskstats, proc_swaps, proc_vmstat,
    proc_interrupts;
extern const struct proc_type proc_modules, proc_sys;

struct mm_usage { // pages, by what is behind them
    u64 anonymous, file, shared;
};
void proc_mm_usage(struct mm *mm, struct mm_usage *out); // maps.c

#endif
