// SPDX-License-Identifier: GPL-2.0-or-later
// Scheduling, processors, memory policies and capabilities.
#include "abi/capability.h"
#include "abi/errno.h"
#include "abi/mempolicy.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "trace/decode.h"

#include <string.h>

enum { CPU_BYTES_MAX = 128 }; // as many as a kernel for all machines has

// --- Processors: [0 1 5]
void print_cpus(struct decode *d, uaddr_t at, u64 all) {
    u8 bits[CPU_BYTES_MAX];
    bool first = true;
    u64 size = min_u64(all, sizeof bits);
    if (!at || !d->verbose || (d->exiting && d->failed) || !decode_read(d, at, bits, size)) {
        print_addr(d, at);
        return;
    }
    text_char(d->out, '[');
    for (u64 cpu = 0; cpu < size * 8; cpu++) {
        if (!(bits[cpu / 8] >> cpu % 8 & 1)) continue;
        if (!first) text_char(d->out, ' ');
        first = false;
        print_udec(d, cpu);
    }
    if (all > size) text_puts(d->out, first ? "..." : " ...");
    text_char(d->out, ']');
}

ARG_PRINTER(A_CPUSET_IN) {
    print_cpus(d, d->args[arg], (u32)d->args[arg - 1]);
    return PRINT_DONE;
}

ARG_PRINTER(A_CPUSET_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_cpus(d, d->args[arg], (u64)d->result);
    return PRINT_DONE;
}

// --- sched_attr
LOCAL_NAMES(sched_flags, "SCHED_FLAG_???", NAME(SCHED_FLAG_RESET_ON_FORK), NAME(SCHED_FLAG_RECLAIM),
            NAME(SCHED_FLAG_DL_OVERRUN), NAME(SCHED_FLAG_KEEP_POLICY), NAME(SCHED_FLAG_KEEP_PARAMS),
            NAME(SCHED_FLAG_UTIL_CLAMP_MIN), NAME(SCHED_FLAG_UTIL_CLAMP_MAX));

static void print_sched_attr(struct decode *d, uaddr_t at, u64 size) {
    struct abi_sched_attr attr = {.size = 0};
    u64 known = min_u64(size, sizeof attr);
    if (!at || !d->verbose || (d->exiting && d->failed) || !size || !decode_read(d, at, &attr, known)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '{');
    print_field_udec(d, "size", attr.size);
    if (d->exiting) // what it says itself, though there may be less
        known = attr.size;
    else
        known = min_u64(attr.size ? attr.size : SCHED_ATTR_SIZE_VER0, sizeof attr);
    if (known >= SCHED_ATTR_SIZE_VER0 && (d->exiting || decode_read(d, at, &attr, known))) {
        bool keeps_policy = !d->exiting && attr.sched_flags & SCHED_FLAG_KEEP_POLICY,
             keeps_rest = !d->exiting && attr.sched_flags & SCHED_FLAG_KEEP_PARAMS;
        if (!keeps_policy) {
            print_field(d, "sched_policy");
            print_choice(d, &names_A_SCHED_POLICY, attr.sched_policy);
        }
        print_field(d, "sched_flags");
        print_flags(d, &names_sched_flags, attr.sched_flags);
        if (keeps_rest) goto out_rest;
        print_field(d, "sched_nice");
        print_dec(d, attr.sched_nice);
        print_field_udec(d, "sched_priority", attr.sched_priority);
        print_field_udec(d, "sched_runtime", attr.sched_runtime);
        print_field_udec(d, "sched_deadline", attr.sched_deadline);
        print_field_udec(d, "sched_period", attr.sched_period);
    }
out_rest:
    if (known >= SCHED_ATTR_SIZE_VER1) {
        print_field_udec(d, "sched_util_min", attr.sched_util_min);
        print_field_udec(d, "sched_util_max", attr.sched_util_max);
    }
    if (!d->exiting && attr.size > sizeof attr) print_more(d);
    print_close(d, '}');
}

ARG_PRINTER(A_SCHED_ATTR_IN) {
    u32 size;
    if (!d->exiting) {
        print_sched_attr(d, d->args[arg], sizeof(u32));
        return d->verbose && decode_read(d, d->args[arg], &size, sizeof size) ? PRINT_LATER : PRINT_DONE;
    }
    // A size that the kernel does not know is answered with one that it does.
    if (d->result == -E2BIG && decode_read(d, d->args[arg], &size, sizeof size))
        text_printf(d->out, " => {size=%u}", size);
    return PRINT_DONE;
}

ARG_PRINTER(A_SCHED_ATTR_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_sched_attr(d, d->args[arg], (u32)d->args[arg + 1]);
    return PRINT_DONE;
}

// --- I/O priorities
LOCAL_NAMES(io_classes, "IOPRIO_CLASS_???", NAME(IOPRIO_CLASS_NONE), NAME(IOPRIO_CLASS_RT), NAME(IOPRIO_CLASS_BE),
            NAME(IOPRIO_CLASS_IDLE));

static void io_priority_names(struct decode *d, u32 value) {
    text_puts(d->out, "IOPRIO_PRIO_VALUE(");
    print_choice(d, &names_io_classes, value >> IOPRIO_CLASS_SHIFT);
    text_printf(d->out, ", %u)", IOPRIO_PRIO_DATA(value));
}

void print_io_priority(struct decode *d, u32 value) {
    if (d->opt->style == NAMES_ABBREV) {
        io_priority_names(d, value);
        return;
    }
    print_hex(d, value);
    if (d->opt->style == NAMES_RAW) return;
    text_puts(d->out, " /* ");
    io_priority_names(d, value);
    text_puts(d->out, " */");
}

ARG_PRINTER(A_IOPRIO) {
    s32 value = (s32)d->args[arg];
    if (d->opt->style != NAMES_ABBREV) print_dec(d, value);
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " /* ");
    if (d->opt->style != NAMES_RAW) io_priority_names(d, (u32)value);
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " */");
    return PRINT_DONE;
}

RET_PRINTER(R_IOPRIO) {
    if (d->opt->style != NAMES_RAW) io_priority_names(d, (u32)d->result);
}

// --- Memory policies
LOCAL_NAMES(policies, "MPOL_???", NAME(MPOL_DEFAULT), NAME(MPOL_PREFERRED), NAME(MPOL_BIND), NAME(MPOL_INTERLEAVE),
            NAME(MPOL_LOCAL), NAME(MPOL_PREFERRED_MANY));
LOCAL_NAMES(policy_flags, NULL, NAME(MPOL_F_STATIC_NODES), NAME(MPOL_F_RELATIVE_NODES), NAME(MPOL_F_NUMA_BALANCING));

static void policy_names(struct decode *d, u64 mode) {
    u64 plain = mode & ~(u64)MPOL_MODE_FLAGS, flags = mode & MPOL_MODE_FLAGS;
    if (flags && plain >= names_policies.count) { // no policy: the rest of the flags
        print_flags(d, &names_policy_flags, mode);
        return;
    }
    print_choice(d, &names_policies, plain);
    print_flags_behind(d, &names_policy_flags, flags);
}

static void print_policy(struct decode *d, u64 mode) {
    if (mode & MPOL_MODE_FLAGS)
        print_named(d, mode, policy_names);
    else
        print_choice(d, &names_policies, mode);
}

ARG_PRINTER(A_MPOL_MODE) {
    print_policy(d, (u32)d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_MBIND_MODE) {
    print_policy(d, d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_MPOL_MODE_OUT) {
    s32 mode;
    if (!d->exiting) return PRINT_LATER;
    if (d->failed || !d->verbose || !decode_read(d, d->args[arg], &mode, sizeof mode)) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    text_char(d->out, '[');
    print_choice(d, &names_policies, (u32)mode); // also a node's number
    text_char(d->out, ']');
    return PRINT_DONE;
}

// A bit for each node, in words, of which the kernel takes one bit less than it is told.
static void node_word(struct decode *d, const void *element) {
    text_printf(d->out, "%#016llx", (unsigned long long)*(const u64 *)element);
}

static void print_nodes(struct decode *d, uaddr_t at, u64 bits) {
    u64 words = (bits - 1 + 63) / 64;
    if (!bits && at)
        text_puts(d->out, "[]");
    else if (!words)
        print_addr(d, at);
    else
        print_array(d, at, words, sizeof(u64), node_word);
}

static u64 told_bits(const struct decode *d) {
    for (u32 i = 0; i < d->row->arity; i++)
        if (d->row->arg[i] == A_MAXNODE) return d->args[i];
    return 0;
}

ARG_PRINTER(A_NODEMASK_IN) {
    print_nodes(d, d->args[arg], told_bits(d));
    return PRINT_DONE;
}

ARG_PRINTER(A_NODEMASK_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_nodes(d, d->args[arg], told_bits(d));
    return PRINT_DONE;
}

// --- Capabilities
#define CAP(name)                                                                                                    \
    { 1ull << name, "1<<" #name }
LOCAL_NAMES(capabilities, "CAP_???", CAP(CAP_CHOWN), CAP(CAP_DAC_OVERRIDE), CAP(CAP_DAC_READ_SEARCH), CAP(CAP_FOWNER),
            CAP(CAP_FSETID), CAP(CAP_KILL), CAP(CAP_SETGID), CAP(CAP_SETUID), CAP(CAP_SETPCAP),
            CAP(CAP_LINUX_IMMUTABLE), CAP(CAP_NET_BIND_SERVICE), CAP(CAP_NET_BROADCAST), CAP(CAP_NET_ADMIN),
            CAP(CAP_NET_RAW), CAP(CAP_IPC_LOCK), CAP(CAP_IPC_OWNER), CAP(CAP_SYS_MODULE), CAP(CAP_SYS_RAWIO),
            CAP(CAP_SYS_CHROOT), CAP(CAP_SYS_PTRACE), CAP(CAP_SYS_PACCT), CAP(CAP_SYS_ADMIN), CAP(CAP_SYS_BOOT),
            CAP(CAP_SYS_NICE), CAP(CAP_SYS_RESOURCE), CAP(CAP_SYS_TIME), CAP(CAP_SYS_TTY_CONFIG), CAP(CAP_MKNOD),
            CAP(CAP_LEASE), CAP(CAP_AUDIT_WRITE), CAP(CAP_AUDIT_CONTROL), CAP(CAP_SETFCAP), CAP(CAP_MAC_OVERRIDE),
            CAP(CAP_MAC_ADMIN), CAP(CAP_SYSLOG), CAP(CAP_WAKE_ALARM), CAP(CAP_BLOCK_SUSPEND), CAP(CAP_AUDIT_READ),
            CAP(CAP_PERFMON), CAP(CAP_BPF), CAP(CAP_CHECKPOINT_RESTORE));
LOCAL_NAMES(capability_versions, "_LINUX_CAPABILITY_VERSION_???", NAME(_LINUX_CAPABILITY_VERSION_1),
            NAME(_LINUX_CAPABILITY_VERSION_2), NAME(_LINUX_CAPABILITY_VERSION_3));

void print_capability(struct decode *d, u64 value) {
    const char *name = NULL;
    for (u32 i = 0; value < 64 && i < names_capabilities.count; i++)
        if (names_capabilities.entries[i].value == 1ull << value)
            name = names_capabilities.entries[i].name + strlen("1<<");
    const struct name_value entry = {value, name};
    const struct name_table table = {&entry, name ? 1 : 0, names_capabilities.unknown};
    print_choice(d, &table, value);
}

static void header_fields(struct decode *d, const void *record) {
    const struct abi_cap_user_header *header = record;
    print_field(d, "version");
    print_choice(d, &names_capability_versions, header->version);
    print_field(d, "pid");
    print_pid(d, header->pid);
}

ARG_PRINTER(A_CAP_HEADER) { // as it was on entry
    struct abi_cap_user_header header;
    return print_record(d, arg, false, &header, sizeof header, header_fields);
}

// One or two words of each set, by the version; the second has its names where it has bits.
static void capability_field(struct decode *d, const char *name, u32 low, u32 high) {
    struct name_value upper[32];
    u32 count = 0;
    for (u32 i = 0; i < names_capabilities.count && count < ARRAY_SIZE(upper); i++) {
        const struct name_value *entry = &names_capabilities.entries[i];
        if (entry->value >> 32) upper[count++] = (struct name_value){entry->value >> 32, entry->name};
    }
    const struct name_table names = {upper, count, names_capabilities.unknown};
    print_field(d, name);
    if (low || !high) print_flags(d, &names_capabilities, low);
    if (low && high) text_char(d->out, '|');
    if (high) print_flags(d, &names, high);
}

static void print_capabilities(struct decode *d, u32 arg) {
    struct abi_cap_user_header header;
    struct abi_cap_user_data data[2];
    memset(data, 0, sizeof data);
    bool known = d->verbose && decode_read(d, d->args[arg - 1], &header, sizeof header);
    bool two =
        known && (header.version == _LINUX_CAPABILITY_VERSION_2 || header.version == _LINUX_CAPABILITY_VERSION_3);
    if (!known || (d->exiting && d->failed) ||
        !decode_read(d, d->args[arg], data, two ? sizeof data : sizeof data[0])) {
        print_addr(d, d->args[arg]);
        return;
    }
    print_open(d, '{');
    capability_field(d, "effective", data[0].effective, data[1].effective);
    capability_field(d, "permitted", data[0].permitted, data[1].permitted);
    capability_field(d, "inheritable", data[0].inheritable, data[1].inheritable);
    print_close(d, '}');
}

ARG_PRINTER(A_CAP_DATA_IN) {
    print_capabilities(d, arg);
    return PRINT_DONE;
}

ARG_PRINTER(A_CAP_DATA_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_capabilities(d, arg);
    return PRINT_DONE;
}
