// SPDX-License-Identifier: GPL-2.0-or-later
// What perf_event_open(2) is asked to count. Its numbers are written here, as nothing else needs them: Linux's include/uapi.
#include "trace/decode.h"

LOCAL_NAMES(types, "PERF_TYPE_???", {0, "PERF_TYPE_HARDWARE"}, {1, "PERF_TYPE_SOFTWARE"}, {2, "PERF_TYPE_TRACEPOINT"},
            {3, "PERF_TYPE_HW_CACHE"}, {4, "PERF_TYPE_RAW"}, {5, "PERF_TYPE_BREAKPOINT"});
LOCAL_NAMES(sizes, "PERF_ATTR_SIZE_???", {64, "PERF_ATTR_SIZE_VER0"}, {72, "PERF_ATTR_SIZE_VER1"},
            {80, "PERF_ATTR_SIZE_VER2"}, {96, "PERF_ATTR_SIZE_VER3"}, {104, "PERF_ATTR_SIZE_VER4"},
            {112, "PERF_ATTR_SIZE_VER5"}, {120, "PERF_ATTR_SIZE_VER6"}, {128, "PERF_ATTR_SIZE_VER7"});
LOCAL_NAMES(hardware, "PERF_COUNT_HW_???", {0, "PERF_COUNT_HW_CPU_CYCLES"}, {1, "PERF_COUNT_HW_INSTRUCTIONS"},
            {2, "PERF_COUNT_HW_CACHE_REFERENCES"}, {3, "PERF_COUNT_HW_CACHE_MISSES"},
            {4, "PERF_COUNT_HW_BRANCH_INSTRUCTIONS"}, {5, "PERF_COUNT_HW_BRANCH_MISSES"},
            {6, "PERF_COUNT_HW_BUS_CYCLES"}, {7, "PERF_COUNT_HW_STALLED_CYCLES_FRONTEND"},
            {8, "PERF_COUNT_HW_STALLED_CYCLES_BACKEND"}, {9, "PERF_COUNT_HW_REF_CPU_CYCLES"});
LOCAL_NAMES(software, "PERF_COUNT_SW_???", {0, "PERF_COUNT_SW_CPU_CLOCK"}, {1, "PERF_COUNT_SW_TASK_CLOCK"},
            {2, "PERF_COUNT_SW_PAGE_FAULTS"}, {3, "PERF_COUNT_SW_CONTEXT_SWITCHES"},
            {4, "PERF_COUNT_SW_CPU_MIGRATIONS"}, {5, "PERF_COUNT_SW_PAGE_FAULTS_MIN"},
            {6, "PERF_COUNT_SW_PAGE_FAULTS_MAJ"}, {7, "PERF_COUNT_SW_ALIGNMENT_FAULTS"},
            {8, "PERF_COUNT_SW_EMULATION_FAULTS"}, {9, "PERF_COUNT_SW_DUMMY"}, {10, "PERF_COUNT_SW_BPF_OUTPUT"},
            {11, "PERF_COUNT_SW_CGROUP_SWITCHES"});
LOCAL_NAMES(caches, "PERF_COUNT_HW_CACHE_???", {0, "PERF_COUNT_HW_CACHE_L1D"}, {1, "PERF_COUNT_HW_CACHE_L1I"},
            {2, "PERF_COUNT_HW_CACHE_LL"}, {3, "PERF_COUNT_HW_CACHE_DTLB"}, {4, "PERF_COUNT_HW_CACHE_ITLB"},
            {5, "PERF_COUNT_HW_CACHE_BPU"}, {6, "PERF_COUNT_HW_CACHE_NODE"});
LOCAL_NAMES(cache_ops, "PERF_COUNT_HW_CACHE_OP_???", {0, "PERF_COUNT_HW_CACHE_OP_READ"},
            {1, "PERF_COUNT_HW_CACHE_OP_WRITE"}, {2, "PERF_COUNT_HW_CACHE_OP_PREFETCH"});
LOCAL_NAMES(cache_results, "PERF_COUNT_HW_CACHE_RESULT_???", {0, "PERF_COUNT_HW_CACHE_RESULT_ACCESS"},
            {1, "PERF_COUNT_HW_CACHE_RESULT_MISS"});
LOCAL_NAMES(samples, "PERF_SAMPLE_???", {1 << 0, "PERF_SAMPLE_IP"}, {1 << 1, "PERF_SAMPLE_TID"},
            {1 << 2, "PERF_SAMPLE_TIME"}, {1 << 3, "PERF_SAMPLE_ADDR"}, {1 << 4, "PERF_SAMPLE_READ"},
            {1 << 5, "PERF_SAMPLE_CALLCHAIN"}, {1 << 6, "PERF_SAMPLE_ID"}, {1 << 7, "PERF_SAMPLE_CPU"},
            {1 << 8, "PERF_SAMPLE_PERIOD"}, {1 << 9, "PERF_SAMPLE_STREAM_ID"}, {1 << 10, "PERF_SAMPLE_RAW"},
            {1 << 11, "PERF_SAMPLE_BRANCH_STACK"}, {1 << 12, "PERF_SAMPLE_REGS_USER"},
            {1 << 13, "PERF_SAMPLE_STACK_USER"}, {1 << 14, "PERF_SAMPLE_WEIGHT"}, {1 << 15, "PERF_SAMPLE_DATA_SRC"},
            {1 << 16, "PERF_SAMPLE_IDENTIFIER"}, {1 << 17, "PERF_SAMPLE_TRANSACTION"},
            {1 << 18, "PERF_SAMPLE_REGS_INTR"}, {1 << 19, "PERF_SAMPLE_PHYS_ADDR"}, {1 << 20, "PERF_SAMPLE_AUX"},
            {1 << 21, "PERF_SAMPLE_CGROUP"}, {1 << 22, "PERF_SAMPLE_DATA_PAGE_SIZE"},
            {1 << 23, "PERF_SAMPLE_CODE_PAGE_SIZE"}, {1 << 24, "PERF_SAMPLE_WEIGHT_STRUCT"});
LOCAL_NAMES(read_formats, "PERF_FORMAT_???", {1, "PERF_FORMAT_TOTAL_TIME_ENABLED"},
            {2, "PERF_FORMAT_TOTAL_TIME_RUNNING"}, {4, "PERF_FORMAT_ID"}, {8, "PERF_FORMAT_GROUP"},
            {16, "PERF_FORMAT_LOST"});
LOCAL_NAMES(branches, "PERF_SAMPLE_BRANCH_???", {1 << 0, "PERF_SAMPLE_BRANCH_USER"},
            {1 << 1, "PERF_SAMPLE_BRANCH_KERNEL"}, {1 << 2, "PERF_SAMPLE_BRANCH_HV"},
            {1 << 3, "PERF_SAMPLE_BRANCH_ANY"}, {1 << 4, "PERF_SAMPLE_BRANCH_ANY_CALL"},
            {1 << 5, "PERF_SAMPLE_BRANCH_ANY_RETURN"}, {1 << 6, "PERF_SAMPLE_BRANCH_IND_CALL"},
            {1 << 7, "PERF_SAMPLE_BRANCH_ABORT_TX"}, {1 << 8, "PERF_SAMPLE_BRANCH_IN_TX"},
            {1 << 9, "PERF_SAMPLE_BRANCH_NO_TX"}, {1 << 10, "PERF_SAMPLE_BRANCH_COND"},
            {1 << 11, "PERF_SAMPLE_BRANCH_CALL_STACK"}, {1 << 12, "PERF_SAMPLE_BRANCH_IND_JUMP"},
            {1 << 13, "PERF_SAMPLE_BRANCH_CALL"}, {1 << 14, "PERF_SAMPLE_BRANCH_NO_FLAGS"},
            {1 << 15, "PERF_SAMPLE_BRANCH_NO_CYCLES"}, {1 << 16, "PERF_SAMPLE_BRANCH_TYPE_SAVE"},
            {1 << 17, "PERF_SAMPLE_BRANCH_HW_INDEX"}, {1 << 18, "PERF_SAMPLE_BRANCH_PRIV_SAVE"});
LOCAL_NAMES(breakpoints, "HW_BREAKPOINT_???", {0, "HW_BREAKPOINT_EMPTY"}, {1, "HW_BREAKPOINT_R"},
            {2, "HW_BREAKPOINT_W"}, {3, "HW_BREAKPOINT_RW"}, {4, "HW_BREAKPOINT_X"});

struct perf_attr {
    u32 type, size;
    u64 config, sample_period, sample_type, read_format, flags;
    u32 wakeup_events, bp_type;
    u64 config1, config2, branch_sample_type, sample_regs_user;
    u32 sample_stack_user, clockid;
    u64 sample_regs_intr;
    u32 aux_watermark;
    u16 sample_max_stack, reserved_2;
    u32 aux_sample_size, reserved_3;
    u64 sig_data;
};
_Static_assert(sizeof(struct perf_attr) == 128, "perf_event_attr");
enum { TYPE_HARDWARE, TYPE_SOFTWARE, TYPE_TRACEPOINT, TYPE_HW_CACHE, TYPE_RAW, TYPE_BREAKPOINT };
enum {
    SIZE_FIRST = 64,
    SIZE_ABBREV = 48, // as far as is told without -v
    FLAG_FREQ = 1 << 10,
    FLAG_WATERMARK = 1 << 14,
    FLAG_CLOCKID = 1 << 25
};
enum { SAMPLE_BRANCH_STACK = 1 << 11, SAMPLE_STACK_USER = 1 << 13 };

// The bits of `flags` from the lowest on; two are precise_ip.
enum { PRECISE_BIT = 15, FLAG_BITS = 38 };
static const char *const flag_names[FLAG_BITS] = {
    "disabled",
    "inherit",
    "pinned",
    "exclusive",
    "exclude_user",
    "exclude_kernel",
    "exclude_hv",
    "exclude_idle",
    "mmap",
    "comm",
    "freq",
    "inherit_stat",
    "enable_on_exec",
    "task",
    "watermark",
    "precise_ip",
    NULL,
    "mmap_data",
    "sample_id_all",
    "exclude_host",
    "exclude_guest",
    "exclude_callchain_kernel",
    "exclude_callchain_user",
    "mmap2",
    "comm_exec",
    "use_clockid",
    "context_switch",
    "write_backward",
    "namespaces",
    "ksymbol",
    "bpf_event",
    "aux_output",
    "cgroup",
    "text_poke",
    "build_id",
    "inherit_thread",
    "remove_on_exec",
    "sigtrap",
};
static const char *const skids[] = {"arbitrary skid", "constant skid", "requested to have 0 skid",
                                    "must have 0 skid"};

static void print_config(struct decode *d, u32 type, u64 config) {
    if ((type == TYPE_HARDWARE || type == TYPE_HW_CACHE) && config >> 32) { // of one of several processors' units
        print_hex(d, config >> 32);
        text_puts(d->out, "<<32|");
        config = (u32)config;
    }
    switch (type) {
    case TYPE_HARDWARE: print_choice(d, &names_hardware, config); break;
    case TYPE_SOFTWARE: print_choice(d, &names_software, config); break;
    case TYPE_TRACEPOINT: print_udec(d, config); break;
    case TYPE_HW_CACHE:
        if (config >> 24) {
            print_hex(d, config >> 24);
            text_puts(d->out, "<<24|");
        }
        print_choice(d, &names_cache_results, config >> 16 & 0xff);
        text_puts(d->out, "<<16|");
        print_choice(d, &names_cache_ops, config >> 8 & 0xff);
        text_puts(d->out, "<<8|");
        print_choice(d, &names_caches, config & 0xff);
        break;
    default: print_hex(d, config); break;
    }
}

static void print_attr_flags(struct decode *d, u64 flags) {
    for (u32 bit = 0; bit < FLAG_BITS; bit++) {
        if (bit == PRECISE_BIT) {
            u32 precise = flags >> bit & 3;
            print_field_udec(d, flag_names[bit], precise);
            print_comment(d, skids[precise]);
        } else if (flag_names[bit] && (!d->abbrev || flags >> bit & 1)) {
            print_field_udec(d, flag_names[bit], flags >> bit & 1);
        }
    }
    if (!(flags >> FLAG_BITS)) return;
    print_field_hex(d, "__reserved_1", flags >> FLAG_BITS);
    print_comment(d, "Bits 63..38");
}

// What -v tells: as far as the struct goes.
static void print_attr_rest(struct decode *d, const struct perf_attr *a, u32 size) {
    bool breaks = a->type == TYPE_BREAKPOINT;
    print_field_udec(d, a->flags & FLAG_WATERMARK ? "wakeup_watermark" : "wakeup_events", a->wakeup_events);
    if (breaks) {
        print_field(d, "bp_type");
        if (a->bp_type > 4 && a->bp_type < 8 && d->opt->style != NAMES_RAW) {
            print_hex(d, a->bp_type);
            print_comment(d, "HW_BREAKPOINT_INVALID");
        } else {
            print_choice(d, &names_breakpoints, a->bp_type);
        }
    }
    print_field_hex(d, breaks ? "bp_addr" : "config1", a->config1);
    if (size <= 64) return;
    if (breaks)
        print_field_udec(d, "bp_len", a->config2);
    else
        print_field_hex(d, "config2", a->config2);
    if (size <= 72) return;
    if (a->sample_type & SAMPLE_BRANCH_STACK) {
        print_field(d, "branch_sample_type");
        print_flags(d, &names_branches, a->branch_sample_type);
    }
    if (size <= 80) return;
    print_field_hex(d, "sample_regs_user", a->sample_regs_user);
    if (size <= 88) return;
    if (a->sample_type & SAMPLE_STACK_USER) print_field_hex(d, "sample_stack_user", a->sample_stack_user);
    if (a->flags & FLAG_CLOCKID) {
        print_field(d, "clockid");
        print_choice(d, &names_A_CLOCK, a->clockid);
    }
    if (size <= 96) return;
    print_field_hex(d, "sample_regs_intr", a->sample_regs_intr);
    if (size <= 104) return;
    print_field_udec(d, "aux_watermark", a->aux_watermark);
    print_field_udec(d, "sample_max_stack", a->sample_max_stack);
    if (a->reserved_2) text_printf(d->out, " /* bytes 110..111: %#x */", a->reserved_2);
    if (size <= 112) return;
    print_field_udec(d, "aux_sample_size", a->aux_sample_size);
    if (a->reserved_3) text_printf(d->out, " /* bytes 116..119: %#x */", a->reserved_3);
    if (size <= 120) return;
    print_field_hex(d, "sig_data", a->sig_data);
}

ARG_PRINTER(A_PERF_ATTR_IN) {
    struct perf_attr a = {0};
    u32 head[2], size = 0;
    uaddr_t at = d->args[arg];
    bool there = at && d->verbose && decode_read(d, at, head, sizeof head);
    if (there) {
        size = !head[1] ? SIZE_FIRST : head[1];
        there =
            size >= SIZE_FIRST && decode_read(d, at, &a, d->abbrev ? SIZE_ABBREV : (size_t)min_u64(size, sizeof a));
    }
    if (!there) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    print_open(d, '{');
    print_field(d, "type");
    print_choice(d, &names_types, a.type);
    print_field(d, "size");
    print_choice(d, &names_sizes, a.size);
    print_field(d, "config");
    print_config(d, a.type, a.config);
    print_field_udec(d, a.flags & FLAG_FREQ ? "sample_freq" : "sample_period", a.sample_period);
    print_field(d, "sample_type");
    print_flags(d, &names_samples, a.sample_type);
    print_field(d, "read_format");
    print_flags(d, &names_read_formats, a.read_format);
    print_attr_flags(d, a.flags);
    if (!d->abbrev) print_attr_rest(d, &a, size);
    if (d->abbrev || size > sizeof a) print_more(d);
    print_close(d, '}');
    return PRINT_DONE;
}
