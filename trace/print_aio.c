// SPDX-License-Identifier: GPL-2.0-or-later
// Asynchronous I/O: what io_submit is asked to do, and the events of what was done.
#include "abi/aio.h"
#include "trace/decode.h"
#include "trace/names_file.h"

extern const struct name_table names_A_RWF_FLAGS;

LOCAL_NAMES(commands, "IOCB_CMD_???", NAME(IOCB_CMD_PREAD), NAME(IOCB_CMD_PWRITE), NAME(IOCB_CMD_FSYNC),
            NAME(IOCB_CMD_FDSYNC), {4, "IOCB_CMD_PREADX"}, NAME(IOCB_CMD_POLL), NAME(IOCB_CMD_NOOP),
            NAME(IOCB_CMD_PREADV), NAME(IOCB_CMD_PWRITEV));
LOCAL_NAMES(iocb_flags, "IOCB_FLAG_???", NAME(IOCB_FLAG_RESFD), NAME(IOCB_FLAG_IOPRIO));

static void print_common(struct decode *d, const struct abi_iocb *c) {
    print_field_hex(d, "aio_data", c->aio_data);
    if (c->aio_key) print_field_udec(d, "aio_key", c->aio_key);
    if (c->aio_rw_flags) {
        print_field(d, "aio_rw_flags");
        print_flags(d, &names_A_RWF_FLAGS, c->aio_rw_flags);
    }
    print_field(d, "aio_lio_opcode");
    print_choice_dec(d, &names_commands, c->aio_lio_opcode);
    if (c->aio_flags & IOCB_FLAG_IOPRIO) {
        print_field(d, "aio_reqprio");
        print_io_priority(d, (u16)c->aio_reqprio);
    } else if (c->aio_reqprio) {
        print_field(d, "aio_reqprio");
        print_dec(d, c->aio_reqprio);
    }
    print_field(d, "aio_fildes");
    print_fd(d, (s32)c->aio_fildes);
}

static void print_task(struct decode *d, const struct abi_iocb *c) {
    bool writes = c->aio_lio_opcode == IOCB_CMD_PWRITE || c->aio_lio_opcode == IOCB_CMD_PWRITEV;
    switch (c->aio_lio_opcode) {
    case IOCB_CMD_PREAD:
    case IOCB_CMD_PWRITE:
        print_field(d, "aio_buf");
        if (writes && c->aio_nbytes <= INT64_MAX)
            print_bytes(d, c->aio_buf, c->aio_nbytes);
        else
            print_hex(d, c->aio_buf);
        print_field_udec(d, "aio_nbytes", c->aio_nbytes);
        break;
    case IOCB_CMD_PREADV:
    case IOCB_CMD_PWRITEV:
        print_field(d, "aio_buf");
        print_iov(d, c->aio_buf, c->aio_nbytes, UINT64_MAX, writes);
        break;
    case IOCB_CMD_POLL:
        print_field(d, "aio_buf");
        print_flags(d, &names_POLL_EVENTS, c->aio_buf);
        break;
    default: return;
    }
    if (c->aio_lio_opcode != IOCB_CMD_POLL) {
        print_field(d, "aio_offset");
        print_dec(d, c->aio_offset);
    }
    if (c->aio_flags) {
        print_field(d, "aio_flags");
        print_flags(d, &names_iocb_flags, c->aio_flags);
    }
    if (c->aio_flags & IOCB_FLAG_RESFD) {
        print_field(d, "aio_resfd");
        print_fd(d, (s32)c->aio_resfd);
    } else if (c->aio_resfd) {
        print_field_hex(d, "aio_resfd", c->aio_resfd);
    }
}

static void submitted(struct decode *d, const void *element) {
    struct abi_iocb c;
    uaddr_t at = *(const uaddr_t *)element;
    if (!at || !decode_read(d, at, &c, sizeof c)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '{');
    print_common(d, &c);
    print_task(d, &c);
    print_close(d, '}');
}
ARG_PRINTER(A_IOCBS_IN) {
    print_array(d, d->args[arg], d->args[arg - 1], sizeof(uaddr_t), submitted);
    return PRINT_DONE;
}

static void iocb_fields(struct decode *d, const void *record) {
    print_common(d, record);
}
ARG_PRINTER(A_IOCB_IN) {
    struct abi_iocb c;
    return print_record(d, arg, false, &c, sizeof c, iocb_fields);
}

static void event_fields(struct decode *d, const void *record) {
    const struct abi_io_event *e = record;
    print_field_hex(d, "data", e->data);
    print_field_hex(d, "obj", e->obj);
    print_field(d, "res");
    print_dec(d, e->res);
    print_field(d, "res2");
    print_dec(d, e->res2);
}
static void event(struct decode *d, const void *element) {
    print_open(d, '{');
    event_fields(d, element);
    print_close(d, '}');
}
ARG_PRINTER(A_IO_EVENT_OUT) {
    struct abi_io_event e;
    return print_record(d, arg, true, &e, sizeof e, event_fields);
}
ARG_PRINTER(A_IO_EVENTS_OUT) {
    if (!d->exiting) return PRINT_LATER;
    print_array(d, d->args[arg], d->failed ? 1 : (u64)d->result, sizeof(struct abi_io_event), event);
    return PRINT_DONE;
}
