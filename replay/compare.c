// SPDX-License-Identifier: GPL-2.0-or-later
// Comparing runs. A watcher on each machine notes what happens as steps and stops the machine; the steps of both are compared one by
// one. What a call reads and writes is copied with its step, because the machine may go on for a moment before it stops.
#include "replay/compare.h"

#include "abi/limits.h"
#include "replay/argument_memory.h"
#include "syscalls/kinds.h"
#include "syscalls/table.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum step_kind { STEP_CALL, STEP_RESULT, STEP_SIGNAL, STEP_TASK, STEP_EXIT, STEP_END };

struct piece {
    u32 arg;
    u64 at, size;
};
#define PIECES_MAX 64

struct page_hash {
    uaddr_t at;
    u64 hash;
};

struct step {
    enum step_kind kind;
    s32 pid, tid;
    u64 tick, nr, args[6];
    s64 value; // result, signal, new task, exit status
    struct piece pieces[PIECES_MAX];
    u32 piece_count;
    u8 *bytes; // of the pieces, one behind the other; malloc'ed
    size_t size;
    struct page_hash *pages; // of the process's memory: when it ends, or at the call asked for; malloc'ed
    size_t page_count;
    struct step *next;
};

struct side {
    struct sandbox *sb;
    const struct compare_options *opt;
    struct probes probes;
    struct step *first, **last;
    u64 calls;
    bool ended, no_memory;
    enum run_result result;
};

// --- Noting steps
static struct step *note(struct side *s, enum step_kind kind, struct task *t, s64 value) {
    struct step *step = calloc(1, sizeof *step);
    if (!step) {
        s->no_memory = true;
        return NULL;
    }
    step->kind = kind;
    step->tick = s->sb->ticks.now;
    step->value = value;
    if (t) {
        step->pid = t->process->pid;
        step->tid = t->tid;
        step->nr = t->syscall.nr;
        memcpy(step->args, t->syscall.args, sizeof step->args);
    }
    *s->last = step;
    s->last = &step->next;
    sandbox_request_stop(s->sb);
    return step;
}

struct piece_context {
    struct step *step;
    struct mmu *mmu;
};

static void note_piece(void *ctx, const struct memory_piece *p) {
    const struct piece_context *c = ctx;
    struct step *step = c->step;
    if (step->piece_count == PIECES_MAX) return;
    u8 *grown = realloc(step->bytes, step->size + p->size);
    if (!grown) return;
    step->bytes = grown;
    size_t got = mmu_peek(c->mmu, p->at, grown + step->size, p->size);
    memset(grown + step->size + got, 0, p->size - got);
    step->pieces[step->piece_count++] = (struct piece){p->arg, p->at, p->size};
    step->size += p->size;
}

static void note_arguments(struct side *s, struct step *step, struct task *t, bool written, s64 result) {
    struct piece_context c = {step, t->mm ? &t->mm->mmu : NULL};
    if (step && !s->opt->ignore_memory) argument_memory(t, written, result, note_piece, &c);
}

static u64 page_hash(const u8 *page) {
    u64 h = 0xcbf29ce484222325u, word;
    for (u32 i = 0; i < PAGE_SIZE; i += sizeof word) {
        memcpy(&word, page + i, sizeof word);
        h = (h ^ word) * 0x9e3779b97f4a7c15u;
        h ^= h >> 29;
    }
    return h;
}

struct page_context {
    struct side *side;
    struct step *step;
    struct mmu *mmu;
};

static int note_page(void *ctx, uaddr_t at, pte_t *pte) {
    static const u8 zeroes[PAGE_SIZE];
    const struct page_context *c = ctx;
    struct step *step = c->step;
    u8 page[PAGE_SIZE];
    (void)pte;
    if (mmu_peek(c->mmu, at, page, PAGE_SIZE) != PAGE_SIZE || memcmp(page, zeroes, PAGE_SIZE) == 0) return 0;
    if (step->page_count % 64 == 0) {
        struct page_hash *grown = realloc(step->pages, (step->page_count + 64) * sizeof *grown);
        if (!grown) {
            c->side->no_memory = true;
            return -1;
        }
        step->pages = grown;
    }
    step->pages[step->page_count++] = (struct page_hash){at, page_hash(page)};
    return 0;
}

// Pages that nobody has touched and pages of zeroes are alike, so neither is noted.
static void note_memory(struct side *s, struct step *step, struct task *t) {
    if (!step || s->opt->ignore_memory || !t->mm) return;
    struct page_context c = {s, step, &t->mm->mmu};
    (void)mmu_walk(c.mmu, 0, TASK_SIZE, note_page, &c);
}

static bool on_enter(void *ctx, struct task *t, s64 *result) {
    struct side *s = ctx;
    (void)result;
    struct step *step = note(s, STEP_CALL, t, 0);
    note_arguments(s, step, t, false, 0);
    if (++s->calls == s->opt->memory_at) note_memory(s, step, t);
    return false;
}
static s64 on_exit_of_call(void *ctx, struct task *t, s64 result) {
    struct side *s = ctx;
    note_arguments(s, note(s, STEP_RESULT, t, result), t, true, result);
    return result;
}
static void on_signal(void *ctx, struct task *t, int signo, const struct abi_siginfo *info) {
    (void)info;
    note(ctx, STEP_SIGNAL, t, signo);
}
static void on_task_new(void *ctx, struct task *parent, struct task *t) {
    note(ctx, STEP_TASK, parent, t->tid);
}
static void on_task_exit(void *ctx, struct task *t, s32 status) {
    struct step *step = note(ctx, STEP_EXIT, t, status);
    if (t->process->thread_count == 1) note_memory(ctx, step, t);
}

static void side_init(struct side *s, struct sandbox *sb, const struct compare_options *opt) {
    *s = (struct side){.sb = sb, .opt = opt, .last = &s->first};
    s->probes = (struct probes){.ctx = s,
                                .syscall_enter = on_enter,
                                .syscall_exit = on_exit_of_call,
                                .signal = on_signal,
                                .task_new = on_task_new,
                                .task_exit = on_task_exit};
    sandbox_watch(sb, &s->probes);
}

static void step_free(struct step *step) {
    free(step->bytes);
    free(step->pages);
    free(step);
}

static void side_destroy(struct side *s) {
    sandbox_unwatch(s->sb, &s->probes);
    for (struct step *step = s->first, *next; step; step = next) {
        next = step->next;
        step_free(step);
    }
}

// The next step of a side; NULL: no memory.
static struct step *side_next(struct side *s) {
    while (!s->first && !s->no_memory) {
        if (s->ended) {
            note(s, STEP_END, NULL, s->result == RUN_EXITED ? s->sb->exit_status : 0);
            break;
        }
        s->result = sandbox_run(s->sb);
        s->ended = s->result != RUN_STOPPED;
    }
    struct step *step = s->first;
    if (!step) return NULL;
    s->first = step->next;
    if (!s->first) s->last = &s->first;
    return step;
}

// --- Saying what was seen
static const char *name_of(u64 nr) {
    const char *name = nr <= UINT32_MAX ? syscall_name((u32)nr) : NULL;
    return name ? name : "no such call";
}

__attribute__((format(printf, 3, 4))) static void add(char *to, size_t size, const char *format, ...) {
    size_t used = strlen(to);
    va_list list;
    va_start(list, format);
    vsnprintf(to + used, size - used, format, list);
    va_end(list);
}

static void say_step(const struct step *s, char *to, size_t size) {
    *to = 0;
    if (s->kind == STEP_END) {
        add(to, size, "the run ends");
        return;
    }
    add(to, size, "task %d, tick %" PRIu64 ": ", s->tid, s->tick);
    switch (s->kind) {
    case STEP_CALL:
    case STEP_RESULT: {
        const struct call_kinds *row = call_kinds_of(s->nr);
        add(to, size, "%s(", name_of(s->nr));
        for (u32 i = 0; i < 6 && (!row || row->arg[i] != A_NONE); i++)
            add(to, size, "%s0x%" PRIx64, i ? ", " : "", s->args[i]);
        add(to, size, s->kind == STEP_RESULT ? ") = %" PRId64 : ")", s->value);
        break;
    }
    case STEP_SIGNAL: add(to, size, "signal %" PRId64, s->value); break;
    case STEP_TASK: add(to, size, "makes task %" PRId64, s->value); break;
    case STEP_EXIT: add(to, size, "ends with status 0x%" PRIx64, s->value); break;
    case STEP_END: break;
    }
}

// --- Comparing
static bool is_address(u16 kind) {
    const struct arg_kind *k = &arg_kinds[kind];
    return k->direction != DIR_NONE || k->printer == PRINT_ADDR || kind == A_TID_ADDR || kind == A_CLONE_STACK ||
           kind == A_CLONE_TLS || kind == A_RSEQ;
}

static bool same_memory(const struct step *a, const struct step *b, char *what, size_t size) {
    size_t at = 0;
    for (u32 i = 0; i < a->piece_count && i < b->piece_count; i++) {
        const struct piece *p = &a->pieces[i], *q = &b->pieces[i];
        if (p->arg != q->arg || p->size != q->size) {
            snprintf(what, size, "argument %u stands for %" PRIu64 " and %" PRIu64 " bytes", p->arg + 1, p->size,
                     q->size);
            return false;
        }
        for (u64 k = 0; k < p->size; k++) {
            if (a->bytes[at + k] == b->bytes[at + k]) continue;
            snprintf(what, size,
                     "memory behind argument %u, byte %" PRIu64 " (0x%" PRIx64 " and 0x%" PRIx64
                     "): 0x%02x and 0x%02x",
                     p->arg + 1, k, p->at + k, q->at + k, a->bytes[at + k], b->bytes[at + k]);
            return false;
        }
        at += p->size;
    }
    return a->piece_count == b->piece_count;
}

static bool same_arguments(const struct step *a, const struct step *b, bool ignore_addresses, char *what,
                           size_t size) {
    const struct call_kinds *row = call_kinds_of(a->nr);
    for (u32 i = 0; i < 6 && (!row || row->arg[i] != A_NONE); i++) {
        if (a->args[i] == b->args[i]) continue;
        if (ignore_addresses && row && is_address(row->arg[i]) && !a->args[i] == !b->args[i]) continue;
        snprintf(what, size, "argument %u of %s: 0x%" PRIx64 " and 0x%" PRIx64, i + 1, name_of(a->nr), a->args[i],
                 b->args[i]);
        return false;
    }
    return true;
}

static bool same_result(const struct step *a, const struct step *b, bool ignore_addresses) {
    if (a->value == b->value) return true;
    const struct call_kinds *row = call_kinds_of(a->nr);
    bool errors = (u64)a->value > (u64)-4096 || (u64)b->value > (u64)-4096;
    return ignore_addresses && row && row->result == R_ADDR && !errors;
}

static bool same_step(const struct step *a, const struct step *b, const struct compare_options *o, char *what,
                      size_t size) {
    if (a->kind != b->kind) return snprintf(what, size, "something else happens"), false;
    if (a->tid != b->tid) return snprintf(what, size, "the task: %d and %d", a->tid, b->tid), false;
    bool call = a->kind == STEP_CALL || a->kind == STEP_RESULT;
    if (call && a->nr != b->nr)
        return snprintf(what, size, "the call: %s and %s", name_of(a->nr), name_of(b->nr)), false;
    if (a->kind == STEP_CALL && !same_arguments(a, b, o->ignore_addresses, what, size)) return false;
    if (a->kind == STEP_RESULT && !same_result(a, b, o->ignore_addresses))
        return snprintf(what, size, "the result of %s: %" PRId64 " and %" PRId64, name_of(a->nr), a->value, b->value),
               false;
    if (!call && a->value != b->value)
        return snprintf(what, size, "the value: %" PRId64 " and %" PRId64, a->value, b->value), false;
    if (call && !o->ignore_memory && !same_memory(a, b, what, size)) return false;
    if (!o->ignore_ticks && a->tick != b->tick)
        return snprintf(what, size, "the tick: %" PRIu64 " and %" PRIu64, a->tick, b->tick), false;
    return true;
}

static struct page_hash page_at(const struct step *s, size_t i) {
    return i < s->page_count ? s->pages[i] : (struct page_hash){UINT64_MAX, 0};
}

static bool same_process_memory(const struct step *a, const struct step *b, char *what, size_t size) {
    for (size_t i = 0; i < a->page_count || i < b->page_count; i++) {
        struct page_hash p = page_at(a, i), q = page_at(b, i);
        if (p.at == q.at && p.hash == q.hash) continue;
        snprintf(what, size, "memory of process %d: the page at 0x%" PRIx64, a->pid, p.at < q.at ? p.at : q.at);
        return false;
    }
    return true;
}

enum compare_result compare_run(struct sandbox *a, struct sandbox *b, const struct compare_options *opt,
                                struct compare_report *report) {
    struct side sides[2];
    struct step *step[2] = {NULL, NULL};
    enum compare_result result = COMPARE_EQUAL;
    bool done = false;
    memset(report, 0, sizeof *report);
    side_init(&sides[0], a, opt);
    side_init(&sides[1], b, opt);
    while (!done && result == COMPARE_EQUAL) {
        for (int i = 0; i < 2; i++) step[i] = side_next(&sides[i]);
        if (!step[0] || !step[1]) {
            snprintf(report->what, sizeof report->what, "no memory");
            result = COMPARE_FAILED;
            break;
        }
        report->calls += step[0]->kind == STEP_CALL && step[1]->kind == STEP_CALL;
        for (int i = 0; i < 2; i++) report->ticks[i] = step[i]->tick;
        if (!same_step(step[0], step[1], opt, report->what, sizeof report->what)) {
            result = COMPARE_DIFFERENT;
        } else if (!same_process_memory(step[0], step[1], report->what, sizeof report->what)) {
            result = COMPARE_DIFFERENT;
            report->memory_alone = true;
        } else if (sides[0].result == RUN_FAILED || sides[1].result == RUN_FAILED) {
            snprintf(report->what, sizeof report->what, "the CPU emulator failed");
            result = COMPARE_FAILED;
        }
        done = step[0]->kind == STEP_END || (opt->memory_at && report->calls >= opt->memory_at);
        for (int i = 0; i < 2; i++)
            if (result != COMPARE_EQUAL) say_step(step[i], report->seen[i], sizeof report->seen[i]);
        snprintf(report->place, sizeof report->place,
                 step[0]->kind == STEP_END ? "the end, after call %" PRIu64 : "call %" PRIu64, report->calls);
        for (int i = 0; i < 2; i++) step_free(step[i]);
    }
    for (int i = 0; i < 2; i++) side_destroy(&sides[i]);
    return result;
}
