// SPDX-License-Identifier: GPL-2.0-or-later
// Sockets: kinds and protocols, addresses as arguments, messages. What stands in addresses: print_sockaddr.c.
#include "abi/socket.h"
#include "abi/uio.h"
#include "trace/decode.h"
#include "trace/layout.h"
#include "trace/names_socket.h"

#include <stddef.h>
#include <string.h>

// --- socket
ARG_PRINTER(A_SOCK_TYPE) {
    const u32 flags = SOCK_CLOEXEC | SOCK_NONBLOCK, kind_bits = 0xf;
    u32 type = (u32)d->args[arg], kind = type & kind_bits, rest = type & ~kind_bits;
    bool known = false;
    for (u32 i = 0; i < names_SOCKET_TYPES.count; i++) known = known || names_SOCKET_TYPES.entries[i].value == kind;
    if (!known) {
        const struct name_table all = {names_A_SOCK_FLAGS.entries, names_A_SOCK_FLAGS.count,
                                       names_SOCKET_TYPES.unknown};
        print_flags(d, &all, type);
        return PRINT_DONE;
    }
    print_choice(d, &names_SOCKET_TYPES, kind);
    print_flags_behind(d, &names_A_SOCK_FLAGS, rest);
    if (rest && !(rest & flags) && d->opt->style != NAMES_RAW) print_comment(d, names_SOCKET_TYPES.unknown);
    return PRINT_DONE;
}

ARG_PRINTER(A_SOCK_PROTOCOL) {
    u32 protocol = (u32)d->args[arg];
    if (d->row->arity > arg + 1) { // strace does not name those of socketpair
        print_udec(d, d->args[arg]);
        return PRINT_DONE;
    }
    const u32 family = (u32)d->args[0];
    const struct name_table *names = protocols_of(family);
    if (family == AF_PACKET) { // in the network's order
        text_puts(d->out, "htons(");
        print_choice(d, names, (u16)(protocol << 8 | (u16)protocol >> 8));
        text_char(d->out, ')');
    } else if (family == AF_AX25) { // always the number, too
        struct decode_options verbose = *d->opt;
        const struct decode_options *options = d->opt;
        verbose.style = NAMES_VERBOSE;
        d->opt = &verbose;
        print_choice(d, names, d->args[arg]);
        d->opt = options;
    } else if (names) {
        print_choice(d, names, protocol);
    } else {
        print_udec(d, d->args[arg]);
    }
    return PRINT_DONE;
}

// --- Addresses
ARG_PRINTER(A_SOCKADDR_IN) {
    print_sockaddr(d, d->args[arg], d->args[arg + 1]);
    return PRINT_DONE;
}

// The length before the call is kept by the argument behind it, and asked for the address, too.
ARG_PRINTER(A_SOCKADDR_OUT) {
    s32 room, length;
    if (!d->exiting) {
        if (decode_read(d, d->args[arg + 1], &room, sizeof room)) d->kept[arg] = (u32)room;
        return PRINT_LATER;
    }
    if (d->failed || !decode_read(d, d->args[arg + 1], &length, sizeof length))
        print_addr(d, d->args[arg]);
    else
        print_sockaddr(d, d->args[arg], (u64)(length < (s32)d->kept[arg] ? length : (s32)d->kept[arg]));
    return PRINT_DONE;
}

ARG_PRINTER(A_SOCKLEN_INOUT) {
    s32 length;
    bool there = decode_read(d, d->args[arg], &length, sizeof length);
    if (!d->exiting) {
        d->kept[arg] = there ? (u32)length : 0;
        return PRINT_LATER;
    }
    if (!there || !d->verbose || (d->row->arg[arg - 1] == A_SOCKADDR_OUT && !d->args[arg - 1])) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    text_printf(d->out, "[%d", (s32)d->kept[arg]);
    if (!d->failed && length != (s32)d->kept[arg]) text_printf(d->out, " => %d", length);
    text_char(d->out, ']');
    return PRINT_DONE;
}

// --- Messages
// `bytes`: how much data there is, of all there is room for.
static void print_msghdr(struct decode *d, const struct abi_msghdr *m, u64 bytes, s32 name_room) {
    print_open(d, '{');
    print_field(d, "msg_name");
    print_sockaddr(d, m->msg_name, (u64)(name_room && name_room < m->msg_namelen ? name_room : m->msg_namelen));
    print_field(d, "msg_namelen");
    if (name_room != m->msg_namelen && d->exiting && m->msg_name) text_printf(d->out, "%d => ", name_room);
    print_dec(d, m->msg_namelen);
    print_field(d, "msg_iov");
    print_iov(d, m->msg_iov, m->msg_iovlen, bytes, true);
    print_field_udec(d, "msg_iovlen", m->msg_iovlen);
    if (m->msg_controllen) {
        print_field(d, "msg_control");
        print_control(d, m->msg_control, m->msg_controllen);
    }
    print_field_udec(d, "msg_controllen", m->msg_controllen);
    print_field(d, "msg_flags");
    print_flags(d, &names_A_MSG_FLAGS, (u32)m->msg_flags);
    print_close(d, '}');
}

ARG_PRINTER(A_MSGHDR_IN) {
    struct abi_msghdr m;
    if (!d->verbose || !decode_read(d, d->args[arg], &m, sizeof m))
        print_addr(d, d->args[arg]);
    else
        print_msghdr(d, &m, UINT64_MAX, m.msg_namelen);
    return PRINT_DONE;
}

ARG_PRINTER(A_MSGHDR_OUT) {
    struct abi_msghdr m;
    bool there = d->verbose && decode_read(d, d->args[arg], &m, sizeof m);
    if (!d->exiting) {
        d->kept[arg] = there ? (u32)m.msg_namelen : 0;
        return PRINT_LATER;
    }
    if (!there)
        print_addr(d, d->args[arg]);
    else if (d->failed)
        text_printf(d->out, "{msg_namelen=%d}", (s32)d->kept[arg]);
    else
        print_msghdr(d, &m, (u64)d->result, (s32)d->kept[arg]);
    return PRINT_DONE;
}

// The first `done` of them have been sent or received, and have a length.
static void print_messages(struct decode *d, uaddr_t at, u64 count, u64 done) {
    struct abi_mmsghdr m;
    if (!at || !d->verbose || (count && !decode_read(d, at, &m, sizeof m))) {
        print_addr(d, at);
        return;
    }
    print_open(d, '[');
    for (u64 i = 0; i < count; i++, at += sizeof m) {
        if (!decode_read(d, at, &m, sizeof m)) {
            print_more_at(d, at);
            break;
        }
        if (i >= elements_shown(d)) {
            print_more(d);
            break;
        }
        print_item(d);
        print_open(d, '{');
        print_field(d, "msg_hdr");
        print_msghdr(d, &m.msg_hdr, i < done ? m.msg_len : UINT64_MAX, m.msg_hdr.msg_namelen);
        if (i < done) print_field_udec(d, "msg_len", m.msg_len);
        print_close(d, '}');
    }
    print_close(d, ']');
}

ARG_PRINTER(A_MMSGHDRS_IN) {
    if (!d->exiting) return PRINT_LATER;
    print_messages(d, d->args[arg], (u32)d->args[arg + 1], d->failed ? 0 : (u64)d->result);
    return PRINT_DONE;
}

ARG_PRINTER(A_MMSGHDRS_OUT) {
    if (!d->exiting) return PRINT_LATER;
    if (d->failed)
        print_addr(d, d->args[arg]);
    else
        print_messages(d, d->args[arg], (u64)d->result, (u64)d->result);
    return PRINT_DONE;
}

// With MSG_TRUNC the result is how long the message was.
ARG_PRINTER(A_RECEIVED_OUT) {
    if (!d->exiting) return PRINT_LATER;
    if (d->failed)
        print_addr(d, d->args[arg]);
    else
        print_bytes(d, d->args[arg], min_u64((u64)d->result, d->args[arg + 1]));
    return PRINT_DONE;
}
