// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on network interfaces, by name.
#include "abi/ioctl.h"
#include "trace/layout.h"
#include "trace/print_ioctl.h"

enum { NAME_SIZE = 16 };
struct request {
    char name[NAME_SIZE];
    union {
        char text[NAME_SIZE];
        s32 number;
        u16 flags;
        struct {
            u64 start, end;
            u16 base;
            u8 irq, dma, port;
        } map;
        struct {
            u16 family;
            u8 data[14];
        } hardware;
    };
};
_Static_assert(sizeof(struct request) == 40, "struct ifreq");

LOCAL_NAMES(interface_flags, "IFF_???", {0x1, "IFF_UP"}, {0x2, "IFF_BROADCAST"}, {0x4, "IFF_DEBUG"},
            {0x8, "IFF_LOOPBACK"}, {0x10, "IFF_POINTOPOINT"}, {0x20, "IFF_NOTRAILERS"}, {0x40, "IFF_RUNNING"},
            {0x80, "IFF_NOARP"}, {0x100, "IFF_PROMISC"}, {0x200, "IFF_ALLMULTI"}, {0x400, "IFF_MASTER"},
            {0x800, "IFF_SLAVE"}, {0x1000, "IFF_MULTICAST"}, {0x2000, "IFF_PORTSEL"}, {0x4000, "IFF_AUTOMEDIA"},
            {0x8000, "IFF_DYNAMIC"});
LOCAL_NAMES(hardware, "ARPHRD_???", {0, "ARPHRD_NETROM"}, {1, "ARPHRD_ETHER"}, {2, "ARPHRD_EETHER"},
            {3, "ARPHRD_AX25"}, {4, "ARPHRD_PRONET"}, {5, "ARPHRD_CHAOS"}, {6, "ARPHRD_IEEE802"},
            {7, "ARPHRD_ARCNET"}, {8, "ARPHRD_APPLETLK"}, {15, "ARPHRD_DLCI"}, {19, "ARPHRD_ATM"},
            {23, "ARPHRD_METRICOM"}, {24, "ARPHRD_IEEE1394"}, {27, "ARPHRD_EUI64"}, {32, "ARPHRD_INFINIBAND"},
            {256, "ARPHRD_SLIP"}, {257, "ARPHRD_CSLIP"}, {258, "ARPHRD_SLIP6"}, {259, "ARPHRD_CSLIP6"},
            {260, "ARPHRD_RSRVD"}, {264, "ARPHRD_ADAPT"}, {270, "ARPHRD_ROSE"}, {271, "ARPHRD_X25"},
            {272, "ARPHRD_HWX25"}, {280, "ARPHRD_CAN"}, {290, "ARPHRD_MCTP"}, {512, "ARPHRD_PPP"},
            {513, "ARPHRD_CISCO"}, {516, "ARPHRD_LAPB"}, {517, "ARPHRD_DDCMP"}, {518, "ARPHRD_RAWHDLC"},
            {519, "ARPHRD_RAWIP"}, {768, "ARPHRD_TUNNEL"}, {769, "ARPHRD_TUNNEL6"}, {770, "ARPHRD_FRAD"},
            {771, "ARPHRD_SKIP"}, {772, "ARPHRD_LOOPBACK"}, {773, "ARPHRD_LOCALTLK"}, {774, "ARPHRD_FDDI"},
            {775, "ARPHRD_BIF"}, {776, "ARPHRD_SIT"}, {777, "ARPHRD_IPDDP"}, {778, "ARPHRD_IPGRE"},
            {779, "ARPHRD_PIMREG"}, {780, "ARPHRD_HIPPI"}, {781, "ARPHRD_ASH"}, {782, "ARPHRD_ECONET"},
            {783, "ARPHRD_IRDA"}, {784, "ARPHRD_FCPP"}, {785, "ARPHRD_FCAL"}, {786, "ARPHRD_FCPL"},
            {787, "ARPHRD_FCFABRIC"}, {800, "ARPHRD_IEEE802_TR"}, {801, "ARPHRD_IEEE80211"},
            {802, "ARPHRD_IEEE80211_PRISM"}, {803, "ARPHRD_IEEE80211_RADIOTAP"}, {804, "ARPHRD_IEEE802154"},
            {805, "ARPHRD_IEEE802154_MONITOR"}, {820, "ARPHRD_PHONET"}, {821, "ARPHRD_PHONET_PIPE"},
            {822, "ARPHRD_CAIF"}, {823, "ARPHRD_IP6GRE"}, {824, "ARPHRD_NETLINK"}, {825, "ARPHRD_6LOWPAN"},
            {826, "ARPHRD_VSOCKMON"}, {65534, "ARPHRD_NONE"}, {65535, "ARPHRD_VOID"});

// An address is as long as those of its family are.
// How many bytes an address of that hardware has.
static u32 hardware_length(u16 family) {
    switch (family) {
    case 7:             // ARCNET
    case 822:           // CAIF
    case 773:           // LOCALTLK
    case 290:           // MCTP
    case 820:           // PHONET
    case 821: return 1; // PHONET_PIPE
    case 15: return 2;  // DLCI
    case 777:           // IPDDP
    case 778:           // IPGRE
    case 783:           // IRDA
    case 779:           // PIMREG
    case 776:           // SIT
    case 768: return 4; // TUNNEL
    case 270:           // ROSE
    case 271: return 5; // X25
    case 1:             // ETHER
    case 774:           // FDDI
    case 780:           // HIPPI
    case 6:             // IEEE802
    case 801:           // IEEE80211
    case 802:           // IEEE80211_PRISM
    case 803:           // IEEE80211_RADIOTAP
    case 772: return 6; // LOOPBACK
    case 3:             // AX25
    case 0: return 7;   // NETROM
    case 825:           // 6LOWPAN
    case 27:            // EUI64
    case 804:           // IEEE802154
    case 805:           // IEEE802154_MONITOR
    case 826: return 8; // VSOCKMON
    default: return sizeof((struct request *)0)->hardware.data;
    }
}
static void hardware_text(struct decode *d, const void *bytes) {
    const struct request *r = (const void *)((const u8 *)bytes - offsetof(struct request, hardware.data));
    u32 count = hardware_length(r->hardware.family);
    for (u32 i = 0; i < count; i++) text_printf(d->out, i ? ":%02x" : "%02x", r->hardware.data[i]);
}

static void print_hardware(struct decode *d, const struct request *r) {
    print_field(d, "ifr_hwaddr");
    print_open(d, '{');
    print_field(d, "sa_family");
    print_choice(d, &names_hardware, r->hardware.family);
    print_field(d, "sa_data");
    print_named_bytes(d, r->hardware.data, sizeof r->hardware.data, hardware_text);
    print_close(d, '}');
}

static void print_map(struct decode *d, const struct request *r) {
    print_field(d, "ifr_map");
    print_open(d, '{');
    print_field_hex(d, "mem_start", r->map.start);
    print_field_hex(d, "mem_end", r->map.end);
    print_field_hex(d, "base_addr", r->map.base);
    print_field_hex(d, "irq", r->map.irq);
    print_field_hex(d, "dma", r->map.dma);
    print_field_hex(d, "port", r->map.port);
    print_close(d, '}');
}

static void print_address_field(struct decode *d, const char *name, uaddr_t at) {
    print_field(d, name);
    print_sockaddr(d, at + NAME_SIZE, NAME_SIZE);
}

static void print_number(struct decode *d, const char *name, const struct request *r) {
    print_field(d, name);
    print_dec(d, r->number);
}

// What the request is about: the second half of the struct.
static void print_subject(struct decode *d, u32 request, const struct request *r, uaddr_t at) {
    switch (request) {
    case SIOCGIFADDR:
    case SIOCSIFADDR: print_address_field(d, "ifr_addr", at); return;
    case SIOCGIFDSTADDR:
    case SIOCSIFDSTADDR: print_address_field(d, "ifr_dstaddr", at); return;
    case SIOCGIFBRDADDR:
    case SIOCSIFBRDADDR: print_address_field(d, "ifr_broadaddr", at); return;
    case SIOCGIFNETMASK:
    case SIOCSIFNETMASK: print_address_field(d, "ifr_netmask", at); return;
    case SIOCGIFFLAGS:
    case SIOCSIFFLAGS:
        print_field(d, "ifr_flags");
        print_flags(d, &names_interface_flags, r->flags);
        return;
    case SIOCGIFMETRIC:
    case SIOCSIFMETRIC: print_number(d, "ifr_metric", r); return;
    case SIOCGIFMTU:
    case SIOCSIFMTU: print_number(d, "ifr_mtu", r); return;
    case SIOCGIFINDEX: print_number(d, "ifr_ifindex", r); return;
    case SIOCGIFTXQLEN:
    case SIOCSIFTXQLEN: print_number(d, "ifr_qlen", r); return;
    case SIOCGIFSLAVE:
    case SIOCSIFSLAVE: print_text_field(d, "ifr_slave", r->text, NAME_SIZE); return;
    case SIOCSIFNAME: print_text_field(d, "ifr_newname", r->text, NAME_SIZE); return;
    case SIOCGIFMAP:
    case SIOCSIFMAP: print_map(d, r); return;
    default: print_hardware(d, r); return;
    }
}

static enum print_result print_request(struct decode *d, u32 arg, bool out) {
    uaddr_t at = d->args[arg];
    u32 request = (u32)d->args[arg - 1];
    struct request r;
    bool readable = at && d->verbose && decode_read(d, at, &r, sizeof r);
    bool by_index = request == SIOCGIFNAME;
    if (!d->exiting) {
        if (!readable) {
            print_addr(d, at);
            return PRINT_DONE;
        }
        print_open(d, '{');
        if (by_index)
            print_number(d, "ifr_ifindex", &r);
        else
            print_text_field(d, "ifr_name", r.name, NAME_SIZE);
        if (!out) print_subject(d, request, &r, at);
        if (out)
            print_suspend(d);
        else
            print_close(d, '}');
        return out ? PRINT_LATER : PRINT_DONE;
    }
    print_resume(d);
    if (readable && !d->failed) {
        if (by_index)
            print_text_field(d, "ifr_name", r.name, NAME_SIZE);
        else
            print_subject(d, request, &r, at);
    }
    print_close(d, '}');
    return PRINT_DONE;
}

// --- SIOCGIFCONF: what interfaces there are
struct interface_list {
    s32 bytes;
    uaddr_t at;
};

static void interface_element(struct decode *d, const void *element) {
    const struct request *r = element;
    print_open(d, '{');
    print_text_field(d, "ifr_name", r->name, NAME_SIZE);
    print_field(d, "ifr_addr");
    print_sockaddr_bytes(d, r->text, NAME_SIZE);
    print_close(d, '}');
}

static enum print_result print_interfaces(struct decode *d, u32 arg) {
    struct interface_list list;
    if (!d->exiting) return PRINT_LATER;
    if (!d->args[arg] || !d->verbose || !decode_read(d, d->args[arg], &list, sizeof list)) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    u32 count = (u32)list.bytes / sizeof(struct request), rest = (u32)list.bytes % sizeof(struct request);
    print_open(d, '{');
    print_field(d, "ifc_len");
    print_dec(d, list.bytes);
    if (list.bytes > 0 && !rest) text_printf(d->out, " /* %u * sizeof(struct ifreq) */", count);
    print_field(d, "ifc_buf");
    if (list.bytes < 0 || d->failed)
        print_addr(d, list.at);
    else
        print_array(d, list.at, count, sizeof(struct request), interface_element);
    print_close(d, '}');
    return PRINT_DONE;
}

static void bridge_fields(struct decode *d, const void *record) {
    const struct request *r = record;
    print_field(d, "ifr_ifindex");
    print_interface(d, (u32)r->number);
}

bool print_ioctl_net(struct decode *d, u32 arg, enum print_result *result) {
    bool out = false;
    struct request bridge;
    switch ((u32)d->args[arg - 1]) {
    case SIOCGIFCONF: *result = print_interfaces(d, arg); return true;
    case SIOCGIFENCAP: *result = print_ioctl_number(d, arg, true, NULL); return true;
    case SIOCSIFENCAP: *result = print_ioctl_number(d, arg, false, NULL); return true;
    case SIOCBRADDBR:
    case SIOCBRDELBR:
        print_path_bytes(d, d->args[arg], NAME_SIZE - 1);
        *result = PRINT_DONE;
        return true;
    case SIOCBRADDIF:
    case SIOCBRDELIF: *result = print_record(d, arg, false, &bridge, sizeof bridge, bridge_fields); return true;
    case SIOCGIFADDR:
    case SIOCGIFDSTADDR:
    case SIOCGIFBRDADDR:
    case SIOCGIFNETMASK:
    case SIOCGIFFLAGS:
    case SIOCGIFMETRIC:
    case SIOCGIFMTU:
    case SIOCGIFINDEX:
    case SIOCGIFTXQLEN:
    case SIOCGIFSLAVE:
    case SIOCGIFMAP:
    case SIOCGIFNAME:
    case SIOCGIFHWADDR: out = true; // fall through
    case SIOCSIFADDR:
    case SIOCSIFDSTADDR:
    case SIOCSIFBRDADDR:
    case SIOCSIFNETMASK:
    case SIOCSIFFLAGS:
    case SIOCSIFMETRIC:
    case SIOCSIFMTU:
    case SIOCSIFTXQLEN:
    case SIOCSIFSLAVE:
    case SIOCSIFNAME:
    case SIOCSIFMAP:
    case SIOCADDMULTI:
    case SIOCDELMULTI:
    case SIOCSIFHWBROADCAST:
    case SIOCSIFHWADDR: *result = print_request(d, arg, out); return true;
    default: return false;
    }
}
