// SPDX-License-Identifier: GPL-2.0-or-later
// Signals: dispositions, masks, pending queues, generation and delivery (signal(7); Linux: kernel/signal.c).
#ifndef KERNEL_SIGNAL_H
#define KERNEL_SIGNAL_H

#include "abi/signal.h"
#include "base/list.h"
#include "base/types.h"
#include "base/waitq.h"

struct sandbox;
struct task;
struct process;
struct posix_timer;
struct syscall;

typedef u64 sigset; // bit n-1 is signal n
#define SIGBIT(n) (1ull << ((n)-1))

// The kinds of signals that have a common rule.
#define SIG_KERNEL_ONLY (SIGBIT(SIGKILL) | SIGBIT(SIGSTOP)) // cannot be caught, blocked or ignored
#define SIG_STOPS (SIGBIT(SIGSTOP) | SIGBIT(SIGTSTP) | SIGBIT(SIGTTIN) | SIGBIT(SIGTTOU))
#define SIG_DEFAULT_IGNORED (SIGBIT(SIGCONT) | SIGBIT(SIGCHLD) | SIGBIT(SIGWINCH) | SIGBIT(SIGURG))
#define SIG_COREDUMPS                                                                                                \
    (SIGBIT(SIGQUIT) | SIGBIT(SIGILL) | SIGBIT(SIGTRAP) | SIGBIT(SIGABRT) | SIGBIT(SIGFPE) | SIGBIT(SIGSEGV) |       \
     SIGBIT(SIGBUS) | SIGBIT(SIGSYS) | SIGBIT(SIGXCPU) | SIGBIT(SIGXFSZ))
#define SIG_SYNCHRONOUS                                                                                              \
    (SIGBIT(SIGSEGV) | SIGBIT(SIGBUS) | SIGBIT(SIGILL) | SIGBIT(SIGTRAP) | SIGBIT(SIGFPE) | SIGBIT(SIGSYS))

// An interrupted handler returns -ERESTARTSYS and its like (abi/errno.h), but a partial result comes first: a call that has
// done something returns that. The dispatcher keeps the number in task->restart_result and has signal_deliver called
// before user mode, which decides: -EINTR, or the call again (signal(7), "Interruption of system calls").

// task->restart_block.kind: whose restart_syscall goes on. args are the call's own.
enum { RESTART_NONE, RESTART_NANOSLEEP, RESTART_POLL, RESTART_FUTEX };

struct sigqueue { // one queued instance; in the heap
    struct list link;
    struct abi_siginfo info;
    struct posix_timer *timer; // the POSIX timer it is a part of, or NULL
    u32 uid;                   // whose RLIMIT_SIGPENDING it counts against
};
struct sigpending {
    struct list queue;
    sigset set;
};

// Dispositions; shared by CLONE_SIGHAND.
struct sighand {
    u32 refs;
    struct abi_sigaction action[64]; // [signo - 1]
    sigset immutable;                // being killed by: sigaction answers -EINVAL (Linux: SA_IMMUTABLE)
    struct waitq signalfd_wait;      // signalfds ask here; never freed before its waiters are gone
};

struct sighand *sighand_create(struct sandbox *sb);
struct sighand *sighand_copy(struct sandbox *sb, const struct sighand *from); // NULL: no memory
struct sighand *sighand_get(struct sighand *h);
void sighand_put(struct sighand *h);   // NULL is allowed
void sighand_clear(struct sighand *h); // handlers back to default; ignored stay ignored
// For execve, once nothing can fail any more: handlers back to default, ignored stay ignored (execve(2)), the alternate
// stack is forgotten, POSIX timers are gone. -ENOMEM when the table is shared and cannot be copied: call it first of
// all irrevocable steps.
int sighand_exec(struct task *t);
// rt_sigaction. `act` and `old` may be NULL; they may be the same object. 0 or -EINVAL.
int signal_action(struct task *t, int signo, const struct abi_sigaction *act, struct abi_sigaction *old);

void sigpending_init(struct sigpending *p);
void sigpending_flush(struct sigpending *p);
void sigpending_remove(struct sigpending *p, sigset mask); // only these signals

// --- Generation. `info` NULL: from the kernel (SI_KERNEL). 0, -EAGAIN (queue limit). A signal that is
// ignored, or pending already, counts as sent. signo 0 does nothing.
int signal_send_task(struct task *t, int signo, const struct abi_siginfo *info);       // to one thread (tgkill)
int signal_send_process(struct process *p, int signo, const struct abi_siginfo *info); // to a process (kill)
// The same of what concerns one of its threads most: that one takes it if it can.
int signal_send_process_at(struct process *p, s32 tid, int signo, const struct abi_siginfo *info);
// No permission is asked. -ESRCH: nobody there.
int signal_send_pgrp(struct sandbox *sb, s32 pgid, int signo, const struct abi_siginfo *info);
void signal_raise(struct task *t, int signo); // by its own call, as if it had sent it: SIGPIPE, SIGXFSZ
// From a fault: cannot be ignored or blocked (Linux: force_sig_fault). Code SI_KERNEL: `address` is not told.
void signal_force(struct task *t, int signo, int code, uaddr_t address);
// The same for a CPU exception: notes vector, error code and CR2 for the frame's sigcontext first. For vector 14 (#PF)
// CR2 becomes `address`.
void signal_force_trap(struct task *t, int signo, int code, uaddr_t address, u32 vector, u64 error);
void signal_force_fatal(struct task *t, int signo); // kills whatever the disposition (Linux: force_fatal_sig)
void siginfo_kill(struct abi_siginfo *info, struct task *from, int signo, int code); // fills si_pid, si_uid
// kill(2) with its permission rules, for every form of `pid`. 0, -ESRCH, -EPERM.
int signal_kill(struct task *from, s32 pid, int signo, const struct abi_siginfo *info);

// Job control and the parent. `code` CLD_*, `status` as si_status. For CLD_EXITED, CLD_KILLED and CLD_DUMPED sends the
// process's exit_signal, else SIGCHLD unless SA_NOCLDSTOP; wakes the parent's wait_chld. True: the
// parent ignores SIGCHLD or has SA_NOCLDWAIT, so that the dead child is to be reaped without it.
bool signal_notify_parent(struct process *p, int code, s32 status);
// No member of the group has a parent in another group of the same session (POSIX: orphaned). `leaving` is counted as
// gone; NULL: nobody.
bool pgrp_orphaned(struct sandbox *sb, s32 pgid, const struct process *leaving);

// A signal that would interrupt the task now is pending (unblocked), or it must stop or die. Tests t->signal_flag.
bool signal_pending(const struct task *t);
bool signal_fatal_pending(const struct task *t);   // it is to die: the only thing that ends a killable wait
void signal_recalc(struct task *t);                // after its mask or queues changed
void signal_set_mask(struct task *t, sigset mask); // never blocks SIGKILL and SIGSTOP
// After p->group_exit or p->stopped was set: flags all threads of it but `self` (NULL: none) and wakes those that wait or
// are stopped, so that each sees it in signal_deliver.
void signal_wake_threads(struct process *p, const struct task *self);

// The mask argument of ppoll, pselect6, epoll_pwait and io_pgetevents: in force while the call runs. Call at the start of the
// handler, with the call's record; later runs of the same call do nothing. `mask` 0: none. -EINVAL, -EFAULT.
int signal_set_user_mask(struct task *t, const struct syscall *sc, uaddr_t mask, u64 size);
// And at its end, with the result: a parked or interrupted call keeps the mask until the handler frame is set up.
void signal_restore_user_mask(struct task *t, s64 result);

// --- Delivery, in the run loop before the task returns to user mode, whenever signal_flag or restart_result is set:
// sets up handler frames in its saved registers, stops or kills it, applies the restart rules to an interrupted
// call. False: the task does not run on (it stopped, or task_exit was called for it).
bool signal_deliver(struct task *t);
// For sigwaitinfo, signalfd: takes a pending signal out of `set`, the thread's own first. The number, or 0.
int signal_dequeue(struct task *t, sigset set, struct abi_siginfo *info);

// --- The end: kernel/exit.c.
void signal_task_exit(struct task *t);       // a thread: passes on shared signals meant for it, drops its own
void signal_process_exit(struct process *p); // the last thread: queues and timers

// --- Frames: kernel/sigframe.c
// Writes the frame for `signo` and points the registers at the handler. 0 or -EFAULT with the registers as they were.
int sigframe_setup(struct task *t, int signo, const struct abi_sigaction *action, const struct abi_siginfo *info);
s64 sigframe_return(struct task *t); // rt_sigreturn: the value RAX gets; forces SIGSEGV on a bad frame

// --- Alternate stacks (sigaltstack(2)): kernel/sigframe.c. `sp` is the user's stack pointer.
int altstack_set(struct task *t, const struct abi_stack *stack, u64 sp); // 0, -EPERM, -EINVAL, -ENOMEM
void altstack_get(const struct task *t, struct abi_stack *out, u64 sp);
void altstack_reset(struct task *t); // for clone(2) with CLONE_VM and without CLONE_VFORK

// --- Queue entries, charged to a user: kernel/sigqueue.c
struct sigqueue *sigqueue_alloc(struct task *t, bool override_limit); // NULL: RLIMIT_SIGPENDING or no memory
void sigqueue_free(struct sigqueue *q);

#endif
