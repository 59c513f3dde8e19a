// SPDX-License-Identifier: GPL-2.0-or-later
// Processes: clone, wait, limits, futexes, prctl.
#include "abi/futex.h"
#include "abi/mman.h"
#include "abi/ptrace.h"
#include "abi/resource.h"
#include "abi/sched.h"
#include "abi/signal.h"
#include "abi/wait.h"
#include "trace/decode.h"
#include "trace/names_process.h"

#include <string.h>

// --- clone: its arguments have names, and stand in an order of their own
ARG_PRINTER(A_CLONE_FLAGS) {
    u64 flags = d->args[arg] & ~0xffull;
    u32 signo = (u32)d->args[arg] & 0xff;
    text_puts(d->out, "child_stack=");
    print_addr(d, d->args[arg + 1]);
    text_puts(d->out, ", flags=");
    if (flags || !signo) print_flags(d, &names_CLONE_FLAGS, flags); // without those of clone3 alone
    if (signo) {
        if (flags) text_char(d->out, '|');
        print_signum(d, (s32)signo);
    }
    return PRINT_DONE;
}
ARG_PRINTER(A_CLONE_STACK) {
    (void)d, (void)arg;
    return PRINT_DONE;
}

static void print_tid_at(struct decode *d, uaddr_t at) {
    s32 tid;
    if (d->failed || !decode_read(d, at, &tid, sizeof tid)) {
        print_addr(d, at);
        return;
    }
    text_char(d->out, '[');
    print_pid(d, tid);
    text_char(d->out, ']');
}
static u64 clone_flags(const struct decode *d) {
    return d->args[0];
}
ARG_PRINTER(A_PARENT_TID) {
    if (!(clone_flags(d) & (CLONE_PARENT_SETTID | CLONE_PIDFD))) return PRINT_DONE;
    if (!d->exiting) return PRINT_LATER;
    text_puts(d->out, "parent_tid="); // also of a pidfd, which is told in its place
    print_tid_at(d, d->args[arg]);
    return PRINT_DONE;
}
ARG_PRINTER(A_CHILD_TID) { // after the thread's storage: A_CLONE_TLS
    (void)d, (void)arg;
    return PRINT_DONE;
}
ARG_PRINTER(A_CLONE_TLS) {
    bool tls = clone_flags(d) & CLONE_SETTLS, child = clone_flags(d) & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID);
    if (!tls && !child) return PRINT_DONE;
    if (!d->exiting) return PRINT_LATER;
    if (tls) {
        text_puts(d->out, "tls=");
        print_addr(d, d->args[arg]);
    }
    if (!child) return PRINT_DONE;
    text_puts(d->out, tls ? ", child_tidptr=" : "child_tidptr=");
    print_addr(d, d->args[arg - 1]);
    return PRINT_DONE;
}

static void tid_element(struct decode *d, const void *element) {
    s32 tid;
    memcpy(&tid, element, sizeof tid);
    print_pid(d, tid);
}

static void clone_fields(struct decode *d, const struct abi_clone_args *a, u64 size) {
    print_field(d, "flags");
    print_flags(d, &names_CLONE3_FLAGS, a->flags);
    if (a->flags & CLONE_PIDFD) {
        print_field(d, "pidfd");
        print_addr(d, a->pidfd);
    }
    if (a->flags & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID)) {
        print_field(d, "child_tid");
        print_addr(d, a->child_tid);
    }
    if (a->flags & CLONE_PARENT_SETTID) {
        print_field(d, "parent_tid");
        print_addr(d, a->parent_tid);
    }
    print_field(d, "exit_signal");
    if (a->exit_signal < 256)
        print_signum(d, (s32)a->exit_signal);
    else
        print_udec(d, a->exit_signal);
    print_field(d, "stack");
    print_addr(d, a->stack);
    print_field(d, "stack_size");
    print_hex(d, a->stack_size);
    if (a->flags & CLONE_SETTLS) {
        print_field(d, "tls");
        print_addr(d, a->tls);
    }
    if (a->set_tid || a->set_tid_size) {
        print_field(d, "set_tid");
        if (!a->set_tid || !a->set_tid_size || a->set_tid_size > MAX_PID_NS_LEVEL)
            print_addr(d, a->set_tid);
        else
            print_array(d, a->set_tid, a->set_tid_size, sizeof(s32), tid_element);
        print_field_udec(d, "set_tid_size", a->set_tid_size);
    }
    if (size > CLONE_ARGS_SIZE_VER1 && (a->cgroup || a->flags & CLONE_INTO_CGROUP))
        print_field_udec(d, "cgroup", a->cgroup);
}
// What the kernel wrote through it, and what stands behind it.
static void clone_results(struct decode *d, const struct abi_clone_args *a, uaddr_t at, u64 size) {
    const size_t before = d->out->size;
    text_puts(d->out, " => ");
    print_open(d, '{');
    const size_t start = d->out->size;
    if (a->flags & CLONE_PIDFD) {
        s32 fd;
        print_field(d, "pidfd");
        if (decode_read(d, a->pidfd, &fd, sizeof fd)) {
            text_char(d->out, '[');
            print_fd(d, fd);
            text_char(d->out, ']');
        } else {
            print_addr(d, a->pidfd);
        }
    }
    if (a->flags & CLONE_PARENT_SETTID) {
        print_field(d, "parent_tid");
        print_tid_at(d, a->parent_tid);
    }
    print_rest(d, at, sizeof *a, size);
    const bool any = d->out->size > start;
    print_close(d, '}');
    if (!any) d->out->size = before;
}
ARG_PRINTER(A_CLONE_ARGS) {
    struct abi_clone_args a = {0};
    u64 size = d->args[arg + 1];
    if (d->exiting) {
        if (d->verbose && !d->failed && d->result >= 0 && decode_read(d, d->args[arg], &a, CLONE_ARGS_SIZE_VER0))
            clone_results(d, &a, d->args[arg], size);
        return PRINT_DONE;
    }
    if (!d->verbose || size < CLONE_ARGS_SIZE_VER0 ||
        !decode_read(d, d->args[arg], &a, size < sizeof a ? (size_t)size : sizeof a)) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    print_open(d, '{');
    clone_fields(d, &a, size);
    print_rest(d, d->args[arg], sizeof a, size);
    print_close(d, '}');
    return a.flags & (CLONE_PARENT_SETTID | CLONE_PIDFD) || size > sizeof a ? PRINT_LATER : PRINT_DONE;
}

// --- wait: what it says, and bits that say nothing of that
static const struct name_value ptrace_event_names[] = {
    NAME(PTRACE_EVENT_FORK),       NAME(PTRACE_EVENT_VFORK), NAME(PTRACE_EVENT_CLONE),   NAME(PTRACE_EVENT_EXEC),
    NAME(PTRACE_EVENT_VFORK_DONE), NAME(PTRACE_EVENT_EXIT),  NAME(PTRACE_EVENT_SECCOMP), NAME(PTRACE_EVENT_STOP)};
static const struct name_table names_ptrace_events = {ptrace_event_names, ARRAY_SIZE(ptrace_event_names),
                                                      "PTRACE_EVENT_???"};

static void print_signal_name(struct decode *d, u32 signo) { // whatever -X says
    const char *name = signal_name((s32)signo);
    if (name)
        text_puts(d->out, name);
    else
        print_udec(d, signo);
}
static void print_wait_status(struct decode *d, u32 status) {
    u32 told = 0xff;
    if (status == 0x1ffff) { // no state of a process
        print_hex(d, status);
        return;
    }
    text_char(d->out, '{');
    if (WIFSTOPPED(status)) {
        text_puts(d->out, "WIFSTOPPED(s) && WSTOPSIG(s) == ");
        print_signal_name(d, WSTOPSIG(status));
        told = 0xffff;
    } else if (WIFSIGNALED(status)) {
        text_puts(d->out, "WIFSIGNALED(s) && WTERMSIG(s) == ");
        print_signal_name(d, WTERMSIG(status));
        if (WCOREDUMP(status)) text_puts(d->out, " && WCOREDUMP(s)");
    } else if (WIFCONTINUED(status)) {
        text_puts(d->out, "WIFCONTINUED(s)");
        told = 0xffff;
    } else {
        text_puts(d->out, "WIFEXITED(s) && WEXITSTATUS(s) == ");
        print_dec(d, (s32)WEXITSTATUS(status));
        told = 0xffff;
    }
    text_char(d->out, '}');
    status &= ~told;
    if (status >> 16) {
        text_char(d->out, '|');
        print_choice(d, &names_ptrace_events, status >> 16);
        text_puts(d->out, "<<16");
    }
    if (status & 0xffff) {
        text_char(d->out, '|');
        print_hex(d, status & 0xffff);
    }
}
ARG_PRINTER(A_WSTATUS_OUT) {
    u32 status;
    if (!d->exiting) return PRINT_LATER;
    if (d->result <= 0 || !d->args[arg] || !d->verbose || !decode_read(d, d->args[arg], &status, sizeof status)) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    text_char(d->out, '[');
    print_wait_status(d, status);
    text_char(d->out, ']');
    return PRINT_DONE;
}

static void rusage_fields(struct decode *d, const void *record) {
    const struct abi_rusage *r = record;
    print_field(d, "ru_utime");
    print_timeval(d, &r->ru_utime);
    print_field(d, "ru_stime");
    print_timeval(d, &r->ru_stime);
    if (d->abbrev) {
        print_more(d);
        return;
    }
    static const char *const names[] = {"ru_maxrss", "ru_ixrss",    "ru_idrss",   "ru_isrss",   "ru_minflt",
                                        "ru_majflt", "ru_nswap",    "ru_inblock", "ru_oublock", "ru_msgsnd",
                                        "ru_msgrcv", "ru_nsignals", "ru_nvcsw",   "ru_nivcsw"};
    const s64 *values = &r->ru_maxrss;
    for (u32 i = 0; i < ARRAY_SIZE(names); i++) print_field_udec(d, names[i], (u64)values[i]);
}
ARG_PRINTER(A_RUSAGE_OUT) {
    struct abi_rusage r;
    if (d->exiting && d->row && d->row->result == R_PID && d->result <= 0) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    return print_record(d, arg, true, &r, sizeof r, rusage_fields);
}

// --- Limits
static void print_limit(struct decode *d, u64 value) {
    bool has_words = value == UINT64_MAX || (value > 1024 && value % 1024 == 0);
    if (!has_words || d->opt->style != NAMES_ABBREV) print_udec(d, value);
    if (!has_words || d->opt->style == NAMES_RAW) return;
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " /* ");
    if (value == UINT64_MAX) {
        text_puts(d->out, "RLIM64_INFINITY");
    } else {
        print_udec(d, value / 1024);
        text_puts(d->out, "*1024");
    }
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " */");
}
static void rlimit_fields(struct decode *d, const void *record) {
    const struct abi_rlimit64 *r = record;
    print_field(d, "rlim_cur");
    print_limit(d, r->rlim_cur);
    print_field(d, "rlim_max");
    print_limit(d, r->rlim_max);
}
ARG_PRINTER(A_RLIMIT_IN) {
    struct abi_rlimit64 r;
    return print_record(d, arg, false, &r, sizeof r, rlimit_fields);
}
ARG_PRINTER(A_RLIMIT_OUT) {
    struct abi_rlimit64 r;
    return print_record(d, arg, true, &r, sizeof r, rlimit_fields);
}

// --- Futexes
#define FUTEX_NAMES(command)                                                                                         \
    {command, #command}, {                                                                                           \
        (command) | FUTEX_PRIVATE_FLAG, #command "_PRIVATE"                                                          \
    }
#define FUTEX_CLOCK_NAMES(command)                                                                                   \
    {command, #command}, {(command) | FUTEX_PRIVATE_FLAG, #command "_PRIVATE"},                                      \
        {(command) | FUTEX_CLOCK_REALTIME, #command "|FUTEX_CLOCK_REALTIME"}, {                                      \
        (command) | FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME, #command "_PRIVATE|FUTEX_CLOCK_REALTIME"              \
    }
LOCAL_NAMES(futex_ops, "FUTEX_???", FUTEX_CLOCK_NAMES(FUTEX_WAIT), FUTEX_NAMES(FUTEX_WAKE), NAME(FUTEX_FD),
            {FUTEX_FD | FUTEX_PRIVATE_FLAG, "FUTEX_FD|FUTEX_PRIVATE_FLAG"}, FUTEX_NAMES(FUTEX_REQUEUE),
            FUTEX_NAMES(FUTEX_CMP_REQUEUE), FUTEX_NAMES(FUTEX_WAKE_OP), FUTEX_NAMES(FUTEX_LOCK_PI),
            FUTEX_NAMES(FUTEX_UNLOCK_PI), FUTEX_NAMES(FUTEX_TRYLOCK_PI), FUTEX_CLOCK_NAMES(FUTEX_WAIT_BITSET),
            FUTEX_NAMES(FUTEX_WAKE_BITSET), FUTEX_CLOCK_NAMES(FUTEX_WAIT_REQUEUE_PI),
            FUTEX_NAMES(FUTEX_CMP_REQUEUE_PI), FUTEX_NAMES(FUTEX_LOCK_PI2));
LOCAL_NAMES(futex_wake_ops, "FUTEX_OP_???", NAME(FUTEX_OP_SET), NAME(FUTEX_OP_ADD), NAME(FUTEX_OP_OR),
            NAME(FUTEX_OP_ANDN), NAME(FUTEX_OP_XOR));
LOCAL_NAMES(futex_comparisons, "FUTEX_OP_CMP_???", NAME(FUTEX_OP_CMP_EQ), NAME(FUTEX_OP_CMP_NE),
            NAME(FUTEX_OP_CMP_LT), NAME(FUTEX_OP_CMP_LE), NAME(FUTEX_OP_CMP_GT), NAME(FUTEX_OP_CMP_GE));

static u32 futex_command(const struct decode *d) { // flags that no command has do not hide it
    return (u32)d->args[1] & (FUTEX_PRIVATE_FLAG - 1);
}
ARG_PRINTER(A_FUTEX_OP) {
    print_choice(d, &names_futex_ops, (u32)d->args[arg]);
    return PRINT_DONE;
}
ARG_PRINTER(A_FUTEX_VALUE) {
    u32 command = futex_command(d);
    if (command != FUTEX_LOCK_PI && command != FUTEX_UNLOCK_PI && command != FUTEX_TRYLOCK_PI &&
        command != FUTEX_LOCK_PI2)
        print_udec(d, (u32)d->args[arg]);
    return PRINT_DONE;
}
ARG_PRINTER(A_FUTEX_TIMEOUT) {
    struct abi_timespec ts;
    switch (futex_command(d)) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
    case FUTEX_LOCK_PI:
    case FUTEX_LOCK_PI2:
    case FUTEX_WAIT_REQUEUE_PI:
        if (d->args[arg] && decode_read(d, d->args[arg], &ts, sizeof ts))
            print_timespec(d, &ts);
        else
            print_addr(d, d->args[arg]);
        break;
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
    case FUTEX_CMP_REQUEUE_PI:
    case FUTEX_WAKE_OP: print_udec(d, (u32)d->args[arg]); break;
    case FUTEX_WAKE:
    case FUTEX_FD:
    case FUTEX_UNLOCK_PI:
    case FUTEX_TRYLOCK_PI:
    case FUTEX_WAKE_BITSET: break;
    default: print_addr(d, d->args[arg]); break;
    }
    return PRINT_DONE;
}
ARG_PRINTER(A_FUTEX_WORD2) {
    switch (futex_command(d)) {
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
    case FUTEX_CMP_REQUEUE_PI:
    case FUTEX_WAIT_REQUEUE_PI:
    case FUTEX_WAKE_OP: print_addr(d, d->args[arg]); break;
    default:
        if (futex_command(d) > FUTEX_LOCK_PI2) print_addr(d, d->args[arg]);
        break;
    }
    return PRINT_DONE;
}

static void wake_op_part(struct decode *d, const struct name_table *names, u32 value, u32 shift) {
    bool known = false;
    for (u32 i = 0; i < names->count; i++) known |= names->entries[i].value == value;
    known = known && d->opt->style != NAMES_RAW;
    if (known)
        print_choice(d, names, value);
    else
        print_hex(d, value);
    text_printf(d->out, "<<%u", shift);
    if (!known) print_comment(d, names->unknown);
}
// What FUTEX_WAKE_OP does with the second word, and compares it with.
static void print_wake_op(struct decode *d, u32 value) {
    u32 operation = value >> 28, comparison = value >> 24 & 0xf;
    if (operation & FUTEX_OP_OPARG_SHIFT) text_puts(d->out, "FUTEX_OP_OPARG_SHIFT<<28|");
    wake_op_part(d, &names_futex_wake_ops, operation & ~(u32)FUTEX_OP_OPARG_SHIFT, 28);
    text_char(d->out, '|');
    print_hex(d, value >> 12 & 0xfff);
    text_puts(d->out, "<<12|");
    wake_op_part(d, &names_futex_comparisons, comparison, 24);
    text_char(d->out, '|');
    print_hex(d, value & 0xfff);
}
ARG_PRINTER(A_FUTEX_VALUE3) {
    u32 value = (u32)d->args[arg];
    switch (futex_command(d)) {
    case FUTEX_WAIT_BITSET:
    case FUTEX_WAKE_BITSET:
        if (value == FUTEX_BITSET_MATCH_ANY && d->opt->style == NAMES_ABBREV)
            text_puts(d->out, "FUTEX_BITSET_MATCH_ANY");
        else
            print_hex(d, value);
        break;
    case FUTEX_CMP_REQUEUE:
    case FUTEX_CMP_REQUEUE_PI: print_udec(d, value); break;
    case FUTEX_WAKE_OP: print_wake_op(d, value); break;
    default:
        if (futex_command(d) > FUTEX_LOCK_PI2) print_hex(d, value);
        break;
    }
    return PRINT_DONE;
}

RET_PRINTER(R_SIGRETURN) { // whatever the interrupted code had there
    print_udec(d, (u64)d->result);
}

LOCAL_NAMES(mapping_types, "MAP_???", NAME(MAP_FILE), NAME(MAP_SHARED), NAME(MAP_PRIVATE), NAME(MAP_SHARED_VALIDATE));

// The type, of which none is a name too, then what else there is.
static void mmap_flags(struct decode *d, u64 all) {
    const u32 huge = (u32)MAP_HUGE_MASK << MAP_HUGE_SHIFT, flags = (u32)all, size = flags >> MAP_HUGE_SHIFT;
    print_choice(d, &names_mapping_types, flags & MAP_TYPE);
    print_flags_behind(d, &names_MMAP_FLAGS, flags & ~(huge | MAP_TYPE));
    if (size) text_printf(d->out, "|%u<<MAP_HUGE_SHIFT", size);
}

ARG_PRINTER(A_MMAP_FLAGS) {
    print_named(d, d->args[arg], mmap_flags);
    return PRINT_DONE;
}

// Read only with MREMAP_FIXED or MREMAP_DONTUNMAP.
ARG_PRINTER(A_MREMAP_ADDR) {
    const u64 moves = MREMAP_MAYMOVE | MREMAP_FIXED;
    if ((d->args[arg - 1] & moves) == moves) print_addr(d, d->args[arg]);
    return PRINT_DONE;
}
