// SPDX-License-Identifier: GPL-2.0-or-later
// execve: finds the program, through scripts if need be, has the new memory built aside (exec_image.c) and then, when
// nothing can fail any more, makes the task it. Linux: fs/exec.c, execve(2).
//
// A file whose headers are sound but whose segments are not is found out by Linux after the old program is gone. That
// end, SIGSEGV, is kept.
#include "kernel/exec.h"

#include "abi/errno.h"
#include "abi/limits.h"
#include "abi/mman.h"
#include "abi/mount.h"
#include "abi/personality.h"
#include "abi/prctl.h"
#include "abi/stat.h"
#include "kernel/sandbox.h"

#include <stdio.h>
#include <string.h>

// --- Opening.

static int exec_check(const struct path *p, const struct cred *cred) {
    const struct inode *inode = p->dentry->inode;
    if ((inode->mode & S_IFMT) == S_IFLNK) return -ELOOP; // only where it was not to be followed
    if ((inode->mode & S_IFMT) != S_IFREG || (p->mnt->flags & MS_NOEXEC)) return -EACCES;
    return path_permission(p, cred, MAY_EXEC);
}

int task_exec_open(struct task *t, const struct path *base, const char *name, u32 lookup_flags, struct file **out) {
    struct vfs_caller who = task_caller(t);
    struct path path;
    struct file *f;
    int err = path_lookup(&who, base, name, lookup_flags, &path);
    if (err < 0) return err;
    err = exec_check(&path, t->cred);
    if (err < 0) goto out_path;
    err = inode_deny_write(path.dentry->inode);
    if (err < 0) goto out_path;
    // Whoever may execute it need not be able to read it: so not by vfs_open.
    err = file_create(&path, NULL, 0, t->cred, path.dentry->inode->fops, &f);
    if (err < 0) goto out_allow;
    f->mode |= FMODE_READ | FMODE_EXEC;
    if (file_ops(f)->open) err = file_ops(f)->open(f->inode, f);
    if (err < 0) goto out_file;
    path_put(&path);
    *out = f;
    return 0;
out_file:
    file_put(f);
out_allow:
    inode_allow_write(path.dentry->inode);
out_path:
    path_put(&path);
    return err;
}

void task_exec_close(struct file *file) {
    if (!file) return;
    inode_allow_write(file->inode);
    file_put(file);
}

static s64 exec_read(void *ctx, u64 offset, void *buf, size_t n) {
    struct file *f = ctx;
    struct iov_iter it;
    size_t done = 0;
    while (done < n) {
        u64 pos = offset + done;
        iov_iter_kernel(&it, (u8 *)buf + done, n - done);
        s64 got = vfs_read(f, &it, &pos);
        if (got < 0) return got;
        if (got == 0) break;
        done += (size_t)got;
    }
    return (s64)done;
}

// --- Arguments.

int task_exec_budget(const struct task *t, size_t argc, size_t envc, u64 *budget) {
    u64 limit = min_u64(ARG_STACK_LIMIT, task_rlimit(t, RLIMIT_STACK) / 4);
    limit = max_u64(limit, ARG_MAX);
    u64 pointers = (max_u64(argc, 1) + envc) * sizeof(u64);
    if (limit <= pointers) return -E2BIG;
    *budget = limit - pointers;
    return 0;
}

static int charge_string(const char *s, u64 *budget) {
    size_t size = strlen(s) + 1;
    if (size > MAX_ARG_STRLEN || size > *budget) return -E2BIG;
    *budget -= size;
    return 0;
}

static int check_strings(const struct exec *x) {
    u64 budget;
    int err = task_exec_budget(x->task, x->argc, x->envc, &budget);
    if (err == 0) err = charge_string(x->filename, &budget);
    for (size_t i = 0; i < x->argc && err == 0; i++) err = charge_string(x->argv[i], &budget);
    for (size_t i = 0; i < x->envc && err == 0; i++) err = charge_string(x->envp[i], &budget);
    return err;
}

// Every script puts up to two strings in front and one in the place of argv[0].
enum { SCRIPT_ROOM = 2 * (SCRIPT_NESTING_MAX + 1) };

static int copy_argv(struct exec *x, const struct exec_request *req) {
    x->argc = req->argc ? req->argc : 1; // since 5.18 no program starts without argv[0]
    if (x->argc > MAX_ARG_STRINGS) return -E2BIG;
    x->argv_space = kzalloc(x->task->sb->heap, (SCRIPT_ROOM + x->argc) * sizeof *x->argv_space);
    if (!x->argv_space) return -ENOMEM;
    x->argv = x->argv_space + SCRIPT_ROOM;
    x->argv[0] = "";
    for (size_t i = 0; i < req->argc; i++) x->argv[i] = req->argv[i];
    return 0;
}

// --- Finding the program.

struct script_heads { // what the lines of nested scripts point into
    char head[SCRIPT_NESTING_MAX + 1][BINPRM_BUF_SIZE];
};

// Follows "#!" until x->file is no script. `path` is how the script is called on the interpreter's command line.
static int follow_scripts(struct exec *x, const struct exec_request *req, struct script_heads *heads) {
    const char *path = x->filename;
    for (int depth = 0;; depth++) {
        char head[BINPRM_BUF_SIZE];
        struct script_line line;
        struct file *next;
        if (depth > SCRIPT_NESTING_MAX) return -ELOOP; // whatever it is
        memset(head, 0, sizeof head);
        s64 got = exec_read(x->file, 0, head, sizeof head);
        if (got < 0) return (int)got;
        if (got < 2 || head[0] != '#' || head[1] != '!') return 0;
        memcpy(heads->head[depth], head, sizeof head);
        int err = script_parse(heads->head[depth], sizeof head, &line);
        if (err < 0) return err;
        // A descriptor that exec closes cannot be opened by the interpreter.
        if (req->fd_closes_on_exec) return -ENOENT;
        x->argv[0] = path;
        if (line.argument) *--x->argv = line.argument, x->argc++;
        *--x->argv = line.interpreter, x->argc++;
        // A line that names nothing names the working directory, which is no program: EACCES.
        err = task_exec_open(x->task, NULL, line.interpreter, LOOKUP_FOLLOW | LOOKUP_EMPTY, &next);
        if (err < 0) return err;
        task_exec_close(x->file);
        x->file = next;
        path = line.interpreter;
    }
}

// Only process 1 has nobody to tell it what errno cannot: the embedder reads this.
static void note_refusal(const struct exec *x, const char *what, enum elf_refusal why) {
    struct sandbox *sb = x->task->sb;
    if (x->task->mm) return;
    snprintf(sb->message, sizeof sb->message, "%.60s: %s", what, elf_refusal_text(why));
}

static int plan_program(struct exec *x, bool *fatal) {
    struct heap *heap = x->task->sb->heap;
    struct loader_source source = {exec_read, x->file};
    if (!file_ops(x->file)->mapping) return -ENOEXEC; // nothing that could be mapped
    enum elf_refusal why = elf_plan_make(heap, &source, &x->plan);
    if (why != ELF_ACCEPTED) note_refusal(x, x->filename, why);
    *fatal = elf_refusal_fatal(why);
    if (why != ELF_ACCEPTED && !*fatal) return elf_refusal_errno(why);
    int err = elf_refusal_errno(why);
    if (!x->plan.interpreter) return err;
    int opened = task_exec_open(x->task, NULL, x->plan.interpreter, LOOKUP_FOLLOW, &x->interpreter);
    if (opened < 0) {
        *fatal = false;
        return opened;
    }
    source.ctx = x->interpreter;
    enum elf_refusal its = elf_plan_make(heap, &source, &x->interpreter_plan);
    if (its == ELF_ACCEPTED) return err;
    if (why == ELF_ACCEPTED) note_refusal(x, x->plan.interpreter, its);
    if (elf_refusal_fatal(its)) {
        *fatal = true;
        return err < 0 ? err : elf_refusal_errno(its);
    }
    *fatal = false;
    return its == ELF_READ_ERROR || its == ELF_NO_MEMORY ? elf_refusal_errno(its) : -ELIBBAD;
}

// --- The change. Nothing here can fail.

static void start_registers(struct task *t, const struct exec *x) {
    struct cpu_state *regs = task_regs(t);
    cpu_state_init(regs);
    regs->rip = x->rip;
    regs->gpr[REG_RSP] = x->rsp;
}

static void commit(struct exec *x, const struct exec_request *req) {
    struct task *t = x->task;
    struct process *p = t->process;
    struct mm *old = t->mm;
    process_kill_other_threads(t);
    if (old) {
        task_mm_release(t);
        p->maxrss = max_u64(p->maxrss, old->hiwater_rss);
    }
    mm_set_exe_file(x->mm, x->file);
    x->file = NULL;
    t->mm = x->mm;
    x->mm = NULL;
    mm_put(old);
    struct cred *was = t->cred;
    t->cred = x->cred;
    x->cred = NULL;
    cred_put(was);
    fd_table_close_on_exec(t);

    t->personality &= ~(u32)(READ_IMPLIES_EXEC | (x->set_id ? PER_CLEAR_ON_SETID : 0));
    t->clear_child_tid = 0;
    t->robust_list = 0;
    t->robust_list_len = 0;
    t->rseq_area = 0;
    t->rseq_len = t->rseq_sig = 0;
    t->no_dump = x->set_id;
    if (x->secure) {
        t->pdeath_signal = 0;
        p->rlimit[RLIMIT_STACK].rlim_cur = t->mm->rlimit_stack;
    }
    // Who cannot read the file is not to see it through a core dump or a debugger either.
    p->dumpable = !x->set_id && inode_permission(t->mm->exe_file->inode, t->cred, MAY_READ) == 0;
    p->suid_dumpable = p->dumpable ? SUID_DUMP_USER : SUID_DUMP_DISABLE;
    p->exit_signal = SIGCHLD;
    p->did_exec = true;
    const char *slash = strrchr(x->filename, '/');
    if (req->comm_from_file)
        task_set_comm(t, t->mm->exe_file->path.dentry->name);
    else
        task_set_comm(t, slash ? slash + 1 : x->filename);
    start_registers(t, x);
}

static void release(struct exec *x) {
    elf_plan_release(&x->plan);
    elf_plan_release(&x->interpreter_plan);
    task_exec_close(x->file);
    task_exec_close(x->interpreter);
    kfree(x->argv_space);
    cred_put(x->cred);
    mm_put(x->mm);
}

// What can fail and must not be seen to have happened when it does: tables that the program shares with others.
static int unshare_tables(struct task *t) {
    if (t->files->refs > 1) {
        struct fd_table *files = fd_table_copy(t->files, UINT32_MAX);
        if (!files) return -ENOMEM;
        fd_table_put(t->files);
        t->files = files;
    }
    return sighand_exec(t);
}

int task_exec(struct task *t, const struct exec_request *req) {
    struct exec x = {.task = t, .filename = req->filename, .envp = req->envp, .envc = req->envc};
    struct script_heads heads;
    bool fatal = false;
    int err = inode_deny_write(req->file->inode);
    if (err < 0) return err;
    x.file = file_get(req->file);
    err = copy_argv(&x, req);
    if (err == 0) err = check_strings(&x);
    if (err == 0) err = follow_scripts(&x, req, &heads);
    if (err == 0) err = check_strings(&x); // what scripts added counts as well
    if (err == 0) err = plan_program(&x, &fatal);
    if (err == 0) err = exec_make_cred(&x);
    if (err == 0) {
        err = exec_make_mm(&x);
        fatal = err < 0 && err != -ENOMEM;
    }
    if (err == 0) err = unshare_tables(t);
    if (err < 0) {
        if (fatal && t->mm) {
            process_kill_other_threads(t);
            signal_force_fatal(t, SIGSEGV);
        }
        release(&x);
        return err;
    }
    commit(&x, req);
    release(&x);
    t->sb->stats.execs++;
    for_each_watcher (w, t->sb)
        if (w->exec) w->exec(w->ctx, t, req->filename);
    return 0;
}
