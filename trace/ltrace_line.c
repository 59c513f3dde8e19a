// SPDX-License-Identifier: GPL-2.0-or-later
// Lines as ltrace writes them. A call's line stays open until it returns; what happens meanwhile ends it: another call with
// "<unfinished ...>", an event with "<no return ...>".
#include "trace/ltrace_internal.h"

#include "abi/time.h"
#include "kernel/timer.h"

#include <stdarg.h>
#include <stdio.h>

enum { FLUSH_SIZE = 1 << 16 };

static u32 column(const struct lines *n) {
    return n->carried + (u32)(n->text.size - n->line_start);
}

void lines_flush(struct ltrace *l) {
    struct lines *n = &l->lines;
    if (!n->text.size) return;
    n->carried = column(n);
    l->opt.write(l->opt.ctx, n->text.data, n->text.size);
    text_clear(&n->text);
    n->line_start = 0;
}

static void end_line(struct ltrace *l, const char *how) {
    struct lines *n = &l->lines;
    text_puts(&n->text, how);
    text_char(&n->text, '\n');
    n->line_start = n->text.size;
    n->carried = 0;
    n->open_tid = 0;
    if (n->text.size >= FLUSH_SIZE) lines_flush(l);
}

void lines_close_unfinished(struct ltrace *l) {
    if (l->lines.open_tid) end_line(l, " <unfinished ...>");
}

// --- The start of a line
static void put_time(struct ltrace *l) {
    struct lines *n = &l->lines;
    u64 now = clock_realtime(l->sb), us = now / 1000 % 1000000, second = now / 1000000000;
    u64 passed = n->any ? now - n->last_ns : 0;
    unsigned h = (unsigned)(second / 3600 % 24), m = (unsigned)(second / 60 % 60), s = (unsigned)(second % 60);
    switch (l->opt.time) {
    case LTRACE_NO_TIME: break;
    case LTRACE_RELATIVE:
        text_printf(&n->text, "%3llu.%06llu ", (unsigned long long)(passed / 1000000000),
                    (unsigned long long)(passed / 1000 % 1000000));
        break;
    case LTRACE_SECONDS: text_printf(&n->text, "%02u:%02u:%02u ", h, m, s); break;
    case LTRACE_MICROSECONDS: text_printf(&n->text, "%02u:%02u:%02u.%06u ", h, m, s, (unsigned)us); break;
    case LTRACE_EPOCH:
        text_printf(&n->text, "%llu.%06llu ", (unsigned long long)second, (unsigned long long)us);
        break;
    }
    n->last_ns = now;
    n->any = true;
}

static void begin_line(struct ltrace *l, const struct task *t, u64 pointer, u32 depth) {
    struct text *text = &l->lines.text;
    if (l->opt.follow) text_printf(text, l->opt.own_file ? "%d " : "[pid %d] ", t->tid);
    put_time(l);
    if (l->opt.pointer) text_printf(text, "[%#llx] ", (unsigned long long)pointer);
    for (u32 i = 0; i < depth * l->opt.indent && i < 4096; i++) text_char(text, ' ');
}

static void put_name(struct ltrace *l, const struct frame *f) {
    struct text *text = &l->lines.text;
    if (f->library && f->library[0] == '@')
        text_printf(text, "%s%s", f->point->name, f->library);
    else if (f->library)
        text_printf(text, "%s->%s", f->library, f->point->name);
    else if (f->syscall)
        text_printf(text, "SYS_%s", f->syscall);
    else
        text_puts(text, f->point->name);
}

// --- Calls
void line_call(struct ltrace *l, struct task *t, struct frame *f, u32 depth) {
    struct lines *n = &l->lines;
    lines_close_unfinished(l);
    begin_line(l, t, f->return_address, depth);
    put_name(l, f);
    text_char(&n->text, '(');
    f->args_shown = call_print_args(&n->text, t, &l->opt.values, f->prototype, &f->regs, false, false);
    n->open_tid = t->tid;
    n->open_depth = depth;
}

void line_return(struct ltrace *l, struct task *t, const struct frame *f, u32 depth, u64 elapsed_ns) {
    struct lines *n = &l->lines;
    if (n->open_tid != t->tid || n->open_depth != depth) {
        lines_close_unfinished(l);
        begin_line(l, t, f->return_address, depth);
        text_puts(&n->text, "<... ");
        if (f->syscall)
            text_printf(&n->text, "SYS_%s", f->syscall);
        else
            text_puts(&n->text, f->point->name);
        text_puts(&n->text, " resumed> ");
    }
    call_print_args(&n->text, t, &l->opt.values, f->prototype, &f->regs, true, f->args_shown);
    text_char(&n->text, ')');
    do text_char(&n->text, ' ');
    while (column(n) + 1 < l->opt.align);
    text_puts(&n->text, "= ");
    call_print_result(&n->text, t, &l->opt.values, f->prototype, &f->regs);
    if (l->opt.elapsed)
        text_printf(&n->text, " <%llu.%06llu>", (unsigned long long)(elapsed_ns / 1000000000),
                    (unsigned long long)(elapsed_ns / 1000 % 1000000));
    end_line(l, "");
}

// --- All else
void line_event(struct ltrace *l, struct task *t, u64 pointer, const char *format, ...) {
    char text[128];
    va_list args;
    if (l->opt.count) return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (l->lines.open_tid) end_line(l, " <no return ...>");
    begin_line(l, t, pointer, 0);
    end_line(l, text);
}
