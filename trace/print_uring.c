// SPDX-License-Identifier: GPL-2.0-or-later
// io_uring's calls: what a ring is to be like, and what is registered with one, by operation. Numbers: Linux's io_uring.h.
#include "abi/signal.h"
#include "trace/layout.h"

#include <string.h>

NAMES(A_URING_ENTER_FLAGS, "IORING_ENTER_???", {1, "IORING_ENTER_GETEVENTS"}, {2, "IORING_ENTER_SQ_WAKEUP"},
      {4, "IORING_ENTER_SQ_WAIT"}, {8, "IORING_ENTER_EXT_ARG"}, {16, "IORING_ENTER_REGISTERED_RING"});
NAMES(A_URING_REGISTER_OP, "IORING_REGISTER_???", {0, "IORING_REGISTER_BUFFERS"}, {1, "IORING_UNREGISTER_BUFFERS"},
      {2, "IORING_REGISTER_FILES"}, {3, "IORING_UNREGISTER_FILES"}, {4, "IORING_REGISTER_EVENTFD"},
      {5, "IORING_UNREGISTER_EVENTFD"}, {6, "IORING_REGISTER_FILES_UPDATE"}, {7, "IORING_REGISTER_EVENTFD_ASYNC"},
      {8, "IORING_REGISTER_PROBE"}, {9, "IORING_REGISTER_PERSONALITY"}, {10, "IORING_UNREGISTER_PERSONALITY"},
      {11, "IORING_REGISTER_RESTRICTIONS"}, {12, "IORING_REGISTER_ENABLE_RINGS"}, {13, "IORING_REGISTER_FILES2"},
      {14, "IORING_REGISTER_FILES_UPDATE2"}, {15, "IORING_REGISTER_BUFFERS2"}, {16, "IORING_REGISTER_BUFFERS_UPDATE"},
      {17, "IORING_REGISTER_IOWQ_AFF"}, {18, "IORING_UNREGISTER_IOWQ_AFF"}, {19, "IORING_REGISTER_IOWQ_MAX_WORKERS"},
      {20, "IORING_REGISTER_RING_FDS"}, {21, "IORING_UNREGISTER_RING_FDS"}, {22, "IORING_REGISTER_PBUF_RING"},
      {23, "IORING_UNREGISTER_PBUF_RING"});
LOCAL_NAMES(operations, "IORING_OP_???", {0, "IORING_OP_NOP"}, {1, "IORING_OP_READV"}, {2, "IORING_OP_WRITEV"},
            {3, "IORING_OP_FSYNC"}, {4, "IORING_OP_READ_FIXED"}, {5, "IORING_OP_WRITE_FIXED"},
            {6, "IORING_OP_POLL_ADD"}, {7, "IORING_OP_POLL_REMOVE"}, {8, "IORING_OP_SYNC_FILE_RANGE"},
            {9, "IORING_OP_SENDMSG"}, {10, "IORING_OP_RECVMSG"}, {11, "IORING_OP_TIMEOUT"},
            {12, "IORING_OP_TIMEOUT_REMOVE"}, {13, "IORING_OP_ACCEPT"}, {14, "IORING_OP_ASYNC_CANCEL"},
            {15, "IORING_OP_LINK_TIMEOUT"}, {16, "IORING_OP_CONNECT"}, {17, "IORING_OP_FALLOCATE"},
            {18, "IORING_OP_OPENAT"}, {19, "IORING_OP_CLOSE"}, {20, "IORING_OP_FILES_UPDATE"},
            {21, "IORING_OP_STATX"}, {22, "IORING_OP_READ"}, {23, "IORING_OP_WRITE"}, {24, "IORING_OP_FADVISE"},
            {25, "IORING_OP_MADVISE"}, {26, "IORING_OP_SEND"}, {27, "IORING_OP_RECV"}, {28, "IORING_OP_OPENAT2"},
            {29, "IORING_OP_EPOLL_CTL"}, {30, "IORING_OP_SPLICE"}, {31, "IORING_OP_PROVIDE_BUFFERS"},
            {32, "IORING_OP_REMOVE_BUFFERS"}, {33, "IORING_OP_TEE"}, {34, "IORING_OP_SHUTDOWN"},
            {35, "IORING_OP_RENAMEAT"}, {36, "IORING_OP_UNLINKAT"}, {37, "IORING_OP_MKDIRAT"},
            {38, "IORING_OP_SYMLINKAT"}, {39, "IORING_OP_LINKAT"}, {40, "IORING_OP_MSG_RING"},
            {41, "IORING_OP_FSETXATTR"}, {42, "IORING_OP_SETXATTR"}, {43, "IORING_OP_FGETXATTR"},
            {44, "IORING_OP_GETXATTR"}, {45, "IORING_OP_SOCKET"}, {46, "IORING_OP_URING_CMD"},
            {47, "IORING_OP_SEND_ZC"}, {48, "IORING_OP_SENDMSG_ZC"});
LOCAL_NAMES(setup_flags, "IORING_SETUP_???", {1, "IORING_SETUP_IOPOLL"}, {2, "IORING_SETUP_SQPOLL"},
            {4, "IORING_SETUP_SQ_AFF"}, {8, "IORING_SETUP_CQSIZE"}, {16, "IORING_SETUP_CLAMP"},
            {32, "IORING_SETUP_ATTACH_WQ"}, {64, "IORING_SETUP_R_DISABLED"}, {128, "IORING_SETUP_SUBMIT_ALL"},
            {256, "IORING_SETUP_COOP_TASKRUN"}, {512, "IORING_SETUP_TASKRUN_FLAG"}, {1024, "IORING_SETUP_SQE128"},
            {2048, "IORING_SETUP_CQE32"}, {4096, "IORING_SETUP_SINGLE_ISSUER"}, {8192, "IORING_SETUP_DEFER_TASKRUN"});
LOCAL_NAMES(features, "IORING_FEAT_???", {1, "IORING_FEAT_SINGLE_MMAP"}, {2, "IORING_FEAT_NODROP"},
            {4, "IORING_FEAT_SUBMIT_STABLE"}, {8, "IORING_FEAT_RW_CUR_POS"}, {16, "IORING_FEAT_CUR_PERSONALITY"},
            {32, "IORING_FEAT_FAST_POLL"}, {64, "IORING_FEAT_POLL_32BITS"}, {128, "IORING_FEAT_SQPOLL_NONFIXED"},
            {256, "IORING_FEAT_EXT_ARG"}, {512, "IORING_FEAT_NATIVE_WORKERS"}, {1024, "IORING_FEAT_RSRC_TAGS"},
            {2048, "IORING_FEAT_CQE_SKIP"}, {4096, "IORING_FEAT_LINKED_FILE"});
LOCAL_NAMES(resource_flags, "IORING_RSRC_REGISTER_???", {1, "IORING_RSRC_REGISTER_SPARSE"});
LOCAL_NAMES(restrictions, "IORING_RESTRICTION_???", {0, "IORING_RESTRICTION_REGISTER_OP"},
            {1, "IORING_RESTRICTION_SQE_OP"}, {2, "IORING_RESTRICTION_SQE_FLAGS_ALLOWED"},
            {3, "IORING_RESTRICTION_SQE_FLAGS_REQUIRED"});
LOCAL_NAMES(entry_flags, "IOSQE_???", {1, "IOSQE_FIXED_FILE"}, {2, "IOSQE_IO_DRAIN"}, {4, "IOSQE_IO_LINK"},
            {8, "IOSQE_IO_HARDLINK"}, {16, "IOSQE_ASYNC"}, {32, "IOSQE_BUFFER_SELECT"},
            {64, "IOSQE_CQE_SKIP_SUCCESS"});
LOCAL_NAMES(probe_flags, "IO_URING_OP_???", {1, "IO_URING_OP_SUPPORTED"});
LOCAL_NAMES(worker_kinds, "IO_WQ_???", {0, "IO_WQ_BOUND"}, {1, "IO_WQ_UNBOUND"});
LOCAL_NAMES(skipped, NULL, {(u64)-2, "IORING_REGISTER_FILES_SKIP"});

// --- struct io_uring_params: what is asked for, and behind it what came of that
enum { ATTACH_WQ = 32, PARAMS_SIZE = 120 };
LAYOUT(submission_offsets, 40, UDEC("head", 0, 4), UDEC("tail", 4, 4), UDEC("ring_mask", 8, 4),
       UDEC("ring_entries", 12, 4), UDEC("flags", 16, 4), UDEC("dropped", 20, 4), UDEC("array", 24, 4),
       HEX("resv1", 28, 4, .when = SHOWN_SET), HEX("resv2", 32, 8, .when = SHOWN_SET));
LAYOUT(completion_offsets, 40, UDEC("head", 0, 4), UDEC("tail", 4, 4), UDEC("ring_mask", 8, 4),
       UDEC("ring_entries", 12, 4), UDEC("overflow", 16, 4), UDEC("cqes", 20, 4), UDEC("flags", 24, 4),
       HEX("resv1", 28, 4, .when = SHOWN_SET), HEX("resv2", 32, 8, .when = SHOWN_SET));
static void attached(struct decode *d, const void *record, size_t length) {
    const u32 *params = record;
    (void)length;
    if (!(params[2] & ATTACH_WQ)) return;
    print_field(d, "wq_fd");
    print_fd(d, (s32)params[6]);
}
LAYOUT(params_asked, PARAMS_SIZE, FLAGS("flags", 8, 4, setup_flags), HEX("sq_thread_cpu", 12, 4),
       UDEC("sq_thread_idle", 16, 4), OWN(attached, 24), HEX("resv", 28, 4, .count = 3, .when = SHOWN_SET));
LAYOUT(params_told, PARAMS_SIZE, UDEC("sq_entries", 0, 4), UDEC("cq_entries", 4, 4),
       FLAGS("features", 20, 4, features), INNER("sq_off", 40, submission_offsets),
       INNER("cq_off", 80, completion_offsets));

ARG_PRINTER(A_URING_PARAMS) {
    u64 params[PARAMS_SIZE / 8];
    bool readable = d->args[arg] && d->verbose && decode_read(d, d->args[arg], params, sizeof params);
    if (!d->exiting) {
        if (!readable) {
            print_addr(d, d->args[arg]);
            return PRINT_DONE;
        }
        print_open(d, '{');
        print_layout_fields(d, &params_asked, params, sizeof params);
        print_suspend(d);
        return PRINT_LATER;
    }
    print_resume(d);
    if (readable && !d->failed) print_layout_fields(d, &params_told, params, sizeof params);
    print_close(d, '}');
    return PRINT_DONE;
}

ARG_PRINTER(A_URING_SIGSET_IN) {
    sigset set;
    if (d->args[arg + 1] == sizeof set && d->args[arg] && d->verbose &&
        decode_read(d, d->args[arg], &set, sizeof set))
        print_sigset(d, set);
    else
        print_addr(d, d->args[arg]);
    return PRINT_DONE;
}

// --- io_uring_register: what the argument points to
enum register_op {
    BUFFERS = 0,
    FILES = 2,
    EVENTFD = 4,
    FILES_UPDATE = 6,
    EVENTFD_ASYNC = 7,
    PROBE = 8,
    RESTRICTIONS = 11,
    FILES2 = 13,
    FILES_UPDATE2,
    BUFFERS2,
    BUFFERS_UPDATE,
    IOWQ_AFF,
    IOWQ_MAX_WORKERS = 19,
    RING_FDS,
    NO_RING_FDS,
    PBUF_RING,
    NO_PBUF_RING
};

static void file_element(struct decode *d, const void *element) {
    s32 fd = *(const s32 *)element;
    if (fd == -2)
        print_choice_dec(d, &names_skipped, (u64)(s64)fd);
    else
        print_fd(d, fd);
}

static void descriptor_element(struct decode *d, const void *element) {
    print_fd(d, *(const s32 *)element);
}

static void tag_element(struct decode *d, const void *element) {
    print_hex(d, *(const u64 *)element);
}

LAYOUT(buffer, 16, ADDRESS("iov_base", 0), UDEC("iov_len", 8, 8));
static void buffer_element(struct decode *d, const void *element) {
    print_layout(d, &buffer, element);
}

LAYOUT(ring, 16, UDEC("offset", 0, 4), HEX("resv", 4, 4, .when = SHOWN_SET), DESCRIPTOR("data", 8));
LAYOUT(no_ring, 16, UDEC("offset", 0, 4), HEX("resv", 4, 4, .when = SHOWN_SET), HEX("data", 8, 8, .when = SHOWN_SET));
static void ring_element(struct decode *d, const void *element) {
    print_layout(d, (u32)d->args[1] == RING_FDS ? &ring : &no_ring, element);
}

LAYOUT(buffer_ring, 40, HEX("ring_addr", 0, 8), UDEC("ring_entries", 8, 4), UDEC("bgid", 12, 2),
       HEX("pad", 14, 2, .when = SHOWN_SET), HEX("resv", 16, 8, .count = 3, .when = SHOWN_SET));

LAYOUT(probed, 8, FIELD("op", 0, 1, FIELD_CHOICE_DEC, .names = &names_operations),
       HEX("resv", 1, 1, .when = SHOWN_SET), FLAGS("flags", 2, 2, probe_flags),
       HEX("resv2", 4, 4, .when = SHOWN_SET));
static void probed_element(struct decode *d, const void *element) {
    print_layout(d, &probed, element);
}

static void restriction_element(struct decode *d, const void *element) {
    LAYOUT(rest, 16, HEX("resv", 3, 1, .when = SHOWN_SET), HEX("resv2", 4, 4, .count = 3, .when = SHOWN_SET));
    u16 code;
    u8 what = ((const u8 *)element)[2];
    memcpy(&code, element, sizeof code);
    print_open(d, '{');
    print_field(d, "opcode");
    print_choice(d, &names_restrictions, code);
    switch (code) {
    case 0:
        print_field(d, "register_op");
        print_choice(d, &names_A_URING_REGISTER_OP, what);
        break;
    case 1:
        print_field(d, "sqe_op");
        print_choice(d, &names_operations, what);
        break;
    case 2:
    case 3:
        print_field(d, "sqe_flags");
        print_flags(d, &names_entry_flags, what);
        break;
    default:
        text_puts(d->out, " /* op: ");
        print_hex(d, what);
        text_puts(d->out, " */");
        break;
    }
    print_layout_fields(d, &rest, element, rest.size);
    print_close(d, '}');
}

static enum print_result print_probe(struct decode *d, uaddr_t at, u32 count) {
    LAYOUT(head, 16, FIELD("last_op", 0, 1, FIELD_CHOICE_DEC, .names = &names_operations), UDEC("ops_len", 1, 1),
           HEX("resv", 2, 2, .when = SHOWN_SET), HEX("resv2", 4, 4, .count = 3, .when = SHOWN_SET));
    enum { MOST = 256 };
    u32 probe[4];
    u8 ops[8 * MOST];
    if (d->exiting && d->failed) {
        if (d->kept[2]) print_addr(d, at);
        return PRINT_DONE;
    }
    bool readable = at && d->verbose && count <= MOST && decode_read(d, at, probe, sizeof probe) &&
                    decode_read(d, at + sizeof probe, ops, (size_t)count * probed.size);
    if (!d->exiting && readable) { // a program that asks has zeroes there, which say nothing
        bool zero = !(probe[0] | probe[1] | probe[2] | probe[3]);
        for (u32 i = 0; i < count * probed.size; i++) zero = zero && !ops[i];
        d->kept[2] = zero;
        if (zero) return PRINT_LATER;
    }
    if (d->exiting && !d->kept[2]) text_puts(d->out, " => ");
    if (!readable) {
        print_addr(d, at);
        return PRINT_DONE;
    }
    u32 told = probe[0] >> 8 & 0xff;
    print_open(d, '{');
    print_layout_fields(d, &head, probe, sizeof probe);
    print_field(d, "ops");
    if (d->exiting)
        print_array_part(d, at + sizeof probe, told, min_u64(count, elements_shown(d)), probed.size, probed_element);
    else
        print_array(d, at + sizeof probe, count, probed.size, probed_element);
    print_close(d, '}');
    return d->exiting ? PRINT_DONE : PRINT_LATER;
}

// False: it cannot be read.
static bool worker_counts(struct decode *d, uaddr_t at, u32 count) {
    u32 value;
    if (!at || !d->verbose || d->failed || !decode_read(d, at, &value, sizeof value)) {
        print_addr(d, at);
        return false;
    }
    print_open(d, '[');
    for (u32 i = 0; i < count && i < elements_shown(d); i++) {
        if (!decode_read(d, at + sizeof value * (u64)i, &value, sizeof value)) {
            print_more_at(d, at + sizeof value * (u64)i);
            print_close(d, ']');
            return false;
        }
        print_item(d);
        text_char(d->out, '[');
        print_choice_dec(d, &names_worker_kinds, i);
        text_puts(d->out, "]=");
        print_udec(d, value);
    }
    print_close(d, ']');
    return true;
}

static void print_resource_data(struct decode *d, const char *name, uaddr_t at, u64 count, bool files) {
    print_field(d, name);
    print_array(d, at, count, files ? sizeof(s32) : buffer.size, files ? file_element : buffer_element);
}

static void print_tags(struct decode *d, uaddr_t at, u64 count) {
    print_field(d, "tags");
    print_array(d, at, count, sizeof(u64), tag_element);
}

// {nr=..., flags=..., data=[...], tags=[...]}, and the same with an offset
static void print_resources(struct decode *d, uaddr_t at, u32 size, bool update, bool files) {
    struct {
        u32 first, second;
        u64 third, fourth, fifth;
    } r;
    _Static_assert(sizeof r == 32, "struct io_uring_rsrc_register");
    if (!at || size < sizeof r || !d->verbose || !decode_read(d, at, &r, sizeof r)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '{');
    if (update) {
        u32 count = (u32)r.fifth, reserved = (u32)(r.fifth >> 32);
        print_field_udec(d, "offset", r.first);
        if (r.second) print_field_hex(d, "resv", r.second);
        print_resource_data(d, "data", r.third, count, files);
        print_tags(d, r.fourth, count);
        print_field_udec(d, "nr", count);
        if (reserved) print_field_hex(d, "resv2", reserved);
    } else {
        print_field_udec(d, "nr", r.first);
        print_field(d, "flags");
        print_flags(d, &names_resource_flags, r.second);
        if (r.third) print_field_hex(d, "resv2", r.third);
        print_resource_data(d, "data", r.fourth, r.first, files);
        print_tags(d, r.fifth, r.first);
    }
    print_rest(d, at, sizeof r, size);
    print_close(d, '}');
}

static void print_files_update(struct decode *d, uaddr_t at, u32 count) {
    struct {
        u32 offset, reserved;
        u64 fds;
    } update;
    if (!at || !d->verbose || !decode_read(d, at, &update, sizeof update)) {
        print_addr(d, at);
        return;
    }
    print_open(d, '{');
    print_field_udec(d, "offset", update.offset);
    if (update.reserved) print_field_hex(d, "resv", update.reserved);
    print_resource_data(d, "fds", update.fds, count, true);
    print_close(d, '}');
}

ARG_PRINTER(A_URING_REGISTER_ARG) {
    uaddr_t at = d->args[arg];
    u32 count = (u32)d->args[arg + 1];
    enum register_op op = (enum register_op)(u32)d->args[1];
    switch (op) {
    case BUFFERS: print_array(d, at, count, buffer.size, buffer_element); break;
    case FILES:
    case EVENTFD:
    case EVENTFD_ASYNC: print_array(d, at, count, sizeof(s32), descriptor_element); break;
    case FILES_UPDATE: print_files_update(d, at, count); break;
    case PROBE: return print_probe(d, at, count);
    case RESTRICTIONS: print_array(d, at, count, 16, restriction_element); break;
    case FILES2: print_resources(d, at, count, false, true); break;
    case FILES_UPDATE2: print_resources(d, at, count, true, true); break;
    case BUFFERS2: print_resources(d, at, count, false, false); break;
    case BUFFERS_UPDATE: print_resources(d, at, count, true, false); break;
    case IOWQ_AFF: print_cpus(d, at, count); break;
    case IOWQ_MAX_WORKERS:
        if (d->exiting) text_puts(d->out, " => ");
        return worker_counts(d, at, count) && !d->exiting ? PRINT_LATER : PRINT_DONE;
    case RING_FDS: print_array(d, at, count, ring.size, ring_element); break;
    case NO_RING_FDS: print_array(d, at, count, no_ring.size, ring_element); break;
    case PBUF_RING:
    case NO_PBUF_RING: return print_layout_record(d, arg, false, &buffer_ring);
    default: print_addr(d, at); break;
    }
    return PRINT_DONE;
}
