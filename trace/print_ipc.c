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
LOCAL_NAMES(shmget_flags, NULL, NAME(IPC_CREAT), NAME(IPC_EXCL), NAME(SHM_HUGETLB), NAME(SHM_NORESERVE));

static void print_get_flags(struct decode *d, const struct name_table *names, u32 flags) {
    u32 permissions = flags & 0777;
    const struct name_table silent = {names->entries, names->count, NULL};
    if (flags != permissions) {
        print_flags(d, &silent, flags & ~0777u);
        text_char(d->out, '|');
    }
    print_octal(d, permissions);
}

ARG_PRINTER(A_SHMGET_FLAGS) {
    print_get_flags(d, &names_shmget_flags, (u32)d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_SEMGET_FLAGS) {
    print_get_flags(d, &names_get_flags, (u32)d->args[arg]);
    return PRINT_DONE;
}

ARG_PRINTER(A_MSGGET_FLAGS) {
    print_get_flags(d, &names_get_flags, (u32)d->args[arg]);
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

ARG_PRINTER(A_SEMCTL_ARG) {
    if ((u32)d->args[arg - 1] == SETVAL)
        print_hex(d, d->args[arg]);
    else
        print_addr(d, d->args[arg]);
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
    print_message(d, d->args[arg], d->failed ? 0 : (u64)d->result);
    return PRINT_DONE;
}

// --- POSIX message queues
LOCAL_NAMES(mq_flags, NULL, NAME(O_NONBLOCK));

static void mq_attr_fields(struct decode *d, const void *record) {
    const struct abi_mq_attr *attr = record;
    print_field(d, "mq_flags");
    print_flags(d, &names_mq_flags, (u64)attr->mq_flags);
    print_field(d, "mq_maxmsg");
    print_dec(d, attr->mq_maxmsg);
    print_field(d, "mq_msgsize");
    print_dec(d, attr->mq_msgsize);
    print_field(d, "mq_curmsgs");
    print_dec(d, attr->mq_curmsgs);
}

ARG_PRINTER(A_MQ_ATTR_IN) {
    struct abi_mq_attr attr;
    return print_record(d, arg, false, &attr, sizeof attr, mq_attr_fields);
}

ARG_PRINTER(A_MQ_ATTR_OUT) {
    struct abi_mq_attr attr;
    return print_record(d, arg, true, &attr, sizeof attr, mq_attr_fields);
}

ARG_PRINTER(A_MQ_ATTR_CREATE) {
    struct abi_mq_attr attr;
    if (!(d->args[1] & O_CREAT)) return PRINT_DONE;
    return print_record(d, arg, false, &attr, sizeof attr, mq_attr_fields);
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
