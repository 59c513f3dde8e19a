// SPDX-License-Identifier: GPL-2.0-or-later
// The run hash: two runs with the same one did the same. It covers every system call (task, number, arguments, result, in order), the
// memory of every process as it ended, and the files. Kept only when sandbox_options.hash asks for it.
#ifndef KERNEL_RUN_HASH_H
#define KERNEL_RUN_HASH_H

#include "kernel/task.h"

void run_hash_call(struct task *t);               // it begins
void run_hash_result(struct task *t, s64 result); // it is finished, with what the program gets
void run_hash_process(struct task *t);            // the last task that runs on its memory is about to leave it
// Of the run up to now: with the memory of the processes that live, and all files. Changes nothing.
u64 run_hash_now(struct sandbox *sb);

#endif
