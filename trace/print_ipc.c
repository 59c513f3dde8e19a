// SPDX-License-Identifier: GPL-2.0-or-later
// System V IPC, POSIX message queues, asynchronous I/O, and what wakes a sleeper by signal.
#include "abi/fcntl.h"
#include "abi/ipc.h"
#include "abi/poll.h"
#include "abi/signal.h"
#include "trace/decode.h"

#include <string.h>

// --- Flags with permissions behind them
LOCAL_NAMES(get_flags, NULL, NAME(IPC_CREAT), NAME(IPC_EXCL), NAME(IPC_NOWAIT));
LOCAL_NAMES(huge_shift, NULL, NAME(SHM_HUGE_SHIFT));
LOCAL_NAMES(shmget_flags, NULL, NAME(IPC_CREAT), NAME(IPC_EXCL), NAME(SHM_HUGETLB), NAME(SHM_NORESERVE));

ARG_PRINTER(A_SHMGET_FLAGS) { // and the size of its pages
    const u32 huge = (u32)SHM_HUGE_MASK << SHM_HUGE_SHIFT, flags = (u32)d->args[arg], size = flags >> SHM_HUGE_SHIFT;
    if (flags & ~(huge | 0777)) {
        print_flags(d, &names_shmget_flags, flags & ~(huge | 0777));
        text_char(d->out, '|');
    }
    if (size) {
        print_udec(d, size);
        text_puts(d->out, "<<");
        print_choice_dec(d, &names_huge_shift, SHM_HUGE_SHIFT);
        text_char(d->out, '|');
    }
    print_octal(d, flags & 0777);
    return PRINT_DONE;
}

// There is a | only behind a name.
static void print_get_flags(struct decode *d, u32 flags) {
    u32 others = flags & ~0777u;
    if (others) print_flags(d, &names_get_flags, others);
    if (others && (d->opt->style == NAMES_RAW || others & (IPC_CREAT | IPC_EXCL | IPC_NOWAIT)))
        text_char(d->out, '|');
    print_octal(d, flags & 0777);
}

ARG_PRINTER(A_SEMGET_FLAGS) {
    print_get_flags(d, (u32)d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_MSGGET_FLAGS) {
    print_get_flags(d, (u32)d->args[arg]);
    return PRINT_DONE;
}

// --- Semaphores
LOCAL_NAMES(sem_flags, "SEM_???", NAME(SEM_UNDO), NAME(IPC_NOWAIT));

static void sembuf_element(struct decode *d, const void *element) {
    const struct abi_sembuf *op = element;
    print_open(d, '{');
    print_field_udec(d, "sem_num", op->sem_num);
    print_field(d, "sem_op");
    print_dec(d, op->sem_op);
    print_field(d, "sem_flg");
    print_flags(d, &names_sem_flags, (u16)op->sem_flg);
    print_close(d, '}');
}

ARG_PRINTER(A_SEMBUFS_IN) {
    print_array(d, d->args[arg], (u32)d->args[arg + 1], sizeof(struct abi_sembuf), sembuf_element);
    return PRINT_DONE;
}

// --- Messages
static void print_message(struct decode *d, uaddr_t at, u64 size) {
    s64 type;
    if (!d->verbose || (d->exiting && d->failed) || !decode_read(d, at, &type, sizeof type)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '{');
    print_field(d, "mtype");
    print_dec(d, type);
    print_field(d, "mtext");
    print_bytes(d, at + sizeof type, size);
    print_close(d, '}');
}

ARG_PRINTER(A_MSGBUF_IN) {
    print_message(d, d->args[arg], d->args[arg + 1]);
    return PRINT_DONE;
}

ARG_PRINTER(A_MSGBUF_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_message(d, d->args[arg], d->args[arg + 1]);
    return PRINT_DONE;
}

// --- POSIX message queues
LOCAL_NAMES(mq_flags, "O_???", NAME(O_NONBLOCK));

static void mq_sizes(struct decode *d, const struct abi_mq_attr *attr) {
    print_field(d, "mq_maxmsg");
    print_dec(d, attr->mq_maxmsg);
    print_field(d, "mq_msgsize");
    print_dec(d, attr->mq_msgsize);
    print_field(d, "mq_curmsgs");
    print_dec(d, attr->mq_curmsgs);
}

static void mq_attr_fields(struct decode *d, const void *record) {
    const struct abi_mq_attr *attr = record;
    print_field(d, "mq_flags");
    print_flags(d, &names_mq_flags, (u64)attr->mq_flags);
    mq_sizes(d, attr);
}

// The flags are those of the descriptor, not these.
static void mq_new_fields(struct decode *d, const void *record) {
    const struct abi_mq_attr *attr = record;
    print_field_hex(d, "mq_flags", (u64)attr->mq_flags);
    mq_sizes(d, attr);
}

ARG_PRINTER(A_MQ_ATTR_IN) {
    struct abi_mq_attr attr;
    return print_record(d, arg, false, &attr, sizeof attr, mq_attr_fields);
}

ARG_PRINTER(A_MQ_ATTR_OUT) {
    struct abi_mq_attr attr;
    return print_record(d, arg, true, &attr, sizeof attr, mq_attr_fields);
}

ARG_PRINTER(A_MQ_NAME) { // whole, as a path
    print_path(d, d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_MQ_MODE) {
    if (d->args[1] & O_CREAT) print_octal(d, (u16)d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_MQ_ATTR_CREATE) {
    struct abi_mq_attr attr;
    if (!(d->args[1] & O_CREAT)) return PRINT_DONE;
    return print_record(d, arg, false, &attr, sizeof attr, mq_new_fields);
}

// --- sigevent
LOCAL_NAMES(notify, "SIGEV_???", NAME(SIGEV_SIGNAL), NAME(SIGEV_NONE), NAME(SIGEV_THREAD),
            {SIGEV_SIGNAL | SIGEV_THREAD_ID, "SIGEV_THREAD_ID"});

static void sigevent_fields(struct decode *d, const void *record) {
    const struct abi_sigevent *event = record;
    if (event->sigev_value) {
        print_field(d, "sigev_value");
        text_printf(d->out, "{sival_int=%d, sival_ptr=", (s32)event->sigev_value);
        print_addr(d, event->sigev_value);
        text_char(d->out, '}');
    }
    print_field(d, "sigev_signo");
    bool signals = event->sigev_notify == SIGEV_SIGNAL || event->sigev_notify == SIGEV_THREAD ||
                   event->sigev_notify == SIGEV_THREAD_ID;
    if (signals)
        print_signum(d, event->sigev_signo);
    else
        print_udec(d, (u32)event->sigev_signo);
    print_field(d, "sigev_notify");
    print_choice(d, &names_notify, (u32)event->sigev_notify);
    if (event->sigev_notify == SIGEV_THREAD_ID) {
        print_field(d, "sigev_notify_thread_id");
        print_pid(d, event->sigev_notify_thread_id);
    } else if (event->sigev_notify == SIGEV_THREAD) {
        print_field(d, "sigev_notify_function");
        print_addr(d, event->sigev_thread.function);
        print_field(d, "sigev_notify_attributes");
        print_addr(d, event->sigev_thread.attributes);
    }
}

ARG_PRINTER(A_SIGEVENT_IN) {
    struct abi_sigevent event;
    return print_record(d, arg, false, &event, sizeof event, sigevent_fields);
}

// --- pselect6 gives a pointer and a size
ARG_PRINTER(A_SIGSET_PACK_IN) {
    struct abi_sigset_argpack pack;
    sigset set;
    if (!d->verbose || !decode_read(d, d->args[arg], &pack, sizeof pack)) {
        print_addr(d, d->args[arg]);
        return PRINT_DONE;
    }
    print_open(d, '{');
    print_field(d, "sigmask");
    if (pack.size == sizeof set && decode_read(d, pack.mask, &set, sizeof set))
        print_sigset(d, set);
    else
        print_addr(d, pack.mask);
    print_field_udec(d, "sigsetsize", pack.size);
    print_close(d, '}');
    return PRINT_DONE;
}

// --- The control calls: what IPC_SET gives is told at once, what the others are given afterwards
static void print_perm(struct decode *d, const char *name, const struct abi_ipc_perm *perm, bool whole) {
    print_field(d, name);
    print_open(d, '{');
    print_field(d, "uid");
    print_uid(d, perm->uid);
    print_field(d, "gid");
    print_uid(d, perm->gid);
    print_field(d, "mode");
    print_octal(d, perm->mode);
    if (whole) {
        print_field_udec(d, "key", (u32)perm->key);
        print_field(d, "cuid");
        print_uid(d, perm->cuid);
        print_field(d, "cgid");
        print_uid(d, perm->cgid);
    }
    print_close(d, '}');
}

static void print_field_dec(struct decode *d, const char *name, s64 value) {
    print_field(d, name);
    print_dec(d, value);
}

static void field_pid(struct decode *d, const char *name, s32 pid) {
    print_field(d, name);
    print_pid(d, pid);
}

static enum print_result print_address(struct decode *d, u32 arg) {
    print_addr(d, d->args[arg]);
    return PRINT_DONE;
}

static void shm_set_fields(struct decode *d, const void *record) {
    const struct abi_shmid_ds *ds = record;
    print_perm(d, "shm_perm", &ds->shm_perm, false);
}

static void shm_fields(struct decode *d, const void *record) {
    const struct abi_shmid_ds *ds = record;
    print_perm(d, "shm_perm", &ds->shm_perm, true);
    print_field_udec(d, "shm_segsz", ds->shm_segsz);
    field_pid(d, "shm_cpid", ds->shm_cpid);
    field_pid(d, "shm_lpid", ds->shm_lpid);
    print_field_udec(d, "shm_nattch", ds->shm_nattch);
    print_field_udec(d, "shm_atime", (u64)ds->shm_atime);
    print_field_udec(d, "shm_dtime", (u64)ds->shm_dtime);
    print_field_udec(d, "shm_ctime", (u64)ds->shm_ctime);
}

static void shm_limit_fields(struct decode *d, const void *record) {
    const struct abi_shminfo *info = record;
    print_field_udec(d, "shmmax", info->shmmax);
    print_field_udec(d, "shmmin", info->shmmin);
    print_field_udec(d, "shmmni", info->shmmni);
    print_field_udec(d, "shmseg", info->shmseg);
    print_field_udec(d, "shmall", info->shmall);
}

static void shm_usage_fields(struct decode *d, const void *record) {
    const struct abi_shm_info *info = record;
    print_field_dec(d, "used_ids", info->used_ids);
    print_field_udec(d, "shm_tot", info->shm_tot);
    print_field_udec(d, "shm_rss", info->shm_rss);
    print_field_udec(d, "shm_swp", info->shm_swp);
    print_field_udec(d, "swap_attempts", info->swap_attempts);
    print_field_udec(d, "swap_successes", info->swap_successes);
}

ARG_PRINTER(A_SHMCTL_ARG) {
    struct abi_shmid_ds ds;
    struct abi_shminfo limits;
    struct abi_shm_info usage;
    switch ((u32)d->args[arg - 1] & ~(u32)IPC_64) {
    case IPC_SET: return print_record(d, arg, false, &ds, sizeof ds, shm_set_fields);
    case IPC_STAT:
    case SHM_STAT:
    case SHM_STAT_ANY: return print_record(d, arg, true, &ds, sizeof ds, shm_fields);
    case IPC_INFO: return print_record(d, arg, true, &limits, sizeof limits, shm_limit_fields);
    case SHM_INFO: return print_record(d, arg, true, &usage, sizeof usage, shm_usage_fields);
    default: return print_address(d, arg);
    }
}

static void msg_set_fields(struct decode *d, const void *record) {
    const struct abi_msqid_ds *ds = record;
    print_perm(d, "msg_perm", &ds->msg_perm, false);
    print_field_udec(d, "msg_qbytes", ds->msg_qbytes);
}

static void msg_fields(struct decode *d, const void *record) {
    const struct abi_msqid_ds *ds = record;
    print_perm(d, "msg_perm", &ds->msg_perm, true);
    print_field_udec(d, "msg_stime", (u64)ds->msg_stime);
    print_field_udec(d, "msg_rtime", (u64)ds->msg_rtime);
    print_field_udec(d, "msg_ctime", (u64)ds->msg_ctime);
    print_field_udec(d, "msg_qnum", ds->msg_qnum);
    print_field_udec(d, "msg_qbytes", ds->msg_qbytes);
    field_pid(d, "msg_lspid", ds->msg_lspid);
    field_pid(d, "msg_lrpid", ds->msg_lrpid);
}

static void msg_info_fields(struct decode *d, const void *record) {
    const struct abi_msginfo *info = record;
    print_field_dec(d, "msgpool", info->msgpool);
    print_field_dec(d, "msgmap", info->msgmap);
    print_field_dec(d, "msgmax", info->msgmax);
    print_field_dec(d, "msgmnb", info->msgmnb);
    print_field_dec(d, "msgmni", info->msgmni);
    print_field_dec(d, "msgssz", info->msgssz);
    print_field_dec(d, "msgtql", info->msgtql);
    print_field_udec(d, "msgseg", info->msgseg);
}

ARG_PRINTER(A_MSGCTL_ARG) {
    struct abi_msqid_ds ds;
    struct abi_msginfo info;
    switch ((u32)d->args[arg - 1] & ~(u32)IPC_64) {
    case IPC_SET: return print_record(d, arg, false, &ds, sizeof ds, msg_set_fields);
    case IPC_STAT:
    case MSG_STAT:
    case MSG_STAT_ANY: return print_record(d, arg, true, &ds, sizeof ds, msg_fields);
    case IPC_INFO:
    case MSG_INFO: return print_record(d, arg, true, &info, sizeof info, msg_info_fields);
    default: return print_address(d, arg);
    }
}

static void sem_set_fields(struct decode *d, const void *record) {
    const struct abi_semid_ds *ds = record;
    print_perm(d, "sem_perm", &ds->sem_perm, false);
}

static void sem_fields(struct decode *d, const void *record) {
    const struct abi_semid_ds *ds = record;
    print_perm(d, "sem_perm", &ds->sem_perm, true);
    print_field_udec(d, "sem_otime", (u64)ds->sem_otime);
    print_field_udec(d, "sem_ctime", (u64)ds->sem_ctime);
    print_field_udec(d, "sem_nsems", ds->sem_nsems);
}

static void sem_info_fields(struct decode *d, const void *record) {
    const struct abi_seminfo *info = record;
    print_field_dec(d, "semmap", info->semmap);
    print_field_dec(d, "semmni", info->semmni);
    print_field_dec(d, "semmns", info->semmns);
    print_field_dec(d, "semmnu", info->semmnu);
    print_field_dec(d, "semmsl", info->semmsl);
    print_field_dec(d, "semopm", info->semopm);
    print_field_dec(d, "semume", info->semume);
    print_field_dec(d, "semusz", info->semusz);
    print_field_dec(d, "semvmx", info->semvmx);
    print_field_dec(d, "semaem", info->semaem);
}

ARG_PRINTER(A_SEMCTL_ARG) {
    struct abi_semid_ds ds;
    struct abi_seminfo info;
    switch ((u32)d->args[arg - 1] & ~(u32)IPC_64) {
    case IPC_SET: return print_record(d, arg, false, &ds, sizeof ds, sem_set_fields);
    case IPC_STAT:
    case SEM_STAT:
    case SEM_STAT_ANY: return print_record(d, arg, true, &ds, sizeof ds, sem_fields);
    case IPC_INFO:
    case SEM_INFO: return print_record(d, arg, true, &info, sizeof info, sem_info_fields);
    case SETVAL: print_hex(d, d->args[arg]); return PRINT_DONE;
    default: return print_address(d, arg);
    }
}

LOCAL_NAMES(version, NULL, NAME(IPC_64));

// The commands, with the bit that asks for the structures of today.
static enum print_result print_command(struct decode *d, u32 arg, const struct name_table *names) {
    u32 command = (u32)d->args[arg];
    if (command & IPC_64) {
        print_choice(d, &names_version, IPC_64);
        text_char(d->out, '|');
    }
    print_choice(d, names, command & ~(u32)IPC_64);
    return PRINT_DONE;
}
ARG_PRINTER(A_SHMCTL_CMD) {
    return print_command(d, arg, &names_A_SHMCTL_CMD);
}
ARG_PRINTER(A_MSGCTL_CMD) {
    return print_command(d, arg, &names_A_MSGCTL_CMD);
}
ARG_PRINTER(A_SEMCTL_CMD) {
    return print_command(d, arg, &names_A_SEMCTL_CMD);
}
