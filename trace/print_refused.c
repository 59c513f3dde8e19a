// SPDX-License-Identifier: GPL-2.0-or-later
// Arguments of calls that belljar refuses on purpose: modules, kexec, swap, quotas, io_uring, BPF, perf, userfaultfd. And ptrace's.
// Their numbers are written here, as nothing else needs them: Linux's include/uapi.
#include "abi/fcntl.h"
#include "abi/ptrace.h"
#include "abi/syscall_nr.h"
#include "trace/decode.h"

NAMES(A_MODULE_FLAGS, "MODULE_INIT_???", {1, "MODULE_INIT_IGNORE_MODVERSIONS"}, {2, "MODULE_INIT_IGNORE_VERMAGIC"},
      {4, "MODULE_INIT_COMPRESSED_FILE"});
NAMES(A_UFFD_FLAGS, "UFFD_???", {1, "UFFD_USER_MODE_ONLY"}, NAME(O_NONBLOCK), NAME(O_CLOEXEC));
NAMES(A_PERF_FLAGS, "PERF_FLAG_???", {1, "PERF_FLAG_FD_NO_GROUP"}, {2, "PERF_FLAG_FD_OUTPUT"},
      {4, "PERF_FLAG_PID_CGROUP"}, {8, "PERF_FLAG_FD_CLOEXEC"});
NAMES(A_KEXEC_FILE_FLAGS, "KEXEC_FILE_???", {1, "KEXEC_FILE_UNLOAD"}, {2, "KEXEC_FILE_ON_CRASH"},
      {4, "KEXEC_FILE_NO_INITRAMFS"});
NAMES(A_URING_ENTER_FLAGS, "IORING_ENTER_???", {1, "IORING_ENTER_GETEVENTS"}, {2, "IORING_ENTER_SQ_WAKEUP"},
      {4, "IORING_ENTER_SQ_WAIT"}, {8, "IORING_ENTER_EXT_ARG"}, {16, "IORING_ENTER_REGISTERED_RING"});
NAMES(A_URING_REGISTER_OP, "IORING_REGISTER_???", {0, "IORING_REGISTER_BUFFERS"}, {1, "IORING_UNREGISTER_BUFFERS"},
      {2, "IORING_REGISTER_FILES"}, {3, "IORING_UNREGISTER_FILES"}, {4, "IORING_REGISTER_EVENTFD"},
      {5, "IORING_UNREGISTER_EVENTFD"}, {6, "IORING_REGISTER_FILES_UPDATE"}, {7, "IORING_REGISTER_EVENTFD_ASYNC"},
      {8, "IORING_REGISTER_PROBE"}, {9, "IORING_REGISTER_PERSONALITY"}, {10, "IORING_UNREGISTER_PERSONALITY"},
      {11, "IORING_REGISTER_RESTRICTIONS"}, {12, "IORING_REGISTER_ENABLE_RINGS"}, {13, "IORING_REGISTER_FILES2"},
      {14, "IORING_REGISTER_FILES_UPDATE2"}, {15, "IORING_REGISTER_BUFFERS2"}, {16, "IORING_REGISTER_BUFFERS_UPDATE"},
      {17, "IORING_REGISTER_IOWQ_AFF"}, {18, "IORING_UNREGISTER_IOWQ_AFF"}, {19, "IORING_REGISTER_IOWQ_MAX_WORKERS"},
      {20, "IORING_REGISTER_RING_FDS"}, {21, "IORING_UNREGISTER_RING_FDS"}, {22, "IORING_REGISTER_PBUF_RING"},
      {23, "IORING_UNREGISTER_PBUF_RING"});
NAMES(A_BPF_CMD, "BPF_???", {0, "BPF_MAP_CREATE"}, {1, "BPF_MAP_LOOKUP_ELEM"}, {2, "BPF_MAP_UPDATE_ELEM"},
      {3, "BPF_MAP_DELETE_ELEM"}, {4, "BPF_MAP_GET_NEXT_KEY"}, {5, "BPF_PROG_LOAD"}, {6, "BPF_OBJ_PIN"},
      {7, "BPF_OBJ_GET"}, {8, "BPF_PROG_ATTACH"}, {9, "BPF_PROG_DETACH"}, {10, "BPF_PROG_TEST_RUN"},
      {11, "BPF_PROG_GET_NEXT_ID"}, {12, "BPF_MAP_GET_NEXT_ID"}, {13, "BPF_PROG_GET_FD_BY_ID"},
      {14, "BPF_MAP_GET_FD_BY_ID"}, {15, "BPF_OBJ_GET_INFO_BY_FD"}, {16, "BPF_PROG_QUERY"},
      {17, "BPF_RAW_TRACEPOINT_OPEN"}, {18, "BPF_BTF_LOAD"}, {19, "BPF_BTF_GET_FD_BY_ID"}, {20, "BPF_TASK_FD_QUERY"},
      {21, "BPF_MAP_LOOKUP_AND_DELETE_ELEM"}, {22, "BPF_MAP_FREEZE"}, {23, "BPF_BTF_GET_NEXT_ID"},
      {24, "BPF_MAP_LOOKUP_BATCH"}, {25, "BPF_MAP_LOOKUP_AND_DELETE_BATCH"}, {26, "BPF_MAP_UPDATE_BATCH"},
      {27, "BPF_MAP_DELETE_BATCH"}, {28, "BPF_LINK_CREATE"}, {29, "BPF_LINK_UPDATE"}, {30, "BPF_LINK_GET_FD_BY_ID"},
      {31, "BPF_LINK_GET_NEXT_ID"}, {32, "BPF_ENABLE_STATS"}, {33, "BPF_ITER_CREATE"}, {34, "BPF_LINK_DETACH"},
      {35, "BPF_PROG_BIND_MAP"});

// --- Swap, kexec
LOCAL_NAMES(swap_flags, "SWAP_FLAG_???", {0x8000, "SWAP_FLAG_PREFER"}, {0x10000, "SWAP_FLAG_DISCARD"},
            {0x20000, "SWAP_FLAG_DISCARD_ONCE"}, {0x40000, "SWAP_FLAG_DISCARD_PAGES"});
LOCAL_NAMES(kexec_flags, "KEXEC_???", {1, "KEXEC_ON_CRASH"}, {2, "KEXEC_PRESERVE_CONTEXT"});
LOCAL_NAMES(kexec_machines, "KEXEC_ARCH_???", {0, "KEXEC_ARCH_DEFAULT"}, {3 << 16, "KEXEC_ARCH_386"},
            {62 << 16, "KEXEC_ARCH_X86_64"});

ARG_PRINTER(A_SWAP_FLAGS) { // the priority in the low bits
    u32 flags = (u32)d->args[arg], priority = flags & 0x7fff;
    if (flags != priority) {
        print_flags(d, &names_swap_flags, flags - priority);
        text_char(d->out, '|');
    }
    print_udec(d, priority);
    return PRINT_DONE;
}

ARG_PRINTER(A_KEXEC_FLAGS) { // the machine in the high half
    u64 flags = d->args[arg];
    print_choice(d, &names_kexec_machines, flags & ~0xffffull);
    if (!(flags & 0xffff)) return PRINT_DONE;
    text_char(d->out, '|');
    print_flags(d, &names_kexec_flags, flags & 0xffff);
    return PRINT_DONE;
}

ARG_PRINTER(A_KEXEC_CMDLINE) {
    print_bytes(d, d->args[arg], d->args[arg - 1]);
    return PRINT_DONE;
}

// --- io_uring: what is asked for, of struct io_uring_params
LOCAL_NAMES(setup_flags, "IORING_SETUP_???", {1, "IORING_SETUP_IOPOLL"}, {2, "IORING_SETUP_SQPOLL"},
            {4, "IORING_SETUP_SQ_AFF"}, {8, "IORING_SETUP_CQSIZE"}, {16, "IORING_SETUP_CLAMP"},
            {32, "IORING_SETUP_ATTACH_WQ"}, {64, "IORING_SETUP_R_DISABLED"}, {128, "IORING_SETUP_SUBMIT_ALL"},
            {256, "IORING_SETUP_COOP_TASKRUN"}, {512, "IORING_SETUP_TASKRUN_FLAG"}, {1024, "IORING_SETUP_SQE128"},
            {2048, "IORING_SETUP_CQE32"}, {4096, "IORING_SETUP_SINGLE_ISSUER"}, {8192, "IORING_SETUP_DEFER_TASKRUN"});
struct uring_params {
    u32 sq_entries, cq_entries, flags, sq_thread_cpu, sq_thread_idle, features, wq_fd, resv[3];
    u32 offsets[20];
};
_Static_assert(sizeof(struct uring_params) == 120, "io_uring_params");

static void params_fields(struct decode *d, const void *record) {
    const struct uring_params *p = record;
    print_field(d, "flags");
    print_flags(d, &names_setup_flags, p->flags);
    if (p->flags & 8) print_field_udec(d, "cq_entries", p->cq_entries);
    print_field_udec(d, "sq_thread_cpu", p->sq_thread_cpu);
    print_field_udec(d, "sq_thread_idle", p->sq_thread_idle);
    if (p->flags & 32) print_field_udec(d, "wq_fd", p->wq_fd);
}
ARG_PRINTER(A_URING_PARAMS) {
    struct uring_params p;
    return print_record(d, arg, false, &p, sizeof p, params_fields);
}

// --- quotactl(cmd, special, id, addr): the command says which of the last two there are
enum {
    QUOTA_SYNC = 0x800001,
    QUOTA_ON,
    QUOTA_OFF,
    QUOTA_GETFMT,
    QUOTA_GETINFO,
    QUOTA_SETINFO,
    QUOTA_GET,
    QUOTA_SET,
    QUOTA_GETNEXT
};
LOCAL_NAMES(quota_commands, "Q_???", {QUOTA_SYNC, "Q_SYNC"}, {QUOTA_ON, "Q_QUOTAON"}, {QUOTA_OFF, "Q_QUOTAOFF"},
            {QUOTA_GETFMT, "Q_GETFMT"}, {QUOTA_GETINFO, "Q_GETINFO"}, {QUOTA_SETINFO, "Q_SETINFO"},
            {0x800007, "Q_GETQUOTA"}, {0x800008, "Q_SETQUOTA"}, {0x800009, "Q_GETNEXTQUOTA"}, {0x5801, "Q_XQUOTAON"},
            {0x5802, "Q_XQUOTAOFF"}, {0x5803, "Q_XGETQUOTA"}, {0x5804, "Q_XSETQLIM"}, {0x5805, "Q_XGETQSTAT"},
            {0x5806, "Q_XQUOTARM"}, {0x5807, "Q_XQUOTASYNC"}, {0x5808, "Q_XGETQSTATV"}, {0x5809, "Q_XGETNEXTQUOTA"});
LOCAL_NAMES(quota_types, "???QUOTA", {0, "USRQUOTA"}, {1, "GRPQUOTA"}, {2, "PRJQUOTA"});
LOCAL_NAMES(quota_formats, "QFMT_VFS_???", {1, "QFMT_VFS_OLD"}, {2, "QFMT_VFS_V0"}, {3, "QFMT_OCFS2"},
            {4, "QFMT_VFS_V1"});

static u32 quota_command(const struct decode *d) {
    return (u32)d->args[d->nr == NR_quotactl_fd] >> 8;
}
ARG_PRINTER(A_QUOTA_CMD) {
    u32 cmd = (u32)d->args[arg];
    text_puts(d->out, "QCMD(");
    print_choice(d, &names_quota_commands, cmd >> 8);
    text_puts(d->out, ", ");
    print_choice(d, &names_quota_types, cmd & 0xff);
    text_char(d->out, ')');
    return PRINT_DONE;
}
ARG_PRINTER(A_QUOTA_ID) {
    switch (quota_command(d)) {
    case QUOTA_ON: print_choice(d, &names_quota_formats, (u32)d->args[arg]); break;
    case QUOTA_SYNC:
    case QUOTA_OFF:
    case QUOTA_GETFMT:
    case QUOTA_GETINFO:
    case QUOTA_SETINFO:
    case 0x5801:
    case 0x5802:
    case 0x5805:
    case 0x5806:
    case 0x5807:
    case 0x5808: break; // of a whole file system
    default: print_uid(d, (u32)d->args[arg]); break;
    }
    return PRINT_DONE;
}
struct quota_block {
    u64 bhardlimit, bsoftlimit, curspace, ihardlimit, isoftlimit, curinodes, btime, itime;
    u32 valid, id; // id: of Q_GETNEXTQUOTA
};
_Static_assert(sizeof(struct quota_block) == 72, "if_nextdqblk");
LOCAL_NAMES(quota_valid, "QIF_???", {1, "QIF_BLIMITS"}, {2, "QIF_SPACE"}, {4, "QIF_ILIMITS"}, {8, "QIF_INODES"},
            {16, "QIF_BTIME"}, {32, "QIF_ITIME"});

static void quota_fields(struct decode *d, const void *record) {
    const struct quota_block *q = record;
    print_field_udec(d, "dqb_bhardlimit", q->bhardlimit);
    print_field_udec(d, "dqb_bsoftlimit", q->bsoftlimit);
    print_field_udec(d, "dqb_curspace", q->curspace);
    print_field_udec(d, "dqb_ihardlimit", q->ihardlimit);
    print_field_udec(d, "dqb_isoftlimit", q->isoftlimit);
    print_field_udec(d, "dqb_curinodes", q->curinodes);
    if (!d->abbrev) {
        print_field_udec(d, "dqb_btime", q->btime);
        print_field_udec(d, "dqb_itime", q->itime);
        print_field(d, "dqb_valid");
        print_flags(d, &names_quota_valid, q->valid);
    }
    if (quota_command(d) == QUOTA_GETNEXT) print_field_udec(d, "dqb_id", q->id);
    if (d->abbrev) print_more(d);
}
ARG_PRINTER(A_QUOTA_ADDR) {
    struct quota_block block = {0};
    u32 cmd = quota_command(d);
    if (cmd >= QUOTA_GET && cmd <= QUOTA_GETNEXT)
        return print_record(d, arg, cmd != QUOTA_SET, &block, sizeof block, quota_fields);
    if (cmd == QUOTA_ON)
        print_path(d, d->args[arg]);
    else if (cmd != QUOTA_SYNC && cmd != QUOTA_OFF && cmd != 0x5807)
        print_addr(d, d->args[arg]);
    return PRINT_DONE;
}

// --- ptrace
LOCAL_NAMES(trace_options, "PTRACE_O_???", {1, "PTRACE_O_TRACESYSGOOD"}, {2, "PTRACE_O_TRACEFORK"},
            {4, "PTRACE_O_TRACEVFORK"}, {8, "PTRACE_O_TRACECLONE"}, {16, "PTRACE_O_TRACEEXEC"},
            {32, "PTRACE_O_TRACEVFORKDONE"}, {64, "PTRACE_O_TRACEEXIT"}, {128, "PTRACE_O_TRACESECCOMP"},
            {1 << 20, "PTRACE_O_EXITKILL"}, {1 << 21, "PTRACE_O_SUSPEND_SECCOMP"});
LOCAL_NAMES(note_types, "NT_???", {1, "NT_PRSTATUS"}, {2, "NT_FPREGSET"}, {3, "NT_PRPSINFO"}, {4, "NT_TASKSTRUCT"},
            {6, "NT_AUXV"}, {16, "NT_LWPSTATUS"}, {0x200, "NT_386_TLS"}, {0x201, "NT_386_IOPERM"},
            {0x202, "NT_X86_XSTATE"});
LOCAL_NAMES(user_registers, NULL, {0, "8*R15"}, {8, "8*R14"}, {16, "8*R13"}, {24, "8*R12"}, {32, "8*RBP"},
            {40, "8*RBX"}, {48, "8*R11"}, {56, "8*R10"}, {64, "8*R9"}, {72, "8*R8"}, {80, "8*RAX"}, {88, "8*RCX"},
            {96, "8*RDX"}, {104, "8*RSI"}, {112, "8*RDI"}, {120, "8*ORIG_RAX"}, {128, "8*RIP"}, {136, "8*CS"},
            {144, "8*EFLAGS"}, {152, "8*RSP"}, {160, "8*SS"}, {168, "8*FS_BASE"}, {176, "8*GS_BASE"}, {184, "8*DS"},
            {192, "8*ES"}, {200, "8*FS"}, {208, "8*GS"});

ARG_PRINTER(A_PTRACE_PID) {
    if (d->args[0] != PTRACE_TRACEME) print_pid(d, (s32)d->args[arg]);
    return PRINT_DONE;
}
static bool has_no_address(u64 request) {
    return request == PTRACE_TRACEME || request == PTRACE_KILL || request == PTRACE_ATTACH ||
           request == PTRACE_INTERRUPT || request == PTRACE_LISTEN || request == PTRACE_GETREGS ||
           request == PTRACE_SETREGS || request == PTRACE_GETFPREGS || request == PTRACE_SETFPREGS;
}
ARG_PRINTER(A_PTRACE_ADDR) {
    u64 request = d->args[0], value = d->args[arg];
    if (has_no_address(request)) return PRINT_DONE;
    switch (request) {
    case PTRACE_PEEKUSER:
    case PTRACE_POKEUSER:
        for (u32 i = 0; i < names_user_registers.count; i++)
            if (names_user_registers.entries[i].value == value) {
                text_puts(d->out, names_user_registers.entries[i].name);
                return PRINT_DONE;
            }
        print_addr(d, value);
        break;
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
static void register_fields(struct decode *d, const void *record) {
    static const char *const names[] = {"r15",    "r14", "r13", "r12",     "rbp",     "rbx", "r11",      "r10", "r9",
                                        "r8",     "rax", "rcx", "rdx",     "rsi",     "rdi", "orig_rax", "rip", "cs",
                                        "eflags", "rsp", "ss",  "fs_base", "gs_base", "ds",  "es",       "fs",  "gs"};
    const u64 *registers = record;
    _Static_assert(sizeof names / sizeof *names * 8 == sizeof(struct abi_user_regs_struct), "one name each");
    for (u32 i = 0; i < sizeof names / sizeof *names; i++) print_field_hex(d, names[i], registers[i]);
}

// The registers that an iovec is for; what is not all of them is its address.
static void print_register_set(struct decode *d, uaddr_t at) {
    u64 iov[2];
    struct abi_user_regs_struct registers;
    if (!at || !d->verbose || !decode_read(d, at, iov, sizeof iov)) {
        print_addr(d, at);
        return;
    }
    bool told = d->args[0] == PTRACE_SETREGSET || (d->exiting && !d->failed);
    print_open(d, '{');
    print_field(d, "iov_base");
    if (told && d->args[2] == NT_PRSTATUS && iov[1] == sizeof registers &&
        decode_read(d, iov[0], &registers, sizeof registers)) {
        print_open(d, '{');
        register_fields(d, &registers);
        print_close(d, '}');
    } else {
        print_addr(d, iov[0]);
    }
    print_field_udec(d, "iov_len", iov[1]);
    print_close(d, '}');
}

static void print_ptrace_siginfo(struct decode *d, uaddr_t at) {
    struct abi_siginfo info;
    if (!at || !d->verbose || (d->exiting && d->failed) || !decode_read(d, at, &info, sizeof info))
        print_addr(d, at);
    else
        print_siginfo(d, &info);
}

static void print_word(struct decode *d, uaddr_t at, bool hex) {
    u64 word;
    if (!at || !d->verbose || d->failed || !decode_read(d, at, &word, sizeof word)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '[');
    (hex ? print_hex : print_udec)(d, word);
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
    struct abi_user_regs_struct registers;
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
    case PTRACE_SETREGS: return print_record(d, arg, false, &registers, sizeof registers, register_fields);
    case PTRACE_GETREGS: return print_record(d, arg, true, &registers, sizeof registers, register_fields);
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
