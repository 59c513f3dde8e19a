// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of execve share (kernel/exec*.c): a program while it is put together, aside from the running one.
#ifndef KERNEL_EXEC_H
#define KERNEL_EXEC_H

#include "kernel/task.h"
#include "loader/loader.h"

struct exec { // on the stack of one task_exec
    struct task *task;
    const char *filename;
    struct file *file; // the program, after scripts led to it: held, opened by task_exec_open
    const char **argv; // inside argv_space
    size_t argc;
    const char **argv_space;
    const char *const *envp;
    size_t envc;
    struct elf_plan plan;
    struct file *interpreter; // PT_INTERP, or NULL
    struct elf_plan interpreter_plan;
    struct cred *cred; // to be
    bool secure;       // AT_SECURE
    bool set_id;       // runs with other than real ids: no core dumps, some personality bits go
    struct mm *mm;     // to be
    u64 rip, rsp;
};

// kernel/exec_cred.c: x->cred from the task's and x->file's mode. 0 or -ENOMEM.
int exec_make_cred(struct exec *x);
// kernel/exec_image.c: x->mm with everything in it, rip and rsp. On -ENOMEM nothing is lost; on other errors Linux
// would have lost the old program by now.
int exec_make_mm(struct exec *x);

#endif
