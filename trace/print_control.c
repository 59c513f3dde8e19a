// SPDX-License-Identifier: GPL-2.0-or-later
// What is sent beside the data of a message: lists of struct cmsghdr (cmsg(3), ip(7), socket(7), unix(7)). Lengths are the program's, and may be
// anything.
#include "abi/socket.h"
#include "trace/decode.h"
#include "trace/names_socket.h"

enum { IP_OPT_SECURITY = 3 }; // of this level, the security label has the number of another option

LOCAL_NAMES(socket_types, "SCM_???", NAME(SCM_RIGHTS), NAME(SCM_CREDENTIALS), NAME(SCM_SECURITY),
            NAME(SO_TIMESTAMP_OLD), NAME(SO_TIMESTAMPNS_OLD), NAME(SO_TIMESTAMPING_OLD), NAME(SO_WIFI_STATUS),
            NAME(SCM_TIMESTAMPING_OPT_STATS), NAME(SCM_TIMESTAMPING_PKTINFO), NAME(SO_TXTIME), NAME(SO_TIMESTAMP_NEW),
            NAME(SO_TIMESTAMPNS_NEW), NAME(SO_TIMESTAMPING_NEW));
LOCAL_NAMES(ip_types, "IP_???", NAME(IP_TOS), NAME(IP_TTL), {IP_OPT_SECURITY, "SCM_SECURITY"}, NAME(IP_RECVOPTS),
            NAME(IP_RETOPTS), NAME(IP_PKTINFO), NAME(IP_RECVERR), NAME(IP_ORIGDSTADDR), NAME(IP_CHECKSUM));

// --- One kind each: the data at `at`, of `size` bytes. Each prints nothing, not even a name, where there are too few.
static void number(struct decode *d, const void *element) {
    print_udec(d, *(const u32 *)element);
}
static void hex_byte(struct decode *d, const void *element) {
    print_hex(d, *(const u8 *)element);
}
static void descriptor(struct decode *d, const void *element) {
    print_fd(d, *(const s32 *)element);
}
static void timespec(struct decode *d, const void *element) {
    const struct abi_timespec *t = element;
    text_printf(d->out, "{tv_sec=%lld, tv_nsec=%lld}", (long long)t->tv_sec, (long long)t->tv_nsec);
}
static void timeval(struct decode *d, const void *element) {
    const struct abi_timeval *t = element;
    text_printf(d->out, "{tv_sec=%lld, tv_usec=%lld}", (long long)t->tv_sec, (long long)t->tv_usec);
}

static void list(struct decode *d, uaddr_t at, u64 size, size_t each,
                 void (*one)(struct decode *d, const void *element)) {
    if (size < each) return;
    print_field(d, "cmsg_data");
    print_array(d, at, size / each, each, one);
}
static void descriptors(struct decode *d, uaddr_t at, u64 size) {
    list(d, at, size, sizeof(s32), descriptor);
}
static void numbers(struct decode *d, uaddr_t at, u64 size) {
    list(d, at, size, sizeof(u32), number);
}
static void hex_bytes(struct decode *d, uaddr_t at, u64 size) {
    list(d, at, size, 1, hex_byte);
}

static void credentials(struct decode *d, uaddr_t at, u64 size) {
    struct abi_ucred cred;
    if (size < sizeof cred || !decode_read(d, at, &cred, sizeof cred)) return;
    print_field(d, "cmsg_data");
    text_puts(d->out, "{pid=");
    print_pid(d, (s32)cred.pid);
    text_printf(d->out, ", uid=%u, gid=%u}", cred.uid, cred.gid);
}

static void label(struct decode *d, uaddr_t at, u64 size) {
    u8 bytes[256];
    if (size > sizeof bytes) size = sizeof bytes; // as much as a security label has
    if (!size || !decode_read(d, at, bytes, size)) return;
    print_field(d, "cmsg_data");
    print_quoted(d, bytes, size, 0);
}

static void packet_info(struct decode *d, uaddr_t at, u64 size) {
    struct {
        s32 index;
        u8 to[4], header_to[4];
    } info;
    if (size < sizeof info || !decode_read(d, at, &info, sizeof info)) return;
    print_field(d, "cmsg_data");
    text_printf(d->out, "{ipi_ifindex=%d, ipi_spec_dst=", info.index);
    print_ipv4(d, info.to);
    text_puts(d->out, ", ipi_addr=");
    print_ipv4(d, info.header_to);
    text_char(d->out, '}');
}

static void address(struct decode *d, uaddr_t at, u64 size) {
    const u64 least = 16; // struct sockaddr_in
    if (size < least) return;
    print_field(d, "cmsg_data");
    print_sockaddr(d, at, size);
}

static void queued_error(struct decode *d, uaddr_t at, u64 size) {
    const u64 address_size = 16;
    struct {
        u32 error;
        u8 origin, type, code, pad;
        u32 info, data;
    } e;
    if (size < sizeof e + address_size || !decode_read(d, at, &e, sizeof e)) return;
    print_field(d, "cmsg_data");
    text_printf(d->out,
                "{ee_errno=%u, ee_origin=%u, ee_type=%u, ee_code=%u, ee_info=%u, ee_data=%u, offender=", e.error,
                e.origin, e.type, e.code, e.info, e.data);
    print_sockaddr(d, at + sizeof e, address_size);
    text_char(d->out, '}');
}

// A timestamp that is too short is said to be one.
static void stamp(struct decode *d, uaddr_t at, u64 size, void (*one)(struct decode *d, const void *element)) {
    u64 element[2];
    print_field(d, "cmsg_data");
    if (size < sizeof element || !decode_read(d, at, element, sizeof element))
        text_puts(d->out, "???");
    else
        one(d, element);
}
static void stamp_us(struct decode *d, uaddr_t at, u64 size) {
    stamp(d, at, size, timeval);
}
static void stamp_ns(struct decode *d, uaddr_t at, u64 size) {
    stamp(d, at, size, timespec);
}
static void stamps(struct decode *d, uaddr_t at, u64 size) {
    const u64 three = 3 * sizeof(struct abi_timespec); // by software, unused, by hardware
    if (size < three) {
        stamp(d, at, 0, timespec);
        return;
    }
    print_field(d, "cmsg_data");
    print_array(d, at, 3, sizeof(struct abi_timespec), timespec);
}

static const struct {
    s32 level, type;
    void (*print)(struct decode *d, uaddr_t at, u64 size);
} kinds[] = {
    {SOL_SOCKET, SCM_RIGHTS, descriptors},
    {SOL_SOCKET, SCM_CREDENTIALS, credentials},
    {SOL_SOCKET, SCM_SECURITY, label},
    {SOL_SOCKET, SO_TIMESTAMP_OLD, stamp_us},
    {SOL_SOCKET, SO_TIMESTAMP_NEW, stamp_us},
    {SOL_SOCKET, SO_TIMESTAMPNS_OLD, stamp_ns},
    {SOL_SOCKET, SO_TIMESTAMPNS_NEW, stamp_ns},
    {SOL_SOCKET, SO_TIMESTAMPING_OLD, stamps},
    {SOL_SOCKET, SO_TIMESTAMPING_NEW, stamps},
    {SOL_IP, IP_TOS, hex_bytes},
    {SOL_IP, IP_TTL, numbers},
    {SOL_IP, IP_OPT_SECURITY, label},
    {SOL_IP, IP_RECVOPTS, hex_bytes},
    {SOL_IP, IP_RETOPTS, hex_bytes},
    {SOL_IP, IP_PKTINFO, packet_info},
    {SOL_IP, IP_RECVERR, queued_error},
    {SOL_IP, IP_ORIGDSTADDR, address},
    {SOL_IP, IP_CHECKSUM, numbers},
};

static void print_one(struct decode *d, const struct abi_cmsghdr *h, uaddr_t data, u64 size) {
    print_open(d, '{');
    print_field_udec(d, "cmsg_len", h->cmsg_len);
    print_field(d, "cmsg_level");
    struct name_table levels = names_A_SOCK_LEVEL;
    levels.unknown = "SOL_???"; // not as of setsockopt
    print_choice(d, &levels, (u32)h->cmsg_level);
    print_field(d, "cmsg_type");
    if (h->cmsg_level == SOL_SOCKET)
        print_choice(d, &names_socket_types, (u32)h->cmsg_type);
    else if (h->cmsg_level == SOL_IP)
        print_choice(d, &names_ip_types, (u32)h->cmsg_type);
    else
        print_hex(d, (u32)h->cmsg_type);
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (kinds[i].level == h->cmsg_level && kinds[i].type == h->cmsg_type) kinds[i].print(d, data, size);
    print_close(d, '}');
}

void print_control(struct decode *d, uaddr_t at, u64 length) {
    struct abi_cmsghdr h;
    const u64 word = sizeof(u64);
    u8 last;
    if (length < sizeof h || length > UINT32_MAX || !decode_read(d, at, &h, sizeof h) ||
        !decode_read(d, at + length - 1, &last, 1)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '[');
    while (length >= sizeof h && decode_read(d, at, &h, sizeof h)) {
        if (text_is_long(d)) {
            print_more(d);
            break;
        }
        u64 size = h.cmsg_len > length ? length : h.cmsg_len;
        print_item(d);
        print_one(d, &h, at + sizeof h, size < sizeof h ? 0 : size - sizeof h);
        if (h.cmsg_len < sizeof h) { // where the next one lies cannot be told
            if (length > sizeof h) print_more_at(d, at);
            break;
        }
        u64 step = (size + word - 1) & ~(word - 1);
        if (step >= length) break;
        at += step;
        length -= step;
    }
    print_close(d, ']');
}
