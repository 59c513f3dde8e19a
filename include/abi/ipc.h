// SPDX-License-Identifier: GPL-2.0-or-later
// System V shared memory, semaphores and message queues, and POSIX message queues.
#ifndef ABI_IPC_H
#define ABI_IPC_H

#include "base/types.h"

#define IPC_PRIVATE 0
#define IPC_CREAT 01000
#define IPC_EXCL 02000
#define IPC_NOWAIT 04000
#define IPC_RMID 0
#define IPC_SET 1
#define IPC_STAT 2
#define IPC_INFO 3
#define IPC_64 0x100

struct abi_ipc_perm {
    s32 key;
    u32 uid;
    u32 gid;
    u32 cuid;
    u32 cgid;
    u32 mode;
    u16 seq;
    u16 __pad2;
    u64 __unused1;
    u64 __unused2;
};
_Static_assert(sizeof(struct abi_ipc_perm) == 48, "ipc64_perm");

#define SHM_LOCK 11
#define SHM_UNLOCK 12
#define SHM_STAT 13
#define SHM_INFO 14
#define SHM_STAT_ANY 15
#define SHM_RDONLY 010000
#define SHM_RND 020000
#define SHM_REMAP 040000
#define SHM_EXEC 0100000
#define SHM_HUGETLB 04000
#define SHM_NORESERVE 010000
#define SHM_DEST 01000   // in abi_shmid_ds.shm_perm.mode
#define SHM_LOCKED 02000 // in abi_shmid_ds.shm_perm.mode
#define SHM_HUGE_SHIFT 26
#define SHM_HUGE_MASK 0x3f
#define SHMMIN 1
#define SHMMNI 4096

struct abi_shmid_ds {
    struct abi_ipc_perm shm_perm;
    u64 shm_segsz;
    s64 shm_atime;
    s64 shm_dtime;
    s64 shm_ctime;
    s32 shm_cpid;
    s32 shm_lpid;
    u64 shm_nattch;
    u64 __unused4;
    u64 __unused5;
};
_Static_assert(sizeof(struct abi_shmid_ds) == 112, "shmid64_ds");
struct abi_shminfo {
    u64 shmmax;
    u64 shmmin;
    u64 shmmni;
    u64 shmseg;
    u64 shmall;
    u64 __unused[4];
};
struct abi_shm_info {
    s32 used_ids;
    u64 shm_tot;
    u64 shm_rss;
    u64 shm_swp;
    u64 swap_attempts;
    u64 swap_successes;
};

#define GETPID 11
#define GETVAL 12
#define GETALL 13
#define GETNCNT 14
#define GETZCNT 15
#define SETVAL 16
#define SETALL 17
#define SEM_STAT 18
#define SEM_INFO 19
#define SEM_STAT_ANY 20
#define SEM_UNDO 0x1000
#define SEMMNI 32000
#define SEMMSL 32000
#define SEMMNS 1024000000
#define SEMOPM 500
#define SEMVMX 32767
#define SEMAEM 32767
struct abi_sembuf {
    u16 sem_num;
    s16 sem_op;
    s16 sem_flg;
};
struct abi_semid_ds {
    struct abi_ipc_perm sem_perm;
    s64 sem_otime;
    u64 __unused1;
    s64 sem_ctime;
    u64 __unused2;
    u64 sem_nsems;
    u64 __unused3;
    u64 __unused4;
};
_Static_assert(sizeof(struct abi_semid_ds) == 104, "semid64_ds");
struct abi_seminfo {
    s32 semmap;
    s32 semmni;
    s32 semmns;
    s32 semmnu;
    s32 semmsl;
    s32 semopm;
    s32 semume;
    s32 semusz;
    s32 semvmx;
    s32 semaem;
};

#define MSG_STAT 11
#define MSG_INFO 12
#define MSG_STAT_ANY 13
#define MSG_NOERROR 010000
#define MSG_EXCEPT 020000
#define MSG_COPY 040000
#define MSGMNI 32000
#define MSGMAX 8192
#define MSGMNB 16384
struct abi_msgbuf {
    s64 mtype;
    char mtext[];
};
struct abi_msqid_ds {
    struct abi_ipc_perm msg_perm;
    s64 msg_stime;
    s64 msg_rtime;
    s64 msg_ctime;
    u64 msg_cbytes;
    u64 msg_qnum;
    u64 msg_qbytes;
    s32 msg_lspid;
    s32 msg_lrpid;
    u64 __unused4;
    u64 __unused5;
};
_Static_assert(sizeof(struct abi_msqid_ds) == 120, "msqid64_ds");
struct abi_msginfo {
    s32 msgpool;
    s32 msgmap;
    s32 msgmax;
    s32 msgmnb;
    s32 msgmni;
    s32 msgssz;
    s32 msgtql;
    u16 msgseg;
};
_Static_assert(sizeof(struct abi_msginfo) == 32, "msginfo");

struct abi_mq_attr {
    s64 mq_flags;
    s64 mq_maxmsg;
    s64 mq_msgsize;
    s64 mq_curmsgs;
    s64 __reserved[4];
};
_Static_assert(sizeof(struct abi_mq_attr) == 64, "mq_attr");
#define MQ_PRIO_MAX 32768
#define MQ_BYTES_MAX 819200
#define NOTIFY_NONE 0
#define NOTIFY_WOKENUP 1
#define NOTIFY_REMOVED 2
#define NOTIFY_COOKIE_LEN 32

#endif
