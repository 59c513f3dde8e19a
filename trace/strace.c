// SPDX-License-Identifier: GPL-2.0-or-later
// strace: calls, signals and ends of tasks as lines. A call's line is begun when the call is, so that it is seen while it waits; what
// another task prints meanwhile leaves it "<unfinished ...>", and it is "resumed" when it is finished.
#include "trace/strace_internal.h"

#include "abi/errno.h"
#include "abi/syscall_nr.h"
#include "abi/wait.h"
#include "kernel/timer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct tracee *strace_find(struct strace *s, s32 tid) {
    for (size_t i = 0; i < s->tracee_slots; i++)
        if (s->tracees[i]->tid == tid) return s->tracees[i];
    return NULL;
}

static struct tracee *tracee_new(struct strace *s, s32 tid) {
    struct tracee *t = strace_find(s, 0);
    if (!t) {
        struct tracee **grown = realloc(s->tracees, (s->tracee_slots + 1) * sizeof(struct tracee *));
        if (!grown) return NULL;
        s->tracees = grown;
        if (!(t = calloc(1, sizeof *t))) return NULL;
        if (s->opt.injections && !(t->call_counts = calloc(CALL_SET_NUMBERS, sizeof *t->call_counts))) {
            free(t);
            return NULL;
        }
        grown[s->tracee_slots++] = t;
    }
    t->tid = tid;
    t->in_call = t->open = t->hidden = t->delayed = t->gone = t->unseen = false;
    t->injected = t->former_tid = 0;
    t->late_count = 0;
    if (t->call_counts) memset(t->call_counts, 0, CALL_SET_NUMBERS * sizeof *t->call_counts);
    s->tracee_count++;
    return t;
}

// The watched task; the first program's first task is watched from the beginning, others with -f.
static struct tracee *tracee_of(struct strace *s, const struct task *t) {
    struct tracee *found = strace_find(s, t->tid);
    return found && !found->unseen ? found : NULL;
}

// Lines are withheld to their end when it decides whether they are shown.
static bool withholds(const struct strace *s) {
    return s->opt.status != STRACE_STATUS_ALL;
}

static void flush_of(struct strace *s, const struct tracee *t) {
    line_flush(s, s->opt.separate ? t->tid : 0);
}

// --- Signals
static void print_signal(struct strace *s, struct tracee *t, struct task *task, int signo,
                         const struct abi_siginfo *info) {
    if (t->injected == signo) {
        t->injected = 0;
        return;
    }
    if (!s->opt.lines || !(s->opt.signals >> (signo - 1) & 1)) return;
    line_begin(s, t, task);
    text_puts(&s->out, "--- ");
    const char *name = signal_name(signo);
    text_puts(&s->out, name ? name : "SIG_???");
    text_char(&s->out, ' ');
    text_clear(&t->call);
    struct decode d = {.out = &t->call, .opt = &s->opt.decode, .task = task, .abbrev = true, .verbose = true};
    print_siginfo(&d, info);
    text_put(&s->out, t->call.data, t->call.size);
    text_puts(&s->out, " ---");
    line_end(s, t);
}

static void print_late_signals(struct strace *s, struct tracee *t, struct task *task) {
    for (size_t i = 0; i < t->late_count; i++) print_signal(s, t, task, t->late[i].signo, &t->late[i].info);
    t->late_count = 0;
}

static void on_signal(void *ctx, struct task *task, int signo, const struct abi_siginfo *info) {
    struct strace *s = ctx;
    struct tracee *t = tracee_of(s, task);
    if (t) print_signal(s, t, task, signo, info);
}

static void on_signal_early(void *ctx, struct task *task, int signo, const struct abi_siginfo *info) {
    struct strace *s = ctx;
    struct tracee *t = tracee_of(s, task);
    if (!t) return;
    if (!task->syscall.active) {
        print_signal(s, t, task, signo, info);
        return;
    }
    if (t->late_count == t->late_capacity) {
        size_t capacity = t->late_capacity ? t->late_capacity * 2 : 4;
        struct late_signal *grown = realloc(t->late, capacity * sizeof *grown);
        if (!grown) return;
        t->late = grown;
        t->late_capacity = capacity;
    }
    t->late[t->late_count++] = (struct late_signal){signo, *info};
}

static void on_stopped(void *ctx, struct task *task, int signo) {
    struct strace *s = ctx;
    struct tracee *t = tracee_of(s, task);
    if (!t || !s->opt.lines || !(s->opt.signals >> (signo - 1) & 1)) return;
    line_begin(s, t, task);
    text_printf(&s->out, "--- stopped by %s ---", signal_name(signo));
    line_end(s, t);
}

// --- Calls
static bool is_shown(struct strace *s, struct decode *d) {
    if (!call_set_has(&s->opt.trace, d->nr)) return false;
    if (!s->opt.paths) return true;
    for (const char *const *p = s->opt.paths; *p; p++)
        if (decode_touches(d, *p)) return true;
    return false;
}

// True: the call is answered, by injection.
static bool begin(struct strace *s, struct tracee *t, struct task *task, s64 *result) {
    text_clear(&t->call);
    u64 before = t->decode.row ? t->decode.nr : UINT64_MAX;
    decode_begin(&t->decode, task, &s->opt.decode, &t->call);
    t->decode.previous = before;
    t->decode.abbrev = call_set_has(&s->opt.abbrev, t->decode.nr);
    t->decode.verbose = call_set_has(&s->opt.verbose, t->decode.nr);
    t->decode.raw = call_set_has(&s->opt.raw, t->decode.nr);
    t->hidden = !is_shown(s, &t->decode);
    t->in_call = true;
    t->delayed = t->poked = false;
    t->enter_ns = clock_monotonic(s->sb);
    t->enter_ticks = s->sb->ticks.now;
    t->system_ticks = task->stime_ticks;
    if (t->hidden) return false;
    bool answered = s->opt.injections && inject_enter(s, t, task, result); // what it pokes is seen in the line
    if (!s->opt.lines) return answered;
    text_clear(&t->stack);
    if (s->stacks) stack_trace(s->stacks, task, &t->stack);
    decode_enter(&t->decode);
    if (withholds(s)) return answered;
    line_begin(s, t, task);
    text_put(&s->out, t->call.data, t->call.size);
    if (s->opt.interactive) flush_of(s, t);
    return answered;
}

static bool on_enter(void *ctx, struct task *task, s64 *result) {
    struct strace *s = ctx;
    struct tracee *t = tracee_of(s, task);
    return t && begin(s, t, task, result);
}

static void print_duration(struct strace *s, const struct tracee *t) {
    if (!s->opt.durations) return;
    u64 ns = clock_monotonic(s->sb) - t->enter_ns;
    text_printf(&s->out, " <%" PRIu64, ns / 1000000000);
    line_fraction(s, ns, s->opt.duration_digits);
    text_char(&s->out, '>');
}

// Puts the line where what was printed of the call on entry stands.
static void resume(struct strace *s, struct tracee *t, const struct task *task) {
    if (t->open && s->opt.separate) line_switch(s, t);
    if (t->open && s->printing == t) return;
    line_begin(s, t, task);
    if (withholds(s)) {
        text_put(&s->out, t->call.data, t->call.size);
        return;
    }
    text_puts(&s->out, "<... ");
    if (t->decode.row)
        text_puts(&s->out, t->decode.row->name);
    else
        text_printf(&s->out, "syscall_0x%" PRIx64, t->decode.nr);
    text_puts(&s->out, " resumed>");
}

static void dump(struct strace *s, const struct decode *d);

static void print_stack(struct strace *s, struct tracee *t) {
    if (!t->stack.size) return;
    text_put(&s->out, t->stack.data, t->stack.size - 1); // its last line is ended here
    text_clear(&t->stack);
    line_end(s, t);
}

static void finish(struct strace *s, struct tracee *t, struct task *task, s64 result) {
    struct decode *d = &t->decode;
    bool failed = decode_failed(d, result);
    t->in_call = false;
    if (t->hidden) return;
    if (s->opt.count) strace_count(s, t, d->nr, failed);
    if (!s->opt.lines || !(s->opt.status & (failed ? STRACE_STATUS_FAILED : STRACE_STATUS_OK))) return;
    resume(s, t, task);
    text_clear(&t->call);
    d->result = result;
    d->answered = task->syscall_answered;
    decode_exit(d);
    text_put(&s->out, t->call.data, t->call.size);
    line_align(s);
    text_puts(&s->out, "= ");
    text_clear(&t->call);
    decode_result(d);
    text_put(&s->out, t->call.data, t->call.size);
    if (t->poked) text_puts(&s->out, d->answered ? ": args)" : " (INJECTED: args)");
    if (t->delayed) text_puts(&s->out, " (DELAYED)");
    print_duration(s, t);
    line_end(s, t);
    print_stack(s, t);
    if (s->opt.read_fds || s->opt.write_fds) dump(s, d);
}

// SIGKILL, or the end of all threads, comes before a call's result; of another signal a tracer is told first, in the thread that took it.
static bool dies_at_once(const struct tracee *t, const struct task *task, s64 result) {
    const struct process *p = task->process;
    const s32 signo = p->group_exit_code & 0x7f;
    return p->group_exit && (!signo || signo == SIGKILL || (!t->late_count && decode_restarts(result)));
}

static s64 on_exit_of_call(void *ctx, struct task *task, s64 result) {
    struct strace *s = ctx;
    struct tracee *t = tracee_of(s, task);
    if (!t || !t->in_call || dies_at_once(t, task, result)) return result;
    if (s->opt.injections && !t->hidden) inject_exit(s, t, task);
    finish(s, t, task, result);
    print_late_signals(s, t, task);
    return result;
}

// --- -e read=, -e write=: 16 bytes a line, in hexadecimal and as text
static void dump_bytes(struct strace *s, struct decode *d, uaddr_t from, u64 n) {
    u8 bytes[16];
    for (u64 at = 0; at < n; at += sizeof bytes) {
        u64 part = n - at < sizeof bytes ? n - at : sizeof bytes;
        if (!decode_read(d, from + at, bytes, (size_t)part)) return;
        text_printf(&s->out, " | %05" PRIx64 " ", at);
        for (u64 i = 0; i < sizeof bytes; i++) {
            if (i == 8) text_char(&s->out, ' ');
            if (i < part)
                text_printf(&s->out, " %02x", bytes[i]);
            else
                text_puts(&s->out, "   ");
        }
        text_puts(&s->out, "  ");
        for (u64 i = 0; i < sizeof bytes; i++)
            text_char(&s->out, i >= part ? ' ' : bytes[i] >= 32 && bytes[i] < 127 ? (char)bytes[i] : '.');
        text_puts(&s->out, " |\n");
    }
    s->line_start = s->out.size;
}

static bool wanted(u64 set, u64 fd) {
    return fd < 64 ? set >> fd & 1 : set == UINT64_MAX;
}

static void dump_vector(struct strace *s, struct decode *d, uaddr_t iov, u64 count, u64 bytes) {
    for (u64 i = 0, part[2]; i < count && bytes && decode_read(d, iov + i * sizeof part, part, sizeof part); i++) {
        const u64 n = part[1] < bytes ? part[1] : bytes;
        text_printf(&s->out, " * %" PRIu64 " bytes in buffer %" PRIu64 "\n", n, i);
        dump_bytes(s, d, part[0], n);
        bytes -= n;
    }
    s->line_start = s->out.size;
}

static void dump(struct strace *s, const struct decode *d) {
    struct decode reader = *d;
    if (d->result <= 0) return;
    switch (d->nr) {
    case NR_readv:
    case NR_preadv:
    case NR_preadv2:
        if (wanted(s->opt.read_fds, d->args[0])) dump_vector(s, &reader, d->args[1], d->args[2], (u64)d->result);
        break;
    case NR_writev:
    case NR_pwritev:
    case NR_pwritev2:
        if (wanted(s->opt.write_fds, d->args[0])) dump_vector(s, &reader, d->args[1], d->args[2], (u64)d->result);
        break;
    case NR_read:
    case NR_pread64:
    case NR_recvfrom:
        if (wanted(s->opt.read_fds, d->args[0])) dump_bytes(s, &reader, d->args[1], (u64)d->result);
        break;
    case NR_write:
    case NR_pwrite64:
    case NR_sendto:
        if (wanted(s->opt.write_fds, d->args[0])) dump_bytes(s, &reader, d->args[1], (u64)d->result);
        break;
    default: break;
    }
}

// --- Tasks
// Messages of strace's own go where the lines go, or would go; there are none where a file of each task, or of tasks by number, says it all.
static bool says_messages(const struct strace *s) {
    return !(s->opt.quiet & STRACE_QUIET_ATTACH) && !s->opt.separate && !s->opt.always_pid;
}

static void print_message(struct strace *s, const struct task *task, const char *what) {
    text_printf(&s->out, "strace: Process %d %s\n", task->tid, what);
    s->line_start = s->out.size;
}

static void on_task_new(void *ctx, struct task *parent, struct task *task) {
    struct strace *s = ctx;
    if (!s->opt.follow || !tracee_of(s, parent) || !tracee_new(s, task->tid)) return;
    if (!says_messages(s)) return;
    line_close_unfinished(s);
    print_message(s, task, "attached");
}

static void forget(struct strace *s, struct tracee *t) {
    if (s->opt.separate) flush_of(s, t);
    t->tid = 0;
    s->tracee_count--;
}

// exit and exit_group, and whatever a task was killed in.
static void end_call(struct strace *s, struct tracee *t, const struct task *task) {
    t->in_call = false;
    if (t->hidden) return;
    if (!s->opt.lines || !(s->opt.status & STRACE_STATUS_UNFINISHED)) return;
    resume(s, t, task);
    text_puts(&s->out, t->decode.later < (t->decode.row ? t->decode.row->arity : 6u) ? " <unfinished ...>)" : ")");
    line_align(s);
    text_puts(&s->out, "= ?");
    line_end(s, t);
}

static void print_end(struct strace *s, struct tracee *t, const struct task *task, s32 status) {
    if (s->opt.lines && !(s->opt.quiet & STRACE_QUIET_EXIT)) {
        t->gone = true;
        line_begin(s, t, task);
        const int signo = status & 0x7f;
        const char *name = signo ? signal_name(signo) : NULL;
        if (signo)
            text_printf(&s->out, "+++ killed by %s %s+++", name ? name : "SIG_???",
                        status & 0x80 ? "(core dumped) " : "");
        else
            text_printf(&s->out, "+++ exited with %d +++", status >> 8 & 0xff);
        line_end(s, t);
        print_stack(s, t); // of exit_group, which has no other end
    }
    forget(s, t);
}

// A leader's end is seen when all threads have ended, and is the process's end; with execve, another thread takes its place first.
static void on_task_exit(void *ctx, struct task *task, s32 status) {
    struct strace *s = ctx;
    const struct process *p = task->process;
    struct tracee *t = strace_find(s, task->tid);
    if (t && t->in_call) end_call(s, t, task);
    if (t) print_late_signals(s, t, task);
    const bool leads = task == p->leader, last = p->thread_count == 1;
    const s32 of_process = p->group_exit ? p->group_exit_code : status;
    if (t && (last || !leads)) print_end(s, t, task, leads ? of_process : status);
    if (!last || leads) return;
    t = strace_find(s, p->leader->tid);
    if (t) print_end(s, t, p->leader, of_process);
}

// The thread is watched on under the number of its leader, in whose place it is.
static void on_renumbered(void *ctx, struct task *task, s32 before) {
    struct strace *s = ctx;
    struct tracee *t = strace_find(s, before), *leader = strace_find(s, task->tid);
    if (!t) {
        if (leader) leader->unseen = true;
        return;
    }
    if (t->open) {
        if (s->opt.separate) line_switch(s, t);
        text_printf(&s->out, " <pid changed to %d ...>", task->tid);
        line_end(s, t);
    }
    if (leader) forget(s, leader);
    t->tid = task->tid;
    t->former_tid = before;
}

static void print_superseded(struct strace *s, struct tracee *t, const struct task *task) {
    if (!t->former_tid || !s->opt.lines || s->opt.quiet & STRACE_QUIET_THREAD_EXECVE) return;
    line_begin(s, t, task);
    text_printf(&s->out, "+++ superseded by execve in pid %d +++", t->former_tid);
    line_end(s, t);
}

// In the middle of the call that executes the program, of which nothing more is seen. The line is ended after the message.
static void detach(struct strace *s, struct tracee *t, const struct task *task) {
    if (says_messages(s)) {
        if (s->printing != t) line_close_unfinished(s);
        print_message(s, task, "detached");
    }
    if (t->in_call && !t->hidden && s->opt.lines && s->opt.status & STRACE_STATUS_DETACHED && !t->former_tid) {
        resume(s, t, task);
        text_puts(&s->out, " <detached ...>");
        line_end(s, t);
        print_stack(s, t);
    }
    forget(s, t);
}

// The first program is started without a call: its line is made here, as strace has it.
static void on_exec(void *ctx, struct task *task, const char *path) {
    struct strace *s = ctx;
    struct tracee *t = tracee_of(s, task);
    if (t) print_superseded(s, t, task);
    if (t && s->opt.detach_on_exec) detach(s, t, task);
    if (t) t->former_tid = 0;
    if (s->tracee_slots || task->syscall.active) return;
    t = tracee_new(s, task->tid);
    if (t && s->opt.count && call_set_has(&s->opt.trace, NR_execve)) strace_count(s, t, NR_execve, false);
    if (!t || !s->opt.lines || !call_set_has(&s->opt.trace, NR_execve) || s->opt.paths ||
        !(s->opt.status & STRACE_STATUS_OK))
        return;
    struct decode *d = &t->decode;
    text_clear(&t->call);
    *d = (struct decode){.out = &t->call,
                         .opt = &s->opt.decode,
                         .task = task,
                         .nr = NR_execve,
                         .row = call_kinds_of(NR_execve),
                         .abbrev = true,
                         .verbose = true};
    line_begin(s, t, task);
    text_puts(&t->call, "execve(");
    print_quoted(d, path, strlen(path), QUOTE_STRING);
    text_puts(&t->call, ", ");
    // argc, then the pointers of argv and envp lie where the program finds them.
    struct cpu_state cpu;
    task_peek_regs(task, &cpu);
    u64 argc = 0, words = 0, word = 1;
    decode_read(d, cpu.gpr[REG_RSP], &argc, sizeof argc);
    print_open(d, '[');
    for (u64 i = 0; i < argc && i < 4096; i++) {
        uaddr_t at = 0;
        if (!decode_read(d, cpu.gpr[REG_RSP] + 8 + 8 * i, &at, sizeof at)) break;
        print_item(d);
        print_string(d, at);
    }
    print_close(d, ']');
    uaddr_t envp = cpu.gpr[REG_RSP] + 8 * (argc + 2);
    while (decode_read(d, envp + 8 * words, &word, sizeof word) && word) words++;
    text_printf(&t->call, ", 0x%" PRIx64 " /* %" PRIu64 " var%s */)", envp, words, words == 1 ? "" : "s");
    text_put(&s->out, t->call.data, t->call.size);
    line_align(s);
    text_puts(&s->out, "= 0");
    line_end(s, t);
}

// --- Life
struct strace *strace_start(struct sandbox *sb, const struct strace_options *opt) {
    struct strace *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->sb = sb;
    s->opt = *opt;
    s->stacks = opt->stacks;
    if (opt->count && !(s->counts = calloc(CALL_SET_NUMBERS, sizeof *s->counts))) {
        free(s);
        return NULL;
    }
    s->probes = (struct probes){.ctx = s,
                                .syscall_enter = on_enter,
                                .syscall_exit = on_exit_of_call,
                                .signal = on_signal,
                                .signal_early = on_signal_early,
                                .stopped = on_stopped,
                                .task_new = on_task_new,
                                .task_exit = on_task_exit,
                                .renumbered = on_renumbered,
                                .exec = on_exec,
                                .save = strace_save,
                                .copy = strace_copy,
                                .restore = strace_restore,
                                .drop = strace_drop};
    sandbox_watch(sb, &s->probes);
    return s;
}

void strace_flush(struct strace *s) {
    line_flush(s, s->printing && s->opt.separate ? s->printing->tid : 0);
}

void strace_finish(struct strace *s) {
    if (s->finished) return;
    s->finished = true;
    if (s->opt.lines) line_close_unfinished(s);
    if (s->opt.count) strace_table(s);
    line_flush(s, 0);
}

void strace_stop(struct strace *s) {
    if (!s) return;
    strace_finish(s);
    sandbox_unwatch(s->sb, &s->probes);
    for (size_t i = 0; i < s->tracee_slots; i++) tracee_free(s->tracees[i]);
    strace_injections_free(s->opt.injections);
    free(s->tracees);
    free(s->counts);
    stack_tracer_destroy(s->stacks);
    text_free(&s->out);
    free(s);
}
