// SPDX-License-Identifier: GPL-2.0-or-later
// Calls that ask about the system as a whole, and what results mean beyond their number.
#include "abi/futex.h"
#include "abi/kcmp.h"
#include "abi/personality.h"
#include "abi/reboot.h"
#include "abi/rseq.h"
#include "abi/sysctl.h"
#include "abi/sysinfo.h"
#include "abi/time.h"
#include "abi/utsname.h"
#include "trace/decode.h"

#include <string.h>

// --- uname, sysinfo
static void text_field(struct decode *d, const char *name, const char *text) {
    print_field(d, name);
    const bool ends = memchr(text, 0, ABI_UTSNAME_LENGTH);
    print_quoted(d, text, ends ? ABI_UTSNAME_LENGTH : ABI_UTSNAME_LENGTH - 1, QUOTE_STRING);
    if (!ends) text_puts(d->out, "...");
}

static void utsname_fields(struct decode *d, const void *record) {
    const struct abi_utsname *name = record;
    text_field(d, "sysname", name->sysname);
    text_field(d, "nodename", name->nodename);
    if (d->abbrev) {
        print_more(d);
        return;
    }
    text_field(d, "release", name->release);
    text_field(d, "version", name->version);
    text_field(d, "machine", name->machine);
    text_field(d, "domainname", name->domainname);
}

ARG_PRINTER(A_NODE_NAME) {
    u32 length = (u32)d->args[arg + 1];
    if (length < ABI_UTSNAME_LENGTH)
        print_bytes(d, d->args[arg], length);
    else
        print_addr(d, d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_UTSNAME_OUT) {
    struct abi_utsname name;
    return print_record(d, arg, true, &name, sizeof name, utsname_fields);
}

static void sysinfo_fields(struct decode *d, const void *record) {
    const struct abi_sysinfo *info = record;
    print_field_udec(d, "uptime", (u64)info->uptime);
    print_field(d, "loads");
    print_open(d, '[');
    for (u32 i = 0; i < ARRAY_SIZE(info->loads); i++) {
        print_item(d);
        print_udec(d, info->loads[i]);
    }
    print_close(d, ']');
    print_field_udec(d, "totalram", info->totalram);
    print_field_udec(d, "freeram", info->freeram);
    print_field_udec(d, "sharedram", info->sharedram);
    print_field_udec(d, "bufferram", info->bufferram);
    print_field_udec(d, "totalswap", info->totalswap);
    print_field_udec(d, "freeswap", info->freeswap);
    print_field_udec(d, "procs", info->procs);
    print_field_udec(d, "totalhigh", info->totalhigh);
    print_field_udec(d, "freehigh", info->freehigh);
    print_field_udec(d, "mem_unit", info->mem_unit);
}

ARG_PRINTER(A_SYSINFO_OUT) {
    struct abi_sysinfo info;
    return print_record(d, arg, true, &info, sizeof info, sysinfo_fields);
}

// --- personality: the low byte is a choice, the rest flags
LOCAL_NAMES(personalities, "PER_???", NAME(PER_LINUX), NAME(PER_LINUX32), {6, "PER_BSD"}, {12, "PER_RISCOS"},
            {15, "PER_OSF4"}, {16, "PER_HPUX"}, NAME(PER_MASK));
LOCAL_NAMES(personality_flags, NULL, NAME(UNAME26), NAME(ADDR_NO_RANDOMIZE), NAME(FDPIC_FUNCPTRS),
            NAME(MMAP_PAGE_ZERO), NAME(ADDR_COMPAT_LAYOUT), NAME(READ_IMPLIES_EXEC), NAME(ADDR_LIMIT_32BIT),
            NAME(SHORT_INODE), NAME(WHOLE_SECONDS), NAME(STICKY_TIMEOUTS), NAME(ADDR_LIMIT_3GB));

static void print_personality(struct decode *d, u32 value) {
    print_choice(d, &names_personalities, value & PER_MASK);
    print_flags_behind(d, &names_personality_flags, value & ~(u32)PER_MASK);
}

ARG_PRINTER(A_PERSONALITY) {
    if ((u32)d->args[arg] == PER_QUERY)
        print_hex(d, PER_QUERY);
    else
        print_personality(d, (u32)d->args[arg]);
    return PRINT_DONE;
}

RET_PRINTER(R_PERSONALITY) {
    print_hex(d, (u64)d->result);
    if (d->opt->style == NAMES_RAW) return;
    text_puts(d->out, " (");
    print_personality(d, (u32)d->result);
    text_char(d->out, ')');
}

// --- syslog: the arguments that an action has
LOCAL_NAMES(syslog_actions, "SYSLOG_ACTION_???", NAME(SYSLOG_ACTION_CLOSE), NAME(SYSLOG_ACTION_OPEN),
            NAME(SYSLOG_ACTION_READ), NAME(SYSLOG_ACTION_READ_ALL), NAME(SYSLOG_ACTION_READ_CLEAR),
            NAME(SYSLOG_ACTION_CLEAR), NAME(SYSLOG_ACTION_CONSOLE_OFF), NAME(SYSLOG_ACTION_CONSOLE_ON),
            NAME(SYSLOG_ACTION_CONSOLE_LEVEL), NAME(SYSLOG_ACTION_SIZE_UNREAD), NAME(SYSLOG_ACTION_SIZE_BUFFER));

// Always the number with the name behind it.
static void print_number_and_name(struct decode *d, const struct name_table *names, u64 value) {
    const struct decode_options *options = d->opt;
    struct decode_options verbose = *options;
    if (options->style == NAMES_ABBREV) verbose.style = NAMES_VERBOSE;
    d->opt = &verbose;
    print_choice_dec(d, names, value);
    d->opt = options;
}

ARG_PRINTER(A_SYSLOG_ACTION) {
    print_number_and_name(d, &names_syslog_actions, (u64)(s32)d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_SYSLOG_OUT) {
    switch ((u32)d->args[arg - 1]) {
    case SYSLOG_ACTION_READ:
    case SYSLOG_ACTION_READ_ALL:
    case SYSLOG_ACTION_READ_CLEAR:
        if (!d->exiting) return PRINT_LATER;
        if (d->failed)
            print_addr(d, d->args[arg]);
        else
            print_bytes(d, d->args[arg], (u64)d->result);
        break;
    case SYSLOG_ACTION_CONSOLE_LEVEL: print_addr(d, d->args[arg]); break;
    case SYSLOG_ACTION_CLOSE:
    case SYSLOG_ACTION_OPEN:
    case SYSLOG_ACTION_CLEAR:
    case SYSLOG_ACTION_CONSOLE_OFF:
    case SYSLOG_ACTION_CONSOLE_ON:
    case SYSLOG_ACTION_SIZE_UNREAD:
    case SYSLOG_ACTION_SIZE_BUFFER: break;
    default: print_addr(d, d->args[arg]);
    }
    return PRINT_DONE;
}

LOCAL_NAMES(log_levels, "LOGLEVEL_???", {0, "LOGLEVEL_EMERG"}, {1, "LOGLEVEL_ALERT"}, {2, "LOGLEVEL_CRIT"},
            {3, "LOGLEVEL_ERR"}, {4, "LOGLEVEL_WARNING"}, {5, "LOGLEVEL_NOTICE"}, {6, "LOGLEVEL_INFO"},
            {7, "LOGLEVEL_DEBUG"});

ARG_PRINTER(A_SYSLOG_LENGTH) {
    u32 action = (u32)d->args[0];
    if (action == SYSLOG_ACTION_CONSOLE_LEVEL)
        print_number_and_name(d, &names_log_levels, (u64)(s32)d->args[arg]);
    else if ((action >= SYSLOG_ACTION_READ && action <= SYSLOG_ACTION_READ_CLEAR) ||
             action > SYSLOG_ACTION_SIZE_BUFFER)
        print_dec(d, (s32)d->args[arg]);
    return PRINT_DONE;
}

// --- rseq
ARG_PRINTER(A_RSEQ) { // strace 6.1 does not know the call's arguments
    print_hex(d, d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_RSEQ_FLAGS) {
    print_hex(d, d->args[arg]);
    return PRINT_DONE;
}

// --- kcmp, membarrier, futex_waitv
static void slot_fields(struct decode *d, const void *record) {
    const struct abi_kcmp_epoll_slot *slot = record;
    print_field(d, "efd");
    print_fd(d, (s32)slot->efd);
    print_field(d, "tfd");
    print_fd(d, (s32)slot->tfd);
    print_field_udec(d, "toff", slot->toff);
}
ARG_PRINTER(A_KCMP_ARG) {
    struct abi_kcmp_epoll_slot slot;
    u32 type = (u32)d->args[2];
    switch (type) {
    case KCMP_FILE: print_fd(d, (s32)d->args[arg]); break;
    case KCMP_EPOLL_TFD:
        if (arg == 3)
            print_fd(d, (s32)d->args[arg]);
        else
            print_record(d, arg, false, &slot, sizeof slot, slot_fields);
        break;
    default:
        if (type > KCMP_EPOLL_TFD) print_hex(d, d->args[arg]);
    }
    return PRINT_DONE;
}

ARG_PRINTER(A_MEMBARRIER_CPU) {
    if (d->args[arg - 1] & MEMBARRIER_CMD_FLAG_CPU) print_dec(d, (s32)d->args[arg]);
    return PRINT_DONE;
}

RET_PRINTER(R_MEMBARRIER) {
    if ((u32)d->args[0] || !d->result) {
        print_dec(d, d->result);
        return;
    }
    print_hex(d, (u64)d->result);
    text_puts(d->out, " (");
    print_flags(d, &names_A_MEMBARRIER_CMD, (u64)d->result);
    text_char(d->out, ')');
}

LOCAL_NAMES(futex2_flags, "FUTEX_???", NAME(FUTEX_32), {FUTEX2_PRIVATE, "FUTEX_PRIVATE_FLAG"});

static void waiter_element(struct decode *d, const void *element) {
    const struct abi_futex_waitv *waiter = element;
    print_open(d, '{');
    print_field_hex(d, "val", waiter->val);
    print_field(d, "uaddr");
    print_addr(d, waiter->uaddr);
    print_field(d, "flags");
    print_flags(d, &names_futex2_flags, waiter->flags);
    if (waiter->__reserved) print_field_hex(d, "__reserved", waiter->__reserved);
    print_close(d, '}');
}

ARG_PRINTER(A_FUTEX_WAITERS_IN) {
    const u64 most = min_u64(elements_shown(d), FUTEX_WAITV_MAX);
    print_array_part(d, d->args[arg], (u32)d->args[arg + 1], most, sizeof(struct abi_futex_waitv), waiter_element);
    return PRINT_DONE;
}

ARG_PRINTER(A_FUTEX_PAIR_IN) {
    print_array(d, d->args[arg], 2, sizeof(struct abi_futex_waitv), waiter_element);
    return PRINT_DONE;
}

ARG_PRINTER(A_FUTEX2_FLAGS) {
    print_flags(d, &names_futex2_flags, (u32)d->args[arg]);
    return PRINT_DONE;
}

// --- Results
RET_PRINTER(R_TIME) {
    if (!d->result) return;
    print_date_text(d, d->result);
    text_puts(d->out, "+0000");
}

RET_PRINTER(R_SIGNUM) {
    const char *name = signal_name((s32)d->result);
    if (name) text_puts(d->out, name);
}

LOCAL_NAMES(clock_states, NULL, NAME(TIME_OK), NAME(TIME_INS), NAME(TIME_DEL), NAME(TIME_OOP), NAME(TIME_WAIT),
            NAME(TIME_ERROR));

static void print_meaning(struct decode *d, const struct name_table *names, s64 value) {
    for (u32 i = 0; i < names->count; i++)
        if (names->entries[i].value == (u64)value) text_puts(d->out, names->entries[i].name);
}

RET_PRINTER(R_MESSAGES) {
    const uaddr_t timeout = d->args[4];
    struct abi_timespec left;
    if (!d->result) {
        text_puts(d->out, "Timeout");
    } else if (timeout) {
        text_puts(d->out, "left ");
        if (decode_read(d, timeout, &left, sizeof left))
            print_timespec(d, &left);
        else
            print_addr(d, timeout);
    }
}

// Where the struct is not there, the call had nothing to say.
RET_PRINTER(R_CLOCK_STATE) {
    struct abi_timex t;
    if (!decode_read(d, d->args[d->row->arity - 1], &t, sizeof t)) return;
    print_meaning(d, &names_clock_states, d->result);
}

RET_PRINTER(R_SCHED_POLICY) {
    print_meaning(d, &names_A_SCHED_POLICY, d->result & 0xff);
}

// --- _sysctl
static void sysctl_fields(struct decode *d, const void *record) {
    const struct abi_sysctl_args *a = record;
    print_field(d, "name");
    print_addr(d, a->name);
    text_printf(d->out, ", nlen=%d", a->nlen);
    print_field(d, "oldval");
    print_addr(d, a->oldval);
    print_field(d, "oldlenp");
    print_addr(d, a->oldlenp);
    print_field(d, "newval");
    print_addr(d, a->newval);
    print_field_udec(d, "newlen", a->newlen);
}

ARG_PRINTER(A_SYSCTL_ARGS) {
    struct abi_sysctl_args a;
    return print_record(d, arg, false, &a, sizeof a, sysctl_fields);
}

// --- reboot: only one command has an argument
ARG_PRINTER(A_REBOOT_ARG) {
    if ((u32)d->args[arg - 1] == LINUX_REBOOT_CMD_RESTART2) print_string(d, d->args[arg]);
    return PRINT_DONE;
}
