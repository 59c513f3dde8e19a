// SPDX-License-Identifier: GPL-2.0-or-later
// seccomp: operations, and filters as the statements of classic BPF.
#include "abi/seccomp.h"
#include "syscalls/kinds.h"
#include "trace/decode.h"

LOCAL_NAMES(classes, NULL, {0, "BPF_LD"}, {1, "BPF_LDX"}, {2, "BPF_ST"}, {3, "BPF_STX"}, {4, "BPF_ALU"},
            {5, "BPF_JMP"}, {6, "BPF_RET"}, {7, "BPF_MISC"});
LOCAL_NAMES(sizes, "BPF_???", {0x00, "BPF_W"}, {0x08, "BPF_H"}, {0x10, "BPF_B"}, {0x18, "BPF_DW"});
LOCAL_NAMES(modes, "BPF_???", {0x00, "BPF_IMM"}, {0x20, "BPF_ABS"}, {0x40, "BPF_IND"}, {0x60, "BPF_MEM"},
            {0x80, "BPF_LEN"}, {0xa0, "BPF_MSH"});
LOCAL_NAMES(operations, "BPF_???", {0x00, "BPF_ADD"}, {0x10, "BPF_SUB"}, {0x20, "BPF_MUL"}, {0x30, "BPF_DIV"},
            {0x40, "BPF_OR"}, {0x50, "BPF_AND"}, {0x60, "BPF_LSH"}, {0x70, "BPF_RSH"}, {0x80, "BPF_NEG"},
            {0x90, "BPF_MOD"}, {0xa0, "BPF_XOR"}, {0xb0, "BPF_MOV"}, {0xc0, "BPF_ARSH"}, {0xd0, "BPF_END"});
LOCAL_NAMES(jumps, "BPF_???", {0x00, "BPF_JA"}, {0x10, "BPF_JEQ"}, {0x20, "BPF_JGT"}, {0x30, "BPF_JGE"},
            {0x40, "BPF_JSET"}, {0x50, "BPF_JNE"}, {0x60, "BPF_JSGT"}, {0x70, "BPF_JSGE"}, {0x80, "BPF_CALL"},
            {0x90, "BPF_EXIT"}, {0xa0, "BPF_JLT"}, {0xb0, "BPF_JLE"}, {0xc0, "BPF_JSLT"}, {0xd0, "BPF_JSLE"});
LOCAL_NAMES(returned, "BPF_???", {0x00, "BPF_K"}, {0x08, "BPF_X"}, {0x10, "BPF_A"});
LOCAL_NAMES(sources, NULL, {0x00, "BPF_K"}, {0x08, "BPF_X"});
LOCAL_NAMES(moves, "BPF_???", {0x00, "BPF_TAX"}, {0x80, "BPF_TXA"});
LOCAL_NAMES(actions, "SECCOMP_RET_???", NAME(SECCOMP_RET_KILL_PROCESS), NAME(SECCOMP_RET_KILL_THREAD),
            NAME(SECCOMP_RET_TRAP), NAME(SECCOMP_RET_ERRNO), NAME(SECCOMP_RET_USER_NOTIF), NAME(SECCOMP_RET_TRACE),
            NAME(SECCOMP_RET_LOG), NAME(SECCOMP_RET_ALLOW));
LOCAL_NAMES(filter_flags, "SECCOMP_FILTER_FLAG_???", NAME(SECCOMP_FILTER_FLAG_TSYNC), NAME(SECCOMP_FILTER_FLAG_LOG),
            NAME(SECCOMP_FILTER_FLAG_SPEC_ALLOW), NAME(SECCOMP_FILTER_FLAG_NEW_LISTENER),
            NAME(SECCOMP_FILTER_FLAG_TSYNC_ESRCH), NAME(SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV));

// --- Classic BPF
enum { LD, LDX, ST, STX, ALU, JMP, RET, MISC, JUMP_ALWAYS = 0, OPERATION = 0xf0, SOURCE_X = 0x08 };

static void print_code(struct decode *d, u32 code) {
    u32 class = code & 7, rest = code & ~0xffu;
    print_choice(d, &names_classes, class);
    switch (class) {
    case LD:
    case LDX:
        text_char(d->out, '|');
        print_choice(d, &names_sizes, code & 0x18);
        text_char(d->out, '|');
        print_choice(d, &names_modes, code & 0xe0);
        rest = 0;
        break;
    case ALU:
    case JMP:
        text_char(d->out, '|');
        print_choice(d, &names_sources, code & SOURCE_X);
        text_char(d->out, '|');
        print_choice(d, class == ALU ? &names_operations : &names_jumps, code & OPERATION);
        rest = 0;
        break;
    case RET:
        text_char(d->out, '|');
        print_choice(d, &names_returned, code & 0x18);
        rest |= code & 0xe0;
        break;
    case MISC:
        text_char(d->out, '|');
        print_choice(d, &names_moves, code & 0xf8);
        break;
    default: rest |= code & 0xf8; break;
    }
    if (!rest) return;
    text_char(d->out, '|');
    print_hex(d, rest);
    print_comment(d, "BPF_???");
}

static void print_action(struct decode *d, u32 value) {
    print_choice(d, &names_actions, value & SECCOMP_RET_ACTION_FULL);
    if (!(value & SECCOMP_RET_DATA)) return;
    text_char(d->out, '|');
    print_hex(d, value & SECCOMP_RET_DATA);
}

static void instruction(struct decode *d, const void *element) {
    const struct abi_sock_filter *f = element;
    text_puts(d->out, f->jt || f->jf ? "BPF_JUMP(" : "BPF_STMT(");
    print_code(d, f->code);
    text_puts(d->out, ", ");
    if ((f->code & 7) == RET)
        print_action(d, f->k);
    else
        print_hex(d, f->k);
    if (f->jt || f->jf) {
        text_puts(d->out, ", ");
        print_hex(d, f->jt);
        text_puts(d->out, ", ");
        print_hex(d, f->jf);
    }
    text_char(d->out, ')');
}

static void program_fields(struct decode *d, const void *record) {
    const struct abi_sock_fprog *p = record;
    print_field_udec(d, "len", p->len);
    print_field(d, "filter");
    if (d->abbrev || !p->filter || !p->len)
        print_addr(d, p->filter);
    else
        print_array_part(d, p->filter, p->len, BPF_MAXINSNS, sizeof(struct abi_sock_filter), instruction);
}

void print_bpf_instructions(struct decode *d, uaddr_t at, u64 count) {
    if (d->abbrev || (!count && d->failed))
        print_addr(d, at);
    else
        print_array_part(d, at, count, BPF_MAXINSNS, sizeof(struct abi_sock_filter), instruction);
}

void print_seccomp_filter_flags(struct decode *d, u64 flags) {
    print_flags(d, &names_filter_flags, flags);
}

void print_bpf_program(struct decode *d, uaddr_t at) {
    struct abi_sock_fprog program;
    if (!at || !d->verbose || !decode_read(d, at, &program, sizeof program)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '{');
    program_fields(d, &program);
    print_close(d, '}');
}

// --- seccomp(operation, flags, args)
ARG_PRINTER(A_SECCOMP_FLAGS) {
    u32 flags = (u32)d->args[arg];
    if ((u32)d->args[0] == SECCOMP_SET_MODE_FILTER)
        print_flags(d, &names_filter_flags, flags);
    else
        print_hex(d, flags);
    return PRINT_DONE;
}

static void sizes_fields(struct decode *d, const void *record) {
    const u16 *s = record;
    print_field_udec(d, "seccomp_notif", s[0]);
    print_field_udec(d, "seccomp_notif_resp", s[1]);
    print_field_udec(d, "seccomp_data", s[2]);
}

ARG_PRINTER(A_SECCOMP_ARG) {
    uaddr_t at = d->args[arg];
    u32 action;
    u16 three[3];
    switch ((u32)d->args[0]) {
    case SECCOMP_SET_MODE_FILTER: print_bpf_program(d, at); break;
    case SECCOMP_GET_ACTION_AVAIL:
        if (!at || !decode_read(d, at, &action, sizeof action)) {
            print_addr(d, at);
            break;
        }
        text_char(d->out, '[');
        print_choice(d, &names_actions, action);
        text_char(d->out, ']');
        break;
    case SECCOMP_GET_NOTIF_SIZES: return print_record(d, arg, true, three, sizeof three, sizes_fields);
    default: print_addr(d, at); break;
    }
    return PRINT_DONE;
}
