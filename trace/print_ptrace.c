// SPDX-License-Identifier: GPL-2.0-or-later
// ptrace(2): what stands behind its two addresses, by request.
#include "abi/ptrace.h"
#include "abi/seccomp.h"
#include "trace/layout.h"
#include "trace/names_process.h"

#include <string.h>

LOCAL_NAMES(trace_options, "PTRACE_O_???", {1, "PTRACE_O_TRACESYSGOOD"}, {2, "PTRACE_O_TRACEFORK"},
            {4, "PTRACE_O_TRACEVFORK"}, {8, "PTRACE_O_TRACECLONE"}, {16, "PTRACE_O_TRACEEXEC"},
            {32, "PTRACE_O_TRACEVFORKDONE"}, {64, "PTRACE_O_TRACEEXIT"}, {128, "PTRACE_O_TRACESECCOMP"},
            {1 << 20, "PTRACE_O_EXITKILL"}, {1 << 21, "PTRACE_O_SUSPEND_SECCOMP"});
LOCAL_NAMES(note_types, "NT_???", {0x1, "NT_PRSTATUS"}, {0x2, "NT_FPREGSET"}, {0x3, "NT_PRPSINFO"},
            {0x4, "NT_PRXREG"}, {0x5, "NT_PLATFORM"}, {0x6, "NT_AUXV"}, {0x7, "NT_GWINDOWS"}, {0x8, "NT_ASRS"},
            {0xa, "NT_PSTATUS"}, {0xd, "NT_PSINFO"}, {0xe, "NT_PRCRED"}, {0xf, "NT_UTSNAME"}, {0x10, "NT_LWPSTATUS"},
            {0x11, "NT_LWPSINFO"}, {0x14, "NT_PRFPXREG"}, {0x100, "NT_PPC_VMX"}, {0x101, "NT_PPC_SPE"},
            {0x102, "NT_PPC_VSX"}, {0x103, "NT_PPC_TAR"}, {0x104, "NT_PPC_PPR"}, {0x105, "NT_PPC_DSCR"},
            {0x106, "NT_PPC_EBB"}, {0x107, "NT_PPC_PMU"}, {0x108, "NT_PPC_TM_CGPR"}, {0x109, "NT_PPC_TM_CFPR"},
            {0x10a, "NT_PPC_TM_CVMX"}, {0x10b, "NT_PPC_TM_CVSX"}, {0x10c, "NT_PPC_TM_SPR"}, {0x10d, "NT_PPC_TM_CTAR"},
            {0x10e, "NT_PPC_TM_CPPR"}, {0x10f, "NT_PPC_TM_CDSCR"}, {0x110, "NT_PPC_PKEY"}, {0x200, "NT_386_TLS"},
            {0x201, "NT_386_IOPERM"}, {0x202, "NT_X86_XSTATE"}, {0x300, "NT_S390_HIGH_GPRS"},
            {0x301, "NT_S390_TIMER"}, {0x302, "NT_S390_TODCMP"}, {0x303, "NT_S390_TODPREG"}, {0x304, "NT_S390_CTRS"},
            {0x305, "NT_S390_PREFIX"}, {0x306, "NT_S390_LAST_BREAK"}, {0x307, "NT_S390_SYSTEM_CALL"},
            {0x308, "NT_S390_TDB"}, {0x309, "NT_S390_VXRS_LOW"}, {0x30a, "NT_S390_VXRS_HIGH"},
            {0x30b, "NT_S390_GS_CB"}, {0x30c, "NT_S390_GS_BC"}, {0x30d, "NT_S390_RI_CB"},
            {0x30e, "NT_S390_PV_CPU_DATA"}, {0x400, "NT_ARM_VFP"}, {0x401, "NT_ARM_TLS"}, {0x402, "NT_ARM_HW_BREAK"},
            {0x403, "NT_ARM_HW_WATCH"}, {0x404, "NT_ARM_SYSTEM_CALL"}, {0x405, "NT_ARM_SVE"},
            {0x406, "NT_ARM_PAC_MASK"}, {0x407, "NT_ARM_PACA_KEYS"}, {0x408, "NT_ARM_PACG_KEYS"},
            {0x409, "NT_ARM_TAGGED_ADDR_CTRL"}, {0x40a, "NT_ARM_PAC_ENABLED_KEYS"}, {0x40b, "NT_ARM_SSVE"},
            {0x40c, "NT_ARM_ZA"}, {0x500, "NT_METAG_CBUF"}, {0x501, "NT_METAG_RPIPE"}, {0x502, "NT_METAG_TLS"},
            {0x600, "NT_ARC_V2"}, {0x700, "NT_VMCOREDD"}, {0x800, "NT_MIPS_DSP"}, {0x801, "NT_MIPS_FP_MODE"},
            {0x802, "NT_MIPS_MSA"}, {0xa00, "NT_LOONGARCH_CPUCFG"}, {0xa01, "NT_LOONGARCH_CSR"},
            {0xa02, "NT_LOONGARCH_LSX"}, {0xa03, "NT_LOONGARCH_LASX"}, {0xa04, "NT_LOONGARCH_LBT"},
            {0x46e62b7f, "NT_PRXFPREG"}, {0x53494749, "NT_SIGINFO"}, {0x46494c45, "NT_FILE"});
enum { USER_SIZE = 912 };
LOCAL_NAMES(user_places, NULL, {0, "8*R15"}, {8, "8*R14"}, {16, "8*R13"}, {24, "8*R12"}, {32, "8*RBP"}, {40, "8*RBX"},
            {48, "8*R11"}, {56, "8*R10"}, {64, "8*R9"}, {72, "8*R8"}, {80, "8*RAX"}, {88, "8*RCX"}, {96, "8*RDX"},
            {104, "8*RSI"}, {112, "8*RDI"}, {120, "8*ORIG_RAX"}, {128, "8*RIP"}, {136, "8*CS"}, {144, "8*EFL"},
            {152, "8*RSP"}, {160, "8*SS"}, {216, "offsetof(struct user, u_fpvalid)"},
            {224, "offsetof(struct user, i387)"}, {736, "offsetof(struct user, u_tsize)"},
            {744, "offsetof(struct user, u_dsize)"}, {752, "offsetof(struct user, u_ssize)"},
            {760, "offsetof(struct user, start_code)"}, {768, "offsetof(struct user, start_stack)"},
            {776, "offsetof(struct user, signal)"}, {784, "offsetof(struct user, reserved)"},
            {792, "offsetof(struct user, u_ar0)"}, {800, "offsetof(struct user, u_fpstate)"},
            {808, "offsetof(struct user, magic)"}, {816, "offsetof(struct user, u_comm)"},
            {848, "offsetof(struct user, u_debugreg)"}, {USER_SIZE, "sizeof(struct user)"});

ARG_PRINTER(A_PTRACE_PID) {
    if (d->args[0] != PTRACE_TRACEME) print_pid(d, (s32)d->args[arg]);
    return PRINT_DONE;
}
static bool has_no_address(u64 request) {
    return request == PTRACE_TRACEME || request == PTRACE_KILL || request == PTRACE_ATTACH ||
           request == PTRACE_INTERRUPT || request == PTRACE_LISTEN || request == PTRACE_GETREGS ||
           request == PTRACE_SETREGS || request == PTRACE_GETFPREGS || request == PTRACE_SETFPREGS;
}
// A place in struct user: 8*R15+4
static void print_user_offset(struct decode *d, u64 offset) {
    const struct name_value *name = NULL;
    for (u32 i = 0; i < names_user_places.count && names_user_places.entries[i].value <= offset; i++)
        name = &names_user_places.entries[i];
    bool named = name && offset <= USER_SIZE;
    if (!named || d->opt->style != NAMES_ABBREV) print_addr(d, offset);
    if (!named || d->opt->style == NAMES_RAW) return;
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " /* ");
    text_puts(d->out, name->name);
    if (offset > name->value) text_printf(d->out, "+%u", (u32)(offset - name->value));
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " */");
}

ARG_PRINTER(A_PTRACE_ADDR) {
    u64 request = d->args[0], value = d->args[arg];
    if (has_no_address(request)) return PRINT_DONE;
    switch (request) {
    case PTRACE_PEEKUSER:
    case PTRACE_POKEUSER: print_user_offset(d, value); break;
    case PTRACE_GETREGSET:
    case PTRACE_SETREGSET: print_choice(d, &names_note_types, value); break;
    case PTRACE_GETSIGMASK:
    case PTRACE_SETSIGMASK:
    case PTRACE_SECCOMP_GET_FILTER:
    case PTRACE_SECCOMP_GET_METADATA:
    case PTRACE_GET_SYSCALL_INFO: print_udec(d, value); break;
    default: print_addr(d, value); break;
    }
    return PRINT_DONE;
}
#define REGISTER(name, n) HEX(name, 8 * (n), 8, .least = 8 * (n))
LAYOUT(general_registers, sizeof(struct abi_user_regs_struct), REGISTER("r15", 0), REGISTER("r14", 1),
       REGISTER("r13", 2), REGISTER("r12", 3), REGISTER("rbp", 4), REGISTER("rbx", 5), REGISTER("r11", 6),
       REGISTER("r10", 7), REGISTER("r9", 8), REGISTER("r8", 9), REGISTER("rax", 10), REGISTER("rcx", 11),
       REGISTER("rdx", 12), REGISTER("rsi", 13), REGISTER("rdi", 14), REGISTER("orig_rax", 15), REGISTER("rip", 16),
       REGISTER("cs", 17), REGISTER("eflags", 18), REGISTER("rsp", 19), REGISTER("ss", 20), REGISTER("fs_base", 21),
       REGISTER("gs_base", 22), REGISTER("ds", 23), REGISTER("es", 24), REGISTER("fs", 25), REGISTER("gs", 26));
LAYOUT(float_registers, 512, HEX("cwd", 0, 2), HEX("swd", 2, 2), HEX("ftw", 4, 2), HEX("fop", 6, 2),
       HEX("rip", 8, 8, .least = 8), HEX("rdp", 16, 8, .least = 16), HEX("mxcsr", 24, 4, .least = 24),
       HEX("mxcr_mask", 28, 4, .least = 24), HEX("st_space", 32, 4, .count = 32, .least = 32),
       HEX("xmm_space", 160, 4, .count = 64, .least = 160), HEX("padding", 416, 4, .count = 24, .least = 416));

// The registers that an iovec is for, as many of them as it has room for.
static void print_register_set(struct decode *d, uaddr_t at) {
    u64 iov[2], registers[512 / 8] = {0};
    const struct layout *layout = d->args[2] == NT_PRSTATUS ? &general_registers
                                  : d->args[2] == 2         ? &float_registers
                                                            : NULL;
    if (!at || !d->verbose || !decode_read(d, at, iov, sizeof iov)) {
        print_addr(d, at);
        return;
    }
    bool told = layout && (d->args[0] == PTRACE_SETREGSET || (d->exiting && !d->failed));
    print_open(d, '{');
    print_field(d, "iov_base");
    if (told && iov[1] && iov[1] % sizeof *registers == 0 &&
        decode_read(d, iov[0], registers, (size_t)min_u64(iov[1], layout->size))) {
        print_open(d, '{');
        print_layout_fields(d, layout, registers, (size_t)min_u64(iov[1], layout->size));
        if (iov[1] > layout->size) print_more(d);
        print_close(d, '}');
    } else {
        print_addr(d, iov[0]);
    }
    print_field_udec(d, "iov_len", iov[1]);
    print_close(d, '}');
}

// --- struct ptrace_syscall_info: as much of it as the kernel gave
LOCAL_NAMES(syscall_info_ops, "PTRACE_SYSCALL_INFO_???", {0, "PTRACE_SYSCALL_INFO_NONE"},
            {1, "PTRACE_SYSCALL_INFO_ENTRY"}, {2, "PTRACE_SYSCALL_INFO_EXIT"}, {3, "PTRACE_SYSCALL_INFO_SECCOMP"});
LAYOUT(info_head, 24, CHOICE("op", 0, 1, syscall_info_ops), CHOICE("arch", 4, 4, AUDIT_ARCHITECTURES, .least = 7),
       HEX("instruction_pointer", 8, 8, .least = 15), HEX("stack_pointer", 16, 8, .least = 23));
LAYOUT(info_arguments, 88, HEX("args", 32, 8, .count = 6, .least = 39));
LAYOUT(info_returned, 88, UDEC("ret_data", 80, 4, .least = 83));
enum { INFO_ENTRY = 1, INFO_EXIT, INFO_SECCOMP, INFO_SIZE = 88, INFO_HEAD = 24, INFO_IS_ERROR = 32 };

static void print_info_entry(struct decode *d, u32 op, const u64 *info, size_t size) {
    print_field(d, op == INFO_ENTRY ? "entry" : "seccomp");
    print_open(d, '{');
    print_field(d, "nr");
    print_call_number(d, info[INFO_HEAD / 8]);
    print_layout_fields(d, &info_arguments, info, size);
    if (op == INFO_SECCOMP) print_layout_fields(d, &info_returned, info, size);
    print_close(d, '}');
}

static void print_info_exit(struct decode *d, const u64 *info, size_t size) {
    s64 value = (s64)info[INFO_HEAD / 8];
    bool error = size > INFO_IS_ERROR && (u8)info[INFO_IS_ERROR / 8];
    print_field(d, "exit");
    print_open(d, '{');
    print_field(d, "rval");
    if (error)
        print_negative_error(d, value);
    else
        print_dec(d, value);
    if (size > INFO_IS_ERROR) print_field_udec(d, "is_error", (u8)info[INFO_IS_ERROR / 8]);
    print_close(d, '}');
}

static void print_syscall_info(struct decode *d, uaddr_t at) {
    u64 info[INFO_SIZE / 8] = {0};
    size_t size = (size_t)min_u64(min_u64(d->args[2], (u64)d->result), INFO_SIZE);
    if (!at || !d->verbose || d->failed || !size || !decode_read(d, at, info, size)) {
        print_addr(d, at);
        return;
    }
    u32 op = (u8)info[0];
    print_open(d, '{');
    print_layout_fields(d, &info_head, info, size);
    if (size >= INFO_IS_ERROR && (op == INFO_ENTRY || op == INFO_SECCOMP)) print_info_entry(d, op, info, size);
    if (size >= INFO_IS_ERROR && op == INFO_EXIT) print_info_exit(d, info, size);
    print_close(d, '}');
}

// --- Filters of seccomp
// {filter_off=1, and when the kernel has answered, flags=...}
static enum print_result print_filter_metadata(struct decode *d, uaddr_t at) {
    u64 metadata[2];
    if (!d->exiting) {
        if (!at || d->args[2] < sizeof *metadata || !d->verbose || !decode_read(d, at, metadata, sizeof *metadata)) {
            print_addr(d, at);
            return PRINT_DONE;
        }
        print_open(d, '{');
        print_field_udec(d, "filter_off", metadata[0]);
        print_suspend(d);
        return PRINT_LATER;
    }
    print_resume(d);
    if (!d->failed && (u64)d->result > sizeof *metadata && decode_read(d, at, metadata, sizeof metadata)) {
        print_field(d, "flags");
        print_seccomp_filter_flags(d, metadata[1]);
        if ((u64)d->result > sizeof metadata) print_more(d);
    }
    print_close(d, '}');
    return PRINT_DONE;
}

static void print_ptrace_siginfo(struct decode *d, uaddr_t at) {
    struct abi_siginfo info;
    if (!at || !d->verbose || (d->exiting && d->failed) || !decode_read(d, at, &info, sizeof info))
        print_addr(d, at);
    else
        print_siginfo(d, &info);
}

static void print_word(struct decode *d, uaddr_t at, bool address) {
    u64 word;
    if (!at || !d->verbose || d->failed || !decode_read(d, at, &word, sizeof word)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '[');
    (address ? print_addr : print_udec)(d, word);
    print_close(d, ']');
}

static void print_traced_mask(struct decode *d, uaddr_t at) {
    sigset set;
    if (!at || d->args[2] != sizeof set || !d->verbose || (d->exiting && d->failed) ||
        !decode_read(d, at, &set, sizeof set))
        print_addr(d, at);
    else
        print_sigset(d, set);
}

static void siginfo_element(struct decode *d, const void *element) {
    print_siginfo(d, element);
}

ARG_PRINTER(A_PTRACE_DATA) {
    u64 request = d->args[0], value = d->args[arg];
    switch (request) {
    case PTRACE_TRACEME:
    case PTRACE_KILL:
    case PTRACE_ATTACH:
    case PTRACE_INTERRUPT:
    case PTRACE_LISTEN: break;
    case PTRACE_CONT:
    case PTRACE_SINGLESTEP:
    case PTRACE_DETACH:
    case PTRACE_SYSCALL:
    case PTRACE_SYSEMU:
    case PTRACE_SYSEMU_SINGLESTEP:
    case PTRACE_SINGLEBLOCK: print_signum(d, (s32)value); break;
    case PTRACE_OLDSETOPTIONS:
    case PTRACE_SETOPTIONS:
    case PTRACE_SEIZE: print_flags(d, &names_trace_options, value); break;
    case PTRACE_SETREGS:
    case PTRACE_GETREGS: return print_layout_record(d, arg, request == PTRACE_GETREGS, &general_registers);
    case PTRACE_SETFPREGS:
    case PTRACE_GETFPREGS: return print_layout_record(d, arg, request == PTRACE_GETFPREGS, &float_registers);
    case PTRACE_GET_SYSCALL_INFO:
        if (!d->exiting) return PRINT_LATER;
        print_syscall_info(d, value);
        break;
    case PTRACE_SECCOMP_GET_METADATA: return print_filter_metadata(d, value);
    case PTRACE_SECCOMP_GET_FILTER:
        if (!d->exiting) return PRINT_LATER;
        print_bpf_instructions(d, value, d->failed ? 0 : (u64)d->result);
        break;
    case PTRACE_GETREGSET:
        if (!d->exiting) return PRINT_LATER;
        print_register_set(d, value);
        break;
    case PTRACE_SETREGSET: print_register_set(d, value); break;
    case PTRACE_GETSIGINFO:
        if (!d->exiting) return PRINT_LATER;
        print_ptrace_siginfo(d, value);
        break;
    case PTRACE_SETSIGINFO: print_ptrace_siginfo(d, value); break;
    case PTRACE_PEEKSIGINFO:
        if (!d->exiting) return PRINT_LATER;
        if (d->failed)
            print_addr(d, value);
        else
            print_array(d, value, (u64)d->result, sizeof(struct abi_siginfo), siginfo_element);
        break;
    case PTRACE_GETSIGMASK:
        if (!d->exiting) return PRINT_LATER;
        print_traced_mask(d, value);
        break;
    case PTRACE_SETSIGMASK: print_traced_mask(d, value); break;
    case PTRACE_PEEKTEXT:
    case PTRACE_PEEKDATA:
    case PTRACE_PEEKUSER:
    case PTRACE_GETEVENTMSG:
        if (!d->exiting) return PRINT_LATER;
        print_word(d, value, request != PTRACE_GETEVENTMSG);
        break;
    default: print_addr(d, value); break;
    }
    return PRINT_DONE;
}
