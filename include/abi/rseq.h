// SPDX-License-Identifier: GPL-2.0-or-later
// Restartable sequences and membarrier.
#ifndef ABI_RSEQ_H
#define ABI_RSEQ_H

#include "base/types.h"

struct abi_rseq {
    u32 cpu_id_start;
    u32 cpu_id;
    uaddr_t rseq_cs;
    u32 flags;
    u32 node_id;
    u32 mm_cid;
    u32 __pad;
};
_Static_assert(sizeof(struct abi_rseq) == 32, "rseq");

struct abi_rseq_cs {
    u32 version;
    u32 flags;
    uaddr_t start_ip;
    u64 post_commit_offset;
    uaddr_t abort_ip;
};
_Static_assert(sizeof(struct abi_rseq_cs) == 32, "rseq_cs");

#define RSEQ_CPU_ID_UNINITIALIZED (-1)
#define RSEQ_CPU_ID_REGISTRATION_FAILED (-2)
#define RSEQ_FLAG_UNREGISTER 0x1
#define RSEQ_CS_FLAG_NO_RESTART_ON_PREEMPT 0x1
#define RSEQ_CS_FLAG_NO_RESTART_ON_SIGNAL 0x2
#define RSEQ_CS_FLAG_NO_RESTART_ON_MIGRATE 0x4
#define RSEQ_ORIG_SIZE 32 // every kernel accepts this length

#define MEMBARRIER_CMD_QUERY 0x0
#define MEMBARRIER_CMD_GLOBAL 0x1
#define MEMBARRIER_CMD_GLOBAL_EXPEDITED 0x2
#define MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED 0x4
#define MEMBARRIER_CMD_PRIVATE_EXPEDITED 0x8
#define MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED 0x10
#define MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE 0x20
#define MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE 0x40
#define MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ 0x80
#define MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ 0x100
#define MEMBARRIER_CMD_GET_REGISTRATIONS 0x200
#define MEMBARRIER_CMD_FLAG_CPU 0x1

#endif
