// SPDX-License-Identifier: GPL-2.0-or-later
// Options of sockets: their names by level, and their values. The lengths are the program's, or what the kernel made of them.
#include "abi/seccomp.h"
#include "abi/socket.h"
#include "abi/socket_options.h"
#include "trace/decode.h"
#include "trace/layout.h"
#include "trace/names_socket.h"

#include <string.h>

LOCAL_NAMES(icmp_types, "ICMP_???", NAME(ICMP_ECHOREPLY), NAME(ICMP_DEST_UNREACH), NAME(ICMP_SOURCE_QUENCH),
            NAME(ICMP_REDIRECT), NAME(ICMP_ECHO), NAME(ICMP_TIME_EXCEEDED), NAME(ICMP_PARAMETERPROB),
            NAME(ICMP_TIMESTAMP), NAME(ICMP_TIMESTAMPREPLY), NAME(ICMP_INFO_REQUEST), NAME(ICMP_INFO_REPLY),
            NAME(ICMP_ADDRESS), NAME(ICMP_ADDRESSREPLY));
LOCAL_NAMES(packet_memberships, "PACKET_MR_???", NAME(PACKET_MR_MULTICAST), NAME(PACKET_MR_PROMISC),
            NAME(PACKET_MR_ALLMULTI), NAME(PACKET_MR_UNICAST));
LOCAL_NAMES(rehash_modes, "SOCK_TXREHASH_???", NAME(SOCK_TXREHASH_DEFAULT), NAME(SOCK_TXREHASH_DISABLED),
            NAME(SOCK_TXREHASH_ENABLED));

ARG_PRINTER(A_SOCK_OPTION) {
    bool set = d->row->arg[arg + 1] == A_SOCKOPT_IN;
    u32 level = (u32)d->args[arg - 1], option = (u32)d->args[arg];
    const struct name_table *names = socket_option_names(level, option, set);
    if (names)
        print_choice(d, names, option);
    else
        print_udec(d, option);
    return PRINT_DONE;
}

// --- Values: `size` bytes at `at`. False: nothing was printed, and the address is to be.
static bool print_integer(struct decode *d, uaddr_t at, void (*one)(struct decode *d, s64 value)) {
    s32 value;
    if (!decode_read(d, at, &value, sizeof value)) return false;
    text_char(d->out, '[');
    one(d, value);
    text_char(d->out, ']');
    return true;
}

// Of a number that must be whole when it is set, and may be cut off when it is asked for.
static bool print_whole(struct decode *d, uaddr_t at, s32 size, void (*one)(struct decode *d, s64 value)) {
    if (size >= (s32)sizeof size) return print_integer(d, at, one);
    if (!d->exiting) return false;
    print_hex_bytes(d, at, (u32)size);
    return true;
}

static bool print_number(struct decode *d, uaddr_t at, s32 size) {
    return print_whole(d, at, size, print_dec);
}

static void pending_error(struct decode *d, s64 value) {
    if (errno_name((u32)value))
        print_error_number(d, (u32)value);
    else
        print_udec(d, (u32)value);
}
static bool print_error(struct decode *d, uaddr_t at, s32 size) {
    return print_whole(d, at, size, pending_error);
}

static void rehash_mode(struct decode *d, s64 value) {
    print_choice_dec(d, &names_rehash_modes, (u64)value);
}
static bool print_rehash(struct decode *d, uaddr_t at, s32 size) {
    return print_whole(d, at, size, rehash_mode);
}

static bool print_any(struct decode *d, uaddr_t at, s32 size) {
    if (size == sizeof(s32)) return print_integer(d, at, print_dec);
    print_bytes(d, at, (u32)size);
    return true;
}

// A struct of numbers, as many as there are bytes for: the last may be cut off.
enum { NUMBERS_MAX = 4 };
struct numbers {
    const char *names[NUMBERS_MAX];
    u32 count;
    void (*one)(struct decode *d, u32 index, u32 value);
};

static bool print_numbers(struct decode *d, uaddr_t at, s32 size, const struct numbers *what) {
    u32 values[NUMBERS_MAX] = {0}, each = sizeof values[0], left = what->count * each;
    if ((u32)size < left) left = (u32)size;
    if (!decode_read(d, at, values, left)) return false;
    print_open(d, '{');
    for (u32 i = 0; left; i++) {
        u32 n = left < each ? left : each;
        print_field(d, what->names[i]);
        if (n < each)
            print_quoted(d, &values[i], n, QUOTE_HEX);
        else
            what->one(d, i, values[i]);
        left -= n;
    }
    print_close(d, '}');
    return true;
}

static void signed_field(struct decode *d, u32 index, u32 value) {
    (void)index;
    print_dec(d, (s32)value);
}
static void unsigned_field(struct decode *d, u32 index, u32 value) {
    (void)index;
    print_udec(d, value);
}
static void credential(struct decode *d, u32 index, u32 value) {
    if (index)
        print_uid(d, value);
    else
        print_pid(d, (s32)value);
}

static bool print_linger(struct decode *d, uaddr_t at, s32 size) {
    static const struct numbers linger = {{"l_onoff", "l_linger"}, 2, signed_field};
    return print_numbers(d, at, size, &linger);
}
static bool print_whole_linger(struct decode *d, uaddr_t at, s32 size) {
    return size >= (s32)sizeof(struct abi_linger) && print_linger(d, at, size);
}
static bool print_credentials(struct decode *d, uaddr_t at, s32 size) {
    static const struct numbers credentials = {{"pid", "uid", "gid"}, 3, credential};
    return print_numbers(d, at, size, &credentials);
}
static bool print_packet_counts(struct decode *d, uaddr_t at, s32 size) {
    static const struct numbers counts = {{"tp_packets", "tp_drops", "tp_freeze_q_cnt"}, 3, unsigned_field};
    return print_numbers(d, at, size, &counts);
}
static bool print_ring(struct decode *d, uaddr_t at, s32 size) {
    static const struct numbers ring = {
        {"tp_block_size", "tp_block_nr", "tp_frame_size", "tp_frame_nr"}, 4, unsigned_field};
    return size == sizeof(struct abi_tpacket_req) && print_numbers(d, at, size, &ring);
}

static bool print_icmp_filter(struct decode *d, uaddr_t at, s32 size) {
    u32 filter = UINT32_MAX, unset = 0;
    if (!decode_read(d, at, &filter, (u32)size < sizeof filter ? (u32)size : sizeof filter)) return false;
    for (u32 i = 0; i < 32; i++) unset += !(filter >> i & 1);
    if (unset < 16) {
        text_char(d->out, '~');
        filter = ~filter;
    }
    text_char(d->out, '[');
    for (u32 i = 0; i < 32; i++) {
        if (!(filter >> i & 1)) continue;
        if (filter & ((1u << i) - 1)) text_char(d->out, ' ');
        print_choice(d, &names_icmp_types, i);
    }
    text_char(d->out, ']');
    return true;
}

static bool print_ipv4_membership(struct decode *d, uaddr_t at, s32 size) {
    struct abi_ip_mreq m;
    if (size < (s32)sizeof m || !decode_read(d, at, &m, sizeof m)) return false;
    print_open(d, '{');
    print_field(d, "imr_multiaddr");
    print_named_bytes(d, m.imr_multiaddr, sizeof m.imr_multiaddr, print_ipv4);
    print_field(d, "imr_interface");
    print_named_bytes(d, m.imr_interface, sizeof m.imr_interface, print_ipv4);
    print_close(d, '}');
    return true;
}

static bool print_ipv6_membership(struct decode *d, uaddr_t at, s32 size) {
    struct abi_ipv6_mreq m;
    if (size < (s32)sizeof m || !decode_read(d, at, &m, sizeof m)) return false;
    print_open(d, '{');
    print_ipv6_field(d, "ipv6mr_multiaddr", m.ipv6mr_multiaddr);
    print_field(d, "ipv6mr_interface");
    print_interface(d, m.ipv6mr_interface);
    print_close(d, '}');
    return true;
}

static bool print_group(struct decode *d, uaddr_t at, s32 size) {
    struct {
        u32 interface, pad;
        struct abi_sockaddr_storage group;
    } m;
    if (size < (s32)sizeof m || !decode_read(d, at, &m, sizeof m)) return false;
    print_open(d, '{');
    print_field(d, "gr_interface");
    print_interface(d, m.interface);
    print_field(d, "gr_group");
    print_sockaddr_bytes(d, &m.group, sizeof m.group);
    print_close(d, '}');
    return true;
}

static void link_address_text(struct decode *d, const void *bytes) {
    const struct abi_packet_mreq *m = bytes;
    for (u32 i = 0; i < m->mr_alen && i < sizeof m->mr_address; i++)
        text_printf(d->out, i ? ":%02x" : "%02x", m->mr_address[i]);
}

static bool print_packet_membership(struct decode *d, uaddr_t at, s32 size) {
    struct abi_packet_mreq m;
    if (size != sizeof m || !decode_read(d, at, &m, sizeof m)) return false;
    enum name_style style = d->opt->style;
    print_open(d, '{');
    print_field(d, "mr_ifindex");
    print_interface(d, (u32)m.mr_ifindex);
    print_field(d, "mr_type");
    print_choice(d, &names_packet_memberships, m.mr_type);
    print_field_udec(d, "mr_alen", m.mr_alen);
    print_field(d, "mr_address");
    if (style != NAMES_ABBREV)
        print_quoted(d, m.mr_address, m.mr_alen < sizeof m.mr_address ? m.mr_alen : sizeof m.mr_address, QUOTE_HEX);
    if (style == NAMES_VERBOSE) text_puts(d->out, " /* ");
    if (style != NAMES_RAW) link_address_text(d, &m);
    if (style == NAMES_VERBOSE) text_puts(d->out, " */");
    print_close(d, '}');
    return true;
}

static bool print_filter(struct decode *d, uaddr_t at, s32 size) {
    if (size != sizeof(struct abi_sock_fprog)) return false;
    print_packet_filter(d, at);
    return true;
}

static bool print_filter_code(struct decode *d, uaddr_t at, s32 count) {
    if (count > UINT16_MAX) return false;
    print_packet_filter_code(d, at, (u32)count);
    return true;
}

static void group_bits(struct decode *d, const void *element) {
    print_udec(d, *(const u32 *)element);
}

static bool print_groups(struct decode *d, uaddr_t at, s32 size) {
    print_array(d, at, (u32)size / sizeof(u32), sizeof(u32), group_bits);
    return true;
}

// Netlink: whatever is asked for is one number, of which the length says nothing.
static bool print_netlink_number(struct decode *d, uaddr_t at, s32 size) {
    bool there = d->exiting || size >= (s32)sizeof size;
    return there && print_integer(d, at, print_dec);
}

// --- By option
typedef bool value_printer(struct decode *d, uaddr_t at, s32 size);
static const struct {
    u32 level, option;
    value_printer *set, *get;
} options[] = {
    {SOL_SOCKET, SO_LINGER, print_whole_linger, print_linger},
    {SOL_SOCKET, SO_PEERCRED, print_any, print_credentials},
    {SOL_SOCKET, SO_ATTACH_FILTER, print_filter, print_filter_code},
    {SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, print_filter, print_any},
    {SOL_SOCKET, SO_TXREHASH, print_rehash, print_rehash},
    {SOL_SOCKET, SO_ERROR, print_any, print_error},
    {SOL_IP, IP_ADD_MEMBERSHIP, print_ipv4_membership, print_any},
    {SOL_IP, IP_DROP_MEMBERSHIP, print_ipv4_membership, print_any},
    {SOL_IP, MCAST_JOIN_GROUP, print_group, print_any},
    {SOL_IP, MCAST_LEAVE_GROUP, print_group, print_any},
    {SOL_IPV6, IPV6_ADD_MEMBERSHIP, print_ipv6_membership, print_any},
    {SOL_IPV6, IPV6_DROP_MEMBERSHIP, print_ipv6_membership, print_any},
    {SOL_IPV6, IPV6_JOIN_ANYCAST, print_ipv6_membership, print_any},
    {SOL_IPV6, IPV6_LEAVE_ANYCAST, print_ipv6_membership, print_any},
    {SOL_IPV6, MCAST_JOIN_GROUP, print_group, print_any},
    {SOL_IPV6, MCAST_LEAVE_GROUP, print_group, print_any},
    {SOL_RAW, ICMP_FILTER, print_icmp_filter, print_icmp_filter},
    {SOL_PACKET, PACKET_ADD_MEMBERSHIP, print_packet_membership, print_any},
    {SOL_PACKET, PACKET_DROP_MEMBERSHIP, print_packet_membership, print_any},
    {SOL_PACKET, PACKET_RX_RING, print_ring, print_any},
    {SOL_PACKET, PACKET_TX_RING, print_ring, print_any},
    {SOL_PACKET, PACKET_STATISTICS, print_any, print_packet_counts},
    {SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, print_netlink_number, print_groups},
};
// Of the level of all sockets, those that are one number.
static const u32 numbers[] = {
    SO_DEBUG,
    SO_REUSEADDR,
    SO_DONTROUTE,
    SO_BROADCAST,
    SO_SNDBUF,
    SO_RCVBUF,
    SO_KEEPALIVE,
    SO_OOBINLINE,
    SO_NO_CHECK,
    SO_PRIORITY,
    SO_BSDCOMPAT,
    SO_REUSEPORT,
    SO_PASSCRED,
    SO_RCVLOWAT,
    SO_SNDLOWAT,
    SO_DETACH_FILTER,
    SO_TIMESTAMP,
    SO_ACCEPTCONN,
    SO_SNDBUFFORCE,
    SO_RCVBUFFORCE,
    SO_PASSSEC,
    SO_TIMESTAMPNS,
    SO_MARK,
    SO_TIMESTAMPING,
    SO_RXQ_OVFL,
    SO_WIFI_STATUS,
    SO_PEEK_OFF,
    SO_NOFCS,
    SO_LOCK_FILTER,
    SO_SELECT_ERR_QUEUE,
    SO_BUSY_POLL,
    SO_INCOMING_CPU,
    SO_CNX_ADVICE,
    SO_INCOMING_NAPI_ID,
    SO_ZEROCOPY,
    SO_TIMESTAMP_NEW,
    SO_TIMESTAMPNS_NEW,
    SO_TIMESTAMPING_NEW,
    SO_DETACH_REUSEPORT_BPF,
    SO_PREFER_BUSY_POLL,
    SO_BUSY_POLL_BUDGET,
    SO_RESERVE_MEM,
    SO_RCVMARK,
};

static value_printer *printer_of(u32 level, u32 option, bool set) {
    for (u32 i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].level == level && options[i].option == option) return set ? options[i].set : options[i].get;
    for (u32 i = 0; level == SOL_SOCKET && i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i] == option) return print_number;
    return level == SOL_NETLINK ? print_netlink_number : print_any;
}

// The length may be anything: what is not a number or bytes of any length is given up where it is negative or zero.
ARG_PRINTER(A_SOCKOPT_IN) {
    uaddr_t at = d->args[arg];
    s32 size = (s32)d->args[arg + 1];
    value_printer *one = printer_of((u32)d->args[1], (u32)d->args[2], true);
    if (!at || !d->verbose || (size <= 0 && one != print_any) || !one(d, at, size)) print_addr(d, at);
    return PRINT_DONE;
}

ARG_PRINTER(A_SOCKOPT_OUT) {
    uaddr_t at = d->args[arg];
    u32 level = (u32)d->args[1], option = (u32)d->args[2];
    s32 room, size;
    if (!d->exiting) {
        d->kept[arg] = decode_read(d, d->args[arg + 1], &room, sizeof room) ? (u32)room : 0;
        return PRINT_LATER;
    }
    room = (s32)d->kept[arg];
    bool told = at && !d->failed && d->verbose && room > 0 && decode_read(d, d->args[arg + 1], &size, sizeof size);
    if (told && level == SOL_NETLINK && option == NETLINK_LIST_MEMBERSHIPS && size > room)
        size = room; // the kernel says how many there are
    if (!told || size <= 0 || !printer_of(level, option, false)(d, at, size)) print_addr(d, at);
    return PRINT_DONE;
}
