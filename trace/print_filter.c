// SPDX-License-Identifier: GPL-2.0-or-later
// Filters as the statements of classic BPF: those of seccomp and those of sockets.
#include "abi/seccomp.h"
#include "trace/decode.h"

LOCAL_NAMES(classes, NULL, {0, "BPF_LD"}, {1, "BPF_LDX"}, {2, "BPF_ST"}, {3, "BPF_STX"}, {4, "BPF_ALU"},
            {5, "BPF_JMP"}, {6, "BPF_RET"}, {7, "BPF_MISC"});
LOCAL_NAMES(sizes, "BPF_???", {0x00, "BPF_W"}, {0x08, "BPF_H"}, {0x10, "BPF_B"}, {0x18, "BPF_DW"});
LOCAL_NAMES(modes, "BPF_???", {0x00, "BPF_IMM"}, {0x20, "BPF_ABS"}, {0x40, "BPF_IND"}, {0x60, "BPF_MEM"},
            {0x80, "BPF_LEN"}, {0xa0, "BPF_MSH"}, {0xc0, "BPF_XADD"});
LOCAL_NAMES(operations, "BPF_???", {0x00, "BPF_ADD"}, {0x10, "BPF_SUB"}, {0x20, "BPF_MUL"}, {0x30, "BPF_DIV"},
            {0x40, "BPF_OR"}, {0x50, "BPF_AND"}, {0x60, "BPF_LSH"}, {0x70, "BPF_RSH"}, {0x80, "BPF_NEG"},
            {0x90, "BPF_MOD"}, {0xa0, "BPF_XOR"}, {0xb0, "BPF_MOV"}, {0xc0, "BPF_ARSH"}, {0xd0, "BPF_END"});
LOCAL_NAMES(jumps, "BPF_???", {0x00, "BPF_JA"}, {0x10, "BPF_JEQ"}, {0x20, "BPF_JGT"}, {0x30, "BPF_JGE"},
            {0x40, "BPF_JSET"}, {0x50, "BPF_JNE"}, {0x60, "BPF_JSGT"}, {0x70, "BPF_JSGE"}, {0x80, "BPF_CALL"},
            {0x90, "BPF_EXIT"}, {0xa0, "BPF_JLT"}, {0xb0, "BPF_JLE"}, {0xc0, "BPF_JSLT"}, {0xd0, "BPF_JSLE"});
LOCAL_NAMES(returned, "BPF_???", {0x00, "BPF_K"}, {0x08, "BPF_X"}, {0x10, "BPF_A"});
LOCAL_NAMES(sources, NULL, {0x00, "BPF_K"}, {0x08, "BPF_X"});
LOCAL_NAMES(moves, "BPF_???", {0x00, "BPF_TAX"}, {0x80, "BPF_TXA"});
LOCAL_NAMES(packet_data, "SKF_AD_???", {0, "SKF_AD_PROTOCOL"}, {4, "SKF_AD_PKTTYPE"}, {8, "SKF_AD_IFINDEX"},
            {12, "SKF_AD_NLATTR"}, {16, "SKF_AD_NLATTR_NEST"}, {20, "SKF_AD_MARK"}, {24, "SKF_AD_QUEUE"},
            {28, "SKF_AD_HATYPE"}, {32, "SKF_AD_RXHASH"}, {36, "SKF_AD_CPU"}, {40, "SKF_AD_ALU_XOR_X"},
            {44, "SKF_AD_VLAN_TAG"}, {48, "SKF_AD_VLAN_TAG_PRESENT"}, {52, "SKF_AD_PAY_OFFSET"},
            {56, "SKF_AD_RANDOM"}, {60, "SKF_AD_VLAN_TPID"});
LOCAL_NAMES(packet_parts, NULL, {0xfffff000, "SKF_AD_OFF"}, {0xfff00000, "SKF_NET_OFF"},
            {0xffe00000, "SKF_LL_OFF"}); // the highest first

// Of LD, LDX, ALU and JMP, the bits beyond the eight that have a meaning are not told.
enum { LD, LDX, ST, STX, ALU, JMP, RET, MISC, MODE = 0xe0, ABSOLUTE = 0x20, OPERATION = 0xf0, SOURCE_X = 0x08 };

static void print_code(struct decode *d, u32 code) {
    u32 class = code & 7, rest = 0;
    print_choice(d, &names_classes, class);
    switch (class) {
    case LD:
    case LDX:
        text_char(d->out, '|');
        print_choice(d, &names_sizes, code & 0x18);
        text_char(d->out, '|');
        print_choice(d, &names_modes, code & MODE);
        break;
    case ALU:
    case JMP:
        text_char(d->out, '|');
        print_choice(d, &names_sources, code & SOURCE_X);
        text_char(d->out, '|');
        print_choice(d, class == ALU ? &names_operations : &names_jumps, code & OPERATION);
        break;
    case RET:
        text_char(d->out, '|');
        print_choice(d, &names_returned, code & 0x18);
        rest = code & ~0x1fu;
        break;
    case MISC:
        text_char(d->out, '|');
        print_choice(d, &names_moves, code & 0xf8);
        rest = code & ~0xffu;
        break;
    default: rest = code & ~7u; break;
    }
    if (!rest) return;
    text_char(d->out, '|');
    print_hex(d, rest);
    print_comment(d, "BPF_???");
}

// What stands in parentheses; `value` tells the number of a statement that is no jump.
static void print_instruction(struct decode *d, const struct abi_sock_filter *f,
                              void (*value)(struct decode *d, u32 code, u32 k)) {
    bool jump = f->jt || f->jf;
    text_puts(d->out, jump ? "BPF_JUMP(" : "BPF_STMT(");
    print_code(d, f->code);
    text_puts(d->out, ", ");
    if (jump) {
        print_hex(d, f->k);
        text_puts(d->out, ", ");
        print_hex(d, f->jt);
        text_puts(d->out, ", ");
        print_hex(d, f->jf);
    } else {
        value(d, f->code, f->k);
    }
    text_char(d->out, ')');
}

static void action(struct decode *d, u32 code, u32 k) {
    if ((code & 7) != RET) {
        print_hex(d, k);
        return;
    }
    print_seccomp_action(d, k & SECCOMP_RET_ACTION_FULL);
    if (!(k & SECCOMP_RET_DATA)) return;
    text_char(d->out, '|');
    print_hex(d, k & SECCOMP_RET_DATA);
}
static void of_calls(struct decode *d, const void *element) {
    print_instruction(d, element, action);
}

// Where an absolute offset is no place in the packet, but says what else of it is looked at.
static void packet_offset(struct decode *d, u32 code, u32 k) {
    const struct name_value *part = names_packet_parts.entries, *end = part + names_packet_parts.count;
    while (part < end && k < part->value) part++;
    if ((code & 7) != LD || (code & MODE) != ABSOLUTE || part == end) {
        print_hex(d, k);
        return;
    }
    print_choice(d, &names_packet_parts, part->value);
    text_char(d->out, '+');
    if (part == names_packet_parts.entries)
        print_choice(d, &names_packet_data, k - part->value);
    else
        print_udec(d, k - part->value);
}
static void of_packets(struct decode *d, const void *element) {
    print_instruction(d, element, packet_offset);
}

static void print_code_list(struct decode *d, uaddr_t at, u64 count,
                            void (*one)(struct decode *d, const void *element)) {
    if (d->abbrev)
        print_addr(d, at);
    else
        print_array_part(d, at, count, BPF_MAXINSNS, sizeof(struct abi_sock_filter), one);
}

void print_bpf_instructions(struct decode *d, uaddr_t at, u64 count) {
    if (!count && d->failed)
        print_addr(d, at);
    else
        print_code_list(d, at, count, of_calls);
}

void print_packet_filter_code(struct decode *d, uaddr_t at, u64 count) {
    print_code_list(d, at, count, of_packets);
}

static void print_program(struct decode *d, uaddr_t at, void (*one)(struct decode *d, const void *element)) {
    struct abi_sock_fprog program;
    if (!at || !d->verbose || !decode_read(d, at, &program, sizeof program)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '{');
    print_field_udec(d, "len", program.len);
    print_field(d, "filter");
    print_code_list(d, program.filter, program.len, one);
    print_close(d, '}');
}

void print_bpf_program(struct decode *d, uaddr_t at) {
    print_program(d, at, of_calls);
}

void print_packet_filter(struct decode *d, uaddr_t at) {
    print_program(d, at, of_packets);
}
