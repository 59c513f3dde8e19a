// SPDX-License-Identifier: GPL-2.0-or-later
// prctl and arch_prctl: the option decides how many arguments follow, and what they are. One row an option.
#include "abi/capability.h"
#include "abi/prctl.h"
#include "abi/seccomp.h"
#include "trace/decode.h"
#include "trace/names_process.h"

#include <string.h>

LOCAL_NAMES(dumpable, "SUID_DUMP_???", NAME(SUID_DUMP_DISABLE), NAME(SUID_DUMP_USER), NAME(SUID_DUMP_ROOT));
LOCAL_NAMES(unalign, "PR_UNALIGN_???", {1, "PR_UNALIGN_NOPRINT"}, {2, "PR_UNALIGN_SIGBUS"});
LOCAL_NAMES(seccomp_modes, "SECCOMP_MODE_???", NAME(SECCOMP_MODE_DISABLED), NAME(SECCOMP_MODE_STRICT),
            NAME(SECCOMP_MODE_FILTER));
LOCAL_NAMES(tsc, "PR_TSC_???", NAME(PR_TSC_ENABLE), NAME(PR_TSC_SIGSEGV));
LOCAL_NAMES(secure_bits, "SECBIT_???", {1, "SECBIT_NOROOT"}, {2, "SECBIT_NOROOT_LOCKED"},
            {4, "SECBIT_NO_SETUID_FIXUP"}, {8, "SECBIT_NO_SETUID_FIXUP_LOCKED"}, {16, "SECBIT_KEEP_CAPS"},
            {32, "SECBIT_KEEP_CAPS_LOCKED"}, {64, "SECBIT_NO_CAP_AMBIENT_RAISE"},
            {128, "SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED"});
LOCAL_NAMES(mce, "PR_MCE_KILL_???", NAME(PR_MCE_KILL_CLEAR), NAME(PR_MCE_KILL_SET));
LOCAL_NAMES(mce_policy, "PR_MCE_KILL_???", NAME(PR_MCE_KILL_LATE), NAME(PR_MCE_KILL_EARLY),
            NAME(PR_MCE_KILL_DEFAULT));
LOCAL_NAMES(set_mm, "PR_SET_MM_???", NAME(PR_SET_MM_START_CODE), NAME(PR_SET_MM_END_CODE), NAME(PR_SET_MM_START_DATA),
            NAME(PR_SET_MM_END_DATA), NAME(PR_SET_MM_START_STACK), NAME(PR_SET_MM_START_BRK), NAME(PR_SET_MM_BRK),
            NAME(PR_SET_MM_ARG_START), NAME(PR_SET_MM_ARG_END), NAME(PR_SET_MM_ENV_START), NAME(PR_SET_MM_ENV_END),
            NAME(PR_SET_MM_AUXV), NAME(PR_SET_MM_EXE_FILE), NAME(PR_SET_MM_MAP), NAME(PR_SET_MM_MAP_SIZE));
LOCAL_NAMES(fp_mode, "PR_FP_MODE_???", {1, "PR_FP_MODE_FR"}, {2, "PR_FP_MODE_FRE"});
LOCAL_NAMES(ambient, "PR_CAP_AMBIENT_???", NAME(PR_CAP_AMBIENT_IS_SET), NAME(PR_CAP_AMBIENT_RAISE),
            NAME(PR_CAP_AMBIENT_LOWER), NAME(PR_CAP_AMBIENT_CLEAR_ALL));
LOCAL_NAMES(sve, NULL, {1 << 18, "PR_SVE_SET_VL_ONEXEC"}, {1 << 17, "PR_SVE_VL_INHERIT"});
LOCAL_NAMES(sme, NULL, {1 << 18, "PR_SME_SET_VL_ONEXEC"}, {1 << 17, "PR_SME_VL_INHERIT"});
LOCAL_NAMES(speculation, "PR_SPEC_???", NAME(PR_SPEC_STORE_BYPASS), NAME(PR_SPEC_INDIRECT_BRANCH),
            NAME(PR_SPEC_L1D_FLUSH));
LOCAL_NAMES(speculation_control, "PR_SPEC_???", NAME(PR_SPEC_ENABLE), NAME(PR_SPEC_DISABLE),
            NAME(PR_SPEC_FORCE_DISABLE), NAME(PR_SPEC_DISABLE_NOEXEC));
LOCAL_NAMES(pac_keys, "PR_PAC_???", {1, "PR_PAC_APIAKEY"}, {2, "PR_PAC_APIBKEY"}, {4, "PR_PAC_APDAKEY"},
            {8, "PR_PAC_APDBKEY"}, {16, "PR_PAC_APGAKEY"});
LOCAL_NAMES(pac_enabled, "PR_PAC_???", {1, "PR_PAC_APIAKEY"}, {2, "PR_PAC_APIBKEY"}, {4, "PR_PAC_APDAKEY"},
            {8, "PR_PAC_APDBKEY"});
LOCAL_NAMES(dispatch, "PR_SYS_DISPATCH_???", NAME(PR_SYS_DISPATCH_OFF), NAME(PR_SYS_DISPATCH_ON));
LOCAL_NAMES(sched_core, "PR_SCHED_CORE_???", NAME(PR_SCHED_CORE_GET), NAME(PR_SCHED_CORE_CREATE),
            NAME(PR_SCHED_CORE_SHARE_TO), NAME(PR_SCHED_CORE_SHARE_FROM));
LOCAL_NAMES(pid_types, "PIDTYPE_???", {0, "PIDTYPE_PID"}, {1, "PIDTYPE_TGID"}, {2, "PIDTYPE_PGID"},
            {3, "PIDTYPE_SID"});
LOCAL_NAMES(set_vma, "PR_SET_VMA_???", NAME(PR_SET_VMA_ANON_NAME));
LOCAL_NAMES(mte, "PR_MTE_TCF_???", {0, "PR_MTE_TCF_NONE"}, {2, "PR_MTE_TCF_SYNC"}, {4, "PR_MTE_TCF_ASYNC"},
            {6, "PR_MTE_TCF_MASK"});

// What an argument is, a letter each; none: the call ends there.
enum {
    END = 0,
    DECIMAL = 'u',
    SIGNED = 'd',
    HEX = 'x',
    CHOICE = 'n',     // all 64 bits
    CHOICE_INT = 'N', // 32 of them
    FLAGS = 'F',
    FLAGS_INT = 'f',
    SIGNAL = 'g',
    CAPABILITY = 'c',
    OWN_NAME = 's',
    INT_OUT = 'i',
    SIGNAL_OUT = 'G',
    CHOICE_OUT = 'T',
    FLAGS_OUT = 'Y',
    ADDRESS_OUT = 'A',
    NAME_OUT = 'S',
    SPECIAL = '*',
};

static const struct option {
    u32 op;
    char args[5];
    const struct name_table *names;
} options[] = {
    {PR_SET_PDEATHSIG, "g", NULL},
    {PR_GET_PDEATHSIG, "G", NULL},
    {PR_GET_DUMPABLE, "", NULL},
    {PR_SET_DUMPABLE, "n", &names_dumpable},
    {PR_GET_UNALIGN, "Y", &names_unalign},
    {PR_SET_UNALIGN, "f", &names_unalign},
    {PR_GET_KEEPCAPS, "", NULL},
    {PR_SET_KEEPCAPS, "u", NULL},
    {PR_GET_FPEMU, "i", NULL},
    {PR_SET_FPEMU, "u", NULL},
    {PR_GET_FPEXC, "i", NULL},
    {PR_SET_FPEXC, "u", NULL},
    {PR_GET_TIMING, "", NULL},
    {PR_SET_TIMING, "u", NULL},
    {PR_SET_NAME, "s", NULL},
    {PR_GET_NAME, "S", NULL},
    {PR_GET_ENDIAN, "i", NULL},
    {PR_SET_ENDIAN, "u", NULL},
    {PR_GET_SECCOMP, "", NULL},
    {PR_SET_SECCOMP, "****", &names_seccomp_modes},
    {PR_CAPBSET_READ, "c", NULL},
    {PR_CAPBSET_DROP, "c", NULL},
    {PR_GET_TSC, "T", &names_tsc},
    {PR_SET_TSC, "N", &names_tsc},
    {PR_GET_SECUREBITS, "", NULL},
    {PR_SET_SECUREBITS, "f", &names_secure_bits},
    {PR_SET_TIMERSLACK, "d", NULL},
    {PR_GET_TIMERSLACK, "", NULL},
    {PR_TASK_PERF_EVENTS_DISABLE, "", NULL},
    {PR_TASK_PERF_EVENTS_ENABLE, "", NULL},
    {PR_MCE_KILL, "n*xx", &names_mce},
    {PR_SET_MM, "Nxxx", &names_set_mm},
    {PR_SET_CHILD_SUBREAPER, "u", NULL},
    {PR_GET_CHILD_SUBREAPER, "i", NULL},
    {PR_SET_NO_NEW_PRIVS, "uxxx", NULL},
    {PR_GET_TID_ADDRESS, "A", NULL},
    {PR_SET_THP_DISABLE, "uxxx", NULL},
    {PR_SET_FP_MODE, "f", &names_fp_mode},
    {PR_GET_FP_MODE, "", NULL},
    {PR_CAP_AMBIENT, "n*xx", &names_ambient},
    {PR_SVE_SET_VL, "*", &names_sve},
    {PR_SVE_GET_VL, "", NULL},
    {PR_SME_SET_VL, "*", &names_sme},
    {PR_SME_GET_VL, "", NULL},
    {PR_GET_SPECULATION_CTRL, "n", &names_speculation},
    {PR_SET_SPECULATION_CTRL, "n*", &names_speculation},
    {PR_PAC_RESET_KEYS, "Fxxx", &names_pac_keys},
    {PR_SET_TAGGED_ADDR_CTRL, "*xxx", NULL},
    {PR_SET_IO_FLUSHER, "uxxx", NULL},
    {PR_SET_SYSCALL_USER_DISPATCH, "nxx*", &names_dispatch},
    {PR_PAC_SET_ENABLED_KEYS, "FFxx", &names_pac_enabled},
    {PR_SCHED_CORE, "N***", &names_sched_core},
    {PR_SET_PTRACER, "*", NULL},
    {PR_SET_VMA, "nx**", &names_set_vma},
};

static const struct option *option_of(u32 op) {
    static const struct option other = {0, "xxxx", NULL};
    for (size_t i = 0; i < ARRAY_SIZE(options); i++)
        if (options[i].op == op) return &options[i];
    return &other;
}

static void print_own_name(struct decode *d, uaddr_t at) { // the kernel takes 15 bytes of it
    char name[16] = "";
    size_t got = decode_peek(d, at, name, sizeof name);
    if (!got || (got < sizeof name && !memchr(name, 0, got))) {
        print_addr(d, at);
        return;
    }
    bool longer = !memchr(name, 0, sizeof name);
    name[15] = 0;
    print_quoted(d, name, sizeof name, QUOTE_STRING);
    if (longer) text_puts(d->out, "...");
}

static enum print_result print_pointed(struct decode *d, uaddr_t at, char what, const struct name_table *names) {
    u64 value = 0;
    if (!d->exiting) return PRINT_LATER;
    if (d->failed || !decode_read(d, at, &value, what == ADDRESS_OUT ? 8 : 4)) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    text_char(d->out, '[');
    switch (what) {
    case SIGNAL_OUT: print_signum(d, (s32)value); break;
    case CHOICE_OUT: print_choice(d, names, value); break;
    case FLAGS_OUT: print_flags(d, names, value); break;
    case ADDRESS_OUT: print_hex(d, value); break;
    default: print_dec(d, (s32)value);
    }
    text_char(d->out, ']');
    return PRINT_DONE;
}

static void vector_length(struct decode *d, u64 value) {
    bool sme = (u32)d->args[0] == PR_SME_SET_VL;
    if (value & ~0xffffull) {
        print_flags(d, sme ? &names_sme : &names_sve, value & ~0xffffull);
        text_char(d->out, '|');
    }
    print_hex(d, value & 0xffff);
}

static void tagged(struct decode *d, u64 value) {
    u64 rest = value & ~0x7ffffull;
    text_puts(d->out, value & 1 ? "PR_TAGGED_ADDR_ENABLE|" : "!PR_TAGGED_ADDR_ENABLE|");
    print_choice(d, &names_mte, value & 6);
    if (value >> 3 & 0xffff) text_printf(d->out, "|%#x<<PR_MTE_TAG_SHIFT", (u32)(value >> 3 & 0xffff));
    if (rest) {
        text_char(d->out, '|');
        print_hex(d, rest);
    }
}

// Those that hang on the arguments before them. `step` is the argument's number behind the option, from 0.
static enum print_result print_special(struct decode *d, const struct option *o, u32 step, u64 value) {
    u64 first = d->args[1];
    switch (o->op) {
    case PR_SET_SECCOMP:
        if (!step)
            print_choice(d, o->names, value);
        else if (first == SECCOMP_MODE_STRICT || (first == SECCOMP_MODE_FILTER && step > 1))
            return PRINT_DONE;
        else if (first == SECCOMP_MODE_FILTER)
            print_bpf_program(d, value);
        else
            print_hex(d, value);
        break;
    case PR_MCE_KILL:
        if (first == PR_MCE_KILL_SET)
            print_choice(d, &names_mce_policy, value);
        else
            print_hex(d, value);
        break;
    case PR_CAP_AMBIENT:
        if (first >= PR_CAP_AMBIENT_IS_SET && first <= PR_CAP_AMBIENT_LOWER)
            print_capability(d, value);
        else
            print_hex(d, value);
        break;
    case PR_SVE_SET_VL:
    case PR_SME_SET_VL:
        if (value & ~0xffffull)
            print_named(d, value, vector_length);
        else
            print_hex(d, value);
        break;
    case PR_SET_SPECULATION_CTRL:
        if (first <= PR_SPEC_L1D_FLUSH)
            print_choice(d, &names_speculation_control, value);
        else
            print_hex(d, value);
        break;
    case PR_SET_TAGGED_ADDR_CTRL: print_named(d, value, tagged); break;
    case PR_SET_SYSCALL_USER_DISPATCH:
        if (first != PR_SYS_DISPATCH_ON)
            print_hex(d, value);
        else
            print_addr(d, value);
        break;
    case PR_SCHED_CORE:
        if (step == 1) {
            print_pid(d, (s32)value);
        } else if (step == 2) {
            print_hex(d, value);
            const char *name = NULL;
            for (u32 i = 0; i < names_pid_types.count; i++)
                if (names_pid_types.entries[i].value == value) name = names_pid_types.entries[i].name;
            if (d->opt->style != NAMES_RAW) print_comment(d, name ? name : names_pid_types.unknown);
        } else if ((u32)first == PR_SCHED_CORE_GET) {
            return print_pointed(d, value, ADDRESS_OUT, NULL);
        } else {
            print_addr(d, value);
        }
        break;
    case PR_SET_PTRACER:
        if (value != PR_SET_PTRACER_ANY || d->opt->style != NAMES_ABBREV) print_pid(d, (s32)value);
        if (value != PR_SET_PTRACER_ANY || d->opt->style == NAMES_RAW) break;
        if (d->opt->style == NAMES_VERBOSE)
            print_comment(d, "PR_SET_PTRACER_ANY");
        else
            text_puts(d->out, "PR_SET_PTRACER_ANY");
        break;
    case PR_SET_VMA:
        if (first != PR_SET_VMA_ANON_NAME)
            print_hex(d, value);
        else if (step == 2)
            print_udec(d, value);
        else
            print_string(d, value);
        break;
    default: print_hex(d, value); break;
    }
    return PRINT_DONE;
}

ARG_PRINTER(A_PRCTL_ARG) {
    const struct option *o = option_of((u32)d->args[0]);
    u64 value = d->args[arg];
    // Nothing comes behind the last argument that the option has.
    if (strlen(o->args) < arg) return PRINT_DONE;
    switch (o->args[arg - 1]) {
    case DECIMAL: print_udec(d, value); break;
    case SIGNED: print_dec(d, (s64)value); break;
    case CHOICE: print_choice(d, o->names, value); break;
    case CHOICE_INT: print_choice(d, o->names, (u32)value); break;
    case FLAGS: print_flags(d, o->names, value); break;
    case FLAGS_INT: print_flags(d, o->names, (u32)value); break;
    case SIGNAL:
        if (value > 64)
            print_udec(d, value);
        else
            print_signum(d, (s32)value);
        break;
    case CAPABILITY: print_capability(d, value); break;
    case OWN_NAME: print_own_name(d, value); break;
    case INT_OUT:
    case SIGNAL_OUT:
    case CHOICE_OUT:
    case FLAGS_OUT:
    case ADDRESS_OUT: return print_pointed(d, value, o->args[arg - 1], o->names);
    case NAME_OUT:
        if (!d->exiting) return PRINT_LATER;
        if (d->failed)
            print_addr(d, value);
        else
            print_string_within(d, value, TASK_COMM_LEN);
        break;
    case SPECIAL: return print_special(d, o, arg - 1, value);
    default: print_hex(d, value); break;
    }
    return PRINT_DONE;
}

static void print_meaning(struct decode *d, const struct name_table *names) {
    for (u32 i = 0; i < names->count; i++)
        if (names->entries[i].value == (u64)d->result) text_printf(d->out, " (%s)", names->entries[i].name);
}

// A length in the low bits, and flags.
static void print_vector_length(struct decode *d, const struct name_table *names) {
    const u32 value = (u32)d->result, length = value & 0xffff;
    print_hex(d, value);
    if (value == length) return;
    text_puts(d->out, " (");
    print_flags(d, names, value - length);
    text_char(d->out, '|');
    print_hex(d, length);
    text_char(d->out, ')');
}

RET_PRINTER(R_PRCTL) {
    switch ((u32)d->args[0]) {
    case PR_SVE_GET_VL:
    case PR_SVE_SET_VL: print_vector_length(d, &names_sve); return;
    case PR_SME_GET_VL:
    case PR_SME_SET_VL: print_vector_length(d, &names_sme); return;
    default: break;
    }
    print_dec(d, d->result);
    switch ((u32)d->args[0]) {
    case PR_GET_DUMPABLE: print_meaning(d, &names_dumpable); break;
    case PR_MCE_KILL_GET: print_meaning(d, &names_mce_policy); break;
    case PR_GET_SECUREBITS:
        if (!d->result) break;
        text_puts(d->out, " (");
        print_flags(d, &names_secure_bits, (u64)d->result);
        text_char(d->out, ')');
        break;
    default: break;
    }
}

// Parts of the processor's state, by number and as a mask; the number is always told, too.
LOCAL_NAMES(state_parts, "XFEATURE_???", {0, "XFEATURE_FP"}, {1, "XFEATURE_SSE"}, {2, "XFEATURE_YMM"},
            {3, "XFEATURE_BNDREGS"}, {4, "XFEATURE_BNDCSR"}, {5, "XFEATURE_OPMASK"}, {6, "XFEATURE_ZMM_Hi256"},
            {7, "XFEATURE_Hi16_ZMM"}, {8, "XFEATURE_PT_UNIMPLEMENTED_SO_FAR"}, {9, "XFEATURE_PKRU"},
            {10, "XFEATURE_PASID"}, {15, "XFEATURE_LBR"}, {17, "XFEATURE_XTILE_CFG"}, {18, "XFEATURE_XTILE_DATA"});
LOCAL_NAMES(state_masks, "XFEATURE_MASK_???", {0x3, "XFEATURE_MASK_FPSSE"}, {0x1, "XFEATURE_MASK_FP"},
            {0x2, "XFEATURE_MASK_SSE"}, {0x4, "XFEATURE_MASK_YMM"}, {0x8, "XFEATURE_MASK_BNDREGS"},
            {0x10, "XFEATURE_MASK_BNDCSR"}, {0xe0, "XFEATURE_MASK_AVX512"}, {0x20, "XFEATURE_MASK_OPMASK"},
            {0x40, "XFEATURE_MASK_ZMM_Hi256"}, {0x80, "XFEATURE_MASK_Hi16_ZMM"}, {0x100, "XFEATURE_MASK_PT"},
            {0x200, "XFEATURE_MASK_PKRU"}, {0x400, "XFEATURE_MASK_PASID"}, {0x8000, "XFEATURE_MASK_LBR"},
            {0x60000, "XFEATURE_MASK_XTILE"}, {0x20000, "XFEATURE_MASK_XTILE_CFG"},
            {0x40000, "XFEATURE_MASK_XTILE_DATA"});

static void print_with_names(struct decode *d, const struct name_table *names, u64 value, bool flags) {
    const struct decode_options *wanted = d->opt;
    struct decode_options verbose = *wanted;
    if (verbose.style == NAMES_ABBREV) verbose.style = NAMES_VERBOSE;
    d->opt = &verbose;
    (flags ? print_flags : print_choice)(d, names, value);
    d->opt = wanted;
}

static void print_state_mask(struct decode *d, uaddr_t at) {
    u64 mask;
    if (!at || !d->verbose || d->failed || !decode_read(d, at, &mask, sizeof mask)) {
        print_addr(d, at);
        return;
    }
    text_char(d->out, '[');
    print_with_names(d, &names_state_masks, mask, true);
    text_char(d->out, ']');
}

ARG_PRINTER(A_ARCH_PRCTL_ARG) {
    u64 value = d->args[arg];
    u32 op = (u32)d->args[0];
    if (op == ARCH_GET_CPUID) return PRINT_DONE;
    if (op == ARCH_GET_XCOMP_SUPP || op == ARCH_GET_XCOMP_PERM || op == ARCH_GET_XCOMP_GUEST_PERM) {
        if (!d->exiting) return PRINT_LATER;
        print_state_mask(d, value);
        return PRINT_DONE;
    }
    if (op == ARCH_REQ_XCOMP_PERM || op == ARCH_REQ_XCOMP_GUEST_PERM) {
        print_with_names(d, &names_state_parts, value, false);
        return PRINT_DONE;
    }
    if (op == ARCH_GET_FS || op == ARCH_GET_GS) return print_pointed(d, value, ADDRESS_OUT, NULL);
    print_hex(d, value);
    return PRINT_DONE;
}
