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

typedef u64 sigset; // bit n-1 is signal n
#define SIGBIT(n) (1ull << ((n)-1))

struct sigqueue { // one queued instance; in the heap
    struct list link;
    struct abi_siginfo info;
    void *timer; // the POSIX timer that sent it and waits for delivery, or NULL
};
struct sigpending {
    struct list queue;
    sigset set;
};

// Dispositions; shared by CLONE_SIGHAND.
struct sighand {
    u32 refs;
    struct abi_sigaction action[64]; // [signo - 1]
};

struct sighand *sighand_create(struct sandbox *sb);
struct sighand *sighand_copy(struct sandbox *sb, const struct sighand *from);
void sighand_put(struct sighand *h);
void sighand_exec(struct task *t); // handlers back to default, ignored stay ignored (execve(2)); unshares first

void sigpending_init(struct sigpending *p);
void sigpending_flush(struct sigpending *p);

// --- Generation. `info` NULL: as kill(2) from the kernel (SI_KERNEL). 0, -EAGAIN (queue limit), -EINVAL.
int signal_send_task(struct task *t, int signo, const struct abi_siginfo *info);       // to one thread (tgkill)
int signal_send_process(struct process *p, int signo, const struct abi_siginfo *info); // to a process (kill)
int signal_send_pgrp(struct sandbox *sb, s32 pgid, int signo, const struct abi_siginfo *info); // -ESRCH: nobody there
// From a fault: cannot be ignored or blocked (Linux: force_sig_fault).
void signal_force(struct task *t, int signo, int code, uaddr_t address);
void siginfo_kill(struct abi_siginfo *info, struct task *from, int signo, int code); // fills si_pid, si_uid

// A signal that would interrupt the task now is pending (unblocked, not ignored), or it must stop or die.
bool signal_pending(const struct task *t);
void signal_recalc(struct task *t); // after its mask or queues changed
void signal_set_mask(struct task *t, sigset mask); // never blocks SIGKILL and SIGSTOP

// --- Delivery, in the run loop before the task returns to user mode: sets up handler frames in its saved
// registers, stops or kills it. Applies the restart rules to an interrupted call. False: the task does not run on.
bool signal_deliver(struct task *t);
s64 sigframe_return(struct task *t); // rt_sigreturn: the value RAX gets; forces SIGSEGV on a bad frame
// For sigwaitinfo, signalfd: takes a pending signal out of `set`, the thread's own first. The number, or 0.
int signal_dequeue(struct task *t, sigset set, struct abi_siginfo *info);

#endif
