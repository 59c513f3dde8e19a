// SPDX-License-Identifier: GPL-2.0-or-later
// Printers by kind: a kind's own one, or the one that its row in arg_kinds.def names.
#include "trace/printers.h"

#include "abi/limits.h"
#include "abi/uio.h"

#include <string.h>

#define ARG_KIND(kind, ...) enum print_result print_##kind(struct decode *d, u32 arg);
#define RET_KIND(kind, ...) void print_##kind(struct decode *d);
#include "syscalls/arg_kinds.def"

// What a kind has to bring, by the word in its row.
#define BRINGS_NOTHING(kind)                                                                                         \
    { NULL, NULL }
#define BRINGS_NAMES(kind)                                                                                           \
    { NULL, &names_##kind }
#define BRINGS_PRINTER(kind)                                                                                         \
    { print_##kind, NULL }
#define BY_PRINT_DEC(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_UDEC(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_HEX(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_OCTAL(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_ADDR(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_FD(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_DIRFD(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_PATH(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_STRING(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_STRINGS(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_COUNTED(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_BYTES(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_MODE(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_DEV(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_SIGNUM(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_PID(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_ID(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_NUMBERS(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_IOV(kind) BRINGS_NOTHING(kind)
#define BY_PRINT_FLAGS(kind) BRINGS_NAMES(kind)
#define BY_PRINT_CHOICE(kind) BRINGS_NAMES(kind)
#define BY_PRINT_RECORD(kind) BRINGS_PRINTER(kind)
#define BY_PRINT_COMMAND(kind) BRINGS_PRINTER(kind)
#define BY_PRINT_OWN(kind) BRINGS_PRINTER(kind)

static const struct {
    enum print_result (*print)(struct decode *d, u32 arg);
    const struct name_table *names;
} argument_printers[ARG_KIND_COUNT] = {
#define ARG_KIND(kind, direction, rule, unit, word) [kind] = BY_##word(kind),
#include "syscalls/arg_kinds.def"
};

#define RESULT_NOTHING(kind) NULL
#define RESULT_PRINTER(kind) print_##kind
#define RESULT_BY_PRINT_DEC(kind) RESULT_NOTHING(kind)
#define RESULT_BY_PRINT_UDEC(kind) RESULT_NOTHING(kind)
#define RESULT_BY_PRINT_HEX(kind) RESULT_NOTHING(kind)
#define RESULT_BY_PRINT_OCTAL(kind) RESULT_NOTHING(kind)
#define RESULT_BY_PRINT_ADDR(kind) RESULT_NOTHING(kind)
#define RESULT_BY_PRINT_FD(kind) RESULT_NOTHING(kind)
#define RESULT_BY_PRINT_PID(kind) RESULT_NOTHING(kind)
#define RESULT_BY_PRINT_ID(kind) RESULT_NOTHING(kind)
#define RESULT_BY_PRINT_UNKNOWN(kind) RESULT_NOTHING(kind)
#define RESULT_BY_PRINT_AUX(kind) RESULT_PRINTER(kind)
#define RESULT_BY_PRINT_COMMAND(kind) RESULT_PRINTER(kind)
#define RESULT_BY_PRINT_OWN(kind) RESULT_PRINTER(kind)

static const struct {
    void (*print)(struct decode *d);
    enum arg_printer printer;
} result_printers[RET_KIND_COUNT] = {
#define RET_KIND(kind, word) [kind] = {RESULT_BY_##word(kind), word},
#include "syscalls/arg_kinds.def"
};

// As many bytes of a register as the kernel looks at.
static u64 unsigned_of(u64 value, u32 bytes) {
    return bytes < 8 ? value & ((1ull << 8 * bytes) - 1) : value;
}

static s64 signed_of(u64 value, u32 bytes) {
    u32 unused = 64 - 8 * bytes;
    return (s64)(value << unused) >> unused;
}

// How many things an argument stands for; U64_MAX: it does not say.
static u64 count_of(const struct decode *d, u32 arg, const struct arg_kind *kind) {
    u32 other;
    switch (kind->rule) {
    case SIZE_RETURN:
    case SIZE_RETURN_PREV: return (u64)d->result;
    case SIZE_NEXT:
    case SIZE_IOV: other = arg + 1; break;
    case SIZE_PREV: other = arg - 1; break;
    case SIZE_PAGE_COUNT:
        for (other = 0; other < d->row->arity && d->row->arg[other] != A_PAGE_COUNT;) other++;
        break;
    default: return 1;
    }
    return other < d->row->arity ? unsigned_of(d->args[other], arg_kinds[d->row->arg[other]].unit) : 0;
}

static void number_element(struct decode *d, const void *element) {
    s32 value;
    memcpy(&value, element, sizeof value);
    print_dec(d, value);
}

static void id_element(struct decode *d, const void *element) {
    u32 id;
    memcpy(&id, element, sizeof id);
    print_uid(d, id);
}

static void long_element(struct decode *d, const void *element) {
    s64 value;
    memcpy(&value, element, sizeof value);
    print_dec(d, value);
}

static void address_element(struct decode *d, const void *element) {
    u64 value;
    memcpy(&value, element, sizeof value);
    print_addr(d, value);
}

static void node_or_error_element(struct decode *d, const void *element) {
    s32 value;
    memcpy(&value, element, sizeof value);
    print_negative_error(d, value);
}

static void byte_element(struct decode *d, const void *element) {
    print_udec(d, *(const u8 *)element);
}

static void print_strings(struct decode *d, uaddr_t at) {
    uaddr_t string;
    if (!at || !d->verbose || !decode_read(d, at, &string, sizeof string)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '[');
    for (u32 i = 0; string; i++) {
        if (i >= elements_shown(d)) {
            print_more(d);
            break;
        }
        print_item(d);
        print_string(d, string);
        at += sizeof string;
        if (!decode_read(d, at, &string, sizeof string)) {
            print_more_at(d, at);
            break;
        }
    }
    print_close(d, ']');
}

static void print_counted(struct decode *d, uaddr_t at) {
    uaddr_t string = 0;
    u64 count = 0;
    bool whole;
    if (!d->abbrev) {
        print_strings(d, at);
        return;
    }
    print_addr(d, at);
    if (!at || !d->verbose) return;
    while ((whole = decode_read(d, at, &string, sizeof string)) && string) {
        at += sizeof string;
        count++;
    }
    if (!whole && !count) return;
    text_puts(d->out, " /* ");
    print_udec(d, count);
    text_puts(d->out, count == 1 ? " var" : " vars");
    text_puts(d->out, whole ? " */" : ", unterminated */");
}

static void print_iovec(struct decode *d, u32 arg, const struct arg_kind *kind) {
    bool out = kind->direction == DIR_OUT;
    print_iov(d, d->args[arg], count_of(d, arg, kind), out && d->exiting && !d->failed ? (u64)d->result : UINT64_MAX,
              !(out && d->failed));
}

static void print_out_bytes(struct decode *d, u32 arg, const struct arg_kind *kind) {
    if (d->exiting && d->failed && kind->direction == DIR_OUT)
        print_addr(d, d->args[arg]);
    else if (kind->direction == DIR_OUT && kind->printer == PRINT_PATH)
        print_path_bytes(d, d->args[arg], count_of(d, arg, kind));
    else
        print_bytes(d, d->args[arg], count_of(d, arg, kind));
}

static void print_numbers(struct decode *d, u32 arg) {
    u32 id = d->row->arg[arg];
    const struct arg_kind *kind = &arg_kinds[id];
    u64 count = count_of(d, arg, kind);
    bool groups = id == A_GIDS_IN || id == A_GIDS_OUT;
    if (groups && count > NGROUPS_MAX)
        print_addr(d, d->args[arg]);
    else
        print_array(d, d->args[arg], count, kind->unit,
                    groups || id == A_UID_OUT || id == A_GID_OUT ? id_element
                    : id == A_PAGES_IN                           ? address_element
                    : id == A_PAGE_STATUS_OUT                    ? node_or_error_element
                    : kind->unit == 8                            ? long_element
                    : kind->unit == 4                            ? number_element
                                                                 : byte_element);
}

enum print_result print_argument(struct decode *d, u32 arg) {
    u32 id = d->row->arg[arg];
    const struct arg_kind *kind = &arg_kinds[id];
    u64 value = d->args[arg];
    if (argument_printers[id].print) return argument_printers[id].print(d, arg);
    const bool both_ways = kind->direction == DIR_INOUT && kind->printer != PRINT_IOV; // vmsplice's is told before
    if (!d->exiting && (kind->direction == DIR_OUT || both_ways) && kind->printer != PRINT_ADDR) return PRINT_LATER;
    switch ((enum arg_printer)kind->printer) {
    case PRINT_DEC: print_dec(d, signed_of(value, kind->unit)); break;
    case PRINT_UDEC: print_udec(d, unsigned_of(value, kind->unit)); break;
    case PRINT_HEX: print_hex(d, unsigned_of(value, kind->unit)); break;
    case PRINT_OCTAL: print_octal(d, unsigned_of(value, kind->unit)); break;
    case PRINT_FD: print_fd(d, (s32)value); break;
    case PRINT_DIRFD: print_dirfd(d, (s32)value); break;
    case PRINT_PID: print_pid(d, (s32)value); break;
    case PRINT_ID: print_uid(d, (u32)value); break;
    case PRINT_SIGNUM: print_signum(d, (s32)value); break;
    case PRINT_MODE: print_mode(d, (u32)unsigned_of(value, kind->unit)); break;
    case PRINT_DEV: print_dev(d, unsigned_of(value, kind->unit)); break;
    case PRINT_PATH:
        if (kind->direction == DIR_OUT)
            print_out_bytes(d, arg, kind);
        else
            print_path(d, value);
        break;
    case PRINT_STRING: print_string(d, value); break;
    case PRINT_STRINGS: print_strings(d, value); break;
    case PRINT_COUNTED: print_counted(d, value); break;
    case PRINT_BYTES: print_out_bytes(d, arg, kind); break;
    case PRINT_IOV: print_iovec(d, arg, kind); break;
    case PRINT_NUMBERS: print_numbers(d, arg); break;
    case PRINT_FLAGS:
    case PRINT_CHOICE:
        value = unsigned_of(value, kind->unit);
        (kind->printer == PRINT_FLAGS ? print_flags : print_choice)(d, argument_printers[id].names, value);
        break;
    case PRINT_ADDR:
    case PRINT_RECORD: // they have printers of their own, and a result's word is no argument's
    case PRINT_COMMAND:
    case PRINT_OWN:
    case PRINT_AUX:
    case PRINT_UNKNOWN: print_addr(d, value); break;
    }
    return PRINT_DONE;
}

// The number, and in parentheses what it means.
static void print_with_meaning(struct decode *d, u32 id) {
    print_dec(d, d->result);
    size_t before = d->out->size;
    text_puts(d->out, " (");
    size_t start = d->out->size;
    result_printers[id].print(d);
    if (d->out->size == start)
        d->out->size = before;
    else
        text_char(d->out, ')');
}

void print_result_value(struct decode *d) {
    u32 id = d->row ? d->row->result : R_INT;
    switch (result_printers[id].printer) {
    case PRINT_UNKNOWN: text_char(d->out, '?'); break;
    case PRINT_AUX: print_with_meaning(d, id); break;
    case PRINT_FD: print_fd(d, (s32)d->result); break;
    case PRINT_PID: print_pid(d, (s32)d->result); break;
    case PRINT_ID: print_udec(d, (u64)d->result); break;
    case PRINT_ADDR:
    case PRINT_HEX: print_hex(d, (u64)d->result); break;
    case PRINT_OCTAL: print_octal(d, (u64)d->result); break;
    case PRINT_COMMAND:
    case PRINT_OWN: result_printers[id].print(d); break;
    default: print_udec(d, (u64)d->result);
    }
}

// --- Kinds of the section "Numbers"
static void unsigned_element(struct decode *d, const void *element) {
    u32 value;
    memcpy(&value, element, sizeof value);
    print_udec(d, value);
}

static void unsigned_long_element(struct decode *d, const void *element) {
    u64 value;
    memcpy(&value, element, sizeof value);
    print_udec(d, value);
}

ARG_PRINTER(A_UINT_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_array(d, d->args[arg], 1, 4, unsigned_element);
    return PRINT_DONE;
}

ARG_PRINTER(A_SIZE_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_array(d, d->args[arg], 1, 8, unsigned_long_element);
    return PRINT_DONE;
}

ARG_PRINTER(A_ADDR_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_array(d, d->args[arg], 1, 8, address_element);
    return PRINT_DONE;
}

ARG_PRINTER(A_OFFSET_HIGH) {
    (void)d;
    (void)arg;
    return PRINT_DONE;
}

// [5], and when a file was sent from there, => [14]
ARG_PRINTER(A_OFFSET_INOUT) {
    u64 at = d->args[arg];
    s64 now;
    bool sends = strcmp(d->row->name, "sendfile") == 0;
    if (!d->exiting) {
        print_array(d, at, 1, 8, sends ? unsigned_long_element : long_element);
        if (!sends || !decode_read(d, at, &d->kept[arg], sizeof d->kept[arg])) return PRINT_DONE;
        return PRINT_LATER;
    }
    if (!sends || d->result <= 0 || !decode_read(d, at, &now, sizeof now)) return PRINT_DONE;
    text_puts(d->out, " => ");
    print_array(d, at, 1, 8, unsigned_long_element);
    return PRINT_DONE;
}

ARG_PRINTER(A_RANDOM_OUT) {
    if (!d->exiting) return PRINT_LATER;
    if (d->failed)
        print_addr(d, d->args[arg]);
    else
        print_hex_bytes(d, d->args[arg], (u64)d->result);
    return PRINT_DONE;
}

ARG_PRINTER(A_AIO_CONTEXT_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_array(d, d->args[arg], 1, 8, address_element);
    return PRINT_DONE;
}
