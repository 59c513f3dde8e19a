// SPDX-License-Identifier: GPL-2.0-or-later
// seccomp, and the classic BPF that its filters are written in.
#ifndef ABI_SECCOMP_H
#define ABI_SECCOMP_H

#include "base/types.h"

#define SECCOMP_MODE_DISABLED 0
#define SECCOMP_MODE_STRICT 1
#define SECCOMP_MODE_FILTER 2
#define SECCOMP_SET_MODE_STRICT 0
#define SECCOMP_SET_MODE_FILTER 1
#define SECCOMP_GET_ACTION_AVAIL 2
#define SECCOMP_GET_NOTIF_SIZES 3
#define SECCOMP_FILTER_FLAG_TSYNC 0x1
#define SECCOMP_FILTER_FLAG_LOG 0x2
#define SECCOMP_FILTER_FLAG_SPEC_ALLOW 0x4
#define SECCOMP_FILTER_FLAG_NEW_LISTENER 0x8
#define SECCOMP_FILTER_FLAG_TSYNC_ESRCH 0x10
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV 0x20
#define SECCOMP_RET_KILL_PROCESS 0x80000000U
#define SECCOMP_RET_KILL_THREAD 0x0
#define SECCOMP_RET_TRAP 0x30000
#define SECCOMP_RET_ERRNO 0x50000
#define SECCOMP_RET_USER_NOTIF 0x7fc00000
#define SECCOMP_RET_TRACE 0x7ff00000
#define SECCOMP_RET_LOG 0x7ffc0000
#define SECCOMP_RET_ALLOW 0x7fff0000
#define SECCOMP_RET_ACTION_FULL 0xffff0000U
#define SECCOMP_RET_ACTION 0x7fff0000
#define SECCOMP_RET_DATA 0xffff
#define SECCOMP_USER_NOTIF_FLAG_CONTINUE 0x1
#define SECCOMP_ADDFD_FLAG_SETFD 0x1
#define SECCOMP_ADDFD_FLAG_SEND 0x2

#define AUDIT_ARCH_X86_64 0xc000003eU // ELF machine 62, 64 bits, little-endian

struct abi_seccomp_data {
    s32 nr;
    u32 arch;
    u64 instruction_pointer;
    u64 args[6];
};
_Static_assert(sizeof(struct abi_seccomp_data) == 64, "seccomp_data");
struct abi_seccomp_notif_sizes {
    u16 seccomp_notif;
    u16 seccomp_notif_resp;
    u16 seccomp_data;
};
struct abi_seccomp_notif {
    u64 id;
    u32 pid;
    u32 flags;
    struct abi_seccomp_data data;
};
struct abi_seccomp_notif_resp {
    u64 id;
    s64 val;
    s32 error;
    u32 flags;
};
struct abi_seccomp_notif_addfd {
    u64 id;
    u32 flags;
    u32 srcfd;
    u32 newfd;
    u32 newfd_flags;
};

struct abi_sock_filter {
    u16 code;
    u8 jt;
    u8 jf;
    u32 k;
};
struct abi_sock_fprog {
    u16 len;
    uaddr_t filter;
};
_Static_assert(sizeof(struct abi_sock_fprog) == 16, "sock_fprog");

#define BPF_CLASS(code) ((code)&0x07)
#define BPF_SIZE(code) ((code)&0x18)
#define BPF_MODE(code) ((code)&0xe0)
#define BPF_OP(code) ((code)&0xf0)
#define BPF_SRC(code) ((code)&0x08)
#define BPF_RVAL(code) ((code)&0x18)
#define BPF_MISCOP(code) ((code)&0xf8)
#define BPF_LD 0x0
#define BPF_LDX 0x1
#define BPF_ST 0x2
#define BPF_STX 0x3
#define BPF_ALU 0x4
#define BPF_JMP 0x5
#define BPF_RET 0x6
#define BPF_MISC 0x7
#define BPF_W 0x0
#define BPF_H 0x8
#define BPF_B 0x10
#define BPF_IMM 0x0
#define BPF_ABS 0x20
#define BPF_IND 0x40
#define BPF_MEM 0x60
#define BPF_LEN 0x80
#define BPF_MSH 0xa0
#define BPF_ADD 0x0
#define BPF_SUB 0x10
#define BPF_MUL 0x20
#define BPF_DIV 0x30
#define BPF_OR 0x40
#define BPF_AND 0x50
#define BPF_LSH 0x60
#define BPF_RSH 0x70
#define BPF_NEG 0x80
#define BPF_MOD 0x90
#define BPF_XOR 0xa0
#define BPF_JA 0x0
#define BPF_JEQ 0x10
#define BPF_JGT 0x20
#define BPF_JGE 0x30
#define BPF_JSET 0x40
#define BPF_K 0x0
#define BPF_X 0x8
#define BPF_A 0x10
#define BPF_TAX 0x0
#define BPF_TXA 0x80
#define BPF_MEMWORDS 16
#define BPF_MAXINSNS 4096

#endif
