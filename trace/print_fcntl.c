// SPDX-License-Identifier: GPL-2.0-or-later
// fcntl, whose commands decide what the argument and the result are; poll, select and epoll.
#include "abi/fcntl.h"
#include "abi/poll.h"
#include "abi/time.h"
#include "trace/decode.h"
#include "trace/names_file.h"

NAMES(LOCK_TYPES, "F_???", NAME(F_RDLCK), NAME(F_WRLCK), NAME(F_UNLCK), NAME(F_EXLCK), NAME(F_SHLCK));
NAMES(FD_BITS, "FD_???", NAME(FD_CLOEXEC));
NAMES(SEALS, "F_SEAL_???", NAME(F_SEAL_SEAL), NAME(F_SEAL_SHRINK), NAME(F_SEAL_GROW), NAME(F_SEAL_WRITE),
      NAME(F_SEAL_FUTURE_WRITE), NAME(F_SEAL_EXEC));
NAMES(OWNER_TYPES, "F_OWNER_???", NAME(F_OWNER_TID), NAME(F_OWNER_PID), NAME(F_OWNER_PGRP));

LOCAL_NAMES(notify_events, "DN_???", NAME(DN_ACCESS), NAME(DN_MODIFY), NAME(DN_CREATE), NAME(DN_DELETE),
            NAME(DN_RENAME), NAME(DN_ATTRIB), NAME(DN_MULTISHOT));

static void number_field(struct decode *d, const char *name, s64 value) {
    print_field(d, name);
    print_dec(d, value);
}

static void flock_fields(struct decode *d, const void *record) {
    const struct abi_flock *f = record;
    u32 command = (u32)d->args[1];
    print_field(d, "l_type");
    print_choice(d, &names_LOCK_TYPES, (u16)f->l_type);
    print_field(d, "l_whence");
    print_choice(d, &names_A_SEEK_WHENCE, (u16)f->l_whence);
    number_field(d, "l_start", f->l_start);
    number_field(d, "l_len", f->l_len);
    if (command == F_GETLK || command == F_OFD_GETLK) {
        print_field(d, "l_pid");
        print_pid(d, f->l_pid);
    }
}
struct owner {
    s32 type, pid;
};
static void owner_fields(struct decode *d, const void *record) {
    const struct owner *o = record;
    print_field(d, "type");
    print_choice(d, &names_OWNER_TYPES, (u32)o->type);
    print_field(d, "pid");
    print_pid(d, o->pid);
}

ARG_PRINTER(A_FCNTL_ARG) {
    u64 value = d->args[arg];
    struct abi_flock lock;
    struct owner owner;
    switch ((u32)d->args[1]) {
    case F_GETFD:
    case F_GETFL:
    case F_GETOWN:
    case F_GETSIG:
    case F_GETLEASE:
    case F_GETPIPE_SZ:
    case F_GET_SEALS: return PRINT_DONE;
    case F_SETFD: print_flags(d, &names_FD_BITS, (u32)value); return PRINT_DONE;
    case F_NOTIFY: print_flags(d, &names_notify_events, (u32)value); return PRINT_DONE;
    case F_SETFL: print_open_flags(d, (u32)value); return PRINT_DONE;
    case F_SETOWN: print_pid(d, (s32)value); return PRINT_DONE;
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
    case F_SETPIPE_SZ: print_dec(d, (s64)value); return PRINT_DONE;
    case F_SETSIG: print_signum(d, (s32)value); return PRINT_DONE;
    case F_SETLEASE: print_choice(d, &names_LOCK_TYPES, (u32)value); return PRINT_DONE;
    case F_ADD_SEALS: print_flags(d, &names_SEALS, (u32)value); return PRINT_DONE;
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_SETLK:
    case F_OFD_SETLKW: return print_record(d, arg, false, &lock, sizeof lock, flock_fields);
    case F_GETLK:
    case F_OFD_GETLK: return print_record(d, arg, true, &lock, sizeof lock, flock_fields);
    case F_SETOWN_EX: return print_record(d, arg, false, &owner, sizeof owner, owner_fields);
    case F_GETOWN_EX: return print_record(d, arg, true, &owner, sizeof owner, owner_fields);
    default: print_hex(d, value); return PRINT_DONE;
    }
}

// The result itself, with what it means behind it.
RET_PRINTER(R_FCNTL) {
    const struct name_table fd_bits = {names_FD_BITS.entries, names_FD_BITS.count, NULL};
    u64 value = (u64)d->result;
    switch ((u32)d->args[1]) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC: print_fd(d, (s32)value); return;
    case F_GETFD:
        print_hex(d, value);
        if (!value) return;
        text_puts(d->out, " (flags ");
        print_flags(d, &fd_bits, value);
        text_char(d->out, ')');
        return;
    case F_GETFL:
        print_hex(d, value);
        text_puts(d->out, " (flags ");
        print_open_flags(d, (u32)value);
        text_char(d->out, ')');
        return;
    case F_GETLEASE:
        print_hex(d, value);
        text_puts(d->out, " (");
        print_choice(d, &names_LOCK_TYPES, value);
        text_char(d->out, ')');
        return;
    case F_GET_SEALS:
        print_hex(d, value);
        if (!value) return;
        text_puts(d->out, " (seals ");
        print_flags(d, &names_SEALS, value);
        text_char(d->out, ')');
        return;
    case F_GETSIG:
        print_dec(d, (s64)value);
        if (!value) return;
        text_puts(d->out, " (");
        print_signum(d, (s32)value);
        text_char(d->out, ')');
        return;
    default: print_dec(d, (s64)value); return;
    }
}

// --- poll
static void print_events(struct decode *d, u16 events) {
    print_flags(d, &names_POLL_EVENTS, events);
}
static void pollfd_element(struct decode *d, const void *element) {
    const struct abi_pollfd *p = element;
    print_open(d, '{');
    if (p->fd < 0) {
        number_field(d, "fd", p->fd);
    } else {
        print_field(d, "fd");
        print_fd(d, p->fd);
        print_field(d, "events");
        print_events(d, (u16)p->events);
    }
    print_close(d, '}');
}
ARG_PRINTER(A_POLLFDS) {
    print_array(d, d->args[arg], (u32)d->args[arg + 1], sizeof(struct abi_pollfd), pollfd_element);
    return PRINT_DONE;
}
enum { POLLED_MAX = 996, POLLED_WITH_TIME_MAX = 1022 }; // characters: as much room as strace has
// Those with something to tell, at most as many as of a list; the address of what cannot be read ends it.
static u64 print_polled(struct decode *d) {
    const struct name_table events = {names_POLL_EVENTS.entries, names_POLL_EVENTS.count, NULL};
    uaddr_t at = d->args[0], end = at + (u32)d->args[1] * sizeof(struct abi_pollfd);
    u64 shown = 0;
    const size_t begin = d->out->size;
    for (; at < end; at += sizeof(struct abi_pollfd)) {
        struct abi_pollfd p;
        const bool there = decode_read(d, at, &p, sizeof p);
        if (there && !p.revents) continue;
        text_puts(d->out, shown ? ", " : "[");
        shown++;
        if (!there) {
            print_hex(d, at);
            break;
        }
        if (shown > elements_shown(d)) {
            text_puts(d->out, "...");
            break;
        }
        const size_t entry = d->out->size;
        text_puts(d->out, "{fd=");
        print_dec(d, p.fd);
        text_puts(d->out, ", revents=");
        print_flags(d, &events, (u16)p.revents);
        text_char(d->out, '}');
        if (d->out->size - begin > POLLED_MAX) {
            d->out->size = entry;
            text_puts(d->out, "...");
            break;
        }
    }
    if (shown) text_char(d->out, ']');
    return shown;
}
RET_PRINTER(R_POLL) {
    if (d->result == 0) {
        text_puts(d->out, "Timeout");
        return;
    }
    uaddr_t start = d->args[0], end = start + (u32)d->args[1] * sizeof(struct abi_pollfd);
    if (!d->verbose || !start || start >= end) return;
    const size_t begin = d->out->size;
    const bool any = print_polled(d) > 0, timed = d->row && d->row->arity > 4;
    struct abi_timespec left;
    if (!timed || !d->args[2]) return;
    const size_t before = d->out->size;
    text_puts(d->out, any ? ", left " : "left ");
    if (decode_read(d, d->args[2], &left, sizeof left))
        print_timespec(d, &left);
    else
        print_hex(d, d->args[2]);
    if (d->out->size - begin <= POLLED_WITH_TIME_MAX) return;
    d->out->size = before;
    text_puts(d->out, ", ...");
}

// --- select
enum { FDSET_MOST = 1 << 20 };
static bool fdset_is_there(struct decode *d, uaddr_t at, s32 n) { // unless it has a hole that is not at either end
    u8 edge;
    if (n > FDSET_MOST) n = FDSET_MOST;
    return at && n > 0 && decode_read(d, at, &edge, 1) && decode_read(d, at + ((u64)n - 1) / 8, &edge, 1);
}

static void print_fdset(struct decode *d, uaddr_t at, s32 n) {
    bool any = false;
    if (!fdset_is_there(d, at, n)) {
        print_addr(d, at);
        return;
    }
    text_char(d->out, '[');
    for (s32 fd = 0; fd < n && fd < 65536; fd++) {
        u8 byte;
        if (!decode_read(d, at + (u64)fd / 8, &byte, 1)) break;
        if (!(byte >> fd % 8 & 1)) continue;
        if (any) text_char(d->out, ' ');
        any = true;
        if (text_is_long(d)) {
            text_puts(d->out, "...");
            break;
        }
        print_fd(d, fd);
    }
    text_char(d->out, ']');
}
ARG_PRINTER(A_FDSET_IN) {
    print_fdset(d, d->args[arg], (s32)d->args[0]);
    return PRINT_DONE;
}
ARG_PRINTER(A_FDSET_OUT) {
    print_fdset(d, d->args[arg], (s32)d->args[0]);
    return PRINT_DONE;
}
ARG_PRINTER(A_FDSET_EX) {
    print_fdset(d, d->args[arg], (s32)d->args[0]);
    return PRINT_DONE;
}
RET_PRINTER(R_SELECT) {
    static const char *const names[] = {"in ", "out ", "except "};
    bool any = false;
    if (d->result == 0) {
        text_puts(d->out, "Timeout");
        return;
    }
    for (u32 set = 0; set < 3; set++) {
        uaddr_t at = d->args[set + 1];
        bool ready = false;
        if (!fdset_is_there(d, at, (s32)d->args[0])) continue;
        for (s32 fd = 0; fd < (s32)d->args[0] && fd < 65536 && !ready; fd++) {
            u8 byte = 0;
            if (!decode_read(d, at + (u64)fd / 8, &byte, 1)) break;
            ready = byte >> fd % 8 & 1;
        }
        if (!ready) continue;
        if (any) text_puts(d->out, ", ");
        any = true;
        text_puts(d->out, names[set]);
        print_fdset(d, at, (s32)d->args[0]);
    }
    struct abi_timespec left;
    if (!d->args[4]) return;
    text_puts(d->out, any ? ", left " : "left ");
    if (!decode_read(d, d->args[4], &left, sizeof left))
        print_addr(d, d->args[4]);
    else if (d->row && d->row->arg[4] == A_TIMEVAL_INOUT)
        print_timeval(d, &(struct abi_timeval){left.tv_sec, left.tv_nsec});
    else
        print_timespec(d, &left);
}

// --- epoll
static void epoll_fields(struct decode *d, const void *record) {
    const struct abi_epoll_event *e = record;
    print_field(d, "events");
    print_flags(d, &names_EPOLL_EVENTS, e->events);
    print_field(d, "data");
    print_open(d, '{');
    number_field(d, "u32", (s64)(u32)e->data);
    print_field(d, "u64");
    print_udec(d, e->data);
    print_close(d, '}');
}
static void epoll_element(struct decode *d, const void *element) {
    print_open(d, '{');
    epoll_fields(d, element);
    print_close(d, '}');
}
ARG_PRINTER(A_EPOLL_EVENT_IN) {
    struct abi_epoll_event e;
    if ((u32)d->args[1] == EPOLL_CTL_DEL) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    return print_record(d, arg, false, &e, sizeof e, epoll_fields);
}
ARG_PRINTER(A_EPOLL_EVENTS_OUT) {
    if (!d->exiting) return PRINT_LATER;
    if (d->failed || d->result < 0)
        print_addr(d, d->args[arg]);
    else
        print_array(d, d->args[arg], (u64)d->result, sizeof(struct abi_epoll_event), epoll_element);
    return PRINT_DONE;
}
