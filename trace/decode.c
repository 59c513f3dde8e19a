// SPDX-License-Identifier: GPL-2.0-or-later
// The two steps of a call, and its result.
#include "trace/decode.h"

#include "abi/errno.h"
#include "trace/printers.h"

#include <string.h>

static void print_plain(struct decode *d, u32 arity) {
    for (u32 i = 0; i < arity; i++) {
        if (i) text_put(d->out, ", ", 2);
        print_hex(d, d->args[i]);
    }
}

// Its comma, unless it prints nothing. Where the second step goes on with it the comma stands already.
static enum print_result print_next(struct decode *d, u32 arg, bool *any) {
    size_t before = d->out->size;
    if (*any) text_put(d->out, ", ", 2);
    size_t start = d->out->size;
    enum print_result result = print_argument(d, arg);
    if (d->out->size > start)
        *any = true;
    else if (result == PRINT_DONE)
        d->out->size = before;
    return result;
}

// What is printed on exit may have to remember how things were.
static void note_arguments_behind(struct decode *d) {
    size_t size = d->out->size;
    for (u32 i = d->later + 1; i < d->row->arity; i++) {
        u8 direction = arg_kinds[d->row->arg[i]].direction;
        if (direction == DIR_OUT || direction == DIR_INOUT) print_argument(d, i);
        d->out->size = size;
    }
}

// The kernel reads no arguments of a call that it does not know.
static void enter_unknown(struct decode *d) {
    struct cpu_state cpu;
    task_peek_regs(d->task, &cpu);
    const u64 args[6] = {cpu.gpr[REG_RDI], cpu.gpr[REG_RSI], cpu.gpr[REG_RDX],
                         cpu.gpr[REG_R10], cpu.gpr[REG_R8],  cpu.gpr[REG_R9]};
    memcpy(d->args, args, sizeof args);
    d->later = ARRAY_SIZE(args);
    text_puts(d->out, "syscall_");
    print_hex(d, d->nr);
    text_char(d->out, '(');
    print_plain(d, d->later);
}

void decode_begin(struct decode *d, struct task *t, const struct decode_options *opt, struct text *out) {
    *d = (struct decode){.out = out,
                         .opt = opt,
                         .task = t,
                         .row = call_kinds_of(t->syscall.nr),
                         .nr = t->syscall.nr,
                         .previous = UINT64_MAX,
                         .abbrev = true,
                         .verbose = true};
    memcpy(d->args, t->syscall.args, sizeof d->args);
}

void decode_enter(struct decode *d) {
    const struct call_kinds *row = d->row;
    bool any = false;
    d->exiting = d->failed = false;
    if (!row) {
        enter_unknown(d);
        return;
    }
    text_puts(d->out, row->name);
    text_char(d->out, '(');
    d->later = row->arity;
    if (d->raw) {
        print_plain(d, d->later);
        return;
    }
    if (row->result == R_SIGRETURN) print_signal_frame(d);
    if (row->result == R_RESTART) {
        const struct call_kinds *before = call_kinds_of(d->previous);
        text_printf(d->out, "<... resuming interrupted %s ...>", before ? before->name : "system call");
    }
    for (u32 i = 0; i < row->arity; i++) {
        if (print_next(d, i, &any) == PRINT_DONE) continue;
        d->later = i;
        note_arguments_behind(d);
        return;
    }
}

bool decode_failed(const struct decode *d, s64 result) {
    return !d->is_value && result < 0 && result >= -MAX_ERRNO;
}

void decode_exit(struct decode *d) {
    d->exiting = true;
    d->failed = decode_failed(d, d->result);
    if (d->row && !d->raw) {
        bool any = false;
        for (u32 i = d->later; i < d->row->arity; i++) {
            print_next(d, i, &any);
            any = true;
        }
    }
    text_char(d->out, ')');
}

bool decode_restarts(s64 result) {
    return result == -ERESTARTSYS || result == -ERESTARTNOINTR || result == -ERESTARTNOHAND ||
           result == -ERESTART_RESTARTBLOCK;
}

void decode_result(struct decode *d) {
    d->exiting = true;
    d->failed = decode_failed(d, d->result);
    if (d->failed) {
        text_puts(d->out, decode_restarts(d->result) ? "? " : "-1 ");
        print_errno(d, d->result);
    } else if (d->raw) {
        print_hex(d, (u64)d->result);
    } else {
        print_result_value(d);
    }
    if (d->answered) text_puts(d->out, " (INJECTED)");
}
