// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of kernel/ share among themselves and nobody else needs.
#ifndef KERNEL_INTERNAL_H
#define KERNEL_INTERNAL_H

#include "kernel/sandbox.h"

// task.c
struct task *task_create(struct sandbox *sb, struct process *p, s32 tid); // in no list yet; NULL: no memory
void task_attach(struct task *t);
void task_free(struct task *t); // lets go of its process
struct process *process_create(struct sandbox *sb,
                               s32 pid); // one reference, the caller's: its tasks take their own; NULL: no memory
// A process and its first thread become known to others; the caller's reference to the process is put.
void process_attach(struct process *p, struct process *parent, struct task *leader);
struct fs_struct *fs_create(struct heap *heap, const struct path *root, const struct path *cwd, u32 umask);
// rlimit.c: of the first process
void rlimits_init(struct process *p);
// exit.c: a process that never ran, as if it had never been made
void process_discard(struct process *p);
// rusage.c
void usage_add_dead(struct process *p, const struct task *t);
void usage_add_child(struct process *parent, const struct process *child);
// robust_list.c
void robust_list_exit(struct task *t);
// park.c
void task_park_init(struct task *t);
// pid.c
int pid_init(struct sandbox *sb);
s32 pid_alloc(struct sandbox *sb); // -EAGAIN: none free
bool pid_is_free(struct sandbox *sb, s32 pid);
void pid_attach(struct task *t);
void pid_detach(struct task *t);
// random.c
void random_seed(struct sandbox *sb, u64 seed);
// trap.c: an exit of the CPU that is an exception becomes a signal
void trap_signal(struct task *t, const struct cpu_exit *exit);
// rseq.c: before user mode after the task was preempted, or when a signal is to be delivered: a restartable sequence that it
// was in is aborted.
void rseq_resume(struct task *t);
// run.c
extern const struct cpu_ops run_cpu_ops;

#endif
