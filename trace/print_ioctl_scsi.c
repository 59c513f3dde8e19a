// SPDX-License-Identifier: GPL-2.0-or-later
// ioctl on SCSI devices: SG_IO's two structs, with the data they point to. Numbers: Linux's scsi/sg.h and bsg.h.
#include "trace/layout.h"
#include "trace/print_ioctl.h"

enum { SG_SCSI_RESET = 0x2284, SG_IO = 0x2285, RESET_NO_ESCALATE = 0x100 };

LOCAL_NAMES(directions, "SG_DXFER_???", {(u32)-1, "SG_DXFER_NONE"}, {(u32)-2, "SG_DXFER_TO_DEV"},
            {(u32)-3, "SG_DXFER_FROM_DEV"}, {(u32)-4, "SG_DXFER_TO_FROM_DEV"});
LOCAL_NAMES(sg_flags, "SG_FLAG_???", {1, "SG_FLAG_DIRECT_IO"}, {2, "SG_FLAG_UNUSED_LUN_INHIBIT"},
            {4, "SG_FLAG_MMAP_IO"}, {0x10000, "SG_FLAG_NO_DXFER"}, {16, "SG_FLAG_Q_AT_TAIL"},
            {32, "SG_FLAG_Q_AT_HEAD"});
LOCAL_NAMES(sg_info, "SG_INFO_???", {1, "SG_INFO_CHECK"}, {2, "SG_INFO_DIRECT_IO"}, {4, "SG_INFO_MIXED_IO"});
LOCAL_NAMES(protocols, "BSG_PROTOCOL_???", {0, "BSG_PROTOCOL_SCSI"});
LOCAL_NAMES(subprotocols, "BSG_SUB_PROTOCOL_???", {0, "BSG_SUB_PROTOCOL_SCSI_CMD"}, {1, "BSG_SUB_PROTOCOL_SCSI_TMF"},
            {2, "BSG_SUB_PROTOCOL_SCSI_TRANSPORT"});
LOCAL_NAMES(bsg_flags, "BSG_FLAG_???", {16, "BSG_FLAG_Q_AT_TAIL"}, {32, "BSG_FLAG_Q_AT_HEAD"});
LOCAL_NAMES(resets, "SG_SCSI_RESET_???", {0, "SG_SCSI_RESET_NOTHING"}, {1, "SG_SCSI_RESET_DEVICE"},
            {2, "SG_SCSI_RESET_BUS"}, {3, "SG_SCSI_RESET_HOST"}, {4, "SG_SCSI_RESET_TARGET"});
LOCAL_NAMES(escalation, NULL, {RESET_NO_ESCALATE, "SG_SCSI_RESET_NO_ESCALATE"});

static void print_data(struct decode *d, const char *name, uaddr_t at, u32 iov_count, u64 bytes) {
    bool failed = d->failed;
    print_field(d, name);
    d->failed = false; // what there is is told, whatever came of the call
    if (iov_count)
        print_iov(d, at, iov_count, bytes, true);
    else
        print_hex_bytes(d, at, bytes);
    d->failed = failed;
}

// --- struct sg_io_hdr
struct sg_old {
    s32 interface, direction;
    u8 command_size, sense_room;
    u16 iov_count;
    u32 data_size;
    uaddr_t data, command, sense;
    u32 timeout, flags;
    s32 pack_id;
    uaddr_t user;
    u8 status, masked_status, message_status, sense_size;
    u16 host_status, driver_status;
    s32 rest;
    u32 duration, info;
};
_Static_assert(sizeof(struct sg_old) == 88, "struct sg_io_hdr");
enum { TO_DEVICE = -2, FROM_DEVICE = -3, BOTH_WAYS = -4 };

static void old_asked(struct decode *d, const struct sg_old *s) {
    print_field(d, "dxfer_direction");
    print_choice(d, &names_directions, (u32)s->direction);
    print_field_udec(d, "cmd_len", s->command_size);
    print_data(d, "cmdp", s->command, 0, s->command_size);
    print_field_udec(d, "mx_sb_len", s->sense_room);
    print_field_udec(d, "iovec_count", s->iov_count);
    print_field_udec(d, "dxfer_len", s->data_size);
    print_field_udec(d, "timeout", s->timeout);
    print_field(d, "flags");
    print_flags(d, &names_sg_flags, s->flags);
    if (s->direction == TO_DEVICE || s->direction == BOTH_WAYS)
        print_data(d, "dxferp", s->data, s->iov_count, s->data_size);
}

static void old_told(struct decode *d, const struct sg_old *s) {
    if (s->direction == BOTH_WAYS) print_arrow(d);
    if (s->direction == FROM_DEVICE || s->direction == BOTH_WAYS)
        print_data(d, "dxferp", s->data, s->iov_count, s->data_size - (u32)s->rest);
    print_field_hex(d, "status", s->status);
    print_field_hex(d, "masked_status", s->masked_status);
    print_field_hex(d, "msg_status", s->message_status);
    print_field_udec(d, "sb_len_wr", s->sense_size);
    print_data(d, "sbp", s->sense, 0, s->sense_size);
    print_field_hex(d, "host_status", s->host_status);
    print_field_hex(d, "driver_status", s->driver_status);
    print_field(d, "resid");
    print_dec(d, s->rest);
    print_field_udec(d, "duration", s->duration);
    print_field(d, "info");
    print_flags(d, &names_sg_info, s->info);
}

// --- struct sg_io_v4
struct sg_new {
    s32 guard;
    u32 protocol, subprotocol, request_size;
    u64 request, request_tag;
    u32 request_attribute, request_priority, request_extra, response_room;
    u64 response;
    u32 out_iov_count, out_size, in_iov_count, in_size;
    u64 out, in;
    u32 timeout, flags;
    u64 user;
    u32 spare_in, driver_status, transport_status, device_status, retry_delay, info, duration, response_size;
    s32 in_rest, out_rest;
    u64 generated_tag;
    u32 spare_out, padding;
};
_Static_assert(sizeof(struct sg_new) == 160, "struct sg_io_v4");

static void new_asked(struct decode *d, const struct sg_new *s) {
    print_field(d, "protocol");
    print_choice(d, &names_protocols, s->protocol);
    print_field(d, "subprotocol");
    print_choice(d, &names_subprotocols, s->subprotocol);
    print_field_udec(d, "request_len", s->request_size);
    print_data(d, "request", s->request, 0, s->request_size);
    print_field_hex(d, "request_tag", s->request_tag);
    print_field_udec(d, "request_attr", s->request_attribute);
    print_field_udec(d, "request_priority", s->request_priority);
    print_field_udec(d, "request_extra", s->request_extra);
    print_field_udec(d, "max_response_len", s->response_room);
    print_field_udec(d, "dout_iovec_count", s->out_iov_count);
    print_field_udec(d, "dout_xfer_len", s->out_size);
    print_field_udec(d, "din_iovec_count", s->in_iov_count);
    print_field_udec(d, "din_xfer_len", s->in_size);
    print_data(d, "dout_xferp", s->out, s->out_iov_count, s->out_size);
    print_field_udec(d, "timeout", s->timeout);
    print_field(d, "flags");
    print_flags(d, &names_bsg_flags, s->flags);
    print_field_hex(d, "usr_ptr", s->user);
}

static void new_told(struct decode *d, const struct sg_new *s) {
    print_field_udec(d, "response_len", s->response_size);
    print_data(d, "response", s->response, 0, s->response_size);
    print_data(d, "din_xferp", s->in, s->in_iov_count, s->in_size - (u32)s->in_rest);
    print_field_hex(d, "driver_status", s->driver_status);
    print_field_hex(d, "transport_status", s->transport_status);
    print_field_hex(d, "device_status", s->device_status);
    print_field_udec(d, "retry_delay", s->retry_delay);
    print_field(d, "info");
    print_flags(d, &names_sg_info, s->info);
    print_field_udec(d, "duration", s->duration);
    print_field_udec(d, "response_len", s->response_size);
    print_field(d, "din_resid");
    print_dec(d, s->in_rest);
    print_field(d, "dout_resid");
    print_dec(d, s->out_rest);
    print_field_hex(d, "generated_tag", s->generated_tag);
}

// --- Which of the two it is, its first word tells
static enum print_result print_transfer(struct decode *d, u32 arg) {
    union {
        s32 which;
        struct sg_old old;
        struct sg_new new;
    } s;
    uaddr_t at = d->args[arg];
    bool readable = at && d->verbose && decode_read(d, at, &s.which, sizeof s.which);
    bool known = readable && (s.which == 'S' || s.which == 'Q');
    bool whole = known && decode_read(d, at, &s, s.which == 'S' ? sizeof s.old : sizeof s.new);
    if (d->exiting) {
        print_resume(d);
        if (whole) s.which == 'S' ? old_told(d, &s.old) : new_told(d, &s.new);
        print_close(d, '}');
        return PRINT_DONE;
    }
    if (readable && !known) {
        print_open(d, '[');
        print_udec(d, (u32)s.which);
        print_close(d, ']');
        return PRINT_DONE;
    }
    if (!whole) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    print_open(d, '{');
    print_field(d, s.which == 'S' ? "interface_id" : "guard");
    text_printf(d->out, "'%c'", (char)s.which);
    s.which == 'S' ? old_asked(d, &s.old) : new_asked(d, &s.new);
    print_suspend(d);
    return PRINT_LATER;
}

static void print_reset(struct decode *d, uaddr_t at) {
    u32 value;
    if (!at || !d->verbose || !decode_read(d, at, &value, sizeof value)) {
        print_addr(d, at);
        return;
    }
    text_char(d->out, '[');
    if (value & RESET_NO_ESCALATE) {
        print_choice(d, &names_escalation, RESET_NO_ESCALATE);
        text_char(d->out, '|');
    }
    print_choice(d, &names_resets, value & ~(u32)RESET_NO_ESCALATE);
    text_char(d->out, ']');
}

bool print_ioctl_scsi(struct decode *d, u32 arg, enum print_result *result) {
    *result = PRINT_DONE;
    switch ((u32)d->args[arg - 1]) {
    case SG_IO: *result = print_transfer(d, arg); return true;
    case SG_SCSI_RESET: print_reset(d, d->args[arg]); return true;
    default: return false;
    }
}
