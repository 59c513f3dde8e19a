// SPDX-License-Identifier: GPL-2.0-or-later
// Tables of names about sockets that belong to no kind.
#ifndef TRACE_NAMES_SOCKET_H
#define TRACE_NAMES_SOCKET_H

#include "trace/names.h"

extern const struct name_table names_SOCKET_TYPES, names_INET_PROTOCOLS, names_NETLINK_PROTOCOLS,
    names_SOCKET_OPTIONS, names_IP_OPTIONS, names_TCP_OPTIONS, names_IPV6_OPTIONS, names_UDP_OPTIONS,
    names_NETLINK_OPTIONS;
// Of socket(2) in this family, as numbers in the host's order; NULL: they have no names.
const struct name_table *protocols_of(u32 family);

#endif
