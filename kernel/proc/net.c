// SPDX-License-Identifier: GPL-2.0-or-later
// /proc/PID/net: tables of the network, with nothing in them but their headings and the loopback interface (proc_pid_net(5)).
#include "kernel/proc/internal.h"

#include "abi/stat.h"

enum net_table {
    NET_TCP,
    NET_TCP6,
    NET_UDP,
    NET_UDP6,
    NET_RAW,
    NET_UNIX,
    NET_ROUTE,
    NET_ARP,
    NET_DEV,
    NET_IF_INET6,
    NET_TABLES
};

static const struct {
    const char *text;
    int width; // padded with blanks to so many characters
} headings[NET_TABLES] = {
    [NET_TCP] = {"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                 149},
    [NET_TCP6] =
        {"  sl  local_address                         remote_address                        st tx_queue rx_queue tr "
         "tm->when retrnsmt   uid  timeout inode",
         0},
    [NET_UDP] = {"   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode "
                 "ref pointer "
                 "drops",
                 127},
    [NET_UDP6] =
        {"  sl  local_address                         remote_address                        st tx_queue rx_queue tr "
         "tm->when retrnsmt   uid  timeout inode ref pointer drops",
         0},
    [NET_RAW] = {"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode "
                 "ref pointer "
                 "drops",
                 0},
    [NET_UNIX] = {"Num       RefCount Protocol Flags    Type St Inode Path", 0},
    [NET_ROUTE] = {"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT", 127},
    [NET_ARP] = {"IP address       HW type     Flags       HW address            Mask     Device", 0},
    [NET_DEV] = {"Inter-|   Receive                                                |  Transmit\n"
                 " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo "
                 "colls carrier "
                 "compressed\n"
                 "    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0  "
                 "   0       0"
                 "          0",
                 0},
    [NET_IF_INET6] = {"00000000000000000000000000000001 01 80 10 80       lo", 0},
};

static int show_table(struct inode *inode, struct proc_text *out) {
    u64 which = proc_node(inode)->value;
    proc_printf(out, "%-*s\n", headings[which].width, headings[which].text);
    return 0;
}

static const struct proc_type table = {.mode = S_IFREG | 0444, .show = show_table};

static const struct proc_entry entries[] = {
    {"arp", &table, NET_ARP},           {"dev", &table, NET_DEV},   {"raw", &table, NET_RAW},
    {"tcp", &table, NET_TCP},           {"udp", &table, NET_UDP},   {"tcp6", &table, NET_TCP6},
    {"udp6", &table, NET_UDP6},         {"unix", &table, NET_UNIX}, {"route", &table, NET_ROUTE},
    {"if_inet6", &table, NET_IF_INET6},
};

const struct proc_type proc_pid_net = {
    .mode = S_IFDIR | 0555, .refresh = proc_refresh, .entries = entries, .entry_count = ARRAY_SIZE(entries)};
