// SPDX-License-Identifier: GPL-2.0-or-later
// A process's timers: alarm and interval timers (itimer.c), POSIX timers (posix_timer.c), and those of both kinds that count
// CPU time (cpu_timer.c). Sleeping and timeouts are not here: a task carries its own timer.
#ifndef KERNEL_POSIX_TIMER_H
#define KERNEL_POSIX_TIMER_H

#include "abi/time.h"
#include "kernel/signal.h"
#include "kernel/timer.h"

// How a clock id is to be treated by timers and sleeps.
enum clock_class {
    CLOCK_CLASS_NONE,  // no such clock
    CLOCK_CLASS_TIMER, // counts real time and has timers
    CLOCK_CLASS_READ, // can at most be read: raw and coarse clocks, those of an RTC (there is none), those of devices
    CLOCK_CLASS_CPU,  // CPU time of a process or thread
};
enum clock_class clock_classify(s32 clock);

// A clock of CPU time, told apart from any other once and for all.
struct cpu_clock {
    s32 id; // pid, or tid if `thread`
    bool thread;
    u32 kind; // CPUCLOCK_*
};
// What `clock` means for `t`. -EINVAL: no such process or thread. Timers and sleeps see only the caller's own (`own`).
int cpu_clock_resolve(struct task *t, s32 clock, bool own, struct cpu_clock *out);
bool cpu_clock_now(struct sandbox *sb, const struct cpu_clock *clock, u64 *ns); // false: it is gone

enum posix_timer_state { TIMER_DISARMED, TIMER_ARMED, TIMER_SIGNALLED /* fired; goes on when the signal is taken */ };

struct posix_timer {
    struct list link; // in process->posix_timers
    struct process *process;
    s32 id, clock;
    bool is_cpu;
    struct cpu_clock cpu;
    u32 notify; // SIGEV_*
    s32 thread; // SIGEV_THREAD_ID: its tid; 0: the process
    enum posix_timer_state state;
    bool ignored; // fired while its signal was ignored
    u64 expires;  // on its own clock, ns
    u64 interval;
    s64 overrun, overrun_last;
    struct ktimer timer;     // of real-time clocks
    struct sigqueue *signal; // owned
};

// --- Life
void process_timers_init(struct process *p); // a new process, by fork or at the start: none are inherited
void process_timers_exit(struct process *p);
void itimer_init(struct process *p);             // parts of process_timers_init
void cpu_timers_init(struct process *p);         // after the limits are set
void posix_timers_delete_all(struct process *p); // execve

// --- The calls of these names. Times in ns; 0 or -errno.
int posix_timer_create(struct task *t, s32 clock, const struct abi_sigevent *event, s32 *id); // NULL: SIGALRM
int posix_timer_delete(struct process *p, s32 id);
int posix_timer_set(struct task *t, s32 id, bool absolute, u64 value, u64 interval, u64 *old_value,
                    u64 *old_interval);
int posix_timer_get(struct process *p, s32 id, u64 *value, u64 *interval);
int posix_timer_overrun(struct process *p, s32 id);
void itimer_get(struct process *p, int which, u64 *value, u64 *interval); // `which` has been checked
void itimer_set(struct process *p, int which, u64 value, u64 interval);

// --- For signals: its signal was taken out of the queue; a signal is ignored no longer; SIGALRM was taken.
void posix_timer_delivered(struct posix_timer *timer, struct abi_siginfo *info);
void posix_timers_unignore(struct process *p, int signo);
void itimer_rearm(struct process *p);
void posix_timer_fire(struct posix_timer *timer);                       // cpu_timer.c: it is due
bool signal_send_timer(struct task *t, struct sigqueue *q, bool group); // signal_send.c; false: pending already
bool signal_timer_ignored(struct task *t, int signo);

// --- CPU time. The run loop calls cpu_timers_resume before a task runs, if process->cpu_timers and none is armed.
void cpu_timers_resume(struct process *p);
void cpu_timers_changed(struct process *p); // after a timer or RLIMIT_CPU was set

#endif
