// SPDX-License-Identifier: GPL-2.0-or-later
// Where ltrace is in a run, to be taken and put back with the machine: calls on each task's stack, the line that is open, counts.
// Programs that were looked at are shared with it: their breakpoints stay as long as somebody may come back to them.
#include "trace/ltrace_internal.h"

#include <stdlib.h>
#include <string.h>

struct saved {
    struct traced **tasks;
    u32 count, frames; // frames: of all of them
    struct counters counters;
    struct lines lines; // without their text: nothing is held back then
    bool started, finished, too_deep;
};

void ltrace_drop(void *saved) {
    struct saved *p = saved;
    if (!p) return;
    for (u32 i = 0; p->tasks && i < p->count; i++) traced_free(p->tasks[i]);
    free(p->tasks);
    counters_free(&p->counters);
    free(p);
}

static struct traced *copy_traced(const struct traced *from) {
    struct traced *to = malloc(sizeof *to);
    if (!to) return NULL;
    *to = *from;
    to->capacity = from->count;
    to->frames = from->count ? malloc(from->count * sizeof *to->frames) : NULL;
    if (from->count && !to->frames) {
        free(to);
        return NULL;
    }
    if (from->count) memcpy(to->frames, from->frames, from->count * sizeof *to->frames);
    if (to->image) to->image->refs++;
    return to;
}

// A copy of `from`, whose tasks are those of `tasks` that are not NULL.
static struct saved *copy_of(const struct saved *from, struct traced *const *tasks, u32 slots) {
    struct saved *to = malloc(sizeof *to);
    u32 living = 0;
    if (!to) return NULL;
    *to = *from;
    to->count = to->frames = 0;
    for (u32 i = 0; i < slots; i++) living += tasks[i] != NULL;
    to->tasks = calloc(living + 1, sizeof(struct traced *));
    bool ok = counters_copy(&to->counters, &from->counters) && to->tasks;
    for (u32 i = 0; ok && i < slots; i++) {
        if (!tasks[i]) continue;
        struct traced *x = copy_traced(tasks[i]);
        if ((ok = x != NULL)) {
            to->tasks[to->count++] = x;
            to->frames += x->capacity;
        }
    }
    if (ok) return to;
    ltrace_drop(to);
    return NULL;
}

void *ltrace_save(void *ctx) {
    struct ltrace *l = ctx;
    lines_flush(l);
    struct saved now = {.counters = l->counters,
                        .lines = l->lines,
                        .started = l->started,
                        .finished = l->finished,
                        .too_deep = l->too_deep};
    now.lines.text = (struct text){.data = NULL};
    return copy_of(&now, l->tasks, l->task_capacity);
}

void *ltrace_copy(const void *saved) {
    const struct saved *p = saved;
    return copy_of(p, p->tasks, p->count);
}

void ltrace_restore(void *ctx, void *saved) {
    static const struct saved nothing = {.count = 0};
    struct ltrace *l = ctx;
    const struct saved *p = saved ? saved : &nothing;
    lines_close_unfinished(l);
    lines_flush(l);
    const struct text text = l->lines.text;
    l->lines = p->lines;
    l->lines.text = text;
    for (u32 i = 0; i < l->task_capacity; i++) {
        traced_free(l->tasks[i]);
        l->tasks[i] = NULL;
    }
    for (u32 i = 0; i < p->count; i++) l->tasks[p->tasks[i]->tid] = p->tasks[i];
    l->frames = p->frames;
    counters_free(&l->counters);
    l->counters = p->counters;
    l->started = p->started, l->finished = p->finished, l->too_deep = p->too_deep;
    if (saved) free(p->tasks);
    free(saved);
}
