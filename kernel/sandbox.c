// SPDX-License-Identifier: GPL-2.0-or-later
// Making a machine, its first process, and taking it apart.
#include "kernel/sandbox.h"

#include "abi/errno.h"
#include "abi/prctl.h"
#include "abi/time.h"
#include "emu/history.h"
#include "kernel/internal.h"
#include "kernel/posix_timer.h"
#include "kernel/rootfs.h"
#include "kernel/sigio.h"
#include "loader/loader.h"

#include <stdio.h>
#include <string.h>

#define DEFAULT_MEMORY (1ull << 30)
#define HEAP_EXTRA (64ull << 20) // bytes
#define DEFAULT_QUANTUM 50000    // ticks
#define DEFAULT_MAX_PROCS 4096u
#define DEFAULT_MAX_FILES 65536u
#define DEFAULT_UMASK 022

static void sandbox_now(struct vfs *vfs, struct vfs_time *out) {
    u64 ns = clock_realtime(container_of(vfs, struct sandbox, vfs));
    *out = (struct vfs_time){.sec = (s64)(ns / NSEC_PER_SEC), .nsec = (u32)(ns % NSEC_PER_SEC)};
}
static void sandbox_vfs_random(struct vfs *vfs, void *buf, size_t n) {
    sandbox_random(container_of(vfs, struct sandbox, vfs), buf, n);
}
static const struct cred *sandbox_current_cred(struct vfs *vfs) {
    const struct task *t = container_of(vfs, struct sandbox, vfs)->current;
    return t ? t->cred : NULL;
}
static const struct vfs_ops sandbox_vfs_ops = {
    .now = sandbox_now, .random = sandbox_vfs_random, .current_cred = sandbox_current_cred, .sigio = sigio_send};

static void set_defaults(struct sandbox_options *opt) {
    if (!opt->memory) opt->memory = DEFAULT_MEMORY;
    if (!opt->fs_size) opt->fs_size = opt->memory / 2;
    if (!opt->quantum) opt->quantum = DEFAULT_QUANTUM;
    if (!opt->max_procs) opt->max_procs = DEFAULT_MAX_PROCS;
    if (!opt->max_files) opt->max_files = DEFAULT_MAX_FILES;
    if (!opt->hostname[0]) strcpy(opt->hostname, "belljar");
}

// Process 1 is the machine's own: it adopts orphans and forgets them when they die, as any init does, so that the
// program under the jar sees only children of its own. It never runs.
static int make_reaper(struct sandbox *sb) {
    struct process *p = process_create(sb, 1);
    if (!p) return -ENOMEM;
    sb->reaper = p;
    p->pgid = p->sid = 1;
    struct task *t = task_create(sb, p, 1);
    if (!t) return -ENOMEM;
    task_set_comm(t, "init");
    t->cred = cred_create(sb->heap, 0, 0);
    t->sighand = sighand_create(sb);
    if (!t->cred || !t->sighand) return -ENOMEM;
    for (int i = 0; i < NSIG; i++) t->sighand->action[i].handler = SIG_IGN;
    process_timers_init(p);
    process_attach(p, NULL, t);
    sb->nr_living = 0; // it does not count
    sb->last_pid = 1;
    return 0;
}

struct sandbox *sandbox_create(const struct sandbox_options *opt, const struct syscall_layer *calls,
                               const struct host_door *door, void *door_ctx, const char **why) {
    *why = "no memory for a machine";
    u64 memory = opt->memory ? opt->memory : DEFAULT_MEMORY;
    // What the kernel keeps for the programs grows with what they may have, and ends somewhere, too.
    struct heap *heap = heap_create(-1, memory / 2 + HEAP_EXTRA);
    if (!heap) return NULL;
    struct sandbox *sb = knew(heap, struct sandbox);
    if (!sb) goto out_heap;
    heap_set_root(heap, sb);
    sb->heap = heap;
    sb->opt = *opt;
    set_defaults(&sb->opt);
    sb->stop_ticks = sb->stop_calls = UINT64_MAX;
    sb->door = door;
    sb->door_ctx = door_ctx;
    sb->calls = calls;
    memcpy(sb->hostname, sb->opt.hostname, sizeof sb->hostname);
    strcpy(sb->domainname, "(none)");
    RB_INIT(&sb->timers);
    list_init(&sb->processes);
    list_init(&sb->tasks);
    list_init(&sb->run_queue);
    for (size_t i = 0; i < ARRAY_SIZE(sb->futex_buckets); i++) list_init(&sb->futex_buckets[i]);
    random_seed(sb, sb->opt.seed);
    if (sb->opt.live && door) sb->live_start_ns = door->clock_ns(door_ctx, CLOCK_MONOTONIC);

    sb->pool = page_pool_create(heap, sb->opt.memory);
    if (!sb->pool) {
        *why = "no memory for the guest (--memory)";
        goto out_heap;
    }
    sb->cpu = cpu_create(sb->pool, &sb->ticks, &run_cpu_ops, sb, why);
    if (!sb->cpu) goto out_pool;
    *why = "no memory for the first objects (--memory)";
    if (pid_init(sb) < 0 || vfs_init(&sb->vfs, heap, sb->pool, OPREF(&sandbox_vfs_ops)) < 0) goto out_cpu;
    sb->vfs.door = door;
    sb->vfs.door_ctx = door_ctx;
    sb->vfs.max_files = sb->opt.max_files;
    if (make_reaper(sb) < 0) goto out_cpu;
    return sb;
out_cpu:
    cpu_destroy(sb->cpu);
out_pool:
    page_pool_destroy(sb->pool);
out_heap:
    heap_destroy(heap);
    return NULL;
}

// Everything the guest could see goes with the heap; only host objects are taken apart one by one.
void sandbox_destroy(struct sandbox *sb) {
    memory_history_destroy(sb->history);
    cpu_destroy(sb->cpu);
    heap_destroy(sb->heap); // with its slot, in which the frames are too: nothing in it is looked at
}

// The first process: alive, and without a program yet. NULL: no memory.
static struct task *make_first_task(struct sandbox *sb) {
    const s32 pid = pid_alloc(sb);
    struct process *p = process_create(sb, pid);
    struct task *t = p ? task_create(sb, p, pid) : NULL;
    if (!t) {
        process_put(p);
        return NULL;
    }
    p->pgid = p->sid = pid;
    p->parent_tid = sb->reaper->pid;
    p->exit_signal = SIGCHLD;
    p->dumpable = true;
    p->suid_dumpable = SUID_DUMP_USER;
    rlimits_init(p);
    process_timers_init(p);
    const struct path *root = vfs_root(&sb->vfs);
    t->cred = cred_create(sb->heap, sb->opt.uid, sb->opt.gid);
    t->sighand = sighand_create(sb);
    t->files = fd_table_create(sb->heap);
    t->fs = fs_create(sb->heap, root, root, DEFAULT_UMASK);
    cpu_state_init(&t->cpu);
    process_attach(p, sb->reaper, t);
    if (t->cred && t->sighand && t->files && t->fs) return t;
    process_discard(p);
    return NULL;
}

static int enter_directory(struct task *t, const char *name) {
    const struct vfs_caller who = task_caller(t);
    struct path dir;
    int err = path_lookup(&who, NULL, name, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &dir);
    if (err == 0 && (err = path_permission(&dir, t->cred, MAY_EXEC)) < 0) path_put(&dir);
    if (err < 0) {
        const char *why = err == -ENOENT    ? "there is none"
                          : err == -ENOTDIR ? "not a directory"
                                            : "it cannot be entered";
        snprintf(t->sb->message, sizeof t->sb->message, "working directory %.80s: %s", name, why);
        return err;
    }
    path_put(&t->fs->cwd);
    t->fs->cwd = dir;
    return 0;
}

static size_t count_strings(const char *const *v) {
    size_t n = 0;
    while (v && v[n]) n++;
    return n;
}

static int exec_first(struct task *t, const char *path, const char *const *argv, const char *const *envp) {
    struct file *file;
    int err = task_exec_open(t, NULL, path, LOOKUP_FOLLOW, &file);
    if (err < 0) return err;
    const struct exec_request req = {.file = file,
                                     .filename = path,
                                     .argv = argv,
                                     .argc = count_strings(argv),
                                     .envp = envp,
                                     .envc = count_strings(envp)};
    err = task_exec(t, &req);
    task_exec_close(file);
    return err;
}

int sandbox_start(struct sandbox *sb, const char *path, const char *const *argv, const char *const *envp,
                  const char *cwd) {
    if (sb->init || sb->ending) return -EBUSY;
    struct task *t = make_first_task(sb);
    if (!t) return -ENOMEM;
    sb->current = t; // whoever asks for the caller finds it
    int err = cwd ? enter_directory(t, cwd) : 0;
    if (err == 0) err = sandbox_open_stdio(sb, t);
    if (err == 0) err = exec_first(t, path, argv, envp);
    if (err < 0) {
        process_discard(t->process);
        return err;
    }
    sb->init = t->process;
    sb->stats.execs = 0; // the first one is ours
    t->state = TASK_RUNNABLE;
    sched_enqueue(t);
    return 0;
}

void sandbox_watch(struct sandbox *sb, struct probes *watcher) {
    struct probes **end = &sb->probes;
    while (*end) end = &(*end)->next;
    watcher->next = NULL;
    watcher->number = ++sb->watchers;
    *end = watcher;
}

void sandbox_unwatch(struct sandbox *sb, struct probes *watcher) {
    for (struct probes **p = &sb->probes; *p; p = &(*p)->next)
        if (*p == watcher) {
            *p = watcher->next;
            return;
        }
}
