// SPDX-License-Identifier: GPL-2.0-or-later
// What bpf(2) is asked, by command: union bpf_attr, of which each command has its own part, in the state of Linux 6.1.
#include "abi/seccomp.h"
#include "trace/layout.h"
#include "trace/names_bpf.h"

#include <string.h>

enum { BPF_ATTR_MAX = 4096, ALLOW_NUMA_NODE = 4, REPLACE = 4 };

static u32 u32_at(const void *record, u32 offset) {
    u32 value;
    memcpy(&value, (const u8 *)record + offset, sizeof value);
    return value;
}

static u64 u64_at(const void *record, u32 offset) {
    u64 value;
    memcpy(&value, (const u8 *)record + offset, sizeof value);
    return value;
}

// --- Instructions of extended BPF
enum {
    LD,
    LDX,
    ST,
    STX,
    ALU,
    JMP,
    JMP32,
    ALU64,
    SOURCE_X = 0x08,
    IMM_SIZE = 0x18,
    HIGH_MODE = 0xe0,
    OPERATION = 0xf0
};
LOCAL_NAMES(sources, NULL, {0, "BPF_K"}, {SOURCE_X, "BPF_X"});
struct instruction {
    u8 code, registers; // dst_reg in the low half
    s16 off;
    s32 imm;
};

static void print_code(struct decode *d, u32 code) {
    u32 class = code & 7, rest = code & ~7u;
    print_choice(d, &names_BPF_CLASSES, class);
    switch (class) {
    case LD:
    case LDX:
    case ST:
    case STX:
        text_char(d->out, '|');
        print_choice(d, &names_BPF_SIZES, code & IMM_SIZE);
        text_char(d->out, '|');
        print_choice(d, &names_BPF_MODES, code & HIGH_MODE);
        break;
    case JMP32:
        if (!rest) break;
        text_char(d->out, '|');
        print_hex(d, rest);
        print_comment(d, "BPF_???");
        break;
    default:
        text_char(d->out, '|');
        print_choice(d, &names_sources, code & SOURCE_X);
        text_char(d->out, '|');
        print_choice(d, class == JMP ? &names_BPF_JUMPS : &names_BPF_OPERATIONS, code & OPERATION);
        break;
    }
}

static void instruction(struct decode *d, const void *element) {
    const struct instruction *in = element;
    print_open(d, '{');
    print_field(d, "code");
    print_code(d, in->code);
    print_field(d, "dst_reg");
    print_choice(d, &names_BPF_REGISTERS, in->registers & 15);
    print_field(d, "src_reg");
    print_choice(d, &names_BPF_REGISTERS, in->registers >> 4);
    print_field(d, "off");
    print_dec(d, in->off);
    print_field_hex(d, "imm", (u32)in->imm);
    print_close(d, '}');
}

// --- Fields that depend on others
static void instructions(struct decode *d, const void *a, size_t length) {
    (void)length;
    bool failed = d->failed;
    print_field(d, "insns");
    d->failed = false; // what was asked for is told, whatever came of it
    if (d->abbrev)
        print_addr(d, u64_at(a, 8));
    else
        print_array_part(d, u64_at(a, 8), u32_at(a, 4), BPF_MAXINSNS, sizeof(struct instruction), instruction);
    d->failed = failed;
}

static void license(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "license");
    print_string(d, u64_at(a, 16));
}

static void load_log(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "log_buf");
    print_string_within(d, u64_at(a, 32), u32_at(a, 28));
}

static void kernel_version(struct decode *d, u64 version) {
    text_printf(d->out, "KERNEL_VERSION(%u, %u, %u)", (u32)version >> 16, (u32)version >> 8 & 0xff,
                (u32)version & 0xff);
}

static void load_version(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "kern_version");
    print_named(d, u32_at(a, 40), kernel_version);
}

static void numa_node(struct decode *d, const void *a, size_t length) {
    (void)length;
    if (!(u32_at(a, 16) & ALLOW_NUMA_NODE)) return;
    print_field_udec(d, "numa_node", u32_at(a, 24));
    if (u32_at(a, 24) == UINT32_MAX && d->opt->style != NAMES_RAW) print_comment(d, "NUMA_NO_NODE");
}

static void old_program(struct decode *d, const void *a, size_t length) {
    (void)length;
    if (!(u32_at(a, 8) & REPLACE)) return;
    print_field(d, "old_prog_fd");
    print_fd(d, (s32)u32_at(a, 12));
}

static void pinned_path(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "pathname");
    print_path(d, u64_at(a, 0));
}

static void tracepoint_name(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "name");
    print_string(d, u64_at(a, 0));
}

static void type_data(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "btf");
    print_bytes(d, u64_at(a, 0), u32_at(a, 16));
}

static void program_id(struct decode *d, const void *element) {
    print_udec(d, u32_at(element, 0));
}

static void program_ids(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "prog_ids");
    print_array(d, u64_at(a, 16), u32_at(a, 24), sizeof(u32), program_id);
}

static void probe_name(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "buf");
    print_string_within(d, u64_at(a, 16), u32_at(a, 12));
}

// --- The commands. `least`: a part that came later is told where the caller has it.
LAYOUT(map_create, 72, CHOICE("map_type", 0, 4, BPF_MAP_TYPES), UDEC("key_size", 4, 4), UDEC("value_size", 8, 4),
       UDEC("max_entries", 12, 4), FLAGS("map_flags", 16, 4, BPF_MAP_FLAGS, .least = 16),
       DESCRIPTOR("inner_map_fd", 20, .least = 20), OWN(numa_node, 24, .least = 24),
       TEXT("map_name", 28, 16, .least = 28), INTERFACE("map_ifindex", 44, .least = 44),
       DESCRIPTOR("btf_fd", 48, .least = 48), UDEC("btf_key_type_id", 52, 4, .least = 48),
       UDEC("btf_value_type_id", 56, 4, .least = 48), UDEC("btf_vmlinux_value_type_id", 60, 4, .least = 60),
       FIELD("map_extra", 64, 8, FIELD_LIMIT, .least = 64));
LAYOUT(element_lookup, 32, DESCRIPTOR("map_fd", 0), ADDRESS("key", 8), ADDRESS("value", 16),
       FLAGS("flags", 24, 8, BPF_ELEMENT_FLAGS, .least = 24));
LAYOUT(element_update, 32, DESCRIPTOR("map_fd", 0), ADDRESS("key", 8), ADDRESS("value", 16),
       CHOICE("flags", 24, 8, BPF_UPDATE_MODES));
LAYOUT(element_delete, 16, DESCRIPTOR("map_fd", 0), ADDRESS("key", 8));
LAYOUT(next_key, 24, DESCRIPTOR("map_fd", 0), ADDRESS("key", 8), ADDRESS("next_key", 16));
LAYOUT(program_load, 128, CHOICE("prog_type", 0, 4, BPF_PROGRAM_TYPES), UDEC("insn_cnt", 4, 4), OWN(instructions, 8),
       OWN(license, 16), UDEC("log_level", 24, 4, .least = 24), UDEC("log_size", 28, 4, .least = 24),
       OWN(load_log, 32, .least = 24), OWN(load_version, 40, .least = 40),
       FLAGS("prog_flags", 44, 4, BPF_PROGRAM_FLAGS, .least = 44), TEXT("prog_name", 48, 16, .least = 48),
       INTERFACE("prog_ifindex", 64, .least = 64),
       CHOICE("expected_attach_type", 68, 4, BPF_ATTACH_TYPES, .least = 68),
       DESCRIPTOR("prog_btf_fd", 72, .least = 72), UDEC("func_info_rec_size", 76, 4, .least = 72),
       ADDRESS("func_info", 80, .least = 72), UDEC("func_info_cnt", 88, 4, .least = 72),
       UDEC("line_info_rec_size", 92, 4, .least = 72), ADDRESS("line_info", 96, .least = 72),
       UDEC("line_info_cnt", 104, 4, .least = 72), UDEC("attach_btf_id", 108, 4, .least = 108),
       DESCRIPTOR("attach_prog_fd", 112, .least = 112), ADDRESS("fd_array", 120, .least = 120));
LAYOUT(pinned, 16, OWN(pinned_path, 0), DESCRIPTOR("bpf_fd", 8),
       FLAGS("file_flags", 12, 4, BPF_OPEN_FLAGS, .least = 12));
LAYOUT(attach, 20, DESCRIPTOR("target_fd", 0), DESCRIPTOR("attach_bpf_fd", 4),
       CHOICE("attach_type", 8, 4, BPF_ATTACH_TYPES), FLAGS("attach_flags", 12, 4, BPF_ATTACH_FLAGS),
       DESCRIPTOR("replace_bpf_fd", 16, .least = 16));
LAYOUT(detach, 12, DESCRIPTOR("target_fd", 0), CHOICE("attach_type", 8, 4, BPF_ATTACH_TYPES));
LAYOUT(test_fields, 76, DESCRIPTOR("prog_fd", 0), UDEC("retval", 4, 4), UDEC("data_size_in", 8, 4),
       UDEC("data_size_out", 12, 4), ADDRESS("data_in", 16), ADDRESS("data_out", 24), UDEC("repeat", 32, 4),
       UDEC("duration", 36, 4), UDEC("ctx_size_in", 40, 4, .least = 40), UDEC("ctx_size_out", 44, 4, .least = 40),
       ADDRESS("ctx_in", 48, .least = 40), ADDRESS("ctx_out", 56, .least = 40),
       FLAGS("flags", 64, 4, BPF_TEST_FLAGS, .least = 64), UDEC("cpu", 68, 4, .least = 64),
       UDEC("batch_size", 72, 4, .least = 72));
LAYOUT(next_id, 12, UDEC("start_id", 0, 4), UDEC("next_id", 4, 4),
       FLAGS("open_flags", 8, 4, BPF_OPEN_FLAGS, .least = 8));
LAYOUT(program_by_id, 12, UDEC("prog_id", 0, 4), UDEC("next_id", 4, 4),
       FLAGS("open_flags", 8, 4, BPF_OPEN_FLAGS, .least = 8));
LAYOUT(map_by_id, 12, UDEC("map_id", 0, 4), UDEC("next_id", 4, 4),
       FLAGS("open_flags", 8, 4, BPF_OPEN_FLAGS, .least = 8));
LAYOUT(object_info_fields, 16, DESCRIPTOR("bpf_fd", 0), UDEC("info_len", 4, 4), ADDRESS("info", 8));
LAYOUT(query_fields, 28, DESCRIPTOR("target_fd", 0), CHOICE("attach_type", 4, 4, BPF_ATTACH_TYPES),
       FLAGS("query_flags", 8, 4, BPF_QUERY_FLAGS), FLAGS("attach_flags", 12, 4, BPF_ATTACH_FLAGS),
       OWN(program_ids, 16), UDEC("prog_cnt", 24, 4));
LAYOUT(tracepoint_fields, 12, OWN(tracepoint_name, 0), DESCRIPTOR("prog_fd", 8));
LAYOUT(btf_load, 28, OWN(type_data, 0), ADDRESS("btf_log_buf", 8), UDEC("btf_size", 16, 4),
       UDEC("btf_log_size", 20, 4), UDEC("btf_log_level", 24, 4));
LAYOUT(btf_by_id, 4, UDEC("btf_id", 0, 4));
LAYOUT(fd_query_fields, 48, DEC("pid", 0, 4), DESCRIPTOR("fd", 4), UDEC("flags", 8, 4), UDEC("buf_len", 12, 4),
       OWN(probe_name, 16), UDEC("prog_id", 24, 4), CHOICE("fd_type", 28, 4, BPF_FD_TYPES),
       HEX("probe_offset", 32, 8), HEX("probe_addr", 40, 8));
LAYOUT(freeze, 4, DESCRIPTOR("map_fd", 0));
#define BATCH_END                                                                                                    \
    UDEC("count", 32, 4), DESCRIPTOR("map_fd", 36), FLAGS("elem_flags", 40, 8, BPF_ELEMENT_FLAGS), HEX("flags", 48, 8)
LAYOUT(lookup_batch_fields, 56, ADDRESS("in_batch", 0), ADDRESS("out_batch", 8), ADDRESS("keys", 16),
       ADDRESS("values", 24), BATCH_END);
LAYOUT(update_batch_fields, 56, ADDRESS("keys", 16), ADDRESS("values", 24), BATCH_END);
LAYOUT(delete_batch_fields, 56, ADDRESS("keys", 16), BATCH_END);
LAYOUT(link_create_fields, 16, DESCRIPTOR("prog_fd", 0), DESCRIPTOR("target_fd", 4),
       CHOICE("attach_type", 8, 4, BPF_ATTACH_TYPES), HEX("flags", 12, 4));
LAYOUT(link_update_fields, 16, DESCRIPTOR("link_fd", 0), DESCRIPTOR("new_prog_fd", 4),
       FLAGS("flags", 8, 4, BPF_ATTACH_FLAGS), OWN(old_program, 12));
LAYOUT(link_by_id, 4, UDEC("link_id", 0, 4));

// By command. `inside`: the struct in the union has this name, and its fields braces of their own. `late`: something of it is what
// the kernel wrote.
static const struct {
    const struct layout *layout;
    const char *inside;
    bool late;
} commands[] = {
    {&map_create, NULL, false},
    {&element_lookup, NULL, false},
    {&element_update, NULL, false},
    {&element_delete, NULL, false},
    {&next_key, NULL, false},
    {&program_load, NULL, true},
    {&pinned, NULL, false},
    {&pinned, NULL, false},
    {&attach, NULL, false},
    {&detach, NULL, false},
    {&test_fields, "test", false},
    {&next_id, NULL, false},
    {&next_id, NULL, false},
    {&program_by_id, NULL, false},
    {&map_by_id, NULL, false},
    {&object_info_fields, "info", false},
    {&query_fields, "query", true},
    {&tracepoint_fields, "raw_tracepoint", false},
    {&btf_load, NULL, false},
    {&btf_by_id, NULL, false},
    {&fd_query_fields, "task_fd_query", true},
    {&element_lookup, NULL, false},
    {&freeze, NULL, false},
    {&next_id, NULL, false},
    {&lookup_batch_fields, "batch", false},
    {&lookup_batch_fields, "batch", false},
    {&update_batch_fields, "batch", false},
    {&delete_batch_fields, "batch", false},
    {&link_create_fields, "link_create", false},
    {&link_update_fields, "link_update", false},
    {&link_by_id, NULL, false},
    {&next_id, NULL, false},
};

// What stands behind the fields that the command has, if anything does.
static void print_extra(struct decode *d, const u8 *bytes, u32 from, u32 to) {
    u32 first = from;
    while (first < to && !bytes[first]) first++;
    if (first >= to) return;
    if (d->abbrev) {
        print_more(d);
        return;
    }
    print_field(d, "extra_data");
    text_char(d->out, '"');
    for (u32 i = from; i < to; i++) text_printf(d->out, "\\x%02x", bytes[i]);
    text_printf(d->out, "\" /* bytes %u..%u */", from, to - 1);
}

ARG_PRINTER(A_BPF_ATTR_IN) {
    u64 attr[BPF_ATTR_MAX / 8] = {0}; // what the caller does not have is 0
    uaddr_t at = d->args[arg];
    u32 size = (u32)d->args[arg + 1], command = (u32)d->args[0];
    if (command >= sizeof commands / sizeof *commands || !at || !size || size > BPF_ATTR_MAX || !d->verbose ||
        !decode_read(d, at, attr, size)) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    if (commands[command].late && !d->exiting) return PRINT_LATER;
    print_open(d, '{');
    if (commands[command].inside) {
        print_field(d, commands[command].inside);
        print_open(d, '{');
    }
    print_layout_fields(d, commands[command].layout, attr, size);
    if (commands[command].inside) print_close(d, '}');
    print_extra(d, (const u8 *)attr, commands[command].layout->size, size);
    print_close(d, '}');
    return PRINT_DONE;
}
