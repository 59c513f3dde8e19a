// SPDX-License-Identifier: GPL-2.0-or-later
// seccomp: operations; the filters are told by print_filter.c.
#include "abi/seccomp.h"
#include "syscalls/kinds.h"
#include "trace/decode.h"

LOCAL_NAMES(actions, "SECCOMP_RET_???", NAME(SECCOMP_RET_KILL_PROCESS), NAME(SECCOMP_RET_KILL_THREAD),
            NAME(SECCOMP_RET_TRAP), NAME(SECCOMP_RET_ERRNO), NAME(SECCOMP_RET_USER_NOTIF), NAME(SECCOMP_RET_TRACE),
            NAME(SECCOMP_RET_LOG), NAME(SECCOMP_RET_ALLOW));
LOCAL_NAMES(filter_flags, "SECCOMP_FILTER_FLAG_???", NAME(SECCOMP_FILTER_FLAG_TSYNC), NAME(SECCOMP_FILTER_FLAG_LOG),
            NAME(SECCOMP_FILTER_FLAG_SPEC_ALLOW), NAME(SECCOMP_FILTER_FLAG_NEW_LISTENER),
            NAME(SECCOMP_FILTER_FLAG_TSYNC_ESRCH), NAME(SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV));

void print_seccomp_action(struct decode *d, u64 value) {
    print_choice(d, &names_actions, value);
}

void print_seccomp_filter_flags(struct decode *d, u64 flags) {
    print_flags(d, &names_filter_flags, flags);
}

// --- seccomp(operation, flags, args)
ARG_PRINTER(A_SECCOMP_FLAGS) {
    u32 flags = (u32)d->args[arg];
    if ((u32)d->args[0] == SECCOMP_SET_MODE_FILTER)
        print_flags(d, &names_filter_flags, flags);
    else
        print_hex(d, flags);
    return PRINT_DONE;
}

static void sizes_fields(struct decode *d, const void *record) {
    const u16 *s = record;
    print_field_udec(d, "seccomp_notif", s[0]);
    print_field_udec(d, "seccomp_notif_resp", s[1]);
    print_field_udec(d, "seccomp_data", s[2]);
}

ARG_PRINTER(A_SECCOMP_ARG) {
    uaddr_t at = d->args[arg];
    u32 action;
    u16 three[3];
    switch ((u32)d->args[0]) {
    case SECCOMP_SET_MODE_FILTER: print_bpf_program(d, at); break;
    case SECCOMP_GET_ACTION_AVAIL:
        if (!at || !decode_read(d, at, &action, sizeof action)) {
            print_addr(d, at);
            break;
        }
        text_char(d->out, '[');
        print_seccomp_action(d, action);
        text_char(d->out, ']');
        break;
    case SECCOMP_GET_NOTIF_SIZES: return print_record(d, arg, true, three, sizeof three, sizes_fields);
    default: print_addr(d, at); break;
    }
    return PRINT_DONE;
}
