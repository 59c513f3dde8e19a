// SPDX-License-Identifier: GPL-2.0-or-later
// Futexes, robust lists and futex_waitv.
#ifndef ABI_FUTEX_H
#define ABI_FUTEX_H

#include "base/types.h"

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_FD 2
#define FUTEX_REQUEUE 3
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAKE_OP 5
#define FUTEX_LOCK_PI 6
#define FUTEX_UNLOCK_PI 7
#define FUTEX_TRYLOCK_PI 8
#define FUTEX_WAIT_BITSET 9
#define FUTEX_WAKE_BITSET 10
#define FUTEX_WAIT_REQUEUE_PI 11
#define FUTEX_CMP_REQUEUE_PI 12
#define FUTEX_LOCK_PI2 13
#define FUTEX_PRIVATE_FLAG 128
#define FUTEX_CLOCK_REALTIME 256
#define FUTEX_CMD_MASK (~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME))
#define FUTEX_BITSET_MATCH_ANY 0xffffffffU

// The word of a futex with priority inheritance, or of a robust one
#define FUTEX_WAITERS 0x80000000U
#define FUTEX_OWNER_DIED 0x40000000
#define FUTEX_TID_MASK 0x3fffffff

// FUTEX_WAKE_OP: 4 bits of operation, 4 of comparison, 12 of each argument
#define FUTEX_OP_SET 0
#define FUTEX_OP_ADD 1
#define FUTEX_OP_OR 2
#define FUTEX_OP_ANDN 3
#define FUTEX_OP_XOR 4
#define FUTEX_OP_OPARG_SHIFT 8
#define FUTEX_OP_CMP_EQ 0
#define FUTEX_OP_CMP_NE 1
#define FUTEX_OP_CMP_LT 2
#define FUTEX_OP_CMP_LE 3
#define FUTEX_OP_CMP_GT 4
#define FUTEX_OP_CMP_GE 5

struct abi_robust_list {
    uaddr_t next; // bit 0 set: the futex has priority inheritance
};
struct abi_robust_list_head {
    struct abi_robust_list list;
    s64 futex_offset;
    uaddr_t list_op_pending;
};
_Static_assert(sizeof(struct abi_robust_list_head) == 24, "robust_list_head");
#define ROBUST_LIST_LIMIT 2048

// futex_waitv, futex_wake, futex_wait, futex_requeue
#define FUTEX2_SIZE_U8 0x0
#define FUTEX2_SIZE_U16 0x1
#define FUTEX2_SIZE_U32 0x2
#define FUTEX2_SIZE_U64 0x3
#define FUTEX2_SIZE_MASK 0x3
#define FUTEX2_NUMA 0x4
#define FUTEX2_PRIVATE 0x80
#define FUTEX_32 2
#define FUTEX_WAITV_MAX 128
struct abi_futex_waitv {
    u64 val;
    uaddr_t uaddr;
    u32 flags;
    u32 __reserved;
};
_Static_assert(sizeof(struct abi_futex_waitv) == 24, "futex_waitv");

#endif
