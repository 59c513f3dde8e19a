// SPDX-License-Identifier: GPL-2.0-or-later
// Sockets: kinds and protocols, addresses, options, messages with what is sent beside the data.
#include "abi/socket.h"
#include "abi/uio.h"
#include "trace/decode.h"
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
static void print_unix(struct decode *d, const struct abi_sockaddr_un *a, size_t size) {
    size_t n = size - offsetof(struct abi_sockaddr_un, sun_path);
    if (!n) return;
    if (n > sizeof a->sun_path) n = sizeof a->sun_path;
    print_field(d, "sun_path");
    if (a->sun_path[0]) {
        print_quoted(d, a->sun_path, n, QUOTE_STRING);
    } else { // an abstract name
        text_char(d->out, '@');
        print_quoted(d, a->sun_path + 1, n - 1, 0);
    }
}

static void port_text(struct decode *d, const void *bytes) {
    const u8 *port = bytes;
    text_printf(d->out, "htons(%u)", port[0] << 8 | port[1]);
}

static void ipv4_text(struct decode *d, const void *bytes) {
    const u8 *ip = bytes;
    text_printf(d->out, "inet_addr(\"%u.%u.%u.%u\")", ip[0], ip[1], ip[2], ip[3]);
}

static void flow_text(struct decode *d, const void *bytes) {
    const u8 *flow = bytes;
    text_printf(d->out, "htonl(%u)", (u32)flow[0] << 24 | (u32)flow[1] << 16 | (u32)flow[2] << 8 | flow[3]);
}

static void print_inet(struct decode *d, const struct abi_sockaddr_in *a) {
    print_field(d, "sin_port");
    print_named_bytes(d, &a->sin_port, sizeof a->sin_port, port_text);
    print_field(d, "sin_addr");
    print_named_bytes(d, &a->sin_addr, sizeof a->sin_addr, ipv4_text);
}

// The longest run of zero groups, if it is more than one, is written as "::" (RFC 5952).
static void print_ipv6_text(struct decode *d, const u8 ip[16]) {
    u32 group[8], best = 8, best_length = 1;
    bool mapped = true;
    for (u32 i = 0; i < 8; i++) group[i] = (u32)ip[2 * i] << 8 | ip[2 * i + 1];
    for (u32 i = 0; i < 5; i++) mapped = mapped && !group[i];
    if (mapped && group[5] == 0xffff) {
        text_printf(d->out, "::ffff:%u.%u.%u.%u", ip[12], ip[13], ip[14], ip[15]);
        return;
    }
    for (u32 i = 0; i < 8; i++) {
        u32 n = 0;
        while (i + n < 8 && !group[i + n]) n++;
        if (n > best_length) {
            best = i;
            best_length = n;
        }
    }
    for (u32 i = 0; i < 8; i++) {
        if (i == best) {
            text_puts(d->out, "::");
            i += best_length - 1;
            continue;
        }
        text_printf(d->out, i && i != best + best_length ? ":%x" : "%x", group[i]);
    }
}

static void ipv6_text(struct decode *d, const void *bytes) {
    text_puts(d->out, "inet_pton(AF_INET6, \"");
    print_ipv6_text(d, bytes);
    text_puts(d->out, "\")");
}

static void print_inet6(struct decode *d, const struct abi_sockaddr_in6 *a, size_t size) {
    bool plain = d->opt->style == NAMES_ABBREV; // what the call to inet_pton is written with, names the field
    print_field(d, "sin6_port");
    print_named_bytes(d, &a->sin6_port, sizeof a->sin6_port, port_text);
    print_field(d, "sin6_flowinfo");
    print_named_bytes(d, &a->sin6_flowinfo, sizeof a->sin6_flowinfo, flow_text);
    if (plain)
        print_item(d);
    else
        print_field(d, "sin6_addr");
    print_named_bytes(d, &a->sin6_addr, sizeof a->sin6_addr, ipv6_text);
    if (plain) {
        d->out->size--; // the bracket
        text_puts(d->out, ", &sin6_addr)");
    }
    if (size >= sizeof *a) print_field_udec(d, "sin6_scope_id", a->sin6_scope_id);
}

static void print_netlink(struct decode *d, const struct abi_sockaddr_nl *a) {
    print_field(d, "nl_pid");
    print_dec(d, (s32)a->nl_pid);
    print_field(d, "nl_groups");
    text_printf(d->out, "%#08x", a->nl_groups);
}

static void print_address(struct decode *d, const struct abi_sockaddr_storage *storage, size_t size) {
    u16 family = storage->ss_family;
    const void *a = storage;
    print_open(d, '{');
    print_field(d, "sa_family");
    print_choice(d, &names_A_AF, family);
    if (family == AF_UNIX)
        print_unix(d, a, size);
    else if (family == AF_INET && size >= sizeof(struct abi_sockaddr_in))
        print_inet(d, a);
    else if (family == AF_INET6 && size >= sizeof(struct abi_sockaddr_in6) - sizeof(u32))
        print_inet6(d, a, size);
    else if (family == AF_NETLINK && size >= sizeof(struct abi_sockaddr_nl))
        print_netlink(d, a);
    else if (size > sizeof family) {
        print_field(d, "sa_data");
        print_quoted(d, (const u8 *)a + sizeof family, size - sizeof family, 0);
    }
    print_close(d, '}');
}

void print_sockaddr(struct decode *d, uaddr_t addr, u64 length) {
    struct abi_sockaddr_storage storage;
    memset(&storage, 0, sizeof storage);
    s32 size = (s32)length;
    size_t n = size < (s32)sizeof storage ? (size_t)size : sizeof storage;
    if (!addr || size < (s32)sizeof storage.ss_family || !d->verbose || !decode_read(d, addr, &storage, n))
        print_addr(d, addr);
    else
        print_address(d, &storage, n);
}

void print_sockaddr_bytes(struct decode *d, const void *bytes, size_t n) {
    struct abi_sockaddr_storage storage;
    memset(&storage, 0, sizeof storage);
    if (n > sizeof storage) n = sizeof storage;
    memcpy(&storage, bytes, n);
    print_address(d, &storage, n);
}

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
    if (!there || !d->verbose || (d->failed && d->row->arg[arg - 1] == A_SOCKADDR_OUT && !d->args[arg - 1])) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    text_printf(d->out, "[%d", (s32)d->kept[arg]);
    if (!d->failed && length != (s32)d->kept[arg]) text_printf(d->out, " => %d", length);
    text_char(d->out, ']');
    return PRINT_DONE;
}

// --- Options
static const struct name_table *options_of(u32 level) {
    switch (level) {
    case SOL_SOCKET: return &names_SOCKET_OPTIONS;
    case SOL_IP: return &names_IP_OPTIONS;
    case SOL_TCP: return &names_TCP_OPTIONS;
    case SOL_IPV6: return &names_IPV6_OPTIONS;
    case SOL_UDP: return &names_UDP_OPTIONS;
    case SOL_NETLINK: return &names_NETLINK_OPTIONS;
    default: return NULL;
    }
}

ARG_PRINTER(A_SOCK_OPTION) {
    const struct name_table *names = options_of((u32)d->args[arg - 1]);
    if (names)
        print_choice(d, names, (u32)d->args[arg]);
    else
        print_udec(d, (u32)d->args[arg]);
    return PRINT_DONE;
}

static void print_option_value(struct decode *d, uaddr_t at, s32 size, bool out) {
    u32 level = (u32)d->args[1], option = (u32)d->args[2];
    struct abi_linger linger;
    struct abi_ucred cred;
    s32 value;
    bool socket_level = level == SOL_SOCKET;
    if (socket_level && option == SO_LINGER && size >= (s32)sizeof linger &&
        decode_read(d, at, &linger, sizeof linger)) {
        text_printf(d->out, "{l_onoff=%d, l_linger=%d}", linger.l_onoff, linger.l_linger);
    } else if (socket_level && option == SO_PEERCRED && size >= (s32)sizeof cred &&
               decode_read(d, at, &cred, sizeof cred)) {
        text_puts(d->out, "{pid=");
        print_pid(d, (s32)cred.pid);
        text_printf(d->out, ", uid=%u, gid=%u}", cred.uid, cred.gid);
    } else if (socket_level && (option == SO_BINDTODEVICE || size > (s32)sizeof value)) {
        print_bytes(d, at, size < 0 ? 0 : (u64)size);
    } else if (size == sizeof value && decode_read(d, at, &value, sizeof value)) {
        text_char(d->out, '[');
        if (socket_level && option == SO_TYPE && out)
            print_choice(d, &names_SOCKET_TYPES, (u32)value);
        else if (socket_level && option == SO_DOMAIN && out)
            print_choice(d, &names_A_AF, (u32)value);
        else if (socket_level && option == SO_ERROR && out && value)
            print_error_number(d, (u32)value);
        else
            print_dec(d, value);
        text_char(d->out, ']');
    } else if (size > (s32)sizeof value) {
        print_bytes(d, at, (u64)size);
    } else {
        print_addr(d, at);
    }
}

ARG_PRINTER(A_SOCKOPT_IN) {
    if (!d->args[arg] || !d->verbose)
        print_addr(d, d->args[arg]);
    else
        print_option_value(d, d->args[arg], (s32)d->args[arg + 1], false);
    return PRINT_DONE;
}

ARG_PRINTER(A_SOCKOPT_OUT) {
    s32 size;
    if (!d->exiting) return PRINT_LATER;
    if (d->failed || !d->verbose || !d->args[arg] || !decode_read(d, d->args[arg + 1], &size, sizeof size))
        print_addr(d, d->args[arg]);
    else
        print_option_value(d, d->args[arg], size, true);
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
        text_printf(d->out, "{msg_namelen=%u}", (u32)d->kept[arg]);
    else
        print_msghdr(d, &m, (u64)d->result, (s32)d->kept[arg]);
    return PRINT_DONE;
}

static void print_messages(struct decode *d, uaddr_t at, u64 count, bool lengths) {
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
        print_msghdr(d, &m.msg_hdr, lengths ? m.msg_len : UINT64_MAX, m.msg_hdr.msg_namelen);
        if (lengths) print_field_udec(d, "msg_len", m.msg_len);
        print_close(d, '}');
    }
    print_close(d, ']');
}

ARG_PRINTER(A_MMSGHDRS_IN) {
    if (!d->exiting) return PRINT_LATER;
    if (d->failed || !d->result) // nothing was sent
        print_messages(d, d->args[arg], (u32)d->args[arg + 1], false);
    else
        print_messages(d, d->args[arg], (u64)d->result, true);
    return PRINT_DONE;
}

ARG_PRINTER(A_MMSGHDRS_OUT) {
    if (!d->exiting) return PRINT_LATER;
    if (d->failed)
        print_addr(d, d->args[arg]);
    else
        print_messages(d, d->args[arg], (u64)d->result, true);
    return PRINT_DONE;
}
