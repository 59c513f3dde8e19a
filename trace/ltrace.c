// SPDX-License-Identifier: GPL-2.0-or-later
// ltrace: which calls are on whose stack, and what the machine tells of them.
//
// A breakpoint at a function's first instruction finds the return address on the stack, and so the caller: a call is shown if it
// comes from the program's own code (program.h), or if an option asks for more. The return is a breakpoint at that address,
// taken for this call's only when the stack is where it was.
#include "trace/ltrace_internal.h"

#include "abi/errno.h"
#include "kernel/timer.h"
#include "syscalls/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAMES_MAX = 1 << 18,
    FRAMES_SEARCHED = 64,
    SYSCALL_ARGS = 6,
    XMM_AT = 160
}; // XMM_AT: in the layout of FXSAVE

static const struct type *const guesses[SYSCALL_ARGS] = {&type_guess, &type_guess, &type_guess,
                                                         &type_guess, &type_guess, &type_guess};
#define UNKNOWN(n)                                                                                                   \
    { .result = &type_guess, .args = (const struct type **)(uintptr_t)guesses, .count = (n), .split = (n) }
static const struct prototype unknown[SYSCALL_ARGS + 1] = {UNKNOWN(0), UNKNOWN(1), UNKNOWN(2), UNKNOWN(3),
                                                           UNKNOWN(4), UNKNOWN(5), UNKNOWN(6)};
enum { UNKNOWN_FUNCTION = 4 }; // as many arguments are shown of a function that nothing is known of

// --- Tasks that are watched
static struct traced *traced_find(const struct ltrace *l, const struct task *t) {
    return (u32)t->tid < l->task_capacity ? l->tasks[t->tid] : NULL;
}

static struct traced *traced_add(struct ltrace *l, struct task *t) {
    u32 tid = (u32)t->tid;
    if (tid >= l->task_capacity) {
        u32 wanted = tid < 1024 ? 2048 : tid * 2;
        struct traced **grown = realloc(l->tasks, wanted * sizeof *grown);
        if (!grown) return NULL;
        memset(grown + l->task_capacity, 0, (wanted - l->task_capacity) * sizeof *grown);
        l->tasks = grown;
        l->task_capacity = wanted;
    }
    struct traced *x = calloc(1, sizeof *x);
    if (!x) return NULL;
    x->task = t;
    x->tid = t->tid;
    l->tasks[tid] = x;
    return x;
}

void traced_free(struct traced *x) {
    if (!x) return;
    image_put(x->image);
    free(x->frames);
    free(x);
}

static void traced_remove(struct ltrace *l, struct traced *x) {
    if (!x) return;
    l->tasks[x->tid] = NULL;
    l->frames -= x->capacity;
    traced_free(x);
}

// NULL: no memory, or calls within calls beyond what an honest program makes, which is said.
static struct frame *push(struct ltrace *l, struct traced *x) {
    if (!x->frames || x->count == x->capacity) {
        u32 more = x->capacity ? x->capacity : 16;
        bool too_many = l->frames + more > FRAMES_MAX;
        struct frame *grown = too_many ? NULL : realloc(x->frames, (x->capacity + more) * sizeof *grown);
        if (too_many && !l->too_deep && l->opt.note)
            l->opt.note(l->opt.ctx, "calls are nested too deeply, deeper ones are not shown");
        l->too_deep |= too_many;
        if (!grown) return NULL;
        x->frames = grown;
        x->capacity += more;
        l->frames += more;
    }
    struct frame *f = &x->frames[x->count++];
    memset(f, 0, sizeof *f);
    return f;
}

static struct frame *top(struct traced *x) {
    return x->count ? &x->frames[x->count - 1] : NULL;
}

// --- Calls and returns, of functions and of the kernel
static void begin_call(struct ltrace *l, struct traced *x, struct frame *f) {
    f->start_ns = clock_realtime(l->sb);
    if (!l->opt.count) line_call(l, x->task, f, x->count - 1);
}

static void end_call(struct ltrace *l, struct traced *x) {
    struct frame *f = top(x);
    u64 elapsed = clock_realtime(l->sb) - f->start_ns;
    if (l->opt.count) {
        char name[64];
        snprintf(name, sizeof name, "SYS_%s", f->syscall ? f->syscall : "");
        count_call(l, f->syscall ? name : f->point->name, elapsed);
    } else {
        line_return(l, x->task, f, x->count - 1, elapsed);
    }
    x->count--;
}

static void take_regs(struct call_regs *to, const struct cpu_state *st) {
    static const u8 order[6] = {REG_RDI, REG_RSI, REG_RDX, REG_RCX, REG_R8, REG_R9};
    for (u32 i = 0; i < 6; i++) to->gpr[i] = st->gpr[order[i]];
    for (u32 i = 0; i < 8; i++) memcpy(&to->xmm[i], st->fxsave + XMM_AT + 16 * i, 8);
    to->stack = st->gpr[REG_RSP] + 8;
}

// longjmp and the like have left frames behind: those below where the stack is now. Another stack's are not to be compared.
static void drop_left(struct traced *x, u64 sp) {
    bool jumped = false;
    for (u32 i = x->count; i-- > 0 && x->count - i <= FRAMES_SEARCHED;)
        if (x->frames[i].point && x->frames[i].point->jumps) jumped = true;
    if (!jumped) return;
    const struct vma *stack = mm_find(x->task->mm, sp);
    while (x->count && stack) {
        const struct frame *f = top(x);
        if (f->syscall || f->sp >= sp || f->sp < stack->start) return;
        x->count--;
    }
}

static void on_return(struct ltrace *l, struct traced *x, u64 address, u64 sp) {
    u32 at = x->count;
    for (u32 i = x->count; i-- > 0 && x->count - i <= FRAMES_SEARCHED;)
        if (x->frames[i].return_address == address && x->frames[i].sp == sp) {
            at = i;
            break;
        }
    if (at == x->count) return;
    struct cpu_state st;
    task_peek_regs(x->task, &st);
    x->count = at + 1; // those above were left without a return
    for (struct frame *f; (f = top(x)) && f->return_address == address && f->sp == sp;) {
        f->regs.rax = st.gpr[REG_RAX];
        f->regs.rdx = st.gpr[REG_RDX];
        memcpy(&f->regs.xmm0, st.fxsave + XMM_AT, 8);
        memcpy(&f->regs.xmm1, st.fxsave + XMM_AT + 16, 8);
        end_call(l, x);
    }
}

static void on_entry(struct ltrace *l, struct traced *x, const struct point *p, u64 sp) {
    struct image *image = x->image;
    u64 from = 0;
    if (mm_peek(x->task->mm, sp, &from, sizeof from) != sizeof from) return;
    bool own = image_owns(image, from), seen = own ? p->from_program : p->from_library;
    if (!p->symbol && !seen) return;
    drop_left(x, sp);
    const struct frame *caller = top(x);
    // A function that ends by jumping to another: its caller called only the first.
    if (!p->symbol && caller && caller->sp == sp && caller->return_address == from) return;
    if (!image_add_return(image, from)) return;
    struct frame *f = push(l, x);
    if (!f) return;
    f->point = p;
    f->prototype = p->prototype ? p->prototype : &unknown[UNKNOWN_FUNCTION];
    f->sp = sp;
    f->return_address = from;
    if (!seen)
        f->library = p->library ? "@libc" : NULL;
    else if (!own)
        f->library = "libc";
    else if (l->opt.calls)
        f->library = image->name;
    struct cpu_state st;
    task_peek_regs(x->task, &st);
    take_regs(&f->regs, &st);
    begin_call(l, x, f);
}

static bool on_breakpoint(void *ctx, struct task *t, uaddr_t address) {
    struct ltrace *l = ctx;
    struct traced *x = traced_find(l, t);
    const struct address_slot *s = x && x->image ? image_find(x->image, address) : NULL;
    if (!s) return false;
    const u64 sp = cpu_stack_pointer(l->sb->cpu);
    const u32 point = s->point; // the slot may move
    if (s->is_return) on_return(l, x, address, sp - sizeof(u64));
    if (point) on_entry(l, x, &x->image->points[point - 1], sp);
    return false;
}

// --- System calls
static bool on_syscall_enter(void *ctx, struct task *t, s64 *result) {
    struct ltrace *l = ctx;
    (void)result;
    // What is written so far must stand before what the program writes.
    if (!l->opt.own_file) lines_flush(l);
    struct traced *x = traced_find(l, t);
    const struct syscall *sc = &t->syscall;
    const char *name = x && l->opt.syscalls && sc->nr < UINT32_MAX ? syscall_name((u32)sc->nr) : NULL;
    if (!name) return false;
    struct frame *f = push(l, x);
    if (!f) return false;
    char full[64];
    snprintf(full, sizeof full, "SYS_%s", name);
    f->syscall = name;
    f->prototype = prototypes_find(l->opt.prototypes, full);
    u32 arity = sc->nr < l->sb->calls->count ? l->sb->calls->arity[sc->nr] : 0;
    if (!f->prototype) f->prototype = &unknown[arity];
    memcpy(f->regs.gpr, sc->args, sizeof f->regs.gpr);
    begin_call(l, x, f);
    return false;
}

static void tell_signal(struct ltrace *l, const struct traced *x, int signo);

static void tell_early(struct ltrace *l, struct traced *x) {
    for (u32 i = 0; i < x->early_count; i++) tell_signal(l, x, x->early[i]);
    x->early_count = 0;
}

static s64 on_syscall_exit(void *ctx, struct task *t, s64 result) {
    struct ltrace *l = ctx;
    struct traced *x = traced_find(l, t);
    struct frame *f = x ? top(x) : NULL;
    if (f && f->syscall) {
        f->regs.rax = (u64)result;
        end_call(l, x);
    }
    if (x) tell_early(l, x);
    return result;
}

// --- Events
struct signal_words {
    char name[24], text[32];
};
static struct signal_words signal_words(int signo);

static void tell_signal(struct ltrace *l, const struct traced *x, int signo) {
    struct signal_words words = signal_words(signo);
    struct cpu_state st = {.rip = 0};
    if (l->opt.no_signals) return;
    if (l->opt.pointer) task_peek_regs(x->task, &st);
    line_event(l, x->task, st.rip, "--- %s (%s) ---", words.name, words.text);
}

static void on_signal(void *ctx, struct task *t, int signo, const struct abi_siginfo *info) {
    struct ltrace *l = ctx;
    const struct traced *x = traced_find(l, t);
    (void)info;
    if (x) tell_signal(l, x, signo);
}

static void on_signal_early(void *ctx, struct task *t, int signo, const struct abi_siginfo *info) {
    struct ltrace *l = ctx;
    struct traced *x = traced_find(l, t);
    (void)info;
    if (!x) return;
    if (!t->syscall.active)
        tell_signal(l, x, signo);
    else if (x->early_count < ARRAY_SIZE(x->early))
        x->early[x->early_count++] = signo;
}

static void on_task_new(void *ctx, struct task *parent, struct task *t) {
    struct ltrace *l = ctx;
    struct traced *from = traced_find(l, parent), *x;
    if (!from || !l->opt.follow || !(x = traced_add(l, t))) return;
    x->image = from->image;
    if (x->image) x->image->refs++;
    if (t->process == parent->process || !from->count) return;
    x->frames = l->frames + from->count > FRAMES_MAX ? NULL : malloc(from->count * sizeof *x->frames);
    if (!x->frames) return;
    memcpy(x->frames, from->frames, from->count * sizeof *x->frames); // the child returns from them, too
    x->count = x->capacity = from->count;
    l->frames += x->capacity;
    if (top(x)->syscall) x->count--;
}

static void on_task_exit(void *ctx, struct task *t, s32 status) {
    struct ltrace *l = ctx;
    struct traced *x = traced_find(l, t);
    if (!x) return;
    tell_early(l, x);
    if (status & 0x7f)
        line_event(l, t, UINT64_MAX, "+++ killed by %s +++", signal_words(status & 0x7f).name);
    else
        line_event(l, t, UINT64_MAX, "+++ exited (status %d) +++", status >> 8 & 0xff);
    traced_remove(l, x);
}

// A thread that calls execve becomes the leader, under its number.
static struct traced *renumbered(struct ltrace *l, struct task *t) {
    for (u32 i = 0; i < l->task_capacity; i++) {
        struct traced *x = l->tasks[i];
        if (!x || x->task != t || x->tid == t->tid) continue;
        traced_remove(l, traced_find(l, t));
        l->tasks[i] = NULL;
        l->tasks[t->tid] = x;
        if (l->lines.open_tid == x->tid) l->lines.open_tid = t->tid;
        x->tid = t->tid;
        return x;
    }
    return traced_find(l, t);
}

static void on_exec(void *ctx, struct task *t, const char *path) {
    struct ltrace *l = ctx;
    struct traced *x = l->started ? renumbered(l, t) : traced_add(l, t);
    (void)path;
    if (!x) return;
    if (l->started) line_event(l, t, 0, "--- Called exec() ---");
    l->started = true;
    x->count = 0;
    image_put(x->image);
    x->image = image_create(l, t);
}

// --- Signals in words
static struct signal_words signal_words(int signo) {
    static const struct {
        const char *name, *text;
    } words[] = {
        [1] = {"SIGHUP", "Hangup"},
        [2] = {"SIGINT", "Interrupt"},
        [3] = {"SIGQUIT", "Quit"},
        [4] = {"SIGILL", "Illegal instruction"},
        [5] = {"SIGTRAP", "Trace/breakpoint trap"},
        [6] = {"SIGABRT", "Aborted"},
        [7] = {"SIGBUS", "Bus error"},
        [8] = {"SIGFPE", "Floating point exception"},
        [9] = {"SIGKILL", "Killed"},
        [10] = {"SIGUSR1", "User defined signal 1"},
        [11] = {"SIGSEGV", "Segmentation fault"},
        [12] = {"SIGUSR2", "User defined signal 2"},
        [13] = {"SIGPIPE", "Broken pipe"},
        [14] = {"SIGALRM", "Alarm clock"},
        [15] = {"SIGTERM", "Terminated"},
        [16] = {"SIGSTKFLT", "Stack fault"},
        [17] = {"SIGCHLD", "Child exited"},
        [18] = {"SIGCONT", "Continued"},
        [19] = {"SIGSTOP", "Stopped (signal)"},
        [20] = {"SIGTSTP", "Stopped"},
        [21] = {"SIGTTIN", "Stopped (tty input)"},
        [22] = {"SIGTTOU", "Stopped (tty output)"},
        [23] = {"SIGURG", "Urgent I/O condition"},
        [24] = {"SIGXCPU", "CPU time limit exceeded"},
        [25] = {"SIGXFSZ", "File size limit exceeded"},
        [26] = {"SIGVTALRM", "Virtual timer expired"},
        [27] = {"SIGPROF", "Profiling timer expired"},
        [28] = {"SIGWINCH", "Window changed"},
        [29] = {"SIGIO", "I/O possible"},
        [30] = {"SIGPWR", "Power failure"},
        [31] = {"SIGSYS", "Bad system call"},
    };
    struct signal_words w;
    if (signo > 0 && (size_t)signo < sizeof words / sizeof *words) {
        snprintf(w.name, sizeof w.name, "%s", words[signo].name);
        snprintf(w.text, sizeof w.text, "%s", words[signo].text);
    } else {
        snprintf(w.name, sizeof w.name, "SIGRT%d", signo - 32);
        snprintf(w.text, sizeof w.text, "Real-time signal %d", signo - 34);
    }
    return w;
}

// --- Coming and going
void ltrace_options_free(const struct ltrace_options *o) {
    filter_free(o->calls);
    filter_free(o->symbols);
    filter_free(o->libraries);
    if (o->libc != o->prototypes) prototypes_destroy(o->libc);
    prototypes_destroy(o->prototypes);
}

struct ltrace *ltrace_attach(struct sandbox *sb, const struct ltrace_options *options) {
    struct ltrace *l = calloc(1, sizeof *l);
    if (!l) {
        ltrace_options_free(options);
        return NULL;
    }
    l->sb = sb;
    l->opt = *options;
    l->probes = (struct probes){.ctx = l,
                                .syscall_enter = on_syscall_enter,
                                .syscall_exit = on_syscall_exit,
                                .signal = on_signal,
                                .signal_early = on_signal_early,
                                .task_new = on_task_new,
                                .task_exit = on_task_exit,
                                .exec = on_exec,
                                .breakpoint = on_breakpoint,
                                .save = ltrace_save,
                                .copy = ltrace_copy,
                                .restore = ltrace_restore,
                                .drop = ltrace_drop};
    sandbox_watch(sb, &l->probes);
    return l;
}

void ltrace_flush(struct ltrace *l) {
    lines_flush(l);
}

void ltrace_finish(struct ltrace *l) {
    if (l->finished) return;
    l->finished = true;
    if (l->opt.count) count_print(l);
    lines_flush(l);
}

void ltrace_detach(struct ltrace *l) {
    if (!l) return;
    ltrace_finish(l);
    sandbox_unwatch(l->sb, &l->probes);
    for (u32 i = 0; i < l->task_capacity; i++) traced_remove(l, l->tasks[i]);
    free(l->tasks);
    text_free(&l->lines.text);
    counters_free(&l->counters);
    ltrace_options_free(&l->opt);
    free(l);
}
