// SPDX-License-Identifier: GPL-2.0-or-later
// The table of strace -c. Times are the machine's own: CPU time in the kernel, or with -w how long calls took.
#include "trace/strace_internal.h"

#include "kernel/timer.h"
#include "syscalls/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void strace_count(struct strace *s, const struct tracee *t, u64 nr, bool failed) {
    if (nr >= CALL_SET_NUMBERS) return;
    struct count *c = &s->counts[nr];
    u64 ns = clock_monotonic(s->sb) - t->enter_ns;
    c->calls++;
    c->errors += failed;
    c->ticks += s->sb->ticks.now - t->enter_ticks;
    if (!s->opt.wall) ns = 0; // the machine's kernel takes no time of its own
    c->ns += ns;
    if (c->calls == 1 || ns < c->min_ns) c->min_ns = ns;
    if (ns > c->max_ns) c->max_ns = ns;
}

struct row {
    const char *name;
    struct count count;
    u32 nr;
    enum strace_sort by;
};

static u64 key(const struct row *r) {
    const struct count *c = &r->count;
    switch (r->by) {
    case SORT_TIME: return c->ns;
    case SORT_MIN: return c->min_ns;
    case SORT_MAX: return c->max_ns;
    case SORT_AVERAGE: return c->calls ? c->ns / c->calls : 0;
    case SORT_CALLS: return c->calls;
    case SORT_ERRORS: return c->errors;
    case SORT_TICKS: return c->ticks;
    case SORT_NAME:
    case SORT_NOTHING: break;
    }
    return 0;
}

static int compare(const void *a, const void *b) {
    const struct row *x = a, *y = b;
    if (x->by == SORT_NAME) return strcmp(x->name, y->name);
    u64 p = key(x), q = key(y);
    if (p != q) return p < q ? 1 : -1;
    return x->nr < y->nr ? -1 : 1; // as strace's own, which walks the numbers
}

enum column {
    COLUMN_PERCENT,
    COLUMN_SECONDS,
    COLUMN_MIN,
    COLUMN_MAX,
    COLUMN_AVERAGE,
    COLUMN_CALLS,
    COLUMN_ERRORS,
    COLUMN_NAME,
    COLUMN_TICKS,
    COLUMNS
};
static const struct {
    const char *names; // by commas, as -U and -S know them
    const char *title;
    int width;
} columns[COLUMNS] = {
    [COLUMN_PERCENT] = {"time,time-percent,time_percent", "% time", 6},
    [COLUMN_SECONDS] = {"total-time,total_time,time-total,time_total", "seconds", 11},
    [COLUMN_MIN] = {"min-time,min_time,shortest,time-min,time_min", "shortest", 8},
    [COLUMN_MAX] = {"max-time,max_time,longest,time-max,time_max", "longest", 8},
    [COLUMN_AVERAGE] = {"avg-time,avg_time,time-avg,time_avg", "usecs/call", 11},
    [COLUMN_CALLS] = {"calls,count", "calls", 9},
    [COLUMN_ERRORS] = {"errors,error", "errors", 9},
    [COLUMN_NAME] = {"name,syscall,syscall-name,syscall_name", "syscall", 16},
    [COLUMN_TICKS] = {"ticks", "ticks", 12},
};

static bool listed(const char *list, const char *word, size_t n) {
    for (const char *p = list; *p;) {
        size_t length = strcspn(p, ",");
        if (length == n && strncmp(p, word, n) == 0) return true;
        p += length + (p[length] == ',');
    }
    return false;
}

bool strace_columns_check(const char *text, char *why, size_t why_size) {
    bool seen[COLUMNS] = {false};
    for (const char *p = text;;) {
        int length = (int)strcspn(p, ","), c = 0;
        while (c < COLUMNS && (!length || !listed(columns[c].names, p, (size_t)length))) c++;
        if (c == COLUMNS) return snprintf(why, why_size, "unknown column name: '%.*s'", length, p), false;
        if (seen[c])
            return snprintf(why, why_size, "call summary column has been provided more than once: '%.*s'", length, p),
                   false;
        seen[c] = true;
        p += length;
        if (!*p++) return true;
    }
}

static size_t chosen(const char *text, enum column out[COLUMNS]) {
    static const enum column usual[] = {COLUMN_PERCENT, COLUMN_SECONDS, COLUMN_AVERAGE,
                                        COLUMN_CALLS,   COLUMN_ERRORS,  COLUMN_NAME};
    size_t n = 0;
    for (const char *p = text; p && *p && n < COLUMNS;) {
        size_t length = strcspn(p, ",");
        for (int c = 0; c < COLUMNS; c++)
            if (listed(columns[c].names, p, length)) out[n++] = (enum column)c;
        p += length + (p[length] == ',');
    }
    if (n) return n;
    memcpy(out, usual, sizeof usual);
    return ARRAY_SIZE(usual);
}

static void print_cell(struct strace *s, enum column c, const struct row *r, u64 all_ns, bool total) {
    const struct count *k = &r->count;
    const int w = columns[c].width;
    struct text *o = &s->out;
    switch (c) {
    case COLUMN_PERCENT:
        text_printf(o, "%*.2f", w, total ? 100.0 : all_ns ? 100.0 * (double)k->ns / (double)all_ns : 0.0);
        break;
    case COLUMN_SECONDS: text_printf(o, "%*.6f", w, (double)k->ns / 1e9); break;
    case COLUMN_MIN: text_printf(o, "%*.6f", w, (double)k->min_ns / 1e9); break;
    case COLUMN_MAX: text_printf(o, "%*.6f", w, (double)k->max_ns / 1e9); break;
    case COLUMN_AVERAGE: text_printf(o, "%*" PRIu64, w, k->calls ? k->ns / k->calls / 1000 : 0); break;
    case COLUMN_CALLS: text_printf(o, "%*" PRIu64, w, k->calls); break;
    case COLUMN_ERRORS:
        if (k->errors)
            text_printf(o, "%*" PRIu64, w, k->errors);
        else
            text_printf(o, "%*s", w, "");
        break;
    case COLUMN_TICKS: text_printf(o, "%*" PRIu64, w, k->ticks); break;
    case COLUMN_NAME:
    case COLUMNS: break;
    }
}

static void put_name(struct strace *s, const char *name, bool last) {
    text_printf(&s->out, "%-*s", last ? 0 : columns[COLUMN_NAME].width, name);
}

void strace_table(struct strace *s) {
    static const char dashes[] = "----------------";
    struct row rows[CALL_SET_NUMBERS], total = {.name = "total"};
    enum column shown[COLUMNS];
    size_t n = 0, width = chosen(s->opt.columns, shown);
    for (u32 nr = 0; nr < CALL_SET_NUMBERS; nr++) {
        const struct count *c = &s->counts[nr];
        const char *name = syscall_name(nr);
        if (!c->calls || !name) continue;
        rows[n++] = (struct row){name, *c, nr, s->opt.sort};
        if (n == 1 || c->min_ns < total.count.min_ns) total.count.min_ns = c->min_ns;
        if (c->max_ns > total.count.max_ns) total.count.max_ns = c->max_ns;
        total.count.calls += c->calls;
        total.count.errors += c->errors;
        total.count.ns += c->ns;
        total.count.ticks += c->ticks;
    }
    if (s->opt.sort != SORT_NOTHING) qsort(rows, n, sizeof rows[0], compare);
    for (size_t i = 0; i < width; i++) {
        if (i) text_char(&s->out, ' ');
        if (shown[i] == COLUMN_NAME)
            put_name(s, columns[shown[i]].title, i + 1 == width);
        else
            text_printf(&s->out, "%*s", columns[shown[i]].width, columns[shown[i]].title);
    }
    text_char(&s->out, '\n');
    for (int end = 0; end < 2; end++) {
        for (size_t i = 0; i < width; i++)
            text_printf(&s->out, "%s%.*s", i ? " " : "", columns[shown[i]].width, dashes);
        text_char(&s->out, '\n');
        for (size_t r = 0; !end && r < n; r++) {
            for (size_t i = 0; i < width; i++) {
                if (i) text_char(&s->out, ' ');
                if (shown[i] == COLUMN_NAME)
                    put_name(s, rows[r].name, i + 1 == width);
                else
                    print_cell(s, shown[i], &rows[r], total.count.ns, false);
            }
            text_char(&s->out, '\n');
        }
    }
    for (size_t i = 0; i < width; i++) {
        if (i) text_char(&s->out, ' ');
        if (shown[i] == COLUMN_NAME)
            put_name(s, total.name, i + 1 == width);
        else
            print_cell(s, shown[i], &total, total.count.ns, true);
    }
    text_char(&s->out, '\n');
    s->line_start = s->out.size;
}
