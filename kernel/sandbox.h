// SPDX-License-Identifier: GPL-2.0-or-later
// The machine: one sandbox, with everything in it. The root object of its heap.
#ifndef KERNEL_SANDBOX_H
#define KERNEL_SANDBOX_H

#include "kernel/task.h"

struct sandbox_options { // plain values; strings are the embedder's and copied
    u64 memory;          // bytes of guest memory; 0: 1 GiB
    u64 fs_size;         // bytes the in-memory file systems may hold; 0: half the memory
    u64 seed;            // all randomness of a sealed run
    u64 epoch_ns;        // CLOCK_REALTIME at tick 0
    u64 quantum;         // ticks a task runs while others wait; 0: the default
    u64 max_ticks;       // 0: no limit
    u64 max_calls;
    u32 max_procs, max_files; // 0: defaults
    u32 uid, gid;
    bool live;     // real time and entropy come in
    bool hash;     // keep the run hash: kernel/run_hash.h
    bool terminal; // the standard streams are a terminal
    char hostname[65];
};

enum run_result {
    RUN_EXITED,   // init is gone: exit_status
    RUN_LIMIT,    // a limit ended it: `limit` says which
    RUN_STOPPED,  // sandbox_request_stop
    RUN_REACHED,  // the point that sandbox_run_until was given
    RUN_DEADLOCK, // everybody waits and no timer is armed, with no input that could come
    RUN_FAILED,   // the engine failed: `message`
};

// A watcher (trace/, replay/, an embedder's monitor): what it wants to be told of system calls and events; NULL: nothing. The struct
// stays the watcher's and outlives its attachment.
struct probes {
    void *ctx;
    // Before the handler, first run only. The number and arguments in t->syscall may be changed; so may, through task_regs, the
    // registers. True: the probe answers with *result and the handler is not run; all watchers are asked, the last answer counts.
    bool (*syscall_enter)(void *ctx, struct task *t, s64 *result);
    // When the call is finished, not when it is parked. -ERESTART*: a signal broke it off, and decides whether it is made again.
    // Returns the result that the program is to get.
    s64 (*syscall_exit)(void *ctx, struct task *t, s64 result);
    void (*signal)(void *ctx, struct task *t, int signo, const struct abi_siginfo *info); // delivered
    // Sent, and done with before it could be delivered: `t` ignores it, or dies of it. A tracer on Linux would be told when t is
    // about to go on in user mode; a watcher that wants that order waits for the end of the call that t is in (t->syscall.active),
    // or of t. SIGKILL is nobody's to see.
    void (*signal_early)(void *ctx, struct task *t, int signo, const struct abi_siginfo *info);
    void (*stopped)(void *ctx, struct task *t, int signo); // by job control: `t` does not run until it is continued
    void (*task_new)(void *ctx, struct task *parent, struct task *t);
    void (*task_exit)(void *ctx, struct task *t, s32 status);
    // `t` is about to execute a program and has become the leader of its process, under the leader's number; `before` was its own. The
    // leader has ended, now or long ago. `exec` follows, unless `t` is killed.
    void (*renumbered)(void *ctx, struct task *t, s32 before);
    void (*exec)(void *ctx, struct task *t, const char *path);
    // Dealt with. `before` is the entry as it was: a frame it had and has no more was copied.
    void (*page_fault)(void *ctx, struct task *t, uaddr_t va, u32 access, pte_t before, int result);
    // `t` is about to run what lies at an address with a cpu_breakpoint_set; task_peek_regs has its registers. True: leave the CPU
    // before it does.
    bool (*breakpoint)(void *ctx, struct task *t, uaddr_t address);
    // The watcher's own position: all that what it tells next depends on, of what it has seen. It is taken and put back with the machine
    // (kernel/snapshot.c); what has been told stays told. `save` gives a copy of it, `copy` one more (NULL: no memory). `restore` comes
    // when the machine is as it was then, takes over such a copy, and makes it the position; NULL: that of a watcher who has seen
    // nothing. `drop` may come when the watcher is gone. All four or none.
    void *(*save)(void *ctx);
    void *(*copy)(const void *saved);
    void (*restore)(void *ctx, void *saved);
    void (*drop)(void *saved);
    struct probes *next; // kept by sandbox_watch
    u64 number;          // likewise: its own, of all that ever watched this machine
};

// The layer above: syscalls/ gives it, so that kernel/ need not include it.
struct syscall_layer {
    s64 (*dispatch)(struct task *t); // runs the call in t->syscall and returns its result, or SYS_PARKED
    const u8 *arity;                 // by number: how many arguments are read; the others are 0
    u32 count;                       // numbers from here on have none
};

struct sandbox_stats {
    u64 syscalls, switches, forks, execs, faults, cow_copies, signals;
    u64 nosys[8]; // bitmap by call number of the calls answered -ENOSYS because they are not built yet
};

struct sandbox {
    struct heap *heap;
    struct page_pool *pool;
    // Attachments: host objects, set anew when the machine is brought back elsewhere.
    struct cpu *cpu;
    struct memory_history *history; // its snapshots; NULL until the first: kernel/snapshot.c
    const struct host_door *door;
    void *door_ctx;
    struct probes *probes;             // NULL: nobody watches; in the order of their coming
    u64 watchers;                      // that ever came
    const struct syscall_layer *calls; // syscalls/table.c

    struct sandbox_options opt;
    struct cpu_ticks ticks;
    u64 skipped_ns;    // time that passed while nobody could run
    u64 live_start_ns; // of a live run: the host's monotonic clock at the start
    struct ktimer_tree timers;
    u64 timer_sequence;

    struct vfs vfs;
    struct list processes, tasks;
    struct task **tid_hash; // by tid & mask; chained through... see kernel/pid.c
    s32 last_pid;
    u32 pids_wrapped;       // numbers are being given out again
    u32 nr_tasks;           // zombies included
    u32 nr_living;          // without them
    struct process *reaper; // process 1, which adopts orphans and never runs
    struct process *init;   // the first program's process: the run ends with it
    struct list run_queue;
    struct task *current; // whose registers and memory the CPU holds or held last; NULL at first
    u64 slice_end;        // ticks.now at which current yields if others wait
    bool need_resched;

    u64 rng[4]; // the seeded generator: kernel/random.c
    pfn_t vdso_frames[4];
    u32 vdso_pages;
    u32 vdso_sigreturn;
    char hostname[65], domainname[65];
    struct list futex_buckets[64];
    void *ipc; // System V and POSIX message queues
    void *ttys;
    struct signal_user *signal_users; // queued signals by user: kernel/sigqueue.c
    struct sandbox_stats stats;
    u64 run_hash;

    bool ending;
    s32 exit_status; // init is gone, everybody else dies; its status as waitpid's
    bool done;       // they are dead
    bool stop_requested;
    u64 stop_ticks, stop_calls; // of this run: where it ends, U64_MAX: nowhere
    bool stop_at_exit;          // ... or before the first program's last call
    bool reached;               // it is there
    char limit[32];             // what ended a run: "ticks", "system calls"
    char message[128];
};

static inline struct sandbox *sandbox_of(const void *heap_object) {
    return (struct sandbox *)heap_root(heap_of(heap_object));
}

// --- kernel/sandbox.c. `why` gets a static reason on failure.
struct sandbox *sandbox_create(const struct sandbox_options *opt, const struct syscall_layer *calls,
                               const struct host_door *door, void *door_ctx, const char **why);
void sandbox_destroy(struct sandbox *sb);
// Makes process 1 from a path in the guest. 0, or -errno of execve.
int sandbox_start(struct sandbox *sb, const char *path, const char *const *argv, const char *const *envp,
                  const char *cwd);
enum run_result sandbox_run(struct sandbox *sb); // kernel/run.c; may be called again after RUN_STOPPED
// Runs on, at most to the first moment in user mode at which ticks.now is `ticks` or more, or to the SYSCALL instruction before which
// `calls` calls have been made since the machine was made; U64_MAX: no such end. RUN_REACHED: it is there, or was
// already beyond. Nothing in the machine tells such a stop from none.
enum run_result sandbox_run_until(struct sandbox *sb, u64 ticks, u64 calls);
void sandbox_request_stop(struct sandbox *sb);
void sandbox_watch(struct sandbox *sb, struct probes *watcher); // behind those that are there
void sandbox_unwatch(struct sandbox *sb, struct probes *watcher);
#define for_each_watcher(w, sb) for (struct probes *w = (sb)->probes; w; w = w->next)
void sandbox_random(struct sandbox *sb, void *buf,
                    size_t n); // kernel/random.c: seeded, or the host's entropy when live

// --- kernel/sched.c
void sched_enqueue(struct task *t); // behind its equals; harmless when queued
void sched_dequeue(struct task *t);
void sched_changed(struct task *t); // its policy, priority or nice value did
void sched_yield(struct sandbox *sb);
struct task *sched_pick(struct sandbox *sb);   // the next runnable, NULL: all wait
void run_deadline_changed(struct sandbox *sb); // who waits, or a timer, has changed: ticks.deadline anew
#define LIVE_TIMER_TICKS 20000                 // how often a live run looks at the host's clock and for input

#endif
