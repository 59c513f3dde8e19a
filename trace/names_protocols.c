// SPDX-License-Identifier: GPL-2.0-or-later
// What the third argument of socket(2) means, by family: from linux/if_ether.h and the families' own headers.
#include "abi/socket.h"
#include "trace/names_socket.h"

#include <stddef.h>

LOCAL_NAMES(ethernet, "ETH_P_???", {0x1, "ETH_P_802_3"}, {0x2, "ETH_P_AX25"}, {0x3, "ETH_P_ALL"},
            {0x4, "ETH_P_802_2"}, {0x5, "ETH_P_SNAP"}, {0x6, "ETH_P_DDCMP"}, {0x7, "ETH_P_WAN_PPP"},
            {0x8, "ETH_P_PPP_MP"}, {0x9, "ETH_P_LOCALTALK"}, {0xc, "ETH_P_CAN"}, {0xd, "ETH_P_CANFD"},
            {0xe, "ETH_P_CANXL"}, {0x10, "ETH_P_PPPTALK"}, {0x11, "ETH_P_TR_802_2"}, {0x15, "ETH_P_MOBITEX"},
            {0x16, "ETH_P_CONTROL"}, {0x17, "ETH_P_IRDA"}, {0x18, "ETH_P_ECONET"}, {0x19, "ETH_P_HDLC"},
            {0x1a, "ETH_P_ARCNET"}, {0x1b, "ETH_P_DSA"}, {0x1c, "ETH_P_TRAILER"}, {0x60, "ETH_P_LOOP"},
            {0xf5, "ETH_P_PHONET"}, {0xf6, "ETH_P_IEEE802154"}, {0xf7, "ETH_P_CAIF"}, {0xf8, "ETH_P_XDSA"},
            {0xf9, "ETH_P_MAP"}, {0xfa, "ETH_P_MCTP"}, {0x200, "ETH_P_PUP"}, {0x201, "ETH_P_PUPAT"},
            {0x600, "ETH_P_802_3_MIN"}, {0x800, "ETH_P_IP"}, {0x805, "ETH_P_X25"}, {0x806, "ETH_P_ARP"},
            {0x8ff, "ETH_P_BPQ"}, {0xa00, "ETH_P_IEEEPUP"}, {0xa01, "ETH_P_IEEEPUPAT"}, {0x22eb, "ETH_P_ERSPAN2"},
            {0x22f0, "ETH_P_TSN"}, {0x4305, "ETH_P_BATMAN"}, {0x6000, "ETH_P_DEC"}, {0x6001, "ETH_P_DNA_DL"},
            {0x6002, "ETH_P_DNA_RC"}, {0x6003, "ETH_P_DNA_RT"}, {0x6004, "ETH_P_LAT"}, {0x6005, "ETH_P_DIAG"},
            {0x6006, "ETH_P_CUST"}, {0x6007, "ETH_P_SCA"}, {0x6558, "ETH_P_TEB"}, {0x8035, "ETH_P_RARP"},
            {0x809b, "ETH_P_ATALK"}, {0x80f3, "ETH_P_AARP"}, {0x8100, "ETH_P_8021Q"}, {0x8137, "ETH_P_IPX"},
            {0x86dd, "ETH_P_IPV6"}, {0x8808, "ETH_P_PAUSE"}, {0x8809, "ETH_P_SLOW"}, {0x883e, "ETH_P_WCCP"},
            {0x8847, "ETH_P_MPLS_UC"}, {0x8848, "ETH_P_MPLS_MC"}, {0x884c, "ETH_P_ATMMPOA"},
            {0x8863, "ETH_P_PPP_DISC"}, {0x8864, "ETH_P_PPP_SES"}, {0x886c, "ETH_P_LINK_CTL"},
            {0x8884, "ETH_P_ATMFATE"}, {0x888e, "ETH_P_PAE"}, {0x8899, "ETH_P_REALTEK"}, {0x88a2, "ETH_P_AOE"},
            {0x88a8, "ETH_P_8021AD"}, {0x88b5, "ETH_P_802_EX1"}, {0x88be, "ETH_P_ERSPAN"}, {0x88c7, "ETH_P_PREAUTH"},
            {0x88ca, "ETH_P_TIPC"}, {0x88cc, "ETH_P_LLDP"}, {0x88e3, "ETH_P_MRP"}, {0x88e5, "ETH_P_MACSEC"},
            {0x88e7, "ETH_P_8021AH"}, {0x88f5, "ETH_P_MVRP"}, {0x88f7, "ETH_P_1588"}, {0x88f8, "ETH_P_NCSI"},
            {0x88fb, "ETH_P_PRP"}, {0x8902, "ETH_P_CFM"}, {0x8906, "ETH_P_FCOE"}, {0x890d, "ETH_P_TDLS"},
            {0x8914, "ETH_P_FIP"}, {0x8915, "ETH_P_IBOE"}, {0x8917, "ETH_P_80221"}, {0x892f, "ETH_P_HSR"},
            {0x894f, "ETH_P_NSH"}, {0x9000, "ETH_P_LOOPBACK"}, {0x9100, "ETH_P_QINQ1"}, {0x9200, "ETH_P_QINQ2"},
            {0x9300, "ETH_P_QINQ3"}, {0xdada, "ETH_P_EDSA"}, {0xdadb, "ETH_P_DSA_8021Q"}, {0xe001, "ETH_P_DSA_A5PSW"},
            {0xed3e, "ETH_P_IFE"}, {0xfbfb, "ETH_P_AF_IUCV"});
LOCAL_NAMES(irda, "IRDAPROTO_???", {1, "CAN_RAW"}, {2, "CAN_BCM"}, {3, "CAN_TP16"}, {4, "CAN_TP20"}, {5, "CAN_MCNET"},
            {6, "CAN_ISOTP"}, {7, "CAN_J1939"});
LOCAL_NAMES(can, "CAN_???", {1, "CAN_RAW"}, {2, "CAN_BCM"}, {3, "CAN_TP16"}, {4, "CAN_TP20"}, {5, "CAN_MCNET"},
            {6, "CAN_ISOTP"}, {7, "CAN_J1939"});
LOCAL_NAMES(bluetooth, "BTPROTO_???", {0, "BTPROTO_L2CAP"}, {1, "BTPROTO_HCI"}, {2, "BTPROTO_SCO"},
            {3, "BTPROTO_RFCOMM"}, {4, "BTPROTO_BNEP"}, {5, "BTPROTO_CMTP"}, {6, "BTPROTO_HIDP"},
            {7, "BTPROTO_AVDTP"});
LOCAL_NAMES(rxrpc, "AF_???", {0, "AF_UNSPEC"}, {1, "AF_UNIX"}, {2, "AF_INET"}, {3, "AF_AX25"}, {4, "AF_IPX"},
            {5, "AF_APPLETALK"}, {6, "AF_NETROM"}, {7, "AF_BRIDGE"}, {8, "AF_ATMPVC"}, {9, "AF_X25"},
            {10, "AF_INET6"}, {11, "AF_ROSE"}, {12, "AF_DECnet"}, {13, "AF_NETBEUI"}, {14, "AF_SECURITY"},
            {15, "AF_KEY"}, {16, "AF_NETLINK"}, {17, "AF_PACKET"}, {18, "AF_ASH"}, {19, "AF_ECONET"},
            {20, "AF_ATMSVC"}, {21, "AF_RDS"}, {22, "AF_SNA"}, {23, "AF_IRDA"}, {24, "AF_PPPOX"}, {25, "AF_WANPIPE"},
            {26, "AF_LLC"}, {27, "AF_IB"}, {28, "AF_MPLS"}, {29, "AF_CAN"}, {30, "AF_TIPC"}, {31, "AF_BLUETOOTH"},
            {32, "AF_IUCV"}, {33, "AF_RXRPC"}, {34, "AF_ISDN"}, {35, "AF_PHONET"}, {36, "AF_IEEE802154"},
            {37, "AF_CAIF"}, {38, "AF_ALG"}, {39, "AF_NFC"}, {40, "AF_VSOCK"}, {41, "AF_KCM"}, {42, "AF_QIPCRTR"},
            {43, "AF_SMC"}, {44, "AF_XDP"}, {45, "AF_MCTP"});
LOCAL_NAMES(isdn, "ISDN_P_???", {0, "ISDN_P_BASE"}, {1, "ISDN_P_TE_S0"}, {2, "ISDN_P_NT_S0"}, {3, "ISDN_P_TE_E1"},
            {4, "ISDN_P_NT_E1"}, {16, "ISDN_P_LAPD_TE"}, {17, "ISDN_P_LAPD_NT"}, {33, "ISDN_P_B_RAW"},
            {34, "ISDN_P_B_HDLC"}, {35, "ISDN_P_B_X75SLP"}, {36, "ISDN_P_B_L2DTMF"}, {37, "ISDN_P_B_L2DSP"},
            {38, "ISDN_P_B_L2DSPHDLC"});
LOCAL_NAMES(phonet, "PN_PROTO_???", {0, "PN_PROTO_TRANSPORT"}, {1, "PN_PROTO_PHONET"}, {2, "PN_PROTO_PIPE"});
LOCAL_NAMES(caif, "CAIFPROTO_???", {0, "CAIFPROTO_AT"}, {1, "CAIFPROTO_DATAGRAM"}, {2, "CAIFPROTO_DATAGRAM_LOOP"},
            {3, "CAIFPROTO_UTIL"}, {4, "CAIFPROTO_RFM"}, {5, "CAIFPROTO_DEBUG"});
LOCAL_NAMES(nfc, "NFC_SOCKPROTO_???", {0, "NFC_SOCKPROTO_RAW"}, {1, "NFC_SOCKPROTO_LLCP"});
LOCAL_NAMES(kcm, "KCMPROTO_???", {0, "KCMPROTO_CONNECTED"});
LOCAL_NAMES(smc, "SMCPROTO_???", {0, "SMCPROTO_SMC"}, {1, "SMCPROTO_SMC6"});

LOCAL_NAMES(ax25, "AX25_P_???", {0x1, "AX25_P_ROSE"}, {0x6, "AX25_P_VJCOMP"}, {0x7, "AX25_P_VJUNCOMP"},
            {0x8, "AX25_P_SEGMENT"}, {0xc3, "AX25_P_TEXNET"}, {0xc4, "AX25_P_LQ"}, {0xca, "AX25_P_ATALK"},
            {0xcb, "AX25_P_ATALK_ARP"}, {0xcc, "AX25_P_IP"}, {0xcd, "AX25_P_ARP"}, {0xce, "AX25_P_FLEXNET"},
            {0xcf, "AX25_P_NETROM"}, {0xf0, "AX25_P_TEXT"});

const struct name_table *protocols_of(u32 family) {
    switch (family) {
    case AF_INET:
    case AF_INET6: return &names_INET_PROTOCOLS;
    case AF_NETLINK: return &names_NETLINK_PROTOCOLS;
    case AF_PACKET: return &names_ethernet;
    case AF_IRDA: return &names_irda;
    case AF_CAN: return &names_can;
    case AF_BLUETOOTH: return &names_bluetooth;
    case AF_RXRPC: return &names_rxrpc;
    case AF_ISDN: return &names_isdn;
    case AF_PHONET: return &names_phonet;
    case AF_CAIF: return &names_caif;
    case AF_NFC: return &names_nfc;
    case AF_KCM: return &names_kcm;
    case AF_SMC: return &names_smc;
    case AF_AX25: return &names_ax25;
    default: return NULL;
    }
}
