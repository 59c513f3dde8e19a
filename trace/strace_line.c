// SPDX-License-Identifier: GPL-2.0-or-later
// Lines as strace writes them: what stands before a call, which line is open, and the column of the results.
#include "trace/strace_internal.h"

#include "abi/time.h"
#include "kernel/timer.h"

#include <inttypes.h>
#include <string.h>

enum { FLUSH_SIZE = 1 << 16 };

static s32 sink(const struct strace *s, const struct tracee *t) {
    return s->opt.separate && t ? t->tid : 0;
}

void line_flush(struct strace *s, s32 tid) {
    if (!s->out.size) return;
    s->opt.write(s->opt.ctx, tid, s->out.data, s->out.size);
    size_t open = s->out.size - s->line_start; // the column still counts
    text_clear(&s->out);
    s->line_start = (size_t)0 - open;
}

void line_fraction(struct strace *s, u64 ns, u32 digits) {
    u64 value = ns % 1000000000;
    for (u32 i = digits; i < 9; i++) value /= 10;
    if (digits) text_printf(&s->out, ".%0*" PRIu64, (int)digits, value);
}

static void put_time(struct strace *s) {
    u64 now = clock_realtime(s->sb), second = now / 1000000000;
    unsigned h = (unsigned)(second / 3600 % 24), m = (unsigned)(second / 60 % 60), sec = (unsigned)(second % 60);
    switch (s->opt.time) {
    case STRACE_NO_TIME: break;
    case STRACE_SECONDS:
    case STRACE_MICROSECONDS: text_printf(&s->out, "%02u:%02u:%02u", h, m, sec); break;
    case STRACE_EPOCH: text_printf(&s->out, "%" PRIu64, second); break;
    }
    if (s->opt.time > STRACE_SECONDS) line_fraction(s, now, s->opt.time_digits);
    if (s->opt.relative) {
        u64 passed = s->any ? now - s->last_ns : 0;
        text_printf(&s->out, s->opt.time ? " (+ %5" PRIu64 : "%6" PRIu64, passed / 1000000000);
        line_fraction(s, passed, s->opt.relative_digits);
        text_puts(&s->out, s->opt.time ? ") " : " ");
        s->last_ns = now;
        s->any = true;
    } else if (s->opt.time) {
        text_char(&s->out, ' ');
    }
}

void line_close_unfinished(struct strace *s) {
    if (!s->printing) return;
    text_puts(&s->out, " <unfinished ...>\n");
    s->printing->open = false;
    s->printing = NULL;
    s->line_start = s->out.size;
}

void line_switch(struct strace *s, struct tracee *t) {
    struct tracee *other = s->printing;
    if (other == t) return;
    if (other) {
        other->column = s->out.size - s->line_start;
        line_flush(s, other->tid);
    }
    s->line_start = s->out.size - (t->open ? t->column : 0);
    s->printing = t;
}

void line_begin(struct strace *s, struct tracee *t, const struct task *task) {
    if (s->opt.separate)
        line_switch(s, t);
    else
        line_close_unfinished(s);
    s->line_start = s->out.size;
    if (s->opt.separate) {
        // the file tells
    } else if (s->opt.always_pid) {
        if (s->opt.decode.pid_namespaces && task)
            text_printf(&s->out, "%d<%.15s> ", t->tid, task->comm);
        else
            text_printf(&s->out, "%-5d ", t->tid);
    } else if (s->tracee_count > 1) {
        text_printf(&s->out, "[pid %5d", t->tid);
        if (s->opt.decode.pid_namespaces && task) text_printf(&s->out, "<%.15s>", task->comm);
        text_puts(&s->out, "] ");
    }
    put_time(s);
    if (s->opt.number) text_printf(&s->out, "[%4" PRIu64 "] ", t->decode.nr);
    bool has_pointer = task && !t->gone;
    if (s->opt.pointer && !has_pointer) text_puts(&s->out, "[????????????????] ");
    if (s->opt.pointer && has_pointer) {
        struct cpu_state cpu;
        task_peek_regs((struct task *)(uintptr_t)task, &cpu);
        text_printf(&s->out, "[%016" PRIx64 "] ", cpu.rip);
    }
    s->printing = t;
    t->open = true;
}

void line_end(struct strace *s, struct tracee *t) {
    text_char(&s->out, '\n');
    s->line_start = s->out.size;
    s->printing = NULL;
    t->open = false;
    if (s->opt.interactive || s->opt.separate || s->out.size >= FLUSH_SIZE) line_flush(s, sink(s, t));
}

void line_align(struct strace *s) {
    size_t at = s->out.size - s->line_start;
    do text_char(&s->out, ' ');
    while (++at < s->opt.column);
}
