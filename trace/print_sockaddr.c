// SPDX-License-Identifier: GPL-2.0-or-later
// Addresses of sockets, by family. Their lengths are the program's: one that is too short for its family is bytes.
#include "abi/socket.h"
#include "trace/decode.h"
#include "trace/layout.h"
#include "trace/names_socket.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

LOCAL_NAMES(packet_types, "PACKET_???", {0, "PACKET_HOST"}, {1, "PACKET_BROADCAST"}, {2, "PACKET_MULTICAST"},
            {3, "PACKET_OTHERHOST"}, {4, "PACKET_OUTGOING"}, {5, "PACKET_LOOPBACK"}, {6, "PACKET_USER"},
            {7, "PACKET_KERNEL"});
LOCAL_NAMES(hci_channels, "HCI_CHANNEL_???", {0, "HCI_CHANNEL_RAW"}, {1, "HCI_CHANNEL_USER"},
            {2, "HCI_CHANNEL_MONITOR"}, {3, "HCI_CHANNEL_CONTROL"}, {4, "HCI_CHANNEL_LOGGING"});
LOCAL_NAMES(l2cap_ports, "L2CAP_PSM_???", {1, "L2CAP_PSM_SDP"}, {3, "L2CAP_PSM_RFCOMM"}, {0x21, "L2CAP_PSM_3DSP"},
            {0x23, "L2CAP_PSM_IPSP"}, {0x80, "L2CAP_PSM_LE_DYN_START"}, {0xff, "L2CAP_PSM_LE_DYN_END"},
            {0x1001, "L2CAP_PSM_DYN_START"}, {0x10ff, "L2CAP_PSM_AUTO_END"}, {0xffff, "L2CAP_PSM_DYN_END"});
LOCAL_NAMES(l2cap_channels, "L2CAP_CID_???", {1, "L2CAP_CID_SIGNALING"}, {2, "L2CAP_CID_CONN_LESS"},
            {3, "L2CAP_CID_A2MP"}, {4, "L2CAP_CID_ATT"}, {5, "L2CAP_CID_LE_SIGNALING"}, {6, "L2CAP_CID_SMP"},
            {7, "L2CAP_CID_SMP_BREDR"}, {0x40, "L2CAP_CID_DYN_START"}, {0x7f, "L2CAP_CID_LE_DYN_END"},
            {0xffff, "L2CAP_CID_DYN_END"});
LOCAL_NAMES(bluetooth_addresses, "BDADDR_???", {0, "BDADDR_BREDR"}, {1, "BDADDR_LE_PUBLIC"}, {2, "BDADDR_LE_RANDOM"});
LOCAL_NAMES(rx_services, "???_SERVICE", {1, "CM_SERVICE"}, {0x9c4, "YFS_FS_SERVICE"}, {0x9c5, "YFS_CM_SERVICE"},
            {0x9c7, "YFS_VL_SERVICE"});
LOCAL_NAMES(ieee802154_addresses, "IEEE802154_ADDR_???", {0, "IEEE802154_ADDR_NONE"}, {2, "IEEE802154_ADDR_SHORT"},
            {3, "IEEE802154_ADDR_LONG"});
LOCAL_NAMES(nfc_protocols, "NFC_PROTO_???", {1, "NFC_PROTO_JEWEL"}, {2, "NFC_PROTO_MIFARE"}, {3, "NFC_PROTO_FELICA"},
            {4, "NFC_PROTO_ISO14443"}, {5, "NFC_PROTO_NFC_DEP"}, {6, "NFC_PROTO_ISO14443_B"},
            {7, "NFC_PROTO_ISO15693"});
LOCAL_NAMES(nfc_services, NULL, {1, "LLCP_SAP_SDP"}, {2, "LLCP_SAP_IP"}, {3, "LLCP_SAP_OBEX"}, {4, "LLCP_SAP_SNEP"},
            {0xff, "LLCP_SAP_MAX"});
LOCAL_NAMES(vm_ids, NULL, {0, "VMADDR_CID_HYPERVISOR"}, {0xffffffff, "VMADDR_CID_ANY"}, {1, "VMADDR_CID_LOCAL"},
            {2, "VMADDR_CID_HOST"});
LOCAL_NAMES(vm_ports, NULL, {0xffffffff, "VMADDR_PORT_ANY"});
LOCAL_NAMES(vm_flags, "VMADDR_FLAG_???", {1, "VMADDR_FLAG_TO_HOST"});
LOCAL_NAMES(xdp_flags, "XDP_???", {1, "XDP_SHARED_UMEM"}, {2, "XDP_COPY"}, {4, "XDP_ZEROCOPY"},
            {8, "XDP_USE_NEED_WAKEUP"});
LOCAL_NAMES(mctp_networks, NULL, {0, "MCTP_NET_ANY"});
LOCAL_NAMES(mctp_addresses, NULL, {0, "MCTP_ADDR_NULL"}, {0xff, "MCTP_ADDR_ANY"});

// --- Parts of them
static u16 u16_at(const void *record, size_t offset) {
    u16 value;
    memcpy(&value, (const u8 *)record + offset, sizeof value);
    return value;
}

static u32 u32_at(const void *record, size_t offset) {
    u32 value;
    memcpy(&value, (const u8 *)record + offset, sizeof value);
    return value;
}

static bool is_set(const void *bytes, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (((const u8 *)bytes)[i]) return true;
    return false;
}

static void link_text(struct decode *d, const u8 *bytes, u32 n) {
    for (u32 i = 0; i < n; i++) text_printf(d->out, i ? ":%02x" : "%02x", bytes[i]);
}
static void link6_text(struct decode *d, const void *bytes) {
    link_text(d, bytes, 6);
}
static void link8_text(struct decode *d, const void *bytes) {
    link_text(d, bytes, 8);
}

// 0x1 /* NAME */ whatever -X says, unless it says that there are to be no names.
static void print_number_named(struct decode *d, const struct name_table *names, u64 value) {
    const char *name = names->unknown;
    for (u32 i = 0; i < names->count; i++)
        if (names->entries[i].value == value) name = names->entries[i].name;
    print_hex(d, value);
    if (name && d->opt->style != NAMES_RAW) print_comment(d, name);
}

static void print_byte_list(struct decode *d, const u8 *bytes, size_t n, bool more) {
    print_open(d, '[');
    for (size_t i = 0; i < n; i++) {
        print_item(d);
        text_printf(d->out, "%#02x", bytes[i]);
    }
    if (more) print_more(d);
    print_close(d, ']');
}

// --- Those of this machine and of the internet
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

void print_ipv4(struct decode *d, const void *bytes) {
    const u8 *ip = bytes;
    char text[16];
    int n = snprintf(text, sizeof text, "%u.%u.%u.%u", ip[0], ip[1], ip[2], ip[3]);
    text_puts(d->out, "inet_addr(");
    print_quoted(d, text, (size_t)n, 0);
    text_char(d->out, ')');
}

static void flow_text(struct decode *d, const void *bytes) {
    const u8 *flow = bytes;
    text_printf(d->out, "htonl(%u)", (u32)flow[0] << 24 | (u32)flow[1] << 16 | (u32)flow[2] << 8 | flow[3]);
}

static void print_inet(struct decode *d, const struct abi_sockaddr_in *a) {
    print_field(d, "sin_port");
    print_named_bytes(d, &a->sin_port, sizeof a->sin_port, port_text);
    print_field(d, "sin_addr");
    print_named_bytes(d, &a->sin_addr, sizeof a->sin_addr, print_ipv4);
}

// The longest run of zero groups, if it is more than one, is written as "::" (RFC 5952); what is an IPv4 address, mapped or compatible,
// as one.
static void print_ipv6_text(struct text *out, const u8 ip[16]) {
    u32 group[8], best = 8, best_length = 1;
    bool v4 = true;
    for (u32 i = 0; i < 8; i++) group[i] = (u32)ip[2 * i] << 8 | ip[2 * i + 1];
    for (u32 i = 0; i < 5; i++) v4 = v4 && !group[i];
    if (v4 && group[5] == 0xffff) {
        text_printf(out, "::ffff:%u.%u.%u.%u", ip[12], ip[13], ip[14], ip[15]);
        return;
    }
    if (v4 && !group[5] && group[6]) {
        text_printf(out, "::%u.%u.%u.%u", ip[12], ip[13], ip[14], ip[15]);
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
            text_puts(out, "::");
            i += best_length - 1;
            continue;
        }
        text_printf(out, i && i != best + best_length ? ":%x" : "%x", group[i]);
    }
}

static void ipv6_begin(struct decode *d, const void *bytes) {
    struct text text = {0};
    print_ipv6_text(&text, bytes);
    text_puts(d->out, "inet_pton(AF_INET6, ");
    print_quoted(d, text.data, text.size, 0);
    text_free(&text);
}
static void ipv6_text(struct decode *d, const void *bytes) {
    ipv6_begin(d, bytes);
    text_char(d->out, ')');
}

// What the call to inet_pton is written with, names the field.
void print_ipv6_field(struct decode *d, const char *name, const void *bytes) {
    if (d->opt->style != NAMES_ABBREV) {
        print_field(d, name);
        print_named_bytes(d, bytes, sizeof(struct abi_in6_addr), ipv6_text);
        return;
    }
    print_item(d);
    ipv6_begin(d, bytes);
    text_printf(d->out, ", &%s)", name);
}

static void print_inet6(struct decode *d, const struct abi_sockaddr_in6 *a) {
    print_field(d, "sin6_port");
    print_named_bytes(d, &a->sin6_port, sizeof a->sin6_port, port_text);
    print_field(d, "sin6_flowinfo");
    print_named_bytes(d, &a->sin6_flowinfo, sizeof a->sin6_flowinfo, flow_text);
    print_ipv6_field(d, "sin6_addr", &a->sin6_addr);
}

static void print_inet6_scope(struct decode *d, const struct abi_sockaddr_in6 *a, size_t size) {
    print_inet6(d, a);
    if (size <= offsetof(struct abi_sockaddr_in6, sin6_scope_id)) return; // it may be cut off
    const u8 *ip = a->sin6_addr.s6_addr;
    bool of_link = (ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80) || (ip[0] == 0xff && (ip[1] & 0xf) == 2);
    print_field(d, "sin6_scope_id");
    if (of_link)
        print_interface(d, a->sin6_scope_id);
    else
        print_udec(d, a->sin6_scope_id);
}

static void netlink_ids(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "nl_pid");
    print_pid(d, (s32)u32_at(a, 4));
    print_field(d, "nl_groups");
    text_printf(d->out, "%#08x", u32_at(a, 8));
}
LAYOUT(netlink, 12, HEX("nl_pad", 2, 2, .when = SHOWN_SET), OWN(netlink_ids, 4));

// --- Packets
static void ethernet_text(struct decode *d, u64 value) {
    print_choice(d, protocols_of(AF_PACKET), value);
}
static void packet_protocol_text(struct decode *d, const void *bytes) {
    const u8 *b = bytes;
    text_puts(d->out, "htons(");
    print_names_only(d, (u64)(b[0] << 8 | b[1]), ethernet_text);
    text_char(d->out, ')');
}
static void packet_protocol(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "sll_protocol");
    print_named_bytes(d, (const u8 *)a + 2, 2, packet_protocol_text);
}
static void packet_address(struct decode *d, const void *a, size_t length) {
    const size_t at = 12;
    u8 n = ((const u8 *)a)[11];
    if (!n) return;
    bool more = n > length - at;
    print_field(d, "sll_addr");
    print_byte_list(d, (const u8 *)a + at, more ? length - at : n, more);
}
LAYOUT(packet, 20, OWN(packet_protocol, 2), INTERFACE("sll_ifindex", 4), CHOICE("sll_hatype", 8, 2, HARDWARE),
       CHOICE("sll_pkttype", 10, 1, packet_types), UDEC("sll_halen", 11, 1), OWN(packet_address, 12));

static void xdp_fd(struct decode *d, const void *a, size_t length) {
    const u32 shared = 1;
    u32 fd = u32_at(a, 12);
    (void)length;
    if (!fd && !(u16_at(a, 2) & shared)) return;
    print_field(d, "sxdp_shared_umem_fd");
    if (u16_at(a, 2) & shared)
        print_fd(d, (s32)fd);
    else
        print_hex(d, fd);
}
LAYOUT(xdp, 16, FLAGS("sxdp_flags", 2, 2, xdp_flags), INTERFACE("sxdp_ifindex", 4), UDEC("sxdp_queue_id", 8, 4),
       OWN(xdp_fd, 12));

static void ipx_body(struct decode *d, const void *record, size_t length) {
    const u8 *a = record;
    (void)length;
    print_field(d, "sipx_port");
    print_named_bytes(d, a + 2, 2, port_text);
    print_field(d, "sipx_network");
    text_puts(d->out, "htonl(");
    print_hex(d, (u32)a[4] << 24 | (u32)a[5] << 16 | (u32)a[6] << 8 | a[7]);
    text_char(d->out, ')');
    print_field(d, "sipx_node");
    print_byte_list(d, a + 8, 6, false);
    print_field(d, "sipx_type");
    text_printf(d->out, "%#02x", a[14]);
    if (!a[15]) return;
    print_field(d, "sipx_zero");
    text_printf(d->out, "%#02x", a[15]);
}
LAYOUT(ipx, 16, OWN(ipx_body, 2));

static void x25_body(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "sx25_addr");
    print_open(d, '{');
    print_text_field(d, "x25_addr", (const char *)a + 2, 16);
    print_close(d, '}');
}
LAYOUT(x25, 18, OWN(x25_body, 2));

// --- Bluetooth: which kind of address it is, is told by its length alone.
static void hci_device(struct decode *d, const void *a) {
    print_field(d, "hci_dev");
    text_printf(d->out, "htobs(%u)", u16_at(a, 2));
}

static void bluetooth_address(struct decode *d, const char *name, const void *bytes) {
    print_field(d, name);
    print_named_bytes(d, bytes, 6, link6_text);
}

// Numbers from a name on, up to `end`, are that and what they have beyond it.
static void print_number_from(struct decode *d, const struct name_table *names, u32 value, u32 start, u32 end) {
    bool named = value <= start || value >= end;
    for (u32 i = 0; i < names->count; i++) named = named || names->entries[i].value == value;
    if (named || d->opt->style == NAMES_RAW) {
        print_choice(d, names, value);
        return;
    }
    if (d->opt->style == NAMES_VERBOSE) {
        print_hex(d, value);
        text_puts(d->out, " /* ");
    }
    print_choice(d, names, start);
    text_printf(d->out, "+%u", value - start);
    if (d->opt->style == NAMES_VERBOSE) text_puts(d->out, " */");
}

enum { LE_PORTS = 0x80, LE_PORTS_END = 0xff, PORTS = 0x1001, CHANNELS = 0x40, NUMBERS_END = 0xffff };

static void print_l2cap(struct decode *d, const u8 *a, size_t size) {
    u16 port = u16_at(a, 2);
    print_field(d, "l2_psm");
    text_puts(d->out, "htobs(");
    print_number_from(d, &names_l2cap_ports, port, port < PORTS ? LE_PORTS : PORTS,
                      port < PORTS ? LE_PORTS_END : NUMBERS_END);
    text_char(d->out, ')');
    bluetooth_address(d, "l2_bdaddr", a + 4);
    print_field(d, "l2_cid");
    text_puts(d->out, "htobs(");
    print_number_from(d, &names_l2cap_channels, u16_at(a, 10), CHANNELS, NUMBERS_END);
    text_char(d->out, ')');
    if (size < 14) return;
    print_field(d, "l2_bdaddr_type");
    print_choice(d, &names_bluetooth_addresses, a[12]);
}

static bool print_bluetooth(struct decode *d, const u8 *a, size_t size) {
    switch (size) {
    case 4: hci_device(d, a); break;
    case 6:
        hci_device(d, a);
        print_field(d, "hci_channel");
        print_choice(d, &names_hci_channels, u16_at(a, 4));
        break;
    case 8: bluetooth_address(d, "sco_bdaddr", a + 2); break;
    case 10:
        bluetooth_address(d, "rc_bdaddr", a + 2);
        print_field_udec(d, "rc_channel", a[8]);
        break;
    case 12:
    case 14: print_l2cap(d, a, size); break;
    default: return false;
    }
    return true;
}

// --- Others
// AX.25: six characters of seven bits each, and a number. What is not written as it should be is shown as it is, too.
enum { CALL_SIZE = 7, CALL_TEXT = 6 };

static void print_call(struct decode *d, const u8 *call) {
    char text[CALL_TEXT + 1] = {0};
    u32 length = 0, number = call[CALL_TEXT] >> 1 & 0xf;
    bool printable = true, as_is = !(call[CALL_TEXT] & ~0x1e), gap = false;
    for (u32 i = 0; i < CALL_TEXT; i++) {
        u8 c = call[i] >> 1;
        text[i] = (char)c;
        printable = printable && c >= ' ' && c < 0x7f && c != '*' && c != '/'; // and ends no comment
        bool letter = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        as_is = as_is && !(call[i] & 1) && (c == ' ' || (letter && !gap));
        gap = gap || c == ' ';
        if (c != ' ') length = i + 1;
    }
    as_is = as_is && (length || !number);
    bool plain = as_is && d->opt->style == NAMES_ABBREV;
    if (!plain) {
        text_puts(d->out, "{ax25_call=");
        print_quoted(d, call, CALL_SIZE, QUOTE_HEX);
        text_char(d->out, '}');
        if (!printable || (as_is && d->opt->style == NAMES_RAW)) return;
        text_puts(d->out, " /* ");
    }
    if (!length && !number)
        text_char(d->out, '*');
    else
        text_printf(d->out, "%.*s-%u", (int)length, text, number);
    if (!plain) text_puts(d->out, " */");
}

static void ax25_base(struct decode *d, const u8 *a) {
    print_field(d, "sax25_call");
    print_call(d, a + 2);
    print_field(d, "sax25_ndigis");
    print_dec(d, (s32)u32_at(a, 12));
}

static void ax25_body(struct decode *d, const void *record, size_t length) {
    enum { BASE = 16, REPEATERS = 8 };
    const u8 *a = record;
    s32 repeaters = (s32)u32_at(a, 12);
    size_t room = (length - BASE) / CALL_SIZE;
    if (room > REPEATERS) room = REPEATERS;
    if (length == BASE && !repeaters) {
        ax25_base(d, a);
        return;
    }
    print_field(d, "fsa_ax25");
    print_open(d, '{');
    ax25_base(d, a);
    print_close(d, '}');
    if (repeaters > 0) {
        if (repeaters > REPEATERS) repeaters = REPEATERS;
        size_t shown = (size_t)repeaters < room ? (size_t)repeaters : room;
        if (shown > elements_shown(d)) shown = elements_shown(d);
        print_field(d, "fsa_digipeater");
        print_open(d, '[');
        for (size_t i = 0; i < shown; i++) {
            print_item(d);
            print_call(d, a + BASE + i * CALL_SIZE);
        }
        if (shown < (size_t)repeaters) print_more(d);
        print_close(d, ']');
    }
    if (length > BASE + room * CALL_SIZE) print_more(d);
}
LAYOUT(ax25, 16, OWN(ax25_body, 2));

static void rx_transport(struct decode *d, const void *record, size_t length) {
    enum { AT = 8, IPV6_LEAST = 24 };
    const u8 *a = record, *transport = a + AT;
    size_t room = length - AT, size = u16_at(a, 6);
    u16 family = u16_at(a, AT);
    const char *name = family == AF_INET ? "sin" : family == AF_INET6 ? "sin6" : NULL;
    if (size > room) size = room;
    print_field(d, "transport");
    print_open(d, '{');
    if (name) {
        print_field(d, name);
        print_open(d, '{');
    }
    print_field(d, family == AF_INET ? "sin_family" : family == AF_INET6 ? "sin6_family" : "family");
    print_choice(d, &names_A_AF, family);
    struct abi_sockaddr_storage copy;
    memset(&copy, 0, sizeof copy);
    memcpy(&copy, transport, size < sizeof copy ? size : sizeof copy);
    if (family == AF_INET && size >= sizeof(struct abi_sockaddr_in)) {
        print_inet(d, (const void *)&copy);
    } else if (family == AF_INET6 && size >= IPV6_LEAST) {
        const struct abi_sockaddr_in6 *to = (const void *)&copy;
        print_inet6(d, to);
        if (size > IPV6_LEAST) print_field_udec(d, "sin6_scope_id", to->sin6_scope_id);
    } else if (size > sizeof family) {
        print_item(d);
        print_quoted(d, transport + sizeof family, size - sizeof family, 0);
    }
    if (name) print_close(d, '}');
    print_close(d, '}');
}
static void rx_service(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "srx_service");
    print_number_named(d, &names_rx_services, u16_at(a, 2));
}
LAYOUT(rxrpc, 36, OWN(rx_service, 2), CHOICE("transport_type", 4, 2, SOCKET_TYPES), UDEC("transport_len", 6, 2),
       OWN(rx_transport, 8));

static void ieee802154_body(struct decode *d, const void *record, size_t length) {
    enum { NONE = 0, SHORT = 2 };
    const u8 *a = record;
    u32 type = u32_at(a, 4);
    (void)length;
    print_field(d, "addr");
    print_open(d, '{');
    print_field(d, "addr_type");
    print_number_named(d, &names_ieee802154_addresses, type);
    print_field_hex(d, "pan_id", u16_at(a, 8));
    if (type == SHORT) {
        print_field_hex(d, "short_addr", u16_at(a, 10));
    } else if (type != NONE) {
        print_field(d, "hwaddr");
        print_named_bytes(d, a + 10, 8, link8_text);
    }
    print_close(d, '}');
}
LAYOUT(ieee802154, 20, OWN(ieee802154_body, 4));

static void crypto_flags(struct decode *d, const char *name, u32 flags) {
    const u32 driver_only = 0x1000;
    print_field_hex(d, name, flags);
    if (!flags || d->opt->style == NAMES_RAW) return;
    if (!(flags & driver_only)) {
        print_comment(d, "CRYPTO_ALG_???");
        return;
    }
    text_puts(d->out, " /* CRYPTO_ALG_KERN_DRIVER_ONLY");
    if (flags & ~driver_only) text_printf(d->out, "|%#x", flags & ~driver_only);
    text_puts(d->out, " */");
}
static void crypto_body(struct decode *d, const void *record, size_t length) {
    const size_t name = 24;
    const char *a = record;
    print_text_field(d, "salg_type", a + 2, 14);
    crypto_flags(d, "salg_feat", u32_at(a, 16));
    crypto_flags(d, "salg_mask", u32_at(a, 20));
    print_text_field(d, "salg_name", a + name, length - name);
}
LAYOUT(crypto, 25, OWN(crypto_body, 2));

static void nfc_service(struct decode *d, const void *record, size_t length) {
    enum { BASE = 16, WHOLE = 96, NAME = 18, NAME_MAX = 63 };
    const u8 *a = record;
    u64 size;
    if (length < WHOLE) {
        if (length > BASE) print_more(d);
        return;
    }
    memcpy(&size, a + 88, sizeof size);
    print_field(d, "dsap");
    print_number_named(d, &names_nfc_services, a[16]);
    print_field(d, "ssap");
    print_number_named(d, &names_nfc_services, a[17]);
    print_field(d, "service_name");
    print_quoted(d, a + NAME, size < NAME_MAX ? size : NAME_MAX, 0);
    print_field_udec(d, "service_name_len", size);
}
LAYOUT(nfc, 16, INTERFACE("dev_idx", 4), HEX("target_idx", 8, 4), CHOICE("nfc_protocol", 12, 4, nfc_protocols),
       OWN(nfc_service, 16));

static void vsock_zero(struct decode *d, const void *a, size_t length) {
    (void)length;
    if (!is_set((const u8 *)a + 13, 3)) return;
    print_field(d, "svm_zero");
    print_quoted(d, (const u8 *)a + 13, 3, QUOTE_HEX);
}
LAYOUT(vsock, 16, HEX("svm_reserved1", 2, 2, .when = SHOWN_SET), CHOICE("svm_cid", 8, 4, vm_ids),
       CHOICE("svm_port", 4, 4, vm_ports), FLAGS("svm_flags", 12, 1, vm_flags), OWN(vsock_zero, 13));
LAYOUT(qipcrtr, 12, HEX("sq_node", 4, 4), HEX("sq_port", 8, 4));
LAYOUT(mctp_address, 9, CHOICE("s_addr", 8, 1, mctp_addresses));
static void mctp_place(struct decode *d, const void *a, size_t length) {
    (void)length;
    print_field(d, "smctp_addr");
    print_layout(d, &mctp_address, a);
}
LAYOUT(mctp, 12, HEX("__smctp_pad0", 2, 2, .when = SHOWN_SET), CHOICE("smctp_network", 4, 4, mctp_networks),
       OWN(mctp_place, 8), HEX("smctp_type", 9, 1), HEX("smctp_tag", 10, 1),
       HEX("__smctp_pad1", 11, 1, .when = SHOWN_SET));

// --- By family
static const struct {
    u16 family;
    const struct layout *layout;
} families[] = {
    {AF_AX25, &ax25},     {AF_IPX, &ipx},     {AF_X25, &x25},         {AF_NETLINK, &netlink},
    {AF_PACKET, &packet}, {AF_RXRPC, &rxrpc}, {AF_ALG, &crypto},      {AF_IEEE802154, &ieee802154},
    {AF_NFC, &nfc},       {AF_VSOCK, &vsock}, {AF_QIPCRTR, &qipcrtr}, {AF_XDP, &xdp},
    {AF_MCTP, &mctp},
};

static bool print_family(struct decode *d, const void *a, size_t size, u16 family) {
    if (family == AF_BLUETOOTH) return print_bluetooth(d, a, size);
    for (u32 i = 0; i < sizeof families / sizeof *families; i++) {
        if (families[i].family != family || size < families[i].layout->size) continue;
        print_layout_fields(d, families[i].layout, a, size);
        return true;
    }
    return false;
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
        print_inet6_scope(d, a, size);
    else if (size > sizeof family && !print_family(d, a, size, family)) {
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
