// SPDX-License-Identifier: GPL-2.0-or-later
// Size rules of arg_kinds.def as addresses and lengths.
#include "replay/argument_memory.h"

#include "abi/uio.h"
#include "syscalls/kinds.h"

enum { IOV_PIECES = 1024, STRING_PIECES = 1024, MSGHDR_SIZE = 56, MMSGHDR_SIZE = 64, SIGNED_LIMIT = 1 << 30 };

struct walk {
    struct task *t;
    const u64 *args;
    bool written;
    s64 result;
    void (*piece)(void *ctx, const struct memory_piece *p);
    void *ctx;
};

static void tell(const struct walk *w, u32 arg, uaddr_t at, u64 size) {
    if (!at || !size) return;
    const struct memory_piece p = {arg, at, size < ARGUMENT_MEMORY_MAX ? size : ARGUMENT_MEMORY_MAX};
    w->piece(w->ctx, &p);
}

static bool peek(const struct walk *w, uaddr_t at, void *to, size_t n) {
    return mmu_peek(&w->t->mm->mmu, at, to, n) == n;
}

static u64 product(u64 count, u64 unit) {
    return count > ARGUMENT_MEMORY_MAX / (unit ? unit : 1) ? ARGUMENT_MEMORY_MAX : count * unit;
}

static u64 string_size(const struct walk *w, uaddr_t at) {
    u64 size = 0;
    for (char c = 1; c && size < ARGUMENT_MEMORY_MAX && peek(w, at + size, &c, 1);) size++;
    return size;
}

static void tell_strings(const struct walk *w, u32 arg) {
    u64 string = 1;
    for (u64 i = 0; i < STRING_PIECES && peek(w, w->args[arg] + 8 * i, &string, 8) && string; i++)
        tell(w, arg, string, string_size(w, string));
}

static void tell_iov(const struct walk *w, u32 arg, uaddr_t iov, u64 count, u64 limit) {
    for (u64 i = 0; i < count && i < IOV_PIECES && limit; i++) {
        struct abi_iovec v;
        if (!peek(w, iov + i * sizeof v, &v, sizeof v)) return;
        u64 size = v.iov_len < limit ? v.iov_len : limit;
        tell(w, arg, v.iov_base, size);
        limit -= size;
    }
}

static void tell_message(const struct walk *w, u32 arg, uaddr_t at, u64 limit) {
    u64 header[7]; // name, name length, vector, its count, control, its length, flags: socket(7)
    tell(w, arg, at, MSGHDR_SIZE);
    if (!peek(w, at, header, sizeof header)) return;
    tell(w, arg, header[0], (u32)header[1]);
    tell_iov(w, arg, header[2], header[3], limit);
    tell(w, arg, header[4], header[5]);
}

static u64 results(const struct walk *w, u64 at_most) {
    return w->result > 0 && (u64)w->result < at_most ? (u64)w->result : w->result > 0 ? at_most : 0;
}

static u64 count_of(const struct walk *w, const struct call_kinds *row, u16 kind) {
    for (u32 i = 0; i < 6; i++)
        if (row->arg[i] == kind) return w->args[i];
    return 0;
}

static void tell_argument(const struct walk *w, const struct call_kinds *row, u32 i) {
    const struct arg_kind *k = &arg_kinds[row->arg[i]];
    uaddr_t at = w->args[i];
    u64 next = i < 5 ? w->args[i + 1] : 0, prev = i ? w->args[i - 1] : 0;
    u64 all = w->written ? results(w, ARGUMENT_MEMORY_MAX) : ARGUMENT_MEMORY_MAX;
    u32 size32 = 0;
    switch (k->rule) {
    case SIZE_FIXED: tell(w, i, at, k->unit); break;
    case SIZE_STRING: tell(w, i, at, string_size(w, at)); break;
    case SIZE_STRINGS: tell_strings(w, i); break;
    case SIZE_NEXT: tell(w, i, at, product(next, k->unit)); break;
    case SIZE_PREV: tell(w, i, at, product(prev, k->unit)); break;
    case SIZE_RETURN: tell(w, i, at, product(results(w, next), k->unit)); break;
    case SIZE_RETURN_PREV: tell(w, i, at, product(results(w, prev), k->unit)); break;
    case SIZE_SELF:
        if (peek(w, at, &size32, 4)) tell(w, i, at, size32);
        break;
    case SIZE_HANDLE:
        if (peek(w, at, &size32, 4)) tell(w, i, at, 8 + (u64)size32);
        break;
    case SIZE_SOCKLEN:
        if (next && peek(w, next, &size32, 4)) tell(w, i, at, size32);
        break;
    case SIZE_IOV: tell_iov(w, i, at, next, all); break;
    case SIZE_MSGHDR: tell_message(w, i, at, all); break;
    case SIZE_MMSGHDR:
        for (u64 m = 0; m < (w->written ? results(w, next) : next) && m < IOV_PIECES; m++)
            tell_message(w, i, at + m * MMSGHDR_SIZE, ARGUMENT_MEMORY_MAX);
        break;
    case SIZE_FDSET:
        if (w->args[0] < SIGNED_LIMIT) tell(w, i, at, (w->args[0] + 63) / 64 * 8);
        break;
    case SIZE_PAGES: tell(w, i, at, (prev + PAGE_SIZE - 1) / PAGE_SIZE); break;
    case SIZE_MAXNODE: {
        u64 bits = count_of(w, row, A_MAXNODE);
        if (bits > 1 && bits < SIGNED_LIMIT) tell(w, i, at, (bits - 1 + 63) / 64 * 8);
        break;
    }
    case SIZE_PAGE_COUNT: tell(w, i, at, product(count_of(w, row, A_PAGE_COUNT), k->unit)); break;
    case SIZE_CAPS: tell(w, i, at, 24); break;
    case SIZE_MSGBUF: tell(w, i, at, 8 + (w->written ? results(w, next) : next)); break;
    default: break; // a value, or what a command says
    }
}

void argument_memory(struct task *t, bool written, s64 result, void (*piece)(void *ctx, const struct memory_piece *p),
                     void *ctx) {
    const struct call_kinds *row = call_kinds_of(t->syscall.nr);
    const struct walk w = {t, t->syscall.args, written, result, piece, ctx};
    if (!row || !t->mm || (written && result < 0)) return;
    for (u32 i = 0; i < 6 && row->arg[i] != A_NONE; i++) {
        u8 way = arg_kinds[row->arg[i]].direction;
        if (way == DIR_INOUT || way == (written ? DIR_OUT : DIR_IN)) tell_argument(&w, row, i);
    }
}
