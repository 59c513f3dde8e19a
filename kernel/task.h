// SPDX-License-Identifier: GPL-2.0-or-later
// Tasks (threads) and processes (thread groups), as plain data: a task that waits is nothing but these fields.
#ifndef KERNEL_TASK_H
#define KERNEL_TASK_H

#include "abi/resource.h"
#include "abi/signal.h"
#include "emu/cpu.h"
#include "kernel/fdtable.h"
#include "kernel/mm/mm.h"
#include "kernel/signal.h"
#include "kernel/timer.h"
#include "vfs/vfs.h"

struct sandbox;

// Working directory, root and umask; shared by CLONE_FS.
struct fs_struct {
    u32 refs;
    u32 umask;
    struct path root, cwd;
};

enum task_state {
    TASK_RUNNABLE, // on the run queue, or running
    TASK_WAITING,  // in a system call, until woken, signalled or timed out
    TASK_STOPPED,  // by a job control signal
    TASK_ZOMBIE,   // exited, not yet waited for
};

// The system call a task is in. Waking a parked task runs its handler again with this same record, so all that must survive a
// wait is here: nothing else of a handler does.
struct syscall {
    u64 nr, args[6];
    u64 progress[4]; // the handler's own: bytes done, a held file, ...; zero on entry
    u64 deadline;    // monotonic ns, U64_MAX: none; valid once `timed`
    bool timed;      // the deadline has been set
    bool timed_out;  // the deadline has passed: set before the handler is run again
    bool restarted;  // the handler has run before for this call
    bool active;
};

#define SYS_PARKED (-100000) // a handler's "wait": its waiters are queued, run me again

// One queue a parked task waits on.
struct task_waiter {
    struct waiter waiter;
    struct task *task;
    struct list link; // in task->waits
};

// One futex that a task waits for: kernel/futex.c.
struct futex_waiter {
    struct list link; // in sandbox->futex_buckets; in none once it is woken
    struct task *task;
    u64 object, offset; // the word's identity
    u32 bits;
    bool woken;
    bool pi;         // wants to own the futex, and gets it by being woken
    s32 owner;       // whose it is
    uaddr_t address; // ... in the waiter's memory
};

// A thread.
struct task {
    s32 tid;
    struct sandbox *sb;
    struct process *process; // held
    struct list thread_link; // in process->threads
    struct task *tid_next;   // in a bucket of sandbox->tid_hash
    struct list run_link;    // in sandbox->run_queue while runnable
    struct list all_link;    // in sandbox->tasks, by creation
    enum task_state state;

    struct mm *mm;           // held; NULL once exited
    struct fd_table *files;  // held
    struct fs_struct *fs;    // held
    struct sighand *sighand; // held
    struct cred *cred;       // held

    struct cpu_state cpu;  // its registers while it is not the one in the CPU (see task_regs)
    bool cpu_live;         // the CPU holds newer ones
    bool on_cpu;           // it runs this moment; switched_in is valid
    bool syscall_watched;  // the probes saw the call begin
    bool syscall_answered; // ... and one of them answered it

    struct syscall syscall;
    s64 restart_result; // -ERESTART*: what an interrupted call returned, until delivery decides
    // restart_syscall(2): nanosleep and its like continue with what is kept here.
    struct {
        u32 kind;
        u64 deadline;
        u64 args[4];
    } restart_block;

    struct list waits;           // struct task_waiter, queued
    struct task_waiter wait_one; // for the common case of one queue
    struct ktimer wait_timer;    // for syscall.deadline

    sigset blocked, saved_mask; // saved_mask: what sigsuspend, ppoll and pselect put back
    sigset real_blocked;        // sigtimedwait: the mask it takes back; 0 otherwise
    bool restore_mask;
    // The last CPU exception that became a signal: for the frame.
    struct {
        u64 vector, error, cr2;
    } trap;
    bool signal_flag; // signal_pending's answer, kept by signal_recalc
    struct sigpending pending;
    struct abi_stack altstack;

    char comm[16];
    uaddr_t clear_child_tid, robust_list;
    u64 robust_list_len;
    uaddr_t rseq_area;
    u32 rseq_len, rseq_sig;
    bool rseq_event; // it was preempted: kernel/rseq.c
    struct futex_waiter futex;
    s32 exit_code;
    struct task *vfork_parent; // waits until this child execs or exits
    struct waitq vfork_done;
    u64 utime_ticks, stime_ticks, start_ns; // CPU time in ticks
    u64 switched_in;                        // while on_cpu: ticks that were not this task's user time
    u64 nvcsw, nivcsw, min_flt;
    s32 nice, policy, rt_priority;
    bool reset_on_fork; // SCHED_RESET_ON_FORK
    u32 personality;
    u32 pdeath_signal;
    bool no_dump;       // it runs with ids that are not its own
    bool group_exiting; // another thread's execve ends it
    u64 timer_slack;
    s32 ioprio;
    u32 mempolicy;
    u64 mempolicy_nodes; // set_mempolicy(2): mode and its flags, the nodes given
};

// A process: what its threads share beyond CLONE_* choices.
struct process {
    u32 refs;
    struct sandbox *sb;
    s32 pid;
    struct list threads;    // struct task.thread_link
    u32 thread_count;       // not yet zombies
    struct task *leader;    // the task whose tid is pid; stays until reaped
    struct process *parent; // who gets SIGCHLD and waits; NULL only for the reaper
    s32 parent_tid; // the thread of it that made this one, or took over from that: __WNOTHREAD, PR_SET_PDEATHSIG
    struct list children, sibling;
    struct list all_link; // in sandbox->processes, by creation
    s32 pgid, sid;
    void *tty;       // controlling terminal (vfs/tty)
    s32 exit_signal; // to the parent; 0: none
    bool group_exit;
    s32 group_exit_code; // exit_group or a fatal signal: wait status
    bool zombie, reaped;
    bool stopped, stop_reported, continued, continue_reported;
    s32 stop_signal;
    bool did_exec, is_subreaper, dumpable;
    bool huge_pages_off; // PR_SET_THP_DISABLE
    u32 suid_dumpable;
    struct sigpending pending;
    struct waitq wait_chld; // wait4 sleeps here: children changed
    struct waitq exit_wait; // pidfds: told when a thread is gone, and when the process is reaped
    struct abi_rlimit64 rlimit[16];
    struct ktimer real_timer; // ITIMER_REAL
    u64 real_interval;
    // ITIMER_VIRTUAL, ITIMER_PROF, in ns of CPU time; 0: off
    u64 virt_value, virt_interval, prof_value, prof_interval;
    struct list posix_timers;
    s32 next_timer_id;
    struct ktimer cpu_timer;    // the next moment at which a CPU-time timer could be due: kernel/cpu_timer.c
    bool cpu_timers;            // there is any: ITIMER_VIRTUAL, ITIMER_PROF, RLIMIT_CPU, POSIX timers
    u64 utime_dead, stime_dead; // of threads that are gone
    u64 cutime, cstime;         // of children waited for
    u64 min_flt_dead, nvcsw_dead, nivcsw_dead;
    u64 maxrss, cmaxrss, cmin_flt, cnvcsw, cnivcsw; // pages; of children waited for
    u64 io_rchar, io_wchar, io_syscr, io_syscw;
    s32 oom_score_adj;
};

// --- Life: kernel/clone.c, exec.c, exit.c, wait.c
struct clone_request {
    u64 flags; // CLONE_*
    u32 exit_signal;
    uaddr_t stack, tls, parent_tid, child_tid, pidfd;
    s32 set_tid; // the number the task is to have; 0: any
};
// The new task's tid (the caller's handler returns it), or -errno. The child is runnable, its RAX 0.
s64 task_clone(struct task *t, const struct clone_request *req);
// Replaces the program. `path` has been looked up for `file`, which stays the caller's. On success the task's registers
// and memory are new; on failure nothing changed.
struct exec_request {
    struct file *file;
    const char *filename; // as given: AT_EXECFN, and the script's argument
    const char *const *argv;
    size_t argc; // kernel memory
    const char *const *envp;
    size_t envc;
    bool fd_closes_on_exec; // fexecve of a close-on-exec fd: scripts cannot be reopened
    bool comm_from_file;    // there was no name but a descriptor's: the task is called like the file
};
int task_exec(struct task *t, const struct exec_request *req);
// Looks `name` up from `base` (NULL: cwd) and opens it to be executed: -EACCES unless it is a regular file with a permission to
// execute, on a mount that allows it; -ETXTBSY while it is open for writing. Closed with task_exec_close.
int task_exec_open(struct task *t, const struct path *base, const char *name, u32 lookup_flags, struct file **out);
void task_exec_close(struct file *file); // NULL is allowed
// -E2BIG as execve(2) has it, for strings that are in kernel memory; `budget`: how many bytes of them are allowed.
int task_exec_budget(const struct task *t, size_t argc, size_t envc, u64 *budget);
// Before a thread leaves its mm, by execve or exit (kernel/exit.c): its robust futexes, clear_child_tid, and
// the parent that waits in vfork.
void task_mm_release(struct task *t);
// For execve: ends every other thread of the process at once; `t` becomes the leader, under its tid (Linux: de_thread).
void process_kill_other_threads(struct task *t);
void task_exit(struct task *t, s32 status);       // this thread; status as waitpid's
void process_exit(struct process *p, s32 status); // all threads: marks them; each dies before it runs again
void process_set_stopped(struct process *p, int signo);
void process_set_continued(struct process *p);
void process_get(struct process *p);
void process_put(struct process *p);
struct process *process_find(struct sandbox *sb, s32 pid); // NULL; zombies are found
struct task *task_find(struct sandbox *sb, s32 tid);
void process_reap(struct process *p); // removes a zombie from the tree; its times go to the parent's totals

// --- Waiting: kernel/park.c
void task_wait_on(struct task *t, struct waitq *q,
                  u32 events); // queues a waiter; -ENOMEM cannot happen for the first
int task_wait_add(struct task *t, struct waitq *q, u32 events); // one more; 0 or -ENOMEM
void task_wait_finish(struct task *t);                          // unqueues all of them and disarms the timer
void task_wake(struct task *t); // a waiting task becomes runnable and its call is tried again
// Sets syscall.deadline once per call (later calls keep the first) and arms the timer for it.
void task_set_deadline(struct task *t, u64 deadline);

// The registers, wherever they are now; the CPU's copy is written back by the run loop before user mode.
struct cpu_state *task_regs(struct task *t);
void task_peek_regs(struct task *t, struct cpu_state *out); // for watchers: the registers stay where they are

struct fs_struct *fs_copy(const struct fs_struct *from); // NULL: no memory
void fs_put(struct fs_struct *fs);                       // NULL is allowed
struct vfs_caller task_caller(struct task *t);
void task_set_comm(struct task *t, const char *name);
static inline bool task_capable(const struct task *t, int cap) {
    return cred_capable(t->cred, cap);
}
static inline u64 task_rlimit(const struct task *t, int which) {
    return t->process->rlimit[which].rlim_cur;
}
// May `t` send `signo` to `p`? (kill(2)) And look into it? (ptrace(2) PTRACE_MODE_READ)
bool task_may_signal(const struct task *t, const struct process *p, int signo);
bool task_may_access(const struct task *t, const struct task *target);
void task_cpu_times(const struct task *t, u64 *user_ns, u64 *system_ns);
void process_cpu_times(const struct process *p, u64 *user_ns, u64 *system_ns);
// prlimit on a process; `which` has been checked. 0, -EINVAL, -EPERM: kernel/rlimit.c.
int rlimit_set(const struct task *t, struct process *p, u32 which, const struct abi_rlimit64 *wanted);
// What getrusage tells: kernel/rusage.c.
void task_usage(const struct task *t, struct abi_rusage *out);
void process_usage(const struct process *p, bool self, bool children, struct abi_rusage *out);

#endif
