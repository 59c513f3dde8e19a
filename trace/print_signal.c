// SPDX-License-Identifier: GPL-2.0-or-later
// Signals: sets, actions, what is told with one, stacks.
#include "abi/signal.h"
#include "abi/syscall_nr.h"
#include "trace/decode.h"
#include "trace/names.h"
#include "trace/names_process.h"

#include <string.h>

static void print_member(struct decode *d, s32 signo) {
    const char *name = signal_name(signo);
    if (d->opt->style != NAMES_ABBREV) print_dec(d, signo);
    if (d->opt->style == NAMES_RAW) return;
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " /* ");
    text_puts(d->out, name ? name + 3 : "???");
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " */");
}

void print_sigset(struct decode *d, sigset set) {
    bool invert = __builtin_popcountll(set) >= NSIG * 2 / 3, first = true;
    if (invert) {
        text_char(d->out, '~');
        set = ~set;
    }
    text_char(d->out, '[');
    for (s32 n = 1; n <= NSIG; n++) {
        if (!(set >> (n - 1) & 1)) continue;
        if (!first) text_char(d->out, ' ');
        first = false;
        print_member(d, n);
    }
    text_char(d->out, ']');
}

static enum print_result print_set_at(struct decode *d, u32 arg, u64 size) {
    sigset set = 0;
    uaddr_t at = d->args[arg];
    bool partly = d->nr == NR_rt_sigpending && size && size < sizeof set; // it alone gives as much as is asked for
    if (!at || (size != sizeof set && !partly) || (d->exiting && d->failed) || !d->verbose ||
        !decode_read(d, at, &set, partly ? (size_t)size : sizeof set))
        print_addr(d, at);
    else
        print_sigset(d, set);
    return PRINT_DONE;
}

static u64 set_size(const struct decode *d, u32 arg) { // the last argument of every call that has sets
    for (u32 i = arg + 1; d->row && i < d->row->arity; i++)
        if (d->row->arg[i] == A_SIZE) return d->args[i];
    return sizeof(sigset);
}

ARG_PRINTER(A_SIGSET_IN) {
    return print_set_at(d, arg, set_size(d, arg));
}
ARG_PRINTER(A_SIGSET_OUT) {
    return d->exiting ? print_set_at(d, arg, set_size(d, arg)) : PRINT_LATER;
}

// --- Actions
NAMES(SIGACTION_FLAGS, "SA_???", NAME(SA_RESTORER), NAME(SA_ONSTACK), NAME(SA_RESTART), {0x20000000, "SA_INTERRUPT"},
      NAME(SA_NODEFER), NAME(SA_RESETHAND), NAME(SA_SIGINFO), NAME(SA_NOCLDSTOP), NAME(SA_NOCLDWAIT));

static void action_fields(struct decode *d, const void *record) {
    const struct abi_sigaction *a = record;
    static const char *const named[] = {"SIG_DFL", "SIG_IGN"};
    print_field(d, "sa_handler");
    if (a->handler >= 2 || d->opt->style != NAMES_ABBREV) print_hex(d, a->handler);
    if (a->handler < 2 && d->opt->style == NAMES_VERBOSE) print_comment(d, named[a->handler]);
    if (a->handler < 2 && d->opt->style == NAMES_ABBREV) text_puts(d->out, named[a->handler]);
    print_field(d, "sa_mask");
    print_sigset(d, a->mask);
    print_field(d, "sa_flags");
    print_flags(d, &names_SIGACTION_FLAGS, a->flags);
    if (!(a->flags & SA_RESTORER)) return;
    print_field(d, "sa_restorer");
    print_addr(d, a->restorer);
}
ARG_PRINTER(A_SIGACTION_IN) {
    struct abi_sigaction a;
    return print_record(d, arg, false, &a, sizeof a, action_fields);
}
ARG_PRINTER(A_SIGACTION_OUT) {
    struct abi_sigaction a;
    return print_record(d, arg, true, &a, sizeof a, action_fields);
}

// --- siginfo_t
NAMES(SI_ANY, NULL, NAME(SI_USER), NAME(SI_KERNEL), {(u32)SI_QUEUE, "SI_QUEUE"}, {(u32)SI_TIMER, "SI_TIMER"},
      {(u32)SI_MESGQ, "SI_MESGQ"}, {(u32)SI_ASYNCIO, "SI_ASYNCIO"}, {(u32)SI_SIGIO, "SI_SIGIO"},
      {(u32)SI_TKILL, "SI_TKILL"}, {(u32)SI_ASYNCNL, "SI_ASYNCNL"});
NAMES(SI_CHLD, NULL, NAME(CLD_EXITED), NAME(CLD_KILLED), NAME(CLD_DUMPED), NAME(CLD_TRAPPED), NAME(CLD_STOPPED),
      NAME(CLD_CONTINUED));
NAMES(SI_SEGV, NULL, NAME(SEGV_MAPERR), NAME(SEGV_ACCERR), NAME(SEGV_BNDERR), NAME(SEGV_PKUERR));
NAMES(SI_BUS, NULL, NAME(BUS_ADRALN), NAME(BUS_ADRERR), NAME(BUS_OBJERR), NAME(BUS_MCEERR_AR), NAME(BUS_MCEERR_AO));
NAMES(SI_FPE, NULL, NAME(FPE_INTDIV), NAME(FPE_INTOVF), NAME(FPE_FLTDIV), NAME(FPE_FLTOVF), NAME(FPE_FLTUND),
      NAME(FPE_FLTRES), NAME(FPE_FLTINV), NAME(FPE_FLTSUB));
NAMES(SI_ILL, NULL, NAME(ILL_ILLOPC), NAME(ILL_ILLOPN), NAME(ILL_ILLADR), NAME(ILL_ILLTRP), NAME(ILL_PRVOPC),
      NAME(ILL_PRVREG), NAME(ILL_COPROC), NAME(ILL_BADSTK), NAME(ILL_BADIADDR));
NAMES(SI_TRAP, NULL, NAME(TRAP_BRKPT), NAME(TRAP_TRACE), NAME(TRAP_BRANCH), NAME(TRAP_HWBKPT), NAME(TRAP_UNK));
NAMES(SI_POLL, NULL, NAME(POLL_IN), NAME(POLL_OUT), NAME(POLL_MSG), NAME(POLL_ERR), NAME(POLL_PRI), NAME(POLL_HUP));
NAMES(SI_SYS, NULL, NAME(SYS_SECCOMP), NAME(SYS_USER_DISPATCH));

void print_call_number(struct decode *d, u64 nr) {
    const struct call_kinds *row = call_kinds_of(nr);
    if (!row || d->opt->style != NAMES_ABBREV) print_udec(d, nr);
    if (!row || d->opt->style == NAMES_RAW) return;
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " /* ");
    text_printf(d->out, "__NR_%s", row->name);
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " */");
}

static const struct name_table *codes_of(s32 signo, s32 code) {
    if (code <= 0 || code == SI_KERNEL) return &names_SI_ANY;
    switch (signo) {
    case SIGCHLD: return &names_SI_CHLD;
    case SIGSEGV: return &names_SI_SEGV;
    case SIGBUS: return &names_SI_BUS;
    case SIGFPE: return &names_SI_FPE;
    case SIGILL: return &names_SI_ILL;
    case SIGTRAP: return &names_SI_TRAP;
    case SIGIO: return &names_SI_POLL;
    case SIGSYS: return &names_SI_SYS;
    default: return &names_SI_ANY;
    }
}

static void number_field(struct decode *d, const char *name, s64 value) {
    print_field(d, name);
    print_dec(d, value);
}

static void value_fields(struct decode *d, u64 value) {
    number_field(d, "si_int", (s32)value);
    print_field(d, "si_ptr");
    print_addr(d, value);
}

static void sender_fields(struct decode *d, const struct abi_siginfo *i) {
    print_field(d, "si_pid");
    print_pid(d, i->kill.pid);
    print_field(d, "si_uid");
    print_uid(d, i->kill.uid);
}

// Clock ticks, and the seconds that they are.
static void ticks_field(struct decode *d, const char *name, s64 ticks) {
    number_field(d, name, ticks);
    if (ticks) text_printf(d->out, " /* %lld.%02lld s */", (long long)ticks / USER_HZ, (long long)ticks % USER_HZ);
}

static void status_field(struct decode *d, const struct abi_siginfo *i) {
    print_field(d, "si_status");
    if (i->si_code == CLD_EXITED)
        print_dec(d, i->chld.status);
    else
        print_signum(d, i->chld.status);
    ticks_field(d, "si_utime", i->chld.utime);
    ticks_field(d, "si_stime", i->chld.stime);
}

static void detail_fields(struct decode *d, const struct abi_siginfo *i) {
    switch (i->si_code) {
    case SI_USER:
    case SI_TKILL: sender_fields(d, i); return;
    case SI_TIMER:
        print_field(d, "si_timerid");
        print_hex(d, (u32)i->timer.tid);
        number_field(d, "si_overrun", i->timer.overrun);
        value_fields(d, i->timer.value);
        return;
    case SI_KERNEL:
        if (i->si_signo != SIGSEGV && i->si_signo != SIGBUS && i->si_signo != SIGFPE && i->si_signo != SIGILL &&
            i->si_signo != SIGTRAP)
            return;
        break;
    default: break;
    }
    if (i->si_code < 0) {
        sender_fields(d, i);
        if (i->rt.value) value_fields(d, i->rt.value);
        return;
    }
    switch (i->si_signo) {
    case SIGCHLD:
        sender_fields(d, i);
        status_field(d, i);
        break;
    case SIGILL:
    case SIGFPE:
    case SIGSEGV:
    case SIGBUS:
    case SIGTRAP:
        print_field(d, "si_addr");
        print_addr(d, i->fault.addr);
        break;
    case SIGIO:
        number_field(d, "si_band", i->poll.band);
        number_field(d, "si_fd", i->poll.fd);
        break;
    case SIGSYS:
        print_field(d, "si_call_addr");
        print_addr(d, i->sys.call_addr);
        print_field(d, "si_syscall");
        print_call_number(d, (u32)i->sys.syscall);
        print_field(d, "si_arch");
        print_choice(d, &names_AUDIT_ARCHITECTURES, i->sys.arch);
        break;
    default:
        if (i->kill.pid || i->kill.uid) sender_fields(d, i);
        if (i->rt.value) value_fields(d, i->rt.value);
    }
}

static void siginfo_fields(struct decode *d, const void *record) {
    const struct abi_siginfo *i = record;
    if (!i->si_signo) return; // none is there
    print_field(d, "si_signo");
    print_signum(d, i->si_signo);
    print_field(d, "si_code");
    print_choice(d, codes_of(i->si_signo, i->si_code), (u32)i->si_code);
    if (i->si_errno) {
        print_field(d, "si_errno");
        if (errno_name((u32)i->si_errno))
            print_error_number(d, (u32)i->si_errno);
        else
            print_udec(d, (u32)i->si_errno);
    }
    detail_fields(d, i);
}

void print_siginfo(struct decode *d, const struct abi_siginfo *info) {
    print_open(d, '{');
    siginfo_fields(d, info);
    print_close(d, '}');
}
ARG_PRINTER(A_SIGINFO_IN) {
    struct abi_siginfo i;
    return print_record(d, arg, false, &i, sizeof i, siginfo_fields);
}
ARG_PRINTER(A_SIGINFO_OUT) {
    struct abi_siginfo i = {0};
    if (d->exiting && d->row && d->row->result == R_ZERO && !d->failed &&
        d->args[arg]) { // waitid with nothing to tell
        if (decode_read(d, d->args[arg], &i, sizeof i) && !i.si_signo) {
            text_puts(d->out, "{}");
            return PRINT_DONE;
        }
    }
    return print_record(d, arg, true, &i, sizeof i, siginfo_fields);
}

// --- Alternate stacks
NAMES(STACK_FLAGS, "SS_???", NAME(SS_ONSTACK), NAME(SS_DISABLE), {SS_AUTODISARM, "SS_AUTODISARM"});

static void stack_fields(struct decode *d, const void *record) {
    const struct abi_stack *s = record;
    print_field(d, "ss_sp");
    print_addr(d, s->ss_sp);
    print_field(d, "ss_flags");
    print_flags(d, &names_STACK_FLAGS, (u32)s->ss_flags);
    print_field(d, "ss_size");
    print_udec(d, s->ss_size);
}
ARG_PRINTER(A_STACK_IN) {
    struct abi_stack s;
    return print_record(d, arg, false, &s, sizeof s, stack_fields);
}
ARG_PRINTER(A_STACK_OUT) {
    struct abi_stack s;
    return print_record(d, arg, true, &s, sizeof s, stack_fields);
}

// rt_sigreturn has no arguments: what it takes back lies on the stack, at the stack pointer (arch/x86/kernel/signal_64.c).
void print_signal_frame(struct decode *d) {
    struct cpu_state cpu;
    sigset mask;
    task_peek_regs(d->task, &cpu);
    uaddr_t at = cpu.gpr[REG_RSP] + offsetof(struct abi_ucontext, uc_sigmask);
    if (!decode_read(d, at, &mask, sizeof mask)) {
        print_addr(d, cpu.gpr[REG_RSP]);
        return;
    }
    print_open(d, '{');
    print_field(d, "mask");
    if (d->verbose)
        print_sigset(d, mask);
    else
        print_addr(d, at);
    print_close(d, '}');
}
