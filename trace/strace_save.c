// SPDX-License-Identifier: GPL-2.0-or-later
// Where strace is in a run, to be taken and put back with the machine: calls that are begun, the line that is open, counts.
//
// What it writes after it was put back is what it wrote after it was taken. A line that is open when it is put back is ended first.
#include "trace/strace_internal.h"

#include <stdlib.h>
#include <string.h>

struct saved {
    struct tracee **tracees;
    size_t tracee_slots, tracee_count, printing; // printing: index + 1; 0: nobody
    size_t line_start;                           // nothing is held back then
    u64 last_ns;
    bool any, finished;
    struct count *counts;
};

void tracee_free(struct tracee *t) {
    if (!t) return;
    text_free(&t->call);
    text_free(&t->stack);
    free(t->late);
    free(t->call_counts);
    free(t);
}

void strace_drop(void *saved) {
    struct saved *p = saved;
    if (!p) return;
    for (size_t i = 0; i < p->tracee_slots; i++) tracee_free(p->tracees[i]);
    free(p->tracees);
    free(p->counts);
    free(p);
}

// False: no memory. *to is the copy, or NULL where there is nothing to copy.
static bool copy_bytes(void *to, const void *from, size_t n) {
    void *copy = from && n ? malloc(n) : NULL;
    if (copy) memcpy(copy, from, n);
    memcpy(to, &copy, sizeof copy);
    return copy || !from || !n;
}

static struct tracee *copy_tracee(const struct tracee *t) {
    struct tracee *copy = malloc(sizeof *copy);
    if (!copy) return NULL;
    *copy = *t;
    copy->call = (struct text){.data = NULL};
    text_put(&copy->call, t->call.data, t->call.size);
    copy->decode.out = &copy->call;
    copy->stack = (struct text){.data = NULL};
    text_put(&copy->stack, t->stack.data, t->stack.size);
    copy->late_capacity = t->late_count;
    bool ok = copy_bytes(&copy->late, t->late, t->late_count * sizeof *t->late);
    ok &= copy_bytes(&copy->call_counts, t->call_counts, CALL_SET_NUMBERS * sizeof *t->call_counts);
    if (ok && !copy->call.failed && !copy->stack.failed) return copy;
    tracee_free(copy);
    return NULL;
}

void *strace_copy(const void *saved) {
    const struct saved *from = saved;
    struct saved *to = malloc(sizeof *to);
    if (!to) return NULL;
    *to = *from;
    to->tracees = calloc(from->tracee_slots + 1, sizeof(struct tracee *));
    bool ok = copy_bytes(&to->counts, from->counts, CALL_SET_NUMBERS * sizeof *from->counts) && to->tracees;
    to->tracee_slots = 0;
    for (size_t i = 0; ok && i < from->tracee_slots; i++) {
        to->tracees[i] = copy_tracee(from->tracees[i]);
        ok = to->tracees[i] != NULL;
        to->tracee_slots += ok;
    }
    if (ok) return to;
    strace_drop(to);
    return NULL;
}

static struct saved present(const struct strace *s) {
    struct saved p = {.tracees = s->tracees,
                      .tracee_slots = s->tracee_slots,
                      .tracee_count = s->tracee_count,
                      .line_start = s->line_start,
                      .last_ns = s->last_ns,
                      .any = s->any,
                      .finished = s->finished,
                      .counts = s->counts};
    for (size_t i = 0; s->printing && i < s->tracee_slots; i++)
        if (s->tracees[i] == s->printing) p.printing = i + 1;
    return p;
}

void *strace_save(void *ctx) {
    struct strace *s = ctx;
    strace_flush(s);
    const struct saved now = present(s);
    return strace_copy(&now);
}

void strace_restore(void *ctx, void *saved) {
    struct strace *s = ctx;
    line_close_unfinished(s);
    strace_flush(s);
    struct saved now = present(s);
    const struct saved *p = saved;
    if (!p) {
        if (s->counts) memset(s->counts, 0, CALL_SET_NUMBERS * sizeof *s->counts);
        for (size_t i = 0; i < s->tracee_slots; i++) s->tracees[i]->tid = 0;
        s->tracee_count = s->line_start = 0;
        s->any = s->finished = false;
        return;
    }
    s->tracees = p->tracees;
    s->tracee_slots = p->tracee_slots;
    s->tracee_count = p->tracee_count;
    s->printing = p->printing ? p->tracees[p->printing - 1] : NULL;
    s->line_start = p->line_start;
    s->last_ns = p->last_ns;
    s->any = p->any;
    s->finished = p->finished;
    s->counts = p->counts;
    memcpy(saved, &now, sizeof now);
    strace_drop(saved);
}
