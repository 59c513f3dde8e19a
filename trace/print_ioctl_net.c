// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on network interfaces, by name.
#include "abi/ioctl.h"
#include "trace/layout.h"
#include "trace/names_socket.h"
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

static const struct {
    u16 family, size;
} hardware_sizes[] = {
    {0, 7},   {1, 6},   {3, 7},   {6, 6},   {7, 1},   {15, 2},  {27, 8},  {270, 5}, {271, 5}, {290, 1},
    {768, 4}, {772, 6}, {773, 1}, {774, 6}, {776, 4}, {777, 4}, {778, 4}, {779, 4}, {780, 6}, {783, 4},
    {801, 6}, {802, 6}, {803, 6}, {804, 8}, {805, 8}, {820, 1}, {821, 1}, {822, 1}, {825, 8}, {826, 8},
};

// An address is as long as those of its family are.
static void hardware_text(struct decode *d, const void *bytes) {
    const struct request *r = (const void *)((const u8 *)bytes - offsetof(struct request, hardware.data));
    u16 family = r->hardware.family;
    u32 count = sizeof r->hardware.data;
    for (u32 i = 0; i < sizeof hardware_sizes / sizeof *hardware_sizes; i++)
        if (hardware_sizes[i].family == family) count = hardware_sizes[i].size;
    for (u32 i = 0; i < count; i++) text_printf(d->out, i ? ":%02x" : "%02x", r->hardware.data[i]);
}

static void print_hardware(struct decode *d, const struct request *r) {
    print_field(d, "ifr_hwaddr");
    print_open(d, '{');
    print_field(d, "sa_family");
    print_choice(d, &names_HARDWARE, r->hardware.family);
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
