// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of kernel/ share among themselves and nobody else needs.
#ifndef KERNEL_INTERNAL_H
#define KERNEL_INTERNAL_H

#include "kernel/sandbox.h"

// task.c
struct task *task_create(struct sandbox *sb, struct process *p, s32 tid); // in no list yet; NULL: no memory
void task_attach(struct task *t);
void task_free(struct task *t); // lets go of its process
struct process *process_create(struct sandbox *sb, s32 pid); // its tasks hold it; NULL: no memory
struct fs_struct *fs_create(struct heap *heap, const struct path *root, const struct path *cwd, u32 umask);
void fs_put(struct fs_struct *fs);
// park.c
void task_park_init(struct task *t);
// pid.c
int pid_init(struct sandbox *sb);
s32 pid_alloc(struct sandbox *sb); // -EAGAIN: none free
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
